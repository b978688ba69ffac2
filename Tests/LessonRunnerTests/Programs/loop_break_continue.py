#| trace: total
xs = [0.5, -1.0, 2.0, 4.0, 8.0]
limit = 3.0
total = 0
for i, x in enumerate(xs):
    if x < 0:
        continue
    if x > limit:
        break
    total += x * x * (i + 1)
