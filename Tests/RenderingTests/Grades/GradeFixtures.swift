import LessonOutput

@testable import Rendering

/// Grade books with all that may stand in one, and with words that no report may hold.
enum GradeFixtures {
  /// Words that only the author may read; a report that holds one leaks.
  static let secrets = ["SECRET-AUTHOR", "SECRET-RUBRIC", "SECRET-HIDDEN", "SECRET-PATH"]

  static func result(
    _ id: String, _ title: String? = nil, _ items: [ExerciseItem], stdout: String = ""
  ) -> ExerciseResult {
    var result = ExerciseResult(id: id, title: title, items: items)
    result.line = 12
    result.stdout = stdout
    result.authorProblem = "SECRET-AUTHOR problem"
    result.authorProblemLine = 4
    result.settle()
    return result
  }

  static func check(
    _ label: String, _ passed: Bool, _ points: Int = 1, feedback: Feedback? = nil
  ) -> ExerciseItem {
    var item = ExerciseItem(
      .check, label, status: passed ? .passed : .failed, maximum: Points(points))
    if passed { item.points = item.maximum }
    item.feedback = feedback
    if !passed { item.author = Feedback(.values, "SECRET-AUTHOR values", details: ["SECRET-PATH"]) }
    return item
  }

  /// A hidden check that carries more than it should.
  static func hidden(_ label: String, _ passed: Bool, fail: String? = nil) -> ExerciseItem {
    var item = check(label, passed)
    item.isHidden = true
    item.stdout = "SECRET-HIDDEN printed"
    item.answer = "SECRET-HIDDEN answer"
    if let fail {
      item.feedback = Feedback(
        .fail, fail, details: ["SECRET-HIDDEN expected"], hint: "SECRET-HIDDEN")
    } else if !passed {
      item.feedback = Feedback(.values, "SECRET-HIDDEN values")
    }
    return item
  }

  static func answer(_ text: String?, points: Int = 2) -> ExerciseItem {
    var item = ExerciseItem(.answer, "your own words", maximum: Points(points))
    item.answer = text
    item.rubric = ["SECRET-RUBRIC names saturation"]
    if text != nil { item.status = .pending }
    return item
  }

  static var ownError: Feedback {
    var feedback = Feedback(
      .error, "TypeError: unsupported operand type(s) for *: 'NoneType' and 'float'",
      hint: "a function without return gives None")
    feedback.error = BlockError(
      type: "TypeError", message: "unsupported operand", line: 31, column: 12, length: 9,
      sourceLine: "    return 梯度 * dout", hint: nil)
    return feedback
  }

  static func book(_ submissions: [GradedSubmission] = []) -> GradeBook {
    var book = GradeBook(
      program: "lesson 0.1", lesson: "relu", title: "ReLU & <its> gradient", version: "v2",
      exercises: [
        .init(id: "relu-backward", title: "ReLU backward", maximum: Points(4)),
        .init(id: "why-relu", title: "为什么用 ReLU？", maximum: Points(2)),
        .init(id: "loop", title: nil, maximum: Points(1)),
      ])
    book.language = "zh"
    book.submissions = submissions
    return book
  }

  /// Three learners: all right, partly, nothing handed in.
  static var sample: GradeBook {
    var ada = GradedSubmission(
      learner: "ada",
      exercises: [
        result(
          "relu-backward", "ReLU backward",
          [check("shapes", true), check("the mask", true, 2), hidden("zero", true)]),
        result("why-relu", "为什么用 ReLU？", [answer("因为它不会饱和。")]),
        result("loop", nil, [check("sum", true)]),
      ])
    (ada.firstName, ada.lastName, ada.email) = ("Ada", "Lovelace", "ada@example.org")
    ada.files = ["ada.md"]
    ada.version = "v2"
    var wang = GradedSubmission(
      learner: "wang-1",
      exercises: [
        result(
          "relu-backward", "ReLU backward",
          [
            check("shapes", true),
            check(
              "the mask", false, 2,
              feedback: Feedback(
                .fail, "look at where x was negative",
                details: ["expected [0. 1.]", "found    [1. 1.]"])),
            hidden("zero", false, fail: "think of x = 0"),
          ], stdout: "grad\n✓ shapes · 4 of 4\n"),
        result("why-relu", "为什么用 ReLU？", [answer(nil)]),
        loopError,
      ])
    (wang.firstName, wang.lastName) = ("小明", "王")
    wang.files = ["wang-1.md"]
    wang.version = "v1"
    wang.notes = ["two files; the newer one counts"]
    let none = GradedSubmission(
      learner: "zoe",
      exercises: [
        result("relu-backward", "ReLU backward", [open(4)]),
        result("why-relu", "为什么用 ReLU？", [answer(nil)]),
        result("loop", nil, [open(1)]),
      ])
    return book([ada, wang, none])
  }

  static func open(_ points: Int) -> ExerciseItem {
    ExerciseItem(.check, "sum", maximum: Points(points))
  }

  private static var loopError: ExerciseResult {
    var result = ExerciseResult(
      id: "loop", title: nil, items: [check("sum", false)])
    result.feedback = ownError
    result.settle()
    return result
  }
}
