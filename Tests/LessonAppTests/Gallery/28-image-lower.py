# A matrix drawn as a map, origin below
x = np.linspace(-1, 1, 40)
Z = np.sin(3 * x)[:, None] * np.cos(2 * x)
plt.imshow(Z, extent=[-1, 1, -2, 2], origin='lower', cmap='RdBu', aspect='auto', vmin=-1, vmax=1)
plt.colorbar()
plt.xlabel('$x_1$')
plt.ylabel('$x_2$')
plt.show()
