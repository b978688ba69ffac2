#| trace: f
x = 1.7
n = 3
p = 2.5
v = np.array([1.5, 2.0, 0.5])
e = np.array([2.0, -1.0, 0.5])
f = x ** n + x ** p + p ** x + (v ** e).sum() + (v ** 2).sum() + (2 ** e).sum() + x ** -1
