import LessonOutput

/// Texts of figures: formulas between dollar signs become Unicode, as in the terminal.
enum FigureLabel {
  static func text(_ label: String) -> String {
    guard label.utf8.contains(UInt8(ascii: "$")) else { return label }
    var parts: [String] = [""]
    var isEscaped = false
    for character in label {
      if isEscaped {
        if character != "$" { parts[parts.count - 1].append("\\") }
        parts[parts.count - 1].append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "$" {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    if isEscaped { parts[parts.count - 1].append("\\") }
    // A sign without its partner stays what it is.
    guard parts.count % 2 == 1 else { return label }
    return parts.enumerated().map { $0 % 2 == 0 ? $1 : MathText.inline($1) }.joined()
  }
}
