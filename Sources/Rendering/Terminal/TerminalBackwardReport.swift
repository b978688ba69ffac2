import LessonOutput

/// A backward pass beside the trace: a row a name, then the first wrong gate.
extension TerminalContext {
  func lines(of report: BackwardReport, width: Int) -> [StyledLine] {
    var lines = text(report.title, .strong).wrapped(width: width)
    let table = [BackwardReport.header] + report.rows.map(report.cells)
    let widths = BackwardReport.header.indices.map { column in
      table.map { DisplayWidth.of(sign($0[column])) }.max() ?? 0
    }
    for (place, cells) in table.enumerated() {
      var line = StyledLine("  ")
      for (column, cell) in cells.enumerated() {
        let style: TextStyle =
          place == 0 ? .dim : column == 1 ? style(report.rows[place - 1].verdict) : .plain
        let shown = sign(cell)
        line.append(shown, style)
        if column + 1 < cells.count {
          let room = widths[column] - DisplayWidth.of(shown) + 2
          line.append(String(repeating: " ", count: max(1, room)))
        }
      }
      lines += fitted(line, width: width, hang: 4)
    }
    let paragraphs = report.explanation
    if !paragraphs.isEmpty { lines.append(StyledLine()) }
    for paragraph in paragraphs {
      lines += prose(paragraph).wrapped(width: max(8, width - 2)).map { $0.indented(by: 2) }
    }
    return lines
  }

  private func style(_ verdict: BackwardReport.Verdict) -> TextStyle {
    switch verdict {
    case .exact, .close: .value
    case .wrong: .error
    case .follows: .warning
    case .unjudged: .dim
    }
  }

  /// Text whose names stand in backquotes.
  private func prose(_ paragraph: String) -> StyledText {
    var result = StyledText()
    let parts = paragraph.split(separator: "`", omittingEmptySubsequences: false)
    for (place, part) in parts.enumerated() {
      // Without colour nothing else would set a name off.
      result.append(
        text(
          place % 2 == 1 && !options.color ? "`\(part)`" : String(part),
          place % 2 == 1 ? .code : .plain))
    }
    return result
  }
}
