#| trace: f
x = np.array([3.0, -1.0])
y = x
y += 1
z = y
z *= x
f = (x * np.array([1.0, 2.0])).sum()
print(x, y is z)
