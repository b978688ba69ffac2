#| trace: f
X = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]])
row = np.array([0.1, 0.2, 0.3])
col = np.array([[2.0], [-3.0]])
s = 1.5
f = ((X + row) * col / s - row * s).sum()
