import Testing

@testable import LessonApp

/// The program prints the same bytes whatever instructions it may use.
@Suite(
  .enabled(
    if: LessonProgram.path != nil, "LESSON_PROGRAM names no program; scripts/test builds one"))
struct ProcessorVariantTests {
  static let lesson = """
    ```python
    import math
    import numpy as np
    np.random.seed(0)
    X = np.random.randn(67, 35)
    W = np.random.randn(35, 29) * 0.3
    h = np.tanh(X @ W)
    scores = np.exp(h) / np.exp(h).sum(axis=1, keepdims=True)
    for name in ["exp", "sin", "cos", "tan", "arctan", "sinh", "cosh", "log1p", "expm1", "cbrt"]:
        values = getattr(np, name)(np.abs(X) * 3)
        print(name, repr(values.sum()), repr(float(values[3, 7])), repr(values.max()))
    print(repr(np.log(scores).sum()), repr((scores ** 1.7).mean()), scores.argmax())
    print(repr(h.astype(np.float32).sum()), repr((X.T @ X).std()), repr(X[:, 0].dot(X[:, 1])))
    print(repr(np.where(X > 0, X, 0.01 * X).sum(axis=0)[:3]), np.maximum(0, X).min(), X.max())
    print(repr(math.exp(1.3)), repr(math.pow(2.5, 3.7)), repr(math.sin(1e22)), 0.3 ** 0.7)
    print(repr(np.random.gamma(2.0, size=5)), repr(np.random.poisson(3.5, size=5)))
    ```

    ```python trace=loss
    w = np.array([0.3, -1.2, 0.7])
    x = np.array([1.5, 2.5, -0.4])
    loss = -np.log(1 / (1 + np.exp(-(w @ x)))) + np.sum(w ** 3) * np.sin(w[0])
    ```

    """

  @Test func variantsPrintTheSame() throws {
    let program = try CommandLineTests()
    let file = try program.scratch.write("a.md", Self.lesson)
    let pages = [file, packageFolder + "/lessons/backprop.md"]
    for page in pages {
      var first = ""
      // A name that is not known changes nothing.
      for variant in ["baseline", "avx2", "avx512", "abacus"] {
        let run = try program.lesson(
          ["run", page, "--no-step"], environment: ["LESSON_CPU": variant])
        #expect(run.status == 0, "\(run.errors)")
        if first.isEmpty { first = run.output }
        let isSame = run.output == first
        #expect(!first.isEmpty && isSame, "\(variant) prints other bytes for \(page)")
      }
    }
  }
}
