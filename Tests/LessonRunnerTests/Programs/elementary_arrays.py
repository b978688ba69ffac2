#| trace: f
x = np.array([0.5, 1.5, 2.5])
f = (np.exp(-x) + np.log(x) * np.sqrt(x) + np.tanh(x) / x + np.sin(x) * np.cos(x)).sum()
