# The gradient as a field
X, Y = np.meshgrid(np.linspace(-2, 2, 11), np.linspace(-2, 2, 11))
U, V = -X, -2 * Y
plt.quiver(X, Y, U, V)
plt.title('Negative gradient')
plt.axis('equal')
plt.show()
