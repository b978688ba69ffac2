class Value:
    count = 0
    def __init__(self, data, children=(), op=""):
        self.data = data; self.grad = 0.0; self._backward = lambda: None
        self._prev = set(children); self._op = op
        Value.count += 1
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")
        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")
        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out
    def __pow__(self, k):
        out = Value(self.data ** k, (self,), f"**{k}")
        def _backward(): self.grad += k * self.data ** (k - 1) * out.grad
        out._backward = _backward
        return out
    def relu(self):
        out = Value(0 if self.data < 0 else self.data, (self,), "relu")
        def _backward(): self.grad += (out.data > 0) * out.grad
        out._backward = _backward
        return out
    def backward(self):
        topo, visited = [], set()
        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev: build(child)
                topo.append(v)
        build(self)
        self.grad = 1
        for v in reversed(topo): v._backward()
    def __neg__(self): return self * -1
    def __radd__(self, other): return self + other
    def __sub__(self, other): return self + (-other)
    def __rsub__(self, other): return other + (-self)
    def __rmul__(self, other): return self * other
    def __truediv__(self, other): return self * other ** -1
    def __rtruediv__(self, other): return other * self ** -1
    def __repr__(self): return f"Value(data={self.data}, grad={self.grad})"
a, b = Value(-4.0), Value(2.0)
c = a + b; d = a * b + b ** 3
c += c + 1; c += 1 + c + (-a)
d += d * 2 + (b + a).relu(); d += 3 * d + (b - a).relu()
e = c - d; f = e ** 2; g = f / 2.0; g += 10.0 / f
g.backward()
print(f"{g.data:.4f} {a.grad:.4f} {b.grad:.4f}", Value.count > 10, Value(1.5))
class Animal:
    kind = "animal"
    def __init__(self, name): self.name = name
    def speak(self): return "..."
    def __str__(self): return f"{self.kind} {self.name}: {self.speak()}"
    @property
    def loud(self): return self.speak().upper()
    @staticmethod
    def make(name): return Animal(name)
    @classmethod
    def named(cls, name): return cls(name)
class Dog(Animal):
    kind = "dog"
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age
    def speak(self): return "woof"
    def __len__(self): return self.age
    def __eq__(self, o): return self.age == o.age
    def __lt__(self, o): return self.age < o.age
    def __getitem__(self, i): return self.name[i]
    def __call__(self, x): return x * 2
    def __contains__(self, x): return x in self.name
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __hash__(self): return 7
print(Dog("rex", 3), len(Dog("a", 5)), Dog("a", 1) == Dog("b", 1), Dog("a", 1) < Dog("b", 2), Dog("rex", 1)[0], Dog("a", 1)(4))
print("r" in Dog("rex", 1), list(Dog("a", 1)), bool(Dog("a", 1)), Dog("z", 1).loud, Animal.make("m"), Dog.kind, isinstance(Dog("a", 1), Animal), issubclass(Dog, Animal))
print(Animal.named("n").name, hasattr(Dog("a", 1), "age"), getattr(Dog("a", 1), "nope", None), type(Dog("a", 1)).__name__)
print(sorted([Dog("b", 2), Dog("a", 1)])[0].name, {Dog("q", 1): 1} is not None, Dog("q", 2).__class__.__name__)
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x); return self
    def __enter__(self): print("enter"); return self
    def __exit__(self, *a): print("exit", a[0] is None); return True
with Stack() as st:
    st.push(1).push(2)
    raise ValueError("swallowed")
print(st.items)
