import Diagnostics

/// Where a free answer stands in a file.
package enum AnswerPart {
  /// Closes what a learner writes.
  package static let end = "<!-- end of answer -->"

  /// The lines of an answer, from 1, below the comment that starts in a line.
  ///
  /// All that stands above the end mark is the answer: headings, code, comments. Where the mark is
  /// gone, the answer ends at a heading, a fence, or the next part.
  static func lines(below line: Int, in source: SourceText) -> (range: Range<Int>, isClosed: Bool) {
    var number = max(1, line)
    while number <= source.lineCount, !source.lineText(number).contains("-->") { number += 1 }
    let start = number + 1
    number = start
    var firstBreak: Int?
    while number <= source.lineCount {
      let trimmed = source.lineText(number).drop { $0 == " " }
      if trimmed.hasPrefix(end) { return (start..<number, true) }
      if isPart(number, trimmed, source) { break }
      if firstBreak == nil, ["#", "```", "~~~"].contains(where: { trimmed.hasPrefix($0) }) {
        firstBreak = number
      }
      number += 1
    }
    return (start..<max(start, firstBreak ?? number), false)
  }

  /// A comment may go on for so many lines.
  private static let longestComment = 20

  /// Whether a comment starts here that announces a part.
  private static func isPart(_ line: Int, _ text: Substring, _ source: SourceText) -> Bool {
    guard text.hasPrefix("<!--") else { return false }
    var comment = String(text.dropFirst(4))
    var next = line + 1
    while !comment.contains("-->"), next <= source.lineCount, next < line + longestComment {
      comment += "\n" + source.lineText(next)
      next += 1
    }
    guard let close = comment.firstRange(of: "-->") else { return false }
    return PartComment(String(comment[..<close.lowerBound])) != nil
  }

  /// The answers of a copy that have their end mark: their lines, in order.
  static func regions(in source: SourceText) -> [Range<Int>] {
    guard source.text.contains("end of answer") else { return [] }
    var regions: [Range<Int>] = []
    var number = 1
    while number <= source.lineCount {
      let trimmed = source.lineText(number).drop { $0 == " " }
      if trimmed.hasPrefix("<!--"),
        trimmed.dropFirst(4).drop(while: { $0 == " " }).hasPrefix("answer"),
        isPart(number, trimmed, source)
      {
        let found = lines(below: number, in: source)
        if found.isClosed, !found.range.isEmpty { regions.append(found.range) }
        number = max(number + 1, found.range.upperBound)
      } else {
        number += 1
      }
    }
    return regions
  }

  /// More bytes of an answer are not read.
  package static let mostBytes = 64 * 1024

  /// What stands below the comment, and how many bytes that are; at most `mostBytes` are given.
  static func text(below line: Int, in source: SourceText) -> (text: String, bytes: Int) {
    guard line >= 1, line <= source.lineCount else { return ("", 0) }
    let range = lines(below: line, in: source).range
    let whole = range.map { source.lineText($0) }.joined(separator: "\n").trimmingSpaces
    guard whole.utf8.count > mostBytes else { return (whole, whole.utf8.count) }
    var end = whole.utf8.index(whole.startIndex, offsetBy: mostBytes)
    while end > whole.startIndex, whole.utf8[end] & 0xC0 == 0x80 {
      end = whole.utf8.index(before: end)
    }
    return (String(whole[..<end]), whole.utf8.count)
  }
}
