# Gradient norms of each layer
rng = np.random.RandomState(9)
plt.boxplot([rng.randn(100) * s + 1 for s in (0.5, 1.0, 1.5)])
plt.xticks([1, 2, 3], ['conv1', 'conv2', 'fc'])
plt.ylabel('log gradient norm')
plt.show()
