import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import NeuralNetworks
import Rendering

extension Application {
  /// Copies a bundled lesson, with the pictures it shows and its data files, into the working folder:
  /// one with exercises as a learner's copy, whose solutions stay behind.
  package func start(_ name: String) -> ExitStatus {
    guard let entry = library.entry(named: name) else {
      let names = library.entries.map(\.name)
      console.complain(
        "there is no bundled lesson `\(name)`",
        hint: didYouMean(name, among: names)
          ?? (names.isEmpty
            ? "set LESSON_HOME to the folder of the lessons"
            : "there are: \(names.joined(separator: ", "))"))
      return .usage
    }
    let target = FilePath.name(entry.path)
    do throws(FileProblem) {
      let original = try FileSystem.read(entry.path, limit: LessonReader.maximumBytes)
      let lesson = LessonReader.read(bytes: original, name: entry.path)
      let hasTasks = SubmissionJudge.hasTasks(lesson)
      let bytes =
        hasTasks && !lesson.hasErrors
        ? Array(
          copy(
            of: lesson, original, data: data(for: entry.path),
            StudentRequest(file: entry.path, output: target)
          ).utf8) : original
      if FileSystem.kind(target) != .missing {
        let there = (try? FileSystem.read(target, limit: LessonReader.maximumBytes)) ?? []
        let id = FilePath.withoutExtension(target)
        let isSame =
          there == bytes || LessonReader.read(bytes: there, name: target).frontMatter.lessonID == id
        throw FileProblem(
          path: target,
          message: isSame ? "the lesson is here already" : "a file of that name stands here",
          hint: isSame
            ? "to run it: lesson run \(target)"
            : "it may hold your work: rename it, or start in another folder")
      }
      try FileSystem.write(bytes, to: target)
      console.writeLine(VisibleText.line(target))
      for picture in LessonLinks.pictures(in: lesson.prose) {
        try copy(picture, beside: entry.path)
      }
      for name in lesson.frontMatter.data { try copyData(name, beside: entry.path) }
      console.writeLine("To run it: lesson run \(target.shellWord)")
      if hasTasks { console.writeLine("To check your answers: lesson check \(target.shellWord)") }
      return .success
    } catch {
      return report(error)
    }
  }

  /// Copies a data file of the lesson to the same place here, unless one is there.
  private func copyData(_ name: String, beside lesson: String) throws(FileProblem) {
    guard let place = FilePath.normalized(name), FileSystem.kind(place) == .missing,
      let source = try? DataFolder.path(name, in: FilePath.folder(lesson), "")
    else { return }
    let bytes = try FileSystem.read(source, limit: CSVTable.largestFile)
    try FileSystem.createFolder(FilePath.folder(place))
    try FileSystem.write(bytes, to: place)
    console.writeLine(VisibleText.line(place))
  }

  /// Copies a picture of the lesson's own folder to the same place here, unless one is there.
  private func copy(_ address: String, beside lesson: String) throws(FileProblem) {
    let images = LessonImages(lesson: lesson)
    guard let source = images.file(address),
      let place = FilePath.normalized(
        LessonLinks.percentDecoded(address)), FileSystem.kind(place) == .missing
    else { return }
    let bytes = try FileSystem.read(source, limit: LessonImages.maximumBytes)
    try FileSystem.createFolder(FilePath.folder(place))
    try FileSystem.write(bytes, to: place)
    console.writeLine(VisibleText.line(place))
  }
}

/// Names for the completion of command lines.
package enum LessonNames {
  /// The bundled lessons.
  package static func bundled() -> [String] { LessonLibrary.bundled().entries.map(\.name) }

  /// The bundled lessons and the Markdown files and folders here.
  package static func all(_ prefix: String) -> [String] {
    let folder = prefix.contains("/") ? FilePath.folder(prefix) : "."
    let files = FileSystem.names(in: folder).compactMap { name -> String? in
      let path = folder == "." ? name : FilePath.joined(folder, name)
      switch FileSystem.kind(path) {
      case .file: return FilePath.isLesson(name) ? path : nil
      case .folder: return path + "/"
      default: return nil
      }
    }
    return bundled() + files
  }
}
