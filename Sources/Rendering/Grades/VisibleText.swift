/// Text that others wrote, made safe to print: nothing in it moves the cursor, changes the terminal,
/// turns the order of the letters around or stands there unseen.
package enum VisibleText {
  private static let tabWidth = 4
  private static let (newline, space) = (UInt8(ascii: "\n"), UInt8(ascii: " "))

  /// Control characters as `\x1b`, line ends as they are, tabs as spaces.
  package static func of(_ text: String) -> String { visible(text, tabs: false) }

  /// The same with tabs as they are.
  package static func withTabs(_ text: String) -> String { visible(text, tabs: true) }

  /// Takes time in proportion to the text, whatever stands in it: bytes are appended to an array.
  private static func visible(_ text: String, tabs: Bool) -> String {
    guard needsWork(text) else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 64)
    var column = 0
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      if scalar == "\n" {
        if previous == "\r" { result.removeLast(2) }
        result.append(newline)
        column = 0
      } else if scalar == "\t" {
        let spaces = tabWidth - column % tabWidth
        if tabs {
          result.append(UInt8(ascii: "\t"))
        } else {
          result.append(contentsOf: repeatElement(space, count: spaces))
        }
        column += spaces
      } else if isControl(scalar) || isUnseen(scalar, after: previous) {
        let written = escape(scalar)
        result.append(contentsOf: written.utf8)
        column += written.utf8.count
      } else {
        result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        column += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func needsWork(_ text: String) -> Bool {
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar != "\n", isControl(scalar) || isUnseen(scalar, after: previous) { return true }
      previous = scalar
    }
    return false
  }

  /// The same on one line.
  package static func line(_ text: String) -> String {
    let visible = of(text)
    return visible.utf8.contains(newline)
      ? visible.split(separator: "\n").joined(separator: " ") : visible
  }

  /// Lines of a text, without an empty last one.
  static func lines(_ text: String) -> [String] {
    var lines = of(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\r" { return "\\r" }
    let digits = String(scalar.value, radix: 16)
    return scalar.value < 0x100
      ? "\\x" + String(repeating: "0", count: max(0, 2 - digits.count)) + digits
      : "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// C0, C1, separators of lines, marks that turn the direction of writing.
  package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      true
    default: false
    }
  }

  /// What takes no room, so that two words differ which look the same.
  private static func isUnseen(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
    switch scalar.value {
    case 0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B, 0x2060...0x2065,
      0x206A...0x206F, 0x3164, 0xFFA0, 0xFFF0...0xFFFB, 0xE0000...0xE001F:
      true
    // Parts of emoji and of Indic and Persian words; after these letters they do nothing.
    case 0x200C, 0x200D, 0xE0020...0xE0FFF: previous.map { $0.value < 0x370 } ?? true
    case 0xFE00...0xFE0F: previous.map { isPlainLetter($0) } ?? true
    default: false
    }
  }

  private static func isPlainLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x370 && scalar.properties.isAlphabetic
  }
}
