import LessonOutput

/// Ids of learners as names of files.
enum GradeFileNames {
  /// Files that hold more than one learner.
  private static let reserved = [
    "grades.txt", "grades.json", "grades.csv", "items.csv", "answers.csv", "junit.xml",
  ]

  /// A name for each row's folder, and with `.html` for its page; no two differ by case alone.
  ///
  /// An id that can stand as it is does so; where another row has the name already, a number is
  /// added that makes it nobody's plain name.
  static func names(_ book: GradeBook) -> [String] {
    let ids = book.submissions.map(\.learner)
    let plain = ids.map(name)
    let claimed = Set(plain.map { $0.lowercased() })
    var used = Set(reserved)
    var names = [String?](repeating: nil, count: ids.count)
    func take(_ name: String) -> Bool {
      let lower = name.lowercased()
      if used.contains(lower) || used.contains(lower + ".html") { return false }
      used.formUnion([lower, lower + ".html"])
      return true
    }
    // Those that stay as they are choose first.
    for isSame in [true, false] {
      for index in ids.indices where names[index] == nil && (plain[index] == ids[index]) == isSame {
        if take(plain[index]) { names[index] = plain[index] }
      }
    }
    var numbers: [String: Int] = [:]
    return ids.indices.map { index in
      if let name = names[index] { return name }
      var number = numbers[plain[index].lowercased()] ?? 2
      var name = "\(plain[index])-\(number)"
      while claimed.contains(name.lowercased()) || !take(name) {
        number += 1
        name = "\(plain[index])-\(number)"
      }
      numbers[plain[index].lowercased()] = number + 1
      return name
    }
  }

  /// The name of the page on the whole class; no learner has it.
  static func ofClass(besides names: [String]) -> String {
    let used = Set(names.flatMap { [$0.lowercased(), $0.lowercased() + ".html"] })
    var name = "_class"
    while used.contains(name) || used.contains(name + ".html") { name += "_" }
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
