# Values that differ in the fifth digit
i = np.arange(20)
plt.plot(i, 12345.678 + 1e-3 * np.sin(i))
plt.title('An offset')
plt.show()
