/// Marks keywords, strings, numbers and comments of Python code; anything else stays plain.
///
/// Works on any text: what is no Python merely gets odd colours. O(n), no regular expressions.
enum PythonHighlight {
  enum Kind: String {
    case plain = ""
    case keyword = "k"
    case string = "s"
    case number = "n"
    case comment = "c"
    /// The name that `def` or `class` gives.
    case definition = "d"
  }

  struct Token: Equatable {
    var kind: Kind
    var text: String
  }

  private static let keywords: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
    "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if",
    "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
  ]

  /// The code with spans around its tokens.
  static func html(_ code: String) -> String { tokens(code).map(markup).joined() }

  /// The lines of the code, each with its spans closed.
  static func lines(_ code: String) -> [String] {
    var lines = [""]
    for token in tokens(code) {
      let pieces = token.text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, piece) in pieces.enumerated() {
        if index > 0 { lines.append("") }
        if !piece.isEmpty {
          lines[lines.count - 1] += markup(Token(kind: token.kind, text: String(piece)))
        }
      }
    }
    return lines
  }

  private static func markup(_ token: Token) -> String {
    let text = HTMLText.escape(token.text)
    return token.kind == .plain ? text : "<span class=\"\(token.kind.rawValue)\">\(text)</span>"
  }

  static func tokens(_ code: String) -> [Token] {
    let bytes = Array(code.utf8)
    var tokens: [Token] = []
    var plainStart = 0
    var index = 0
    var previousWord = ""

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    func add(_ kind: Kind, from start: Int) {
      if plainStart < start { tokens.append(Token(kind: .plain, text: text(plainStart..<start))) }
      tokens.append(Token(kind: kind, text: text(start..<index)))
      plainStart = index
    }

    while index < bytes.count {
      let byte = bytes[index]
      let start = index
      if byte == UInt8(ascii: "#") {
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        add(.comment, from: start)
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        index = endOfString(bytes, index)
        add(.string, from: start)
      } else if isDigit(byte)
        || (byte == UInt8(ascii: ".") && index + 1 < bytes.count && isDigit(bytes[index + 1]))
      {
        index = endOfNumber(bytes, index)
        add(.number, from: start)
      } else if isWord(byte) {
        while index < bytes.count, isWord(bytes[index]) { index += 1 }
        let word = text(start..<index)
        if isStringPrefix(word), index < bytes.count,
          bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'")
        {
          index = endOfString(bytes, index)
          add(.string, from: start)
        } else if keywords.contains(word) {
          add(.keyword, from: start)
        } else if previousWord == "def" || previousWord == "class" {
          add(.definition, from: start)
        }
        previousWord = word
      } else {
        index += 1
      }
    }
    if plainStart < bytes.count {
      tokens.append(Token(kind: .plain, text: text(plainStart..<bytes.count)))
    }
    return tokens
  }

  /// The end of a string that starts with the quote at `start`; a lone quote ends with its line.
  private static func endOfString(_ bytes: [UInt8], _ start: Int) -> Int {
    let quote = bytes[start]
    let isTriple =
      start + 2 < bytes.count && bytes[start + 1] == quote && bytes[start + 2] == quote
    var index = start + (isTriple ? 3 : 1)
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
      } else if bytes[index] == quote {
        if !isTriple { return index + 1 }
        if index + 2 < bytes.count, bytes[index + 1] == quote, bytes[index + 2] == quote {
          return index + 3
        }
        index += 1
      } else if bytes[index] == 0x0A, !isTriple {
        return index
      } else {
        index += 1
      }
    }
    return bytes.count
  }

  private static func endOfNumber(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    let isHexadecimal =
      start + 1 < bytes.count && bytes[start] == 0x30 && bytes[start + 1] | 0x20 == 0x78
    while index < bytes.count {
      let byte = bytes[index]
      let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      let followsExponent =
        !isHexadecimal && index > start && bytes[index - 1] | 0x20 == UInt8(ascii: "e")
      guard isWord(byte) && byte < 0x80 || byte == UInt8(ascii: ".") || (isSign && followsExponent)
      else { break }
      index += 1
    }
    return index
  }

  private static func isStringPrefix(_ word: String) -> Bool {
    ["r", "b", "f", "u", "rb", "br", "fr", "rf"].contains(word.lowercased())
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
      || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
