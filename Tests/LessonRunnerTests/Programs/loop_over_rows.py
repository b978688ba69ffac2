#| trace: f
X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
w = np.array([0.5, -0.25])
for row in X:
    row -= row.mean()
    row *= w
f = (X ** 2).sum()
print(X)
