import LessonOutput

/// Writes text so that no character of it can be read as markup.
enum HTMLText {
  /// Text for an element's content or a quoted attribute value.
  ///
  /// A message whose `code` is marked as in Markdown.
  static func withCode(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    // A mark without its partner stays what it is.
    guard parts.count % 2 == 1 else { return escape(text) }
    return parts.enumerated().map { number, part in
      number % 2 == 0 ? escape(String(part)) : "<code>\(escape(String(part)))</code>"
    }.joined()
  }

  /// Characters that HTML can't hold (control characters) become U+FFFD.
  static func escape(_ text: some StringProtocol) -> String {
    var needs = false
    for byte in text.utf8 {
      switch byte {
      case 0x26, 0x3C, 0x3E, 0x22, 0x27, 0x7F: needs = true
      case 0x00..<0x20: if byte != 0x09, byte != 0x0A { needs = true }
      default: continue
      }
      if needs { break }
    }
    guard needs else { return String(text) }
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 64)
    // What is replaced is ASCII, and never part of a longer character.
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): result.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): result.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): result.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): result.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): result.append(contentsOf: "&#39;".utf8)
      case 0x0D: result.append(0x0A)
      case 0x00..<0x09, 0x0B..<0x20, 0x7F:
        result.append(contentsOf: UTF8.encodedReplacementCharacter)
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// ` name="value"`, escaped; nothing for nil.
  static func attribute(_ name: String, _ value: String?) -> String {
    guard let value else { return "" }
    return " \(name)=\"\(escape(value))\""
  }

  /// A name that may stand in an `id`: spaces and control characters become `-`.
  static func identifier(_ text: String) -> String {
    if !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(
        scalar.properties.isWhitespace || scalar.value < 0x20 ? "-" : scalar)
    }
    return result.isEmpty ? "-" : result
  }
}

extension Inline {
  /// The words of a run of inlines, without markup; for titles, labels and descriptions.
  static func plainText(_ inlines: [Inline], numbers: [LiveNumber]) -> String {
    var result = ""
    var pending = Array(inlines.reversed())
    while let inline = pending.popLast() {
      switch inline {
      case .text(let text), .code(let text): result += text
      case .math(let tex), .displayMath(let tex): result += MathText.inline(tex)
      case .softBreak, .lineBreak: result += " "
      case .emphasis(let content), .strong(let content): pending += content.reversed()
      case .link(_, _, let content): pending += content.reversed()
      case .image(let source, _, let alternative):
        result += PageAddress.formula(source).map(MathText.inline) ?? alternative
      case .number(let index):
        if numbers.indices.contains(index) { result += numbers[index].text }
      case .html, .footnote: break
      }
    }
    return result
  }
}
