import LessonOutput

/// The class in the terminal: a row for each learner, then what is worth knowing.
extension GradeText {
  private static let gap = 2
  /// Longer names and ids are cut.
  private static let widestName = 28
  /// So many of an exercise's mistakes are told; the rest is counted.
  private static let mostMistakes = 6

  package static func table(_ book: GradeBook, width: Int) -> String {
    let width = max(narrowest, width)
    let title = book.title.map { "\($0) (\(book.lesson))" } ?? book.lesson
    var lines = wrapped(VisibleText.line(title), width, indent: 0, hang: 2)
    if !book.submissions.isEmpty {
      lines.append("")
      lines += rows(of: book, width) ?? list(of: book, width)
    }
    lines += paragraph(notes(of: book, width))
    lines += paragraph(summary(of: book, width))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func paragraph(_ lines: [String]) -> [String] { lines.isEmpty ? [] : [""] + lines }

  // MARK: Rows

  /// Nil where the columns don't fit.
  private static func rows(of book: GradeBook, _ width: Int) -> [String]? {
    let ids = book.exercises.map { VisibleText.line($0.id) }
    let cells = book.submissions.map { submission in
      book.exercises.indices.map { cell(submission, $0) }
    }
    let hasNames = book.submissions.contains { !$0.name.isEmpty && $0.name != $0.learner }
    let hasPending = book.submissions.contains(where: \.isPending)
    var fixed: [Column] = [
      Column("learner", book.submissions.map { clipped(VisibleText.line($0.learner)) })
    ]
    if hasNames {
      fixed.append(Column("name", book.submissions.map { clipped(VisibleText.line($0.name)) }))
    }
    fixed.append(
      Column(
        "points", book.submissions.map(total), right: true)
    )
    if hasPending {
      let pending = book.submissions.map { $0.isPending ? $0.pending.text : "" }
      fixed.append(Column("pending", pending, right: true))
    }
    let exercises = { (names: [String]) in
      names.indices.map { index in Column(names[index], cells.map { $0[index] }) }
    }
    if let lines = lines(of: fixed + exercises(ids), width) { return lines }
    // Numbers in place of the ids, which follow below.
    let numbers = ids.indices.map { String($0 + 1) }
    guard let lines = lines(of: fixed + exercises(numbers), width) else { return nil }
    let legend = zip(numbers, ids).map { "\($0) \($1)" }.joined(separator: "  ")
    return lines + wrapped(legend, width, indent: 0, hang: 2)
  }

  /// `5 / 7`; a dash where there are no points to get.
  private static func total(_ submission: GradedSubmission) -> String {
    submission.maximum > .zero
      ? "\(submission.points.text) / \(submission.maximum.text)" : "–"
  }

  private static func lines(of columns: [Column], _ width: Int) -> [String]? {
    let total = columns.map(\.width).reduce(0, +) + gap * (columns.count - 1)
    guard total <= width, let count = columns.first?.cells.count else { return nil }
    let space = String(repeating: " ", count: gap)
    return (-1..<count).map { row in
      trimmed(columns.map { $0.text(row) }.joined(separator: space))
    }
  }

  private struct Column {
    let header: String
    let cells: [String]
    let isRight: Bool
    let width: Int

    init(_ header: String, _ cells: [String], right: Bool = false) {
      (self.header, self.cells, isRight) = (header, cells, right)
      width = cells.reduce(DisplayWidth.of(header)) { max($0, DisplayWidth.of($1)) }
    }

    /// The header is row -1.
    func text(_ row: Int) -> String {
      let text = cells.indices.contains(row) ? cells[row] : header
      let space = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
      return isRight ? space + text : text + space
    }
  }

  /// `½ 1.5`; a learner without a file has no mark.
  private static func cell(_ submission: GradedSubmission, _ index: Int) -> String {
    guard !submission.isMissing, submission.exercises.indices.contains(index) else { return "" }
    let result = submission.exercises[index]
    switch result.status {
    case .open: return result.status.mark
    case .pending where result.points == .zero: return result.status.mark
    default: return "\(result.status.mark) \(result.points.text)"
    }
  }

  private static func clipped(_ text: String) -> String {
    guard DisplayWidth.of(text) > widestName else { return text }
    var result = ""
    var room = widestName - 1
    for character in text {
      room -= DisplayWidth.of(character)
      if room < 0 { break }
      result.append(character)
    }
    return result + "…"
  }

  // MARK: List

  private static func list(of book: GradeBook, _ width: Int) -> [String] {
    book.submissions.flatMap { submission -> [String] in
      var head = VisibleText.line(submission.fullName)
      head += " · \(total(submission))"
      if submission.isPending { head += ", \(submission.pending.text) pending" }
      var lines = wrapped(head, width, indent: 0, hang: 2)
      for (index, entry) in book.exercises.enumerated() {
        let text = cell(submission, index)
        if text.isEmpty { continue }
        lines += wrapped("\(text) \(VisibleText.line(entry.id))", width, indent: 2, hang: 4)
      }
      return lines
    }
  }

  // MARK: Below

  private static func notes(of book: GradeBook, _ width: Int) -> [String] {
    var lines: [String] = []
    func add(_ text: String) {
      lines += wrapped(VisibleText.line(text), width, indent: 0, hang: 2)
    }
    for submission in book.submissions {
      for problem in submission.problems { add("problem: \(submission.learner): \(problem)") }
    }
    for (index, entry) in book.exercises.enumerated() {
      let broken = book.submissions.contains {
        $0.exercises.indices.contains(index) && $0.exercises[index].status == .broken
      }
      if broken {
        add("problem: \(entry.id) could not be judged; `lesson test` tells what is wrong with it")
      }
    }
    for note in book.allNotes { add("note: \(note)") }
    // Who has no file is told above.
    for submission in book.submissions where !submission.isMissing {
      for note in submission.notes { add("note: \(submission.learner): \(note)") }
    }
    return lines
  }

  private static func summary(of book: GradeBook, _ width: Int) -> [String] {
    let total = book.submissions.count
    guard let statistics = GradeStatistics(book) else {
      return [total == 0 ? "no submissions" : "nobody of \(total) has handed in anything"]
    }
    let mean = GradeStatistics.text(statistics.mean)
    let median = GradeStatistics.text(statistics.median)
    let who =
      statistics.count == total
      ? "\(total) learner\(total == 1 ? "" : "s")" : "\(statistics.count) of \(total) learners"
    var lines = wrapped(
      book.maximum > .zero
        ? "\(who): mean \(mean), median \(median) of \(book.maximum.text) points"
        : "\(who); this lesson gives no points", width, indent: 0, hang: 2)
    let pending = book.submissions.map(\.pending).total
    if pending > .zero {
      lines += wrapped(
        "\(pending.text) points wait for a person: --report csv -o DIR writes answers.csv, and"
          + " --scores reads it back", width, indent: 0, hang: 2)
    }
    for (index, entry) in book.exercises.enumerated() {
      let exercise = GradeStatistics.Exercise(index, of: book)
      lines += wrapped(
        "\(VisibleText.line(entry.id)): \(exercise.text)", width, indent: 2, hang: 2)
      for mistake in exercise.mistakes.prefix(mostMistakes) {
        lines += wrapped(
          "\(mistake.count) of \(exercise.tried): \(AuthorText.plain(mistake.what.quoted))", width,
          indent: 4, hang: 2)
      }
      let more = exercise.mistakes.count - mostMistakes
      if more > 0 { lines.append("    and \(more) more") }
    }
    return lines
  }
}
