import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// Errors of an answer, and how they are told.
extension ExerciseJudge {
  /// Whether the answer is the starter as it was handed out. A copy that is judged by itself knows it
  /// by its mark.
  func isUntouched(_ answer: Answer) -> Bool {
    if answer.file.bytes == lesson.source.bytes {
      return answer.block.options.handedOut == Submission.mark(of: answer.code)
    }
    guard let starter = exercise.starter else { return false }
    return Submission.essence(lesson.blocks[starter].code) == Submission.essence(answer.code)
  }

  /// Where all that a learner sees failed by an error, what a hidden check would say is no help.
  func quietHidden(_ result: inout ExerciseResult) {
    let seen = result.items.filter { !$0.isHidden }
    guard !seen.isEmpty,
      seen.allSatisfy({ $0.status == .failed && $0.feedback?.source == .error })
    else { return }
    for index in result.items.indices where result.items[index].isHidden {
      if result.items[index].status == .failed { result.items[index].feedback = nil }
    }
  }

  private func limitHint(_ failure: BlockOutcome.Failure) -> String {
    if failure.error.message.contains("the result would take") {
      return "that is one value: make it smaller"
    }
    return failure.loops.isEmpty ? "do it with less" : "does the loop ever end?"
  }

  /// What else a name that is not defined may be: one of the answer's own, or of another block.
  private func nameHint(_ name: String, _ code: AnswerCode) -> String? {
    if code.used.contains("self.\(name)") { return "did you mean `self.\(name)`?" }
    let own = code.names.union(code.parameters).subtracting([name])
    if let near = didYouMean(name, among: own.sorted()) { return near }
    let isElsewhere = lesson.blocks.contains { block in
      block.part?.exercise != exercise.id
        && topLevelNames(Parser.parse(SourceText(name: "block", text: block.code)).statements)
          .contains(name)
    }
    return isElsewhere ? "an exercise sees its set-up, not the lesson's other blocks" : nil
  }

  func ownError(
    _ failure: BlockOutcome.Failure, _ answer: Answer, _ session: Session, _ code: AnswerCode
  ) -> Feedback {
    let places = AnswerPlaces(lesson: lesson, answer: answer, session: session)
    let error = places.error(failure)
    if failure.error.type == "NameError", AnswerCode.isGap(quotedName(failure.error.message)) {
      var feedback = Feedback(.error, "There is still a gap in line \(error.line).")
      feedback.hint = "write what belongs in place of the underscores"
      return feedback
    }
    var text = error.type == "Refused" ? error.message : "\(error.type): \(error.message)"
    var hint = error.hint
    switch failure.error.type {
    case "Limit":
      text = error.message
      hint = limitHint(failure)
    case "NameError":
      hint = nameHint(quotedName(failure.error.message), code) ?? hint
      if hint?.contains("earlier one") ?? false { hint = "assign it before this line" }
    default: break
    }
    var feedback = Feedback(.error, text, hint: hint)
    feedback.error = error
    feedback.error?.hint = hint
    return feedback
  }

  private func quotedName(_ message: String) -> String {
    let parts = message.split(separator: "'", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : ""
  }

  func broken(_ result: inout ExerciseResult, _ problem: ExerciseSessions.Broken)
    -> ExerciseResult
  {
    result.status = .broken
    result.feedback = Feedback(
      .file, "The lesson's own set-up of this exercise does not run: this is not your mistake.",
      hint: "tell the author")
    result.authorProblem = "\(problem.failure.error.type): \(problem.failure.error.message)"
    result.authorProblemLine =
      lesson.blocks.indices.contains(problem.failure.block)
      ? problem.sources[problem.failure.block].map { source in
        let place = source.location(at: problem.failure.span.start)
        return lesson.blocks[problem.failure.block].location(line: place.line, column: 1).line
      } : nil
    for index in result.items.indices { result.items[index].status = .open }
    return result
  }
}
