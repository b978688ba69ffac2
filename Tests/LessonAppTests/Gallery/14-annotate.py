# A function with its minimum marked
x = np.linspace(-2, 4, 200)
f = (x - 1) ** 2 + 1
plt.plot(x, f)
plt.plot([1], [1], 'ro')
plt.annotate('minimum', xy=(1, 1), xytext=(2, 4), arrowprops=dict(arrowstyle='->'))
plt.text(-1.5, 2, 'convex', fontsize=14, color='green')
plt.grid()
plt.show()
