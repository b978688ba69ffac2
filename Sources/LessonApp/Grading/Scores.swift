import Diagnostics
import LessonOutput
import Rendering

/// Points and comments that a person gave to free answers: `answers.csv`, filled in.
package struct Scores: Hashable, Sendable {
  struct Row: Hashable, Sendable {
    /// `scores.csv line 4`.
    var place: String
    /// Blanks and all.
    var learner: String
    var exercise: String
    /// Counted from 1 among all that is judged in the exercise.
    var item: Int?
    var points: Double?
    var comment: String
  }

  private(set) var rows: [Row] = []
  /// Rows that could not be read, with their lines.
  package private(set) var problems: [String] = []

  private static let columns: [String: [String]] = [
    "student_id": ["id", "learner", "student"], "exercise": ["exercise_id"], "item": [],
    "points": ["score", "grade"], "comment": ["comments", "feedback"],
  ]

  package static func read(_ bytes: [UInt8], name: String) throws(FileProblem) -> Scores {
    let table = try CSVReading(
      bytes, name: name, known: columns, limit: CSVReading.largestAnswers)
    for column in ["student_id", "exercise", "points"] where !table.columns.contains(column) {
      throw FileProblem(
        path: name, message: "the first line names no column `\(column)`",
        hint: table.columns.lazy.compactMap { found in
          nearestName(to: found, among: [column]).map { "call `\(found)` `\($0)`" }
        }.first ?? "the first line reads: student_id,exercise,item,points,comment")
    }
    var scores = Scores()
    scores.problems = table.problems
    for row in table.rows {
      let place = "\(name) line \(row.line)"
      let text = row["points"]
      let points = number(text)
      if !text.isEmpty, points == nil {
        scores.problems.append("\(place): `\(text)` is no number of points")
        continue
      }
      let item = row["item"]
      if !item.isEmpty, Int(item) == nil {
        scores.problems.append("\(place): `\(item)` is no number of an item")
        continue
      }
      // A row that nobody has filled in.
      if points == nil, row["comment"].isEmpty { continue }
      scores.rows.append(
        Row(
          place: place, learner: row.whole["student_id"] ?? "", exercise: row["exercise"],
          item: Int(item),
          points: points, comment: row["comment"]))
    }
    return scores
  }

  /// `1.5`, and `1,5` as half of Europe writes it.
  private static func number(_ text: String) -> Double? {
    guard !text.isEmpty,
      text.utf8.allSatisfy({
        (0x30...0x39).contains($0) || [0x2B, 0x2C, 0x2D, 0x2E].contains($0)
      })
    else { return nil }
    let point = text.contains(".") ? text : String(text.map { $0 == "," ? "." : $0 })
    return Double(point).flatMap { $0.isFinite ? $0 : nil }
  }

  // MARK: Giving the points

  /// Puts the points where they belong; what could not be used is told.
  package func apply(to book: inout GradeBook) -> [String] {
    var told = problems
    var given: [String: String] = [:]
    let learners = LearnerIndex(book.submissions.map(\.learner))
    for row in rows {
      let place: Int
      switch learners.find(row.learner) {
      case .one(let found): place = found
      case .several(let found):
        let names = found.map { "`\(VisibleText.line(book.submissions[$0].learner))`" }
        told.append(
          "\(row.place): `\(row.learner)` may be row \(found.map { String($0 + 1) }.joined(separator: " or "))"
            + " of the class, \(names.joined(separator: ", ")); no points were given")
        continue
      case .nobody:
        told.append(
          Self.unknown(
            "learner", row.learner.trimmingSpaces, row.place, book.submissions.map(\.learner)))
        continue
      }
      guard
        let exercise = book.submissions[place].exercises.firstIndex(where: { $0.id == row.exercise }
        )
      else {
        told.append(
          Self.unknown("exercise", row.exercise, row.place, book.exercises.map(\.id)))
        continue
      }
      var result = book.submissions[place].exercises[exercise]
      let found = Self.item(row, result)
      guard let item = found.index else {
        told.append("\(row.place): \(found.problem)")
        continue
      }
      let key = "\(place) \(exercise) \(item)"
      if let first = given[key] {
        told.append("\(row.place): this answer has points from \(first) too; these count")
      }
      given[key] = row.place
      if let problem = Self.give(row, to: &result.items[item]) {
        told.append("\(row.place): \(problem)")
      }
      result.settle()
      book.submissions[place].exercises[exercise] = result
    }
    return told
  }

  private static func unknown(
    _ what: String, _ name: String, _ place: String, _ known: [String]
  ) -> String {
    if name.isEmpty { return "\(place): the \(what) is empty" }
    let hint = didYouMean(name, among: known).map { "; \($0)" } ?? ""
    return "\(place): there is no \(what) `\(name)`\(hint)"
  }

  /// The answer that a row is for: the item it names, else the only one there is.
  private static func item(_ row: Row, _ result: ExerciseResult) -> (index: Int?, problem: String) {
    let answers = result.items.indices.filter { result.items[$0].kind == .answer }
    let list = answers.map { String($0 + 1) }.joined(separator: ", ")
    if let item = row.item {
      if let index = answers.first(where: { $0 + 1 == item }) { return (index, "") }
      let hint = answers.isEmpty ? "it has no free answer" : "its free answers are items \(list)"
      return (nil, "item \(item) of `\(result.id)` is no free answer; \(hint)")
    }
    if answers.count == 1 { return (answers[0], "") }
    return (
      nil,
      answers.isEmpty
        ? "`\(result.id)` has no free answer: its points come from its checks"
        : "`\(result.id)` has several free answers: name one of \(list) in the column `item`"
    )
  }

  /// A sentence where the number could not be taken as it is.
  private static func give(_ row: Row, to item: inout ExerciseItem) -> String? {
    if !row.comment.isEmpty { item.feedback = Feedback(.comment, row.comment) }
    guard let wanted = row.points else { return nil }
    let points = min(Points(max(0, wanted)), item.maximum)
    item.points = points
    item.status = points == item.maximum ? .passed : .failed
    if wanted < 0 { return "\(number(wanted)) points are less than none; 0 were given" }
    if Points(wanted) > item.maximum {
      return "\(number(wanted)) points are more than this answer's \(item.maximum.text); "
        + "\(item.maximum.text) were given"
    }
    return nil
  }

  private static func number(_ value: Double) -> String {
    value < 0 ? "-" + Points(-value).text : Points(value).text
  }
}
