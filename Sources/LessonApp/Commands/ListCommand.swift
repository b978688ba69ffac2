import Diagnostics
import LessonDocument
import LessonOutput
import Rendering

extension Application {
  /// Files of the working folder that are looked at for lessons.
  private static let maximumLocalFiles = 200

  /// Lists the lessons there are: the bundled ones in the order of the course, then those here.
  package func list(_ request: DisplayRequest = DisplayRequest()) -> ExitStatus {
    let options = device.options(request)
    let bundled = library.entries.map { (name: $0.name, path: $0.path) }
    let local = localLessons(besides: bundled.map(\.path))
    if bundled.isEmpty, local.isEmpty {
      console.complain(
        "no lessons were found",
        hint: "set LESSON_HOME to a folder of lessons, or name a file: lesson run FILE.md")
      return .usage
    }
    show("Lessons", bundled, options)
    if !bundled.isEmpty, !local.isEmpty { console.writeLine() }
    show("In this folder", local, options)
    let first = (bundled.first ?? local[0]).name
    console.writeLine()
    console.writeLine("Start with:  lesson run \(first)")
    return .success
  }

  private func show(
    _ title: String, _ lessons: [(name: String, path: String)], _ options: TerminalOptions
  ) {
    if lessons.isEmpty { return }
    console.write(StyledLine(title, .heading).printed(color: options.color) + "\n")
    let column = min(
      options.width / 2, (lessons.map { DisplayWidth.of($0.name) }.max() ?? 0) + 2)
    for lesson in lessons {
      var line = StyledLine("  " + lesson.name, .plain).padded(to: column + 2)
      let title = LineBreaking.wrap(
        self.title(lesson.path, options), width: max(20, options.width - column - 2))
      for (number, text) in title.enumerated() {
        if number > 0 { line = StyledLine("").padded(to: column + 2) }
        line.append(text)
        console.write(line.printed(color: options.color) + "\n")
      }
    }
  }

  private func title(_ path: String, _ options: TerminalOptions) -> String {
    guard let bytes = try? FileSystem.read(path, limit: LessonReader.maximumBytes) else {
      return "(cannot be read)"
    }
    let title = LessonTitle.title(
      of: LessonReader.read(bytes: bytes, name: path), unicode: options.unicode)
    return title.isEmpty ? "(no title)" : title
  }

  /// Markdown files of the working folder that have something to run.
  private func localLessons(besides known: [String]) -> [(name: String, path: String)] {
    let known = Set(known.compactMap(FileSystem.realPath))
    return FileSystem.names(in: ".").lazy.filter(FilePath.isLesson).prefix(Self.maximumLocalFiles)
      .filter { name in
        guard !known.contains(FileSystem.realPath(name) ?? name),
          let bytes = try? FileSystem.read(name, limit: LessonReader.maximumBytes)
        else { return false }
        return !LessonReader.read(bytes: bytes, name: name).blocks.isEmpty
      }
      .map { (name: $0, path: $0) }
  }
}
