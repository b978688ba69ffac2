# A scalar autodiff engine as a learner types it, and what it finds.


class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, parents=(), op=''):
        self.data = data
        self.grad = 0.0
        self._parents = set(parents)
        self._op = op
        self._backward = lambda: None

    def __repr__(self):
        # Rounded: sets of objects have no order, and the sums of gradients follow it.
        return f"Value(data={self.data}, grad={round(self.grad, 9)})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def __pow__(self, k):
        assert isinstance(k, (int, float)), "only numbers as exponents"
        out = Value(self.data ** k, (self,), f'**{k}')

        def _backward():
            self.grad += k * self.data ** (k - 1) * out.grad
        out._backward = _backward
        return out

    def relu(self):
        out = Value(self.data if self.data > 0 else 0, (self,), 'relu')

        def _backward():
            self.grad += (out.data > 0) * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        t = (math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)
        out = Value(t, (self,), 'tanh')

        def _backward():
            self.grad += (1 - t ** 2) * out.grad
        out._backward = _backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), 'exp')

        def _backward():
            self.grad += out.data * out.grad
        out._backward = _backward
        return out

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node._parents:
                    visit(parent)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()

    def __neg__(self): return self * -1
    def __radd__(self, other): return self + other
    def __sub__(self, other): return self + (-other)
    def __rsub__(self, other): return other + (-self)
    def __rmul__(self, other): return self * other
    def __truediv__(self, other): return self * other ** -1
    def __rtruediv__(self, other): return other * self ** -1


a, b = Value(-4.0), Value(2.0)
c = a + b
d = a * b + b ** 3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e ** 2
g = f / 2.0
g += 10.0 / f
g.backward()
print(f'{g.data:.4f} {a.grad:.4f} {b.grad:.4f}')
print(a, b)

x1, x2 = Value(2.0), Value(0.0)
w1, w2, bias = Value(-3.0), Value(1.0), Value(6.8813735870195432)
n = x1 * w1 + x2 * w2 + bias
o = n.tanh()
o.backward()
print(round(o.data, 6), [round(v.grad, 6) for v in (x1, w1, x2, w2, n)])
for v in (x1, x2, w1, w2, bias):
    v.grad = 0.0
k = (2 * (x1 * w1 + x2 * w2 + bias)).exp()
o = (k - 1) / (k + 1)
o.backward()
print(round(o.data, 6), [round(v.grad, 6) for v in (x1, w1, x2, w2, bias)])


class Neuron:
    def __init__(self, count, nonlinear=True):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(count)]
        self.b = Value(0)
        self.nonlinear = nonlinear

    def __call__(self, x):
        total = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)
        return total.tanh() if self.nonlinear else total

    def parameters(self): return self.w + [self.b]


class Layer:
    def __init__(self, inputs, outputs, **options):
        self.neurons = [Neuron(inputs, **options) for _ in range(outputs)]

    def __call__(self, x):
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self): return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP:
    def __init__(self, inputs, sizes):
        counts = [inputs] + sizes
        self.layers = [Layer(counts[i], counts[i + 1], nonlinear=i != len(sizes) - 1)
                       for i in range(len(sizes))]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self): return [p for layer in self.layers for p in layer.parameters()]


random.seed(1337)
model = MLP(3, [4, 4, 1])
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]
print(len(model.parameters()))
for step in range(20):
    predictions = [model(x) for x in xs]
    loss = sum((p - y) ** 2 for p, y in zip(predictions, ys))
    for p in model.parameters():
        p.grad = 0.0
    loss.backward()
    for p in model.parameters():
        p.data -= 0.05 * p.grad
    if step % 5 == 0:
        print(step, f'{loss.data:.6f}')
h = 1e-6
p = model.layers[0].neurons[0].w[0]
before = sum((model(x) - y) ** 2 for x, y in zip(xs, ys)).data
for q in model.parameters():
    q.grad = 0.0
sum((model(x) - y) ** 2 for x, y in zip(xs, ys)).backward()
p.data += h
after = sum((model(x) - y) ** 2 for x, y in zip(xs, ys)).data
print(abs((after - before) / h - p.grad) < 1e-4 * max(1, abs(p.grad)))
