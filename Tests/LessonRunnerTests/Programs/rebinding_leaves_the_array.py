#| trace: f
x = np.array([3.0, -1.0, 0.5])
y = x
y = y * 2
y = y * x
y -= 1
f = (x * y).sum()
