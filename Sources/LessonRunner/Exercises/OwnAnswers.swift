import LessonDocument
import LessonOutput

/// A learner's own file, judged by what it holds itself.
extension SubmissionJudge {
  /// What the answer to an exercise gives, as its learner may read it. A copy has no key: what is
  /// ticked in it waits for the grading, unless the lesson it was made from is at hand.
  ///
  /// - Parameters:
  ///   - sheet: what is kept of the learner, in place of the file's own fence; nil for the fence of
  ///     a copy, and nothing for other files.
  ///   - original: the bundled lesson that a copy was made from.
  package static func own(
    _ exercise: Exercise, of lesson: LessonSource, original: LessonSource? = nil,
    sheet: AnswerSheet?, options: JudgeOptions
  ) -> ExerciseResult {
    let isCopy = lesson.frontMatter.isCopy
    if isCopy, let original, let theirs = original.exercises.first(where: { $0.id == exercise.id })
    {
      var submission = Submission(lesson, for: original)
      if let sheet { submission.keep(sheet, isCopy: true) }
      return SubmissionJudge(original, predictions: [], options: options)
        .judge(theirs, submission).forLearner
    }
    var submission = Submission(lesson, for: lesson)
    if let sheet = sheet ?? (isCopy ? nil : AnswerSheet()) {
      submission.keep(sheet, isCopy: isCopy)
    }
    var result = SubmissionJudge(lesson, predictions: [], options: options)
      .judge(exercise, submission).forLearner
    if result.status == .broken { return result }
    if isCopy {
      for index in result.items.indices where result.items[index].kind == .choice {
        result.items[index].points = .zero
        result.items[index].feedback = nil
        result.items[index].status = result.items[index].answer == nil ? .open : .pending
      }
    }
    // The file is compared with itself: what stands in place of an answer tells whether it is one.
    let texts = submission.answers[exercise.id] ?? []
    let items = result.items.indices.filter { result.items[$0].kind == .answer }
    for (place, index) in items.enumerated() {
      let text = texts.indices.contains(place) ? texts[place] : ""
      result.items[index].status = isWritten(text) ? .pending : .open
      result.items[index].answer = isWritten(text) ? text : nil
    }
    result.settle()
    let hidden = exercise.starter.flatMap { lesson.blocks[$0].options.hiddenChecks } ?? 0
    if hidden > 0 {
      result.notes.append(
        hidden == 1
          ? "one more check is hidden; it counts when your work is graded"
          : "\(hidden) more checks are hidden; they count when your work is graded")
    }
    return result
  }

  /// Whether a free answer is more than the one slanted line that stands there at first.
  package static func isWritten(_ text: String) -> Bool {
    let line = text.trimmingSpaces
    if line.isEmpty { return false }
    for mark in ["*", "_"] where line.hasPrefix(mark) && line.hasSuffix(mark) {
      let inner = line.dropFirst().dropLast()
      if !inner.isEmpty, !inner.contains("\n\n"), !inner.contains(mark) { return false }
    }
    return true
  }
}
