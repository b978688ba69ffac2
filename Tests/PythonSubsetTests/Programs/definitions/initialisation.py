# The spread of initial weights, from how many numbers go into a unit and how many come out.
from lesson import init


def kaiming(shape):
    return init.std(shape, "kaiming")


shapes = [(500, 300), (3072, 10), (16, 3, 5, 5), (4, 8, 3, 1)]
answers = {
    "kaiming": [kaiming(s) for s in shapes],
    "xavier": [init.std(s, "xavier") for s in shapes],
    "lecun": [init.std(s, "lecun") for s in shapes],
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
