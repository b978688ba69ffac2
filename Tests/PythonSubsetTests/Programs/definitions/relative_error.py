# |a − b| beside the larger of the two, or beside 1e-8 where both are smaller; the largest counts.
from lesson import gradient_check, nn


def relative_error(a, b):
    return np.max(np.abs(a - b) / np.maximum(1e-8, np.maximum(np.abs(a), np.abs(b))))


a = np.array([1.0, -2.0, 0.0, 3e-9])
cube = lambda x: np.sum(x * x * x)
at_zero = gradient_check(cube, np.zeros(2))
off = gradient_check(lambda x: np.sum(x * x), np.array([1.0, 3.0]), gradient=np.array([2.0, 4.5]))
none = gradient_check(lambda x: np.sum(0 * x), np.zeros(3), gradient=np.zeros(3))
kink = gradient_check(nn.relu, -1e-6)
answers = {
    "relative error": relative_error(a, np.array([1.0, -2.5, 0.0, 1e-9])),
    "below 1e-8": relative_error(a[2:], np.array([0.0, 1e-9])),
    "both zero": relative_error(np.zeros(2), np.zeros(2)),
    "cube at 0, numeric": at_zero.numeric,
    "cube at 0, relative error": at_zero.relative_error,
    "a gradient that is off": off.relative_error,
    "nothing and nothing": [none.relative_error, float(none.ok)],
    "relu near its kink": [kink.numeric, kink.gradient],
}
