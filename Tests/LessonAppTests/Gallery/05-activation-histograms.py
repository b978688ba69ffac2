# Activations of every layer
np.random.seed(2)
x = np.random.randn(500, 100)
plt.figure(figsize=(12, 3))
for i in range(5):
    W = np.random.randn(100, 100) * 0.12
    x = np.tanh(x.dot(W))
    plt.subplot(1, 5, i + 1)
    plt.hist(x.ravel(), 30, range=(-1, 1))
    plt.title('layer %d' % (i + 1))
plt.show()
