def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 5, 6, 7, c=8, e=9), f(*[1, 2, 3], **{"c": 4}))
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
c = counter(); c(); print(c(), c(10))
fs = [lambda: i for i in range(3)]; print([g() for g in fs])
fs = [lambda i=i: i for i in range(3)]; print([g() for g in fs])
def fact(n): return 1 if n <= 1 else n * fact(n - 1)
print(fact(10), (lambda x, y=2: x * y)(4))
total = 0
def add(v):
    global total
    total += v
add(3); add(4); print(total)
def outer():
    x = 1
    def mid():
        def inner(): return x + 1
        return inner()
    x = 5
    return mid()
print(outer())
def gen(n):
    for i in range(n):
        if i == 2: continue
        yield i * i
    yield "end"
print(list(gen(4)), sum(v for v in gen(2) if v != "end"), next(gen(1)))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
it = fib(); print([next(it) for _ in range(10)])
def deco(fn):
    def wrapper(*args):
        print("call", fn.__name__, args)
        return fn(*args)
    return wrapper
@deco
def mul(a, b):
    """doc"""
    return a * b
print(mul(3, 4))
def nothing(): pass
print(nothing(), nothing.__name__, mul.__name__)
i = 0
while i < 5:
    i += 1
    if i == 2: continue
    if i == 4: break
else: print("no")
print(i)
for j in range(3): pass
else: print("done", j)
if (n := 10) > 5: print(n)
print([y := 1, y ** 2], (lambda *a, **k: (a, k))(1, z=2))
x = 10
def shadow(x): x += 1; return x
print(shadow(1), x)
def multi(): return 1, 2
a, b = multi(); print(a, b)
assert a == 1, "no"
print([k for k in "ab"], {k: 1 for k in "ab"})
