import Diagnostics
import LessonDocument

/// Finds and reads the lesson that a command's FILE names.
struct LessonFinder {
  let library: LessonLibrary

  /// A file of that path, else a bundled lesson of that name.
  func path(_ file: String) throws(FileProblem) -> String {
    let kind = FileSystem.kind(file)
    if kind == .file || kind == .other { return file }
    if let entry = library.entry(named: file) { return entry.path }
    if kind == .folder { throw folderProblem(file) }
    throw missingProblem(file)
  }

  /// Reads without running. What is wrong with the text stands in its diagnostics.
  func read(_ file: String) throws(FileProblem) -> LessonSource {
    let path = try path(file)
    let bytes = try FileSystem.read(path, limit: LessonReader.maximumBytes)
    return LessonReader.read(bytes: bytes, name: path)
  }

  private func folderProblem(_ file: String) -> FileProblem {
    let lessons = LessonFolder.lessons(in: file).prefix(3)
    return FileProblem(
      path: file, message: "this is a folder; one lesson is a Markdown file",
      hint: lessons.isEmpty
        ? "there is no `.md` file in it"
        : "lessons in it: "
          + lessons.map { FilePath.joined(FilePath.withoutSlashes(file), $0) }
          .joined(separator: ", "))
  }

  private func missingProblem(_ file: String) -> FileProblem {
    let folder = FilePath.folder(file)
    let kind = FileSystem.kind(folder)
    if folder != ".", kind != .folder {
      return FileProblem(
        path: file, message: "there is no such file: `\(folder)` is not a folder",
        hint: near(file))
    }
    return FileProblem(
      path: file,
      message: file.contains("/")
        ? "there is no such file" : "there is no such file, and no bundled lesson of that name",
      hint: near(file))
  }

  private func near(_ file: String) -> String {
    let folder = FilePath.folder(file)
    let files = FileSystem.names(in: folder).filter(FilePath.isLesson).prefix(1000)
      .map { FilePath.joined(folder, $0) }
    let names = library.entries.map(\.name)
    let wanted = FilePath.isLesson(file) ? file : file + ".md"
    if let near = nearestName(to: wanted, among: files)
      ?? nearestName(to: FilePath.withoutExtension(file), among: names)
      ?? nearestName(
        to: FilePath.withoutExtension(file), among: names.map { FilePath.name($0) })
    {
      return "did you mean `\(near)`?"
    }
    if !names.isEmpty {
      return "bundled lessons: \(names.prefix(8).joined(separator: ", "))"
        + (names.count > 8 ? ", …; `lesson` lists them all" : "")
    }
    return "`lesson` without arguments lists the lessons there are"
  }
}
