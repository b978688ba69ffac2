class V:
    count = 0
    def __init__(self, x): self.x = x; V.count += 1
    def __repr__(self): return f'V({self.x})'
    def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))
    __radd__ = __add__
    def __sub__(self, o): return V(self.x - (o.x if isinstance(o, V) else o))
    def __rsub__(self, o): return V(o - self.x)
    def __mul__(self, o): return V(self.x * (o.x if isinstance(o, V) else o))
    def __rmul__(self, o): return self * o
    def __truediv__(self, o): return V(self.x / (o.x if isinstance(o, V) else o))
    def __rtruediv__(self, o): return V(o / self.x)
    def __floordiv__(self, o): return V(self.x // o)
    def __mod__(self, o): return V(self.x % o)
    def __divmod__(self, o): return (self // o, self % o)
    def __pow__(self, o): return V(self.x ** o)
    def __rpow__(self, o): return V(o ** self.x)
    def __neg__(self): return V(-self.x)
    def __pos__(self): return V(+self.x)
    def __invert__(self): return V(~self.x)
    def __abs__(self): return V(abs(self.x))
    def __matmul__(self, o): return ('matmul', self.x, o)
    def __rmatmul__(self, o): return ('rmatmul', self.x, o)
    def __and__(self, o): return ('and', o)
    def __or__(self, o): return ('or', o)
    def __xor__(self, o): return ('xor', o)
    def __lshift__(self, o): return ('lshift', o)
    def __rshift__(self, o): return ('rshift', o)
    def __iadd__(self, o): self.x += 100; return self
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __le__(self, o): return self.x <= o.x
    def __hash__(self): return hash(self.x)
    def __bool__(self): return self.x != 0
    def __len__(self): return 3
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
    def __contains__(self, k): return k == 'yes'
    def __iter__(self): return iter([1, 2, 3])
    def __reversed__(self): return iter([3, 2, 1])
    def __call__(self, *a, **k): return a, k
    def __int__(self): return int(self.x)
    def __float__(self): return float(self.x)
    def __index__(self): return int(self.x)
    def __round__(self, n=None): return ('round', n)
    def __format__(self, spec): return f'<{spec}|{self.x}>'
    def __str__(self): return f'str {self.x}'
    def __floor__(self): return 'floor'
    def __ceil__(self): return 'ceil'
    def __trunc__(self): return 'trunc'
a, b = V(2), V(3)
print([a + b, a + 1, 1 + a, a - b, 5 - a, a * 2, 2 * a, a / 4, 4 / a, b // 2, b % 2, divmod(b, 2), a ** 3, 3 ** a])
print([-a, +a, ~a, abs(V(-4)), a @ 'm', 'm' @ a, a & 1, a | 1, a ^ 1, a << 1, a >> 1])
a += 1; print(repr(a), V.count)
print(a == V(102), a != b, a < b, b > a, a <= b, a >= b, sorted([V(3), V(1)]), max(V(1), V(5)))
print(bool(V(0)), len(a), a[1], a[1:2], a[..., None], 'yes' in a, 'no' in a, list(a), list(reversed(a)), a(1, k=2))
a['k'] = 4; del a['k']
print(int(b), float(b), [10, 20, 30, 40][b], round(b), round(b, 2), f'{b}', f'{b:>10}', '{:x}'.format(b), str(b), '%s %r' % (b, b), hash(b) == hash(3), range(b), math.floor(b), math.ceil(b), math.trunc(b))
print({V(1): 'one'}[V(1)], np.array([V(1).x]))
class Base:
    kind = 'base'
    def __init__(self, name='n'): self.name = name
    def hello(self): return f'{self.kind} {self.name}'
    @property
    def upper(self): return self.name.upper()
    @upper.setter
    def upper(self, v): self.name = v.lower()
    @upper.deleter
    def upper(self): self.name = 'deleted'
    @classmethod
    def make(cls, *a): return cls(*a)
    @staticmethod
    def add(a, b): return a + b
    def __getattr__(self, n):
        if n.startswith('auto'): return n[4:]
        raise AttributeError(f"'{type(self).__name__}' has no {n}")
class Child(Base):
    kind = 'child'
    def __init__(self, name, extra): super().__init__(name); self.extra = extra
    def hello(self): return super().hello() + '!'
c = Child('Ann', 1)
print(c.hello(), c.upper, Child.make('B', 2).hello(), Child.add(1, 2), c.autoX, c.__dict__, vars(c))
c.upper = 'ZED'; print(c.name); del c.upper; print(c.name)
try: c.missing
except AttributeError as e: print(e)
print(hasattr(c, 'nope'), hasattr(c, 'name'), getattr(c, 'nope', 7), isinstance(c, Base), issubclass(Child, Base), Child.__name__, Child.__mro__ == (Child, Base, object), Child.__bases__ == (Base,), type(c) is Child, c.__class__.__name__, Base.__subclasses__() == [Child])
setattr(c, 'name', 'set'); print(c.name); delattr(c, 'name'); print('name' in c.__dict__)
class Meta2(Child): pass
print(Meta2('q', 1).hello(), Meta2.kind)
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1
s = Slots(); s.b = 2; print(s.a, s.b)
class Counter2:
    def __enter__(self): print('in'); return self
    def __exit__(self, *a): print('out', a[0]); return True
with Counter2() as k: 1 / 0
class A2:
    def __eq__(self, o): return NotImplemented
    def __add__(self, o): return NotImplemented
try: A2() + 1
except TypeError as e: print(e)
print(A2() == A2(), A2() != 1)
class It:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
print(list(It()), sum(It()), [x for x in It()], next(It()), tuple(zip(It(), 'ab')), max(It()))
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Seq()), 20 in Seq(), [x for x in Seq()])
class E1(Exception): pass
class E2(E1):
    def __init__(self, code, msg): super().__init__(msg); self.code = code
    def __str__(self): return f'[{self.code}] ' + super().__str__()
try: raise E2(5, 'five')
except E1 as e: print(e, e.args, e.code, repr(e), type(e).__name__)
try:
    try: 1 / 0
    except ZeroDivisionError as z: raise ValueError('v') from z
except ValueError as e: print(e, repr(e.__cause__))
def deco(n):
    def wrap(f):
        def inner(*a, **k): return f(*a, **k) * n
        inner.__name__ = f.__name__
        return inner
    return wrap
class D:
    @deco(3)
    def m(self, x): return x
print(D().m(2), D.m.__name__, D().m.__self__.__class__.__name__)
class Node:
    def __init__(self, v, nxt=None): self.v, self.nxt = v, nxt
print(Node(1, Node(2)).nxt.v)
class P:
    """doc"""
    x: int = 3
    y: float
    def f(self): "fdoc"; return P.f.__doc__
print(P.__doc__, P().f(), P.x)
class Outer:
    class Inner:
        z = 1
    w = [i for i in range(3)]
    t = Inner.z + 1
print(Outer.Inner.z, Outer.w, Outer.t, Outer.Inner)
print(type('x'), type(Outer), type(None), type(print), type(lambda: 0), type(c.hello), int, Exception, type(3) == int)
