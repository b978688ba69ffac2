import LessonDocument
import LessonOutput

/// A folder of lessons: which files it has, and in what order a course goes through them.
package enum LessonFolder {
  /// Folders nested deeper are not searched.
  static let maximumDepth = 16
  /// Searching stops at this many files.
  static let maximumFiles = 10_000

  /// Every Markdown file below the folder, as a path relative to it, sorted; hidden ones left out.
  package static func lessons(in folder: String) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    collect(folder, "", depth: 0, into: &found, seen: &seen)
    return found
  }

  /// - Parameter seen: folders searched already: a link may lead back up.
  private static func collect(
    _ folder: String, _ prefix: String, depth: Int, into found: inout [String],
    seen: inout Set<String>
  ) {
    guard depth <= maximumDepth,
      let real = FileSystem.realPath(prefix.isEmpty ? folder : FilePath.joined(folder, prefix)),
      seen.insert(real).inserted
    else { return }
    var folders: [String] = []
    for name in FileSystem.names(in: real) {
      guard found.count < maximumFiles else { return }
      let path = FilePath.joined(prefix, name)
      switch FileSystem.kind(FilePath.joined(folder, path)) {
      case .file: if FilePath.isLesson(name) { found.append(path) }
      case .folder: folders.append(path)
      case .other, .missing: break
      }
    }
    for path in folders { collect(folder, path, depth: depth + 1, into: &found, seen: &seen) }
  }

  /// The files that `index.md` links to, in order.
  static func order(of folder: String) -> [String] {
    let path = FilePath.joined(folder, "index.md")
    guard let bytes = try? FileSystem.read(path, limit: LessonReader.maximumBytes) else {
      return []
    }
    var order: [String] = []
    for link in LessonLinks.links(in: LessonReader.read(bytes: bytes, name: path).prose) {
      guard let file = LessonLinks.lessonFile(link), let file = FilePath.normalized(file),
        !order.contains(file)
      else { continue }
      order.append(file)
    }
    return order
  }
}
