# Two distributions that overlap
rng = np.random.RandomState(8)
a, b = rng.randn(1000), rng.randn(1000) * 0.7 + 1.5
plt.hist(a, bins=40, alpha=0.5, density=True, label='before')
plt.hist(b, bins=40, alpha=0.5, density=True, label='after')
plt.axvline(a.mean(), color='k', linestyle='dashed', linewidth=1)
plt.legend()
plt.xlabel('activation')
plt.show()
