#| trace: f
x = np.array([1.0, 2.0, 3.0, 4.0])
s = 5.0
tail = x[2:]
x[3] = x[0] * s
f = (tail * tail).sum()
