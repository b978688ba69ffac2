#| trace: f
A = np.array([[1.0, 2.0], [3.0, 4.0]])
c = A.flatten()
c *= 10
d = A.copy()
d[0] = 0.0
f = A.sum() + c[0] + (d * d).sum()
