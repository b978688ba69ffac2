# Four activation functions
x = np.linspace(-5, 5, 200)
fig, axs = plt.subplots(2, 2, figsize=(9, 6))
for ax, (name, f) in zip(axs.ravel(), [
        ('sigmoid', 1 / (1 + np.exp(-x))), ('tanh', np.tanh(x)),
        ('ReLU', np.maximum(0, x)), ('leaky ReLU', np.where(x > 0, x, 0.1 * x))]):
    ax.plot(x, f, lw=2)
    ax.set_title(name)
    ax.axhline(0, color='k', lw=0.5)
    ax.axvline(0, color='k', lw=0.5)
plt.tight_layout()
plt.show()
