#| trace: loss
xs = [1.0, 2.0, 3.0]
ys = [2.5, 3.5, 6.5]
a = 1.8
b = 0.2
errors = []
for x, y in zip(xs, ys):
    errors.append((a * x + b - y) ** 2)
loss = sum(errors) / len(errors)
