import Diagnostics
import LessonOutput

/// The author's own comments: they may hold notes and solutions, so a copy has none.
extension StudentCopy {
  /// Where a comment starts, and where a further line of it does. Private characters that no text has.
  private static let (startMark, goesOnMark): (Character, Character) = ("\u{10FFF0}", "\u{10FFF1}")

  /// What stands for a comment until lines are dropped: as many lines as it has.
  static func marks(for span: Span, in bytes: [UInt8]) -> String {
    var breaks = 0
    for index in span.start..<min(span.end, bytes.count) {
      let isReturn = bytes[index] == 0x0D
      if bytes[index] == 0x0A || isReturn && !(index + 1 < span.end && bytes[index + 1] == 0x0A) {
        breaks += 1
      }
    }
    return String(startMark) + String(repeating: "\n\(goesOnMark)", count: breaks)
  }

  /// Drops the marked comments. Lines that held nothing else go; the text around them stays the
  /// same Markdown.
  static func dropRemarks(_ lines: inout [String?]) {
    var index = 0
    while index < lines.count {
      guard let line = lines[index], line.contains(where: isMark) else {
        index += 1
        continue
      }
      guard isEmpty(line) else {
        lines[index] = inlineRest(line)
        index += 1
        continue
      }
      var end = index + 1
      while end < lines.count, let next = lines[end], next.contains(where: isMark), isEmpty(next) {
        end += 1
      }
      dropLines(index..<end, &lines)
      index = end
    }
  }

  private static func isMark(_ character: Character) -> Bool {
    character == startMark || character == goesOnMark
  }

  /// Nothing but comments, blanks and quote marks.
  private static func isEmpty(_ line: String) -> Bool {
    line.allSatisfy { isMark($0) || " \t>\r".contains($0) }
  }

  private static func dropLines(_ range: Range<Int>, _ lines: inout [String?]) {
    let first = lines[range.lowerBound] ?? ""
    for index in range { lines[index] = nil }
    // Within a paragraph.
    if first.first(where: isMark) == goesOnMark { return }
    let above = lines[..<range.lowerBound].last { $0 != nil } ?? nil
    let below = lines.indices.contains(range.upperBound) ? lines[range.upperBound] : nil
    let isFreeAbove = above.map(isEmpty) ?? true
    let isFreeBelow = below.map(isEmpty) ?? true
    let listAbove = lines[..<range.lowerBound].last { $0.map { !isEmpty($0) } ?? false } ?? nil
    let itemBelow = lines[range.upperBound...].first { $0.map { !isEmpty($0) } ?? false } ?? nil
    // A comment may be what ends a list.
    let separates =
      listAbove.map(isListLine) ?? false
      && itemBelow.map { isListLine($0) || $0.hasPrefix("    ") } ?? false
    if separates || (!isFreeAbove && !isFreeBelow) {
      lines[range.lowerBound] = String(first.prefix { !isMark($0) }) + "<!-- -->"
    } else if isFreeAbove, isFreeBelow, below != nil {
      lines[range.upperBound] = nil
    }
  }

  private static func isListLine(_ line: String) -> Bool {
    let text = line.drop { $0 == " " || $0 == ">" }
    return line.first == " " || ["- ", "* ", "+ "].contains { text.hasPrefix($0) }
      || (text.first?.isNumber ?? false)
  }

  /// A line of text without its comments and the blanks before them.
  private static func inlineRest(_ line: String) -> String {
    let start = line.firstIndex { !" \t>".contains($0) } ?? line.startIndex
    var result = String(line[..<start])
    var rest = line[start...]
    // A line that starts with a comment is no Markdown.
    if rest.first == startMark { result += "<!-- -->" }
    while let character = rest.first {
      rest = rest.dropFirst()
      guard isMark(character) else {
        result.append(character)
        continue
      }
      let isAtEnd = rest.allSatisfy { " \t\r".contains($0) || isMark($0) }
      if isAtEnd || rest.first == " " { while result.last == " " { result.removeLast() } }
      if character == goesOnMark { rest = rest.drop { $0 == " " } }
    }
    while result.last == " " { result.removeLast() }
    return result
  }
}
