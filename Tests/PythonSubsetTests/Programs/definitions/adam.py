# Algorithm 1 of the paper: both averages corrected for their start at 0, eps outside the root.
# AdamW shrinks the weights first; Adam with L2 puts the shrinking into the gradient instead.
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


def adam(params):
    return optim.Adam(params, lr=0.1)


answers = {
    "adam": follow(adam, start, gradient, 100)[9::10],
    "adamw": follow(
        lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.1), start, gradient, 100)[9::10],
    "adam with L2": follow(
        lambda p: optim.Adam(p, lr=0.1, weight_decay=0.1), start, gradient, 100)[9::10],
    "adam, tiny gradients": follow(adam, start, lambda w: 1e-8 * w, 20)[4::5],
    "adam from 1": follow(adam, np.array([1.0]), lambda w: w, 3),
}
