#| trace: f
x = 3.0
y = x
y += 1
z = y
z *= x
f = y * z
