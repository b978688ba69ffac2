# A loss on a logarithmic axis, with a grid
epochs = np.arange(1, 51)
train = 3.0 * epochs ** -1.6
test = 3.2 * epochs ** -1.2 + 0.01
plt.figure(figsize=(7, 4))
plt.semilogy(epochs, train, 'b-o', markersize=3, label='train')
plt.semilogy(epochs, test, 'r-s', markersize=3, label='test')
plt.xlabel('epoch')
plt.ylabel('cross-entropy')
plt.grid(True)
plt.legend(loc='upper right')
plt.show()
