# Steps divided by the root of the squared gradients, summed up or averaged; eps outside the root.
from lesson import optim

curvature = np.array([1.0, 4.0, 9.0, 0.25])
start = np.array([2.0, -1.0, 0.5, 3.0])


def gradient(w):  # of the sum of curvature·w²/2 + sin w
    return curvature * w + np.cos(w)


def follow(make, w, gradient, steps):
    w = w.copy()
    optimizer = make([w])
    path = []
    for t in range(steps):
        optimizer.step([gradient(w)])
        path.append(w.copy())
    return np.array(path)


def adagrad(params):
    return optim.Adagrad(params, lr=0.5)


def rmsprop(params):
    return optim.RMSprop(params, lr=0.01)


# Where gradients are as small as 1e-8, it shows where eps stands.
tiny = lambda w: 1e-8 * w

answers = {
    "adagrad": follow(adagrad, start, gradient, 100)[9::10],
    "rmsprop": follow(rmsprop, start, gradient, 100)[9::10],
    "adagrad, tiny gradients": follow(adagrad, start, tiny, 20)[4::5],
    "rmsprop, tiny gradients": follow(rmsprop, start, tiny, 20)[4::5],
}
