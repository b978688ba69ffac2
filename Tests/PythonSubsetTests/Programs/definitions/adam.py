# Algorithm 1 of the paper: both averages corrected for their start at 0, eps outside the root.
# AdamW shrinks the weights first; Adam with L2 puts the shrinking into the gradient instead.
curvature = np.array([1.0, 4.0, 9.0, 0.25])
start = np.array([2.0, -1.0, 0.5, 3.0])


def gradient(w):  # of the sum of curvature·w²/2 + sin w
    return curvature * w + np.cos(w)


def adam(w, gradient, steps, lr, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.0):
    m, v = np.zeros_like(w), np.zeros_like(w)
    path = []
    for t in range(1, steps + 1):
        g = gradient(w)
        w = w * (1 - lr * decay)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        m_hat = m / (1 - beta1 ** t)
        v_hat = v / (1 - beta2 ** t)
        w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
        path.append(w)
    return np.array(path)


answers = {
    "adam": adam(start, gradient, 100, 0.1)[9::10],
    "adamw": adam(start, gradient, 100, 0.1, decay=0.1)[9::10],
    "adam with L2": adam(start, lambda w: gradient(w) + 0.1 * w, 100, 0.1)[9::10],
    "adam, tiny gradients": adam(start, lambda w: 1e-8 * w, 20, 0.1)[4::5],
    "adam from 1": adam(np.array([1.0]), lambda w: w, 3, 0.1),
}
