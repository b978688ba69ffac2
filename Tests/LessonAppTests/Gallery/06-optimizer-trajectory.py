# Paths of two optimizers on the contours of a quadratic
X, Y = np.meshgrid(np.linspace(-3, 3, 100), np.linspace(-2, 2, 100))
Z = 0.5 * X ** 2 + 4 * Y ** 2
def run(lr, mu):
    p, v, path = np.array([-2.6, 1.4]), np.zeros(2), []
    for i in range(25):
        path.append(p.copy())
        v = mu * v - lr * np.array([p[0], 8 * p[1]])
        p = p + v
    return np.array(path)
plt.contour(X, Y, Z, levels=15, cmap='viridis')
a, b = run(0.2, 0.0), run(0.05, 0.8)
plt.plot(a[:, 0], a[:, 1], 'r.-', label='gradient descent')
plt.plot(b[:, 0], b[:, 1], 'k.-', label='momentum')
plt.plot(0, 0, 'g*', markersize=15)
plt.legend(loc='lower right')
plt.title('Two paths downhill')
plt.show()
