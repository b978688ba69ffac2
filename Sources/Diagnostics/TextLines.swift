/// A line of a text, and what ends it: `\n`, `\r\n`, `\r`, or nothing.
package struct TextLine: Hashable, Sendable {
  package var text: Substring
  package var end: Substring

  package init(text: Substring, end: Substring) {
    self.text = text
    self.end = end
  }
}

/// Swift takes `\r\n` for one character: `split(separator: "\n")` finds no line in a file from
/// Windows.
extension StringProtocol where SubSequence == Substring {
  /// The lines with their ends; behind the last end stands one more line, perhaps an empty one.
  package var linesWithEnds: [TextLine] {
    let bytes = utf8
    var lines: [TextLine] = []
    var start = startIndex
    var index = startIndex
    while index < endIndex {
      let byte = bytes[index]
      guard byte == 0x0A || byte == 0x0D else {
        index = bytes.index(after: index)
        continue
      }
      var next = bytes.index(after: index)
      if byte == 0x0D, next < endIndex, bytes[next] == 0x0A { next = bytes.index(after: next) }
      lines.append(TextLine(text: self[start..<index], end: self[index..<next]))
      (start, index) = (next, next)
    }
    lines.append(TextLine(text: self[start..<endIndex], end: self[endIndex..<endIndex]))
    return lines
  }

  /// The lines without their ends.
  package var textLines: [Substring] { linesWithEnds.map(\.text) }
}

extension String {
  /// The text with `\n` at the end of each line.
  package var withLineFeeds: String {
    guard utf8.contains(0x0D) else { return self }
    var bytes: [UInt8] = []
    var previous: UInt8 = 0
    for byte in utf8 {
      if byte != 0x0A || previous != 0x0D { bytes.append(byte == 0x0D ? 0x0A : byte) }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
