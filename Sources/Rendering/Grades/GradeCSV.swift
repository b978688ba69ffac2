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
          let result = result.forReport
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

  // MARK: Answers

  /// Bytes of one answer in the table; a spreadsheet's cell holds 32,767 characters.
  static let mostOfAnswer = 20_000

  /// Free answers, with what to look for: those that wait for a person, and those that have points.
  /// For the instructor alone.
  ///
  /// - Parameter given: points and comment of an answer that waits, as they stood in the table that
  ///   this one replaces.
  package static func answers(
    _ book: GradeBook, given: (AnswerKey) -> (points: String, comment: String)? = { _ in nil },
    more: [[String]] = []
  ) -> String {
    text(
      answerColumns,
      answerRows(book).map { row in
        let item = row.item
        let isGiven = item.status == .passed || item.status == .failed
        let standing = isGiven ? nil : given(row.key)
        let said = item.feedback.flatMap { $0.source == .comment ? $0.text : nil }
        return [
          row.learner, row.key.exercise, String(row.key.item), item.maximum.text,
          item.rubric.joined(separator: "; "),
          ClippedText.bytes(item.answer ?? "", most: mostOfAnswer),
          isGiven ? item.points.text : standing?.points ?? "", said ?? standing?.comment ?? "",
        ]
      } + more)
  }

  /// Where an answer stands; the learner as the table writes the id.
  package struct AnswerKey: Hashable, Sendable {
    package var learner: [UInt8]
    package var exercise: String
    package var item: Int

    package init(learner: String, exercise: String, item: Int) {
      self.learner = Array(GradeCSV.id(learner).utf8)
      self.exercise = exercise
      self.item = item
    }
  }

  package static func answerKeys(_ book: GradeBook, pendingOnly: Bool = false) -> Set<AnswerKey> {
    Set(answerRows(book).filter { !pendingOnly || $0.item.status == .pending }.map(\.key))
  }

  private static func answerRows(_ book: GradeBook)
    -> [(learner: String, key: AnswerKey, item: ExerciseItem)]
  {
    book.submissions.flatMap { submission in
      submission.exercises.flatMap { result in
        result.items.enumerated().compactMap { place, item in
          guard item.kind == .answer,
            item.status != .open || item.feedback?.source == .comment
          else { return nil }
          return (
            submission.learner,
            AnswerKey(learner: submission.learner, exercise: result.id, item: place + 1), item
          )
        }
      }
    }
  }

  // MARK: Cells

  private static func text(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { row in
      row.map { cell(VisibleText.withTabs($0)) }.joined(separator: ",") + "\n"
    }.joined()
  }

  /// An id as the tables hold it: what steers a terminal or can't be seen is written out.
  package static func id(_ learner: String) -> String { VisibleText.withTabs(learner) }

  /// As Python writes a float: `3.0`.
  private static func number(_ points: Points) -> String { points.value.description }

  static func cell(_ text: String) -> String {
    let safe = needsMark(text) ? "'" + text : text
    let needsQuotes = safe.utf8.contains {
      $0 < 0x20 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ";")
    }
    let ends = [safe.unicodeScalars.first, safe.unicodeScalars.last].compactMap { $0 }
    guard needsQuotes || ends.contains(where: \.properties.isWhitespace) else { return safe }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in safe.utf8 {
      quoted.append(byte)
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
  }

  // MARK: The apostrophe

  /// What a cell of ours stands for: the reverse of what writing puts before it.
  package static func withoutMark(_ text: String) -> String {
    guard text.utf8.first == UInt8(ascii: "'") else { return text }
    let rest = String(text.unicodeScalars.dropFirst())
    return startsFormula(rest) || rest.utf8.first == UInt8(ascii: "'") ? rest : text
  }

  /// Formulas, and what `withoutMark` would change.
  private static func needsMark(_ text: String) -> Bool {
    if startsFormula(text) { return true }
    guard text.utf8.first == UInt8(ascii: "'") else { return false }
    return !withoutMark(text).utf8.elementsEqual(text.utf8)
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
