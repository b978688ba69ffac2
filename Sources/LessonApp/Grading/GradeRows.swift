import Glibc
import LessonOutput
import LessonRunner

/// What is made of each file that was judged.
struct GradeRows {
  /// The lesson's name.
  let lesson: String
  let asked: [SubmissionJudge.Asked]
  /// What one gets who handed in nothing.
  let empty: [ExerciseResult]

  /// What came back of one file as a row; nil stands for no file.
  func row(_ entry: SubmissionMap.Entry, _ outcome: JudgeProcess.Outcome?) -> GradedSubmission {
    var row = GradedSubmission(learner: entry.learner.id)
    row.firstName = entry.learner.firstName
    row.lastName = entry.learner.lastName
    row.email = entry.learner.email
    row.notes = entry.notes
    if let file = entry.file, let problem = GradeFiles.obstacle(file.path) {
      row.exercises = empty
      row.files = [FilePath.name(file.path)]
      row.problems.append(problem)
      return row
    }
    guard let file = entry.file, let outcome else {
      row.exercises = empty
      row.notes.append("nothing was handed in")
      return row
    }
    let header = outcome.lines.lazy.compactMap(\.header).first
    row.files = ([file] + entry.others).map { FilePath.name($0.path) }
    row.version = header?.version
    row.timestamp = Self.time(file.modified)
    row.problems = header?.problems ?? []
    var known: [String: ExerciseResult] = [:]
    for result in outcome.lines.compactMap(\.result) { known[result.id] = result }
    row.exercises = empty.map { empty in
      if let result = known[empty.id] { return result }
      if let asked = asked.first(where: { $0.id == empty.id }) {
        return SubmissionJudge.result(asked, typed: header?.typed[asked.id])
      }
      var result = empty
      if let reason = outcome.reason(empty.id) {
        result.feedback = Feedback(.file, "Not judged: \(reason).")
        result.settle()
      }
      return result
    }
    for id in empty.map(\.id) {
      if let reason = outcome.stops[id] { row.problems.append("`\(id)`: \(reason)") }
    }
    if outcome.stops.isEmpty, let reason = outcome.stopped { row.problems.append(reason) }
    if let named = header?.learner, named != entry.learner.id,
      !row.notes.contains(where: { $0.hasSuffix("made for `\(named)`") })
    {
      row.notes.append("the copy was made for `\(named)`")
    }
    if let note = header?.note { row.notes.append(note) }
    if let theirs = header?.lesson, theirs != lesson {
      row.problems.append("the file is a copy of the lesson `\(theirs)`, not of `\(lesson)`")
    }
    return row
  }

  /// `2026-11-21 09:30:00`, in UTC, as nbgrader writes it.
  private static func time(_ seconds: Int) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    func two(_ value: Int32) -> String { (value < 10 ? "0" : "") + String(value) }
    return "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }

  /// What concerns the class.
  func notes(_ book: GradeBook) -> [String] {
    var notes: [String] = []
    let versions = book.submissions.compactMap(\.version)
    let other = versions.count { $0 != book.version }
    if other > 0 {
      notes.append(
        "\(other) of \(versions.count) copies \(other == 1 ? "was" : "were") handed out from another "
          + "version of the lesson than the one that grades, \(book.version)")
    }
    return notes
  }
}
