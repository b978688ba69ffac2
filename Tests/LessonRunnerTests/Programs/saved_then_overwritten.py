#| trace: f
x = np.array([1.0, 2.0, 3.0])
w = np.array([4.0, -5.0, 6.0])
p = x * w
x[:] = 7.0
w[1:] = p[:2]
q = np.exp(p / 10)
p *= 0.5
f = (q + p).sum() + (x * w).sum()
