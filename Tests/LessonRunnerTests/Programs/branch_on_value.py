#| trace: f
x = -1.5
y = 0.75
if x > 0:
    f = x * y
elif x + y < 0:
    f = x * x + y
else:
    f = y
