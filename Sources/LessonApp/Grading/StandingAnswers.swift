import LessonOutput
import Rendering

/// What a person has filled in already, in the table of answers that is about to be replaced.
struct StandingAnswers {
  private struct Row {
    var learner: String
    var exercise: String
    var item: String
    var points: String
    var comment: String
    var key: GradeCSV.AnswerKey? {
      Int(item).map { GradeCSV.AnswerKey(learner: learner, exercise: exercise, item: $0) }
    }
  }

  private var rows: [Row] = []

  /// - Parameter path: may not be there; a file that can't be read is not replaced.
  init(_ path: String) throws(FileProblem) {
    guard FileSystem.kind(path) != .missing else { return }
    let table: CSVReading
    do throws(FileProblem) {
      table = try CSVReading(
        try FileSystem.read(path, limit: CSVReading.largestAnswers), name: path, known: [:],
        limit: CSVReading.largestAnswers)
    } catch {
      throw FileProblem(
        path: path, message: "this file would be replaced, and can't be read: \(error.message)",
        hint: "it may hold points that somebody gave: move it to another place")
    }
    for row in table.rows {
      let points = row["points"]
      let comment = row["comment"]
      if points.isEmpty, comment.isEmpty { continue }
      rows.append(
        Row(
          learner: row.whole["student_id"] ?? "", exercise: row["exercise"], item: row["item"],
          points: points, comment: comment))
    }
  }

  /// The new table: points of this grading, else those that stood there; rows that fit no answer
  /// of the class come last.
  ///
  /// - Returns: nil where there is nothing to write, and how many rows hold points or comments that
  ///   this grading has not counted.
  func table(_ book: GradeBook) -> (text: String, uncounted: Int)? {
    let learners = LearnerIndex(book.submissions.map(\.learner))
    let keys = GradeCSV.answerKeys(book)
    var standing: [GradeCSV.AnswerKey: (points: String, comment: String)] = [:]
    var more: [[String]] = []
    for row in rows {
      var key = row.key
      switch learners.find(row.learner) {
      case .one(let place): key?.learner = Array(GradeCSV.id(book.submissions[place].learner).utf8)
      case .several, .nobody: key = nil
      }
      if let key, keys.contains(key) {
        standing[key] = (row.points, row.comment)
      } else {
        more.append(
          [row.learner, row.exercise, row.item, "", "", "", row.points, row.comment])
      }
    }
    if keys.isEmpty, more.isEmpty { return nil }
    let pending = GradeCSV.answerKeys(book, pendingOnly: true)
    let kept = standing.count { pending.contains($0.key) && !$0.value.points.isEmpty }
    return (GradeCSV.answers(book, given: { standing[$0] }, more: more), kept + more.count)
  }
}
