#| trace: f
a = 3
b = a + a
c = b * a
f = c + b
