import Diagnostics
import FoundationEssentials
import Glibc
import LessonOutput

/// Where learners' places and answers are kept: one file for each lesson, in the user's state folder.
package struct ProgressStore: Sendable {
  /// Larger files are not ours.
  private static let maximumBytes = 1 << 20

  /// Nil where the system names no home.
  package let folder: String?

  package init(folder: String?) { self.folder = folder }

  /// `$XDG_STATE_HOME/lesson`, else `~/.local/state/lesson`.
  package static func standard() -> ProgressStore {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let state = variable("XDG_STATE_HOME") {
      return ProgressStore(folder: FilePath.joined(state, "lesson"))
    }
    return ProgressStore(
      folder: variable("HOME").map { FilePath.joined($0, ".local/state/lesson") })
  }

  /// The file of a lesson: its name, and a number made of its whole path.
  package func path(of lesson: String) -> String? {
    guard let folder else { return nil }
    let whole = FileSystem.realPath(lesson) ?? lesson
    let digits = String(StableHash(whole).value, radix: 16)
    let name = FilePath.withoutExtension(FilePath.name(whole))
    let plain = String(
      name.prefix(40).map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" })
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    return FilePath.joined(folder, "\(plain)-\(padded).json")
  }

  /// What was kept for a lesson; nil where nothing was, or it can't be read.
  package func load(_ lesson: String) -> LessonProgress? {
    guard let path = path(of: lesson),
      let bytes = try? FileSystem.read(path, limit: Self.maximumBytes),
      let progress = try? JSONDecoder().decode(LessonProgress.self, from: Data(bytes)),
      progress.format == 1
    else { return nil }
    return progress
  }

  /// Writes whole or not at all, with what another session of the same lesson has kept since: its
  /// answers are not lost. A file that can't be read as ours is kept beside the new one.
  package func save(_ progress: LessonProgress, of lesson: String) throws(FileProblem) {
    guard let folder, let path = path(of: lesson) else {
      throw FileProblem(path: lesson, message: "there is no home folder to keep your place in")
    }
    try FileSystem.createFolder(folder)
    // Between reading and writing no other session writes.
    let lock = FolderLock(folder)
    defer { lock.release() }
    let kept = load(lesson)
    if kept == nil, FileSystem.kind(path) == .file { rename(path, path + ".damaged") }
    let text: String
    do {
      text = JSONText.pretty(try JSONEncoding.value(kept.map(progress.merged) ?? progress))
    } catch {
      throw FileProblem(path: path, message: "your place could not be written: \(error)")
    }
    try FileSystem.write(Array(text.utf8), to: path)
  }
}

/// One program at a time writes into a folder. Where the file system has no locks, or another
/// program does not let go, the work goes on without one.
private struct FolderLock {
  /// Ten milliseconds each.
  private static let attempts = 100

  private let descriptor: Int32

  init(_ folder: String) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    for _ in 0..<Self.attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      if errno != EWOULDBLOCK, errno != EINTR { return }
      usleep(10_000)
    }
  }

  func release() { if descriptor >= 0 { close(descriptor) } }
}
