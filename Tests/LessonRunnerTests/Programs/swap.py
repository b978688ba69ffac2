#| trace: f
p = 2.0
q = -3.0
a, b = p * p, q
a, b = b, a
a, b = a + b, a * b
f = a * b + a
