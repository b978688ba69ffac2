#| trace: loss
X = np.array([[1.0, 0.5], [-1.0, 2.0], [0.3, -0.7]])
y = np.array([1.0, 0.0, 1.0])
W0 = np.array([0.1, -0.2])
rate = 0.5
W = W0.copy()
for step in range(3):
    p = 1 / (1 + np.exp(-(X @ W)))
    dW = X.T @ (p - y)
    W -= rate * dW
p = 1 / (1 + np.exp(-X.dot(W)))
loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
