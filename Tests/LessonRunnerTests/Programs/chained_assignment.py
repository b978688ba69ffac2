#| trace: f
u = np.array([1.0, 2.0])
k = 3.0
a = b = u * k
a[0] -= k
c = d = k * 2
c += 1
f = (b * u).sum() + c * d
