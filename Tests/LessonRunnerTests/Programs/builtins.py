#| trace: f
x = [3.0, -1.0, 2.5]
y = -0.75
f = sum(x) * abs(y) + max(x) * min(x[0], x[1]) + pow(x[2], 2) + max(y, -2.0, x[1])
