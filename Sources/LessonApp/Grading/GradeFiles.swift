import Diagnostics
import Glibc
import LessonDocument

/// The files that are graded, and whose they are.
struct GradeFiles {
  /// One for each row, in the order of the grade book.
  let entries: [SubmissionMap.Entry]
  let hasRoster: Bool
  /// No copy of the class names a learner: all were handed out alike.
  let namesNobody: Bool
  /// What is wrong with the roster, and what was not looked at.
  private(set) var problems: [String] = []

  /// A file that is to be judged.
  struct Job {
    var row: Int
    var file: SubmissionFile
  }

  private static let mostDepth = 6
  /// The front matter of a copy is looked for in so many bytes.
  private static let headBytes = 64 * 1024

  /// Lists the files and finds whose they are.
  init(_ request: GradeRequest) throws(FileProblem) {
    var roster: Roster?
    if let name = request.roster {
      roster = try Roster.read(
        try FileSystem.read(name, limit: CSVReading.largestFile), name: name)
      problems = roster?.problems ?? []
    }
    var found: [Place] = []
    var notes: [String] = []
    for submission in request.submissions {
      switch FileSystem.kind(submission) {
      case .folder:
        Self.list(submission, Self.parts(submission), &found, &notes, depth: 0)
      case .missing:
        throw FileProblem(
          path: submission, message: "there is no such file or folder",
          hint: "name the files that were handed in, or their folder")
      default:
        found.append(Place(path: submission, folders: Self.parts(FilePath.folder(submission))))
      }
    }
    problems += notes
    if found.isEmpty {
      throw FileProblem(
        path: request.submissions.first ?? "", message: "there is no `.md` file in this folder",
        hint: "name the folder of the files that were handed in")
    }
    // Folders that all of the class share don't tell one learner from another.
    let shared = Self.shared(request.submissions, found)
    let files = found.map { place in
      let path = place.path
      var info = stat()
      let modified = stat(path, &info) == 0 ? Int(info.st_mtim.tv_sec) : 0
      let isPlain = Self.obstacle(path) == nil
      return SubmissionFile(
        path: path, modified: modified,
        learner: isPlain
          ? LessonReader.frontMatter(
            FileSystem.head(path, bytes: Self.headBytes), name: path
          ).learner : nil,
        folders: Array(place.folders.dropFirst(shared)))
    }
    hasRoster = roster != nil
    namesNobody = files.allSatisfy { $0.learner?.isEmpty ?? true }
    entries = SubmissionMap(files, roster: roster).entries
  }

  private struct Place {
    var path: String
    /// As they were named, then those within.
    var folders: [String]
  }

  private static func parts(_ folder: String) -> [String] {
    folder.split(separator: "/").map(String.init).filter { $0 != "." && $0 != ".." }
  }

  /// How many folders all of them lie in; for a single one the folder that was named, or all but
  /// the two above a file.
  private static func shared(_ named: [String], _ found: [Place]) -> Int {
    if named.count == 1, let path = named.first {
      return FileSystem.kind(path) == .folder
        ? parts(path).count : max(0, parts(FilePath.folder(path)).count - 2)
    }
    guard var common = found.first?.folders else { return 0 }
    for place in found {
      common = zip(common, place.folders).prefix { $0.0 == $0.1 }.map(\.0)
    }
    return common.count
  }

  /// Links to folders are not entered: what is behind them was not handed in.
  private static func list(
    _ folder: String, _ folders: [String], _ found: inout [Place], _ notes: inout [String],
    depth: Int
  ) {
    for name in FileSystem.names(in: folder) {
      let path = FilePath.joined(folder, name)
      switch FileSystem.kind(path) {
      case .folder:
        if FileSystem.isLink(path) {
          notes.append("\(path) is a link to a folder; it was not followed")
        } else if depth + 1 < mostDepth {
          list(path, folders + [name], &found, &notes, depth: depth + 1)
        } else {
          notes.append("\(path) lies too deep in folders; nothing in it was looked at")
        }
      // What can't be read gets its row too.
      default:
        if FilePath.isLesson(name) { found.append(Place(path: path, folders: folders)) }
      }
    }
  }

  /// The files that are to be judged.
  var jobs: [Job] {
    entries.enumerated().compactMap { row, entry in
      entry.file.flatMap { Self.obstacle($0.path) == nil ? Job(row: row, file: $0) : nil }
    }
  }

  /// Whose numbers a file is judged with, where that is known better than by what stands in it.
  func learner(_ job: Job) -> String? {
    let namesOne = !(job.file.learner?.isEmpty ?? true)
    return hasRoster || !namesOne && !namesNobody ? entries[job.row].learner.id : nil
  }

  /// Why a file is not read; nil for one that is.
  static func obstacle(_ path: String) -> String? {
    if FileSystem.isLink(path) { return "this is a link, not a file" }
    switch FileSystem.kind(path) {
    case .file: return nil
    case .missing: return "the file can't be read; its name may not be UTF-8"
    case .folder, .other: return "this is no file that can be read"
    }
  }
}
