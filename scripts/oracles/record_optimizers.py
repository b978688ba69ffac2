"""Runs of 100 steps by PyTorch's optimizers and schedules, in float64.

    python scripts/oracles/record_optimizers.py > Tests/PythonSubsetTests/Recorded/optimizers.json

A network of two layers on 20 examples; what the blocks of OptimizerRunTests do in lesson.optim.
"""
import json
import platform

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
X = np.sin(np.arange(60.0).reshape(20, 3) * 1.7)
y = np.arange(20) * 7 % 2
W1 = 0.5 * np.cos(np.arange(15.0).reshape(3, 5) * 0.9)
b1 = 0.1 * np.sin(np.arange(5.0))
W2 = 0.5 * np.sin(np.arange(10.0).reshape(5, 2) * 1.3 + 1)
b2 = np.zeros(2)

OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.5),
    "SGD, weight decay": lambda p: torch.optim.SGD(p, lr=0.5, weight_decay=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "Adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-8),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr=0.01),
    "Adadelta": lambda p: torch.optim.Adadelta(p, lr=1.0),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.05),
    "Adam, weight decay": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.01),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
}
S = torch.optim.lr_scheduler
SCHEDULES = {
    "StepLR": lambda o: S.StepLR(o, 20, gamma=0.5),
    "ExponentialLR": lambda o: S.ExponentialLR(o, 0.97),
    "CosineAnnealingLR": lambda o: S.CosineAnnealingLR(o, 100, eta_min=0.001),
    "CyclicLR": lambda o: S.CyclicLR(o, 0.0005, 0.005, step_size_up=7, step_size_down=11, cycle_momentum=False),
    "LambdaLR": lambda o: S.LambdaLR(o, lambda t: 1 / (1 + 0.05 * t)),
    "ReduceLROnPlateau": lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=2, threshold=1e-2, cooldown=3),
}
# PyTorch keeps v/(−lr), so with momentum the two agree while the rate stays.
SCHEDULED = ["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"]


def run(optimizer, schedule=None):
    p = [torch.tensor(a.copy(), requires_grad=True) for a in (W1, b1, W2, b2)]
    o = OPTIMIZERS[optimizer](p)
    s = SCHEDULES[schedule](o) if schedule else None
    losses, rates = [], []
    for t in range(100):
        loss = F.cross_entropy(torch.tanh(torch.tensor(X) @ p[0] + p[1]) @ p[2] + p[3], torch.tensor(y))
        o.zero_grad()
        loss.backward()
        rates.append(o.param_groups[0]["lr"])
        o.step()
        if s is not None:
            s.step(loss.item()) if schedule == "ReduceLROnPlateau" else s.step()
        if t % 10 == 9:
            losses.append(loss.item())
    weights = [x for a in p for x in a.detach().numpy().ravel().tolist()]
    return {"losses": losses, "rates": rates[::5], "weights": weights}


runs = {name: run(name) for name in OPTIMIZERS}
for name in SCHEDULED:
    for schedule in SCHEDULES:
        runs[f"{name}, {schedule}"] = run(name, schedule)
print(json.dumps({
    "python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__, "runs": runs,
}, indent=1))
