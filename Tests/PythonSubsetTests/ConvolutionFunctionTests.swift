import Diagnostics
import Testing

@testable import PythonSubset

/// Convolution, pooling, normalization and dropout as blocks call them.
@Suite struct ConvolutionFunctionTests {
  private func run(_ code: String) -> (value: String, error: String, hint: String) {
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(
      SourceText(name: "case", text: "from lesson import nn, variable, gradient_check\n" + code),
      block: 0)
    let error = outcome.failures.first?.error
    return (
      outcome.stdout + (outcome.value ?? ""),
      error.map { "\($0.type): \($0.message)" } ?? "", error?.hint ?? ""
    )
  }

  @Test(arguments: [
    (
      "nn.conv2d(np.ones((1, 2, 3, 3)), np.ones((1, 2, 2, 2)), np.array([1.0]))[0, 0]",
      "array([[9., 9.],\n       [9., 9.]])"
    ),
    (
      "nn.conv2d(np.ones((2, 3, 7, 5)), np.ones((4, 3, 3, 3)), stride=(2, 1), padding=(1, 0)).shape",
      "(2, 4, 4, 3)"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 5, 5)), np.ones((1, 1, 2, 2)), dilation=2, padding=[1, 0]).shape",
      "(1, 1, 5, 3)"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 6, 6)), np.ones((1, 1, 3, 3)), stride=2, floor=True).shape",
      "(1, 1, 2, 2)"
    ),
    ("nn.conv2d(np.ones((0, 3, 4, 4)), np.ones((2, 3, 3, 3))).shape", "(0, 2, 2, 2)"),
    (
      "nn.conv2d(np.ones((1, 1, 2, 2), dtype=np.float32), np.ones((1, 1, 1, 1), dtype=np.float32)).dtype",
      "dtype('float32')"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 2, 2), dtype=int), np.ones((1, 1, 2, 2), dtype=int))",
      "array([[[[4.]]]])"
    ),
    ("nn.conv1d([[[1.0, 2.0, 4.0]]], [[[1.0, -1.0]]])", "array([[[-1., -2.]]])"),
    (
      "nn.max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2)[0, 0]",
      "array([[ 5.,  7.],\n       [13., 15.]])"
    ),
    ("nn.max_pool2d(-np.ones((1, 1, 2, 2)), 3, padding=1, floor=True)", "array([[[[-1.]]]])"),
    ("nn.max_pool2d(np.ones((2, 3, 5, 4)), (3, 2), stride=(1, 2)).shape", "(2, 3, 3, 2)"),
    (
      "nn.avg_pool2d(np.ones((1, 1, 2, 2)), 2, stride=2, padding=1)[0, 0]",
      "array([[0.25, 0.25],\n       [0.25, 0.25]])"
    ),
    ("nn.avg_pool1d([[[1.0, 3.0, 5.0, 7.0]]], 2)", "array([[[2., 6.]]])"),
    (
      "nn.fractional_max_pool2d(np.arange(25.0).reshape(1, 1, 5, 5), regions=([0, 2, 5], [0, 1, 5]), overlapping=False)[0, 0]",
      "array([[ 5.,  9.],\n       [20., 24.]])"
    ),
    (
      "nn.fractional_max_pool2d(np.arange(25.0).reshape(1, 1, 5, 5), regions=([0, 2, 5], [0, 1, 5]))[0, 0]",
      "array([[11., 14.],\n       [21., 24.]])"
    ),
    ("nn.fractional_max_pool2d(np.ones((2, 3, 36, 25))).shape", "(2, 3, 25, 17)"),
    ("nn.dropout(np.ones(4), keep=1.0)", "array([1., 1., 1., 1.])"),
    ("nn.dropout(np.ones(4), training=False)", "array([1., 1., 1., 1.])"),
    ("nn.dropout2d(np.ones((3, 4, 2, 2))).std(axis=(2, 3)).sum()", "np.float64(0.0)"),
    (
      "nn.drop_connect(np.ones((1, 2)), np.ones((2, 2)), np.ones(2), training=False)",
      "array([[3., 3.]])"
    ),
    ("nn.stochastic_depth(np.ones(2), lambda x: 2 * x, 2, 4, training=False)", "array([2.5, 2.5])"),
    ("nn.stochastic_depth(np.ones(2), lambda x: 2 * x, 0, 4)", "array([3., 3.])"),
    ("nn.layer_norm(np.array([[1.0, 3.0]]), eps=0)", "array([[-1.,  1.]])"),
    (
      "nn.layer_norm(np.arange(24.0).reshape(2, 3, 2, 2), np.ones((3, 1, 1)), axis=(1, 2, 3)).shape",
      "(2, 3, 2, 2)"
    ),
    (
      "nn.batch_norm(np.array([[1.0, 5.0], [3.0, 5.0]]), np.ones(2), np.zeros(2), eps=0.0)[:, 0]",
      "array([-1.,  1.])"
    ),
  ]) func values(_ expression: String, _ expected: String) {
    let result = run(expression)
    #expect(result.error == "", "\(expression)")
    #expect(result.value == expected, "\(expression)")
  }

  /// Masks and regions take their numbers from np.random as the documented code would.
  @Test(arguments: [
    """
    np.random.seed(7)
    a = nn.dropout(np.ones((3, 4)), keep=0.7)
    np.random.seed(7)
    np.array_equal(a, (np.random.rand(3, 4) < 0.7) / 0.7)
    """,
    """
    np.random.seed(7)
    a = nn.drop_connect(np.ones((2, 3)), np.ones((3, 4)), keep=0.7)
    np.random.seed(7)
    np.array_equal(a, np.ones((2, 3)) @ ((np.random.rand(3, 4) < 0.7) / 0.7))
    """,
    """
    x = np.arange(1.0, 82.0).reshape(1, 1, 9, 9)
    np.random.seed(7)
    a = nn.fractional_max_pool2d(x, output=(6, 5))
    np.random.seed(7)
    u, v = np.random.rand(2)
    rows = (np.ceil(9 / 6 * (np.arange(7) + u)) - np.ceil(9 / 6 * u)).astype(int)
    columns = (np.ceil(9 / 5 * (np.arange(6) + v)) - np.ceil(9 / 5 * v)).astype(int)
    np.array_equal(a, nn.fractional_max_pool2d(x, regions=(rows, columns)))
    """,
    """
    np.random.seed(3)
    kept = sum(nn.stochastic_depth(np.ones(1), lambda x: x, 4, 4, last=0.25)[0] == 2 for i in range(400))
    75 < kept < 125
    """,
    """
    x = np.random.randn(6, 3, 4, 4)
    m, v = np.zeros(3), np.ones(3)
    y = nn.batch_norm(x, np.ones(3), np.zeros(3), m, v)
    a = np.allclose(m, 0.1 * x.mean(axis=(0, 2, 3))) and np.allclose(v, 0.9 + 0.1 * x.var(axis=(0, 2, 3)))
    z = nn.batch_norm(x, np.ones(3), np.zeros(3), m, v, training=False)
    a and np.allclose(z[:, 1], (x[:, 1] - m[1]) / np.sqrt(v[1] + 1e-5)) and np.allclose(y.var(axis=(0, 2, 3)), 1, atol=1e-4)
    """,
    """
    m, v = np.zeros(2), np.ones(2)
    x = variable(np.random.randn(4, 2))
    nn.batch_norm(x, np.ones(2), np.zeros(2), m, v, running_decay=0.0).sum().backward()
    np.allclose(m, x.data.mean(axis=0)) and np.allclose(v, x.data.var(axis=0)) and np.allclose(x.grad, 0)
    """,
    """
    x, w = np.random.randn(2, 3, 8, 8), np.random.randn(4, 3, 3, 3)
    g, b, c = np.random.rand(4) + 0.5, np.random.randn(4), np.random.randn(2, 4, 4, 4)
    def net(x, w, g):
        h = nn.relu(nn.batch_norm(nn.conv2d(x, w, padding=1), g, b))
        return (nn.max_pool2d(h, 2) * c).sum() + nn.avg_pool2d(h, 3, stride=1).mean()
    all([bool(gradient_check(net, x, w, g, argnums=i)) for i in range(3)])
    """,
  ]) func statementsThatHold(_ code: String) {
    let result = run(code)
    #expect(result.error == "", "\(code)")
    #expect(["True", "np.True_"].contains(result.value), "\(code): \(result.value)")
  }

  @Test(arguments: [
    (
      "nn.conv2d(np.ones((8, 3, 5, 5)), np.ones((4, 16, 3, 3)))",
      "ValueError: conv2d: x has 3 channels (axis 1 of (8, 3, 5, 5)), the filters have 16 (axis 1 of (4, 16, 3, 3))",
      "every filter spans all channels of the input"
    ),
    (
      "nn.conv2d(np.ones((3, 5, 5)), np.ones((4, 3, 3, 3)))",
      "ValueError: conv2d: x has shape (3, 5, 5), 3 axes",
      "it takes 4 axes, (examples, channels, rows, columns); `x[None]` makes a batch of one"
    ),
    (
      "nn.conv2d(np.ones((1, 3, 5, 5)), np.ones((3, 3, 3)))",
      "ValueError: conv2d: w has shape (3, 3, 3)",
      "filters have shape (filters, channels, rows, columns)"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 6, 6)), np.ones((1, 1, 3, 3)), stride=2)",
      "ValueError: conv2d: along the rows the filter has no whole number of places: (6 − 3 + 2·0)/2 + 1 = 2.5",
      "these fit: `stride=` 1 or 3, or an input of 5 or 7 rows; `floor=True` leaves the last 1 row out, as PyTorch does"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 3, 3)), np.ones((1, 1, 5, 5)))",
      "ValueError: conv2d: a filter that spans 5 does not fit into 3 rows",
      "a smaller filter, a larger input, or `padding=` of 1 or more"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 3, 3)), np.ones((2, 1, 1, 1)), np.ones(3))",
      "ValueError: conv2d: b has shape (3,) beside 2 filters",
      "one number for each filter: shape (2,)"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 3, 3)), np.ones((2, 1, 1, 1)), stride=(1, 1, 1))",
      "ValueError: conv2d: stride= has 3 numbers",
      "one number for both axes, or a pair: rows, columns"
    ),
    (
      "nn.conv2d(np.ones((1, 1, 3, 3)), np.ones((2, 1, 1, 1)), padding=2**31)",
      "Limit: an array of shape (1, 2, 4294967299, 4294967299) is larger than this program allows",
      "arrays hold at most 2³¹ elements"
    ),
    (
      "nn.max_pool2d(np.ones((1, 1, 4, 4)), 2, padding=2)",
      "ValueError: max_pool2d: padding 2 beside a window of 2",
      "at most half the window, 1, so that every window sees the input"
    ),
    (
      "nn.max_pool1d(np.ones((2, 5)), 2)", "ValueError: max_pool1d: x has shape (2, 5), 2 axes",
      "it takes 3 axes, (examples, channels, places); `x[None]` makes a batch of one"
    ),
    (
      "nn.avg_pool2d(np.ones((1, 1, 5, 5)), 2)",
      "ValueError: avg_pool2d: along the rows the window has no whole number of places: (5 − 2 + 2·0)/2 + 1 = 2.5",
      "these fit: `stride=` 1 or 3, or an input of 4 or 6 rows; `floor=True` leaves the last 1 row out, as PyTorch does"
    ),
    (
      "nn.fractional_max_pool2d(np.ones((1, 1, 5, 5)), ratio=0.5)",
      "ValueError: fractional_max_pool2d: ratio= is 0.5",
      "it says how many times smaller the output is: 1 or more, often 1.41 or 1.26"
    ),
    (
      "nn.fractional_max_pool2d(np.ones((1, 1, 5, 5)), regions=([0, 3, 2, 5], [0, 5]))",
      "ValueError: fractional_max_pool2d: the edges of the rows are [0, 3, 2, 5]",
      "they rise from 0 to 5, such as [0, …, 5]"
    ),
    (
      "nn.batch_norm(np.ones((4, 3)), np.ones(2), np.zeros(3))",
      "ValueError: batch_norm: gamma has shape (2,) beside 3 features (axis 1 of (4, 3))",
      "one number for each of the features: (3,)"
    ),
    (
      "nn.batch_norm(np.ones((4, 3)), np.ones(3), np.zeros(3), momentum=0.1)",
      "Refused: this language has no `momentum=` of batch_norm",
      "`running_decay=` is the share of the old average that is kept; `momentum=` means that in some libraries and the rest in others"
    ),
    (
      "nn.batch_norm(np.ones((4, 3)), np.ones(3), np.zeros(3), training=False)",
      "ValueError: batch_norm: training=False, but running_mean is not given",
      "at test time the mean and variance are those that training has averaged"
    ),
    (
      "nn.batch_norm(np.ones((4, 3)), np.ones(3), np.zeros(3), [0, 0, 0], np.ones(3))",
      "TypeError: batch_norm: running_mean is list, which cannot be updated in place",
      "give an array of real numbers: `running_mean = np.zeros(3)`"
    ),
    (
      "nn.batch_norm(np.ones((0, 3)), np.ones(3), np.zeros(3))",
      "ValueError: batch_norm: in training x of shape (0, 3) has no numbers to take a mean of",
      "leave empty batches out, or use training=False"
    ),
    (
      "nn.layer_norm(np.ones((2, 3)), np.ones(2))",
      "ValueError: layer_norm: gamma has shape (2,), x (2, 3)",
      "one number for each feature: (3,)"
    ),
    (
      "nn.dropout(np.ones(3), p=0.3)", "Refused: this language has no `p=` of dropout",
      "`keep=` is the probability to keep; `p=` means that in some texts and to drop in others"
    ),
    (
      "nn.dropout(np.ones(3), keep=0)", "ValueError: dropout: keep= is 0",
      "it is the probability to keep: above 0, at most 1"
    ),
    (
      "nn.dropout2d(np.ones((3, 2)))", "ValueError: dropout2d: x has shape (3, 2)",
      "axis 1 holds the channels and there are places behind it; `dropout` for units"
    ),
    (
      "nn.drop_connect(np.ones((1, 3)), np.ones((2, 2)))",
      "ValueError: drop_connect: x has shape (1, 3), w (2, 2)",
      "x (N, D) and w (D, M): x's last size is w's first"
    ),
    (
      "nn.stochastic_depth(np.ones(2), lambda x: 1.0, 1, 4, last=1.0)",
      "ValueError: stochastic_depth: the branch gives shape () for x of (2,)",
      "what is added to x has x's shape"
    ),
  ]) func mistakesAreExplained(_ expression: String, _ error: String, _ hint: String) {
    let result = run(expression)
    #expect(result.error == error)
    #expect(result.hint == hint)
  }

  /// Nothing that a block can write traps.
  @Test(arguments: [
    "nn.conv2d(np.ones((0, 0, 0, 0)), np.ones((0, 0, 0, 0)))",
    "nn.conv2d(np.ones((1, 0, 4, 4)), np.ones((2, 0, 3, 3)), np.ones(2)).sum()",
    "nn.conv2d(np.ones((1, 2, 4, 4)), np.ones((0, 2, 3, 3)), np.ones(0)).shape",
    "nn.conv2d(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), stride=10**30)",
    "nn.conv2d(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), stride=2**31, floor=True)",
    "nn.conv2d(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), stride=2**31 - 1)",
    "nn.conv2d(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), dilation=2**31)",
    "nn.conv2d(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), dilation=0)",
    "nn.conv2d(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), stride='2')",
    "nn.conv2d(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), stride=1.5)",
    "nn.conv2d(np.ones((1, 1, 4, 4)), None)", "nn.conv2d(1, 2)",
    "nn.conv1d(np.ones(3), np.ones(3))",
    "nn.conv2d(np.ones((1, 1, 4, 4)) > 0, np.ones((1, 1, 3, 3)) > 0)",
    "nn.conv2d(np.ones((1, 1, 4, 4)).transpose(3, 2, 1, 0)[::-1], np.ones((1, 4, 1, 1)))",
    "nn.max_pool2d(np.ones((1, 1, 4, 4)), 0)", "nn.max_pool2d(np.ones((1, 1, 0, 0)), 1)",
    "nn.max_pool2d(np.ones((1, 1, 4, 4)), 10**15)", "nn.max_pool2d(np.ones((1, 1, 4, 4)), -1)",
    "nn.max_pool2d(np.ones((0, 2, 4, 4)), 2)",
    "nn.max_pool2d(np.arange(4).reshape(1, 1, 2, 2).T, 2)",
    "nn.fractional_max_pool2d(np.ones((1, 1, 0, 3)))",
    "nn.fractional_max_pool2d(np.ones((1, 1, 3, 3)), output=4)",
    "nn.fractional_max_pool2d(np.ones((1, 1, 3, 3)), output=0)",
    "nn.fractional_max_pool2d(np.ones((1, 1, 3, 3)), ratio=float('nan'))",
    "nn.fractional_max_pool2d(np.ones((1, 1, 3, 3)), ratio=1e300)",
    "nn.fractional_max_pool2d(np.ones((1, 1, 3, 3)), regions=[1])",
    "nn.fractional_max_pool2d(np.ones((1, 1, 3, 3)), regions=([], []))",
    "nn.batch_norm(3.0, 1.0, 0.0)", "nn.batch_norm(np.ones((2, 0)), np.ones(0), np.ones(0))",
    "nn.batch_norm(np.ones((2, 2)), np.ones(2), np.ones(2), eps=-1)",
    "nn.layer_norm(np.ones((2, 0)))", "nn.layer_norm(np.ones((0, 2)))", "nn.layer_norm(1.0)",
    "nn.layer_norm(np.ones((2, 2)), axis=())", "nn.layer_norm(np.ones((2, 2)), axis=(0, 0))",
    "nn.layer_norm(np.ones((2, 2)), axis=5)", "nn.dropout(2.0)", "nn.dropout(np.ones(0))",
    "nn.dropout([1, 2], keep='a')", "nn.drop_connect(1.0, 2.0)",
    "nn.stochastic_depth(np.ones(1), 3, 1, 0)", "nn.stochastic_depth(1.0, lambda x: x, 1, 2)",
  ]) func nothingTraps(_ expression: String) {
    let result = run(expression)
    #expect(!result.value.isEmpty || !result.error.isEmpty, "\(expression)")
    if result.error.isEmpty { return }
    #expect(
      ["ValueError", "TypeError", "Limit", "Refused", "IndexError", "AxisError"].contains {
        result.error.hasPrefix($0)
      } || result.error.contains("AxisError"), "\(expression): \(result.error)")
  }
}
