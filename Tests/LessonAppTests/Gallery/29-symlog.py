# Values of both signs over many decades
x = np.linspace(-5, 5, 101)
plt.plot(x, np.sinh(3 * x))
plt.yscale('symlog')
plt.grid()
plt.show()
