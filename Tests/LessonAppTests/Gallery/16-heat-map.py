# A confusion matrix with its numbers
rng = np.random.RandomState(6)
m = rng.randint(0, 20, (5, 5)) + 60 * np.eye(5, dtype=int)
fig, ax = plt.subplots()
im = ax.imshow(m, cmap='Blues')
fig.colorbar(im)
for i in range(5):
    for j in range(5):
        ax.text(j, i, m[i, j], ha='center', va='center',
                color='white' if m[i, j] > 40 else 'black')
ax.set_xlabel('predicted')
ax.set_ylabel('true')
ax.set_xticks(range(5))
ax.set_yticks(range(5))
plt.show()
