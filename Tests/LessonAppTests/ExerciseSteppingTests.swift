import Glibc
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering
import Testing

@testable import LessonApp

/// Exercises in a lesson that is stepped through, without a terminal: keys go in, frames come out.
struct ExerciseSteppingTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  static let lesson = LessonTemplate(title: "mine", language: .english).text
  static let right = lesson.answered("df * y", "df * x")
  static let forgotten = lesson.answered("y", "x")

  static let endless = right.replacing(
    "    dx = df * y\n", with: "    while True:\n        dx = 1\n")

  private var store: ProgressStore { ProgressStore(folder: scratch("state")) }

  private func open(_ text: String, rows: Int = 40, width: Int = 80) throws -> (
    stepper: Stepper, host: LessonHost
  ) {
    let path = try scratch.write("mine.md", text)
    var options = RunOptions()
    options.recordsStatements = true
    let host = LessonHost(
      LessonReader.read(bytes: Array(text.utf8), name: path), options, store: store)
    host.learner = try LearnerFile(
      path: path, store: store, data: nil, cancellation: host.cancellation)
    let stepper = Stepper(
      host.run, host: host, renderer: TerminalRenderer(options: TerminalOptions(width: width)),
      rows: rows, progress: store.load(path) ?? LessonProgress(file: path))
    return (stepper, host)
  }

  /// The stepper at an exercise.
  private func open(_ text: String, at id: String, rows: Int = 40, width: Int = 80) throws -> (
    stepper: Stepper, host: LessonHost
  ) {
    var (stepper, host) = try open(text, rows: rows, width: width)
    stepper.section = try #require(
      stepper.script.sections.firstIndex { $0.exercise == id })
    stepper.step = 0
    stepper.enterSection()
    return (stepper, host)
  }

  private func text(_ stepper: inout Stepper) -> String {
    stepper.frame().lines.map(\.text).joined(separator: "\n")
  }

  @discardableResult
  private func press(_ stepper: inout Stepper, _ keys: String) -> String {
    for character in keys {
      _ = stepper.handle(character == "\n" ? .enter : .character(character))
    }
    return text(&stepper)
  }

  // MARK: What is seen

  @Test func anExerciseIsOfferedOnTheWay() throws {
    var (stepper, _) = try open(Self.lesson, at: "product-backward", rows: 60)
    let frame = text(&stepper)
    for expected in [
      "Back through a product", "dx = ____", "What is checked:", "both gradients · 2 points",
      "one hidden check", "e opens your editor · c checks · h hint · s solution", "exercise, open",
    ] {
      #expect(frame.contains(expected), "\(expected) in\n\(frame)")
    }
    for secret in ["dx = df * y", "whole arrays", "try it with arrays", "slopes of the product"] {
      #expect(!frame.contains(secret))
    }
    // Enter goes on past an exercise that is open.
    _ = press(&stepper, "\n")
    #expect(stepper.script.sections[stepper.section].exercise == "which-gate")
  }

  @Test func everySizeHasAFrame() throws {
    for (rows, width) in [(24, 80), (15, 60), (5, 20)] {
      for text in [Self.lesson, Self.right, Self.forgotten] {
        var (stepper, _) = try open(text, rows: rows, width: width)
        for key in "?\nn n n n n n c h c n n 2 \n n n c l" {
          _ = stepper.handle(key == "\n" ? .enter : .character(key))
          let frame = stepper.frame()
          #expect(frame.lines.count == rows)
          #expect(frame.lines.allSatisfy { $0.width <= width })
        }
      }
    }
  }

  @Test func everyPartOfALessonIsStillThere() throws {
    let (stepper, _) = try open(Self.lesson)
    #expect(
      stepper.script.sections.map(\.exercise) == [
        nil, "product-backward", "which-gate", "one-pass",
      ]
    )
    #expect(stepper.script.sections.indices.map { stepper.script.key($0) }.count == 4)
    #expect(stepper.script.key(1) == "exercise product-backward")
  }

  // MARK: The editor

  @Test func theEditorOpensAtTheGapAndTheAnswerIsChecked() throws {
    var (stepper, host) = try open(Self.lesson, at: "product-backward")
    guard case .editor(let line) = stepper.handle(.character("e")) else {
      Issue.record("no editor")
      return
    }
    let lines = Self.lesson.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[line - 1] == "    dx = ____")
    // Two lines more: what follows has other line numbers now.
    try scratch.write("mine.md", Self.right.replacing("# Exercises", with: "# Exercises\n\nNew."))
    stepper.editorClosed(.closed)
    let frame = text(&stepper)
    #expect(frame.contains("✓ Back through a product · 3 of 3 points"))
    #expect(frame.contains("dx = df * y"))
    #expect(stepper.script.sections[stepper.section].exercise == "product-backward")
    let learner = try #require(host.learner)
    #expect(learner.sheet[.passed, "product-backward"] == "yes")
    #expect(learner.sheet.count(.tries, "product-backward") == 1)
    // The same answer is not another try.
    press(&stepper, "cc")
    #expect(learner.sheet.count(.tries, "product-backward") == 1)
    // What was done is there in the next session.
    var (next, _) = try open(Self.right, at: "product-backward")
    #expect(text(&next).contains("You have solved this"))
  }

  @Test func onlyWhatRunsIsRunAgain() throws {
    let old = LessonReader.read(text: Self.lesson, name: "mine.md")
    let run = LessonRunner.run(old)
    func reused(_ text: String) -> LessonRun? {
      RunReuse.run(run, of: old, as: LessonReader.read(text: text, name: "mine.md"))
    }
    // An answer and words above it: what ran is the same, some lines further down.
    let edited = Self.right.replacing("## A product", with: "New.\n\n## A product")
    let whole = LessonRunner.run(LessonReader.read(text: edited, name: "mine.md"))
    #expect(reused(edited) == whole)
    #expect(
      whole.blocks[0].traces[0].nodes.compactMap(\.line)
        != run.blocks[0].traces[0].nodes.compactMap(\.line))
    #expect(reused(Self.lesson.replacing("x, y, z = 2.0", with: "x, y, z = 3.0")) == nil)
    #expect(reused(Self.lesson.replacing("-2.0<!-- f:.1f -->", with: "-2.0<!-- z:.1f -->")) == nil)
    #expect(reused(Self.lesson.replacing("lang: en", with: "seed: 1")) == nil)
    #expect(reused(String(Self.lesson.prefix(900))) == nil)
  }

  @Test func aWrongAnswerReadsTheAuthorsWords() throws {
    var (stepper, _) = try open(Self.forgotten, at: "product-backward")
    let frame = press(&stepper, "c")
    #expect(frame.contains("Those are the slopes of the product itself"))
    #expect(!frame.contains("whole arrays is"))
    #expect(frame.contains("exercise, "))
  }

  @Test func anEditorThatFailsIsSaidAndNothingIsLost() throws {
    var (stepper, _) = try open(Self.lesson, at: "product-backward")
    _ = stepper.handle(.character("e"))
    stepper.editorClosed(.failed("`ed` ended with status 1.", hint: "press c here"))
    let frame = text(&stepper)
    #expect(frame.contains("ended with status 1"))
    #expect(frame.contains("press c here"))
    #expect(stepper.script.sections[stepper.section].exercise == "product-backward")
    // What it wrote before it failed is looked at all the same.
    try scratch.write("mine.md", Self.right)
    stepper.editorClosed(.failed("`ed` ended with status 1.", hint: "press c here"))
    #expect(text(&stepper).contains("3 of 3 points"))
  }

  @Test func aGapThatIsLeftIsNamed() throws {
    var (stepper, _) = try open(
      Self.lesson.replacing("dx = ____", with: "dx = df * y"), at: "product-backward")
    let frame = press(&stepper, "c")
    #expect(frame.contains("There is a gap in line"))
  }

  @Test func anUnchangedFileIsNotChecked() throws {
    var (stepper, host) = try open(Self.lesson, at: "product-backward")
    stepper.editorClosed(.closed)
    #expect(text(&stepper).contains("The file is as it was"))
    #expect(host.learner?.sheet.isEmpty == true)
  }

  @Test func theLessonAsItCameIsNotEdited() throws {
    var (stepper, host) = try open(Self.lesson, at: "product-backward")
    host.editProblem = StepperProblem(message: "`lesson start mine` gives you a copy.")
    let request = stepper.handle(.character("e"))
    #expect(request == .next)
    #expect(text(&stepper).contains("`lesson start mine` gives you a copy"))
  }

  @Test func aFileThatIsGoneIsSaid() throws {
    var (stepper, _) = try open(Self.lesson, at: "product-backward")
    #expect(rename(scratch("mine.md"), scratch("other.md")) == 0)
    #expect(press(&stepper, "c").contains("there is no such file"))
  }

  @Test func aStoppedCheckIsNoTry() throws {
    var (stepper, host) = try open(
      Self.endless, at: "product-backward")
    host.checks = { host.cancellation.cancel() }
    #expect(press(&stepper, "c").contains("Stopped: your code was still running"))
    #expect(host.learner?.sheet.count(.tries, "product-backward") == 0)
  }

  // MARK: Hints and solutions

  @Test func hintsAreCounted() throws {
    var (stepper, host) = try open(Self.lesson, at: "product-backward")
    #expect(!text(&stepper).contains("How much does f grow"))
    #expect(press(&stepper, "h").contains("grow when"))
    #expect(host.learner?.sheet.count(.hints, "product-backward") == 1)
    #expect(press(&stepper, "h").contains("That were all the hints"))
    stepper.save()
    #expect(store.load(scratch("mine.md"))?.sheet == "hints product-backward: 1")
  }

  @Test func theSolutionIsShownOnceItMayBeSeen() throws {
    var (stepper, host) = try open(Self.lesson, at: "product-backward")
    #expect(press(&stepper, "s").contains("is shown once yours passes"))
    try scratch.write("mine.md", Self.right)
    #expect(press(&stepper, "c").contains("3 of 3 points"))
    #expect(press(&stepper, "s").contains("solution of product-backward"))
    #expect(host.learner?.sheet[.solution, "product-backward"] == "seen")
  }

  // MARK: Choices and predictions

  @Test func optionsAreTickedByNumber() throws {
    var (stepper, host) = try open(Self.lesson, at: "which-gate")
    #expect(!text(&stepper).contains("moves the output just as much"))
    #expect(press(&stepper, "2").contains("2 [x] the product"))
    // Nothing counts before it is confirmed.
    #expect(host.learner?.sheet.isEmpty == true)
    let wrong = press(&stepper, "\n")
    #expect(wrong.contains("it multiplies by the other factor"))
    #expect(stepper.script.sections[stepper.section].exercise == "which-gate")
    // One answer is right: another tick moves it. Digits may be full-width.
    let moved = press(&stepper, "１")
    #expect(moved.contains("1 [x] the sum"))
    #expect(moved.contains("2 [ ] the product"))
    #expect(!moved.contains("it multiplies by the other factor"))
    let frame = press(&stepper, "c")
    #expect(frame.contains("1 of 1 point"))
    #expect(frame.contains("each of its inputs moves the output just as much"))
    #expect(host.learner?.sheet[.choice, "which-gate"] == "1")
    #expect(press(&stepper, "9").contains("There is no option 9"))
    press(&stepper, "\n")
    #expect(stepper.script.sections[stepper.section].exercise == "one-pass")
  }

  @Test func aFreeAnswerIsKept() throws {
    var (stepper, host) = try open(Self.lesson, at: "one-pass")
    #expect(text(&stepper).contains("Nothing is written yet"))
    guard case .editor(let line) = stepper.handle(.character("e")) else {
      Issue.record("no editor")
      return
    }
    let lines = Self.lesson.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[line - 1].hasPrefix("*Your answer"))
    try scratch.write(
      "mine.md",
      Self.lesson.replacing("*Your answer, in two sentences.*", with: "It shares the work."))
    stepper.editorClosed(.closed)
    let frame = text(&stepper)
    #expect(frame.contains("│ It shares the work."))
    #expect(frame.contains("exercise, kept"))
    #expect(!frame.contains("trying out needs a forward pass"))
    #expect(host.learner?.isPassed(try #require(stepper.exercise(stepper.section))) == true)
  }

  @Test func theFirstAnswerToAPredictionThatCountsIsKept() throws {
    let text = Self.lesson.replacing(
      "#| predict: y.grad", with: "#| predict: y.grad\n#| points: 1")
    var (stepper, host) = try open(text)
    press(&stepper, "n")
    _ = press(&stepper, "5\n")
    _ = press(&stepper, "-3\n")
    #expect(host.learner?.sheet[.predict, "circuit"] == "5")
  }

  @Test func aCopyKeepsItsAnswersInItsOwnFence() throws {
    let harness = try ApplicationHarness()
    try harness.scratch.write("mine.md", Self.lesson)
    let made = try harness.perform {
      $0.student(
        StudentRequest(
          file: harness.scratch("mine.md"), output: harness.scratch("copies/ada.md")))
    }
    #expect(made.status == .success)
    let copy = try harness.scratch.text("copies/ada.md")
    var (stepper, _) = try open(copy, at: "which-gate")
    let frame = press(&stepper, "1\n")
    #expect(frame.contains("[x] the sum"))
    // A copy has no key: nothing tells whether that was right.
    #expect(frame.contains("kept until it is graded"))
    #expect(frame.contains("exercise, kept"))
    let kept = try scratch.text("mine.md")
    #expect(kept.contains("choice which-gate: 1"))
    #expect(store.load(scratch("mine.md"))?.sheet == nil)
  }
}

extension String {
  /// The lesson of `lesson new` with its gaps filled.
  func answered(_ dx: String, _ dy: String) -> String {
    replacing("dx = ____", with: "dx = \(dx)").replacing("dy = ____", with: "dy = \(dy)")
  }
}
