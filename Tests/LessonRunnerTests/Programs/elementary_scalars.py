#| trace: f
x = 0.8
y = 1.9
f = math.exp(x) * math.log(y) + math.sqrt(x * y) - math.tanh(x) + math.pow(y, x) + math.sin(x)
