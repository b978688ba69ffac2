# A grid of filters in colour
rng = np.random.RandomState(3)
fig, axes = plt.subplots(4, 8, figsize=(8, 4))
for k, ax in enumerate(axes.flat):
    f = rng.rand(5, 5, 3)
    ax.imshow(f, interpolation='nearest')
    ax.axis('off')
plt.show()
