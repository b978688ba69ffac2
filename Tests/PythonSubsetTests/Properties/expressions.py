# Random expressions over arrays and numbers of mixed types and shapes; only operations whose results
# are the same to the bit on every build of NumPy.
TYPES = ['float64', 'float32', 'int64', 'int32', 'uint8', 'bool', 'int8', 'uint16']
SHAPES = [(), (1,), (3,), (2, 3), (2, 1), (1, 3), (2, 2, 3), (3, 1, 1)]


def leaf(rng):
    kind = rng.randint(0, 10)
    if kind == 0:
        v = int(rng.randint(-3, 9))
        return str(v), v
    if kind == 1:
        v = float(rng.randint(-6, 7)) / 4
        return str(v), v
    if kind == 2:
        return 'True', True
    dtype = TYPES[rng.randint(0, len(TYPES))]
    shape = SHAPES[rng.randint(0, len(SHAPES))]
    low = 0 if dtype[0] in 'ub' else -6
    v = np.array(rng.randint(low, 7, size=shape)).astype(dtype)
    if dtype[0] == 'f':
        v = v / v.dtype.type(4)
    if v.ndim == 0 and rng.rand() < 0.5:
        v = v[()]
    return f'{dtype}{list(shape)}', v


BINARY = [('+', lambda a, b: a + b), ('-', lambda a, b: a - b), ('*', lambda a, b: a * b),
          ('/', lambda a, b: a / b), ('//', lambda a, b: a // b), ('%', lambda a, b: a % b),
          ('<', lambda a, b: a < b), ('==', lambda a, b: a == b), ('>=', lambda a, b: a >= b),
          ('maximum', lambda a, b: np.maximum(a, b)), ('minimum', lambda a, b: np.minimum(a, b)),
          ('where', lambda a, b: np.where(np.asarray(a) > 0, a, b)),
          ('&', lambda a, b: a & b), ('|', lambda a, b: a | b), ('^', lambda a, b: a ^ b),
          ('logical_and', lambda a, b: np.logical_and(a, b)), ('@', lambda a, b: np.asarray(a) @ np.asarray(b)),
          ('concatenate', lambda a, b: np.concatenate([np.ravel(a), np.ravel(b)]))]
UNARY = [('neg', lambda a: -a), ('abs', lambda a: abs(a)), ('sum', lambda a: np.sum(a)),
         ('sum0', lambda a: np.sum(a, axis=0)), ('mean-1', lambda a: np.mean(a, axis=-1)),
         ('max', lambda a: np.max(a)), ('argmin', lambda a: np.argmin(a)), ('T', lambda a: np.transpose(a)),
         ('sqrt', lambda a: np.sqrt(np.abs(a) * 1.0)), ('square', lambda a: np.square(a)),
         ('cumsum', lambda a: np.cumsum(a)), ('prod', lambda a: np.prod(a, axis=0)),
         ('sort', lambda a: np.sort(a)), ('argsort', lambda a: np.argsort(a, kind='stable')),
         ('any', lambda a: np.any(a)), ('all1', lambda a: np.all(a, axis=-1)), ('float', lambda a: np.float32(1) * a),
         ('clip', lambda a: np.clip(a, 0, 2)), ('sign', lambda a: np.sign(a)), ('floor', lambda a: np.floor(a)),
         ('keep', lambda a: np.sum(a, axis=-1, keepdims=True)), ('reshape', lambda a: np.reshape(a, -1)),
         ('std', lambda a: np.ptp(a)), ('diff', lambda a: np.diff(a)), ('tile', lambda a: np.tile(a, 2)),
         ('**2', lambda a: a ** 2), ('not', lambda a: np.logical_not(a)), ('round', lambda a: np.round(a * 1, 1)),
         ('new', lambda a: np.asarray(a)[None]), ('flip', lambda a: np.flip(a)), ('unique', lambda a: np.unique(a)),
         ('as', lambda a: np.asarray(a).astype('float64')), ('int', lambda a: np.asarray(a).astype('int64'))]


def tree(rng, depth):
    if depth == 0 or rng.rand() < 0.15:
        return leaf(rng)
    if rng.rand() < 0.4:
        name, f = UNARY[rng.randint(0, len(UNARY))]
        text, a = tree(rng, depth - 1)
        return f'{name}({text})', f(a)
    name, f = BINARY[rng.randint(0, len(BINARY))]
    left, a = tree(rng, depth - 1)
    right, b = tree(rng, depth - 1)
    return f'({left} {name} {right})', f(a, b)


def case(i):
    rng = np.random.RandomState(i)
    try:
        with np.errstate(all='ignore'):
            text, value = tree(rng, int(rng.randint(1, 4)))
        return f'{text} = {value!r} {type(value).__name__}'
    except Exception as e:
        return type(e).__name__
