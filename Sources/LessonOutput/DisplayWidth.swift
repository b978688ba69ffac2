/// The columns that text takes in a terminal, by East Asian width; no locale is asked.
package enum DisplayWidth {
  /// Columns of a string. Controls take none: expand tabs before.
  package static func of(_ text: String) -> Int {
    var isPlain = true
    var count = 0
    for byte in text.utf8 {
      if byte >= 0x80 {
        isPlain = false
        break
      }
      if byte >= 0x20, byte != 0x7F { count += 1 }
    }
    if isPlain { return count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// Columns of what is read as one character: 0, 1 or 2.
  package static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // Variation selector 16 asks for the emoji, which is wide.
      if scalar.value == 0xFE0F, width == 1 { return 2 }
      // A second wide scalar belongs to the same sign: flags, skin tones, joined families.
      width = max(width, of(scalar))
    }
    return width
  }

  /// Columns of one scalar.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 {
      if value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD { return 0 }
      return 1
    }
    if isWide(value) { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default:
      return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }

  /// Wide and fullwidth blocks of Unicode's East Asian Width; emoji are found by their property.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
      0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

/// Where lines may end, and text broken there.
package enum LineBreaking {
  private static let closing = Set(
    "。，、．：；！？）〕］｝〉》」』】〗”’…‥·ー々%％℃°,.;:!?)]}ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
  private static let opening = Set("（〔［｛〈《「『【〖“‘([{$￥＄")

  /// Whether a line may end between two characters that stand side by side.
  ///
  /// After spaces, and on either side of ideographs and kana; never before closing punctuation nor
  /// after opening punctuation.
  package static func canBreak(after left: Character, before right: Character) -> Bool {
    if right == " " { return false }
    if left == " " { return true }
    if closing.contains(right) || opening.contains(left) { return false }
    return isIdeographic(left) || isIdeographic(right)
  }

  private static func isIdeographic(_ character: Character) -> Bool {
    guard let value = character.unicodeScalars.first?.value, value >= 0x2E80 else { return false }
    return DisplayWidth.of(character) == 2 && value < 0x1F000 || value >= 0x20000
  }

  /// Lengths of the lines, in characters, that the characters fill; a line's trailing spaces count to
  /// it. A word that is wider than a line is cut.
  package static func lineLengths(_ characters: [Character], width: Int, firstWidth: Int? = nil)
    -> [Int]
  {
    var lengths: [Int] = []
    var start = 0
    var column = 0
    var lastBreak = 0
    var columnAtBreak = 0
    var limit = max(1, firstWidth ?? width)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character == "\n" {
        lengths.append(index + 1 - start)
        (start, column, limit) = (index + 1, 0, max(1, width))
        lastBreak = start
        index += 1
        continue
      }
      if index > start, canBreak(after: characters[index - 1], before: character) {
        lastBreak = index
        columnAtBreak = column
      }
      let wide = DisplayWidth.of(character)
      if column + wide > limit, character != " " {
        if lastBreak > start {
          lengths.append(lastBreak - start)
          start = lastBreak
          column -= columnAtBreak
        } else if index > start {
          lengths.append(index - start)
          start = index
          column = 0
        }
        lastBreak = start
        limit = max(1, width)
      }
      column += wide
      index += 1
    }
    if start < characters.count { lengths.append(characters.count - start) }
    return lengths
  }

  /// The text in lines of at most `width` columns; existing line ends are kept.
  package static func wrap(_ text: String, width: Int, firstWidth: Int? = nil) -> [String] {
    let characters = Array(text)
    var lines: [String] = []
    var start = 0
    for length in lineLengths(characters, width: width, firstWidth: firstWidth) {
      var line = characters[start..<start + length]
      while let last = line.last, last == " " || last == "\n" { line.removeLast() }
      lines.append(String(line))
      start += length
    }
    return lines.isEmpty ? [""] : lines
  }
}
