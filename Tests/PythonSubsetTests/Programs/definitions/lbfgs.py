# The inverse Hessian from the last m pairs s = Δw, y = Δg, without ever writing it down.
def direction(g, pairs):
    q = g
    alphas = []
    for s, y in reversed(pairs):
        alpha = (s @ q) / (s @ y)
        q = q - alpha * y
        alphas.append(alpha)
    if pairs:
        s, y = pairs[-1]
        q = (s @ y) / (y @ y) * q
    for (s, y), alpha in zip(pairs, reversed(alphas)):
        q = q + s * (alpha - (y @ q) / (s @ y))
    return -q


def lbfgs(f, gradient, w, steps, m=10):
    g, pairs, path, halvings = gradient(w), [], [], 0
    for k in range(steps):
        d = direction(g, pairs)
        t = 1.0 if pairs else min(1.0, 1 / np.sum(np.abs(g)))
        while f(w + t * d) > f(w) + 1e-4 * t * (g @ d):  # Armijo: enough of the promised descent
            t = t / 2
            halvings += 1
        s = t * d
        y = gradient(w + s) - g
        w, g = w + s, g + y
        if s @ y > 1e-10:
            pairs = (pairs + [(s, y)])[-m:]
        path.append(w)
    return np.array(path), halvings


curvature = np.arange(1.0, 16.0)
def f(w):
    return np.sum(0.5 * curvature * w ** 2 + np.sin(w) + 0.1 * w ** 4)
def gradient(w):
    return curvature * w + np.cos(w) + 0.4 * w ** 3


def valley(w):  # Rosenbrock
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
def valley_gradient(w):
    slope = w[1] - w[0] ** 2
    return np.array([-2 * (1 - w[0]) - 400 * w[0] * slope, 200 * slope])


smooth, smooth_halvings = lbfgs(f, gradient, np.linspace(-1, 2, 15), 13)
path, halvings = lbfgs(valley, valley_gradient, np.array([-1.2, 1.0]), 12)
end, _ = lbfgs(valley, valley_gradient, np.array([-1.2, 1.0]), 45)
answers = {
    "path": smooth[[0, 1, 5, 9, 10, 11, 12]], "halvings": smooth_halvings,
    "Rosenbrock": path, "Rosenbrock, halvings": halvings, "Rosenbrock, end": end[-1],
}
