# keep= is the probability to keep; what is kept is divided by it. Depth is dropped layer by layer.
from lesson import nn, variable

answers = {}
np.random.seed(10)
x = variable(np.random.randn(6, 5))
np.random.seed(11)
out = nn.dropout(x, keep=0.8)
np.sum(out).backward()
answers["kept"], answers["gradient"] = out.data, x.grad
answers["at test time"] = nn.dropout(x.data, keep=0.8, training=False)
np.random.seed(12)
answers["mean of the mask"] = np.mean(nn.dropout(np.ones(100000), keep=0.8))

double = lambda h: 2 * h
layers = range(1, 55)
answers["layers at test time"] = [
    nn.stochastic_depth(np.zeros(1), lambda h: h + 1, l, 54, last=0.5, training=False)[0] for l in layers]
answers["expected layers"] = sum(answers["layers at test time"])
np.random.seed(13)
answers["layers kept"] = [
    nn.stochastic_depth(np.zeros(1), lambda h: h + 1, l, 54, last=0.5)[0] for l in layers]
x = variable(np.array([1.0, -2.0]))
np.sum(nn.stochastic_depth(x, double, 2, 4, training=False)).backward()
answers["gradient at test time"] = x.grad
