#| trace: f
a = np.array([1.0, 2.0])
b = np.array([3.0, -1.0])
joined = np.concatenate([a, b, a * b])
stacked = np.stack([a, b])
tall = np.vstack([stacked, a + b])
wide = np.hstack([a, 2 * b])
f = (joined ** 2).sum() + (tall[2] * tall[1]).sum() + (stacked @ b)[0] + wide[1] * wide[2]
