# Vanilla, momentum and Nesterov updates. Nesterov is in the form that asks for the gradient at w.
curvature = np.array([1.0, 4.0, 9.0, 0.25])
start = np.array([2.0, -1.0, 0.5, 3.0])


def gradient(w):  # of the sum of curvature·w²/2 + sin w
    return curvature * w + np.cos(w)


def vanilla(w, gradient, steps, lr):
    path = []
    for t in range(steps):
        w = w - lr * gradient(w)
        path.append(w)
    return np.array(path)


def momentum(w, gradient, steps, lr, mu):
    v = np.zeros_like(w)
    path = []
    for t in range(steps):
        v = mu * v - lr * gradient(w)
        w = w + v
        path.append(w)
    return np.array(path)


def nesterov(w, gradient, steps, lr, mu):
    v = np.zeros_like(w)
    path = []
    for t in range(steps):
        v_before = v
        v = mu * v - lr * gradient(w)
        w = w - mu * v_before + (1 + mu) * v
        path.append(w)
    return np.array(path)


def nesterov_looking_ahead(x, gradient, steps, lr, mu):
    v = np.zeros_like(x)
    path = []
    for t in range(steps):
        v = mu * v - lr * gradient(x + mu * v)
        x = x + v
        path.append(x + mu * v)
    return np.array(path)


one = np.array([1.0])
bowl = lambda w: w  # the gradient of w²/2

answers = {
    "vanilla": vanilla(start, gradient, 100, 0.05)[9::10],
    "momentum": momentum(start, gradient, 100, 0.05, 0.9)[9::10],
    "nesterov": nesterov(start, gradient, 100, 0.05, 0.9)[9::10],
    "nesterov looking ahead": nesterov_looking_ahead(start, gradient, 100, 0.05, 0.9)[9::10],
    "vanilla from 1": vanilla(one, bowl, 3, 0.1),
    "momentum from 1": momentum(one, bowl, 3, 0.1, 0.9),
    "nesterov from 1": nesterov(one, bowl, 3, 0.1, 0.9),
}
