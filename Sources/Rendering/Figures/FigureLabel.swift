import LessonOutput

/// Texts of figures: formulas between dollar signs become Unicode, as in the terminal.
enum FigureLabel {
  /// A piece of a label for displays that can raise and lower.
  struct Run: Hashable {
    var text: String
    /// 1 for a superscript, −1 for a subscript.
    var level = 0
    var isItalic = false
  }

  static func text(_ label: String) -> String {
    guard label.utf8.contains(UInt8(ascii: "$")) else { return label }
    return parts(label).map { $0.isMath ? MathText.inline($0.text) : $0.text }.joined()
  }

  /// Pieces between dollar signs are formulas; a sign without its partner stays what it is.
  private static func parts(_ label: String) -> [(text: String, isMath: Bool)] {
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
    guard parts.count % 2 == 1 else { return [(label, false)] }
    return parts.enumerated().map { ($1, $0 % 2 == 1) }
  }

  /// The label in pieces: scripts of formulas are raised and lowered, letters of them slant.
  static func runs(_ label: String) -> [Run] {
    guard label.utf8.contains(UInt8(ascii: "$")) else { return scripts(label) }
    var runs: [Run] = []
    for part in parts(label) where !part.text.isEmpty {
      runs += part.isMath ? formula(part.text) : [Run(text: part.text)]
    }
    return runs
  }

  /// `10⁻³` of a tick, its exponent raised: more legible than the small signs of a font.
  private static func scripts(_ label: String) -> [Run] {
    let raised: [Character: Character] = [
      "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
      "⁹": "9", "⁻": "−",
    ]
    guard label.contains(where: { raised[$0] != nil }) else { return [Run(text: label)] }
    var runs: [Run] = []
    for character in label {
      let plain = raised[character]
      let level = plain == nil ? 0 : 1
      if runs.last?.level == level {
        runs[runs.count - 1].text.append(plain ?? character)
      } else {
        runs.append(Run(text: String(plain ?? character), level: level))
      }
    }
    return runs
  }

  private static func formula(_ tex: String) -> [Run] {
    var runs: [Run] = []
    var base = ""
    var rest = Substring(tex)
    func flush() {
      guard !base.isEmpty else { return }
      runs += slanted(MathText.inline(base), level: 0)
      base = ""
    }
    var depth = 0
    while let first = rest.popFirst() {
      switch first {
      case "{": depth += 1
      case "}": depth -= 1
      default: break
      }
      guard first == "^" || first == "_", depth == 0, !base.isEmpty || !runs.isEmpty else {
        base.append(first)
        if first == "\\", let next = rest.popFirst() { base.append(next) }
        continue
      }
      flush()
      runs += slanted(MathText.inline(group(&rest)), level: first == "^" ? 1 : -1)
    }
    flush()
    return runs
  }

  /// What a script stands over: braces and what is in them, a command, or one character.
  private static func group(_ rest: inout Substring) -> String {
    guard let first = rest.popFirst() else { return "" }
    if first == "\\" {
      var command = "\\"
      while rest.first?.isLetter ?? false { command.append(rest.removeFirst()) }
      return command
    }
    guard first == "{" else { return String(first) }
    var (depth, text) = (1, "")
    while let next = rest.popFirst() {
      if next == "{" { depth += 1 }
      if next == "}" {
        depth -= 1
        if depth == 0 { break }
      }
      text.append(next)
    }
    return text
  }

  /// Single letters are names of quantities; words are names of functions.
  private static func slanted(_ text: String, level: Int) -> [Run] {
    var runs: [Run] = []
    var word = ""
    func flush() {
      guard !word.isEmpty else { return }
      let isItalic = word.count <= 2 && word.allSatisfy { $0.isLetter }
      if let last = runs.last, last.isItalic == isItalic {
        runs[runs.count - 1].text += word
      } else {
        runs.append(Run(text: word, level: level, isItalic: isItalic))
      }
      word = ""
    }
    for character in text {
      let isLetter = character.isLetter
      if let last = word.last, last.isLetter != isLetter { flush() }
      word.append(character)
    }
    flush()
    return runs
  }
}
