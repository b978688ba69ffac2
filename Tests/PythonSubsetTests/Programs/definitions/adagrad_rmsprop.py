# Steps divided by the root of the squared gradients, summed up or averaged; eps outside the root.
curvature = np.array([1.0, 4.0, 9.0, 0.25])
start = np.array([2.0, -1.0, 0.5, 3.0])


def gradient(w):  # of the sum of curvature·w²/2 + sin w
    return curvature * w + np.cos(w)


def adagrad(w, gradient, steps, lr, eps=1e-8):
    cache = np.zeros_like(w)
    path = []
    for t in range(steps):
        g = gradient(w)
        cache = cache + g ** 2
        w = w - lr * g / (np.sqrt(cache) + eps)
        path.append(w)
    return np.array(path)


def rmsprop(w, gradient, steps, lr, decay=0.99, eps=1e-8):
    cache = np.zeros_like(w)
    path = []
    for t in range(steps):
        g = gradient(w)
        cache = decay * cache + (1 - decay) * g ** 2
        w = w - lr * g / (np.sqrt(cache) + eps)
        path.append(w)
    return np.array(path)


# Where gradients are as small as 1e-8, it shows where eps stands.
tiny = lambda w: 1e-8 * w

answers = {
    "adagrad": adagrad(start, gradient, 100, 0.5)[9::10],
    "rmsprop": rmsprop(start, gradient, 100, 0.01)[9::10],
    "adagrad, tiny gradients": adagrad(start, tiny, 20, 0.5)[4::5],
    "rmsprop, tiny gradients": rmsprop(start, tiny, 20, 0.01)[4::5],
}
