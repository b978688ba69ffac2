# The root of the averaged squared updates stands where others have a rate; eps inside both roots.
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


answers = {"adadelta": follow(optim.Adadelta, start, gradient, 100)[9::10]}
