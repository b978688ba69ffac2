#| trace: loss
W1 = np.array([[0.3, -0.2], [0.1, 0.4]])
b1 = np.array([0.1, -0.1])
params = {'W1': W1, 'b1': b1, 'scale': 2}
x = np.array([1.0, -2.0])
h = x @ params['W1'] + params['b1']
penalty = 0.0
for name in params:
    if name.startswith('W'):
        penalty += 0.5 * np.sum(params[name] ** 2)
loss = params['scale'] * np.sum(h ** 2) + penalty
