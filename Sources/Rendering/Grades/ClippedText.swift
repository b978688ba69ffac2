import LessonOutput

/// What a learner's code wrote, cut where it would fill a report.
package enum ClippedText {
  /// Characters of one text that a report holds.
  package static let most = 20_000
  /// Of a message that stands in one line of a summary.
  static let mostOfLine = 300

  /// The start of a text, and how much more there is on a line of its own.
  package static func of(_ text: String, most: Int = most) -> String {
    guard let (start, more) = cut(text, most) else { return text }
    return "\(start)\n… \(more) more bytes left out"
  }

  static func line(_ text: String) -> String {
    guard let (start, _) = cut(text, mostOfLine) else { return text }
    return start + "…"
  }

  /// At most so many bytes, with the size of the whole.
  static func bytes(_ text: String, most: Int) -> String {
    let bytes = text.utf8
    guard bytes.count > most else { return text }
    var start = Array(bytes.prefix(most + 1))
    // Not within a character.
    while let last = start.popLast(), last & 0xC0 == 0x80 {}
    return String(decoding: start, as: UTF8.self) + "… (cut, \(bytes.count) bytes in the file)"
  }

  /// Looks at no more than what is kept: a text may be long, and stand in every report.
  private static func cut(_ text: String, _ most: Int) -> (start: String, more: Int)? {
    let bytes = text.utf8.count
    let scalars = text.unicodeScalars
    guard bytes > most,
      let end = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return nil }
    let start = String(text[..<end])
    return (start, bytes - start.utf8.count)
  }
}

extension ExerciseResult {
  /// What a report says of it: what its learner may read, long texts cut.
  package var forReport: ExerciseResult {
    var result = forLearner
    result.stdout = ClippedText.of(result.stdout)
    result.feedback = result.feedback?.clipped
    for index in result.items.indices {
      result.items[index].stdout = ClippedText.of(result.items[index].stdout)
      result.items[index].answer = result.items[index].answer.map { ClippedText.of($0) }
      result.items[index].feedback = result.items[index].feedback?.clipped
    }
    return result
  }
}

extension Feedback {
  fileprivate var clipped: Feedback {
    var feedback = self
    feedback.text = ClippedText.of(text)
    feedback.details = details.map { ClippedText.of($0) }
    feedback.hint = hint.map { ClippedText.of($0) }
    // The caret's place counts from the start of the line.
    if let line = error?.sourceLine, line.utf8.count > ClippedText.most {
      feedback.error?.sourceLine = String(line.unicodeScalars.prefix(ClippedText.most))
    }
    return feedback
  }
}
