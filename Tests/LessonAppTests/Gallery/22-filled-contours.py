# A loss surface with a colour bar and lines
x = np.linspace(-2, 2, 120)
y = np.linspace(-1, 3, 120)
X, Y = np.meshgrid(x, y)
Z = (1 - X) ** 2 + 100 * (Y - X ** 2) ** 2
plt.contourf(X, Y, np.log10(Z + 1e-3), 20, cmap='plasma')
plt.colorbar()
cs = plt.contour(X, Y, np.log10(Z + 1e-3), levels=[0, 1, 2], colors='white', linewidths=1)
plt.plot(1, 1, 'w*', ms=12)
plt.title('Rosenbrock, log scale')
plt.show()
