# Reading and writing by slices, numbers, None, ..., arrays of numbers and masks.


def part(rng, n):
    kind = rng.randint(0, 8)
    if kind < 3:
        ends = [None if rng.rand() < 0.3 else int(rng.randint(-n - 2, n + 3)) for _ in range(2)]
        step = None if rng.rand() < 0.4 else int(rng.choice([-3, -2, -1, 1, 2, 3]))
        return slice(ends[0], ends[1], step)
    if kind < 5:
        return int(rng.randint(-n - (rng.rand() < 0.05), n + (rng.rand() < 0.05))) if n else 0
    if kind == 5:
        return [int(v) for v in rng.randint(-n, n, size=int(rng.randint(1, 4)))] if n else slice(None)
    if kind == 6:
        return np.array(rng.rand(n) < 0.5)
    return np.array(rng.randint(0, n, size=(2, 1)) if n else [], dtype=int)


def case(i):
    rng = np.random.RandomState(i)
    shape = tuple(int(v) for v in rng.randint(1, 5, size=int(rng.randint(1, 4))))
    a = np.arange(int(np.prod(shape))).reshape(shape)
    if rng.rand() < 0.3:
        a = a.astype(['float64', 'int32', 'float32'][rng.randint(0, 3)])
    if rng.rand() < 0.2:
        a = a.T
    picks = int(rng.randint(1, a.ndim + 1))
    key = [part(rng, a.shape[d]) for d in range(picks)]
    if rng.rand() < 0.15:
        key.insert(int(rng.randint(0, len(key) + 1)), None)
    if rng.rand() < 0.15:
        key.append(Ellipsis)
    if rng.rand() < 0.1:
        key = [np.array(rng.rand(*a.shape) < 0.5)]
    key = tuple(key) if len(key) > 1 else key[0]
    lines = []
    try:
        r = a[key]
        lines.append(f'{r!r} {np.shape(r)} {r.dtype}')
        if isinstance(r, np.ndarray):
            lines.append(str(np.shares_memory(a, r)))
    except Exception as e:
        lines.append(type(e).__name__)
    b = a.copy()
    try:
        if rng.rand() < 0.5:
            b[key] = int(rng.randint(-9, 0))
        elif rng.rand() < 0.5:
            b[key] += 10
        else:
            b[key] = np.arange(int(np.size(a[key]))).reshape(np.shape(a[key])) * -1
        lines.append(f'{b.tolist()}')
    except Exception as e:
        lines.append(type(e).__name__)
    return '\n'.join(lines)
