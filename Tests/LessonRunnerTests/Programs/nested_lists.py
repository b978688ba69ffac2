#| trace: f
W = [[0.1, 0.5], [-0.3, 0.8]]
x = [0.2, 0.4]
q = [sum(wi * xi for wi, xi in zip(row, x)) for row in W]
f = sum(qi ** 2 for qi in q)
