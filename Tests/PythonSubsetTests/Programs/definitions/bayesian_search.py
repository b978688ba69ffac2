# What a Gaussian process thinks of points not tried yet, and how much each is expected to improve.
def kernel(a, b, length):
    return np.exp(-0.5 * ((a[:, None] - b[None, :]) / length) ** 2)


def covariance(x, length, jitter=1e-6):
    return kernel(x, x, length) + jitter * np.eye(len(x))


def log_likelihood(x, y, length):
    K = covariance(x, length)
    L = np.linalg.cholesky(K)
    return -0.5 * y @ np.linalg.solve(K, y) - np.sum(np.log(np.diag(L))) - 0.5 * len(x) * np.log(2 * np.pi)


def posterior(x, y, new, length):
    K, k = covariance(x, length), kernel(x, new, length)
    mean = k.T @ np.linalg.solve(K, y)
    variance = 1 - np.sum(k * np.linalg.solve(K, k), axis=0)
    return mean, np.sqrt(np.maximum(variance, 0))


def expected_improvement(mean, sigma, best):
    z = (best - mean) / sigma
    cumulative = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in z])
    density = np.exp(-0.5 * z ** 2) / np.sqrt(2 * np.pi)
    return (best - mean) * cumulative + sigma * density


x = np.array([0.05, 0.2, 0.45, 0.6, 0.85, 0.95])
raw = np.sin(6 * x) + 0.3 * x
y = (raw - raw.mean()) / raw.std()
lengths = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0])
candidates = np.linspace(0.01, 0.99, 21)

likelihoods = np.array([log_likelihood(x, y, length) for length in lengths])
length = lengths[np.argmax(likelihoods)]
mean, sigma = posterior(x, y, candidates, length)
improvement = expected_improvement(mean, sigma, y.min())
answers = {
    "log likelihoods": likelihoods, "length": length, "mean": mean, "sigma": sigma,
    "expected improvement": improvement, "next": candidates[np.argmax(improvement)],
}
