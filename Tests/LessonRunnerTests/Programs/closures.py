#| trace: f
def make_layer(w, b):
    def layer(x):
        return w * x + b
    return layer

w1 = 2.0
w2 = -0.5
b1 = 0.25
x = 1.5
layers = [make_layer(w1, b1), make_layer(w2, 1.0), lambda t: t ** 3]
out = x
for layer in layers:
    out = layer(out)
f = out
