/// A range of bytes in a source text, half open.
package struct Span: Hashable, Sendable, Codable {
  package var start: Int
  package var end: Int

  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  package static let zero = Span(0, 0)

  /// The smallest span that covers both.
  package func union(_ other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }
}

/// A place that people read: both counted from 1, columns in Unicode scalars.
package struct Location: Hashable, Sendable, Codable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A named text with an index of its lines; spans into it become lines and columns.
package struct SourceText: Sendable {
  package let name: String
  package let text: String
  package let bytes: [UInt8]
  /// Byte offset of the start of each line. CR, LF and CRLF end a line.
  package let lineStarts: [Int]

  package init(name: String, text: String) {
    self.name = name
    self.text = text
    bytes = Array(text.utf8)
    var starts = [0]
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
      if byte == 0x0A || byte == 0x0D { starts.append(index) }
    }
    lineStarts = starts
  }

  package var lineCount: Int { lineStarts.count }

  /// The line, from 1, that holds the byte.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  package func location(at offset: Int) -> Location {
    let line = line(at: offset)
    var column = 1
    var index = lineStarts[line - 1]
    while index < min(offset, bytes.count) {
      if bytes[index] & 0xC0 != 0x80 { column += 1 }
      index += 1
    }
    return Location(line: line, column: column)
  }

  /// The text of a line, from 1, without its ending.
  package func lineText(_ line: Int) -> String {
    guard line >= 1, line <= lineStarts.count else { return "" }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  package func slice(_ span: Span) -> String {
    let start = max(0, min(span.start, bytes.count))
    let end = max(start, min(span.end, bytes.count))
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
