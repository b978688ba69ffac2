def counter():
    n = 0
    def up(k=1):
        nonlocal n
        n += k
        return n
    return up
c = counter(); print(c(), c(5), counter()())
total = 0
def add(k):
    global total, fresh
    total += k; fresh = k
add(3); add(4); print(total, fresh)
def deep():
    x = 'a'
    def mid():
        def inner():
            nonlocal x
            x += 'b'
        inner()
    mid(); return x
print(deep())
l = [3, 1, 2]
try: l.sort(key=lambda v: l.append(v) or v)
except ValueError as e: print(e, l)
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(f(1, c=3), f(1, 5, 6, 7, c=8, z=9), f(*[1, 2], **{'c': 3}))
for bad in [lambda: f(), lambda: f(1), lambda: f(1, c=1, a=2), lambda: (lambda x: x)(), lambda: (lambda: 1)(2), lambda: f(1, 2, 3), lambda: [].pop(), lambda: {}['k'], lambda: [1][5], lambda: int('q'), lambda: None + 1, lambda: 'a' < 1, lambda: len(3), lambda: [1, 2].index(9), lambda: (1).foo, lambda: undefined_name, lambda: 1 / 0, lambda: 5 % 0, lambda: 2.0 // 0, lambda: {1, 2} + {3}, lambda: [1] + (2,), lambda: 'ab' * 'c', lambda: max([]), lambda: next(iter([])), lambda: range(1, 2, 0), lambda: 'x'.foo(), lambda: [] < 3, lambda: float('q'), lambda: int(None), lambda: sum(['a']), lambda: ' '.join([1]), lambda: {[]: 1}, lambda: {}.pop('z'), lambda: set().pop(), lambda: (1, 2)[0:1] + [1], lambda: chr(-1), lambda: ord('ab'), lambda: [1, 2, 3].remove(9), lambda: sorted([1, 'a']), lambda: abs('x'), lambda: round('x'), lambda: divmod(1, 0), lambda: pow(2, -1, 5), lambda: 1 << -1, lambda: ~1.5, lambda: -'a', lambda: not_there.x, lambda: [][''], lambda: (1)[0], lambda: None[0], lambda: None.x, lambda: 3(), lambda: zip(3), lambda: enumerate(3), lambda: list(3), lambda: isinstance(1, 2), lambda: 1 in 3, lambda: iter(3), lambda: [*3], lambda: {**3}, lambda: f(*3), lambda: f(**3)]:
    try: print('no error', bad())
    except Exception as e: print(type(e).__name__, '|', e)
def shadow(x):
    x = [x for x in range(x)]
    return x
print(shadow(3))
x = 10
class K:
    x = 5
    y = x + 1
    z = [x for _ in range(2)]
print(K.y, K.z)
a = b = []
b += [1]; print(a is b, a)
t = (1, [2]);
try: t[1] += [3]
except TypeError as e: print(e, t)
first, *rest, last = range(6); print(first, rest, last)
(p, q), r = (1, 2), 3; print(p, q, r)
d = {'a': 1}; d |= {'b': 2}; print(d, {**d, 'c': 3}, d | {'a': 9}, list(d), d.items(), d.keys(), d.values())
for i, (u, v) in enumerate(zip('ab', [1, 2])): print(i, u, v, end=';')
print()
while True:
    x -= 3
    if x < 0: break
else: print('no')
for i in range(3): pass
else: print('else', i)
print([y := 5, y ** 2], (z := 3) + z, y)
print(1 < 2 < 3 != 4, 1 if [] else 2, None or 'x', 0 and 1, not None, 3 if True else 4)
print(*[1, 2], *'ab', sep='-', end='!\n')
def kwonly(*, a, b=1): return a + b
print(kwonly(a=1), kwonly(b=2, a=3))
def posonly(a, /, b): return a, b
print(posonly(1, b=2))
try: posonly(a=1, b=2)
except TypeError as e: print(e)
assert True, 'fine'
try: assert 1 == 2, f'{1} is not {2}'
except AssertionError as e: print(e)
def rec(n): return n if n == 0 else rec(n - 1)
print(rec(900))
try: rec(5000)
except RecursionError as e: print('deep', e)
print(0x1F, 0b101, 0o17, 1_000, 1e3, .5, 5., 1e-7, 2**62, -7 // 2, -7 % 3, 7 % -3, -7.5 // 2, 2 ** -1, 2 ** .5, 1 << 10, 5 & 3, 5 | 3, 5 ^ 3, ~5, True + True, 10 / 4, 10 // 4, divmod(-7, 3), pow(3, 4, 5), round(2.675, 2), round(0.5), round(1.5), round(-2.5), abs(-3), int(-3.7), float('1e-3'), int('  12 '), bool('0'), str(None))
print(math.floor(2**60 + 1), math.gcd(12, 18), math.factorial(10), math.comb(5, 2), math.isclose(.1 + .2, .3), math.prod([1, 2, 3]), math.hypot(3, 4), math.log(8, 2), math.log2(8), math.log10(1000), math.exp(1), math.sqrt(2), math.pi, math.inf, math.nan, math.copysign(1, -0.0), math.fsum([.1] * 10), math.degrees(math.pi), math.atan2(1, 1), math.tanh(.5), math.erf(.5), math.isqrt(17), math.perm(5, 2), math.dist([0, 0], [3, 4]), math.modf(2.5), math.frexp(8.0), math.ldexp(.5, 3), math.fmod(-7, 3), math.remainder(7, 2))
