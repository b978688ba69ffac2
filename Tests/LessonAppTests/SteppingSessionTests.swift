import Glibc
import LessonOutput
import Testing

@testable import LessonApp

/// Whole sessions on a terminal: what people see when they press keys.
@Suite(
  .serialized,
  .enabled(
    if: LessonProgram.path != nil, "LESSON_PROGRAM names no program; scripts/test builds one"))
struct SteppingSessionTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// Prose, an untraced block, a traced one with a question, a call, a matrix product.
  static let lesson = """
    # A small lesson

    Some words before.

    ```python
    #| label: plain
    total = 0
    for i in range(3):
        total += i
    print("sum", total)
    ```

    ## The circuit

    What reaches $x$?

    ```python
    #| label: circuit
    #| trace: f
    #| predict: x.grad
    x, y, z = -2, 5, -4
    q = x + y
    f = q * z
    ```

    ## A call

    ```python
    #| label: call
    #| trace: f
    #| depth: 0
    def square(t):
        return t * t
    a = 3
    f = square(a) + 1
    ```

    ## Arrays

    ```python
    #| label: arrays
    #| trace: loss
    #| predict: shape of W.grad
    X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    W = np.array([[0.5, -1.0], [2.0, 0.25]])
    loss = X.dot(W).sum()
    ```

    The last words.
    """

  private func open(
    _ name: String = "small.md", columns: Int = 80, rows: Int = 30,
    _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> TerminalHarness {
    let program = try #require(LessonProgram.path)
    if FileSystem.kind(scratch(name)) == .missing { try scratch.write(name, Self.lesson) }
    var variables = [
      "PATH": "/usr/bin:/bin", "LESSON_HOME": packageFolder + "/lessons", "TERM": "xterm",
      "XDG_STATE_HOME": scratch("state"), "LANG": "C.UTF-8",
    ]
    variables.merge(environment) { $1 }
    return try TerminalHarness(
      program, ["run", scratch(name)] + arguments, environment: variables, columns: columns,
      rows: rows)
  }

  private static let right = "\u{1B}[C"
  private static let left = "\u{1B}[D"
  private static let up = "\u{1B}[A"
  private static let down = "\u{1B}[B"
  private static let pageUp = "\u{1B}[5~"
  private static let pageDown = "\u{1B}[6~"

  @Test func everyKey() throws {
    let terminal = try open()
    try terminal.wait("start of 8 steps")
    #expect(terminal.screen.isSecondScreen)
    // Statements, with what each changed; loops statement by statement.
    try terminal.press(Self.right, "total = 0")
    try terminal.press("n", "i = 0")
    try terminal.press("\r", "changes nothing")
    try terminal.press("\r", "i: 0 → 1")
    try terminal.press("\r", "total: 0 → 1")
    try terminal.press(Self.left, "step 4 of 8")
    try terminal.press("p", "step 3 of 8")
    try terminal.press(" ", "prints sum 3")
    #expect(terminal.screen.text.contains("step 8 of 8"))

    // A question: Enter does not skip it.
    try terminal.press("n", "Before you look: What is x.grad?")
    #expect(!terminal.screen.text.contains("−12"))
    try terminal.press("n", "x.grad =")
    #expect(terminal.screen.isCursorShown)
    try terminal.press("\r", "I don't know")
    try terminal.press("4\r", "the sign is not")
    try terminal.press("－４\r", "Right: x.grad = −4")

    // Forward and backward, gate by gate.
    try terminal.press("n", "step 1 of 4, forward")
    #expect(terminal.screen.text.contains("3 = −2 + 5"))
    try terminal.press("n", "−12 = 3 × (−4)")
    try terminal.press("n", "step 3 of 4, backward")
    #expect(terminal.screen.text.contains("−4 = 1 × (−4)"))
    try terminal.press("n", "−4 = −4 × 1")
    try terminal.press("g", "go to step:")
    try terminal.press("２\r", "step 2 of 4")
    try terminal.press("g9\r", "a number from 0 to 4")
    try terminal.press("g4\r", "step 4 of 4")

    // Focus, table, why.
    try terminal.press("\t", "▸")
    try terminal.press(Self.down, "▸")
    try terminal.press(Self.up, "▸")
    try terminal.press("\u{1B}[Z", "▸")
    try terminal.press("\u{1B}", "step 4 of 4")
    try terminal.press("t", "gradient")
    try terminal.press("t", "(×)")
    try terminal.press("w", "why (")
    try terminal.press("x.grad\r", "why x.grad  ·")
    #expect(terminal.screen.text.contains("−4 = 1 × (−4)"))
    try terminal.press("q", "step 4 of 4")
    try terminal.press("wnothing\r", "nothing")
    try terminal.press("z", "gives one number")

    // An edited input: its numbers are those of a lesson that was written so.
    try terminal.press("e", "new value")
    try terminal.press("x = 3\r", "f −12 → −32")
    try terminal.press("e", "new value")
    try terminal.press("x = )\r", "is not a value")
    try terminal.press("r", "as the lesson has them")
    try terminal.press("c", "No exercise")
    try terminal.press("k", "does nothing")

    // A call opens and closes.
    try terminal.press(" ", "A call  ·  start of 4 steps")
    try terminal.press(" ", "step 4 of 4")
    try terminal.press("\t", "▸")
    try terminal.press("o", "(×)")
    #expect(!terminal.screen.text.contains("[square]"))
    try terminal.press("o", "[square]")

    // The list, a text, the end and the beginning.
    try terminal.press("l", "parts of this lesson")
    #expect(terminal.screen.text.contains("✓ circuit"))
    try terminal.press(Self.up + "\r", "The circuit")
    try terminal.press("/", "find:")
    try terminal.press("words before\r", "Found in A small lesson")
    try terminal.press("/\r", "Found in A small lesson")
    try terminal.press("/nowhere\r", "is not in this lesson")
    try terminal.press("G", "What is the shape of W.grad?")
    try terminal.press("3x2\r", "Not 3x2")
    try terminal.press("(2, 2)\r", "Right: the shape of W.grad is (2, 2)")
    try terminal.press("z", "gives an array")
    try terminal.press("g1\r", "step 1 of")
    try terminal.press("z", "element of")
    try terminal.press("2, 1\r", "[2, 1]  ·")
    #expect(terminal.screen.text.contains("5 × (−1) + 6 × 0.25"))
    try terminal.press("\u{1B}", "step 1 of")
    try terminal.press("G", "The last words.")
    try terminal.press(Self.pageUp, "X.dot(W)")
    try terminal.press(Self.pageDown, "The last words.")
    try terminal.press("\u{1B}[H", "start of 8 steps")
    try terminal.press("?", "edit an input")
    try terminal.press("q", "start of 8 steps")
    try terminal.press("\u{1B}OP", "edit an input")
    try terminal.press("q", "start of 8 steps")
    terminal.send("q")
    #expect(try terminal.end() == 0)
    #expect(terminal.hasSettingsOfBefore)
    #expect(!terminal.screen.isSecondScreen)
    #expect(terminal.screen.isCursorShown)
    #expect(terminal.screen.wraps)
    #expect(terminal.screen.overflows == 0)
    #expect(terminal.screen.text.contains("read to its end"))
  }

  @Test func theAnswerIsNotSeenBeforeTheQuestion() throws {
    let terminal = try open(rows: 60)
    try terminal.wait("start of 8 steps")
    try terminal.press("n \u{20}n", "x.grad =")
    try terminal.press("?\r", "x.grad = −4")
    terminal.send("q")
    #expect(try terminal.end() == 0)
  }

  /// The last column is not lost, and no line goes beyond it.
  @Test(arguments: [37, 60, 80])
  func linesAsWideAsTheScreen(_ columns: Int) throws {
    let words = String(repeating: "x", count: columns)
    try scratch.write("wide.md", "\(words)\n\n\(words)\n")
    let terminal = try open("wide.md", columns: columns)
    try terminal.wait(words)
    #expect(terminal.screen.lines.filter { $0 == words }.count == 2)
    #expect(terminal.screen.overflows == 0)
    terminal.send("q")
    #expect(try terminal.end() == 0)
  }

  /// Nothing that is still to be computed stands on the screen.
  @Test func gradientsComeAfterTheirStep() throws {
    let terminal = try open(rows: 60)
    try terminal.wait("start of 8 steps")
    try terminal.press(" n", "Before you look")
    try terminal.press("n?\r", "x.grad = −4")
    try terminal.press("n", "step 1 of 4")
    let row = try #require(terminal.screen.lines.first { $0.contains("3 = −2 + 5") })
    #expect(row.hasSuffix("–"))
    #expect(!terminal.screen.text.contains("−12"))
    terminal.send("q")
    #expect(try terminal.end() == 0)
  }

  @Test func sizesDownToTwelveRows() throws {
    let terminal = try open()
    try terminal.wait("start of 8 steps")
    terminal.send("lj\rn?\r")
    try terminal.wait("x.grad = −4")
    terminal.send("nnn")
    try terminal.wait("step 3 of 4")
    for (columns, rows) in [(120, 50), (60, 20), (40, 12), (20, 5), (40, 12), (80, 30)] {
      terminal.resize(columns: columns, rows: rows)
      try terminal.wait("a status line of \(columns) columns") { text in
        text.split(separator: "\n").last.map { DisplayWidth.of(String($0)) } ?? 0 <= columns
          && text.contains("keys")
      }
      if columns >= 40 { try terminal.wait("−4 = 1 × (−4)") }
      #expect(terminal.screen.overflows == 0)
    }
    terminal.send("q")
    #expect(try terminal.end() == 0)
    #expect(terminal.hasSettingsOfBefore)
  }

  @Test func placeAndAnswersAreKept() throws {
    let first = try open()
    try first.wait("start of 8 steps")
    try first.press(" n", "Before you look")
    try first.press("n?\r", "x.grad = −4")
    try first.press("nn", "step 2 of 4")
    first.send("q")
    #expect(try first.end() == 0)
    #expect(first.screen.text.contains("your place is kept after 1 of 4 blocks"))
    let second = try open()
    try second.wait("step 2 of 4")
    second.send("q")
    #expect(try second.end() == 0)
    let store = ProgressStore(folder: scratch("state/lesson"))
    let kept = try #require(store.load(scratch("small.md")))
    #expect(kept.answers.map(\.question) == ["x.grad"])
    #expect(kept.answers.first?.isShown == true)
    #expect(kept.section == "circuit")
    #expect(kept.step == 2)
  }

  @Test func aDamagedPlaceIsKeptAside() throws {
    let first = try open()
    try first.wait("start of 8 steps")
    first.send("q")
    _ = try first.end()
    let store = ProgressStore(folder: scratch("state/lesson"))
    let path = try #require(store.path(of: scratch("small.md")))
    try FileSystem.write(Array("{ not ours".utf8), to: path)
    let second = try open()
    try second.wait("start of 8 steps")
    second.send("q")
    #expect(try second.end() == 0)
    #expect(store.load(scratch("small.md")) != nil)
    #expect(FileSystem.kind(path + ".damaged") == .file)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func signalsLeaveTheTerminalAsItWas(_ number: Int32) throws {
    let terminal = try open()
    try terminal.wait("start of 8 steps")
    try terminal.press("n", "step 1 of 8")
    if number == SIGINT { terminal.send("\u{3}") } else { terminal.signal(number) }
    #expect(try terminal.end() == 128 + number)
    #expect(terminal.hasSettingsOfBefore)
    #expect(!terminal.screen.isSecondScreen)
    #expect(terminal.screen.isCursorShown)
    let store = ProgressStore(folder: scratch("state/lesson"))
    #expect(store.load(scratch("small.md"))?.step == 1)
  }

  @Test func ctrlCStopsARunAndKeepsTheOldInputs() throws {
    try scratch.write(
      "endless.md", "```python\nn = 3\nfor i in range(n):\n    k = i\n```\n\nAfter it.\n")
    let terminal = try open("endless.md")
    try terminal.wait("start of 7 steps")
    try terminal.press("n", "step 1 of 7")
    terminal.send("en = 10 ** 12\r")
    try terminal.wait("Running")
    terminal.send("\u{3}")
    try terminal.wait("Stopped: the lesson was still running with n = 10 ** 12.")
    #expect(terminal.screen.text.contains("step 1 of 7"))
    // Another edit starts from the inputs of before, and at rest Ctrl-C quits.
    try terminal.press("en = 2\r", "step 1 of 5")
    terminal.send("\u{3}")
    #expect(try terminal.end() == 130)
    #expect(terminal.hasSettingsOfBefore)
    #expect(!terminal.screen.isSecondScreen)
    let store = ProgressStore(folder: scratch("state/lesson"))
    #expect(store.load(scratch("endless.md"))?.step == 1)
  }

  @Test func stoppedAndContinued() throws {
    let terminal = try open()
    try terminal.wait("start of 8 steps")
    terminal.send("\u{1A}")
    #expect(terminal.waitUntilStopped())
    #expect(terminal.hasSettingsOfBefore)
    #expect(!terminal.screen.isSecondScreen)
    terminal.signal(SIGCONT)
    try terminal.wait("start of 8 steps")
    #expect(terminal.screen.isSecondScreen)
    try terminal.press("n", "step 1 of 8")
    terminal.send("q")
    #expect(try terminal.end() == 0)
    #expect(terminal.hasSettingsOfBefore)
  }

  @Test func aTerminalThatGoesAwayEndsIt() throws {
    let terminal = try open()
    try terminal.wait("start of 8 steps")
    try terminal.press("n", "step 1 of 8")
    terminal.hangUp()
    #expect(try terminal.end() != 0)
    let store = ProgressStore(folder: scratch("state/lesson"))
    #expect(store.load(scratch("small.md"))?.step == 1)
  }

  @Test func withoutATerminalThatCanBeDrawnOnAllIsPrinted() throws {
    let dumb = try open(environment: ["TERM": "dumb"])
    #expect(try dumb.end() == 0)
    #expect(dumb.screen.text.contains("The last words."))
    let printed = try open(rows: 60, ["--no-step"])
    #expect(try printed.end() == 0)
    #expect(printed.screen.text.contains("The last words."))
  }

  @Test func anEditedInputGivesTheNumbersOfAFreshRun() throws {
    let terminal = try open(rows: 40)
    try terminal.wait("start of 8 steps")
    try terminal.press(" n", "Before you look")
    try terminal.press("n?\r", "x.grad = −4")
    try terminal.press("ez = 1.5\r", "changed")
    try terminal.press("g4\r", "step 4 of 4")
    let edited = terminal.screen.lines
    terminal.send("q")
    #expect(try terminal.end() == 0)

    try scratch.write(
      "fresh.md", Self.lesson.replacing("x, y, z = -2, 5, -4", with: "x, y, z = -2, 5, 1.5"))
    let fresh = try open("fresh.md", rows: 40)
    try fresh.wait("start of 8 steps")
    try fresh.press(" n", "Before you look")
    try fresh.press("n?\r", "x.grad = 1.5")
    try fresh.press("g4\r", "step 4 of 4")
    func numbers(_ lines: [String]) -> [String] {
      // The mark of a changed number, and the room it takes, are all that may differ.
      lines.dropLast().map { line in line.filter { !"* ─".contains($0) } }
        .filter { !$0.isEmpty }
    }
    #expect(numbers(edited).suffix(16) == numbers(fresh.screen.lines).suffix(16))
    fresh.send("q")
    #expect(try fresh.end() == 0)
  }
}
