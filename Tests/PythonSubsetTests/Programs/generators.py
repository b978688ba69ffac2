# Generators as CPython runs them: lazy, with yield in any place, closed in order.

def log(x):
    print('computing', x)
    return x * x

squares = (log(i) for i in range(3))
print(type(squares).__name__)
print(next(squares))
print(list(squares))
print(any(log(i) > 2 for i in range(10)))
print(all(log(i) < 2 for i in [1, 3, 5]))
print(sum(i * j for i in range(3) for j in range(i) if (i + j) % 2))

limit = 2
late = (i for i in range(5) if i > limit)
limit = 3
print(list(late))
if any((hit := i) > 3 for i in [1, 5, 9]):
    print('hit', hit)

def outer():
    k = 10
    g = (k + i for i in range(3))
    k = 20
    return list(g), [f() for f in [lambda i=i: i for i in range(2)]], list((lambda: i)() for i in range(3))
print(outer())

def guarded(n):
    try:
        for i in range(n):
            try:
                got = yield i
                if got:
                    print('got', got)
            except ValueError as e:
                print('inside', e)
                yield 'recovered'
    finally:
        print('closing')

g = guarded(3)
print(next(g), g.send('hello'), g.throw(ValueError('odd')), next(g))
g.close()
print(list(guarded(2)))
for x in guarded(5):
    if x == 1:
        break
print('after break')

def early():
    for x in guarded(5):
        return x
print(early())

class Context:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow
    def __enter__(self):
        print('enter', self.name)
        return self
    def __exit__(self, kind, value, trace):
        print('exit', self.name, kind.__name__ if kind else None, value)
        return self.swallow

def inside():
    with Context('a') as a, Context('b', True) as b:
        yield a.name
        yield b.name
        raise KeyError('lost')
    print('still here')
    yield 'end'
print(list(inside()))

def breaks():
    for i in range(3):
        with Context(i):
            try:
                if i == 1:
                    continue
                yield i
                if i == 2:
                    break
            finally:
                print('finally', i)
    else:
        print('never')
    return 'value'

def delegate():
    result = yield from breaks()
    print('result', result)
    total = 0
    while True:
        x = yield total
        if x is None:
            return total
        total += x
d = delegate()
print(next(d), next(d), next(d), d.send(5), d.send(7))
try:
    next(d)
except StopIteration as stop:
    print('stopped', stop.value, stop.args)

def averager():
    total, count = 0.0, 0
    while True:
        total += yield (total / count if count else None)
        count += 1
a = averager()
next(a)
print([a.send(v) for v in (10, 20, 60)])

def parts():
    x = [(yield 1), (yield 2)]
    print('parts', x, (yield 3))
    if (yield 4) == 'yes':
        return (yield 5)
p = parts()
print(next(p), p.send('a'), p.send('b'), p.send('c'))
print(p.send('yes'))

def reraise():
    try:
        yield 1
    except ValueError:
        yield 2
        raise
r = reraise()
print(next(r), r.throw(ValueError('again')))
try:
    next(r)
except ValueError as e:
    print('reraised', e)

def bad():
    yield 1
    raise StopIteration
try:
    list(bad())
except RuntimeError as e:
    print(e)
try:
    g = averager()
    g.send(1)
except TypeError as e:
    print(e)

def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(3)))

def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
import itertools
print(list(itertools.islice(fib(), 10)), dict(zip('abc', fib())))
it = iter([1, 2, 3])
print(it.__next__(), next(it), list(it))
print(max((x for x in [3, 1, 2]), key=lambda v: -v), ','.join(str(i) for i in range(3)))
print(sorted(x % 3 for x in range(5)), tuple(x for x in 'ab'), set(i % 2 for i in range(4)))
def finally_return():
    try:
        yield 1
        return 'a'
    finally:
        yield 2
        print('last')
print(list(finally_return()))
try:
    e = 5
    raise ValueError('x')
except ValueError as e:
    pass
try:
    print(e)
except NameError as error:
    print(type(error).__name__, error)
