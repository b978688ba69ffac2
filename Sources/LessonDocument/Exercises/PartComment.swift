import Diagnostics
import LessonOutput

/// A comment that announces a prose part: `<!-- choice: which-gate, points: 1 -->`.
struct PartComment {
  var kind: ProsePart.Kind
  var exercise: String?
  var options: [String: String] = [:]
  /// Keys that no part has.
  var unknown: [String] = []

  static func optionNames(_ kind: ProsePart.Kind) -> [String] {
    switch kind {
    case .hint: []
    case .choice: ["points"]
    case .answer: ["points", "rubric"]
    }
  }

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
        if !Self.optionNames(kind).contains(key) { unknown.append(key) }
        lastKey = key
      } else if let lastKey {
        options[lastKey, default: ""] += ", " + piece
      } else {
        return nil
      }
    }
  }

  /// What is wrong with a comment that was surely meant to announce a part, and does not.
  static func slip(_ comment: String) -> (isError: Bool, message: String, hint: String)? {
    let text = OptionValue.trimmed(comment)
    guard text.utf8.count <= 2_000, PartComment(text) == nil else { return nil }
    let word = String(text.prefix { $0.isLetter })
    let rest = OptionValue.trimmed(text.dropFirst(word.count))
    let head = OptionValue.trimmed(rest.prefix { $0 != "," })
    if word == "choice" || word == "answer" {
      if rest.hasPrefix(":") {
        let name = OptionValue.trimmed(head.dropFirst())
        return (
          true,
          OptionValue.isIdentifier(name)
            ? "This comment announces no \(word): an option has no `:`."
            : "`\(name)` is not a name for the \(word).",
          OptionValue.isIdentifier(name)
            ? "Write `<!-- \(word): \(name), points: 1 -->`."
            : "Use letters, digits, `-` and `_`: `<!-- \(word): \(suggested(name)) -->`."
        )
      }
      guard OptionValue.isIdentifier(head) else { return nil }
      return (
        true, "The `:` behind `\(word)` is missing.", "Write `<!-- \(word): \(head) -->`."
      )
    }
    let lower = word.lowercased()
    let kind: String? =
      ["hint", "choice", "answer"].contains(lower)
      ? lower : lower == "hints" ? "hint" : nearestName(to: lower, among: ["choice", "answer"])
    guard let kind else { return nil }
    if rest.isEmpty { return (false, "There is no part `\(word)`.", "Did you mean `\(kind)`?") }
    guard rest.hasPrefix(":"), OptionValue.isIdentifier(OptionValue.trimmed(head.dropFirst()))
    else { return nil }
    return (true, "There is no part `\(word)`.", "Did you mean `\(kind)`?")
  }

  /// A text as a name.
  private static func suggested(_ text: String) -> String {
    let words = text.split { !OptionValue.isIdentifier(String($0)) }
    return words.isEmpty ? "name" : words.prefix(4).joined(separator: "-").lowercased()
  }
}
