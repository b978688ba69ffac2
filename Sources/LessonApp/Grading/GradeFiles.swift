import Diagnostics
import Glibc
import LessonDocument

/// The files that are graded, and whose they are.
struct GradeFiles {
  /// One for each row, in the order of the grade book.
  let entries: [SubmissionMap.Entry]
  let hasRoster: Bool
  /// What is wrong with the roster.
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

  /// The files that are to be judged.
  var jobs: [Job] {
    entries.enumerated().compactMap { row, entry in
      entry.file.flatMap { Self.obstacle($0.path) == nil ? Job(row: row, file: $0) : nil }
    }
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
