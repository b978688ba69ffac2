#| trace: f
x = np.array([1.0, -2.0, 3.0, -0.5])
y = x * 2
y[y < 0] *= 0.1
kept = x[x > 0]
f = (y * y).sum() + kept.prod()
