# Many lines, the legend beside them
x = np.linspace(0, 2 * np.pi, 100)
for k in range(6):
    plt.plot(x, np.sin(x + k * np.pi / 6), label=f'k = {k}')
plt.legend(bbox_to_anchor=(1.02, 1), loc='upper left')
plt.xlim(0, 2 * np.pi)
plt.xticks([0, np.pi, 2 * np.pi], ['0', r'$\pi$', r'$2\pi$'])
plt.show()
