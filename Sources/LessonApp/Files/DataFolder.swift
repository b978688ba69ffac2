import LessonDocument
import LessonOutput
import NeuralNetworks
import PythonSubset
import Rendering

/// Reads a lesson's data files: those beside it that its front matter lists, and those in the folder
/// of `--data`. Nothing outside these two folders is read, whatever a name or a link says.
struct DataFolder: DataReader {
  /// The folder of `--data`, as it was typed.
  let folder: String?
  private let lesson: String

  /// - Parameter lesson: the lesson's file.
  init(lesson: String, folder: String?) {
    self.lesson = FilePath.folder(lesson)
    self.folder = folder
  }

  func lessonFile(_ name: String, limit: Int) throws(DataFileProblem) -> [UInt8] {
    try Self.read(name, in: lesson, "the lesson's folder", limit)
  }

  func dataFile(_ path: String, limit: Int) throws(DataFileProblem) -> [UInt8] {
    guard let folder else {
      throw DataFileProblem(path, "there is no `--data DIR`", isMissing: true)
    }
    return try Self.read(path, in: folder, "the folder of `--data`", limit)
  }

  /// The file of a name in a folder or below, links followed as far as that.
  static func path(_ name: String, in folder: String, _ place: String) throws(DataFileProblem)
    -> String
  {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !name.hasPrefix("/"), !parts.contains(".."), !name.utf8.contains(0) else {
      throw DataFileProblem(
        name, "the path leads out of \(place)", hint: "data files lie in \(place) or below")
    }
    let whole = FilePath.joined(folder, name)
    guard let base = FileSystem.realPath(folder), let file = FileSystem.realPath(whole) else {
      throw DataFileProblem(
        name, "there is no such file in \(place), `\(folder)`", hint: nil, isMissing: true)
    }
    guard file.hasPrefix(base == "/" ? "/" : base + "/") else {
      throw DataFileProblem(
        name, "the link leads out of \(place)", hint: "put the file itself there")
    }
    guard FileSystem.kind(file) == .file else {
      throw DataFileProblem(
        name, FileSystem.kind(file) == .folder ? "this is a folder, not a file" : "this is no file")
    }
    return file
  }

  private static func read(_ name: String, in folder: String, _ place: String, _ limit: Int)
    throws(DataFileProblem) -> [UInt8]
  {
    let path = try path(name, in: folder, place)
    do throws(FileProblem) {
      return try FileSystem.read(path, limit: limit)
    } catch {
      throw DataFileProblem(name, error.message, hint: error.hint)
    }
  }
}

extension Application {
  /// What reads the data files of a lesson.
  func data(for lesson: String) -> DataFolder { DataFolder(lesson: lesson, folder: dataFolder) }

  /// The files that a lesson lists, with their hashes.
  func dataFiles(of lesson: LessonSource) -> [DataFile] {
    let folder = data(for: lesson.source.name)
    return lesson.frontMatter.data.map { name in
      do throws(DataFileProblem) {
        let bytes = try folder.lessonFile(name, limit: CSVTable.largestFile)
        return DataFile(name: name, size: bytes.count, sha256: SHA256.hexadecimal(bytes))
      } catch {
        return DataFile(name: name, problem: error.message)
      }
    }
  }

  /// Takes the folder of `--data`; gives an exit status where it is none.
  package mutating func use(dataFolder folder: String?) -> ExitStatus? {
    guard let folder else { return nil }
    switch FileSystem.kind(folder) {
    case .folder:
      dataFolder = folder
      return nil
    case .missing:
      return report(
        FileProblem(
          path: folder, message: "there is no such folder",
          hint: "--data names the folder that data sets lie in"))
    default:
      return report(
        FileProblem(
          path: folder, message: "this is no folder",
          hint: "--data names the folder that data sets lie in: --data \(FilePath.folder(folder))"))
    }
  }
}
