# Cross-validation: mean and spread for each k
ks = [1, 3, 5, 8, 10, 12, 15, 20, 50, 100]
rng = np.random.RandomState(4)
accuracies = 0.27 + 0.02 * np.sin(np.arange(10) / 2)[:, None] + 0.008 * rng.randn(10, 5)
for k, row in zip(ks, accuracies):
    plt.scatter([k] * len(row), row)
plt.errorbar(ks, accuracies.mean(axis=1), yerr=accuracies.std(axis=1))
plt.title('Cross-validation on k')
plt.xlabel('k')
plt.ylabel('Cross-validation accuracy')
plt.show()
