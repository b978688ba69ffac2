#| trace: f
A = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.25]])
B = np.array([[0.2, -0.4, 1.0], [0.7, 0.1, -0.6]])
u = np.array([1.0, -2.0, 0.5])
v = np.array([0.3, 0.9])
f = (A @ B).sum() * 0.1 + u @ A @ v + np.dot(B, u).sum() + A.dot(v).max() + np.dot(v, v)
