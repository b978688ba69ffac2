/// Splits raw HTML into tags, comments and text, reading it as browsers do where that matters.
struct MarkupScanner {
  enum Piece: Equatable {
    /// Escaped; character references are kept.
    case text(String)
    case comment
    case close(String)
    case open(String, [(name: String, value: String)])

    static func == (a: Piece, b: Piece) -> Bool {
      switch (a, b) {
      case (.text(let x), .text(let y)), (.close(let x), .close(let y)): x == y
      case (.comment, .comment): true
      case (.open(let x, let p), .open(let y, let q)):
        x == y && p.elementsEqual(q) { $0 == $1 }
      default: false
      }
    }
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func next() -> Piece? {
    guard index < bytes.count else { return nil }
    if bytes[index] != UInt8(ascii: "<") { return .text(text()) }
    if starts("<!--") {
      index += 4
      while index < bytes.count, !starts("-->") { index += 1 }
      index = min(bytes.count, index + 3)
      return .comment
    }
    let after = index + 1 < bytes.count ? bytes[index + 1] : 0
    if after == UInt8(ascii: "!") || after == UInt8(ascii: "?") {
      while index < bytes.count, bytes[index] != UInt8(ascii: ">") { index += 1 }
      index = min(bytes.count, index + 1)
      return .comment
    }
    let closing = after == UInt8(ascii: "/")
    let nameStart = index + (closing ? 2 : 1)
    guard nameStart < bytes.count, isLetter(bytes[nameStart]) else {
      index += 1
      return .text("&lt;")
    }
    index = nameStart
    let name = word { !Self.isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
    let attributes = self.attributes()
    return closing ? .close(name) : .open(name, attributes)
  }

  private mutating func text() -> String {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
    let pieces = String(decoding: bytes[start..<index], as: UTF8.self)
      .split(separator: "&", omittingEmptySubsequences: false)
    var result = HTMLText.escape(pieces[0])
    for piece in pieces.dropFirst() {
      result += (isReference(piece) ? "&" : "&amp;") + HTMLText.escape(piece)
    }
    return result
  }

  /// Whether what follows an `&` is a character reference such as `lt;` or `#9731;`.
  private func isReference(_ text: Substring) -> Bool {
    guard let end = text.utf8.prefix(32).firstIndex(of: UInt8(ascii: ";")) else { return false }
    let body = text.utf8[..<end]
    guard let first = body.first, body.count <= 31 else { return false }
    let rest = first == UInt8(ascii: "#") ? body.dropFirst() : body
    return !rest.isEmpty && rest.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
  }

  private mutating func attributes() -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
      if Self.isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "/") {
        index += 1
        continue
      }
      let name = word {
        !Self.isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">")
          && $0 != UInt8(ascii: "/")
      }
      skipSpaces()
      var value = ""
      if index < bytes.count, bytes[index] == UInt8(ascii: "=") {
        index += 1
        skipSpaces()
        value = attributeValue()
      }
      if !name.isEmpty { found.append((name, value)) }
    }
    index = min(bytes.count, index + 1)
    return found
  }

  private mutating func attributeValue() -> String {
    guard index < bytes.count else { return "" }
    let quote = bytes[index]
    let start: Int
    let end: Int
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      start = index + 1
      index = start
      while index < bytes.count, bytes[index] != quote { index += 1 }
      end = index
      index = min(bytes.count, index + 1)
    } else {
      start = index
      while index < bytes.count, !Self.isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">") {
        index += 1
      }
      end = index
    }
    return plain(String(decoding: bytes[min(start, end)..<end], as: UTF8.self))
  }

  /// Resolves numeric references and those that XML knows; others stay as they are typed.
  ///
  /// What is written out is escaped again: the browser sees exactly the text that was looked at.
  private func plain(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    let known = [
      ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"),
    ]
    while let at = rest.firstIndex(of: "&") {
      result += rest[..<at]
      rest = rest[at...]
      if let match = known.first(where: { rest.hasPrefix($0.0) }) {
        result += match.1
        rest = rest.dropFirst(match.0.count)
      } else if let (scalar, length) = numericReference(rest) {
        result.unicodeScalars.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        result += "&"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  /// `&#115;` or `&#x73`, with or without its semicolon, and how many characters it takes.
  private func numericReference(_ text: Substring) -> (Unicode.Scalar, Int)? {
    guard text.hasPrefix("&#") else { return nil }
    var digits = text.dropFirst(2)
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    if isHexadecimal { digits = digits.dropFirst() }
    let number = digits.prefix { isHexadecimal ? $0.isHexDigit : ("0"..."9").contains($0) }
    guard number.count <= 8, let value = UInt32(number, radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    let semicolon = digits.dropFirst(number.count).first == ";" ? 1 : 0
    return (scalar, 2 + (isHexadecimal ? 1 : 0) + number.count + semicolon)
  }

  /// Lower case; always moves on by at least one byte.
  private mutating func word(while condition: (UInt8) -> Bool) -> String {
    let start = index
    while index < bytes.count, condition(bytes[index]) { index += 1 }
    if index == start, index < bytes.count { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
  }

  private mutating func skipSpaces() {
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
  }

  private func starts(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard index + length <= bytes.count else { return false }
    return (0..<length).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
