#| trace: f
def sigmoid(t):
    return 1.0 / (1.0 + math.exp(-t))

x = 3
y = -4
sigy = sigmoid(y)
num = x + sigy
sigx = sigmoid(x)
xpy = x + y
den = sigx + xpy ** 2
f = num / den
