# The spread of initial weights, from how many numbers go into a unit and how many come out.
def fans(shape):
    if len(shape) == 2:  # (inputs, units)
        return shape
    filters, channels, rows, columns = shape
    return channels * rows * columns, filters * rows * columns


def kaiming(shape):
    return np.sqrt(2 / fans(shape)[0])


def xavier(shape):
    return np.sqrt(2 / sum(fans(shape)))


def lecun(shape):
    return np.sqrt(1 / fans(shape)[0])


shapes = [(500, 300), (3072, 10), (16, 3, 5, 5), (4, 8, 3, 1)]
answers = {
    "kaiming": [kaiming(s) for s in shapes],
    "xavier": [xavier(s) for s in shapes],
    "lecun": [lecun(s) for s in shapes],
}


# Layers of 500 on 1000 rows: the spread of the activations in each.
def spreads(layers, scale, f):
    np.random.seed(0)
    h = np.random.randn(1000, 500)
    out = []
    for layer in range(layers):
        h = f(h @ (np.random.randn(500, 500) * scale))
        out.append(h.std())
    return out


answers["tanh, .01"] = spreads(3, 0.01, np.tanh)
answers["relu, kaiming"] = spreads(10, kaiming((500, 500)), lambda z: np.maximum(0, z))
answers["relu, kaiming, last layer"] = answers["relu, kaiming"][-1]
