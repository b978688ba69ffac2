import LessonDocument
import LessonOutput
import LessonRunner
import Testing

@testable import LessonApp

/// A learner's own copy: what `lesson check` and `lesson run` say of it.
@Suite struct OwnCopyTests {
  var harness: ApplicationHarness

  init() throws {
    harness = try ApplicationHarness()
    try harness.scratch.write("lessons/gates.md", Self.lesson)
  }

  private static let lesson = """
    ---
    title: Gates
    ---

    # Gates

    ```python
    #| label: sum
    #| predict: 2 + 3
    #| points: 1
    total = 2 + 3
    ```

    ## Which

    <!-- choice: which, points: 1 -->
    - [ ] add — it copies
    - [x] max — it routes

    ## Twice

    ```python
    #| exercise: twice
    def twice(x):
        return ____
    ```

    ```python
    #| solution: true
    #| reveal: after-3-tries
    def twice(x):
        return x + x
    ```

    ```python
    #| check: doubled
    equal(twice(3), 6)
    ```

    ```python
    #| check: text too
    #| hidden: true
    #| fail: think of text
    equal(twice('ab'), 'abab')
    ```
    """

  private func copy(from folder: String = "lessons") throws -> String {
    let request = StudentRequest(
      file: harness.scratch("\(folder)/gates.md"), output: harness.scratch("gates.md"))
    #expect(try harness.perform { $0.student(request) }.status == .success)
    return try harness.scratch.text("gates.md")
  }

  private func check(_ text: String, solution: Bool = false) throws -> Outcome {
    try harness.scratch.write("gates.md", text)
    var request = CheckRequest(file: harness.scratch("gates.md"))
    request.showsSolution = solution
    return try harness.perform { $0.check(request) }
  }

  /// The same with the bundled lesson at hand.
  private func withLibrary() -> OwnCopyTests {
    var other = self
    other.harness.lessons = harness.scratch("lessons")
    return other
  }

  @Test func withoutTheLessonATickWaitsForTheGrading() throws {
    let ticked = try copy().replacing("- [ ] add", with: "- [x] add")
    let outcome = try check(ticked)
    #expect(!outcome.output.contains("it copies"))
    #expect(outcome.output.contains("Which · 0 of 1, kept until it is graded"))
  }

  @Test func aCopyOfABundledLessonIsJudgedByIt() throws {
    let tests = withLibrary()
    let ticked = try copy().replacing("- [ ] add", with: "- [x] add")
      .replacing("return ____", with: "return 2.0 * x")
    #expect(!ticked.contains("it copies") && !ticked.contains("x + x"))
    let outcome = try tests.check(ticked)
    #expect(outcome.status == .failure)
    #expect(outcome.output.contains("it copies"))
    #expect(outcome.output.contains("✓ doubled"))
    #expect(outcome.output.contains("think of text"))
    #expect(!outcome.output.contains("abab"))
    let run = try tests.harness.perform {
      $0.run(RunRequest(file: tests.harness.scratch("gates.md")))
    }
    #expect(run.output.contains("it copies"))
    // Once the lesson has another version, its keys are not those of this copy.
    try harness.scratch.write("lessons/gates.md", Self.lesson + "\nMore.\n")
    #expect(!(try tests.check(ticked).output.contains("it copies")))
  }

  @Test func itsSolutionIsShownAfterThreeTries() throws {
    let tests = withLibrary()
    let copy = try copy()
    var text = copy
    for number in 1...3 {
      let answer = copy.replacing("return ____", with: "return x - \(number)")
      // What is kept stands in the copy.
      let sheet = AnswerSheet.read(from: text)
      text = sheet.written(into: answer)
      let outcome = try tests.check(text, solution: true)
      #expect(outcome.output.contains("return x + x") == (number == 3), "\(outcome.output)")
      text = try harness.scratch.text("gates.md")
    }
  }

  @Test func predictionsCountAndMayBeWrong() throws {
    let copy = try copy()
    let open = try check(copy)
    #expect(open.output.contains("`lesson run` asks for it"))
    var sheet = AnswerSheet.read(from: copy)
    sheet.set(.predict, "sum", "5")
    let right = try check(
      sheet.written(into: copy).replacing("return ____", with: "return x + x"))
    #expect(right.output.contains("✓ What is 2 + 3? · 1 of 1 point"))
    sheet.set(.predict, "sum", "6")
    let wrong = try withLibrary().check(
      sheet.written(into: copy).replacing("return ____", with: "return x + x")
        .replacing("- [ ] max", with: "- [x] max"))
    // Nothing is left to mend.
    #expect(wrong.status == .success)
  }

  // MARK: Code to repair

  private static let repair = """
    # Repair

    ```python
    #| exercise: half
    def half(x):
        return x * 2
    ```

    ```python
    #| solution: true
    #| reveal: after-3-tries
    def half(x):
        return x / 2
    ```

    ```python
    #| check: of four
    equal(half(4), 2.0)
    ```

    ```python
    #| check: of nothing
    equal(half(0), 0)
    ```
    """

  private func repairCopy() throws -> String {
    try harness.scratch.write("lessons/gates.md", Self.repair)
    return try copy()
  }

  @Test func codeToRepairIsOpenUntilItIsChanged() throws {
    let copy = try repairCopy()
    for _ in 1...4 {
      let outcome = try check(copy)
      #expect(outcome.status == .success)
      #expect(outcome.output.contains("· Repair · 0 of 1 point"), "\(outcome.output)")
      #expect(outcome.output.contains("expected 2.0"))
      #expect(outcome.output.contains("the code is as it was handed out"))
      #expect(outcome.output.contains("0 of 1 done, 0 of 1 points"))
    }
    #expect(!(try harness.scratch.text("gates.md").contains("tries")))
    let changed = try check(copy.replacing("x * 2", with: "x * 3"))
    #expect(changed.status == .failure)
    #expect(changed.output.contains("½ Repair · 0.5 of 1 point"))
  }

  @Test func codeToRepairThatWasLeftGetsNothingFromTheGrading() throws {
    let copy = try repairCopy()
    let lesson = LessonReader.read(text: Self.repair, name: "gates.md")
    let result = { (text: String) throws -> ExerciseResult in
      let submission = Submission(bytes: Array(text.utf8), name: "ada.md", for: lesson)
      return try #require(
        SubmissionJudge(lesson, predictions: []).judge(submission).first { $0.id == "half" })
    }
    #expect(try result(copy).status == .open)
    #expect(try result(copy).points == .zero)
    // Blanks and comments in the options are no work; another body is.
    #expect(try result(copy.replacing("x * 2\n", with: "x * 2  \n\n")).status == .open)
    #expect(try result(copy.replacing("x * 2", with: "2 * x")).status == .partial)
  }

  @Test func theSameAnswerAgainIsNoFurtherTry() throws {
    let copy = try repairCopy()
    var text = copy.replacing("x * 2", with: "x * 3")
    for _ in 1...4 {
      let outcome = try check(text, solution: true)
      #expect(!outcome.output.contains("return x / 2"))
      text = try harness.scratch.text("gates.md")
    }
    #expect(AnswerSheet.read(from: text).count(.tries, "half") == 1)
    text = text.replacing("x * 3", with: "x * 4")
    _ = try check(text)
    #expect(AnswerSheet.read(from: try harness.scratch.text("gates.md")).count(.tries, "half") == 2)
  }
}
