# What the rate is multiplied by at step or epoch t.
from lesson import optim

step = optim.step_schedule(30, gamma=0.1)
exponential = optim.exponential_schedule(0.05)
inverse = optim.inverse_schedule(0.05)
cosine = optim.cosine_schedule(40)
cyclic = optim.cyclic_schedule(8, low=0.1, high=1.0)  # up in 8 steps, down in as many
warm_up = optim.warm_up(5)  # the first step has 1/5 of the rate

answers = {
    "step": [step(e) for e in range(100)],
    "exponential": [exponential(t) for t in range(100)],
    "inverse": [inverse(t) for t in range(100)],
    "cosine": [cosine(t) for t in range(41)],
    "cosine after T": [cosine(t) for t in range(41, 60)],
    "cyclic": [cyclic(t) for t in range(100)],
    "warm-up": [warm_up(t) for t in range(20)],
    "warm-up of cosine": (warm_up * cosine)(range(40)),
    "warm-up of step": (warm_up * step)(range(100)),
}
