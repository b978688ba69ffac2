import LessonOutput

/// What the name of a submitted file tells about its learner.
struct FileName {
  /// File name with `.md`.
  let name: String
  /// Without `.md`.
  let stem: String
  /// Names of the folders above, nearest first.
  let folders: [String]

  init(_ path: String) {
    var parts = path.split(separator: "/").map(String.init).filter { $0 != "." && $0 != ".." }
    name = parts.popLast() ?? path
    let stem = FilePath.withoutExtension(name)
    self.stem = stem.isEmpty ? name : stem
    folders = parts.reversed()
  }

  /// The folder that holds the file, or nothing.
  var folder: String { folders.first ?? "" }

  /// With the folder where a learning platform names the learner there.
  var shown: String { folder.contains("_assignsubmission_") ? "\(folder)/\(name)" : name }

  /// `Ada Lovelace_12345_assignsubmission_file_`: name, number. Of the outermost folder of this
  /// form, as a learner may hand in folders.
  func moodleFolder(_ outerFolders: [String]) -> (name: String, number: String)? {
    Self.moodle(among: outerFolders)
  }

  /// The same at the start of the file's own name.
  var moodleStem: (name: String, number: String)? { Self.moodle(among: [stem]) }

  /// What a platform that puts all files into one folder writes before their names.
  var platform: (name: String, number: String)? { moodleStem ?? canvas }

  private static func moodle(among parts: [String]) -> (name: String, number: String)? {
    for part in parts {
      let pieces = part.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
      guard let place = pieces.firstIndex(where: { $0 == "assignsubmission" }), place >= 2
      else { continue }
      return (pieces[..<(place - 1)].joined(separator: "_"), pieces[place - 1])
    }
    return nil
  }

  /// `lovelaceada_LATE_12345_67890_lesson.md`: name, number of the learner.
  var canvas: (name: String, number: String)? {
    var pieces = stem.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    if pieces.count > 1, pieces[1] == "LATE" { pieces.remove(at: 1) }
    guard pieces.count >= 4, Self.isNumber(pieces[1]), Self.isNumber(pieces[2]) else { return nil }
    return (pieces[0], pieces[1])
  }

  /// `ada (1)` → `ada`, `ada-1` → `ada`; nil where there is no number.
  var withoutCopyNumber: String? {
    if isDownloadCopy, let open = stem.range(of: " (", searching: .last) {
      return String(stem[..<open])
    }
    guard let dash = stem.lastIndex(of: "-"), dash > stem.startIndex,
      Self.isNumber(stem[stem.index(after: dash)...])
    else { return nil }
    return String(stem[..<dash])
  }

  /// ` (1)`, as browsers name a second download.
  var isDownloadCopy: Bool {
    guard stem.hasSuffix(")"), let open = stem.range(of: " (", searching: .last),
      open > stem.startIndex
    else { return false }
    return Self.isNumber(stem[stem.index(open, offsetBy: 2)...].dropLast())
  }

  private static func isNumber(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Words between underscores.
  var words: [String] { stem.split(separator: "_").map(String.init) }
}

private enum SearchOrder { case last }

extension String {
  /// Where the last occurrence of a text starts.
  fileprivate func range(of text: String, searching: SearchOrder) -> Index? {
    var found: Index?
    var start = startIndex
    while let next = self[start...].firstRange(of: text) {
      found = next.lowerBound
      start = index(after: next.lowerBound)
    }
    return found
  }
}
