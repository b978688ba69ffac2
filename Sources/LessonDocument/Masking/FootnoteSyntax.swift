/// The syntax of footnotes: `[^label]` and `[^label]: text`.
enum FootnoteSyntax {
  static let longestLabel = 100

  /// `[^label]` at an index: the label and where the reference ends.
  static func reference(_ bytes: [UInt8], at index: Int, end: Int) -> (label: String, end: Int)? {
    guard index + 3 < end, bytes[index] == UInt8(ascii: "["),
      bytes[index + 1] == UInt8(ascii: "^")
    else { return nil }
    var close = index + 2
    while close < end, close - index <= longestLabel, bytes[close] != UInt8(ascii: "]") {
      if bytes[close] <= 0x20 || bytes[close] == UInt8(ascii: "[") { return nil }
      close += 1
    }
    guard close < end, close > index + 2, bytes[close] == UInt8(ascii: "]") else { return nil }
    return (String(decoding: bytes[(index + 2)..<close], as: UTF8.self), close + 1)
  }

  /// `[^label]:` at an index: the label and where the note's text starts.
  static func definition(_ bytes: [UInt8], at index: Int, end: Int) -> (label: String, end: Int)? {
    guard let reference = reference(bytes, at: index, end: end), reference.end < end,
      bytes[reference.end] == UInt8(ascii: ":")
    else { return nil }
    var text = reference.end + 1
    while text < end, bytes[text] == 0x20 || bytes[text] == 0x09 { text += 1 }
    return (reference.label, text)
  }
}
