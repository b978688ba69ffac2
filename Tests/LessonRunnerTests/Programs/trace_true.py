#| trace: true
a = 1.5
b = 2.5
product = a * b
total = product + a
