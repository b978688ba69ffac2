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

  var output: [UInt8] = []
  var pieces: [MaskedPiece] = []
  var numbers: [NumberSite] = []
  /// Comments that are for the author alone.
  var remarks: [Span] = []
  /// By line of the paragraph.
  var deadEmphasis: [Int: [DeadEmphasis]] = [:]
  var didMask = false
  var diagnostics: DiagnosticList

  var region = Region(start: 0, end: 0, quoteDepth: 0, isHTML: false, line: 0)
  var position = 0
  /// Since here the output is the source's bytes as they stand.
  var verbatimStart = 0
  var emphasis = EmphasisScanner()
  /// Code spans: where runs of backticks of each length start in the region; filled when needed.
  var backticks: [Int: [Int]]?
  var hasDisplayClose = true
  var hasCommentClose = true

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

  mutating func copy(to end: Int) {
    if end > position { output.append(contentsOf: source[position..<end]) }
    position = max(position, end)
  }

  // MARK: Regions

  mutating func scan() {
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

  mutating func replaceNull() {
    output.append(contentsOf: [0xEF, 0xBF, 0xBD])
    position += 1
    verbatimStart = position
  }

  mutating func newLine() {
    if source[position] == 0x0D, position + 1 < region.end, source[position + 1] == 0x0A {
      copy(to: position + 1)
    }
    copy(to: position + 1)
    copy(to: prefixEnd(position))
    verbatimStart = position
    startLine(isFirst: false)
  }

  /// The end of the spaces and quote marks at the start of a line.
  func prefixEnd(_ lineStart: Int) -> Int {
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

  mutating func startLine(isFirst: Bool) {
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
  func indentation() -> Int {
    var index = position
    while index > 0, source[index - 1] == 0x20 { index -= 1 }
    return position - index
  }

  mutating func checkHeading() {
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

  mutating func appendPiece(_ kind: MaskedPiece.Kind, mark: UInt8, original: String) {
    didMask = true
    appendMark(mark)
    output.append(contentsOf: String(pieces.count).utf8)
    appendMark(alphabet.close)
    pieces.append(MaskedPiece(kind: kind, original: original))
  }

  mutating func appendMark(_ mark: UInt8) {
    output.append(alphabet.first)
    output.append(alphabet.second)
    output.append(mark)
    didMask = true
  }

  /// Masks the bytes up to `end`; line breaks in them stay as lines of fillers.
  mutating func mask(_ kind: MaskedPiece.Kind, to end: Int) {
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

  mutating func escape() {
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

  mutating func star() {
    var end = position
    while end < region.end, source[end] == UInt8(ascii: "*") { end += 1 }
    let start = output.count
    let place = Span(position, end)
    copy(to: end)
    if place.end - place.start == 2 {
      emphasis.add(EmphasisScanner.Run(output: start, span: place))
    }
  }
}
