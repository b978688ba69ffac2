#| trace: f
a = 1.0
b = 2.0
c = -0.5
v = np.array([a, b * a, c])
M = np.array([[a, b], [c, 1.0]])
f = (v ** 2).sum() + (M @ M)[0, 1]
