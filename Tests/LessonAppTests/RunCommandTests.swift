import Testing

@testable import LessonApp

@Suite struct RunCommandTests {
  var harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  let circuit = """
    # A circuit

    ```python
    #| label: circuit
    #| trace: f
    x, y, z = -2, 5, -4
    q = x + y
    f = q * z
    ```

    ```python
    #| label: after
    x
    ```

    """

  func run(_ file: String, _ change: (inout RunRequest) -> Void = { _ in }) throws -> Outcome {
    var request = RunRequest(file: file)
    change(&request)
    return try harness.perform { $0.run(request) }
  }

  @Test func showsALesson() throws {
    let file = try harness.scratch.write("a.md", circuit)
    let outcome = try run(file)
    #expect(outcome.status == .success)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("A circuit\n"))
    #expect(outcome.output.contains("−12 = 3 × (−4)"))
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test func printsJSON() throws {
    let file = try harness.scratch.write("a.md", circuit)
    let outcome = try run(file) { $0.format = .json }
    #expect(outcome.status == .success)
    #expect(outcome.output.hasPrefix("{\n"))
    #expect(outcome.output.contains(#""format": 1"#))
    #expect(outcome.output.contains(#""label": "circuit""#))
  }

  @Test func showsOneBlock() throws {
    let file = try harness.scratch.write("a.md", circuit)
    let outcome = try run(file) { $0.block = "after" }
    #expect(outcome.status == .success)
    #expect(!outcome.output.contains("A circuit"))
    #expect(outcome.output.contains("-2"))
    let slip = try run(file) { $0.block = "cirkuit" }
    #expect(slip.status == .usage)
    #expect(slip.output.isEmpty)
    #expect(slip.errors.contains("did you mean `circuit`?"))
  }

  @Test func tracesANameThatWasNotTraced() throws {
    let file = try harness.scratch.write("a.md", "```python\na, b = 2.0, 3.0\nloss = a * b\n```\n")
    #expect(try !run(file).output.contains("6 = 2 × 3"))
    let traced = try run(file) { $0.traceNames = ["loss"] }
    #expect(traced.status == .success)
    #expect(traced.output.contains("6 = 2 × 3"))
    let slip = try run(file) { $0.traceNames = ["lossy"] }
    #expect(slip.status == .usage)
    #expect(slip.errors.contains("`lossy`"))
  }

  @Test func aFailureIsOneAndNamesItsPlace() throws {
    let file = try harness.scratch.write("a.md", "# T\n\n```python\na = 1\nb = a / 0\n```\n")
    let outcome = try run(file)
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("\(file):5:"))
    #expect(outcome.errors.contains("error: ZeroDivisionError: division by zero"))
    #expect(outcome.errors.contains("    b = a / 0\n"))
    #expect(outcome.output.contains("ZeroDivisionError"))
  }

  @Test func anExpectedFailureIsNone() throws {
    let file = try harness.scratch.write("a.md", "```python\n#| error: true\n1 / 0\n```\n")
    let outcome = try run(file)
    #expect(outcome.status == .success)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("ZeroDivisionError"))
  }

  @Test func aBrokenLessonIsThreeAndStillShown() throws {
    let file = try harness.scratch.write("a.md", "# T\n\n```python\n#| trcae: f\nf = 1\n```\n")
    let outcome = try run(file)
    #expect(outcome.status == .brokenLesson)
    #expect(outcome.errors.contains("\(file):4:"))
    #expect(outcome.errors.contains("trace"))
    #expect(outcome.output.hasPrefix("T\n"))
    let bytes = try harness.scratch.write("b.md", bytes: Array("# T \u{E9}".utf8) + [0xFF])
    #expect(try run(bytes).status == .brokenLesson)
  }

  @Test func aMissingFileNamesItsNeighbours() throws {
    try harness.scratch.write("backprop.md", circuit)
    let outcome = try run(harness.scratch("bakprop.md"))
    #expect(outcome.status == .usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("did you mean `\(harness.scratch("backprop.md"))`?"))
    #expect(try run(harness.scratch("none/bakprop.md")).status == .usage)
  }

  @Test func aFolderIsNoLesson() throws {
    try harness.scratch.write("folder/one.md", circuit)
    let outcome = try run(harness.scratch("folder"))
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("folder/one.md"))
  }

  @Test func aFileAboveTheLimitIsRefused() throws {
    let file = try harness.scratch.write(
      "big.md", bytes: [UInt8](repeating: 0x20, count: (4 << 20) + 1))
    let outcome = try run(file)
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("larger than 4 MB"))
  }

  @Test func diagnosticsCannotSteerATerminal() throws {
    let file = try harness.scratch.write("a.md", "```python\nraise ValueError('\u{1B}[2J')\n```\n")
    #expect(try !run(file).errors.contains("\u{1B}"))
  }

  @Test(arguments: [
    ("x=-2", "x", "-2"), (" learning_rate = 1e-3 ", "learning_rate", "1e-3"),
    ("x=[1, 2]", "x", "[1, 2]"), ("σ=2", "σ", "2"), ("a=b=c", "a", "b=c"),
  ])
  func readsInputs(text: String, name: String, value: String) throws {
    let input = try #require(Application.input(text))
    #expect(input.name == name)
    #expect(input.value == value)
  }

  @Test(arguments: ["x", "=2", "x=", "2x=1", "x y=1", "x==1", ""])
  func refusesWhatIsNoInput(text: String) throws {
    #expect(Application.input(text) == nil)
    let outcome = try harness.perform {
      $0.trace(TraceRequest(expression: "f = x", inputs: [text]))
    }
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("is not an input"))
  }

  @Test func tracesAnExpression() throws {
    let outcome = try harness.perform {
      $0.trace(
        TraceRequest(expression: "f = (x + y) * z", inputs: ["x=-2", "y=5", "z=-4"]))
    }
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("−12 = 3 × (−4)"))
    #expect(outcome.output.contains("−4 = −4 × 1"))
    let twice = try harness.perform {
      $0.trace(TraceRequest(expression: "f = x * x", inputs: ["x=1", "x=2"]))
    }
    #expect(twice.status == .usage)
  }
}
