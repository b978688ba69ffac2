import Arrays
import NeuralNetworks

/// What blocks may read from outside, handed in by who runs the lesson: libraries touch no files.
package protocol DataReader: Sendable {
  /// The folder of `--data`, as it was given; nil where it was not.
  var folder: String? { get }
  /// A file beside the lesson, by the name that front matter's `data:` gives.
  func lessonFile(_ name: String, limit: Int) throws(DataFileProblem) -> [UInt8]
  /// A file in the folder of `--data` or below.
  func dataFile(_ path: String, limit: Int) throws(DataFileProblem) -> [UInt8]
}

/// The data files of one lesson.
package struct LessonData: Sendable {
  /// Names that front matter's `data:` lists.
  package var declared: [String] = []
  package var reader: (any DataReader)?

  package init(declared: [String] = [], reader: (any DataReader)? = nil) {
    self.declared = declared
    self.reader = reader
  }

  /// The bytes of a file that front matter lists.
  func declaredFile(_ name: String, limit: Int) throws -> [UInt8] {
    guard declared.contains(name) else {
      throw PythonError(
        "FileNotFoundError", "`\(name)` is not among the lesson's data files",
        hint: name.hasPrefix("/") || name.split(separator: "/").contains("..")
          ? "a lesson reads only files of its own folder: put the file there, and list it in the front matter"
          : declared.isEmpty
            ? "the front matter, at the top of the lesson, lists them: data: \(name)"
            : "the front matter lists \(declared.map { "`\($0)`" }.joined(separator: ", "))")
    }
    guard let reader else { throw Self.unread(name) }
    do throws(DataFileProblem) {
      return try reader.lessonFile(name, limit: limit)
    } catch {
      throw error.pythonError
    }
  }

  /// The first of several files in the folder of `--data` that is there, with its name.
  ///
  /// - Parameter source: what to download, by name.
  func downloadedFile(_ paths: [String], limit: Int, _ source: String) throws -> (
    name: String, bytes: [UInt8]
  ) {
    guard let reader, let folder = reader.folder else {
      throw PythonError(
        "FileNotFoundError", "the files of \(source) are not part of this program",
        hint: "download them, and name their folder when the lesson is run: --data DIR")
    }
    for path in paths {
      do throws(DataFileProblem) {
        return (path, try reader.dataFile(path, limit: limit))
      } catch {
        if !error.isMissing { throw error.pythonError }
      }
    }
    let tried = paths.map { "`\($0)`" }
    throw PythonError(
      "FileNotFoundError", "in `\(folder)` there is no \(tried.joined(separator: ", nor "))",
      hint: "download \(source) and unpack it there")
  }

  private static func unread(_ name: String) -> PythonError {
    PythonError(
      "FileNotFoundError", "`\(name)` can't be read: this program was given no files",
      hint: "run the lesson with `lesson run`")
  }
}

extension DataFileProblem {
  /// Missing files and files that may not be read are Python's own errors; damaged ones hold wrong
  /// values.
  var pythonError: PythonError {
    PythonError(isMissing ? "FileNotFoundError" : "ValueError", "`\(file)`: \(message)", hint: hint)
  }
}
