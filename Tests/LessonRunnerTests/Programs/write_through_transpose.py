#| trace: f
A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
c = np.array([0.5, -1.0])
At = A.T
At[1] = c
At[2] += c * 3
f = (A * A).sum()
print(A)
