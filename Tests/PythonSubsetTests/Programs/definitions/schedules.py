# What the rate is multiplied by at step or epoch t.
def step(e, gamma=0.1, k=30):
    return gamma ** (e // k)


def exponential(t, k=0.05):
    return np.exp(-k * t)


def inverse(t, k=0.05):
    return 1 / (1 + k * t)


def cosine(t, T=40):
    return 0.5 * (1 + np.cos(np.pi * t / T)) if t <= T else 0.0


def cyclic(t, low=0.1, high=1.0, half=8):  # up in `half` steps, down in as many
    x = abs(t / half - 2 * (t // (2 * half)) - 1)
    return low + (high - low) * (1 - x)


def warm_up(t, steps=5):  # the first step has 1/steps of the rate
    return min(1.0, (t + 1) / steps)


answers = {
    "step": [step(e) for e in range(100)],
    "exponential": [exponential(t) for t in range(100)],
    "inverse": [inverse(t) for t in range(100)],
    "cosine": [cosine(t) for t in range(41)],
    "cosine after T": [cosine(t) for t in range(41, 60)],
    "cyclic": [cyclic(t) for t in range(100)],
    "warm-up": [warm_up(t) for t in range(20)],
    "warm-up of cosine": [warm_up(t) * cosine(t) for t in range(40)],
    "warm-up of step": [warm_up(t) * step(t) for t in range(100)],
}
