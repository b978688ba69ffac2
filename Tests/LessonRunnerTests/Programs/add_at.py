#| trace: f
g = np.array([1.0, 2.0, 3.0, 4.0])
v = np.array([10.0, 20.0, 40.0])
idx = np.array([0, 2, 2])
np.add.at(g, idx, v)
f = (g ** 2).sum()
print(g)
