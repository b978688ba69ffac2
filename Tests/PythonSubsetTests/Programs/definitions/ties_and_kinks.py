# What the gradient is where two are equally large, and where a slope jumps.
from lesson import grad, nn, variable

tied = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
around = np.array([-1.0, 0.0, 2.0])
flat = np.array([[[[1.0, 5.0, 2.0, 2.0], [5.0, 5.0, 2.0, 2.0]]]])


def total(f):
    return lambda x: np.sum(f(x))


answers = {}
x, y = variable(around), variable(np.zeros(3))
np.sum(np.maximum(x, y)).backward()
answers["maximum of two variables, first"] = x.grad
answers["maximum of two variables, second"] = y.grad
answers["max of all"] = grad(lambda x: np.max(x))(tied)
answers["max of rows"] = grad(lambda x: np.sum(np.max(x, axis=1) * np.array([1.0, 6.0])))(tied)
answers["min of all"] = grad(lambda x: np.min(x))(np.array([2.0, 1.0, 1.0, 1.0]))
answers["relu"] = grad(total(nn.relu))(around)
answers["maximum with a constant"] = grad(total(lambda x: np.maximum(0, x)))(around)
answers["maximum with an array of constants"] = grad(total(lambda x: np.maximum(x, np.zeros(3))))(around)
answers["minimum with a constant"] = grad(total(lambda x: np.minimum(x, 0.0)))(around)
answers["clip"] = grad(total(lambda x: np.clip(x, 0.0, 2.0)))(np.array([-1.0, 0.0, 1.0, 2.0, 3.0]))
answers["absolute"] = grad(total(np.abs))(around)
answers["leaky relu"] = grad(total(lambda x: nn.leaky_relu(x, 0.1)))(around)
answers["hinge"] = grad(lambda s: nn.hinge(s, np.array([0])))(np.array([[2.0, 1.0, 1.5, 0.0]]))
answers["max-pool"] = grad(total(lambda x: nn.max_pool2d(x, 2)))(flat)
