import LessonOutput

/// Finds the learner of a roster to whom a file belongs.
struct LearnerFinder {
  private let roster: Roster
  private var byID: [String: String] = [:]
  private var byPlainID: [String: [String]] = [:]
  private var byFile: [String: [String]] = [:]
  private var byName: [String: [String]] = [:]

  struct Found {
    var id: String
    var note: String?
  }

  init(_ roster: Roster) {
    self.roster = roster
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

  /// The first that tells: the roster's file, an id in the name or the folders, a learning
  /// platform's name, the copy's own learner. A file of nobody keeps its name as an id.
  func find(_ file: SubmissionFile) -> Found {
    let name = FileName(file.path)
    let named = search(file, name)
    guard let learner = file.learner, !learner.isEmpty else {
      switch named {
      case .one(let id): return Found(id: id)
      case .several(let ids):
        return Found(
          id: name.stem,
          note: "\(name.shown) may be of \(ids.joined(separator: " or ")): "
            + "give the file in the roster's column `file`")
      case .nobody:
        return Found(id: name.stem, note: "the roster knows no learner of \(name.shown)")
      }
    }
    // What the platform or the roster says of a file weighs more than what stands in it.
    if case .one(let id) = named {
      return Found(
        id: id,
        note: id == learner
          ? nil : "\(name.shown) is `\(id)`'s by its name; its copy was made for `\(learner)`")
    }
    guard let known = byID[learner] else {
      return Found(
        id: learner,
        note: "\(name.shown) names the learner `\(learner)`, whom the roster does not know")
    }
    return Found(id: known)
  }

  private enum Search {
    case one(String)
    case several([String])
    case nobody
  }

  private func search(_ file: SubmissionFile, _ name: FileName) -> Search {
    if let ids = byFile[name.name.lowercased()] {
      // Several learners may hand in files of one name from folders of their own.
      let exact = roster.learners.filter { learner in
        learner.file.map { $0.contains("/") && (file.path == $0 || file.path.hasSuffix("/" + $0)) }
          ?? false
      }
      return Self.result(exact.isEmpty ? ids : exact.map(\.id))
    }
    // What tells most comes first; folders last, and near ones alone: the class may lie anywhere.
    let platform = [name.moodle, name.canvas].compactMap { $0 }
    let near = Array(name.folders.prefix(2))
    for search in [
      ids([name.stem]), ids([name.withoutCopyNumber].compactMap { $0 }),
      ids(platform.map(\.number)), names(platform.map(\.name)), ids(name.words), ids(near),
      names([name.stem]), names([name.withoutCopyNumber].compactMap { $0 }), names(near),
    ] {
      if case .nobody = search { continue }
      return search
    }
    return .nobody
  }

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
