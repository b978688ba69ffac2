import Diagnostics
import Rendering

/// What `lesson new` was asked for.
package struct NewRequest: Sendable {
  package var name: String
  package var language = LessonTemplate.Language.english

  package init(name: String) { self.name = name }
}

extension Application {
  /// Writes a lesson to start writing from. A file that is there is never replaced.
  package func new(_ request: NewRequest) -> ExitStatus {
    do throws(FileProblem) {
      let (path, title) = try place(of: request.name)
      switch FileSystem.kind(path) {
      case .missing: break
      case .folder:
        throw FileProblem(
          path: path, message: "a folder of that name stands here", hint: "choose another name")
      case .file, .other:
        throw FileProblem(
          path: path, message: "a file of that name stands here; it is left as it is",
          hint: "choose another name, or move the file away")
      }
      try FileSystem.createFolder(FilePath.folder(path))
      let text = LessonTemplate(title: title, language: request.language).text
      try FileSystem.write(Array(text.utf8), to: path)
      let word = path.shellWord
      console.writeLine(VisibleText.line(path))
      console.writeLine("To see it:           lesson run \(word)")
      console.writeLine("Whether all holds:   lesson test \(word)")
      console.writeLine("A learner's copy:    lesson student \(word) -o copies/")
      return .success
    } catch { return report(error) }
  }

  /// `talks/My first` → `talks/My first.md`, titled `My first`.
  private func place(of name: String) throws(FileProblem) -> (path: String, title: String) {
    func problem(_ message: String) -> FileProblem {
      FileProblem(path: name, message: message, hint: "for example: lesson new mine")
    }
    let title = FilePath.withoutExtension(FilePath.name(name)).trimmingBlanks
    guard !name.hasSuffix("/"), !title.isEmpty, title != ".", title != ".." else {
      throw problem("this is no name of a lesson")
    }
    let isPrintable = name.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control
    }
    guard isPrintable else { throw problem("a name has no control characters") }
    var path = FilePath.isLesson(name) ? name : name + ".md"
    // A name that starts with a dash would be read as an option ever after.
    if path.hasPrefix("-") { path = "./" + path }
    return (path, title)
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
