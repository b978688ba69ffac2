# How far one update moves each array of parameters, measured by its norm before the update.
from lesson import nn, optim, variable

np.random.seed(14)
parameters = {"W": np.random.randn(20, 5), "b": 0.1 * np.random.randn(5)}
gradients = {"W": np.random.randn(20, 5), "b": np.random.randn(5)}
velocity = {name: np.random.randn(*w.shape) for name, w in parameters.items()}


def ratios(make):  # as the monitor of a run keeps them
    p = [variable(w) for w in parameters.values()]
    for v, g in zip(p, gradients.values()):
        v.grad = g
    optimizer = make(p)
    monitor = nn.Monitor(p, optimizer, every=1)
    optimizer.step()
    monitor.step(0.0)
    return [r[0] for r in monitor.update_ratios.values()]


def update_ratio(w, update):
    return np.sqrt(np.sum(update ** 2)) / np.sqrt(np.sum(w ** 2))


answers = {
    "vanilla": ratios(lambda p: optim.SGD(p, lr=1e-3)), "momentum": [],
    "adam": ratios(lambda p: optim.Adam(p, lr=1e-3)),
}
for name, w in parameters.items():
    g, lr = gradients[name], 1e-3
    answers["momentum"].append(update_ratio(w, lr * (0.9 * velocity[name] + g)))
