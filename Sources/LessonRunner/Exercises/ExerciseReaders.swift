import LessonDocument

/// Which names the lesson's own blocks read and bind, so that an exercise's answer is run, or missed,
/// where it is used.
struct ExerciseReaders {
  private let names: [(read: Set<String>, bound: Set<String>)]

  /// Costs nothing for a lesson without exercises.
  init(_ lesson: LessonSource) {
    guard lesson.exercises.contains(where: { $0.starter != nil }) else {
      names = []
      return
    }
    names = lesson.blocks.map { block in
      guard block.part == nil else { return ([], []) }
      let code = AnswerCode(block.code)
      return (code.names, code.bound)
    }
  }

  func read(_ block: Int) -> Set<String> { names.indices.contains(block) ? names[block].read : [] }
  func bound(_ block: Int) -> Set<String> {
    names.indices.contains(block) ? names[block].bound : []
  }

  /// Whether a later block reads one of the names before any block binds it anew.
  func isRead(_ wanted: Set<String>, after block: Int) -> Bool {
    var wanted = wanted
    for index in names.indices.dropFirst(block + 1) {
      if wanted.isEmpty { return false }
      // A block that binds a name may read its old value first; a plain new binding is the rule.
      if !names[index].read.isDisjoint(with: wanted.subtracting(names[index].bound)) { return true }
      wanted.subtract(names[index].bound)
    }
    return false
  }
}
