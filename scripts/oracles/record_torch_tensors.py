"""Records what PyTorch gives for tensor gates and for all others on further shapes and types: values,
gradients for a random upstream, and for most of them second derivatives.

    python3 scripts/oracles/record_torch_tensors.py

needs torch (CPU). Writes Tests/AutodiffTests/Recorded/torch-tensors.json, one list a case, with the
versions beside them. Inputs are made from a case's seed by a generator that the test has too; they
are multiples of 1/32, 1/128 or 1, the same numbers in float32 and float64, with many ties and zeros
in the coarse kind. Of each answer two sums are kept: one with weights that differ from element to
element, and one of absolute values.
"""

import json
import pathlib
import platform
import random

import torch
import torch.nn.functional as F

SEED = 20261122
OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/AutodiffTests/Recorded/torch-tensors.json"
MASK = (1 << 64) - 1
rng = random.Random(SEED)
torch.set_num_threads(1)


def draws(seed, index, count):
    state = (seed * 1000003 + index * 7919 + 12345) & MASK
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        yield state >> 40


KINDS = {
    "wide": lambda r: (r % 257 - 128) / 32,
    "coarse": lambda r: float(r % 7 - 3),
    "positive": lambda r: (r % 128 + 8) / 32,
    "inside": lambda r: (r % 231 - 115) / 128,
    "above": lambda r: 1.0625 + (r % 128) / 32,
    "nonzero": lambda r: (2 * (r % 256) + 1 - 256) / 64,
}


def size(dims):
    total = 1
    for d in dims:
        total *= d
    return total


def tensor(seed, index, dims, kind, dtype):
    values = [KINDS[kind](r) for r in draws(seed, index, size(dims))]
    return torch.tensor(values, dtype=dtype).reshape(dims)


def sums(index, seed, t):
    """Σ weight · t and Σ |t|, in float64."""
    t = t.detach().to(torch.float64).reshape(-1)
    weights = torch.tensor(
        [(2 * (r % 256) + 1 - 256) / 256 for r in draws(seed, 200 + index, t.numel())],
        dtype=torch.float64)
    return [float("%.13g" % (weights * t).sum().item()), float("%.13g" % t.abs().sum().item())]


cases = []
count = {}


def case(name, body, shapes, options=None, kinds=None, single=None, second=True):
    """kinds: one for each operand. body takes the operands."""
    single = rng.random() < 0.3 if single is None else single
    dtype = torch.float32 if single else torch.float64
    kinds = kinds or ["wide"] * len(shapes)
    seed = len(cases) + 1
    leaves = [tensor(seed, i, s, k, dtype).requires_grad_(True)
              for i, (s, k) in enumerate(zip(shapes, kinds))]
    value = body(*leaves)
    if not value.requires_grad:
        value = value + 0 * sum(l.sum() for l in leaves)
    upstream = tensor(seed, 90, list(value.shape), "wide", dtype)
    first = torch.autograd.grad(value, leaves, upstream, create_graph=second, allow_unused=True)
    first = [torch.zeros_like(l) if g is None else g for g, l in zip(first, leaves)]
    answers = sums(0, seed, value)
    for i, g in enumerate(first):
        answers += sums(1 + i, seed, g)
    if second:
        total = sum((g * tensor(seed, 100 + i, list(g.shape), "wide", dtype)).sum()
                    for i, g in enumerate(first))
        if total.requires_grad:
            twice = torch.autograd.grad(total, leaves, allow_unused=True)
        else:
            twice = [None] * len(leaves)
        for i, (g, l) in enumerate(zip(twice, leaves)):
            answers += sums(20 + i, seed, torch.zeros_like(l) if g is None else g)
    cases.append([name, int(single), seed, shapes, kinds, options or [], list(value.shape),
                  int(second), answers])
    count[name] = count.get(name, 0) + 1


def repeat(n, make):
    done = 0
    while done < n:
        done += 1 if make() is not False else 0


def some(low, high, n):
    return [rng.randint(low, high) for _ in range(n)]


def mixed():
    return rng.choice(["wide", "wide", "coarse"])


# Convolutions and poolings

def convolution(axes):
    sizes, filters = some(1, 9 if axes == 1 else 7, axes), some(1, 3, axes)
    stride, padding, dilation = some(1, 3, axes), some(0, 2, axes), some(1, 2, axes)
    if any(h + 2 * p < d * (k - 1) + 1 for h, k, p, d in zip(sizes, filters, padding, dilation)):
        return False
    n, c, f = rng.choice([0, 1, 1, 2, 3]), rng.randint(1, 3), rng.randint(1, 4)
    shapes = [[n, c] + sizes, [f, c] + filters] + ([[f]] if rng.random() < 0.7 else [])
    body = F.conv2d if axes == 2 else F.conv1d
    case("conv", lambda x, w, b=None: body(x, w, b, stride, padding, dilation), shapes,
         [stride, padding, dilation], [mixed()] * len(shapes))


def pooling(name, axes):
    sizes, window, stride = some(1, 9, axes), some(1, 4, axes), some(1, 4, axes)
    padding = [rng.randint(0, k // 2) for k in window]
    if any(h + 2 * p < k for h, k, p in zip(sizes, window, padding)):
        return False
    shape = [rng.choice([0, 1, 2]), rng.randint(1, 3)] + sizes
    body = {("max", 2): F.max_pool2d, ("max", 1): F.max_pool1d, ("avg", 2): F.avg_pool2d,
            ("avg", 1): F.avg_pool1d}[name, axes]
    if 0 in shape:
        if axes == 1 or name == "max":
            shape[0] = 1
    # In float32 as well: `coarse` numbers tie often.
    case(name + "_pool", lambda x: body(x, window, stride, padding), [shape],
         [window, stride, padding], [rng.choice(["wide", "coarse", "coarse"])])


repeat(560, lambda: convolution(2))
repeat(160, lambda: convolution(1))
repeat(300, lambda: pooling("max", 2))
repeat(90, lambda: pooling("max", 1))
repeat(260, lambda: pooling("avg", 2))
repeat(90, lambda: pooling("avg", 1))


# Normalizations

def batch_norm(training):
    c = rng.randint(1, 4)
    shape = [rng.randint(2, 5), c] + some(1, 3, rng.choice([0, 1, 2]))
    if training:
        # Of few numbers hardly a gradient is left but rounding.
        case("batch_norm", lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0.1, 1e-5),
             [shape, [c], [c]], single=None if size(shape) >= 6 * c else False)
    else:
        seed = len(cases) + 1

        def body(x, g, b):
            m = tensor(seed, 80, [c], "wide", x.dtype)
            v = tensor(seed, 81, [c], "positive", x.dtype)
            return F.batch_norm(x, m, v, g, b, False, 0.1, 1e-5)
        case("batch_norm_test", body, [shape, [c], [c]])


def layer_norm():
    lead, axes = rng.randint(0, 2), rng.randint(1, 3)
    tail = some(1, 4, axes)
    shape = some(1, 3, lead) + tail
    case("layer_norm", lambda x, g, b: F.layer_norm(x, tail, g, b, 1e-5), [shape, tail, tail],
         [axes], single=None if size(tail) >= 6 else False)


repeat(200, lambda: batch_norm(True))
repeat(100, lambda: batch_norm(False))
repeat(150, layer_norm)


# Elementwise gates: other shapes, broadcasting, both types

unary = {
    "negate": torch.neg, "exp": torch.exp, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    "relu": F.relu, "abs": torch.abs, "sin": torch.sin, "cos": torch.cos, "tan": torch.tan,
    "arctan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh, "expm1": torch.expm1,
    "arcsinh": torch.asinh, "exp2": torch.exp2, "erf": torch.erf, "erfc": torch.erfc,
    "degrees": torch.rad2deg, "radians": torch.deg2rad, "floor": torch.floor,
    "ceil": torch.ceil, "trunc": torch.trunc, "rint": torch.round, "sign": torch.sign,
    "gelu": F.gelu, "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "softplus": lambda x: F.softplus(x, threshold=1e9),
}
other = {
    # At 0 its slope has a corner, and a second derivative on one side only.
    "selu": (F.selu, "nonzero"),
    "log": (torch.log, "positive"), "sqrt": (torch.sqrt, "positive"),
    "log1p": (torch.log1p, "positive"), "log2": (torch.log2, "positive"),
    "log10": (torch.log10, "positive"), "arcsin": (torch.asin, "inside"),
    "arccos": (torch.acos, "inside"), "arctanh": (torch.atanh, "inside"),
    "arccosh": (torch.acosh, "above"),
}


def any_shape(least=0, most=4):
    return [rng.choice([1, 1, 2, 3, 4, 5]) if rng.random() < 0.97 else 0
            for _ in range(rng.randint(least, most))]


for name, body in unary.items():
    for _ in range(22):
        case(name, body, [any_shape()], kinds=[mixed()])
for name, (body, kind) in other.items():
    for _ in range(22):
        case(name, body, [any_shape()], kinds=[kind])

binary = {
    "add": (torch.add, "wide", "wide"), "subtract": (torch.sub, "wide", "wide"),
    "multiply": (torch.mul, "wide", "wide"), "divide": (torch.div, "wide", "positive"),
    # PyTorch drops part of the second derivative where an exponent is 0.
    "power": (torch.pow, "positive", "nonzero"), "maximum": (torch.maximum, "coarse", "coarse"),
    "minimum": (torch.minimum, "coarse", "coarse"), "hypot": (torch.hypot, "wide", "positive"),
}
for name, (body, a, b) in binary.items():
    for _ in range(50):
        whole = any_shape(0, 4)
        parts = [[1 if rng.random() < 0.3 else d for d in whole] for _ in range(2)]
        parts[rng.randrange(2)] = parts[0][rng.randint(0, len(whole)):]
        case(name, body, parts, kinds=[a, b])


# Folds, products, shapes

def fold(name, body):
    shape = some(1, 4, rng.randint(1, 4))
    axes = sorted(rng.sample(range(len(shape)), rng.randint(1, len(shape))))
    keep = rng.random() < 0.5
    kind = "positive" if name == "prod" else mixed()
    case(name, lambda x: body(x, axes, keep), [shape], [axes, int(keep)], [kind])


def product(x, axes, keep):
    for axis in reversed(axes):
        x = torch.prod(x, axis, keepdim=keep)
    return x


for name, body in {
    "sum": lambda x, a, k: torch.sum(x, a, keepdim=k),
    "mean": lambda x, a, k: torch.mean(x, a, keepdim=k), "prod": product,
    "max": lambda x, a, k: torch.amax(x, a, keepdim=k),
    "min": lambda x, a, k: torch.amin(x, a, keepdim=k),
}.items():
    repeat(44, lambda: fold(name, body))


def matmul():
    n, k, m = some(1, 5, 3)
    batch = some(1, 3, rng.randint(0, 2))
    left, right = ([1 if rng.random() < 0.4 else d for d in batch] for _ in range(2))
    right = right[rng.randint(0, len(right)):]
    shapes = [left + [n, k], right + [k, m]]
    if rng.random() < 0.2:
        shapes[0] = [k]
    if rng.random() < 0.2:
        shapes[1] = [k]
    case("matmul", torch.matmul, shapes)


repeat(150, matmul)


def rearrange():
    shape = some(1, 4, rng.randint(2, 4))
    order = rng.sample(range(len(shape)), len(shape))
    case("transpose", lambda x: x.permute(order), [shape], [order])
    case("reshape", lambda x: x.reshape(-1), [shape], [[size(shape)]])
    lead = some(1, 3, rng.randint(0, 1))
    case("broadcast", lambda x: x.expand(lead + shape),
         [[1 if rng.random() < 0.4 else d for d in shape]], [lead + shape])
    axis = rng.randrange(len(shape))
    parts = [shape[:axis] + [rng.randint(0, 3)] + shape[axis + 1:] for _ in range(3)]
    case("concatenate", lambda *p: torch.cat(p, axis), parts, [axis])
    case("stack", lambda *p: torch.stack(p, axis), [shape, shape], [axis])
    case("cumsum", lambda x: torch.cumsum(x, axis), [shape], [axis])
    mask = [rng.randint(0, 1) for _ in range(size(shape))]
    case("where", lambda x, y: torch.where(
        torch.tensor(mask, dtype=torch.bool).reshape(shape), x, y), [shape, shape[1:]], [mask])
    places = [rng.randrange(size(shape)) for _ in range(rng.randint(1, 5))]
    case("index", lambda x: x.reshape(-1)[places], [shape], [places])


repeat(24, rearrange)


# Softmax and its losses, in both types and twice differentiated

def softmaxes():
    shape = some(1, 4, rng.randint(1, 3))
    axis = rng.randrange(len(shape))
    case("softmax", lambda x: torch.softmax(x, axis), [shape], [axis])
    case("log_softmax", lambda x: torch.log_softmax(x, axis), [shape], [axis])
    n, c = rng.randint(1, 4), rng.randint(1, 5)
    labels, reduction = [rng.randrange(c) for _ in range(n)], rng.choice(["mean", "sum", "none"])
    case("cross_entropy",
         lambda s: F.cross_entropy(s, torch.tensor(labels), reduction=reduction), [[n, c]],
         [labels, reduction])


repeat(60, softmaxes)

head = {"seed": SEED, "torch": torch.__version__, "python": platform.python_version(),
        "fields": ["function", "isFloat32", "seed", "shapes", "kinds", "options", "shape",
                   "isTwice", "sums"]}
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
OUT.write_text(json.dumps(head)[:-1] + ',\n"cases": [\n' + lines + "\n]}\n")
print(len(cases), "cases,", OUT.stat().st_size // 1024, "KiB")
