#| trace: f
np.random.seed(0)
x = np.random.randn(4, 3)
gamma = np.array([1.0, 1.5, 0.5])
beta = np.array([0.0, -0.2, 0.3])
weights = np.random.rand(4, 3)
mu = x.mean(axis=0)
xc = x - mu
var = np.mean(xc ** 2, axis=0)
std = np.sqrt(var + 1e-5)
out = gamma * (xc / std) + beta
f = (out * weights).sum()
