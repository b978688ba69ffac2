"""Records what scikit-learn and NumPy give for `lesson.data`, `lesson.preprocess` and `lesson.search`.

    python3 scripts/oracles/record_data.py

needs scikit-learn and NumPy. Writes Tests/PythonSubsetTests/Recorded/data.json: for each case a line of
code in the block language and the numbers that it must give, flat, with the versions beside them.
"""

import json
import pathlib
import platform

import numpy as np
import scipy
import sklearn
from sklearn.datasets import load_digits, make_blobs, make_circles, make_moons
from sklearn.model_selection import train_test_split
from sklearn.utils import shuffle

OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/PythonSubsetTests/Recorded/data.json"
cases = []


def record(code, *arrays, within=0.0):
    """A case: `code` gives these arrays; every number within this share of the largest."""
    cases.append({
        "code": code, "within": within,
        "arrays": [
            {"shape": list(np.shape(a)), "numbers": np.ravel(np.asarray(a, dtype=float)).tolist()}
            for a in arrays],
    })


def sums(x):
    """Two sums that tell an array from nearly every other."""
    flat = np.ravel(x).astype(float)
    return np.array([flat.sum(), (flat * (np.arange(flat.size) % 97 + 1)).sum()])


# Points. Cosines are not equal between libraries to the last bit.
for points, noise, seed in [(100, None, 0), (7, 0.1, 1), (50, 0.3, 2), (1, 0.0, 3)]:
    X, y = make_moons(points, noise=noise, random_state=seed)
    record(f"data.moons({points}, noise={noise}, seed={seed})", X, y, within=1e-15)
X, y = make_moons(9, shuffle=False)
record("data.moons(9, shuffle=False)", X, y, within=1e-15)
for points, noise, factor, seed in [(100, None, 0.8, 0), (9, 0.05, 0.3, 1), (40, 0.2, 0.5, 2)]:
    X, y = make_circles(points, noise=noise, factor=factor, random_state=seed)
    record(f"data.circles({points}, noise={noise}, factor={factor}, seed={seed})", X, y, within=1e-15)
for points, centers, dimensions, std, seed in [(100, 3, 2, 1.0, 0), (11, 4, 3, 0.5, 1), (5, 1, 1, 2.0, 2)]:
    X, y = make_blobs(points, dimensions, centers=centers, cluster_std=std, random_state=seed)
    record(f"data.blobs({points}, {centers}, {dimensions}, std={std}, seed={seed})", X, y)
X, y = make_blobs(10, centers=[[0, 0], [5, 5], [-5, 2]], cluster_std=[0.1, 1.0, 3.0], random_state=5)
record("data.blobs(10, [[0, 0], [5, 5], [-5, 2]], std=[0.1, 1.0, 3.0], seed=5)", X, y)
X, y = make_blobs(8, centers=2, center_box=(0, 1), shuffle=False, random_state=6)
record("data.blobs(8, 2, box=(0, 1), shuffle=False, seed=6)", X, y)

# The stream of np.random goes on where these leave it.
np.random.seed(9)
X, y = make_moons(6, noise=0.1)
rest = np.random.rand(3)
record("np.random.seed(9); a = data.moons(6, noise=0.1); (*a, np.random.rand(3))", X, y, rest, within=1e-15)


def spiral(N, K, noise):
    X, y = np.zeros((N * K, 2)), np.zeros(N * K)
    for j in range(K):
        ix = range(N * j, N * (j + 1))
        r = np.linspace(0.0, 1, N)
        t = np.linspace(j * 4, (j + 1) * 4, N) + np.random.randn(N) * noise
        X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
        y[ix] = j
    return X, y


np.random.seed(0)
X, y = spiral(100, 3, 0.2)
record("np.random.seed(0); data.spiral()", X, y, within=1e-15)
np.random.seed(3)
X, y = spiral(5, 4, 0.0)
record("data.spiral(5, 4, noise=0.0, seed=3)", X, y, within=1e-15)

# Digits.
digits = load_digits()
X, y = digits.images[:, None], digits.target
order = np.random.RandomState(4).permutation(1797)
train, test = order[:1437], order[1437:]
record("data.digits(split=None)[0][[0, 7, 1796]]", X[[0, 7, 1796]] / 16)
record("[sums(a) for a in data.digits(split=None)]", sums(X / 16), sums(y))
record("[sums(a) for a in data.digits()]", *[sums(a) for a in [X[train] / 16, y[train], X[test] / 16, y[test]]])
record("[sums(a) for a in data.digits('writers', dtype=np.uint8)]",
       *[sums(a) for a in [X[:1437], y[:1437], X[1437:], y[1437:]]])
record("[sums(a) for a in data.digits('random', np.float32)]",
       *[sums(a) for a in [X[train] / 16, y[train], X[test] / 16, y[test]]])

# Parts and orders.
X, y = np.arange(46).reshape(23, 2), np.arange(23) % 4
for test, seed in [(0.2, 0), (0.33, 1), (5, 2), (0.5, 3)]:
    a, b, c, d = train_test_split(X, y, test_size=test, random_state=seed)
    record(f"data.split(X, y, test={test}, seed={seed})", a, c, b, d)
a, b, c, d = train_test_split(X, y, test_size=0.3, shuffle=False)
record("data.split(X, y, test=0.3, shuffle=False)", a, c, b, d)
for seed in [0, 7]:
    record(f"data.shuffle(X, y, seed={seed})", *shuffle(X, y, random_state=seed))
record("data.one_hot(y, 5)", np.eye(5)[y])
record("data.one_hot([[0, 2], [1, 0]])", np.eye(3)[np.array([[0, 2], [1, 0]])])

# Batches: an epoch's order is a permutation of np.random.
state = np.random.RandomState(5)
first, second = state.permutation(23), state.permutation(23)
record("b = data.batches(X, y, size=10, seed=5); [yb for _ in range(2) for xb, yb in b]",
       *[y[order[i:i + 10]] for order in (first, second) for i in (0, 10, 20)])
np.random.seed(6)
order = np.random.permutation(23)
record("np.random.seed(6); [xb for xb in data.batches(X, size=16, drop_last=True)]", X[order[:16]])
record("[a for a in data.batches(X[:5], size=2, shuffle=False)]", X[:2], X[2:4], X[4:5])

OUT.write_text(json.dumps({
    "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
    "scikit-learn": sklearn.__version__, "cases": cases,
}, separators=(",", ":")).replace('},{"code"', '},\n{"code"') + "\n")
print(len(cases), "cases")
