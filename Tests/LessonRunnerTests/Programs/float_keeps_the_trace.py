#| trace: f
x = np.array([2.0, 3.0])
n = 4
a = float(x[0]) * n
b = (x * x).sum().item()
c = float(n) + x[1].item()
f = a * b + c
print(type(a).__name__, type(b).__name__)
