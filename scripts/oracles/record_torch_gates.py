"""Records what PyTorch gives for activations and losses: values, and gradients for a random upstream.

    python3 scripts/oracles/record_torch_gates.py

needs torch (CPU). Writes Tests/AutodiffTests/Recorded/torch.json: one list a case, with the seed and
the versions beside them. Inputs have few digits so that they are the same numbers here and there;
answers are rounded to 13 digits. Zeros and ties are frequent, so that kinks are compared too.

Losses are fixed as sums over classes or features and means over the batch; PyTorch's own are scaled
to that where it averages over more.
"""

import json
import pathlib
import platform
import random

import torch
import torch.nn.functional as F

SEED = 20261121
CASES = 60
OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/AutodiffTests/Recorded/torch.json"
rng = random.Random(SEED)
torch.set_num_threads(1)


def numbers(count, kind="wide"):
    result = []
    for _ in range(count):
        if kind == "inside":
            x = rng.uniform(-0.95, 0.95)
        elif kind == "above":
            x = 1.05 + abs(rng.gauss(0, 2))
        elif kind == "wide" and rng.random() < 0.12:
            x = 0.0
        elif rng.random() < 0.08:
            x = rng.choice([-20.0, -8.0, 8.0, 20.0])
        else:
            x = rng.gauss(0, 2)
        result.append(round(x, 2))
    return result


def shape(least=0):
    return [rng.choice([1, 2, 3, 4]) for _ in range(rng.randint(least, 3))]


def size(dims):
    total = 1
    for d in dims:
        total *= d
    return total


def tensor(values, dims):
    return torch.tensor(values, dtype=torch.float64).reshape(dims).requires_grad_(True)


def rounded(t):
    return [float("%.13g" % v) for v in t.detach().reshape(-1).tolist()]


def case(name, body, inputs, option=None, labels=None):
    """inputs: (values, shape) pairs; differentiated with respect to all."""
    leaves = [tensor(values, dims) for values, dims in inputs]
    value = body(*leaves)
    upstream = numbers(value.numel(), "plain")
    value.backward(torch.tensor(upstream, dtype=torch.float64).reshape(value.shape))
    return [
        name, option, labels, [[v, d] for v, d in inputs], upstream, list(value.shape),
        rounded(value),
        [rounded(l.grad if l.grad is not None else torch.zeros_like(l)) for l in leaves],
    ]


def one(kind="wide"):
    dims = shape()
    return [(numbers(size(dims), kind), dims)]


def per_row(x):
    return x.flatten(1).sum(1) if x.dim() > 1 else x


cases = []
unary = {
    "relu": F.relu, "selu": F.selu, "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "softplus": lambda x: F.softplus(x, threshold=1e9), "sigmoid": torch.sigmoid,
    "tanh": torch.tanh, "exp2": torch.exp2, "erf": torch.erf, "erfc": torch.erfc,
    "arcsinh": torch.asinh, "sign": torch.sign, "floor": torch.floor, "degrees": torch.rad2deg,
}
for name, body in unary.items():
    cases += [case(name, body, one()) for _ in range(CASES)]
for name, body in {"arcsin": torch.asin, "arccos": torch.acos, "arctanh": torch.atanh}.items():
    cases += [case(name, body, one("inside")) for _ in range(CASES // 3)]
cases += [case("arccosh", torch.acosh, one("above")) for _ in range(CASES // 3)]

for _ in range(CASES):
    alpha = round(rng.uniform(0.01, 1.5), 2)
    cases.append(case("leaky_relu", lambda x: F.leaky_relu(x, alpha), one(), alpha))
    cases.append(case("elu", lambda x: F.elu(x, alpha), one(), alpha))
    a = round(rng.uniform(-0.5, 0.5), 2)
    cases.append(case("prelu", F.prelu, one() + [([a], [1])]))
    dims = shape()
    # Not both 0, where a length has no direction.
    pair = [(numbers(size(dims), "plain"), dims) for _ in range(2)]
    pair[1] = ([v or 1.5 for v in pair[1][0]], dims)
    cases.append(case("hypot", torch.hypot, pair))
    dims = shape(1)
    axis = rng.randrange(len(dims))
    x = [(numbers(size(dims)), dims)]
    cases.append(case("cumsum", lambda x: torch.cumsum(x, axis), x, axis))
    cases.append(case("softmax", lambda x: torch.softmax(x, axis), x, axis))
    cases.append(case("log_softmax", lambda x: torch.log_softmax(x, axis), x, axis))
    count = rng.randint(2, 3)
    dims = shape()
    parts = [([rng.choice([-1.0, 0.0, 0.5, 2.0]) for _ in range(size(dims))], dims)
             for _ in range(count)]
    cases.append(case("maxout", lambda *p: torch.amax(torch.stack(p), 0), parts))

for _ in range(CASES):
    n, c = rng.randint(1, 4), rng.randint(1, 5)
    reduction = rng.choice(["mean", "sum", "none"])
    scores = [([float(rng.randint(-3, 3)) if rng.random() < 0.4 else v
                for v in numbers(n * c)], [n, c])]
    labels = [rng.randrange(c) for _ in range(n)]
    y = torch.tensor(labels)
    cases.append(case("cross_entropy", lambda s: F.cross_entropy(s, y, reduction=reduction),
                      scores, reduction, labels))
    for name, p in (("hinge", 1), ("squared_hinge", 2)):
        cases.append(case(
            name, lambda s: F.multi_margin_loss(s, y, p=p, reduction=reduction) * c, scores,
            reduction, labels))

    def combined(losses):
        rows = per_row(losses)
        return {"mean": rows.mean, "sum": rows.sum, "none": lambda: rows}[reduction]()

    dims = [n] + shape()[:2]
    x = (numbers(size(dims)), dims)
    t = ([round(rng.random(), 2) if rng.random() < 0.3 else float(rng.random() < 0.5)
          for _ in range(size(dims))], dims)
    cases.append(case(
        "binary_cross_entropy_with_logits",
        lambda s, t: combined(F.binary_cross_entropy_with_logits(s, t, reduction="none")), [x, t],
        reduction))
    target = ([v if rng.random() < 0.3 else w for v, w in zip(x[0], numbers(size(dims)))], dims)
    cases.append(case("l1_loss", lambda a, b: combined(F.l1_loss(a, b, reduction="none")),
                      [x, target], reduction))
    cases.append(case("l2_loss", lambda a, b: combined(F.mse_loss(a, b, reduction="none")),
                      [x, target], reduction))

OUT.parent.mkdir(exist_ok=True)
head = {"seed": SEED, "torch": torch.__version__, "python": platform.python_version(),
        "fields": ["function", "option", "labels", "inputs", "upstream", "shape", "value",
                   "gradients"]}
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
OUT.write_text(json.dumps(head)[:-1] + ',\n"cases": [\n' + lines + "\n]}\n")
print(len(cases), "cases,", OUT.stat().st_size // 1024, "KiB")
