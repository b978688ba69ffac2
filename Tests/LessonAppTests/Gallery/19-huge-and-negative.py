# Large negative numbers
x = np.linspace(-3e6, 4e6, 50)
plt.plot(x, -x ** 2 / 1e3, 'm-')
plt.xlabel('x')
plt.show()
