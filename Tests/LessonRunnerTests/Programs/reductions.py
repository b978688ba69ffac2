#| trace: f
X = np.array([[1.0, 5.0, 3.0], [4.0, 0.5, 2.0]])
top = X.max(axis=1)
low = np.min(X, axis=0, keepdims=True)
centred = X - X.mean(axis=0)
f = (top ** 2).sum() + (low * X).sum() + (centred ** 2).sum() + np.max(X) * X.min()
