import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import NeuralNetworks
import PythonSubset
import Rendering

/// What `lesson student` was asked for.
package struct StudentRequest: Sendable {
  package var file: String
  /// The copy, or a folder for it.
  package var output: String
  package var learner: String?
  package var withSolutions = false
  /// Take the place of a file that is there.
  package var replaces = false

  package init(file: String, output: String) {
    self.file = file
    self.output = output
  }
}

extension Application {
  /// Writes the copy that is handed out.
  package func student(_ request: StudentRequest) -> ExitStatus {
    do throws(FileProblem) {
      let path = try finder.path(request.file)
      let bytes = try FileSystem.read(path, limit: LessonReader.maximumBytes)
      let lesson = LessonReader.read(bytes: bytes, name: path)
      for diagnostic in lesson.diagnostics where diagnostic.severity == .error {
        console.diagnose(diagnostic, file: path)
      }
      if lesson.hasErrors { return .brokenLesson }
      try refuseCopy(lesson, path)
      let name = request.learner.map { GradeFileNames.name($0) + ".md" } ?? FilePath.name(path)
      let target =
        FileSystem.kind(request.output) == .folder || request.output.hasSuffix("/")
        ? FilePath.joined(request.output, name) : request.output
      if let source = FileSystem.realPath(path), source == FileSystem.realPath(target) {
        throw FileProblem(
          path: target, message: "the copy would take the place of the lesson itself",
          hint: "name another file or folder: -o copies/")
      }
      let text = copy(of: lesson, bytes, data: data(for: path), request)
      if !request.replaces, FileSystem.kind(target) != .missing,
        (try? FileSystem.read(target, limit: LessonReader.maximumBytes)) != Array(text.utf8)
      {
        throw FileProblem(
          path: target, message: "a file stands here; it may hold a learner's work",
          hint: "name another place, or replace it with --force")
      }
      try FileSystem.createFolder(FilePath.folder(target))
      try FileSystem.write(Array(text.utf8), to: target)
      console.writeLine(VisibleText.line(target))
      if FileSystem.realPath(FilePath.folder(target)) != FileSystem.realPath(FilePath.folder(path))
      {
        for name in LessonLinks.pictures(in: lesson.prose) {
          try bring(name, of: path, to: FilePath.folder(target), isPicture: true)
        }
        for name in lesson.frontMatter.data {
          try bring(name, of: path, to: FilePath.folder(target), isPicture: false)
        }
      }
      return .success
    } catch { return report(error) }
  }

  /// Copies and grades are made from the author's file.
  func refuseCopy(_ lesson: LessonSource, _ path: String) throws(FileProblem) {
    guard lesson.frontMatter.isCopy else { return }
    throw FileProblem(
      path: path, message: "this is a learner's copy, without keys and hidden checks",
      hint: "give the author's own file of `\(lesson.frontMatter.lessonID ?? "the lesson")`")
  }

  /// The text of a learner's copy.
  func copy(
    of lesson: LessonSource, _ bytes: [UInt8], data: any DataReader, _ request: StudentRequest
  ) -> String {
    var options = JudgeOptions()
    options.learner = request.learner
    options.data = data
    var copy = StudentCopy(
      id: FilePath.withoutExtension(FilePath.name(lesson.source.name)),
      version: StudentCopy.version(of: bytes))
    copy.learner = request.learner
    copy.withSolutions = request.withSolutions
    copy.variant = { variant, exercise in
      Variants.value(of: variant, exercise: exercise.id, learner: request.learner)
    }
    copy.defines = { ExerciseJudge.defined(lesson, $0).sorted() }
    copy.number = { VariantNumbers.text(of: $0, in: lesson, learner: request.learner) }
    for exercise in lesson.exercises where exercise.starter != nil {
      let judge = ExerciseJudge(lesson, exercise, options: options)
      for check in exercise.checks where !lesson.blocks[check].options.hidden {
        copy.known[check] = judge.sealedMessages(check)
        copy.gradients[check] = judge.requiredGradients(check)
      }
    }
    return copy.text(of: lesson)
  }

  /// Copies a file of the lesson's folder to the same place beside the copy.
  private func bring(
    _ name: String, of lesson: String, to folder: String, isPicture: Bool
  ) throws(FileProblem) {
    let source =
      isPicture
      ? LessonImages(lesson: lesson).file(name)
      : try? DataFolder.path(name, in: FilePath.folder(lesson), "")
    guard let source,
      let place = FilePath.normalized(isPicture ? LessonLinks.percentDecoded(name) : name)
    else { return }
    let target = FilePath.joined(folder, place)
    let bytes = try FileSystem.read(
      source, limit: isPicture ? LessonImages.maximumBytes : CSVTable.largestFile)
    try FileSystem.createFolder(FilePath.folder(target))
    try FileSystem.write(bytes, to: target)
    console.writeLine(VisibleText.line(target))
  }
}
