# Averages of the weights along the way: the mean after a burn-in, and an exponential one.
from lesson import optim, variable

np.random.seed(16)
w = variable(np.ones(300))
optimizer = optim.SGD([w], lr=0.1)
ema = optim.EMA([w], decay=0.999)
mean = optim.Average([w], burn_in=500)
for t in range(2000):
    w.grad = w.data + np.random.randn(300)  # a noisy gradient of w²/2
    optimizer.step()
    ema.update()
    mean.update()
rms = lambda e: np.sqrt(np.mean(e ** 2))
answers = {
    "mean": mean.values[0][:20], "ema": ema.values[0][:20], "count": mean.count,
    "rms error of w, of the mean": [rms(w.data), rms(mean.values[0])],
    "gain": rms(w.data) / rms(mean.values[0]),
}
