import LessonOutput

/// A comment that announces a prose part: `<!-- choice: which-gate, points: 1 -->`.
struct PartComment {
  var kind: ProsePart.Kind
  var exercise: String?
  var options: [String: String] = [:]
  /// Keys that no part has.
  var unknown: [String] = []

  static let optionNames = ["points", "rubric", "needs", "reveal"]

  /// Nil for a comment that announces nothing.
  init?(_ comment: String) {
    let text = OptionValue.trimmed(comment)
    guard text.utf8.count <= 2_000 else { return nil }
    let pieces = OptionValue.list(text)
    guard let head = pieces.first else { return nil }
    let colon = head.firstIndex(of: ":")
    guard
      let kind = ProsePart.Kind(rawValue: OptionValue.trimmed(head[..<(colon ?? head.endIndex)]))
    else { return nil }
    self.kind = kind
    if let colon {
      let id = OptionValue.trimmed(head[head.index(after: colon)...])
      if !id.isEmpty {
        guard OptionValue.isIdentifier(id) else { return nil }
        exercise = id
      }
    }
    var lastKey: String?
    for piece in pieces.dropFirst() {
      if let colon = piece.firstIndex(of: ":"),
        OptionValue.isIdentifier(OptionValue.trimmed(piece[..<colon]))
      {
        let key = OptionValue.trimmed(piece[..<colon])
        options[key] = OptionValue.unquoted(
          OptionValue.trimmed(piece[piece.index(after: colon)...]))
        if !Self.optionNames.contains(key) { unknown.append(key) }
        lastKey = key
      } else if let lastKey {
        options[lastKey, default: ""] += ", " + piece
      } else {
        return nil
      }
    }
  }
}
