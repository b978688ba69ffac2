# Random search: colour is accuracy
rng = np.random.RandomState(7)
lr, reg = 10 ** rng.uniform(-6, -1, 80), 10 ** rng.uniform(-5, 2, 80)
acc = 0.5 - 0.02 * (np.log10(lr) + 3) ** 2 - 0.01 * (np.log10(reg) + 1) ** 2
plt.scatter(np.log10(lr), np.log10(reg), s=100, c=acc)
plt.colorbar(label='accuracy')
plt.xlabel('log learning rate')
plt.ylabel('log regularization strength')
plt.title('Validation accuracy')
plt.show()
