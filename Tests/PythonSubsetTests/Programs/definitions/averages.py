# Averages of the weights along the way: the mean after a burn-in, and an exponential one.
np.random.seed(16)
w = np.ones(300)
burn_in, lr, decay = 500, 0.1, 0.999
ema = w.copy()
mean, n = np.zeros_like(w), 0
for t in range(2000):
    w = w - lr * (w + np.random.randn(300))  # a noisy gradient of w²/2
    ema = decay * ema + (1 - decay) * w
    if t >= burn_in:
        mean = mean + (w - mean) / (n + 1)
        n += 1
rms = lambda e: np.sqrt(np.mean(e ** 2))
answers = {
    "mean": mean[:20], "ema": ema[:20], "count": n,
    "rms error of w, of the mean": [rms(w), rms(mean)],
    "gain": rms(w) / rms(mean),
}
