# The inverse Hessian from the last m pairs s = Δw, y = Δg, without ever writing it down; Armijo's
# condition with 1e-4 of the promised descent, by halves.
from lesson import optim


def lbfgs(f, gradient, w, steps):
    found = optim.minimize(f, w, method="lbfgs", steps=steps, gradient=gradient, tolerance=0.0)
    return found.path[1:], found.halvings


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
