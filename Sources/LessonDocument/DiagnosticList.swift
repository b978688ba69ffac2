import Diagnostics

/// Collects what there is to say about a file, within a bound.
struct DiagnosticList {
  /// So many errors, warnings and notes each are kept; a broken file repeats itself.
  static let maximumOfEachSeverity = 100
  /// Longer lines are not quoted: a hundred copies of a 4 MB line would not fit in memory.
  static let longestQuotedLine = 20_000

  let source: SourceText
  private var found: [(start: Int, diagnostic: Diagnostic)] = []
  private var counts: [Diagnostic.Severity: Int] = [:]

  init(source: SourceText) { self.source = source }

  mutating func add(
    _ severity: Diagnostic.Severity, _ message: String, hint: String? = nil, at span: Span
  ) {
    counts[severity, default: 0] += 1
    guard counts[severity, default: 0] <= Self.maximumOfEachSeverity else { return }
    let line = source.line(at: span.start)
    let lineStart = source.lineStarts[line - 1]
    let lineEnd = line < source.lineCount ? source.lineStarts[line] : source.bytes.count
    if lineEnd - lineStart > Self.longestQuotedLine {
      let length = max(1, min(span.end, lineEnd) - span.start)
      found.append(
        (
          span.start,
          Diagnostic(
            severity, message, hint: hint, location: source.location(at: span.start),
            length: length)
        ))
    } else {
      found.append(
        (span.start, Diagnostic(severity, message, hint: hint, at: span, in: source)))
    }
  }

  /// A diagnostic about a whole line, from 1.
  mutating func add(
    _ severity: Diagnostic.Severity, _ message: String, hint: String? = nil, line: Int
  ) {
    add(severity, message, hint: hint, at: span(ofLine: line))
  }

  /// The bytes of a line from 1, without indentation and ending.
  func span(ofLine line: Int) -> Span {
    guard line >= 1, line <= source.lineCount else {
      return Span(source.bytes.count, source.bytes.count)
    }
    var start = source.lineStarts[line - 1]
    var end = line < source.lineCount ? source.lineStarts[line] : source.bytes.count
    while end > start, source.bytes[end - 1] <= 0x20 { end -= 1 }
    while start < end, source.bytes[start] <= 0x20 { start += 1 }
    return Span(start, end)
  }

  /// All that was kept, in the order of the file, and how much was left out.
  func sorted() -> [Diagnostic] {
    var result = found.enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
      .map(\.element.diagnostic)
    let left = counts.values.reduce(0) { $0 + max(0, $1 - Self.maximumOfEachSeverity) }
    if left > 0 {
      result.append(Diagnostic(.note, "\(left) more of these were left out."))
    }
    return result
  }
}

/// `didYouMean` as a sentence.
func suggestion(for name: String, among names: some Sequence<String>) -> String? {
  nearestName(to: name, among: names).map { "Did you mean `\($0)`?" }
}
