# Decision regions of a linear classifier under the points
np.random.seed(1)
X = np.vstack([np.random.randn(40, 2) * 0.5 + c for c in ([-1, -1], [1, 0], [0, 1.5])])
y = np.repeat([0, 1, 2], 40)
W = np.array([[-1.0, 1.2, -0.1], [-1.0, -0.4, 1.3]])
h = 0.02
xx, yy = np.meshgrid(np.arange(X[:, 0].min() - 1, X[:, 0].max() + 1, h),
                     np.arange(X[:, 1].min() - 1, X[:, 1].max() + 1, h))
Z = np.argmax(np.c_[xx.ravel(), yy.ravel()].dot(W), axis=1).reshape(xx.shape)
plt.contourf(xx, yy, Z, cmap=plt.cm.Spectral, alpha=0.8)
plt.scatter(X[:, 0], X[:, 1], c=y, s=40, cmap=plt.cm.Spectral, edgecolors='k')
plt.xlim(xx.min(), xx.max())
plt.ylim(yy.min(), yy.max())
plt.show()
