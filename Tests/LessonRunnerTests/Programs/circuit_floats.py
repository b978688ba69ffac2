#| trace: f
x = 3.0
y = -4.0
z = 2.0
w = -1.0
f = 2 * (x * y + max(z, w))
