# An impulse response
n = np.arange(15)
plt.stem(n, 0.8 ** n * np.cos(n))
plt.title('$h[n]$')
plt.show()
