import Diagnostics
import LessonOutput

/// Code spans, live numbers, raw tags and references to footnotes.
extension Masker {
  // MARK: Code

  mutating func codeSpan() {
    var open = position
    while open < region.end, source[open] == UInt8(ascii: "`") { open += 1 }
    let length = open - position
    guard let close = backtickRun(of: length, from: open) else {
      copy(to: open)
      return
    }
    let end = close + length
    if hasRoomForNumbers, let expression = inlineExpression(open..<close) {
      addNumber(
        expression, shown: "", span: Span(position, end))
      mask(.number(numbers.count - 1), to: end)
      return
    }
    copy(to: open)
    while position < close {
      let byte = source[position]
      if byte == UInt8(ascii: "|") {
        appendMark(alphabet.bar)
        position += 1
      } else if byte == UInt8(ascii: "\\"), source[position + 1] == UInt8(ascii: "|") {
        appendMark(alphabet.escapedBar)
        position += 2
      } else if byte == 0 {
        replaceNull()
      } else {
        output.append(byte)
        position += 1
      }
    }
    copy(to: end)
    verbatimStart = end
  }

  mutating func backtickRun(of length: Int, from start: Int) -> Int? {
    if backticks == nil {
      var runs: [Int: [Int]] = [:]
      var index = position
      while index < region.end {
        guard source[index] == UInt8(ascii: "`") else {
          index += 1
          continue
        }
        let start = index
        while index < region.end, source[index] == UInt8(ascii: "`") { index += 1 }
        runs[index - start, default: []].append(start)
      }
      backticks = runs
    }
    guard let starts = backticks?[length] else { return nil }
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < start { low = middle + 1 } else { high = middle }
    }
    return low < starts.count ? starts[low] : nil
  }

  /// `{python} f` in a code span.
  func inlineExpression(_ range: Range<Int>) -> LiveNumberSyntax.Expression? {
    let mark = "{python}"
    guard range.count > mark.utf8.count, range.count <= LiveNumberSyntax.longestExpression,
      source[range].starts(with: mark.utf8)
    else { return nil }
    let rest = OptionValue.trimmed(
      String(decoding: source[range.dropFirst(mark.utf8.count)], as: UTF8.self))
    if rest.isEmpty { return nil }
    return LiveNumberSyntax.parse(rest, labels: labels)
      ?? LiveNumberSyntax.Expression(label: nil, expression: rest, format: "", written: rest)
  }

  var hasRoomForNumbers: Bool { numbers.count < LessonReader.maximumNumbers }

  mutating func addNumber(
    _ expression: LiveNumberSyntax.Expression, shown: String, span: Span
  ) {
    if numbers.count == LessonReader.maximumNumbers - 1 {
      diagnostics.add(
        .warning,
        "Live numbers below this one are not computed: a lesson has at most "
          + "\(LessonReader.maximumNumbers).", hint: "Split it into several lessons.", at: span)
    }
    numbers.append(
      NumberSite(
        number: LiveNumber(
          expression: expression.written, format: expression.format, shown: shown,
          line: diagnostics.source.line(at: span.start)),
        label: expression.label, expression: expression.expression, span: span))
  }

  // MARK: HTML and footnotes

  mutating func lessThan() {
    if source[position..<region.end].starts(with: "<!--".utf8) {
      comment()
    } else if region.isHTML {
      copyTag()
    } else {
      copy(to: position + 1)
    }
  }

  mutating func comment() {
    let start = position + 4
    guard hasCommentClose, let end = find("-->", from: start) else {
      hasCommentClose = false
      if region.isHTML { remarks.append(Span(position, endOfBlockComment(start))) }
      copy(to: region.isHTML ? region.end : start)
      return
    }
    let text = String(
      decoding: source[start..<min(end, start + 2 * LiveNumberSyntax.longestExpression)],
      as: UTF8.self)
    if hasRoomForNumbers,
      let number = LiveNumberSyntax.numberStart(source, before: position, limit: verbatimStart),
      let expression = LiveNumberSyntax.parse(text, labels: labels)
    {
      output.removeLast(position - number)
      addNumber(
        expression, shown: String(decoding: source[number..<position], as: UTF8.self),
        span: Span(number, position))
      position = number
      mask(.number(numbers.count - 1), to: end + 3)
    } else {
      addRemark(Span(position, end + 3))
      copy(to: end + 3)
    }
    verbatimStart = position
  }

  /// cmark leaves the last line of such a block out; a comment without an end hides the block.
  private func endOfBlockComment(_ start: Int) -> Int {
    var limit = region.end
    while limit < source.count, source[limit] != 0x0A { limit += 1 }
    var index = max(start, region.end - 2)
    while index + 3 <= limit {
      if source[index..<(index + 3)].elementsEqual("-->".utf8) { return index + 3 }
      index += 1
    }
    return region.end
  }

  /// Notes a comment that announces nothing to the program.
  mutating func addRemark(_ span: Span) {
    let inner = source[(span.start + 4)..<max(span.start + 4, span.end - 3)]
    // `<!-->` is a whole comment to Markdown.
    if inner.first == UInt8(ascii: ">") || inner.starts(with: "->".utf8) { return }
    let text = OptionValue.trimmed(String(decoding: inner, as: UTF8.self))
    if text.isEmpty || AnswerPart.end == "<!-- \(text) -->" { return }
    if region.isHTML, PartComment(text) != nil { return }
    remarks.append(span)
  }

  /// Looks for a short text in the region.
  func find(_ text: String, from start: Int) -> Int? {
    let wanted = Array(text.utf8)
    var index = start
    while index + wanted.count <= region.end {
      if source[index] == wanted[0], source[index..<(index + wanted.count)].elementsEqual(wanted) {
        return index
      }
      index += 1
    }
    return nil
  }

  /// Copies a tag with its attributes, and the content of elements whose content is no text.
  mutating func copyTag() {
    let start = position + 1
    var end = start
    while end < region.end, source[end] != UInt8(ascii: ">") { end += 1 }
    var nameEnd = start
    while nameEnd < end, source[nameEnd] | 0x20 >= 0x61, source[nameEnd] | 0x20 <= 0x7A {
      nameEnd += 1
    }
    let name = String(decoding: source[start..<nameEnd], as: UTF8.self).lowercased()
    copy(to: min(region.end, end + 1))
    if ["script", "style", "pre", "textarea"].contains(name) {
      let content = position
      copy(to: find("</\(name)", from: position) ?? region.end)
      if name == "pre" { addRemarks(content..<position) }
    }
    verbatimStart = position
  }

  private mutating func addRemarks(_ range: Range<Int>) {
    var start = range.lowerBound
    while let open = find("<!--", from: start), open < range.upperBound,
      let close = find("-->", from: open + 4)
    {
      addRemark(Span(open, close + 3))
      start = close + 3
    }
  }

  mutating func bracket() {
    guard let reference = FootnoteSyntax.reference(source, at: position, end: region.end),
      footnotes.contains(reference.label)
    else {
      copy(to: position + 1)
      return
    }
    mask(.footnote(reference.label), to: reference.end)
  }
}
