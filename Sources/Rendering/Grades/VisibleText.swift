/// Text that others wrote, made safe to print: nothing in it moves the cursor, changes the terminal
/// or turns the order of the letters around.
package enum VisibleText {
  private static let tabWidth = 4

  /// Control characters as `\x1b`, line ends as they are, tabs as spaces.
  package static func of(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) && $0 != "\n" }) else { return text }
    var result = String.UnicodeScalarView()
    var column = 0
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      if scalar == "\n" {
        if previous == "\r" { result.removeLast(2) }
        result.append(scalar)
        column = 0
      } else if scalar == "\t" {
        let spaces = tabWidth - column % tabWidth
        result.append(contentsOf: repeatElement(" ", count: spaces))
        column += spaces
      } else if isControl(scalar) {
        let written = escape(scalar)
        result.append(contentsOf: written.unicodeScalars)
        column += written.utf8.count
      } else {
        result.append(scalar)
        column += 1
      }
    }
    return String(result)
  }

  /// The same on one line.
  package static func line(_ text: String) -> String {
    let visible = of(text)
    return visible.contains("\n") ? visible.split(separator: "\n").joined(separator: " ") : visible
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
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      true
    default: false
    }
  }
}
