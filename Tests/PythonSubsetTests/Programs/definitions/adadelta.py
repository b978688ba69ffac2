# The root of the averaged squared updates stands where others have a rate; eps inside both roots.
curvature = np.array([1.0, 4.0, 9.0, 0.25])
start = np.array([2.0, -1.0, 0.5, 3.0])


def gradient(w):  # of the sum of curvature·w²/2 + sin w
    return curvature * w + np.cos(w)


def adadelta(w, gradient, steps, lr=1.0, rho=0.9, eps=1e-6):
    squares = np.zeros_like(w)
    updates = np.zeros_like(w)
    path = []
    for t in range(steps):
        g = gradient(w)
        squares = rho * squares + (1 - rho) * g ** 2
        update = np.sqrt(updates + eps) / np.sqrt(squares + eps) * g
        updates = rho * updates + (1 - rho) * update ** 2
        w = w - lr * update
        path.append(w)
    return np.array(path)


answers = {"adadelta": adadelta(start, gradient, 100)[9::10]}
