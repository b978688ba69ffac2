import LessonOutput

/// The line of an error with the faulty part marked.
enum ErrorLine {
  /// - Parameter escape: makes a piece of the line safe.
  static func marked(
    _ error: BlockError, escape: (String) -> String = { HTMLText.escape($0) }
  ) -> String {
    let scalars = Array(error.sourceLine.unicodeScalars)
    let start = max(0, min(max(1, error.column) - 1, scalars.count))
    let end = max(start, min(scalars.count, start + max(1, min(error.length, scalars.count))))
    func text(_ range: Range<Int>) -> String {
      escape(String(String.UnicodeScalarView(scalars[range])))
    }
    // The mark moves with the text, whatever the width of its characters.
    let part = end > start ? text(start..<end) : " "
    return text(0..<start) + "<mark>\(part)</mark>" + text(end..<scalars.count)
  }
}
