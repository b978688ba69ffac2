#| trace: f
x = np.array([1.0, 2.0, 3.0])

def scale(a, k):
    a *= k
    return a

k = 2.0
y = scale(x, k)
z = scale(x[:2], k + 1)
f = y.sum() * z[0]
print(x)
