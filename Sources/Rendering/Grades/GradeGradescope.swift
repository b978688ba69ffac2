import LessonOutput

/// Results in the form that Gradescope reads as `results.json`.
///
/// Source: Gradescope, "Autograder Specifications", section "Output format",
/// https://gradescope-autograders.readthedocs.io/en/latest/specs/
package enum GradeGradescope {
  package static func results(_ submission: GradedSubmission, book: GradeBook) -> String {
    var fields: [String: JSONValue] = [
      "score": .double(submission.points.value),
      "output": .string(overview(submission, book)),
      "output_format": .string("text"),
      "test_output_format": .string("text"),
      "test_name_format": .string("text"),
      "visibility": .string("visible"),
      // What the grading prints is the instructor's.
      "stdout_visibility": .string("hidden"),
    ]
    fields["tests"] = .array(
      submission.exercises.enumerated().flatMap { number, result in
        tests(result.forReport, number: number + 1)
      })
    return JSONText.pretty(.object(fields))
  }

  private static func overview(_ submission: GradedSubmission, _ book: GradeBook) -> String {
    var lines = [VisibleText.line(book.title ?? book.lesson), submission.pointsText]
    if submission.isSilentlyMissing { lines.append("nothing was handed in") }
    lines += submission.problems.map { "problem: " + VisibleText.line($0) }
    lines += submission.notes.map { "note: " + VisibleText.line($0) }
    return lines.joined(separator: "\n")
  }

  private static func tests(_ result: ExerciseResult, number: Int) -> [JSONValue] {
    result.items.enumerated().map { place, item in
      var fields: [String: JSONValue] = [
        "name": .string("\(VisibleText.line(result.name)): \(VisibleText.line(item.name))"),
        "number": .string("\(number).\(place + 1)"),
        "output": .string(output(item, of: result, isFirst: place == 0)),
        "output_format": .string("text"),
        "visibility": .string("visible"),
      ]
      // Without a score Gradescope shows neither a tick nor a cross: the points are still to come.
      if item.status != .pending {
        fields["score"] = .double(item.points.value)
        fields["max_score"] = .double(item.maximum.value)
        fields["status"] = .string(item.status == .passed ? "passed" : "failed")
      }
      return .object(fields)
    }
  }

  private static let width = 100

  /// As in the terminal, without the heading.
  private static func output(_ item: ExerciseItem, of result: ExerciseResult, isFirst: Bool)
    -> String
  {
    var lines: [String] = []
    if item.status == .pending { lines.append("\(item.maximum.text) points, given by a person") }
    if item.status == .open, result.feedback == nil { lines.append("open: nothing was handed in") }
    if let feedback = result.feedback {
      lines += GradeText.lines(of: feedback, width, indent: 0)
    }
    if let answer = item.answer {
      lines += GradeText.framed(answer, item.answerWord + ":", width, indent: 0)
    }
    if let feedback = item.feedback, feedback != result.feedback {
      lines += GradeText.lines(of: feedback, width, indent: 0)
    }
    lines += GradeText.framed(item.stdout, "your code printed:", width, indent: 0)
    if isFirst {
      lines += result.notes.map { "note: " + VisibleText.line($0) }
      lines += GradeText.framed(result.stdout, "your code printed:", width, indent: 0)
    }
    return lines.joined(separator: "\n")
  }
}
