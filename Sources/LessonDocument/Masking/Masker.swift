import Diagnostics
import LessonOutput

/// Replaces what cmark must not read — math, live numbers, footnotes — by private-use characters.
///
/// Only paragraphs, headings and HTML blocks are touched, so that code stays as it is. Line breaks
/// stay, so that line numbers hold. Complexity: O(n).
struct Masker {
  /// A range of bytes in which inline text stands.
  struct Region {
    var start: Int
    var end: Int
    var quoteDepth: Int
    var isHTML: Bool
    /// The line that cmark gives the block, from 1.
    var line: Int
  }

  /// `**` that CommonMark does not take for emphasis, although it looks like it.
  struct DeadEmphasis {
    var span: Span
    var hint: String
  }

  /// Display math may go on for so many lines below the paragraph in which it starts.
  static let longestExtension = 500

  let source: [UInt8]
  let alphabet: MaskAlphabet
  let labels: Set<String>
  let footnotes: Set<String>
  /// Where display math that starts here may go on to; by line start.
  let mayExtend: (Int) -> Bool

  private(set) var output: [UInt8] = []
  private(set) var pieces: [MaskedPiece] = []
  private(set) var numbers: [NumberSite] = []
  /// By line of the paragraph.
  private(set) var deadEmphasis: [Int: [DeadEmphasis]] = [:]
  private(set) var didMask = false
  var diagnostics: DiagnosticList

  private var region = Region(start: 0, end: 0, quoteDepth: 0, isHTML: false, line: 0)
  private var position = 0
  /// Since here the output is the source's bytes as they stand.
  private var verbatimStart = 0
  private var emphasis = EmphasisScanner()
  /// Code spans: where runs of backticks of each length start in the region; filled when needed.
  private var backticks: [Int: [Int]]?
  private var hasDisplayClose = true
  private var hasCommentClose = true

  init(
    source: [UInt8], alphabet: MaskAlphabet, labels: Set<String>, footnotes: Set<String>,
    diagnostics: DiagnosticList, mayExtend: @escaping (Int) -> Bool
  ) {
    self.source = source
    self.alphabet = alphabet
    self.labels = labels
    self.footnotes = footnotes
    self.diagnostics = diagnostics
    self.mayExtend = mayExtend
  }

  /// Masks the source from a byte on. Regions are in order and do not overlap.
  mutating func run(from start: Int, regions: [Region]) {
    output.reserveCapacity(source.count - start + 64)
    position = start
    for next in regions where next.end > position {
      copy(to: max(position, next.start))
      region = next
      region.start = position
      scan()
    }
    copy(to: source.count)
  }

  private mutating func copy(to end: Int) {
    if end > position { output.append(contentsOf: source[position..<end]) }
    position = max(position, end)
  }

  // MARK: Regions

  private mutating func scan() {
    backticks = nil
    hasDisplayClose = true
    hasCommentClose = true
    verbatimStart = position
    emphasis.clear()
    startLine(isFirst: true)
    while position < region.end {
      let byte = source[position]
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): newLine()
      case UInt8(ascii: "\\"): escape()
      case UInt8(ascii: "`"): codeSpan()
      case UInt8(ascii: "$"): dollar()
      case UInt8(ascii: "<"): lessThan()
      case UInt8(ascii: "["): bracket()
      case UInt8(ascii: "*"): star()
      case 0: replaceNull()
      default:
        output.append(byte)
        position += 1
      }
    }
    let dead = emphasis.findDead(in: output, source: source)
    if !dead.isEmpty { deadEmphasis[region.line] = dead }
  }

  private mutating func replaceNull() {
    output.append(contentsOf: [0xEF, 0xBF, 0xBD])
    position += 1
    verbatimStart = position
  }

  private mutating func newLine() {
    if source[position] == 0x0D, position + 1 < region.end, source[position + 1] == 0x0A {
      copy(to: position + 1)
    }
    copy(to: position + 1)
    copy(to: prefixEnd(position))
    verbatimStart = position
    startLine(isFirst: false)
  }

  /// The end of the spaces and quote marks at the start of a line.
  private func prefixEnd(_ lineStart: Int) -> Int {
    var index = lineStart
    var quotes = 0
    while index < source.count {
      if source[index] == 0x20 || source[index] == 0x09 {
        index += 1
      } else if source[index] == UInt8(ascii: ">"), quotes < region.quoteDepth {
        quotes += 1
        index += 1
      } else {
        break
      }
    }
    return index
  }

  private mutating func startLine(isFirst: Bool) {
    guard !region.isHTML, position < region.end else { return }
    if source[position] == UInt8(ascii: "["), isFirst || indentation() <= 3,
      let note = FootnoteSyntax.definition(source, at: position, end: region.end)
    {
      didMask = true
      output.append(contentsOf: [UInt8(ascii: "+"), 0x20])
      appendPiece(.footnote(note.label), mark: alphabet.note, original: "")
      position = note.end
      verbatimStart = position
    } else if source[position] == UInt8(ascii: "#"), isFirst || indentation() <= 3 {
      checkHeading()
    }
  }

  /// Spaces right before the position.
  private func indentation() -> Int {
    var index = position
    while index > 0, source[index - 1] == 0x20 { index -= 1 }
    return position - index
  }

  private mutating func checkHeading() {
    var index = position
    while index < region.end, source[index] == UInt8(ascii: "#") { index += 1 }
    let level = index - position
    guard level <= 6, index < region.end, source[index] > 0x20,
      level > 1 || source[index] >= 0x80
    else { return }
    var end = index
    while end < region.end, source[end] != 0x0A, source[end] != 0x0D, end < index + 40 { end += 1 }
    while end < region.end, end > index, source[end] & 0xC0 == 0x80 { end -= 1 }
    let marks = String(repeating: "#", count: level)
    diagnostics.add(
      .note, "This line is no heading: there is no space after `\(marks)`.",
      hint: "Write `\(marks) \(String(decoding: source[index..<end], as: UTF8.self))`.",
      at: Span(position, end))
  }

  // MARK: Pieces

  private mutating func appendPiece(_ kind: MaskedPiece.Kind, mark: UInt8, original: String) {
    didMask = true
    appendMark(mark)
    output.append(contentsOf: String(pieces.count).utf8)
    appendMark(alphabet.close)
    pieces.append(MaskedPiece(kind: kind, original: original))
  }

  private mutating func appendMark(_ mark: UInt8) {
    output.append(alphabet.first)
    output.append(alphabet.second)
    output.append(mark)
    didMask = true
  }

  /// Masks the bytes up to `end`; line breaks in them stay as lines of fillers.
  private mutating func mask(_ kind: MaskedPiece.Kind, to end: Int) {
    appendPiece(
      kind, mark: alphabet.open, original: String(decoding: source[position..<end], as: UTF8.self))
    var index = position
    while index < end {
      let byte = source[index]
      index += 1
      if byte == 0x0D, index < end, source[index] == 0x0A { continue }
      if byte == 0x0A || byte == 0x0D {
        output.append(0x0A)
        let prefix = min(end, prefixEnd(index))
        output.append(contentsOf: source[index..<prefix])
        appendMark(alphabet.filler)
        index = prefix
      }
    }
    position = end
    verbatimStart = end
  }

  private mutating func escape() {
    let next = position + 1
    guard next < region.end, source[next] != 0x0A, source[next] != 0x0D, source[next] != 0 else {
      copy(to: next)
      return
    }
    if source[next] == UInt8(ascii: "|") {
      appendMark(alphabet.escapedBar)
      position = next + 1
      verbatimStart = position
    } else {
      copy(to: next + 1)
    }
  }

  private mutating func star() {
    var end = position
    while end < region.end, source[end] == UInt8(ascii: "*") { end += 1 }
    let start = output.count
    let place = Span(position, end)
    copy(to: end)
    if place.end - place.start == 2 {
      emphasis.add(EmphasisScanner.Run(output: start, span: place))
    }
  }

  // MARK: Code

  private mutating func codeSpan() {
    var open = position
    while open < region.end, source[open] == UInt8(ascii: "`") { open += 1 }
    let length = open - position
    guard let close = backtickRun(of: length, from: open) else {
      copy(to: open)
      return
    }
    let end = close + length
    if let expression = inlineExpression(open..<close) {
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

  private mutating func backtickRun(of length: Int, from start: Int) -> Int? {
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
  private func inlineExpression(_ range: Range<Int>) -> LiveNumberSyntax.Expression? {
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

  private mutating func addNumber(
    _ expression: LiveNumberSyntax.Expression, shown: String, span: Span
  ) {
    numbers.append(
      NumberSite(
        number: LiveNumber(
          expression: expression.written, format: expression.format, shown: shown,
          line: diagnostics.source.line(at: span.start)),
        label: expression.label, expression: expression.expression, span: span))
  }

  // MARK: HTML and footnotes

  private mutating func lessThan() {
    if source[position..<region.end].starts(with: "<!--".utf8) {
      comment()
    } else if region.isHTML {
      copyTag()
    } else {
      copy(to: position + 1)
    }
  }

  private mutating func comment() {
    let start = position + 4
    guard hasCommentClose, let end = find("-->", from: start) else {
      hasCommentClose = false
      copy(to: region.isHTML ? region.end : start)
      return
    }
    let text = String(
      decoding: source[start..<min(end, start + 2 * LiveNumberSyntax.longestExpression)],
      as: UTF8.self)
    if let number = LiveNumberSyntax.numberStart(source, before: position, limit: verbatimStart),
      let expression = LiveNumberSyntax.parse(text, labels: labels)
    {
      output.removeLast(position - number)
      addNumber(
        expression, shown: String(decoding: source[number..<position], as: UTF8.self),
        span: Span(number, position))
      position = number
      mask(.number(numbers.count - 1), to: end + 3)
    } else {
      copy(to: end + 3)
    }
    verbatimStart = position
  }

  /// Looks for a short text in the region.
  private func find(_ text: String, from start: Int) -> Int? {
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
  private mutating func copyTag() {
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
      copy(to: find("</\(name)", from: position) ?? region.end)
    }
    verbatimStart = position
  }

  private mutating func bracket() {
    guard let reference = FootnoteSyntax.reference(source, at: position, end: region.end),
      footnotes.contains(reference.label)
    else {
      copy(to: position + 1)
      return
    }
    mask(.footnote(reference.label), to: reference.end)
  }

  // MARK: Math

  private mutating func dollar() {
    let next = position + 1
    if next < region.end, source[next] == UInt8(ascii: "$") {
      displayMath()
    } else {
      inlineMath()
    }
  }

  private mutating func inlineMath() {
    let start = position + 1
    guard start < region.end, source[start] > 0x20 else {
      copy(to: start)
      return
    }
    var index = start
    while index < region.end, source[index] != UInt8(ascii: "$") {
      index += source[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < region.end else {
      noteOpenDollar()
      copy(to: start)
      return
    }
    let after = index + 1 < source.count ? source[index + 1] : 0x20
    guard source[index - 1] > 0x20, !(after >= 0x30 && after <= 0x39) else {
      copy(to: start)
      return
    }
    var tex = text(start..<index)
    if tex.utf8.count > 2, tex.utf8.first == 0x60, tex.utf8.last == 0x60 {
      tex = String(tex.dropFirst().dropLast())
    }
    mask(.math(tex, display: false), to: index + 1)
  }

  private mutating func noteOpenDollar() {
    let next = source[position + 1]
    guard next >= 0x80 || next == UInt8(ascii: "\\") || (next | 0x20 >= 0x61 && next | 0x20 <= 0x7A)
    else { return }
    diagnostics.add(
      .note, "This `$` opens no math: no other `$` closes it in this paragraph.",
      hint: "Close it, or write `\\$` for the sign itself.", at: Span(position, position + 1))
  }

  private mutating func displayMath() {
    let start = position + 2
    if hasDisplayClose, let close = displayClose(from: start, end: region.end) {
      let tex = text(start..<close)
      if tex.isEmpty {
        copy(to: close + 2)
      } else {
        mask(.math(tex, display: true), to: close + 2)
      }
      return
    }
    hasDisplayClose = false
    if !region.isHTML, isFirstOnLine() || isLastOnLine(), let close = extendedClose() {
      let tex = text(start..<close)
      mask(.math(tex, display: true), to: close + 2)
      var lineEnd = position
      while lineEnd < source.count, source[lineEnd] != 0x0A, source[lineEnd] != 0x0D {
        lineEnd += 1
      }
      region.end = max(region.end, lineEnd)
      return
    }
    diagnostics.add(
      .note, "This `$$` opens no math: no other `$$` closes it in this paragraph.",
      hint: "Close it with `$$`, without an empty line in between.", at: Span(position, start))
    copy(to: start)
  }

  private func displayClose(from start: Int, end: Int) -> Int? {
    var index = start
    while index + 1 < end {
      switch source[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "$") where source[index + 1] == UInt8(ascii: "$"): return index
      default: index += 1
      }
    }
    return nil
  }

  private func isFirstOnLine() -> Bool {
    var index = position
    while index > region.start, source[index - 1] == 0x20 || source[index - 1] == 0x09 {
      index -= 1
    }
    return index <= region.start || [0x0A, 0x0D, 0x3E].contains(source[index - 1])
  }

  private func isLastOnLine() -> Bool {
    var index = position + 2
    while index < region.end, source[index] == 0x20 || source[index] == 0x09 { index += 1 }
    return index >= region.end || source[index] == 0x0A || source[index] == 0x0D
  }

  /// The `$$` that closes math below the paragraph: a line such as `+ b` or `=` inside math is a
  /// list or a heading to CommonMark.
  private func extendedClose() -> Int? {
    var line = diagnostics.source.line(at: region.end - 1) + 1
    for _ in 0..<Self.longestExtension {
      guard line <= diagnostics.source.lineCount, mayExtend(line) else { return nil }
      let start = diagnostics.source.lineStarts[line - 1]
      let end =
        line < diagnostics.source.lineCount
        ? diagnostics.source.lineStarts[line] : source.count
      let text = prefixEnd(start)
      if text >= end || source[text] == 0x0A || source[text] == 0x0D { return nil }
      if let close = displayClose(from: text, end: end) { return close }
      line += 1
    }
    return nil
  }

  /// The text of a range without what containers put before its lines.
  private func text(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = source[index]
      index += 1
      if byte == 0x0D, index < range.upperBound, source[index] == 0x0A { continue }
      if byte == 0x0A || byte == 0x0D {
        bytes.append(0x0A)
        index = min(range.upperBound, prefixEnd(index))
      } else {
        bytes.append(byte)
      }
    }
    return OptionValue.trimmed(String(decoding: bytes, as: UTF8.self))
  }
}
