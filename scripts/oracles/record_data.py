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
import scipy.ndimage
import sklearn
from sklearn.datasets import load_digits, make_blobs, make_circles, make_moons
from sklearn.decomposition import PCA
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler
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
for share, seed in [(0.2, 0), (0.33, 1), (5, 2), (0.5, 3)]:
    a, b, c, d = train_test_split(X, y, test_size=share, random_state=seed)
    record(f"data.split(X, y, test={share}, seed={seed})", a, c, b, d)
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

# Statistics of the training data. A column that is constant is not divided.
X, y = np.arange(46).reshape(23, 2), np.arange(23) % 4
digits_train, digits_test = digits.data[train] / 16, digits.data[test] / 16
prepare = "a, _, b, _ = data.digits(); a, b = a.reshape(-1, 64), b.reshape(-1, 64); "
scaler = StandardScaler().fit(digits_train)
record(prepare + "s = preprocess.Standardize().fit(a); (s.mean, s.std, s.transform(b)[::40])",
       scaler.mean_, scaler.scale_, scaler.transform(digits_test)[::40], within=1e-14)
record(prepare + "s = preprocess.Standardize().fit(a); s.inverse_transform(s.transform(b))[::40]",
       digits_test[::40], within=1e-14)
record(prepare + "preprocess.standardize(a)[::100]", scaler.transform(digits_train)[::100], within=1e-14)
record("np.abs(preprocess.standardize(np.full((3, 2), 0.1))) < 1e-15",
       np.abs(StandardScaler().fit_transform(np.full((3, 2), 0.1))) < 1e-15)
scaler = MinMaxScaler().fit(digits_train)
record(prepare + "preprocess.MinMax().fit(a).transform(b)[::40]", scaler.transform(digits_test)[::40], within=1e-15)
scaler = MinMaxScaler((-1, 3)).fit(X)
record("m = preprocess.MinMax(-1, 3).fit(X); z = m.transform(X); (z, m.inverse_transform(z), m.minimum, m.maximum)",
       scaler.transform(X), X, scaler.data_min_, scaler.data_max_, within=1e-15)
record(prepare + "preprocess.center(a)[::100]", (digits_train - digits_train.mean(0))[::100], within=1e-15)
images = np.arange(48.0).reshape(2, 3, 2, 4) ** 1.5
record("preprocess.center(np.arange(48.0).reshape(2, 3, 2, 4) ** 1.5, per='channel')",
       images - images.mean((0, 2, 3), keepdims=True), within=1e-15)
record("preprocess.Center('channel').fit(np.arange(48.0).reshape(2, 3, 2, 4) ** 1.5).mean",
       images.mean((0, 2, 3)), within=1e-15)
record("preprocess.standardize(np.arange(48.0).reshape(2, 3, 2, 4) ** 1.5, 'channel')",
       (images - images.mean((0, 2, 3), keepdims=True)) / images.std((0, 2, 3), keepdims=True), within=1e-15)
record("preprocess.standardize(np.arange(48.0).reshape(2, 3, 2, 4) ** 1.5, 'all')",
       (images - images.mean()) / images.std(), within=1e-15)
record("preprocess.Center().fit(np.arange(48.0).reshape(2, 3, 2, 4) ** 1.5).mean", images.mean(0), within=1e-15)
# scikit-learn's covariance divides by N - 1; axes and their signs are the same.
axes = PCA(6).fit(digits_train)
record(prepare + "p = preprocess.PCA(6).fit(a); (p.vectors.T, p.variances, p.shares, p.transform(b)[::40])",
       axes.components_, axes.explained_variance_ * 1436 / 1437, axes.explained_variance_ratio_,
       axes.transform(digits_test)[::40], within=1e-11)
record(prepare + "p = preprocess.PCA(6).fit(a); p.inverse_transform(p.transform(b))[::40]",
       axes.inverse_transform(axes.transform(digits_test))[::40], within=1e-11)
white = axes.transform(digits_test) / np.sqrt(axes.explained_variance_ * 1436 / 1437 + 1e-5)
record(prepare + "preprocess.Whiten(6).fit(a).transform(b)[::40]", white[::40], within=1e-11)
record("a, _, b, _ = data.digits(); p = preprocess.PCA(6).fit(a); p.inverse_transform(p.transform(b))[::40]",
       axes.inverse_transform(axes.transform(digits_test))[::40].reshape(-1, 1, 8, 8), within=1e-11)

# Folds.
for n, k in [(10, 5), (11, 3)]:
    record(f"[i for pair in search.k_fold({n}, {k}) for i in pair]",
           *[i for pair in KFold(k).split(np.zeros(n)) for i in pair])
    record(f"[i for pair in search.k_fold(np.zeros({n}), {k}, seed=3) for i in pair]",
           *[i for pair in KFold(k, shuffle=True, random_state=3).split(np.zeros(n)) for i in pair])
labels = np.array([2, 0, 0, 1, 2, 2, 0, 1, 0, 0, 1, 2, 0])
text = labels.tolist()
record(f"[i for pair in search.k_fold(13, 3, labels={text}) for i in pair]",
       *[i for pair in StratifiedKFold(3).split(labels, labels) for i in pair])
record(f"[i for pair in search.k_fold(13, 3, labels={text}, seed=1) for i in pair]",
       *[i for pair in StratifiedKFold(3, shuffle=True, random_state=1).split(labels, labels) for i in pair])
record("np.random.seed(2); f = search.k_fold(6, 2, shuffle=True); [f[0][1], np.random.rand(2)]",
       *(lambda r: (np.sort(r.permutation(6)[:3]), r.rand(2)))(np.random.RandomState(2)))

# Images moved and coloured.
images = (np.random.RandomState(8).rand(5, 3, 6, 7) * 256).astype(np.uint8)
floats = images / 255
setup = "u = (np.random.RandomState(8).rand(5, 3, 6, 7) * 256).astype(np.uint8); x = u / 255; "


def shifted(x, down, right, fill):
    H, W = x.shape[1:]
    out = np.full_like(x, fill)
    for r in range(H):
        for c in range(W):
            if 0 <= r - down < H and 0 <= c - right < W:
                out[:, r, c] = x[:, r - down, c - right]
    return out


state = np.random.RandomState(1)
chosen = state.rand(5) < 0.5
record(setup + "augment.flip(u, seed=1)",
       np.where(chosen[:, None, None, None], images[:, :, :, ::-1], images))
np.random.seed(2)
chosen = np.random.rand(5) < 0.7
record(setup + "np.random.seed(2); augment.flip(x, 0.7, vertical=True)",
       np.where(chosen[:, None, None, None], floats[:, :, ::-1], floats))
offsets = np.random.RandomState(3).randint(-2, 3, (5, 2))
record(setup + "augment.translate(u, 2, fill=7, seed=3)",
       np.stack([shifted(x, *o, 7) for x, o in zip(images, offsets)]))
state = np.random.RandomState(4)
padded = np.pad(images, ((0, 0), (0, 0), (4, 4), (4, 4)))
corners = state.randint(0, 9, (5, 2))
record(setup + "augment.crop(u, seed=4)",
       np.stack([p[:, r:r + 6, c:c + 7] for p, (r, c) in zip(padded, corners)]))
state = np.random.RandomState(5)
corners = [(state.randint(0, 6 - 4 + 1), state.randint(0, 7 - 3 + 1)) for _ in range(5)]
record(setup + "augment.crop(x, (4, 3), padding=0, seed=5)",
       np.stack([p[:, r:r + 4, c:c + 3] for p, (r, c) in zip(floats, corners)]))
state, cut = np.random.RandomState(6), floats.copy()
for x in cut:
    r, c = state.randint(0, 6), state.randint(0, 7)
    x[:, max(0, r - 1):r + 2, max(0, c - 1):c + 2] = 0.5
record(setup + "augment.cutout(x, 3, fill=0.5, seed=6)", cut)
angles = np.random.RandomState(7).uniform(-40, 40, 5)
turned = np.empty_like(floats)
for i, angle in enumerate(np.deg2rad(angles)):
    # From output to input, rows before columns, about the middle.
    M = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = np.array([2.5, 3.0])
    for c in range(3):
        turned[i, c] = scipy.ndimage.affine_transform(
            floats[i, c], M, middle - M @ middle, order=1, mode="grid-constant", cval=0.25)
record(setup + "augment.rotate(x, 40, fill=0.25, seed=7)", turned, within=1e-13)
record(setup + "augment.rotate(x, 0.0)", floats, within=1e-13)
for clip in [True, False]:
    state, coloured = np.random.RandomState(9), floats.copy()
    cut = (lambda a: np.clip(a, 0, 1)) if clip else (lambda a: a)
    gray = lambda a: np.tensordot([0.299, 0.587, 0.114], a, 1)
    for i, x in enumerate(coloured):
        b, c, s = state.uniform(0.5, 1.5), state.uniform(0.7, 1.3), state.uniform(0.1, 1.9)
        x = cut(x * b)
        mean = gray(x).mean()
        x = cut(mean + (x - mean) * c)
        coloured[i] = cut(gray(x) + (x - gray(x)) * s)
    record(setup + f"augment.color_jitter(x, 0.5, 0.3, 0.9, clip={clip}, seed=9)", coloured, within=1e-14)

OUT.write_text(json.dumps({
    "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
    "scikit-learn": sklearn.__version__, "cases": cases,
}, separators=(",", ":")).replace('},{"code"', '},\n{"code"') + "\n")
print(len(cases), "cases")
