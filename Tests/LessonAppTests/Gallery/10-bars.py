# Grouped bars with names
names = ['SGD', 'momentum', 'Adam', 'RMSProp']
x = np.arange(4)
plt.bar(x - 0.2, [72.1, 81.3, 88.0, 86.2], width=0.4, label='train')
plt.bar(x + 0.2, [70.4, 79.8, 84.1, 83.9], width=0.4, label='test')
plt.xticks(x, names)
plt.ylabel('accuracy (%)')
plt.ylim(0, 100)
plt.legend(loc='lower right')
plt.show()
