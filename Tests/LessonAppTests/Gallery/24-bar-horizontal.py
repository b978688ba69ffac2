# Class scores, upside down
scores = [0.02, 0.11, 0.62, 0.2, 0.05]
labels = ['plane', 'car', 'bird', 'cat', 'deer']
fig, ax = plt.subplots(figsize=(6, 3))
ax.barh(labels, scores, color=['C0', 'C0', 'C1', 'C0', 'C0'])
ax.invert_yaxis()
ax.set_xlabel('probability')
ax.spines['top'].set_visible(False)
ax.spines['right'].set_visible(False)
plt.show()
