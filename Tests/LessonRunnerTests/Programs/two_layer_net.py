#| trace: loss
np.random.seed(0)
N, D, H = 4, 3, 5
X = np.random.randn(N, D)
W1 = np.random.randn(D, H)
b1 = 0.1 * np.random.randn(H)
W2 = np.random.randn(H, 2)
target = np.random.rand(N, 2)
h = np.maximum(0, X @ W1 + b1)
out = h @ W2
loss = np.sum((out - target) ** 2) / N
