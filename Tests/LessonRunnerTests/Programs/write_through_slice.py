#| trace: f
x = np.array([1.0, 2.0, 3.0, 4.0])
y = x[1:]
y *= 2
f = x.sum()
print(x)
