#| trace: f
scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0]])
y = np.array([0, 1])
N = scores.shape[0]
exp_scores = np.exp(scores - 2.0)
probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
dscores = probs
dscores[range(N), y] -= 1
dscores /= N
f = (probs * scores).sum()
