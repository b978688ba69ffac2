import LessonOutput

/// Grade books for tests of what goes into them and comes out.
enum GradeBookSample {
  static func answer(_ text: String?, maximum: Int = 2) -> ExerciseItem {
    var item = ExerciseItem(.answer, "your own words", maximum: Points(maximum))
    item.answer = text
    item.rubric = ["SECRET-RUBRIC"]
    if text != nil { item.status = .pending }
    return item
  }

  static func check(_ label: String, _ passed: Bool) -> ExerciseItem {
    var item = ExerciseItem(
      .check, label, status: passed ? .passed : .failed, maximum: Points(1))
    if passed { item.points = item.maximum }
    item.author = Feedback(.values, "SECRET-AUTHOR")
    return item
  }

  static func result(_ id: String, _ items: [ExerciseItem]) -> ExerciseResult {
    var result = ExerciseResult(id: id, title: nil, items: items)
    result.authorProblem = "SECRET-AUTHOR"
    result.settle()
    return result
  }

  static func submission(_ learner: String, passed: Bool, words: String?) -> GradedSubmission {
    var submission = GradedSubmission(
      learner: learner,
      exercises: [
        result("relu", [check("mask", passed), check("shape", true)]),
        result("why", [answer(words)]),
        result("both", [check("sum", true), answer(words), answer(words, maximum: 1)]),
      ])
    submission.files = ["\(learner).md"]
    return submission
  }

  static var book: GradeBook {
    var book = GradeBook(
      program: "lesson 0.1", lesson: "relu", title: "ReLU", version: "v1",
      exercises: [
        .init(id: "relu", title: nil, maximum: Points(2)),
        .init(id: "why", title: nil, maximum: Points(2)),
        .init(id: "both", title: nil, maximum: Points(4)),
      ])
    book.submissions = [
      submission("ada", passed: true, words: "saturates"),
      submission("wang", passed: false, words: nil),
      submission("=cmd|' /C calc'!A0", passed: true, words: "=1+1, \"quoted\"\nand more"),
    ]
    return book
  }
}
