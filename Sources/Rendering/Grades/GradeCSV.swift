import LessonOutput

/// Grade books as CSV files (RFC 4180, lines ended by LF as nbgrader writes them).
///
/// No cell can start a formula in a spreadsheet: what looks like one gets an apostrophe before it.
package enum GradeCSV {
  package static let nbgraderColumns = [
    "assignment", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
  ]
  package static let itemColumns = [
    "student_id", "exercise", "item", "kind", "label", "points", "maximum", "status", "message",
  ]
  /// `points` and `comment` are for a person to fill in.
  package static let answerColumns = [
    "student_id", "exercise", "item", "maximum", "rubric", "answer", "points", "comment",
  ]

  /// One row a learner, in nbgrader's columns.
  package static func nbgrader(_ book: GradeBook) -> String {
    text(
      nbgraderColumns,
      book.submissions.map { submission in
        let points = number(submission.points)
        return [
          book.lesson, submission.timestamp ?? "", submission.learner, submission.lastName,
          submission.firstName, submission.email, points, "0.0", points,
          number(submission.maximum),
        ]
      })
  }

  /// One row for each thing that was judged.
  package static func items(_ book: GradeBook) -> String {
    text(
      itemColumns,
      book.submissions.flatMap { submission in
        submission.exercises.flatMap { result -> [[String]] in
          let result = result.forLearner
          return result.items.enumerated().map { place, item in
            [
              submission.learner, result.id, String(place + 1), item.kind.rawValue, item.name,
              number(item.points), number(item.maximum), item.status.rawValue,
              (item.feedback ?? result.feedback)?.text ?? "",
            ]
          }
        }
      })
  }

  /// Free answers that wait for a person, with what to look for: for the instructor alone.
  package static func pendingAnswers(_ book: GradeBook) -> String {
    text(
      answerColumns,
      book.submissions.flatMap { submission in
        submission.exercises.flatMap { result in
          result.items.enumerated().filter { $0.element.status == .pending }.map { place, item in
            [
              submission.learner, result.id, String(place + 1), item.maximum.text,
              item.rubric.joined(separator: "; "), item.answer ?? "", "", "",
            ]
          }
        }
      })
  }

  // MARK: Cells

  private static func text(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
  }

  /// As Python writes a float: `3.0`.
  private static func number(_ points: Points) -> String { points.value.description }

  static func cell(_ text: String) -> String {
    let safe = startsFormula(text) ? "'" + text : text
    let needsQuotes = safe.unicodeScalars.contains {
      $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" || $0 == ";" || $0 == "\t"
    }
    let isSpaced = safe.first == " " || safe.last == " "
    guard needsQuotes || isSpaced else { return safe }
    var quoted = "\""
    for scalar in safe.unicodeScalars {
      quoted.unicodeScalars.append(scalar)
      if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
    }
    return quoted + "\""
  }

  /// What spreadsheets take for a formula or strip to one: signs in either width, after blanks or
  /// not, and a tab or line end at the start.
  private static func startsFormula(_ text: String) -> Bool {
    if let first = text.unicodeScalars.first, first.value < 0x20 { return true }
    let start = text.unicodeScalars.first {
      !$0.properties.isWhitespace && $0.properties.generalCategory != .format
        && $0.properties.generalCategory != .control
    }
    switch start {
    case "=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", "−": return true
    default: return false
    }
  }
}
