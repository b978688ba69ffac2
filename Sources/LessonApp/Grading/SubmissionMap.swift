import LessonOutput
import Rendering

/// A file that was handed in, before it is read as a lesson.
package struct SubmissionFile: Hashable, Sendable {
  package var path: String
  /// Seconds since 1970 of its last change.
  package var modified: Int
  /// Whom the front matter of the copy names.
  package var learner: String?
  /// The folders that may tell whose it is, outermost first.
  package var folders: [String]

  /// - Parameter folders: nil takes the two above the file, as the class may lie anywhere.
  package init(
    path: String, modified: Int, learner: String? = nil, folders: [String]? = nil
  ) {
    self.path = path
    self.modified = modified
    self.learner = learner
    self.folders = folders ?? FileName(path).folders.prefix(2).reversed()
  }
}

/// Which file counts for which learner.
package struct SubmissionMap: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var learner: Roster.Learner
    /// The file that counts; nil where there is none.
    package var file: SubmissionFile?
    /// Files of this learner that don't count.
    package var others: [SubmissionFile] = []
    package var notes: [String] = []
  }

  /// What tells whose a file is, the strongest last.
  enum Sign: Int, Comparable {
    /// What stands in it: anybody can write anything there.
    case content
    /// Its name, which its learner may have chosen.
    case name
    /// Its folder, or the part of its name that a learning platform gave it.
    case place
    /// The roster's column `file`.
    case roster

    static func < (a: Sign, b: Sign) -> Bool { a.rawValue < b.rawValue }

    var words: String {
      switch self {
      case .content: "what stands in it"
      case .name: "its name"
      case .place: "its folder or the platform's part of its name"
      case .roster: "the roster"
      }
    }
  }

  /// One for each learner of the roster, in its order, then those it does not know, by id.
  package private(set) var entries: [Entry] = []

  /// - Parameter files: in any order; a path that is given twice counts once.
  package init(_ files: [SubmissionFile], roster: Roster?) {
    // By bytes: two names that differ by the form of an accent are two files.
    var seen: Set<[UInt8]> = []
    let files = files.filter { seen.insert(Array($0.path.utf8)).inserted }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    var groups: [[UInt8]: Group] = [:]
    func add(_ file: SubmissionFile, to id: String, _ sign: Sign, _ note: String?) {
      groups[Array(id.utf8), default: Group(id: id)].add(file, sign, note)
    }
    if let roster {
      let finder = LearnerFinder(roster, files)
      for file in files {
        let found = finder.find(file)
        add(file, to: found.id, found.sign, found.note)
      }
    } else {
      for (file, found) in zip(files, Self.ids(of: files)) { add(file, to: found.0, found.1, nil) }
    }
    for learner in roster?.learners ?? [] {
      let group = groups.removeValue(forKey: Array(learner.id.utf8)) ?? Group(id: learner.id)
      entries.append(Self.entry(learner, group))
    }
    for (id, group) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      entries.append(Self.entry(Roster.Learner(id: String(decoding: id, as: UTF8.self)), group))
    }
  }

  private struct Group {
    let id: String
    var files: [(file: SubmissionFile, sign: Sign)] = []
    var notes: [String] = []

    mutating func add(_ file: SubmissionFile, _ sign: Sign, _ note: String?) {
      files.append((file, sign))
      if let note { notes.append(note) }
    }
  }

  /// Of the files by the strongest sign the newest counts; of the same second the last by name.
  private static func entry(_ learner: Roster.Learner, _ group: Group) -> Entry {
    let files = group.files.sorted { a, b in
      if a.sign != b.sign { return a.sign < b.sign }
      if a.file.modified != b.file.modified { return a.file.modified < b.file.modified }
      return a.file.path.utf8.lexicographicallyPrecedes(b.file.path.utf8)
    }
    var entry = Entry(learner: learner, notes: group.notes)
    guard let last = files.last else { return entry }
    entry.file = last.file
    let equal = files.dropLast().filter { $0.sign == last.sign }
    let weaker = files.filter { $0.sign < last.sign }
    entry.others = equal.map(\.file)
    let isPlain = Set(files.map { FileName($0.file.path).shown }).count == files.count
    func shown(_ file: SubmissionFile) -> String {
      let name = FileName(file.path)
      return isPlain || name.folder.isEmpty ? name.shown : "\(name.folder)/\(name.name)"
    }
    if !equal.isEmpty {
      let others = equal.map { shown($0.file) }.joined(separator: ", ")
      entry.notes.append(
        "\(equal.count + 1) files; the newest counts, \(shown(last.file)), not \(others)")
    }
    for (file, sign) in weaker {
      entry.notes.append(
        "\(shown(file)) is `\(learner.id)`'s by \(sign.words) alone and does not count: "
          + "\(shown(last.file)) is by \(last.sign.words)")
    }
    return entry
  }

  // MARK: Without a roster

  /// The platform's folder, else the name without `.md`, never what stands in the file: anybody can
  /// write another's name there. Files of one name in several folders are told apart by the folders.
  private static func ids(of files: [SubmissionFile]) -> [(String, Sign)] {
    let names = files.map { FileName($0.path) }
    let stems = Set(names.map(\.stem))
    var folders: [String: Set<String>] = [:]
    for name in names { folders[name.stem, default: []].insert(name.folder) }
    let platform = zip(files, names).map { $1.moodleFolder($0.folders) }
    // Two people of one name have two numbers.
    var numbers: [String: Set<String>] = [:]
    for learner in platform.compactMap({ $0 }) {
      numbers[learner.name, default: []].insert(learner.number)
    }
    return zip(names, platform).map { name, learner in
      if let learner {
        let isShared = (numbers[learner.name]?.count ?? 0) > 1
        return (isShared ? "\(learner.name)_\(learner.number)" : learner.name, .place)
      }
      if (folders[name.stem]?.count ?? 0) > 1, !name.folder.isEmpty { return (name.folder, .place) }
      // A browser's second download of a file that is there too.
      if let original = name.withoutCopyNumber, name.isDownloadCopy, stems.contains(original) {
        return (original, .name)
      }
      return (name.stem, .name)
    }
  }
}
