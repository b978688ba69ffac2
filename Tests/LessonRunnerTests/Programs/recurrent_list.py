#| trace: f
w = 0.9
u = -0.4
h = 0.5
states = [h]
for t in range(5):
    states.append(math.tanh(w * states[-1] + u))
f = sum(states)
print(len(states))
