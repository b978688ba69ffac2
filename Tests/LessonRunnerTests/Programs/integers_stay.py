#| trace: f
a = 7
b = -3
c = a ** 2 - 4 * b
f = c * b - a
print(a, b, c, f)
