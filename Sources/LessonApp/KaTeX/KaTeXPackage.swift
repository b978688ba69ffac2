import Glibc

/// KaTeX's files, as they are installed: the script, the style and the fonts that it names.
struct KaTeXPackage {
  var script: String
  var style: String
  /// The folder that the style's addresses start from.
  var folder: String

  /// The package in this folder; nil where the script or the style is missing.
  init?(folder: String) {
    func first(_ names: String...) -> String? {
      names.map { FilePath.joined(folder, $0) }.first { FileSystem.kind($0) == .file }
    }
    guard let script = first("katex.min.js", "katex.js"),
      let style = first("katex.min.css", "katex.css")
    else { return nil }
    self.folder = folder
    self.script = script
    self.style = style
  }
}

/// Where to look for KaTeX, and where to keep what is made from it.
package struct KaTeXPlaces: Sendable {
  /// Folders that may hold it; the first that does is used.
  var folders: [String]
  /// The names of the Duktape library.
  var libraries = DuktapeLibrary.names
  /// Nil keeps nothing.
  var cache: String?

  /// The folder that `LESSON_KATEX` names, and no other, if it is set; else `katex` beside the
  /// bundled lessons, then what the system has.
  package static func standard(lessons: String?) -> KaTeXPlaces {
    func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    let beside = lessons.map { FilePath.joined(FilePath.folder($0), "katex") }
    let folders =
      environment("LESSON_KATEX").flatMap { $0.isEmpty ? nil : [FilePath.withoutSlashes($0)] }
      ?? [beside].compactMap { $0 } + [
        "/usr/share/javascript/katex", "/usr/local/share/javascript/katex",
      ]
    return KaTeXPlaces(folders: folders, cache: CacheFile.folder(environment))
  }
}
