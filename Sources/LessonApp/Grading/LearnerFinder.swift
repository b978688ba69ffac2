import LessonOutput
import Rendering

/// Finds the learner of a roster to whom a file belongs.
struct LearnerFinder {
  private let roster: Roster
  private var byID: [String: String] = [:]
  private var byPlainID: [String: [String]] = [:]
  private var byFile: [String: [String]] = [:]
  private var byName: [String: [String]] = [:]

  struct Found {
    var id: String
    var sign: SubmissionMap.Sign
    var note: String?
  }

  /// Whether a platform has named all files of the class; else who likes to can name one that way.
  private let isFromPlatform: Bool

  init(_ roster: Roster, _ files: [SubmissionFile]) {
    self.roster = roster
    isFromPlatform = files.allSatisfy { FileName($0.path).platform != nil }
    for learner in roster.learners {
      byID[learner.id] = learner.id
      byPlainID[learner.id.lowercased(), default: []].append(learner.id)
      if let file = learner.file {
        byFile[FileName(file).name.lowercased(), default: []].append(learner.id)
      }
      let (first, last) = (Self.plain(learner.firstName), Self.plain(learner.lastName))
      for name in Set([first + last, last + first]) where !name.isEmpty {
        byName[name, default: []].append(learner.id)
      }
    }
  }

  /// Letters and digits alone: Canvas leaves out the rest.
  private static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// The first that tells: the roster's file; the folder or a learning platform's name; the file's
  /// own name; the copy's own learner. A file of nobody keeps its name as an id.
  func find(_ file: SubmissionFile) -> Found {
    let name = FileName(file.path)
    let (named, sign) = search(file, name)
    let learner = file.learner.flatMap { $0.isEmpty ? nil : $0 }
    switch named {
    case .one(let id):
      // What the platform or the roster says of a file weighs more than what stands in it.
      let other = learner.flatMap { $0 == id ? nil : $0 }
      let note = other.map {
        "\(name.shown) is `\(id)`'s by \(sign.words); its copy was made for `\(VisibleText.line($0))`"
      }
      return Found(id: id, sign: sign, note: note ?? doubt(id, sign, file, name))
    case .several(let ids):
      if let learner, let known = byID[learner] { return Found(id: known, sign: .content) }
      return Found(
        id: name.stem, sign: .name,
        note: "\(name.shown) may be of \(ids.joined(separator: " or ")): "
          + "give the file in the roster's column `file`")
    case .nobody:
      guard let learner else {
        return Found(
          id: name.stem, sign: .name, note: "the roster knows no learner of \(name.shown)")
      }
      guard let known = byID[learner] else {
        return Found(
          id: learner, sign: .content,
          note:
            "\(name.shown) names the learner `\(VisibleText.line(learner))`, whom the roster does "
            + "not know")
      }
      return Found(id: known, sign: .content)
    }
  }

  /// A file by whose own name it is one learner's, while its place speaks of another.
  private func doubt(
    _ id: String, _ sign: SubmissionMap.Sign, _ file: SubmissionFile, _ name: FileName
  ) -> String? {
    switch sign {
    case .place:
      guard case .one(let other) = ownName(name), other != id else { return nil }
      return "\(name.shown) is `\(id)`'s by \(sign.words), not `\(other)`'s as its own name says"
    case .name:
      let full = roster.learners.first { $0.id == id }
      guard let platform = name.moodleFolder(file.folders) ?? name.moodleStem,
        full.map({ !$0.firstName.isEmpty || !$0.lastName.isEmpty }) ?? false
      else { return nil }
      return "\(name.shown) is `\(id)`'s by its own name alone; the roster knows no "
        + "`\(platform.name)`, whom the platform names"
    case .roster, .content: return nil
    }
  }

  private enum Search {
    case one(String)
    case several([String])
    case nobody

    var isFound: Bool { if case .nobody = self { false } else { true } }
  }

  private func search(_ file: SubmissionFile, _ name: FileName) -> (Search, SubmissionMap.Sign) {
    let listed = (byFile[name.name.lowercased()] ?? []).compactMap { id in
      roster.learners.first { $0.id == id }
    }
    // The path as the instructor wrote it; what only ends so may be a folder that was handed in.
    let inClass = (file.folders + [name.name]).joined(separator: "/")
    let exact = listed.filter { $0.file == file.path || $0.file == inClass }
    if !exact.isEmpty { return (Self.result(exact.map(\.id)), .roster) }
    let place = place(file, name)
    if place.isFound { return (place, .place) }
    let near = listed.filter { learner in
      learner.file.map { !$0.contains("/") || file.path.hasSuffix("/" + $0) } ?? false
    }
    if !near.isEmpty { return (Self.result(near.map(\.id)), .roster) }
    if let learner = name.platform {
      let found = platform(learner)
      if found.isFound { return (found, isFromPlatform ? .place : .name) }
    }
    let own = ownName(name)
    if own.isFound { return (own, .name) }
    // Where all files of the class lie tells little.
    let folders = Array(name.folders.prefix(2))
    return (first([ids(folders), names(folders)]), .name)
  }

  /// The folder that a platform made, then others from the outermost: those within may have been
  /// handed in.
  private func place(_ file: SubmissionFile, _ name: FileName) -> Search {
    if let moodle = name.moodleFolder(file.folders) {
      let found = first([platform(moodle), ids([moodle.name])])
      if found.isFound { return found }
    }
    for folder in file.folders {
      let found = first([ids([folder]), names([folder])])
      if found.isFound { return found }
    }
    return .nobody
  }

  private func platform(_ learner: (name: String, number: String)) -> Search {
    let named = names([learner.name])
    if case .one = named { return named }
    let numbered = ids([learner.number])
    return numbered.isFound ? numbered : named
  }

  private func ownName(_ name: FileName) -> Search {
    let copied = [name.withoutCopyNumber].compactMap { $0 }
    return first([
      ids([name.stem]), ids(copied), ids(name.words), names([name.stem]), names(copied),
    ])
  }

  private func first(_ searches: [Search]) -> Search { searches.first(where: \.isFound) ?? .nobody }

  /// As they are written, else whatever their case.
  private func ids(_ words: [String]) -> Search {
    let exact = unique(words.compactMap { byID[$0] })
    return Self.result(
      exact.isEmpty ? unique(words.flatMap { byPlainID[$0.lowercased()] ?? [] }) : exact)
  }

  private func names(_ texts: [String]) -> Search {
    Self.result(unique(texts.flatMap { byName[Self.plain($0)] ?? [] }))
  }

  private func unique(_ ids: [String]) -> [String] {
    var seen: Set<String> = []
    return ids.filter { seen.insert($0).inserted }
  }

  private static func result(_ ids: [String]) -> Search {
    ids.count == 1 ? .one(ids[0]) : ids.isEmpty ? .nobody : .several(ids)
  }
}
