# The update rules of the notes: momentum, Nesterov, Adagrad, RMSprop, Adam.
a = np.array([1.0, 10.0, 0.1])
start = np.array([1.0, -2.0, 0.5])


def nesterov_ahead(x, v, state, mu=0.9, rate=0.01):
    ahead = x + mu * v
    v = mu * v - rate * (a * ahead)
    x += v
    return x, v


def nesterov_rewritten(x, v, state, mu=0.9, rate=0.01):
    v_prev = v
    v = mu * v - rate * (a * x)
    x += -mu * v_prev + (1 + mu) * v
    return x, v


def adagrad(x, cache, state, rate=0.1, eps=1e-8):
    dx = a * x
    cache += dx ** 2
    x += -rate * dx / (np.sqrt(cache) + eps)
    return x, cache


def rmsprop(x, cache, state, rate=0.1, decay_rate=0.99, eps=1e-8):
    dx = a * x
    cache = decay_rate * cache + (1 - decay_rate) * dx ** 2
    x += -rate * dx / (np.sqrt(cache) + eps)
    return x, cache


def adam(x, m, state, rate=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
    dx = a * x
    m = beta1 * m + (1 - beta1) * dx
    state['v'] = beta2 * state.get('v', 0) + (1 - beta2) * (dx ** 2)
    x += -rate * m / (np.sqrt(state['v']) + eps)
    return x, m


for rule in (nesterov_ahead, nesterov_rewritten, adagrad, rmsprop, adam):
    x, memory, state = start.copy(), np.zeros(3), {}
    for step in range(10):
        x, memory = rule(x, memory, state)
    print(rule.__name__, x.tolist(), memory.tolist())

x = np.array([1.0, 2.0])
y = x
x += np.array([-1.5, -1.5])
print(y is x, y)
np.random.seed(0)
print(np.random.randn(4) * math.sqrt(2.0 / 4))
try:
    np.random.randn((2, 2))
except TypeError as error:
    print(error)
