#| trace: f
x = np.array([-1.0, 0.5, 2.0])
y = np.array([0.3, 0.2, 3.0])
relu = np.maximum(0, x)
larger = np.maximum(x, y)
smaller = np.minimum(x, 1.25)
f = (relu * 3 + larger * y + smaller ** 2 + np.abs(x)).sum()
