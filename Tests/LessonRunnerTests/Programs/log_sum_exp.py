#| trace: f
x = [1.0, 2.0, 0.5]
m = max(x)
f = m + math.log(sum([math.exp(v - m) for v in x]))
