import Glibc

@testable import LessonApp

/// A folder of its own for a test, removed with it.
final class ScratchFolder {
  let path: String

  init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var template = Array((parent + "/lesson-test-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw FileProblem(path: parent, message: "no folder for the test: \(errorText(errno))")
    }
    path = FileSystem.realPath(String(cString: made)) ?? String(cString: made)
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    guard let stream = opendir(path) else { return }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let inner = path + "/" + name
      // A link is removed, not what it leads to.
      if unlink(inner) != 0 { remove(inner) }
    }
    closedir(stream)
    rmdir(path)
  }

  /// The path of a name in the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, bytes: Array(text.utf8))
  }

  @discardableResult
  func write(_ name: String, bytes: [UInt8]) throws -> String {
    try FileSystem.createFolder(FilePath.folder(self(name)))
    try FileSystem.write(bytes, to: self(name))
    return self(name)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try FileSystem.read(self(name), limit: 1 << 24), as: UTF8.self)
  }

  var names: [String] { FileSystem.names(in: path) }
}

/// What a command gave.
struct Outcome {
  var status: ExitStatus
  var output: String
  var errors: String
}

/// Runs commands of the application with its output in files.
struct ApplicationHarness {
  let scratch: ScratchFolder
  var lessons: String?
  var device = OutputDevice(isTerminal: false, columns: nil, environment: [:])
  /// Without KaTeX, unless a test is about it.
  var katex = KaTeXPlaces(folders: [], libraries: [], cache: nil)

  init(lessons: String? = nil) throws {
    scratch = try ScratchFolder()
    self.lessons = lessons
  }

  func perform(_ command: (Application) -> ExitStatus) throws -> Outcome {
    let files = [scratch("stdout"), scratch("stderr")]
    let descriptors = files.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
    defer { for descriptor in descriptors { close(descriptor) } }
    let console = Console(output: descriptors[0], errors: descriptors[1])
    let application = Application(
      console: console, library: LessonLibrary(folder: lessons), device: device,
      progress: ProgressStore(folder: scratch("state")), katex: katex)
    let status = console.finish(command(application))
    return Outcome(
      status: status, output: try scratch.text("stdout"), errors: try scratch.text("stderr"))
  }
}

/// The root of the package.
let packageFolder = FilePath.folder(FilePath.folder(FilePath.folder(#filePath)))
