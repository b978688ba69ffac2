# One picture of numbers
i = np.arange(28)
digit = np.exp(-((i[:, None] - 14) ** 2 + (i - 14) ** 2 - 64) ** 2 / 2000.0)
plt.imshow(digit, cmap='gray')
plt.title('label: 0')
plt.axis('off')
plt.show()
