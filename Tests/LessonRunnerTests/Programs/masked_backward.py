#| trace: f
x = np.array([[0.5, -1.5], [2.0, -0.25]])
dout = np.array([[1.0, 2.0], [3.0, 4.0]])
dx = dout * 1.5
dx[x <= 0] = 0
f = (dx * x).sum()
