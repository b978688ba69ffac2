#| trace: f
x = np.array([1.0, -2.0, 3.0, 0.5, 2.0])
left = x[:-1]
right = x[1:]
left += right
f = (x * np.array([1.0, 2.0, 3.0, 4.0, 5.0])).sum()
print(x)
