#| trace: f
x = 3.7
y = 2.2
k = int(x)
r = round(y)
f = x * k + y * r + x % 1 * 0
