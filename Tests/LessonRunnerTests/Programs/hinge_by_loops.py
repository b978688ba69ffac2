#| trace: loss
scores = [3.2, 5.1, -1.7]
y = 0
loss = 0.0
for j in range(len(scores)):
    if j == y:
        continue
    loss += max(0, scores[j] - scores[y] + 1)
