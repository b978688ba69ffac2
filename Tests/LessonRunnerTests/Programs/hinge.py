#| trace: loss
#| leaves: W
np.random.seed(0)
X = np.random.randn(4, 3)
W = np.random.randn(3, 3)
y = np.array([2, 0, 1, 1])
num = X.shape[0]
scores = X @ W
correct = scores[np.arange(num), y][:, np.newaxis]
margins = np.maximum(0, scores - correct + 1)
margins[np.arange(num), y] = 0
loss = margins.sum() / num
print(f'{loss:.4f}')
