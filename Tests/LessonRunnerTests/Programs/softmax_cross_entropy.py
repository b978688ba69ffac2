#| trace: loss
np.random.seed(0)
X = np.random.randn(3, 4)
W = np.random.randn(4, 3) * 0.5
b = np.random.rand(3)
y = np.array([0, 2, 1])
scores = X.dot(W) + b
scores -= np.max(scores, axis=1, keepdims=True)
exp_scores = np.exp(scores)
probs = exp_scores / exp_scores.sum(axis=1, keepdims=True)
loss = -np.log(probs[np.arange(3), y]).mean() + 0.5 * 1e-3 * np.sum(W * W)
