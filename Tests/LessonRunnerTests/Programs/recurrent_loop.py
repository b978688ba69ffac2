#| trace: f
W = np.array([[0.5, -0.3], [0.8, 0.2]])
h0 = np.array([0.3, -0.6])
T = 4
H = np.zeros((T, 2))
H[0] = h0
for i in range(1, T):
    H[i] = np.tanh(W @ H[i - 1])
f = H.sum()
