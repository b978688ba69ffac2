# Biased variance, eps inside the root; running averages start at mean 0 and variance 1.
from lesson import nn, variable

np.random.seed(9)
gamma, beta = np.random.rand(3) + 0.5, np.random.randn(3)
answers = {}
for name, shape in [("features", (6, 3)), ("channels", (2, 3, 4, 5))]:
    mean, variance = np.zeros(3), np.ones(3)
    for step in range(3):
        x, g, b = variable(2 + 3 * np.random.randn(*shape)), variable(gamma), variable(beta)
        out = nn.batch_norm(x, g, b, mean, variance)
        upstream = np.cos(np.arange(out.data.size)).reshape(shape)
        np.sum(out * upstream).backward()
    answers[name] = out.data
    answers[name + ", gradient of x"] = x.grad
    answers[name + ", gradient of gamma"] = g.grad
    answers[name + ", gradient of beta"] = b.grad
    answers[name + ", running mean"] = mean
    answers[name + ", running variance"] = variance
    answers[name + ", at test time"] = nn.batch_norm(x.data, gamma, beta, mean, variance, training=False)
small = 1e-3 * np.arange(8.0).reshape(4, 2)  # the variance is as small as eps
answers["small variance"] = nn.batch_norm(small, np.ones(2), np.zeros(2))
slow = np.zeros(2)
nn.batch_norm(small, np.ones(2), np.zeros(2), slow, np.ones(2), running_decay=0.75)
answers["running_decay .75"] = slow
