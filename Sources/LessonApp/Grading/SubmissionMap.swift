import LessonOutput

/// A file that was handed in, before it is read as a lesson.
package struct SubmissionFile: Hashable, Sendable {
  package var path: String
  /// Seconds since 1970 of its last change.
  package var modified: Int
  /// Whom the front matter of the copy names.
  package var learner: String?

  package init(path: String, modified: Int, learner: String? = nil) {
    self.path = path
    self.modified = modified
    self.learner = learner
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

  /// One for each learner of the roster, in its order, then those it does not know, by id.
  package private(set) var entries: [Entry] = []

  /// - Parameter files: in any order; a path that is given twice counts once.
  package init(_ files: [SubmissionFile], roster: Roster?) {
    var seen: Set<String> = []
    let files = files.filter { seen.insert($0.path).inserted }.sorted { $0.path < $1.path }
    var groups: [String: Group] = [:]
    if let roster {
      let finder = LearnerFinder(roster)
      for file in files {
        let found = finder.find(file)
        groups[found.id, default: Group()].add(file, found.note)
      }
    } else {
      for (file, id) in zip(files, Self.ids(of: files)) { groups[id, default: Group()].add(file) }
    }
    for learner in roster?.learners ?? [] {
      entries.append(Self.entry(learner, groups.removeValue(forKey: learner.id) ?? Group()))
    }
    for (id, group) in groups.sorted(by: { $0.key < $1.key }) {
      entries.append(Self.entry(Roster.Learner(id: id), group))
    }
  }

  private struct Group {
    var files: [SubmissionFile] = []
    var notes: [String] = []

    mutating func add(_ file: SubmissionFile, _ note: String? = nil) {
      files.append(file)
      if let note { notes.append(note) }
    }
  }

  /// The newest counts; of files of the same second the last by name.
  private static func entry(_ learner: Roster.Learner, _ group: Group) -> Entry {
    var files = group.files.sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }
    var entry = Entry(learner: learner, file: files.popLast(), notes: group.notes)
    entry.others = files
    if let file = entry.file, !files.isEmpty {
      let others = files.map { FileName($0.path).shown }.joined(separator: ", ")
      entry.notes.append(
        "\(files.count + 1) files; the newest counts, \(FileName(file.path).shown), not \(others)")
    }
    return entry
  }

  // MARK: Without a roster

  /// The name without `.md`, not what stands in the file: anybody can write another's name there. Files of one name in several folders are
  /// told apart by the folders.
  private static func ids(of files: [SubmissionFile]) -> [String] {
    let names = files.map { FileName($0.path) }
    let stems = Set(names.map(\.stem))
    var folders: [String: Set<String>] = [:]
    for name in names { folders[name.stem, default: []].insert(name.folder) }
    return names.map { name in
      if (folders[name.stem]?.count ?? 0) > 1, !name.folder.isEmpty {
        return name.moodle?.name ?? name.folder
      }
      // A browser's second download of a file that is there too.
      if let original = name.withoutCopyNumber, name.isDownloadCopy, stems.contains(original) {
        return original
      }
      return name.stem
    }
  }
}
