#| trace: f
u = np.array([1.0, 2.0, -1.0])
v = np.array([0.5, -1.5])
M = np.outer(u, v)
S = M.T.dot(M)
f = S[0, 1] + np.trace(S) + (M.reshape(2, 3) @ u).sum()
