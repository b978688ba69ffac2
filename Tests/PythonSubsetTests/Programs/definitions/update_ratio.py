# How far one update moves each array of parameters, measured by its norm before the update.
np.random.seed(14)
parameters = {"W": np.random.randn(20, 5), "b": 0.1 * np.random.randn(5)}
gradients = {"W": np.random.randn(20, 5), "b": np.random.randn(5)}
velocity = {name: np.random.randn(*w.shape) for name, w in parameters.items()}


def update_ratio(w, update):
    return np.sqrt(np.sum(update ** 2)) / np.sqrt(np.sum(w ** 2))


answers = {"vanilla": [], "momentum": [], "adam": []}
for name, w in parameters.items():
    g, lr = gradients[name], 1e-3
    answers["vanilla"].append(update_ratio(w, lr * g))
    answers["momentum"].append(update_ratio(w, lr * (0.9 * velocity[name] + g)))
    answers["adam"].append(update_ratio(w, lr * g / (np.sqrt(g ** 2) + 1e-8)))
