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

  /// A ConvNet on real digits, trained in a block: the accuracy, and the same bits twice, with any
  /// number of threads and any instructions.
  static let training = """
    ```python
    from lesson import nn, optim, data
    np.random.seed(0)
    X, y, X_test, y_test = data.digits(dtype=np.float32)
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(128, 10)).float()
    epochs, size = EPOCHS, 32
    optimizer = optim.Adam(net.parameters(), lr=0.03)
    schedule = optim.LambdaLR(optimizer, optim.cosine_schedule(epochs * 45))
    for epoch in range(epochs):
        for x, labels in data.batches(X, y, size=size):
            loss = nn.cross_entropy(net(x), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    scores = net(X_test).data
    print(repr(float(loss)), repr(scores.sum()), (scores.argmax(axis=1) == y_test).mean())
    ```

    """

  private func train(_ epochs: Int, _ environment: [String: String]) throws -> String {
    let program = try CommandLineTests()
    let file = try program.scratch.write(
      "digits.md", Self.training.replacing("EPOCHS", with: "\(epochs)"))
    let run = try program.lesson(["run", file, "--no-step"], environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    return run.output.split(separator: "\n").last.map(String.init) ?? ""
  }

  @Test func trainingGivesTheSameBitsWithAnyThreads() throws {
    let first = try train(1, ["LESSON_THREADS": "1"])
    #expect(first.contains("."))
    for threads in ["1", "2", "3"] {
      #expect(try train(1, ["LESSON_THREADS": threads]) == first, "\(threads) threads")
    }
    #expect(try train(1, ["LESSON_CPU": "avx2"]) == first)
  }

  @Test func digitsAreRead() throws {
    let last = try train(10, [:])
    let accuracy = last.split(separator: " ").last.flatMap { Double($0) } ?? 0
    #expect(accuracy >= 0.97, "\(last)")
  }
}
