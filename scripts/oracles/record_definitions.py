#!/usr/bin/env python3
"""Records what independent sources give for the definitions that implementations disagree on.

    python3 scripts/oracles/record_definitions.py

needs NumPy, PyTorch (CPU) and mpmath. Writes Tests/PythonSubsetTests/Recorded/definitions.json: for
each program of Tests/PythonSubsetTests/Programs/definitions the numbers that its `answers` must
have, and under "elsewhere" what a library gives that has fixed the same thing differently.

Programs that do without `lesson` are run by CPython here too, and must agree with the sources.
Where PyTorch has the same convention it is the source; else the formula of the paper, written in
another way than in the program.
"""

import json
import math
import pathlib
import platform
from fractions import Fraction

import mpmath
import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
TESTS = pathlib.Path(__file__).resolve().parents[2] / "Tests/PythonSubsetTests"
PROGRAMS = TESTS / "Programs/definitions"
recorded = {}
elsewhere = {}


def keep(program, **names):
    for name, value in names.items():
        put(program, name.replace("_", " "), value)


def put(program, name, value, into=recorded):
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    numbers = [float(x) for x in np.ravel(np.array(value, dtype=float))]
    into.setdefault(program, {})[name] = [int(x) if x == int(x) else x for x in numbers]


def T(array):
    return torch.tensor(np.array(array)).requires_grad_(True)


# MARK: Optimizers

CURVATURE = torch.tensor([1.0, 4.0, 9.0, 0.25])
START = [2.0, -1.0, 0.5, 3.0]


def surface(w):
    return (CURVATURE * w * w / 2 + torch.sin(w)).sum()


def bowl(w):
    return (w * w / 2).sum()


def tiny(w):
    return (1e-8 * w * w / 2).sum()


def path(make, f=surface, start=START, steps=100, every=10):
    w = torch.tensor(start, requires_grad=True)
    optimizer = make([w])
    out = []
    for t in range(1, steps + 1):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()
        if t % every == 0:
            out.append(w.detach().clone().numpy())
    return out


def optimizers():
    o, name = torch.optim, "gradient_descent"
    kinds = {
        "vanilla": dict(), "momentum": dict(momentum=0.9),
        "nesterov": dict(momentum=0.9, nesterov=True),
    }
    for kind, options in kinds.items():
        put(name, kind, path(lambda p: o.SGD(p, lr=0.05, **options)))
        put(name, kind + " from 1", path(lambda p: o.SGD(p, lr=0.1, **options), bowl, [1.0], 3, 1))
    put(name, "nesterov looking ahead", recorded[name]["nesterov"])

    name = "adagrad_rmsprop"
    adagrad = lambda p: o.Adagrad(p, lr=0.5, eps=1e-8)
    rmsprop = lambda p: o.RMSprop(p, lr=0.01, alpha=0.99, eps=1e-8)
    put(name, "adagrad", path(adagrad))
    put(name, "rmsprop", path(rmsprop))
    put(name, "adagrad, tiny gradients", path(adagrad, tiny, steps=20, every=5))
    put(name, "rmsprop, tiny gradients", path(rmsprop, tiny, steps=20, every=5))

    put("adadelta", "adadelta", path(lambda p: o.Adadelta(p, lr=1.0, rho=0.9, eps=1e-6)))

    name = "adam"
    adam = lambda p: o.Adam(p, lr=0.1)
    put(name, "adam", path(adam))
    put(name, "adamw", path(lambda p: o.AdamW(p, lr=0.1, weight_decay=0.1)))
    put(name, "adam with L2", path(lambda p: o.Adam(p, lr=0.1, weight_decay=0.1)))
    put(name, "adam, tiny gradients", path(adam, tiny, steps=20, every=5))
    put(name, "adam from 1", path(adam, bowl, [1.0], 3, 1))


# MARK: Penalties, losses, kinks


def gradient(program, name, f, x):
    x = T(x)
    value = f(x)
    value.backward()
    put(program, name, value)
    put(program, name + " gradient", x.grad)


def penalties():
    name = "penalties"
    np.random.seed(5)
    X, b = np.random.randn(5, 4), np.random.randn(3)
    W = np.random.randn(4, 3)
    W[1, 2] = 0.0
    l2 = lambda w, c=0.1: 0.5 * c * w.pow(2).sum()
    l1 = lambda w, c=0.1: c * w.abs().sum()
    gradient(name, "l2", l2, W)
    gradient(name, "l1", l1, W)
    gradient(name, "elastic", lambda w: l2(w) + l1(w, 0.02), W)
    w, bias = T(W), T(b)
    data = F.mse_loss(torch.tensor(X) @ w + bias, torch.zeros(5, 3))
    data.backward()
    put(name, "loss", data.item() + 0.05 * float((W * W).sum()))
    # weight_decay adds λw to the gradient of the parameters it is asked for: here W alone.
    before = w.detach().clone()
    groups = [{"params": [w], "weight_decay": 0.1}, {"params": [bias], "weight_decay": 0.0}]
    torch.optim.SGD(groups, lr=1.0).step()
    put(name, "loss by W", before - w.detach())
    put(name, "loss by b", bias.grad)
    # torch.renorm divides by norm + 1e-7: the formula instead, column by column.
    limited = W.copy()
    for unit in range(3):
        norm = math.hypot(*W[:, unit])
        if norm > 1.5:
            limited[:, unit] *= 1.5 / norm
    put(name, "max-norm", limited)
    put(name, "max-norm of small weights", 0.1 * W)


def losses():
    name = "losses"
    np.random.seed(6)
    scores = 3 * np.random.randn(6, 4)
    labels = torch.tensor(np.random.randint(0, 4, 6))
    targets = torch.tensor(np.random.randint(0, 2, (6, 4)).astype(float))
    values = torch.tensor(np.random.randn(6, 4))
    # MultiMarginLoss divides by the number of classes, the mean of others by classes × examples.
    margin = lambda s, y, p: F.multi_margin_loss(s, y, p=p) * s.shape[1]
    gradient(name, "softmax", lambda s: F.cross_entropy(s, labels), scores)
    gradient(name, "hinge", lambda s: margin(s, labels, 1), scores)
    gradient(name, "squared hinge", lambda s: margin(s, labels, 2), scores)
    logistic = F.binary_cross_entropy_with_logits
    gradient(name, "logistic", lambda s: logistic(s, targets, reduction="sum") / 6, scores)
    gradient(name, "squared error", lambda s: F.mse_loss(s, values, reduction="sum") / 6, scores)
    gradient(name, "absolute error", lambda s: F.l1_loss(s, values, reduction="sum") / 6, scores)
    gradient(
        name, "softmax of large scores", lambda s: F.cross_entropy(s, torch.tensor([0])),
        [[123.0, 456.0, 789.0]])
    gradient(
        name, "softmax of .2 .3 .5", lambda s: F.cross_entropy(s, torch.tensor([1])),
        np.log([[0.2, 0.3, 0.5]]))
    car = torch.tensor([[3.2, 5.1, -1.7]])
    put(name, "hinge of 3.2 5.1 -1.7", margin(car, torch.tensor([0]), 1))
    put(name, "softmax of 3.2 5.1 -1.7", F.cross_entropy(car, torch.tensor([0])))
    put(name, "hinge", F.multi_margin_loss(torch.tensor(scores), labels), elsewhere)
    put(name, "squared error", F.mse_loss(torch.tensor(scores), values), elsewhere)
    put(name, "logistic", logistic(torch.tensor(scores), targets), elsewhere)


def kinks():
    name = "ties_and_kinks"
    around = [-1.0, 0.0, 2.0]

    def slope(f, x):
        x = T(x)
        f(x).sum().backward()
        return x.grad

    x, y = T(around), T([0.0, 0.0, 0.0])
    torch.maximum(x, y).sum().backward()
    put(name, "maximum of two variables, first", x.grad)
    put(name, "maximum of two variables, second", y.grad)
    tied = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]
    put(name, "max of all", slope(lambda x: x.amax(), tied))
    weights = torch.tensor([1.0, 6.0])
    put(name, "max of rows", slope(lambda x: x.amax(1) * weights, tied))
    put(name, "min of all", slope(lambda x: x.amin(), [2.0, 1.0, 1.0, 1.0]))
    put(name, "relu", slope(F.relu, around))
    put(name, "absolute", slope(torch.abs, around))
    put(name, "leaky relu", slope(lambda x: F.leaky_relu(x, 0.1), around))
    hinge = lambda s: F.multi_margin_loss(s, torch.tensor([0])) * 4
    put(name, "hinge", slope(hinge, [[2.0, 1.0, 1.5, 0.0]]))
    flat = [[[[1.0, 5.0, 2.0, 2.0], [5.0, 5.0, 2.0, 2.0]]]]
    put(name, "max-pool", slope(lambda x: F.max_pool2d(x, 2), flat))
    put(name, "clip", slope(lambda x: x.clamp(0.0, 2.0), [-1.0, 0.0, 1.0, 2.0, 3.0]))
    # Fixed as 0 at the kink, as for relu; PyTorch shares a tie with a constant.
    put(name, "maximum with a constant", [float(v > 0) for v in around])
    put(name, "maximum with an array of constants", [float(v > 0) for v in around])
    put(name, "minimum with a constant", [float(v < 0) for v in around])
    constant = lambda x: torch.maximum(torch.zeros(3), x)
    put(name, "maximum with a constant", slope(constant, around), elsewhere)


# MARK: Layers


def layer(program, name, f, *arrays):
    inputs = [T(a) for a in arrays]
    out = f(*inputs)
    out.backward(torch.cos(torch.arange(float(out.numel()))).reshape(out.shape))
    put(program, name, out)
    put(program, name + ", shape", out.shape)
    for i, x in enumerate(inputs):
        put(program, f"{name}, gradient {i}", x.grad)


def convolutions():
    name = "convolution_pooling"
    np.random.seed(8)
    x, w, b = np.random.randn(2, 3, 7, 5), np.random.randn(4, 3, 3, 3), np.random.randn(4)
    layer(name, "convolution", F.conv2d, x, w, b)
    layer(name, "stride 2, padding 1", lambda *a: F.conv2d(*a, stride=2, padding=1), x, w, b)
    layer(name, "stride 3, floor", lambda *a: F.conv2d(*a, stride=3), x, w, b)
    layer(name, "along a line", lambda *a: F.conv1d(*a, stride=2), x[..., 0], w[..., 0])
    layer(name, "max-pool", lambda x: F.max_pool2d(x, 3, stride=2), x)
    layer(name, "max-pool, floor", lambda x: F.max_pool2d(x, 2), x)
    layer(name, "average pool", lambda x: F.avg_pool2d(x, 3, stride=2), x)
    layer(name, "average pool, padding", lambda x: F.avg_pool2d(x, 3, 2, padding=1), x)
    put(name, "227, 11, stride 4", (1, 1, (227 - 11) // 4 + 1, (227 - 11) // 4 + 1))
    image = F.conv2d(torch.ones(1, 1, 224, 224), torch.ones(1, 1, 7, 7), stride=2, padding=3)
    put(name, "224, 7, padding 3, stride 2", image.shape)
    flipped = np.ascontiguousarray(w[:, :, ::-1, ::-1])
    convolved = F.conv2d(torch.tensor(x), torch.tensor(flipped), torch.tensor(b))
    put(name, "convolution", convolved, elsewhere)


def batch_norm():
    name = "batch_norm"
    np.random.seed(9)
    gamma, beta = np.random.rand(3) + 0.5, np.random.randn(3)
    for kind, shape in [("features", (6, 3)), ("channels", (2, 3, 4, 5))]:
        axes = tuple(i for i in range(len(shape)) if i != 1)
        mean, unbiased = torch.zeros(3), torch.ones(3)
        variance = np.ones(3)
        for _ in range(3):
            data = 2 + 3 * np.random.randn(*shape)
            x, g, b = T(data), T(gamma), T(beta)
            # PyTorch's momentum is the share of the new.
            y = F.batch_norm(x, mean, unbiased, g, b, training=True, momentum=0.1, eps=1e-5)
            y.backward(torch.cos(torch.arange(float(y.numel()))).reshape(shape))
            variance = 0.9 * variance + 0.1 * (data**2).mean(axes) - 0.1 * data.mean(axes) ** 2
        put(name, kind, y)
        for word, leaf in [("x", x), ("gamma", g), ("beta", b)]:
            put(name, f"{kind}, gradient of {word}", leaf.grad)
        put(name, kind + ", running mean", mean)
        put(name, kind + ", running variance", variance)
        put(name, kind + ", running variance", unbiased, elsewhere)
        test = F.batch_norm(x, mean, torch.tensor(variance), g, b, training=False, eps=1e-5)
        put(name, kind + ", at test time", test)
    small = torch.tensor(1e-3 * np.arange(8.0).reshape(4, 2))
    slow, rest = torch.zeros(2), torch.ones(2)
    y = F.batch_norm(small, slow, rest, training=True, momentum=0.25, eps=1e-5)
    put(name, "small variance", y)
    put(name, "running_decay .75", slow)


def dropout():
    name = "dropout"
    np.random.seed(10)
    x = np.random.randn(6, 5)
    np.random.seed(11)
    mask = np.where(np.random.random_sample((6, 5)) < 0.8, 1.25, 0.0)
    # PyTorch's p= is the probability to drop; its stream differs, what is kept is scaled alike.
    kept = F.dropout(torch.ones(1000), p=0.2)
    assert set(kept.tolist()) == {0.0, 1.25}
    put(name, "kept", x * mask)
    put(name, "gradient", mask)
    put(name, "at test time", F.dropout(torch.tensor(x), p=0.2, training=False))
    np.random.seed(12)
    put(name, "mean of the mask", np.count_nonzero(np.random.random_sample(100000) < 0.8) / 80000)
    keeps = [1 - Fraction(l, 54) / 2 for l in range(1, 55)]
    put(name, "layers at test time", [float(p) for p in keeps])
    put(name, "expected layers", float(sum(keeps)))
    np.random.seed(13)
    put(name, "layers kept", [float(u < p) for u, p in zip(np.random.random_sample(54), keeps)])
    put(name, "gradient at test time", [1 + 0.75 * 2] * 2)


# MARK: Numbers around training


def initialisation():
    name = "initialisation"
    init = torch.nn.init
    shapes = [(300, 500), (10, 3072), (16, 3, 5, 5), (4, 8, 3, 1)]  # units first
    fans = [init._calculate_fan_in_and_fan_out(torch.empty(s)) for s in shapes]
    gain = init.calculate_gain("relu")
    put(name, "kaiming", [gain / math.sqrt(i) for i, _ in fans])
    put(name, "xavier", [math.sqrt(2.0 / (i + o)) for i, o in fans])
    put(name, "lecun", [1 / math.sqrt(i) for i, _ in fans])

    def spreads(layers, scale, f):
        stream = np.random.RandomState(0)
        h = torch.tensor(stream.standard_normal((1000, 500)))
        out = []
        for _ in range(layers):
            h = f(h @ torch.tensor(stream.standard_normal((500, 500)) * scale))
            out.append((h - h.mean()).square().mean().sqrt())
        return out

    put(name, "tanh, .01", spreads(3, 0.01, torch.tanh))
    put(name, "relu, kaiming", spreads(10, gain / math.sqrt(500), F.relu))
    put(name, "relu, kaiming, last layer", recorded[name]["relu, kaiming"][-1])


def relative_error():
    name = "relative_error"

    def exact(a, b):  # rational arithmetic on the very doubles
        pairs = [(Fraction(p), Fraction(q)) for p, q in zip(a, b)]
        floor = Fraction(1e-8)
        return float(max(abs(p - q) / max(floor, abs(p), abs(q)) for p, q in pairs))

    def difference(f, x, h=Fraction(1, 10**5)):
        return (f(x + h) - f(x - h)) / (2 * h)

    cube = float(difference(lambda x: x**3, Fraction(0)))  # h², in exact arithmetic
    put(name, "relative error", exact([1.0, -2.0, 0.0, 3e-9], [1.0, -2.5, 0.0, 1e-9]))
    put(name, "below 1e-8", exact([0.0, 3e-9], [0.0, 1e-9]))
    put(name, "both zero", 0)
    put(name, "cube at 0, numeric", [cube, cube])
    put(name, "cube at 0, relative error", exact([cube], [0.0]))
    put(name, "a gradient that is off", exact([2.0, 4.5], [2.0, 6.0]))
    put(name, "nothing and nothing", [0, 1])
    slope = difference(lambda x: max(x, 0), Fraction(-1, 10**6))
    put(name, "relu near its kink", [float(slope), 0])


def update_ratio():
    name = "update_ratio"
    np.random.seed(14)
    arrays = [np.random.randn(20, 5), 0.1 * np.random.randn(5)]
    gradients = [np.random.randn(20, 5), np.random.randn(5)]
    velocities = [np.random.randn(20, 5), np.random.randn(5)]
    norm = torch.linalg.vector_norm

    def ratios(make, prepare=None):
        out = []
        for w, g, v in zip(arrays, gradients, velocities):
            p = T(w)
            p.grad = torch.tensor(g)
            optimizer = make([p])
            if prepare:
                optimizer.state[p]["momentum_buffer"] = torch.tensor(v)
            before = p.detach().clone()
            optimizer.step()
            out.append(norm(p.detach() - before) / norm(before))
        return out

    o = torch.optim
    put(name, "vanilla", ratios(lambda p: o.SGD(p, lr=1e-3)))
    put(name, "momentum", ratios(lambda p: o.SGD(p, lr=1e-3, momentum=0.9), True))
    put(name, "adam", ratios(lambda p: o.Adam(p, lr=1e-3)))


def whitening():
    name = "whitening"
    np.random.seed(15)
    mix = np.array([[3, 0.5, 0, 1], [0, 2, -0.4, 0], [0.3, 0, 1, 0.2], [0, 0.1, 0, 0.5]])
    X = np.random.randn(200, 4) @ mix + 7
    fresh = np.random.randn(3, 4) + 7
    mean = X.mean(0)
    # From singular values of the data, not from eigenvalues of a covariance.
    _, sizes, rows = torch.linalg.svd(torch.tensor(X - mean), full_matrices=False)
    vectors = rows.T.numpy()
    for j in range(4):
        if vectors[abs(vectors[:, j]).argmax(), j] < 0:
            vectors[:, j] *= -1
    variances = sizes.numpy() ** 2 / len(X)
    rotated = (X - mean) @ vectors
    put(name, "variances", variances)
    put(name, "vectors", vectors)
    put(name, "rotated", rotated[:5])
    put(name, "white", rotated[:5] / np.sqrt(variances + 1e-5))
    put(name, "covariance of the white", np.diag(variances / (variances + 1e-5)))
    put(name, "fresh", (fresh - mean) @ vectors / np.sqrt(variances + 1e-5))


def averages():
    name = "averages"
    swa = torch.optim.swa_utils
    np.random.seed(16)
    w = torch.nn.Linear(300, 1, bias=False)
    w.weight.data = torch.ones(1, 300)
    ema = swa.AveragedModel(w, multi_avg_fn=swa.get_ema_multi_avg_fn(0.999))
    ema.update_parameters(w)  # the first call copies w
    mean = swa.AveragedModel(w)
    for t in range(2000):
        noise = torch.tensor(np.random.randn(300))
        w.weight.data = w.weight.data - 0.1 * (w.weight.data + noise)
        ema.update_parameters(w)
        if t >= 500:
            mean.update_parameters(w)
    end, average = w.weight.data[0], mean.module.weight.data[0]
    rms = lambda e: (e.square().mean().sqrt()).item()
    put(name, "mean", average[:20])
    put(name, "ema", ema.module.weight.data[0][:20])
    put(name, "count", mean.n_averaged)
    put(name, "rms error of w, of the mean", [rms(end), rms(average)])
    put(name, "gain", rms(end) / rms(average))


def schedules():
    name = "schedules"
    s = torch.optim.lr_scheduler

    def rates(make, steps):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        schedule, out = make(optimizer), []
        for _ in range(steps):
            out.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return out

    stepped = lambda o: s.StepLR(o, 30, 0.1)
    cosine = lambda o: s.CosineAnnealingLR(o, 40)
    warm = lambda o: s.LinearLR(o, start_factor=1 / 5, total_iters=4)
    both = lambda first: lambda o: s.ChainedScheduler([warm(o), first(o)], o)
    put(name, "step", rates(stepped, 100))
    put(name, "exponential", rates(lambda o: s.ExponentialLR(o, math.exp(-0.05)), 100))
    put(name, "inverse", rates(lambda o: s.LambdaLR(o, lambda t: 1 / (1 + 0.05 * t)), 100))
    put(name, "cosine", rates(cosine, 41))
    put(name, "cosine after T", [0] * 19)
    put(name, "cosine after T", rates(cosine, 60)[41:], elsewhere)  # it rises again
    put(name, "cyclic", rates(lambda o: s.CyclicLR(o, 0.1, 1.0, 8, cycle_momentum=False), 100))
    put(name, "warm-up", rates(warm, 20))
    put(name, "warm-up of cosine", rates(both(cosine), 40))
    put(name, "warm-up of step", rates(both(stepped), 100))


# MARK: Second order, search, data


def dense_lbfgs(f, gradient, w, steps, m=10):
    """The same steps from the full matrix: H ← VᵀHV + ρssᵀ from γI, over the last m pairs."""
    g, pairs, out, halvings = gradient(w), [], [], 0
    for _ in range(steps):
        H = np.eye(len(w))
        if pairs:
            s, y = pairs[-1]
            H *= (s @ y) / (y @ y)
        for s, y in pairs:
            rho = 1 / (y @ s)
            V = np.eye(len(w)) - rho * np.outer(y, s)
            H = V.T @ H @ V + rho * np.outer(s, s)
        d = -H @ g
        t = 1.0 if pairs else min(1.0, 1 / np.abs(g).sum())
        while f(w + t * d) > f(w) + 1e-4 * t * (g @ d):
            t, halvings = t / 2, halvings + 1
        s = t * d
        y = gradient(w + s) - g
        w, g = w + s, g + y
        if s @ y > 1e-10:
            pairs = (pairs + [(s, y)])[-m:]
        out.append(w)
    return np.array(out), halvings


def lbfgs():
    name = "lbfgs"
    curvature = torch.arange(1.0, 16.0)
    w = torch.tensor(np.linspace(-1, 2, 15), requires_grad=True)
    make = lambda n: torch.optim.LBFGS(
        [w], lr=1, max_iter=n, max_eval=10**6, tolerance_grad=0, tolerance_change=0, history_size=10)
    rows = []
    optimizer = make(1)
    for _ in range(13):

        def closure():
            optimizer.zero_grad()
            value = (0.5 * curvature * w**2 + torch.sin(w) + 0.1 * w**4).sum()
            value.backward()
            return value

        optimizer.step(closure)
        rows.append(w.detach().clone().numpy())
    # There the whole step is always good enough, so PyTorch without a line search goes the same way.
    put(name, "path", np.array(rows)[[0, 1, 5, 9, 10, 11, 12]])
    put(name, "halvings", 0)
    valley = lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
    slope = lambda w: np.array(
        [-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)])
    steps, halvings = dense_lbfgs(valley, slope, np.array([-1.2, 1.0]), 12)
    put(name, "Rosenbrock", steps)
    put(name, "Rosenbrock, halvings", halvings)
    put(name, "Rosenbrock, end", [1, 1])


def bayesian_search():
    name = "bayesian_search"
    mp = mpmath.mp
    mp.dps = 40
    x = np.array([0.05, 0.2, 0.45, 0.6, 0.85, 0.95])
    raw = np.sin(6 * x) + 0.3 * x
    y = mp.matrix([float(v) for v in (raw - raw.mean()) / raw.std()])
    lengths = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0]
    candidates = np.linspace(0.01, 0.99, 21)
    n = len(x)
    k = lambda a, b, l: mp.exp(-((mp.mpf(float(a)) - mp.mpf(float(b))) ** 2) / (2 * mp.mpf(l) ** 2))

    def matrix(l):
        return mp.matrix(n, n) + mp.matrix(
            [[k(a, b, l) + (mp.mpf(1e-6) if i == j else 0) for j, b in enumerate(x)]
             for i, a in enumerate(x)])

    likelihoods = []
    for l in lengths:
        K = matrix(l)
        fit = (y.T * (K**-1) * y)[0]
        likelihoods.append(-(fit + mp.log(mp.det(K)) + n * mp.log(2 * mp.pi)) / 2)
    length = lengths[max(range(len(lengths)), key=lambda i: likelihoods[i])]
    inverse = matrix(length) ** -1
    best = min(y)
    means, sigmas, gains = [], [], []
    for c in candidates:
        row = mp.matrix([k(a, c, length) for a in x])
        mean = (row.T * inverse * y)[0]
        sigma = mp.sqrt(1 - (row.T * inverse * row)[0])
        means.append(mean)
        sigmas.append(sigma)
        # E max(0, best − f), as the integral itself
        density = lambda z: (best - mean - sigma * z) * mp.npdf(z)
        edge = (best - mean) / sigma
        low = min(edge, mp.mpf(0)) - 14
        gains.append(mp.quad(density, mp.linspace(low, edge, 9)) if edge > -37 else mp.mpf(0))
    put(name, "log likelihoods", likelihoods)
    put(name, "length", length)
    put(name, "mean", means)
    put(name, "sigma", sigmas)
    put(name, "expected improvement", gains)
    put(name, "next", candidates[max(range(21), key=lambda i: gains[i])])


def digits_split():
    name = "digits_split"
    permutation = list(range(1797))
    # Fisher and Yates from the end, each place drawn by masked rejection, as the legacy stream does.
    words = np.random.RandomState(4)
    for i in range(1796, 0, -1):
        mask = (1 << i.bit_length()) - 1
        while (j := int(words.randint(0, 1 << 32, dtype=np.uint32)) & mask) > i:
            pass
        permutation[i], permutation[j] = permutation[j], permutation[i]
    assert permutation == np.random.RandomState(4).permutation(1797).tolist()
    put(name, "train", permutation[:1437])
    put(name, "test", permutation[1437:])
    put(name, "writers, first and last", [0, 1436, 1437, 1796])


# MARK: Agreement


def disagreement(found, expected):
    found = np.ravel(np.array(found, dtype=float))
    expected = np.array(expected, dtype=float)
    assert found.shape == expected.shape, (found.shape, expected.shape)
    scale = max(abs(expected).max(), 1e-300)
    return abs(found - expected).max() / scale


def main():
    for record in [
        optimizers, penalties, losses, kinks, convolutions, batch_norm, dropout, initialisation,
        relative_error, update_ratio, whitening, averages, schedules, lbfgs, bayesian_search,
        digits_split,
    ]:
        record()
    for file in sorted(PROGRAMS.glob("*.py")):
        code = file.read_text()
        assert file.stem in recorded, f"{file.stem} has no record"
        if "lesson" in code:
            continue
        scope = {"np": np, "math": math}
        exec(compile(code, file.name, "exec"), scope)
        answers = scope["answers"]
        assert set(answers) == set(recorded[file.stem]), file.stem
        worst = max((disagreement(v, recorded[file.stem][k]), k) for k, v in answers.items())
        print(f"{file.stem}: CPython and the source differ by {worst[0]:.1e} at most ({worst[1]})")
    versions = {
        "python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__,
        "mpmath": mpmath.__version__,
    }
    out = {**versions, "answers": recorded, "elsewhere": elsewhere}
    text = json.dumps(out, ensure_ascii=False)
    text = text.replace('], "', '],\n  "').replace('}, "', '},\n "').replace(': {"', ': {\n  "')
    (TESTS / "Recorded/definitions.json").write_text(text + "\n")
    print(sum(len(a) for a in recorded.values()), "answers recorded,", versions)


main()
