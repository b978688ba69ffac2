# Vanilla, momentum and Nesterov updates. Nesterov is in the form that asks for the gradient at w;
# the other form asks for it where the momentum leads, and gives the same points.
from lesson import optim, variable

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


def sgd(lr, mu=0.0, nesterov=False):
    return lambda params: optim.SGD(params, lr=lr, momentum=mu, nesterov=nesterov)


def looking_ahead(x, gradient, steps, lr, mu):
    x = variable(x)
    optimizer = optim.SGD([x], lr=lr, momentum=mu)
    path = []
    for t in range(steps):
        with optimizer.look_ahead():
            x.grad = gradient(x.data)
        optimizer.step()
        path.append(x.data + mu * optimizer.state[0]["v"])
    return np.array(path)


one = np.array([1.0])
bowl = lambda w: w  # the gradient of w²/2

answers = {
    "vanilla": follow(sgd(0.05), start, gradient, 100)[9::10],
    "momentum": follow(sgd(0.05, 0.9), start, gradient, 100)[9::10],
    "nesterov": follow(sgd(0.05, 0.9, True), start, gradient, 100)[9::10],
    "nesterov looking ahead": looking_ahead(start, gradient, 100, 0.05, 0.9)[9::10],
    "vanilla from 1": follow(sgd(0.1), one, bowl, 3),
    "momentum from 1": follow(sgd(0.1, 0.9), one, bowl, 3),
    "nesterov from 1": follow(sgd(0.1, 0.9, True), one, bowl, 3),
}
