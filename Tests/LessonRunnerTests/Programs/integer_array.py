#| trace: f
k = np.array([1, 2, 3])
m = k * 2
m[0] += 10
f = (m * k).sum()
print(k, m, f)
