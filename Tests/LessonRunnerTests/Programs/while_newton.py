#| trace: root
a = 7.0
x = 2.0
steps = 0
while abs(x * x - a) > 1e-3:
    x = (x + a / x) / 2
    steps += 1
root = x * 1.0
print(steps)
