/// The dash between an option of a choice and what is said to who ticks it.
///
/// Text and source of an option are both searched by this, so that what a page hides, a copy lacks.
/// Code, formulas, links and pictures count as one `filler` each, or as several.
package enum ChoiceDash {
  /// Stands for what is no text.
  package static let filler: Character = "\u{FFFC}"

  private static let dashes: [[Character]] = ["—", "–", "--", "---"].map(Array.init)
  /// These need no blanks, and neither does `—` between ideographs: `ReLU——它只让正数通过`.
  private static let wideDashes: [[Character]] = ["——", "――", "──", "⸺"].map(Array.init)

  /// The first dash with the blanks around it.
  package static func range(in text: [Character]) -> Range<Int>? {
    var index = 0
    while index < text.count {
      if let length = length(at: index, in: text) {
        var (start, end) = (index, index + length)
        while start > 0, isBlank(text[start - 1]) { start -= 1 }
        while end < text.count, isBlank(text[end]) { end += 1 }
        return start..<end
      }
      index += 1
    }
    return nil
  }

  /// What follows the first mark in a text without a dash that looks like one, but is read as text.
  package enum Doubt: Hashable, Sendable {
    /// ` - ` before one word: perhaps a difference.
    case hyphen
    /// `: ` before several words.
    case colon
    /// A long dash without blanks around it.
    case tight
  }

  package static func doubt(in text: [Character]) -> Doubt? {
    if range(in: text) != nil { return nil }
    for index in text.indices {
      switch text[index] {
      case "-" where index > 0 && isBlank(text[index - 1]):
        let words = words(text[(index + 1)...])
        let before = self.words(text[..<index])
        if index + 1 < text.count, isBlank(text[index + 1]), let first = words.first,
          first.count > 2, isWord(first), before.last.map({ $0.count > 2 }) ?? false
        {
          return .hyphen
        }
      case ":" where index + 1 < text.count && isBlank(text[index + 1]), "：":
        if isSentence(words(text[(index + 1)...]), least: 2) { return .colon }
      case "—" where index > 0: return .tight
      default: break
      }
    }
    return nil
  }

  private static func length(at index: Int, in text: [Character]) -> Int? {
    guard index > 0 else { return nil }
    for dash in wideDashes where text[index...].starts(with: dash) { return dash.count }
    if text[index] == "—", isWide(text[index - 1]), index + 1 < text.count, isWide(text[index + 1])
    {
      return 1
    }
    guard isBlank(text[index - 1]) else { return nil }
    for dash in dashes.reversed() where text[index...].starts(with: dash) {
      if index + dash.count < text.count, isBlank(text[index + dash.count]) { return dash.count }
    }
    // A lone hyphen may be a minus: words tell.
    if text[index] == "-", index + 1 < text.count, isBlank(text[index + 1]),
      isSentence(words(text[(index + 1)...]), least: 2)
    {
      return 1
    }
    return nil
  }

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t" || character.isNewline
  }

  private static func isWide(_ character: Character) -> Bool {
    character.isLetter && DisplayWidth.of(character) == 2
  }

  private static func words(_ text: ArraySlice<Character>) -> [ArraySlice<Character>] {
    text.split(whereSeparator: isBlank).map { $0.drop { $0 == "*" || $0 == "_" } }
  }

  private static func isWord(_ word: ArraySlice<Character>) -> Bool {
    word.first.map { $0.isLetter || $0 == filler } ?? false
  }

  /// So many words stand at the start, or as many letters of a script without blanks.
  private static func isSentence(_ words: [ArraySlice<Character>], least: Int) -> Bool {
    guard let first = words.first, isWord(first) else { return false }
    if first.count(where: isWide) >= 2 * least - 1 {
      return true
    }
    return words.count >= least && words.prefix(least).allSatisfy(isWord)
  }
}

extension Choice {
  /// A piece of a paragraph as characters, each leaf that is no text as one filler.
  static func characters(_ inlines: [Inline]) -> [Character] {
    inlines.flatMap { inline -> [Character] in
      switch inline {
      case .text(let text): Array(text)
      case .softBreak, .lineBreak: ["\n"]
      case .emphasis(let content), .strong(let content): characters(content)
      default: [ChoiceDash.filler]
      }
    }
  }

  /// The part of a paragraph between two places of its characters.
  static func cut(_ inlines: [Inline], to range: Range<Int>) -> [Inline] {
    var position = 0
    return cut(inlines, to: range, &position)
  }

  private static func cut(
    _ inlines: [Inline], to range: Range<Int>, _ position: inout Int
  ) -> [Inline] {
    inlines.compactMap { inline in
      let start = position
      switch inline {
      case .text(let text):
        position += text.count
        let low = max(start, range.lowerBound)
        let high = min(position, range.upperBound)
        return low < high ? .text(String(text.dropFirst(low - start).prefix(high - low))) : nil
      case .emphasis(let content):
        let inner = cut(content, to: range, &position)
        return inner.isEmpty ? nil : .emphasis(inner)
      case .strong(let content):
        let inner = cut(content, to: range, &position)
        return inner.isEmpty ? nil : .strong(inner)
      default:
        position += 1
        return range.contains(start) ? inline : nil
      }
    }
  }
}
