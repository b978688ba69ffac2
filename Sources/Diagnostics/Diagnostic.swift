/// Something a person should know about a file: what was found, where, and one next move.
package struct Diagnostic: Hashable, Sendable, Codable, Error {
  package enum Severity: String, Sendable, Codable {
    case error, warning, note
  }

  package var severity: Severity
  package var message: String
  /// The next move, a sentence or nil.
  package var hint: String?
  /// Line and column in the file, from 1; nil when it is about the file as a whole.
  package var location: Location?
  /// How many columns the caret underlines.
  package var length: Int
  /// The text of the line that the location names.
  package var sourceLine: String?

  package init(
    _ severity: Severity, _ message: String, hint: String? = nil, location: Location? = nil,
    length: Int = 1, sourceLine: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.hint = hint
    self.location = location
    self.length = length
    self.sourceLine = sourceLine
  }

  /// A diagnostic that points into a text.
  package init(
    _ severity: Severity, _ message: String, hint: String? = nil, at span: Span,
    in source: SourceText
  ) {
    let start = source.location(at: span.start)
    let end = source.location(at: max(span.start, span.end))
    let lineText = source.lineText(start.line)
    let room = max(1, lineText.unicodeScalars.count - start.column + 1)
    self.init(
      severity, message, hint: hint, location: start,
      length: end.line == start.line ? max(1, end.column - start.column) : room,
      sourceLine: lineText)
  }

  /// `file.md:12:3: error: message`, then the line, a caret and the hint.
  ///
  /// - Parameter width: the columns that a text takes in a terminal; decides where the caret stands.
  package func formatted(file: String, width: (String) -> Int = { $0.unicodeScalars.count })
    -> String
  {
    var head = file
    if let location { head += ":\(location.line):\(location.column)" }
    var lines = ["\(head): \(severity.rawValue): \(message)"]
    if let sourceLine, let location, !sourceLine.isEmpty {
      let scalars = Array(sourceLine.unicodeScalars)
      let shown = excerpt(scalars, around: location.column - 1)
      let before = String(String.UnicodeScalarView(scalars[shown.lowerBound..<shown.caret]))
      let text = String(String.UnicodeScalarView(scalars[shown.lowerBound..<shown.upperBound]))
      let marked = String(
        String.UnicodeScalarView(
          scalars[shown.caret..<min(shown.upperBound, shown.caret + max(1, length))]))
      let tabless = { (text: String) in
        text.split(separator: "\t", omittingEmptySubsequences: false)
          .joined(separator: " ")
      }
      lines.append("    " + tabless(text))
      lines.append(
        "    " + String(repeating: " ", count: width(tabless(before))) + "^"
          + String(repeating: "~", count: max(0, width(tabless(marked)) - 1)))
    }
    if let hint { lines.append("  help: \(hint)") }
    return lines.joined(separator: "\n")
  }

  private func excerpt(_ scalars: [Unicode.Scalar], around column: Int)
    -> (lowerBound: Int, caret: Int, upperBound: Int)
  {
    let caret = max(0, min(column, scalars.count))
    let widest = 160
    if scalars.count <= widest { return (0, caret, scalars.count) }
    let low = max(0, min(caret - widest / 2, scalars.count - widest))
    return (low, caret, min(scalars.count, low + widest))
  }
}
