#| trace: f
def power(base, n):
    if n == 0:
        return 1
    half = power(base, n // 2)
    if n % 2:
        return half * half * base
    return half * half

x = 1.1
y = 0.7
f = power(x, 7) + power(y, 3)
