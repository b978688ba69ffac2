import LessonOutput

/// What a piece of text is; becomes an ANSI sequence only where colour is wanted.
package enum TextStyle: Hashable, Sendable {
  case plain, strong, emphasis, heading, dim, code, link
  /// Forward values are green, gradients red: always together with their place or a word.
  case value, gradient
  case error, warning, keyword, string, number
  /// The gate that a stepper is at.
  case focus
  /// Colours of a figure.
  case paint(TerminalPaint)

  /// Parameters of the SGR sequence.
  var sequence: String {
    switch self {
    case .plain: ""
    case .strong: "1"
    case .emphasis: "3"
    case .heading: "1;36"
    case .dim: "2"
    case .code: "36"
    case .link: "4"
    case .value: "32"
    case .gradient: "31"
    case .error: "1;31"
    case .warning: "33"
    case .keyword: "35"
    case .string: "33"
    case .number: "34"
    case .focus: "1;7"
    case .paint(let paint): paint.sequence
    }
  }
}

/// A line of text in pieces of one style each.
package struct StyledLine: Hashable, Sendable {
  package struct Piece: Hashable, Sendable {
    package var text: String
    package var style: TextStyle
  }

  package private(set) var pieces: [Piece] = []

  package init() {}

  package init(_ text: String, _ style: TextStyle = .plain) { append(text, style) }

  package mutating func append(_ text: String, _ style: TextStyle = .plain) {
    if text.isEmpty { return }
    if let last = pieces.indices.last, pieces[last].style == style {
      pieces[last].text += text
    } else {
      pieces.append(Piece(text: text, style: style))
    }
  }

  package mutating func append(_ line: StyledLine) {
    for piece in line.pieces { append(piece.text, piece.style) }
  }

  package func appending(_ text: String, _ style: TextStyle = .plain) -> StyledLine {
    var line = self
    line.append(text, style)
    return line
  }

  /// The line with spaces added up to a width.
  package func padded(to width: Int) -> StyledLine {
    appending(String(repeating: " ", count: max(0, width - self.width)))
  }

  /// As much of the line as fits in a width.
  package func clipped(to width: Int) -> StyledLine {
    guard self.width > width else { return self }
    var line = StyledLine()
    var room = width
    for piece in pieces {
      var text = ""
      for character in piece.text {
        let columns = DisplayWidth.of(character)
        if columns > room {
          room = 0
          break
        }
        room -= columns
        text.append(character)
      }
      line.append(text, piece.style)
      if room == 0 { break }
    }
    return line
  }

  package func indented(by columns: Int) -> StyledLine { prefixed("", indent: columns) }

  package func prefixed(_ mark: String, _ style: TextStyle = .plain, indent: Int = 0) -> StyledLine
  {
    var line = StyledLine(String(repeating: " ", count: max(0, indent)))
    line.append(mark, style)
    line.append(self)
    return line
  }

  package var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }
  package var text: String { pieces.map(\.text).joined() }
  package var isEmpty: Bool { pieces.isEmpty }

  /// Nothing in a lesson may move the cursor or change the terminal.
  private static func withoutControls(_ text: String) -> String {
    guard
      text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
    else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }))
  }

  /// The line as it is printed, without spaces at its end.
  package func printed(color: Bool) -> String {
    var pieces = pieces
    for index in pieces.indices { pieces[index].text = Self.withoutControls(pieces[index].text) }
    while let last = pieces.last {
      // A coloured ground is seen without letters.
      if case .paint(let paint) = last.style, paint.ground != nil { break }
      var text = last.text
      while text.last == " " { text.removeLast() }
      pieces[pieces.count - 1].text = text
      if text.isEmpty { pieces.removeLast() } else { break }
    }
    guard color else { return pieces.map(\.text).joined() }
    return pieces.map { piece in
      let sequence = piece.style.sequence
      return sequence.isEmpty ? piece.text : "\u{1B}[\(sequence)m\(piece.text)\u{1B}[0m"
    }.joined()
  }
}

/// Text with styles that is still to be broken into lines.
struct StyledText {
  private(set) var characters: [Character] = []
  private(set) var styles: [TextStyle] = []

  init() {}

  init(_ text: String, _ style: TextStyle = .plain) { append(text, style) }

  var isEmpty: Bool { characters.isEmpty }
  var text: String { String(characters) }

  mutating func append(_ text: String, _ style: TextStyle = .plain) {
    for character in text {
      // Controls in a lesson must not reach the terminal.
      guard let first = character.unicodeScalars.first else { continue }
      if character == "\t" {
        characters.append(" ")
      } else if character != "\n", first.value < 0x20 || (0x7F..<0xA0).contains(first.value) {
        continue
      } else {
        characters.append(character)
      }
      styles.append(style)
    }
  }

  mutating func append(_ other: StyledText) {
    characters += other.characters
    styles += other.styles
  }

  /// Text whose spaces don't break.
  mutating func appendUnbroken(_ text: String, _ style: TextStyle) {
    append(String(text.map { $0 == " " ? "\u{A0}" : $0 }), style)
  }

  /// Widest word: no narrower column holds the text without cutting one.
  var widestWord: Int {
    var widest = 0
    var current = 0
    for (index, character) in characters.enumerated() {
      if index > 0, LineBreaking.canBreak(after: characters[index - 1], before: character) {
        current = 0
      }
      if character != " " { current += DisplayWidth.of(character) }
      widest = max(widest, current)
    }
    return widest
  }

  func wrapped(width: Int, firstWidth: Int? = nil) -> [StyledLine] {
    var lines: [StyledLine] = []
    var start = 0
    for length in LineBreaking.lineLengths(characters, width: width, firstWidth: firstWidth) {
      var end = start + length
      while end > start, characters[end - 1] == " " || characters[end - 1] == "\n" { end -= 1 }
      var line = StyledLine()
      for index in start..<end {
        let character: Character = characters[index] == "\u{A0}" ? " " : characters[index]
        line.append(String(character), styles[index])
      }
      lines.append(line)
      start += length
    }
    return lines.isEmpty ? [StyledLine()] : lines
  }
}
