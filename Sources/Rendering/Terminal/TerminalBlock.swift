import Diagnostics
import LessonOutput

/// An executable block: its source, then what running it gave.
extension TerminalContext {
  /// Longer outputs are cut in the middle unless everything was asked for.
  private static let longestOutput = 200

  func lines(of block: BlockRun, width: Int) -> [StyledLine] {
    guard block.show.include else {
      return block.status == .skipped ? [] : failure(of: block, width: width)
    }
    if let part = block.part, block.status == .skipped {
      return lines(of: part, block, width: width)
    }
    var parts: [[StyledLine]] = []
    if block.show.echo { parts.append(code(block.shownSource, language: "python", width: width)) }
    parts += outcome(of: block, width: width, showsTraces: true)
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [StyledLine()]))
  }

  /// A part of an exercise: its title, and the code of what is to be filled in or is the author's.
  func lines(of part: BlockRun.Part, _ block: BlockRun, width: Int) -> [StyledLine] {
    let title = text(part.title, part.kind == "starter" ? .strong : .dim).wrapped(width: width)
    let isShort = part.kind == "check" && !part.isHidden && !options.full
    if isShort { return title.map { $0.indented(by: 2) } }
    return title + code(block.shownSource, language: "python", width: width)
  }

  /// What running the block gave, in parts.
  func outcome(of block: BlockRun, width: Int, showsTraces: Bool) -> [[StyledLine]] {
    var parts: [[StyledLine]] = []
    if block.show.output {
      parts.append(output(of: block, width: width))
    }
    parts.append(failure(of: block, width: width))
    if block.show.output {
      for trace in block.traces {
        if showsTraces {
          parts.append(
            TerminalTrace(TraceView(trace), context: self, width: width)
              .lines(
                views: block.show.views, abridged: trace.abridged ? trace.gateCount : nil))
        }
        parts.append(
          trace.backwardCalls.flatMap { call in
            text(call.text).wrapped(width: max(8, width - 6)).map { $0.indented(by: 6) }
          })
      }
      for table in block.tables {
        parts.append(TerminalTable(table, context: self).lines(width: width))
      }
      for plot in block.plots {
        if let figure = plot.figure {
          let drawn = TerminalFigure(figure: figure, context: self, width: width - 2).lines()
          let caption = plot.caption.map { text($0, .dim).wrapped(width: width - 2) } ?? []
          parts.append((drawn + caption).map { $0.indented(by: 2) })
          continue
        }
        parts.append(
          text("[plot: \(plot.alternative.isEmpty ? "no description" : plot.alternative)]", .dim)
            .wrapped(width: width))
      }
      for report in block.reports { parts.append(lines(of: report, width: width)) }
    }
    parts.append(
      block.notes.flatMap { note in
        text("note: " + note, .dim).wrapped(width: width - 2).map { $0.indented(by: 2) }
      })
    return parts
  }

  private func output(of block: BlockRun, width: Int) -> [StyledLine] {
    var lines: [StyledLine] = []
    if !block.stdout.isEmpty {
      var raw = block.stdout.textLines
      if raw.last?.isEmpty ?? false { raw.removeLast() }
      if !options.full, raw.count > Self.longestOutput {
        let half = Self.longestOutput / 2
        lines += raw.prefix(half).flatMap { printedLine($0, width: width) }
        lines.append(
          StyledLine(
            sign("  … \(raw.count - 2 * half) lines left out; --full shows all"), .dim))
        raw = Array(raw.suffix(half))
      }
      lines += raw.flatMap { printedLine($0, width: width) }
    }
    if let value = block.value {
      let rows = value.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, row) in rows.enumerated() {
        var line = StyledLine(sign(index == 0 ? "→ " : "  "), .dim)
        line.append(text(expanded(row)).text)
        lines += fitted(line, width: width, hang: 4)
      }
    }
    return lines
  }

  private func printedLine(_ line: Substring, width: Int) -> [StyledLine] {
    fitted(StyledLine("  " + text(expanded(line)).text), width: width, hang: 4)
  }

  private func lines(of report: Report, width: Int) -> [StyledLine] {
    if let backward = report.backward { return lines(of: backward, width: width) }
    return text(report.title, .strong).wrapped(width: width)
      + report.lines.flatMap { line in
        fitted(StyledLine("  " + text(expanded(line)).text), width: width, hang: 4)
      }
  }

  // MARK: What went wrong

  private func failure(of block: BlockRun, width: Int) -> [StyledLine] {
    var lines: [StyledLine] = []
    if block.status == .skipped {
      let reason = block.reason.map { ": " + $0 } ?? ""
      lines += text("  Not run" + reason, .warning).wrapped(width: width)
    }
    if block.status == .refused {
      let started =
        block.started
        ? "This block stopped at something that is not in the block language."
        : "This block was not started: it holds something that is not in the block language."
      lines += text(started, .warning).wrapped(width: width - 2).map { $0.indented(by: 2) }
    }
    guard let error = block.error else { return lines }
    let head = "\(error.type): \(error.message)" + (error.expected ? "  (expected)" : "")
    lines += text(head, error.expected ? .warning : .error).wrapped(width: width - 2)
      .map { $0.indented(by: 2) }
    for call in error.calls {
      lines += text("  in \(call.function), \(run.file) line \(call.line)", .dim)
        .wrapped(width: width)
    }
    lines += place(of: error, width: width)
    if let hint = error.hint {
      lines += text("help: " + hint).wrapped(width: width - 2).map { $0.indented(by: 2) }
    }
    return lines
  }

  /// `file line 12`, the line and a caret under what was wrong.
  private func place(of error: BlockError, width: Int) -> [StyledLine] {
    guard error.line > 0 else { return [] }
    var lines = text("  \(run.file) line \(error.line)", .dim).wrapped(width: width)
    let scalars = Array(error.sourceLine.unicodeScalars)
    guard !scalars.isEmpty else { return lines }
    let column = max(0, min(error.column - 1, scalars.count))
    func shown(_ range: Range<Int>) -> String {
      text(expanded(String(String.UnicodeScalarView(scalars[range])))).text
    }
    // A long line is cut so that the caret is seen.
    let room = max(10, width - 4)
    var low = max(0, column - room)
    while low < column, DisplayWidth.of(shown(low..<column)) > room * 2 / 3 { low += 1 }
    var high = min(scalars.count, low + 2 * room)
    while high > low, DisplayWidth.of(shown(low..<high)) > room { high -= 1 }
    let length = max(0, min(error.length, high - column))
    let before = DisplayWidth.of(shown(low..<max(low, min(column, high))))
    let marked = DisplayWidth.of(shown(min(column, high)..<min(high, column + length)))
    lines.append(StyledLine("    " + shown(low..<high)))
    var caret = StyledLine(String(repeating: " ", count: 4 + min(before, room - 1)))
    caret.append("^" + String(repeating: "~", count: max(0, marked - 1)), .error)
    lines.append(caret)
    return lines
  }
}
