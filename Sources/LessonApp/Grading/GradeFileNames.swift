import LessonOutput

/// Ids of learners as names of files.
enum GradeFileNames {
  /// A name for each row's files; ids that would share one are told apart by a number.
  static func names(_ book: GradeBook) -> [String] {
    var used: Set<String> = []
    return book.submissions.map { row in
      let plain = name(row.learner)
      var name = plain
      var number = 2
      while !used.insert(name.lowercased()).inserted {
        name = "\(plain)-\(number)"
        number += 1
      }
      return name
    }
  }

  /// The name of the page on the whole class; no learner has it.
  static func ofClass(besides names: [String]) -> String {
    var name = "_class"
    while names.contains(where: { $0.lowercased() == name }) { name += "_" }
    return name
  }

  /// Letters, digits and `-_.@`; others become `_`.
  static func name(_ learner: String) -> String {
    var plain = ""
    for character in learner.prefix(80) {
      let kept = character.isLetter || character.isNumber || "-_.@".contains(character)
      let next = kept ? String(character) : "_"
      if plain.utf8.count + next.utf8.count > 120 { break }
      plain += next
    }
    return plain.isEmpty || plain.hasPrefix(".") || plain.hasPrefix("-") ? "_" + plain : plain
  }
}
