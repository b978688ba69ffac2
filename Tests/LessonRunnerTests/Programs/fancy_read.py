#| trace: f
x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
rows = np.array([0, 1, 1, 0])
cols = np.array([2, 0, 0, 1])
picked = x[rows, cols]
f = (picked * np.array([1.0, 10.0, 100.0, 1000.0])).sum() + (x[:, [2, 0]] ** 2).sum()
