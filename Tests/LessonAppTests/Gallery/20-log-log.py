# Scaling laws
n = np.logspace(1, 7, 30)
plt.loglog(n, 5 * n ** -0.3, 'o', label='data')
plt.loglog(n, 5 * n ** -0.3, 'k--', label=r'$5 n^{-0.3}$')
plt.xlabel('parameters')
plt.ylabel('test loss')
plt.legend()
plt.grid(True, which='both', alpha=0.3)
plt.show()
