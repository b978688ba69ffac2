#| trace: f
x = np.array([-2.0, -0.5, 0.25, 3.0])
y = np.array([1.0, 2.0, 3.0, 4.0])
leaky = np.where(x > 0, x, 0.1 * x)
f = (leaky * y).sum() + (np.clip(x, -1.0, 1.0) * y ** 2).sum()
