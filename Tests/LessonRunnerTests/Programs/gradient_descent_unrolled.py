#| trace: f
start = 1.0
lr = 0.1
mu = 0.9
w = start
v = 0.0
for step in range(3):
    g = w
    v = mu * v - lr * g
    w += v
f = 0.5 * w ** 2
print(w)
