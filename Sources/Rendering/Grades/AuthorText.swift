/// A message of an author: text with `code` and $formulas$, marked as in Markdown.
enum AuthorText {
  enum Piece: Equatable {
    case text(String)
    case code(String)
    case math(String)
  }

  /// A mark without its partner stays what it is; a price in dollars is no formula.
  static func pieces(_ message: String) -> [Piece] {
    let characters = Array(message)
    var pieces: [Piece] = []
    var text = ""
    var index = 0
    func close(_ mark: Character, from start: Int) -> Int? {
      characters[start...].firstIndex(of: mark)
    }
    func add(_ piece: Piece, endingAt end: Int) {
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
      pieces.append(piece)
      index = end + 1
    }
    while index < characters.count {
      let character = characters[index]
      if character == "`", let end = close("`", from: index + 1), end > index + 1 {
        add(.code(String(characters[(index + 1)..<end])), endingAt: end)
      } else if character == "$", let end = close("$", from: index + 1), end > index + 1,
        characters[index + 1] != " ", characters[end - 1] != " ",
        !(end + 1 < characters.count && characters[end + 1].isNumber)
      {
        add(.math(String(characters[(index + 1)..<end])), endingAt: end)
      } else {
        text.append(character)
        index += 1
      }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    return pieces
  }

  /// For a terminal: formulas as Unicode, code as it is written.
  static func plain(_ message: String) -> String {
    guard message.contains("$") else { return message }
    return pieces(message).map { piece in
      switch piece {
      case .text(let text): text
      case .code(let text): "`\(text)`"
      case .math(let tex): MathText.inline(tex)
      }
    }.joined()
  }

  static func html(_ message: String) -> String {
    pieces(message).map { piece in
      switch piece {
      case .text(let text): HTMLText.escape(text)
      case .code(let text): "<code>\(HTMLText.escape(text))</code>"
      case .math(let tex):
        "<span class=\"math\" title=\"\(HTMLText.escape(tex))\">"
          + "\(HTMLText.escape(MathText.inline(tex)))</span>"
      }
    }.joined()
  }
}
