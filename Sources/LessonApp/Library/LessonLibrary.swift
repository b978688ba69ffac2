import Diagnostics
import Glibc
import LessonDocument
import LessonOutput

/// The folder of bundled lessons, in the order of its `index.md`.
package struct LessonLibrary: Sendable {
  package struct Entry: Hashable, Sendable {
    /// What is typed to name it: `backprop`, `guide/first-lesson`.
    package var name: String
    package var path: String
  }

  /// Nil where no bundled lessons were found.
  package let folder: String?

  /// Looked up at each call: most commands name a file and need no list.
  package var entries: [Entry] { folder.map(Self.entries) ?? [] }

  /// The lesson that a learner's copy was made from, where it is among these and has not changed
  /// since.
  package func original(of copy: LessonSource) -> LessonSource? {
    guard copy.frontMatter.isCopy, let id = copy.frontMatter.lessonID else { return nil }
    for entry in entries where FilePath.withoutExtension(FilePath.name(entry.path)) == id {
      if let bytes = try? FileSystem.read(entry.path, limit: LessonReader.maximumBytes),
        StudentCopy.version(of: bytes) == copy.frontMatter.version
      {
        return LessonReader.read(bytes: bytes, name: entry.path)
      }
    }
    return nil
  }

  /// Folders above the program that are searched for `lessons`.
  private static let levels = 8

  package init(folder: String?) { self.folder = folder }

  /// The lessons under `LESSON_HOME`, else beside the program or in the package it was built in.
  package static func bundled() -> LessonLibrary {
    if let home = getenv("LESSON_HOME").map({ String(cString: $0) }), !home.isEmpty {
      return LessonLibrary(folder: shortened(FilePath.withoutSlashes(home)))
    }
    guard let program = FileSystem.realPath("/proc/self/exe") else {
      return LessonLibrary(folder: nil)
    }
    return LessonLibrary(folder: folder(above: program))
  }

  /// `lessons` in the program's folder or one above it, up to the package's.
  static func folder(above program: String) -> String? {
    var folder = FilePath.folder(program)
    for _ in 0..<levels {
      let candidate = FilePath.joined(folder, "lessons")
      if FileSystem.kind(candidate) == .folder { return shortened(candidate) }
      if FileSystem.kind(FilePath.joined(folder, "Package.swift")) == .file { return nil }
      if folder == "/" { return nil }
      folder = FilePath.folder(folder)
    }
    return nil
  }

  /// A path below the working folder is shown as it would be typed there.
  private static func shortened(_ path: String) -> String {
    guard let here = FileSystem.realPath("."), here != "/", path.hasPrefix(here + "/") else {
      return path
    }
    return String(path.dropFirst(here.count + 1))
  }

  private static func entries(_ folder: String) -> [Entry] {
    let found = LessonFolder.lessons(in: folder).filter { $0 != "index.md" }
    let order = LessonFolder.order(of: folder)
    let listed = order.filter(Set(found).contains)
    return (listed + found.filter { !listed.contains($0) }).map {
      Entry(name: FilePath.withoutExtension($0), path: FilePath.joined(folder, $0))
    }
  }

  /// The lesson of that name: `backprop`, `backprop.md`, `first-lesson`, `guide/first-lesson`.
  package func entry(named name: String) -> Entry? {
    let wanted = FilePath.withoutExtension(name)
    if wanted == "index", let folder {
      let path = FilePath.joined(folder, "index.md")
      if FileSystem.kind(path) == .file { return Entry(name: "index", path: path) }
    }
    let entries = entries
    return entries.first { $0.name == wanted }
      ?? entries.first { FilePath.name($0.name) == wanted }
  }
}
