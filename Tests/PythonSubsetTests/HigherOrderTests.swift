import Diagnostics
import Testing

@testable import PythonSubset

/// Derivatives of derivatives, from the gates' own rules.
@Suite struct HigherOrderTests {
  private func run(_ code: String) -> (printed: String, error: String) {
    let session = Session()
    session.prepare(seed: 0)
    let start = """
      import math
      import numpy as np
      from lesson import grad, value_and_grad, jacobian, hessian, hvp

      """
    let outcome = session.run(SourceText(name: "case", text: start + code), block: 0)
    let error = outcome.failures.first?.error
    return (
      outcome.stdout,
      error.map { "\($0.type): \($0.message)" + ($0.hint.map { "; \($0)" } ?? "") } ?? ""
    )
  }

  @Test func derivativesOfAPower() {
    let (printed, error) = run(
      """
      f = lambda x: x ** 3
      print(f(2.0), grad(f)(2.0), grad(grad(f))(2.0), grad(grad(grad(f)))(2.0))
      print(grad(grad(grad(grad(f))))(2.0), hessian(f)(2.0))
      """)
    #expect(error == "")
    #expect(printed == "8.0 12.0 12.0 6.0\n0.0 12.0\n")
  }

  /// The inner variable is its own, though its value comes from the outer one: d/dx (∂(x·y)/∂y at
  /// y = x) = d/dx x = 1, not 2.
  @Test func perturbationsAreNotConfused() {
    let (printed, error) = run(
      """
      print(grad(lambda x: grad(lambda y: x * y)(x))(3.0))
      print(grad(lambda x: x * grad(lambda y: x + y)(1.0))(5.0))
      print(grad(lambda x: grad(lambda y: (x * y).sum())(x).sum())(np.ones(3)))
      """)
    #expect(error == "")
    #expect(printed == "1.0\n1.0\n[1. 1. 1.]\n")
  }

  /// Second derivatives beside central differences of the first.
  @Test(arguments: [
    "(np.tanh(x) ** 2 * x[::-1]).sum()", "np.exp(x[0] * x[1]) / x[2]", "(x @ M @ x) ** 2",
    "np.log(np.exp(x).sum())", "(np.sin(x) * np.cos(x)).mean()", "np.sqrt((x * x).sum())",
    "np.maximum(0, M @ x).sum() ** 2", "(1 / (1 + np.exp(-M @ x))).prod()",
    "np.concatenate([x, x * x])[1:5].sum() * x[0]", "np.max(x) * np.min(x) ** 2",
    "np.where(x > 0, x ** 3, x ** 2).sum()", "np.outer(x, x).T.reshape(9)[2:7].sum() * x[1]",
    "np.std(x) * x[0]", "np.power(x * x + 1, x).sum()", "np.linalg.norm(M @ x)",
  ])
  func secondDerivatives(_ expression: String) {
    let (printed, error) = run(
      """
      M = np.array([[0.5, -1.2, 0.3], [2.0, 0.1, -0.7], [0.4, 0.9, 1.1]])
      x = np.array([0.7, -1.3, 2.1])
      f = lambda x: \(expression)
      h = 1e-5
      H = hessian(f)(x)
      N = np.array([(grad(f)(x + h * e) - grad(f)(x - h * e)) / (2 * h) for e in np.eye(3)])
      scale = max(1.0, np.abs(N).max())
      print(H.shape, np.abs(H - H.T).max() < 1e-12 * scale, np.abs(H - N).max() < 1e-7 * scale)
      v = np.array([1.0, -2.0, 0.5])
      print(np.abs(hvp(f)(x, v) - H @ v).max() < 1e-12 * scale)
      """)
    #expect(error == "")
    #expect(printed == "(3, 3) True True\nTrue\n")
  }

  @Test func jacobians() {
    let (printed, error) = run(
      """
      x = np.array([0.5, -1.0, 2.0])
      print(jacobian(lambda x: x * x)(x).tolist())
      W = np.arange(6.0).reshape(2, 3)
      J = jacobian(lambda W: W @ x)(W)
      print(J.shape, J[1].tolist())
      print(jacobian(lambda x: x.sum())(x), jacobian(lambda t: t * x)(2.0))
      print(jacobian(lambda a, b: a * b, argnums=1)(x, x).diagonal())
      print(jacobian(lambda x: np.array([1.0, 2.0]))(x).tolist())
      """)
    #expect(error == "")
    #expect(
      printed == """
        [[1.0, 0.0, 0.0], [0.0, -2.0, 0.0], [0.0, 0.0, 4.0]]
        (2, 2, 3) [[0.0, 0.0, 0.0], [0.5, -1.0, 2.0]]
        [1. 1. 1.] [ 0.5 -1.   2. ]
        [ 0.5 -1.   2. ]
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]

        """)
  }

  @Test(arguments: [
    (
      "grad(lambda x: x * x)(np.ones(2))",
      "TypeError: grad() needs a function that gives one number, but it gave shape (2,); `.sum()` "
        + "makes one number of it; `jacobian` takes functions that give arrays"
    ),
    (
      "hessian(3)", "TypeError: hessian() takes a function; `hessian(f)(x)`, not `hessian(f(x))`"
    ),
    (
      "hvp(lambda x: x.sum())(np.ones(2))",
      "TypeError: hvp() needs a vector after f's arguments; `hvp(f)(x, v)`"
    ),
    (
      "hvp(lambda x: x.sum())(np.ones(2), np.ones(3))",
      "ValueError: the vector has shape (3,), the argument (2,); both must have one shape"
    ),
    (
      "jacobian(lambda x: x, argnums=1)(2.0)",
      "TypeError: there is no argument 1 to differentiate by; the function was called with 1; they "
        + "count from 0"
    ),
  ])
  func mistakes(_ code: String, _ message: String) {
    #expect(run(code).error == message)
  }
}
