#| trace: f
x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
m = x.reshape(2, 3)
m[1] *= m[0]
f = np.sum(x ** 2) / 2
