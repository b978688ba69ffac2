import autograd
import autograd.numpy as np
import autograd.numpy.random as npr
from autograd import elementwise_grad as egrad
from autograd import grad, hessian, hessian_vector_product, jacobian, value_and_grad


def sine(x):
    total = term = x
    k = 1
    while np.abs(term) > 1e-4:
        term = -term * x * x / ((k + 1) * (k + 2))
        total = total + term
        k += 2
    return total


def squash(x):
    e = np.exp(-2.0 * x)
    return (1.0 - e) / (1.0 + e)


print(sine(1.0), repr(grad(sine)(1.0)), grad(grad(sine))(1.0), autograd.grad(sine)(np.pi))
print(repr(grad(squash)(0.5)), [grad(squash)(0.5), grad(grad(squash))(0.5)], grad(grad(grad(squash)))(0.5))
x = np.linspace(-2.0, 2.0, 5)
print(egrad(squash)(x), egrad(egrad(squash))(x), repr(egrad(squash)(0.5)))
print(repr(egrad(egrad(egrad(squash)))(x)))

inputs = np.array([[0.5, 1.0, -0.25], [1.5, -2.0, 0.75], [-1.0, 0.5, 2.0], [0.25, 0.0, -1.5]])
targets = np.array([True, False, True, True])


def loss(weights, scale=1.0):
    p = 1.0 / (1.0 + np.exp(-np.dot(inputs, weights) * scale))
    likely = p * targets + (1 - p) * (1 - targets)
    return -np.sum(np.log(likely))


weights = np.zeros(3)
for step in range(50):
    weights = weights - 0.1 * grad(loss)(weights)
print(weights, loss(weights).round(12))
value, slope = value_and_grad(loss)(weights, scale=2.0)
print(type(value), value.round(12), slope)
print(repr(grad(loss, 1)(weights, 0.5)), repr(grad(loss, argnum=1)(weights, np.float64(0.5))))
print(hessian(loss)(weights).round(8), hessian_vector_product(loss)(weights, np.array([1.0, 0.0, -1.0])).round(8))

print(jacobian(lambda v: np.array([v[0] * v[1], -v[1] ** 2]))(np.array([3.0, 2.0])))
print(jacobian(lambda v: -v * np.array([1.0, -2.0]))(np.ones(2)), repr(jacobian(lambda t: t ** 2)(3.0)))
print(repr(hessian(lambda t: t ** 3)(2.0)), hessian(lambda v: v ** 3)(np.array([1.0, 2.0])))
print(repr(hessian_vector_product(lambda t: t ** 3)(2.0, 3.0)), repr(value_and_grad(lambda t: t ** 2)(3.0)))
print(repr(grad(lambda v: np.sum(v ** 2))(np.array([1, 2], dtype=np.float32))), repr(grad(lambda t: t * t)(np.float32(3))))
print(repr(grad(lambda t: 1 / t)(0.5)), repr(grad(lambda t: t * t)(np.array(3.0))), grad(lambda v: v[1] * v[0])(np.array([4.0, 5.0])))
npr.seed(1)
print(npr.randn(2), np.random.rand(), np.linalg.norm(np.array([3.0, 4.0])))

for attempt in (
    lambda: grad(lambda t: t * t)(3),
    lambda: grad(lambda t: t * t)(True),
    lambda: grad(lambda v: np.sum(v))(np.array([1, 2])),
    lambda: grad(lambda v: v[0])('text'),
):
    try:
        print(attempt())
    except TypeError as e:
        print(e)
