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
    var kept: [String: LessonProgress] = [:]
    for lesson in bundled + local { kept[lesson.path] = progress.load(lesson.path) }
    show("Lessons", bundled, kept, options)
    if !bundled.isEmpty, !local.isEmpty { console.writeLine() }
    show("In this folder", local, kept, options)
    console.writeLine()
    console.writeLine(nextMove(bundled + local, kept))
    return .success
  }

  /// What was begun comes first, then what comes after the lessons that are finished.
  private func nextMove(
    _ lessons: [(name: String, path: String)], _ progress: [String: LessonProgress]
  ) -> String {
    if let begun = lessons.first(where: { progress[$0.path].map { !$0.isFinished } ?? false }) {
      return "Go on with:  lesson run \(begun.name)"
    }
    guard let next = lessons.first(where: { progress[$0.path] == nil }) else {
      return "All of them are read. Again:  lesson run \(lessons[0].name)"
    }
    return (progress.isEmpty ? "Start with:  " : "Next:  ") + "lesson run \(next.name)"
  }

  /// `✓` for a lesson that was read to its end, `3/9` blocks for one that was begun.
  private func mark(_ progress: LessonProgress?, _ options: TerminalOptions) -> String {
    guard let progress else { return "" }
    if progress.isFinished { return options.unicode ? "✓" : "done" }
    return "\(progress.seen)/\(progress.blocks)"
  }

  private func show(
    _ title: String, _ lessons: [(name: String, path: String)],
    _ progress: [String: LessonProgress], _ options: TerminalOptions
  ) {
    if lessons.isEmpty { return }
    console.write(StyledLine(title, .heading).printed(color: options.color) + "\n")
    let marks = lessons.map { mark(progress[$0.path], options) }
    let markWidth = marks.map(DisplayWidth.of).max() ?? 0
    let names = (lessons.map { DisplayWidth.of($0.name) }.max() ?? 0) + 2
    let column = min(options.width / 2, names + (markWidth > 0 ? markWidth + 2 : 0))
    for (lesson, mark) in zip(lessons, marks) {
      var line = StyledLine("  " + lesson.name, .plain)
      if markWidth > 0 {
        line = line.padded(to: min(names + 2, column + 2 - markWidth - 2))
          .appending(mark, .value)
      }
      line = line.padded(to: column + 2)
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
