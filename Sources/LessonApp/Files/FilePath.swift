/// File paths as text: the parts that need no look at the disk.
enum FilePath {
  static func joined(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || folder == "." { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// What follows the last slash.
  static func name(_ path: String) -> String {
    let trimmed = withoutSlashes(path)
    return trimmed.lastIndex(of: "/").map { String(trimmed[trimmed.index(after: $0)...]) }
      ?? trimmed
  }

  /// What precedes the last slash; `.` where there is none.
  static func folder(_ path: String) -> String {
    let trimmed = withoutSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : withoutSlashes(String(trimmed[..<slash]))
  }

  static func withoutSlashes(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  static func isLesson(_ path: String) -> Bool { path.lowercased().hasSuffix(".md") }

  /// `guide/first.md` → `guide/first`.
  static func withoutExtension(_ path: String) -> String {
    isLesson(path) ? String(path.dropLast(3)) : path
  }

  /// `guide/../index.md` → `index.md`; nil where `..` leads out of the folder.
  static func normalized(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        if parts.popLast() == nil { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
