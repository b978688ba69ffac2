import Diagnostics
import Testing

@testable import PythonSubset

/// `gradient_check` in blocks: right gradients pass, wrong ones are named, kinks are left out.
@Suite struct GradientCheckTests {
  private func run(_ code: String) -> (printed: String, error: String) {
    let session = Session()
    session.prepare(seed: 0)
    let start = """
      import numpy as np
      from lesson import gradient_check, grad, variable
      x = np.array([1.0, 2.0, -1.5])
      f = lambda x: (x ** 3).sum()

      """
    let outcome = session.run(SourceText(name: "case", text: start + code), block: 0)
    let error = outcome.failures.first?.error
    return (
      outcome.stdout,
      error.map { "\($0.type): \($0.message)" + ($0.hint.map { "; \($0)" } ?? "") } ?? ""
    )
  }

  @Test func rightAndWrong() {
    let (printed, error) = run(
      """
      c = gradient_check(f, x)
      print(c.ok, bool(c), c.relative_error < 1e-9, np.abs(c.numeric - 3 * x * x).max() < 1e-8)
      print(gradient_check(f, x, gradient=3 * x))
      print(round(gradient_check(f, x, gradient=-3 * x * x).relative_error, 6))
      print(bool(gradient_check(f, x, gradient=3 * x * x * (1 + 1e-4))))
      """)
    #expect(error == "")
    #expect(
      printed == """
        True True True True
        gradient check of 3 numbers: wrong, relative error 1.667 at [2]: yours -4.5, by differences 6.75
        2.0
        False

        """)
  }

  @Test func minusZeroIsZero() {
    let (printed, _) = run("print(gradient_check(f, np.array([1.0]), gradient=np.array([-0.0])))")
    #expect(printed.contains("yours 0, by differences 3"), "\(printed)")
  }

  /// At x = −1e-6 with h = 1e-5 the difference of a ReLU gives .45, the gradient 0: the winners at both
  /// sides differ, so the element says nothing.
  @Test(arguments: [
    "np.maximum(0, x)", "np.maximum(x, 0.0)", "abs(x)", "np.where(x > 0, x, 0.0)",
    "np.clip(x, 0, 5)", "np.minimum(x, -x)",
  ])
  func kinksAreLeftOut(_ expression: String) {
    let (printed, error) = run(
      """
      x = np.array([-1e-6, 1.0, -2.0])
      c = gradient_check(lambda x: (\(expression)).sum(), x)
      print(c.kinks, c.ok, c)
      """)
    #expect(error == "")
    #expect(
      printed.hasPrefix(
        "1 True gradient check of 3 numbers (1 left out: a kink lies within h = 1e-05): right"),
      "\(printed)")
  }

  @Test func argumentsNumbersAndSizes() {
    let (printed, error) = run(
      """
      def net(W, b, x):
          return np.tanh(W @ x + b).sum()
      W, b = np.arange(6.0).reshape(2, 3) / 5, np.array([0.1, -0.2])
      print(gradient_check(net, W, b, x).ok, gradient_check(net, W, b, x, argnums=1).numeric.shape)
      print(gradient_check(lambda t: t ** 0.5, 4.0).numeric)
      print(gradient_check(lambda x: (x * x).sum(), np.ones((50, 50))).gradient[0, :3])
      print(gradient_check(lambda x: (x * x).sum(), x.astype(np.float32)).ok)
      v = variable(2.0)
      v_squared = v * v
      print(gradient_check(f, x).ok)
      v_squared.backward()
      print(v.grad)
      """)
    #expect(error == "")
    #expect(
      printed == """
        True (2,)
        0.2500000000055511
        [ 2. nan  2.]
        True
        True
        4.0

        """)
  }

  @Test(arguments: [
    (
      "gradient_check(3.0, x)",
      "TypeError: gradient_check() takes a function; `gradient_check(f, x)`, not "
        + "`gradient_check(f(x))`"
    ),
    (
      "gradient_check(f)",
      "TypeError: there is no argument 0 to move; `gradient_check(f, x)`: give f's arguments too"
    ),
    (
      "gradient_check(f, x, gradient=np.ones(2))",
      "ValueError: the gradient has shape (2,), the argument (3,); a gradient has the shape of what "
        + "it belongs to"
    ),
    (
      "gradient_check(f, x, step=1)",
      "TypeError: gradient_check() got an unexpected keyword argument 'step'; its signature: "
        + "gradient_check(f, *args, gradient=None, argnums=0, h=1e-05)"
    ),
    (
      "gradient_check(lambda x: x * x, x)",
      "TypeError: gradient_check() needs a function that gives one number, but it gave shape (3,); "
        + "`.sum()` makes one number of it; `jacobian` takes functions that give arrays"
    ),
  ])
  func mistakes(_ code: String, _ message: String) {
    #expect(run(code).error == message)
  }
}
