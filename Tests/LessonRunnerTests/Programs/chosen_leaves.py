#| trace: loss
#| leaves: W, b
X = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.25]])
W = np.array([[0.2, -0.4], [0.7, 0.1]])
b = np.array([0.05, -0.3])
target = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
diff = X @ W + b - target
loss = (diff ** 2).mean()
