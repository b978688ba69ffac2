#| trace: f
slope = 0.3

def leaky(t, alpha=slope, shift=0.0):
    if t > 0:
        return t + shift
    return alpha * t + shift

a = 2.0
b = -1.25
f = leaky(a) * leaky(b, shift=a) + leaky(b, 0.1)
