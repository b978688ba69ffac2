#| trace: f
x = 1.25
t = x
t = t * 2
t = t * t
t = t - x
f = t / 3
