#| trace: f
x, y, z = -2, 5, -4
q = x + y
f = q * z
