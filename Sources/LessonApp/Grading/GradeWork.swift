import Diagnostics
import Glibc
import LessonDocument
import LessonOutput
import LessonRunner

/// The files that are graded, and what is made of each.
struct GradeWork {
  let request: GradeRequest
  let lesson: LessonSource
  let path: String
  let asked: [SubmissionJudge.Asked]
  /// What one gets who handed in nothing.
  let empty: [ExerciseResult]
  /// One for each row, in the order of the grade book.
  let entries: [SubmissionMap.Entry]
  let hasRoster: Bool
  private(set) var problems: [String] = []

  private static let mostDepth = 6
  /// The front matter of a copy is looked for in so many bytes.
  private static let headBytes = 64 * 1024

  /// Lists the files and finds whose they are.
  init(
    _ request: GradeRequest, lesson: LessonSource, path: String, asked: [SubmissionJudge.Asked],
    empty: [ExerciseResult]
  ) throws(FileProblem) {
    self.request = request
    self.lesson = lesson
    self.path = path
    self.asked = asked
    self.empty = empty
    var roster: Roster?
    if let name = request.roster {
      roster = try Roster.read(
        try FileSystem.read(name, limit: CSVReading.largestFile), name: name)
      problems = roster?.problems ?? []
    }
    var paths: [String] = []
    for submission in request.submissions {
      switch FileSystem.kind(submission) {
      case .folder: Self.list(submission, &paths, depth: 0)
      case .missing:
        throw FileProblem(
          path: submission, message: "there is no such file or folder",
          hint: "name the files that were handed in, or their folder")
      default: paths.append(submission)
      }
    }
    if paths.isEmpty {
      throw FileProblem(
        path: request.submissions.first ?? "", message: "there is no `.md` file in this folder",
        hint: "name the folder of the files that were handed in")
    }
    let files = paths.map { path in
      var info = stat()
      let modified = stat(path, &info) == 0 ? Int(info.st_mtim.tv_sec) : 0
      let isPlain = Self.obstacle(path) == nil
      return SubmissionFile(
        path: path, modified: modified,
        learner: isPlain
          ? LessonReader.frontMatter(
            FileSystem.head(path, bytes: Self.headBytes), name: path
          ).learner : nil)
    }
    hasRoster = roster != nil
    entries = SubmissionMap(files, roster: roster).entries
  }

  private static func list(_ folder: String, _ paths: inout [String], depth: Int) {
    guard depth < mostDepth else { return }
    for name in FileSystem.names(in: folder) {
      let path = FilePath.joined(folder, name)
      switch FileSystem.kind(path) {
      case .folder: list(path, &paths, depth: depth + 1)
      // What can't be read gets its row too.
      default: if FilePath.isLesson(name) { paths.append(path) }
      }
    }
  }

  // MARK: Rows

  /// The rows whose file is to be judged.
  var jobs: [(row: Int, file: SubmissionFile)] {
    entries.enumerated().compactMap { row, entry in
      entry.file.flatMap { Self.obstacle($0.path) == nil ? (row, $0) : nil }
    }
  }

  /// Why a file is not read; nil for one that is.
  private static func obstacle(_ path: String) -> String? {
    if FileSystem.isLink(path) { return "this is a link, not a file" }
    switch FileSystem.kind(path) {
    case .file: return nil
    case .missing: return "the file can't be read; its name may not be UTF-8"
    case .folder, .other: return "this is no file that can be read"
    }
  }

  /// What came back of one file as a row; nil stands for no file.
  func row(_ entry: SubmissionMap.Entry, _ outcome: JudgeProcess.Outcome?) -> GradedSubmission {
    var row = GradedSubmission(learner: entry.learner.id)
    row.firstName = entry.learner.firstName
    row.lastName = entry.learner.lastName
    row.email = entry.learner.email
    row.notes = entry.notes
    if let file = entry.file, let problem = Self.obstacle(file.path) {
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
    let id = FilePath.withoutExtension(FilePath.name(path))
    if let named = header?.learner, named != entry.learner.id {
      row.notes.append("the copy was made for `\(named)`")
    }
    if let theirs = header?.lesson, theirs != id {
      row.problems.append("the file is a copy of the lesson `\(theirs)`, not of `\(id)`")
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
    var notes = problems
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
