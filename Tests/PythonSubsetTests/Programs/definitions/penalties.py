# What weights cost: L2, L1, both; and a limit on the norm of each unit's incoming weights.
from lesson import nn, value_and_grad

np.random.seed(5)
X, b = np.random.randn(5, 4), np.random.randn(3)
W = np.random.randn(4, 3)
W[1, 2] = 0.0


def l2(W):
    return nn.l2_penalty(W, 0.1)


def l1(W):
    return nn.l1_penalty(W, 0.1)


def elastic(W):
    return nn.elastic_penalty(W, 0.1, 0.02)


def max_norm(W, c):  # a column holds the incoming weights of one unit
    W = W.copy()
    nn.max_norm_(W, c)
    return W


def loss(W, b):  # the penalty reads W alone
    return np.mean((X @ W + b) ** 2) + l2(W)


answers = {}
for name, penalty in [("l2", l2), ("l1", l1), ("elastic", elastic)]:
    answers[name], answers[name + " gradient"] = value_and_grad(penalty)(W)
answers["loss"], answers["loss by W"] = value_and_grad(loss)(W, b)
answers["loss by b"] = value_and_grad(loss, 1)(W, b)[1]
answers["max-norm"] = max_norm(W, 1.5)
answers["max-norm of small weights"] = max_norm(0.1 * W, 1.5)
