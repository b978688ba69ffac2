# Axes of the covariance, largest variance first, each with its largest component (by size) positive.
np.random.seed(15)
X = np.random.randn(200, 4) @ np.array(
    [[3.0, 0.5, 0.0, 1.0], [0.0, 2.0, -0.4, 0.0], [0.3, 0.0, 1.0, 0.2], [0.0, 0.1, 0.0, 0.5]]) + 7


def axes_of(X):
    covariance = X.T @ X / X.shape[0]
    variances, vectors = np.linalg.eigh(covariance)
    variances, vectors = variances[::-1], vectors[:, ::-1]
    largest = np.argmax(np.abs(vectors), axis=0)
    signs = np.sign(vectors[largest, np.arange(X.shape[1])])
    return variances, vectors * signs


mean = X.mean(axis=0)
variances, vectors = axes_of(X - mean)
rotated = (X - mean) @ vectors
white = rotated / np.sqrt(variances + 1e-5)
fresh = np.random.randn(3, 4) + 7  # takes the statistics of the training data

answers = {
    "variances": variances,
    "vectors": vectors,
    "rotated": rotated[:5],
    "white": white[:5],
    "covariance of the white": white.T @ white / len(white),
    "fresh": (fresh - mean) @ vectors / np.sqrt(variances + 1e-5),
}
