import Diagnostics
import LessonOutput

/// Results as plain text for a terminal: no colour, every line within a width.
package enum GradeText {
  /// Printed lines beyond these are left out in the middle.
  private static let longestOutput = 40
  static let narrowest = 20

  // MARK: One exercise

  /// An exercise as its learner reads it: a heading with points, each item, what was wrong.
  package static func exercise(_ result: ExerciseResult, width: Int) -> [String] {
    let result = result.forReport
    let width = max(narrowest, width)
    var lines = wrapped(
      "\(result.status.mark) \(AuthorText.plain(VisibleText.line(result.name))) · "
        + (result.maximum > .zero ? result.points.text(of: result.maximum) : result.status.word),
      width, indent: 0, hang: 2)
    if let feedback = result.feedback { lines += self.lines(of: feedback, width, indent: 2) }
    for item in result.items { lines += self.lines(of: item, in: result, width) }
    for note in result.notes { lines += wrapped("note: " + note, width, indent: 2, hang: 6) }
    lines += framed(result.stdout, "your code printed:", width, indent: 2)
    return lines
  }

  private static func lines(
    of item: ExerciseItem, in result: ExerciseResult, _ width: Int
  ) -> [String] {
    var head = "\(item.mark) \(VisibleText.line(item.name))"
    if item.isHidden, !item.label.isEmpty { head += " (hidden)" }
    if item.maximum > .zero { head += " · \(item.points.text) of \(item.maximum.text)" }
    if item.status == .pending {
      head += item.kind == .answer ? ", a person reads it" : ", kept until it is graded"
    }
    var lines = wrapped(head, width, indent: 2, hang: 4)
    if let answer = item.answer { lines += framed(answer, item.answerWord + ":", width, indent: 6) }
    // What failed as a whole is told once, above.
    if let feedback = item.feedback, feedback != result.feedback {
      lines += self.lines(of: feedback, width, indent: 6)
    }
    lines += framed(item.stdout, "your code printed:", width, indent: 6)
    return lines
  }

  /// Words first, then where the learner's code failed, then expected and found, then what to do.
  static func lines(of feedback: Feedback, _ width: Int, indent: Int) -> [String] {
    var lines: [String] = []
    let text = VisibleText.lines(
      feedback.source == .error ? feedback.text : AuthorText.plain(feedback.text))
    if feedback.source == .error {
      // Code can raise any text: only its first line stands free.
      if let first = text.first { lines += wrapped(first, width, indent: indent, hang: 2) }
      lines += text.dropFirst().flatMap { boxed($0, width, indent: indent) }
    } else {
      for (number, line) in text.enumerated() {
        let mark = number == 0 && feedback.source == .comment ? "comment: " : ""
        lines += wrapped(mark + line, width, indent: indent, hang: 0)
      }
    }
    if let error = feedback.error { lines += place(of: error, width, indent: indent) }
    for line in feedback.details.flatMap(VisibleText.lines) {
      lines += wrapped(line, width, indent: indent + 2, hang: 2)
    }
    if let hint = feedback.hint {
      lines += wrapped("help: " + hint, width, indent: indent, hang: 6)
    }
    return lines
  }

  /// `line 12`, that line and a caret under what was wrong.
  private static func place(of error: BlockError, _ width: Int, indent: Int) -> [String] {
    guard error.line > 0 else { return [] }
    let space = String(repeating: " ", count: indent)
    var calls = error.calls.map { "in \(VisibleText.line($0.function)), line \($0.line)" }
    calls.append("line \(error.line)")
    var lines = wrapped(calls.joined(separator: " → "), width, indent: indent, hang: 2)
    let (source, column, length) = excerpt(error, room: max(10, width - indent - 2))
    guard !source.isEmpty else { return lines }
    lines.append(space + "| " + source)
    lines.append(
      space + "  " + String(repeating: " ", count: column) + "^"
        + String(repeating: "~", count: max(0, length - 1)))
    return lines
  }

  /// As much of the line as fits with the caret in view; where the caret stands and how wide it is.
  private static func excerpt(_ error: BlockError, room: Int) -> (String, Int, Int) {
    let scalars = Array(error.sourceLine.unicodeScalars)
    let start = max(0, min(error.column - 1, scalars.count))
    let end = max(start, min(scalars.count, start + max(0, min(error.length, scalars.count))))
    func shown(_ range: Range<Int>) -> String {
      VisibleText.line(String(String.UnicodeScalarView(scalars[range])))
    }
    var low = max(0, start - room)
    while low < start, DisplayWidth.of(shown(low..<start)) > room * 2 / 3 { low += 1 }
    var high = min(scalars.count, low + room)
    while high > low, DisplayWidth.of(shown(low..<high)) > room { high -= 1 }
    let before = DisplayWidth.of(shown(low..<max(low, min(start, high))))
    let marked = DisplayWidth.of(shown(min(start, high)..<max(min(start, high), min(end, high))))
    return (shown(low..<high), min(before, room - 1), min(marked, room - before))
  }

  // MARK: One submission

  /// All that one learner handed in.
  package static func submission(
    _ submission: GradedSubmission, book: GradeBook, width: Int
  ) -> String {
    let width = max(narrowest, width)
    var lines = wrapped(
      VisibleText.line(submission.fullName) + " · " + VisibleText.line(book.title ?? book.lesson),
      width, indent: 0, hang: 2)
    lines += wrapped(submission.pointsText, width, indent: 0, hang: 2)
    if submission.isSilentlyMissing {
      lines += wrapped("nothing was handed in", width, indent: 0, hang: 2)
    } else if !submission.isMissing {
      let files = submission.files.map(VisibleText.line).joined(separator: ", ")
      lines += wrapped("from \(files)", width, indent: 0, hang: 2)
    }
    for problem in submission.problems {
      lines += wrapped("problem: " + VisibleText.line(problem), width, indent: 0, hang: 2)
    }
    for note in submission.notes {
      lines += wrapped("note: " + VisibleText.line(note), width, indent: 0, hang: 2)
    }
    for result in submission.exercises { lines += [""] + exercise(result, width: width) }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Lines

  /// A paragraph in lines of at most `width` columns, those after the first `hang` further in.
  package static func wrapped(_ text: String, _ width: Int, indent: Int, hang: Int) -> [String] {
    let room = max(8, width - indent - hang)
    let rows = VisibleText.lines(text).flatMap {
      LineBreaking.wrap($0, width: room, firstWidth: max(8, width - indent))
    }
    return rows.enumerated().map { number, row in
      trimmed(String(repeating: " ", count: indent + (number == 0 ? 0 : hang)) + row)
    }
  }

  /// What a learner's code printed or a learner wrote: a bar on every line tells it from our words.
  static func framed(_ text: String, _ title: String, _ width: Int, indent: Int) -> [String] {
    var content = VisibleText.lines(text)
    if content.isEmpty { return [] }
    if content.count > longestOutput {
      let half = longestOutput / 2
      let omitted = content.count - 2 * half
      content = content.prefix(half) + ["… \(omitted) lines left out"] + content.suffix(half)
    }
    return [String(repeating: " ", count: indent) + title]
      + content.flatMap { boxed($0, width, indent: indent) }
  }

  private static func boxed(_ line: String, _ width: Int, indent: Int) -> [String] {
    LineBreaking.wrap(line, width: max(8, width - indent - 2)).map {
      trimmed(String(repeating: " ", count: indent) + "│ " + $0)
    }
  }

  static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
