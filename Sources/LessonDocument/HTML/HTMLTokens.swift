/// A piece of raw HTML.
enum HTMLToken {
  case text(String)
  case open(name: String, attributes: [(name: String, value: String)], source: String)
  case close(name: String, source: String)
  case comment(String)
}

/// Splits raw HTML into tags, comments and text. Never fails: what is no tag is text.
struct HTMLTokenizer {
  private let bytes: [UInt8]
  private var index = 0
  /// How many bytes were read in vain, for tags that have no end.
  private var wasted = 0
  private(set) var tokens: [HTMLToken] = []

  /// More attributes on one tag are left out.
  private static let mostAttributes = 50

  /// Once so much was read in vain, what follows is text: quotes can make every `<` look like the
  /// start of a tag that goes on to the end.
  private static let mostWasted = 20_000_000

  static func tokens(_ html: String) -> [HTMLToken] {
    var tokenizer = HTMLTokenizer(bytes: Array(html.utf8))
    tokenizer.run()
    return tokenizer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }

  private mutating func run() {
    var textStart = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      let start = index
      guard wasted <= Self.mostWasted, let token = readTag() else {
        wasted += index - start
        index = start + 1
        continue
      }
      if start > textStart { tokens.append(.text(string(textStart..<start))) }
      tokens.append(token)
      textStart = index
      if case .open(let name, _, _) = token, HTMLFilter.rawText.contains(name) {
        skipRawText(name)
        textStart = index
      }
    }
    if textStart < bytes.count { tokens.append(.text(string(textStart..<bytes.count))) }
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private mutating func readTag() -> HTMLToken? {
    let start = index
    if byte(start + 1) == UInt8(ascii: "!") {
      if byte(start + 2) == UInt8(ascii: "-"), byte(start + 3) == UInt8(ascii: "-") {
        let end = find("-->", from: start + 4) ?? bytes.count
        index = min(bytes.count, end + 3)
        return .comment(string(min(start + 4, end)..<end))
      }
      let isData = bytes[start...].starts(with: "<![CDATA[".utf8)
      let mark = isData ? "]]>" : ">"
      index = min(bytes.count, (find(mark, from: start) ?? bytes.count) + mark.utf8.count)
      return .comment("")
    }
    if byte(start + 1) == UInt8(ascii: "?") {
      index = min(bytes.count, (find("?>", from: start) ?? bytes.count) + 2)
      return .comment("")
    }
    let isClosing = byte(start + 1) == UInt8(ascii: "/")
    index = start + (isClosing ? 2 : 1)
    let name = readName()
    guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return nil }
    var attributes: [(name: String, value: String)] = []
    while true {
      skipSpace()
      guard index < bytes.count else { return nil }
      if bytes[index] == UInt8(ascii: ">") {
        index += 1
        break
      }
      if bytes[index] == UInt8(ascii: "<") { return nil }
      let before = index
      let attribute = readName()
      if attribute.isEmpty {
        index = before + 1
        continue
      }
      let value = readValue()
      if attributes.count < Self.mostAttributes { attributes.append((attribute, value)) }
    }
    let source = string(start..<index)
    return isClosing
      ? .close(name: name, source: source)
      : .open(name: name, attributes: attributes, source: source)
  }

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
  }

  /// A name in lower case.
  private mutating func readName() -> String {
    let start = index
    while index < bytes.count, bytes[index] > 0x20, !"\"'<>/=".utf8.contains(bytes[index]) {
      index += 1
    }
    return string(start..<index).lowercased()
  }

  private mutating func readValue() -> String {
    let before = index
    skipSpace()
    guard byte(index) == UInt8(ascii: "="), index < bytes.count else {
      index = before
      return ""
    }
    index += 1
    skipSpace()
    let quote = byte(index)
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let start = index + 1
      index = start
      while index < bytes.count, bytes[index] != quote { index += 1 }
      let value = string(start..<index)
      index = min(bytes.count, index + 1)
      return HTMLText.unescaped(value)
    }
    let start = index
    while index < bytes.count, bytes[index] > 0x20, bytes[index] != UInt8(ascii: ">"),
      bytes[index] != UInt8(ascii: "<")
    { index += 1 }
    return HTMLText.unescaped(string(start..<index))
  }

  private func find(_ text: String, from start: Int) -> Int? {
    let wanted = Array(text.utf8)
    var at = start
    while at + wanted.count <= bytes.count {
      if bytes[at] == wanted[0], bytes[at..<(at + wanted.count)].elementsEqual(wanted) { return at }
      at += 1
    }
    return nil
  }

  private mutating func skipRawText(_ name: String) {
    let wanted = Array("</\(name)".utf8)
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "<"), index + wanted.count <= bytes.count,
        zip(wanted, bytes[index...]).allSatisfy({ $0 == $1 || ($0 >= 0x61 && $0 == $1 | 0x20) })
      {
        return
      }
      index += 1
    }
  }
}

/// Escaping of text in HTML.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): result.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): result.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): result.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): result.append(contentsOf: "&quot;".utf8)
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Text with `<` escaped and entities left as they are.
  static func escapedTags(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: "<"))
      ? text.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
      : text
  }

  /// Resolves numeric entities and those of the markup characters.
  static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      guard let end = rest.prefix(12).firstIndex(of: ";"),
        let scalar = entity(rest[rest.index(after: rest.startIndex)..<end])
      else {
        result += "&"
        rest = rest.dropFirst()
        continue
      }
      result.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func entity(_ name: Substring) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    case "nbsp": return "\u{A0}"
    case "colon": return ":"
    case "Tab": return "\t"
    case "NewLine": return "\n"
    default: break
    }
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let isHex = digits.first == "x" || digits.first == "X"
    guard let value = UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10) else {
      return nil
    }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
