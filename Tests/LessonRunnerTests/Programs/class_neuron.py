#| trace: out
class Neuron:
    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias

    def __call__(self, inputs):
        total = self.bias
        for w, x in zip(self.weights, inputs):
            total = total + w * x
        return math.tanh(total)

w = [0.5, -0.25]
b = 0.1
x = [1.0, 2.0]
n = Neuron(w, b)
m = Neuron([1.5], b)
out = m([n(x)])
