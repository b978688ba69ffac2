# Filters are not flipped; x (N, C, H, W) and w (F, C, HH, WW); floor=True leaves edges out.
from lesson import nn, variable

np.random.seed(8)
answers = {}


def record(name, f, *arrays):
    inputs = [variable(a) for a in arrays]
    out = f(*inputs)
    upstream = np.cos(np.arange(out.data.size)).reshape(out.data.shape)
    np.sum(out * upstream).backward()
    answers[name] = out.data
    answers[name + ", shape"] = out.data.shape
    for i, x in enumerate(inputs):
        answers[name + ", gradient " + str(i)] = x.grad


x, w, b = np.random.randn(2, 3, 7, 5), np.random.randn(4, 3, 3, 3), np.random.randn(4)
record("convolution", lambda x, w, b: nn.conv2d(x, w, b), x, w, b)
record("stride 2, padding 1", lambda x, w, b: nn.conv2d(x, w, b, stride=2, padding=1), x, w, b)
record("stride 3, floor", lambda x, w, b: nn.conv2d(x, w, b, stride=3, floor=True), x, w, b)
record("along a line", lambda x, w: nn.conv1d(x, w, stride=2), x[:, :, :, 0], w[:, :, :, 0])
record("max-pool", lambda x: nn.max_pool2d(x, 3, stride=2), x)
record("max-pool, floor", lambda x: nn.max_pool2d(x, 2, floor=True), x)
record("average pool", lambda x: nn.avg_pool2d(x, 3, stride=2), x)
record("average pool, padding", lambda x: nn.avg_pool2d(x, 3, stride=2, padding=1), x)
answers["227, 11, stride 4"] = nn.conv2d(np.ones((1, 1, 227, 227)), np.ones((1, 1, 11, 11)), stride=4).shape
answers["224, 7, padding 3, stride 2"] = nn.conv2d(
    np.ones((1, 1, 224, 224)), np.ones((1, 1, 7, 7)), stride=2, padding=3, floor=True).shape
