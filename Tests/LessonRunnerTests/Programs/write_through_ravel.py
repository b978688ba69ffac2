#| trace: f
A = np.array([[1.0, -1.0], [2.0, 0.5]])
k = 1.5
flat = A.ravel()
flat[::2] = flat[1::2] * k
f = np.sum(A @ A)
