#| trace: f
def square(t):
    return t * t

def norm(a, b):
    return math.sqrt(square(a) + square(b))

x = 3.0
y = 4.0
f = norm(square(x), y) / norm(x, norm(y, x))
