# Sums over classes or features, means over the batch.
from lesson import nn, value_and_grad

np.random.seed(6)
scores = 3 * np.random.randn(6, 4)
labels = np.random.randint(0, 4, 6)
targets = np.random.randint(0, 2, (6, 4)).astype(float)
values = np.random.randn(6, 4)

answers = {}


def record(name, f, x):
    answers[name], answers[name + " gradient"] = value_and_grad(f)(x)


record("softmax", lambda s: nn.cross_entropy(s, labels), scores)
record("hinge", lambda s: nn.hinge(s, labels), scores)
record("squared hinge", lambda s: nn.squared_hinge(s, labels), scores)
record("logistic", lambda s: nn.binary_cross_entropy_with_logits(s, targets), scores)
record("squared error", lambda s: nn.l2_loss(s, values), scores)
record("absolute error", lambda s: nn.l1_loss(s, values), scores)
record("softmax of large scores", lambda s: nn.cross_entropy(s, np.array([0])), np.array([[123.0, 456.0, 789.0]]))

car = np.array([[3.2, 5.1, -1.7]])
answers["hinge of 3.2 5.1 -1.7"] = nn.hinge(car, np.array([0]))
answers["softmax of 3.2 5.1 -1.7"] = nn.cross_entropy(car, np.array([0]))
record("softmax of .2 .3 .5", lambda s: nn.cross_entropy(s, np.array([1])), np.log(np.array([[0.2, 0.3, 0.5]])))
