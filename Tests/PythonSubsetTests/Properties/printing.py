# Arrays of all types, sizes and magnitudes as text, under all print options.
TYPES = ['float64', 'float32', 'int64', 'int32', 'uint8', 'bool', 'int16', 'uint32']
SPECIAL = [0.0, -0.0, float('nan'), float('inf'), -float('inf'), 1e300, -1e-300, 5e-324, 1e16, 1e15,
           123456789.0, 0.1, 1e-5, 1e-4, 99999999.5, 1.0, -1.0, 2.5, 1e8, 1e22]


def make(rng, dtype):
    dims = rng.randint(0, 4)
    shape = tuple(int(rng.choice([1, 2, 3, 4, 5, 0, 7])) for _ in range(dims))
    if rng.rand() < 0.08:
        shape = (int(rng.randint(900, 1200)),) if rng.rand() < 0.5 else (40, int(rng.randint(24, 40)))
    kind = rng.randint(0, 6)
    if dtype == 'bool':
        return np.array(rng.rand(*shape) < 0.5)
    if dtype in ('float64', 'float32'):
        if kind == 0:
            a = rng.randn(*shape)
        elif kind == 1:
            a = rng.randint(-5, 6, size=shape) * 1.0
        elif kind == 2:
            a = np.array(rng.randn(*shape)) * 10.0 ** rng.randint(-12, 13)
        elif kind == 3:
            a = np.array(rng.randint(-1000, 1000, size=shape)) / 8.0
        elif kind == 4:
            a = np.array(rng.choice(SPECIAL[:5] + SPECIAL[8:] if dtype == 'float32' else SPECIAL, size=shape))
        else:
            a = np.round(np.array(rng.rand(*shape)) * 100, int(rng.randint(0, 5)))
        return np.array(a).astype(dtype)
    high = {'int64': 10 ** 12, 'int32': 2 * 10 ** 9, 'uint8': 256, 'int16': 30000, 'uint32': 4 * 10 ** 9}[dtype]
    low = 0 if dtype[0] == 'u' else -high
    if kind < 3:
        high = min(high, 10)
        low = max(low, -10)
    return np.array(rng.randint(low, high, size=shape)).astype(dtype)


def options(rng):
    np.set_printoptions(precision=8, threshold=1000, edgeitems=3, linewidth=75, suppress=False)
    if rng.rand() < 0.4:
        return
    if rng.rand() < 0.4:
        np.set_printoptions(precision=int(rng.randint(0, 12)))
    if rng.rand() < 0.3:
        np.set_printoptions(suppress=True)
    if rng.rand() < 0.3:
        np.set_printoptions(threshold=int(rng.randint(0, 30)))
    if rng.rand() < 0.3:
        np.set_printoptions(edgeitems=int(rng.randint(1, 5)))
    if rng.rand() < 0.3:
        np.set_printoptions(linewidth=int(rng.randint(20, 120)))


def case(i):
    rng = np.random.RandomState(i)
    options(rng)
    a = make(rng, TYPES[rng.randint(0, len(TYPES))])
    if a.ndim > 1 and rng.rand() < 0.3:
        a = a.T
    return (str(a) if rng.rand() < 0.5 else repr(a)) + f' {a.shape} {a.dtype}'
