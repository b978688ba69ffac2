# Spiral data, a softmax classifier and a net of two layers, gradients written by hand.
np.random.seed(0)
count, dims, classes = 100, 2, 3
X = np.zeros((count * classes, dims))
y = np.zeros(count * classes, dtype='uint8')
for j in range(classes):
    rows = range(count * j, count * (j + 1))
    radius = np.linspace(0.0, 1, count)
    angle = np.linspace(j * 4, (j + 1) * 4, count) + np.random.randn(count) * 0.2
    X[rows] = np.c_[radius * np.sin(angle), radius * np.cos(angle)]
    y[rows] = j


def softmax_loss(scores):
    powers = np.exp(scores)
    probs = powers / np.sum(powers, axis=1, keepdims=True)
    return probs, np.sum(-np.log(probs[range(len(y)), y])) / len(y)


W = 0.01 * np.random.randn(dims, classes)
b = np.zeros((1, classes))
step, reg = 1e-0, 1e-3
for i in range(200):
    scores = np.dot(X, W) + b
    probs, data_loss = softmax_loss(scores)
    loss = data_loss + 0.5 * reg * np.sum(W * W)
    if i % 10 == 0:
        print("iteration %d: loss %f" % (i, loss))
    dscores = probs
    dscores[range(len(y)), y] -= 1
    dscores /= len(y)
    W += -step * (np.dot(X.T, dscores) + reg * W)
    b += -step * np.sum(dscores, axis=0, keepdims=True)
print('training accuracy: %.2f' % np.mean(np.argmax(np.dot(X, W) + b, axis=1) == y))

hidden = 100
W = 0.01 * np.random.randn(dims, hidden)
b = np.zeros((1, hidden))
W2 = 0.01 * np.random.randn(hidden, classes)
b2 = np.zeros((1, classes))
for i in range(120):
    layer = np.maximum(0, np.dot(X, W) + b)
    probs, data_loss = softmax_loss(np.dot(layer, W2) + b2)
    loss = data_loss + 0.5 * reg * np.sum(W * W) + 0.5 * reg * np.sum(W2 * W2)
    if i % 20 == 0:
        print("iteration %d: loss %f" % (i, loss))
    dscores = probs
    dscores[range(len(y)), y] -= 1
    dscores /= len(y)
    dW2 = np.dot(layer.T, dscores)
    db2 = np.sum(dscores, axis=0, keepdims=True)
    dlayer = np.dot(dscores, W2.T)
    dlayer[layer <= 0] = 0
    dW = np.dot(X.T, dlayer)
    db = np.sum(dlayer, axis=0, keepdims=True)
    dW += reg * W
    dW2 += reg * W2
    W += -step * dW
    b += -step * db
    W2 += -step * dW2
    b2 += -step * db2
print('training accuracy: %.2f' % np.mean(np.argmax(layer.dot(W2) + b2, axis=1) == y))
