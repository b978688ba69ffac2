extension MathTextParser {
  /// Pieces in a row with the spaces that their roles want; none around signs where `isTight`.
  static func join(_ pieces: [Piece], isTight: Bool = false) -> String {
    var text = ""
    var previous: Piece?
    /// Where the piece before begins.
    var start = text.startIndex
    for piece in pieces where !piece.text.isEmpty {
      guard let left = previous else {
        text = piece.text
        previous = piece
        // A sign at the front has no left operand.
        if piece.role == .binary { previous?.role = .opening }
        continue
      }
      var role = piece.role
      let isPrefix = [.binary, .relation, .opening, .punctuation].contains(left.role)
      if role == .binary, isPrefix { role = .opening }
      let isApart = gap(left, piece, role, isTight)
      if isApart, isFactor(left), [.ordinary, .function, .opening].contains(role), !isPrefix {
        // 1/N √x would be read as one over all of it.
        text = text[..<start] + "(" + text[start...] + ")"
      }
      if isApart, text.last != " ", piece.text.first != " " {
        text += left.role == .fraction && role == .fraction ? " · " : " "
      }
      start = text.endIndex
      text += piece.text
      previous = piece
      // A sign after another sign belongs to what follows: a × −b.
      previous?.role = role
    }
    return text
  }

  /// A fraction that is a number, not a derivative: `d/dx f` is read as it stands.
  private static func isFactor(_ piece: Piece) -> Bool {
    piece.role == .fraction && !piece.text.hasPrefix("d") && !piece.text.contains("∂")
      && !piece.text.contains("∇")
  }

  private static func gap(_ left: Piece, _ right: Piece, _ role: Role, _ isTight: Bool) -> Bool {
    if left.role == .opening || role == .closing || role == .punctuation { return false }
    let startsWord = right.text.first.map { $0.isLetter || $0.isNumber || "√∂∇∑∏(".contains($0) }
    switch (left.role, role) {
    case (.function, .opening): return right.text == "−" || isSign(left)
    case (.function, _) where role != .binary && role != .relation:
      return startsWord ?? false
    case (.punctuation, _): return !isTight
    case (.binary, _), (_, .binary), (.relation, _), (_, .relation):
      return !isTight
    case (.fraction, .opening): return true
    case (.fraction, _): return startsWord ?? false
    case (_, .function), (_, .fraction): return left.role != .opening && left.text.last != "√"
    default:
      // ∇_W L: a script without a small form would swallow what follows.
      let mark = left.text.dropLast().last
      return (startsWord ?? false) && (mark == "_" || mark == "^")
    }
  }

  /// Large operators keep apart from what they sum.
  private static func isSign(_ piece: Piece) -> Bool {
    piece.text.first.map { "∑∏∫∮⋃⋂⨁∬".contains($0) } ?? false
  }

  /// A numerator: in brackets where it is a sum or a relation.
  static func over(_ pieces: [Piece]) -> String {
    let text = join(pieces)
    let isSum = pieces.dropFirst().contains { $0.role == .binary || $0.role == .relation }
    let hasLoose = pieces.contains { !$0.isAtom && $0.text.contains(" ") || $0.role == .fraction }
    return isSum || hasLoose ? "(\(text))" : text
  }

  /// A denominator: in brackets unless it is one thing, possibly after ∂, d or Δ.
  static func under(_ pieces: [Piece]) -> String {
    let text = join(pieces)
    var rest = pieces[...]
    if rest.count > 1, let first = rest.first?.text, ["∂", "d", "Δ", "√"].contains(first) {
      rest = rest.dropFirst()
    }
    if rest.count == 1, let only = rest.first, only.isAtom, only.role != .fraction { return text }
    let isBracketed =
      rest.first?.role == .opening && rest.last?.role == .closing
      && rest.dropFirst().dropLast().allSatisfy { $0.role != .opening && $0.role != .closing }
    return isBracketed ? text : "(\(text))"
  }
}
