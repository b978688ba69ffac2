#| trace: f
v = np.array([0.5, 1.5, -2.0])
col = v[:, None]
col *= col
f = (v * np.arange(1, 4)).sum()
