import LessonOutput

/// Blocks of prose as lines. Nesting is bounded by the reader.
extension TerminalContext {
  /// Text is never broken into columns narrower than this.
  private static let narrowest = 8

  func lines(of prose: [Prose], width: Int, isTight: Bool = false) -> [StyledLine] {
    var lines: [StyledLine] = []
    for item in prose {
      let part = self.lines(of: item, width: max(Self.narrowest, width))
      if part.isEmpty { continue }
      if !lines.isEmpty, !isTight { lines.append(StyledLine()) }
      lines += part
    }
    return lines
  }

  private func lines(of prose: Prose, width: Int) -> [StyledLine] {
    switch prose {
    case .heading(let level, _, let content):
      return heading(level, inline(content, .heading), width: width)
    case .paragraph(let content): return paragraph(content, width: width)
    case .quote(let content):
      // Where there is no room left, deeper quotes have no bar.
      if width <= Self.narrowest { return lines(of: content, width: width) }
      return lines(of: content, width: width - 2).map { $0.prefixed(sign("│ "), .dim) }
    case .list(let list): return lines(of: list, width: width)
    case .code(let language, let text):
      return code(text, language: language, width: width)
    case .block(let index):
      guard run.blocks.indices.contains(index) else { return [] }
      return lines(of: run.blocks[index], width: width)
    case .math(let tex): return math(tex, width: width)
    case .table(let table): return TerminalTable(table, context: self).lines(width: width)
    case .details(let summary, _, let content):
      var lines = inline(summary, .strong).wrapped(width: width - 2)
        .map { $0.prefixed("  ") }
      if let first = lines.first {
        lines[0] = StyledLine(sign("▸ "), .dim)
        lines[0].append(unindented(first))
      }
      return lines + self.lines(of: content, width: width - 2).map { $0.indented(by: 2) }
    case .html(let html):
      let text = HTMLStripping.text(of: html)
      let kept = text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
      return kept.flatMap { self.text(String($0)).wrapped(width: width) }
    case .rule: return [StyledLine(String(repeating: sign("─"), count: min(width, 40)), .dim)]
    case .part(let part): return lines(of: part, width: width)
    case .footnotes(let notes):
      return notes.flatMap { note -> [StyledLine] in
        let mark = "[\(note.number)] "
        return hanging(lines(of: note.content, width: width - mark.count), mark, .dim)
      }
    }
  }

  private func unindented(_ line: StyledLine) -> StyledLine {
    var result = StyledLine()
    for (index, piece) in line.pieces.enumerated() {
      let text = index == 0 ? String(piece.text.drop { $0 == " " }) : piece.text
      result.append(text, piece.style)
    }
    return result
  }

  func heading(_ level: Int, _ text: StyledText, width: Int? = nil) -> [StyledLine] {
    let title = StyledText(text.text, .heading).wrapped(width: width ?? options.width)
    guard level <= 2 else { return title }
    let length = title.map(\.width).max() ?? 0
    return title + [
      StyledLine(String(repeating: sign(level == 1 ? "═" : "─"), count: length), .dim)
    ]
  }

  /// A paragraph; display math inside it stands on lines of its own.
  private func paragraph(_ content: [Inline], width: Int) -> [StyledLine] {
    var lines: [StyledLine] = []
    var run: [Inline] = []
    func flush() {
      let text = inline(run)
      run = []
      guard !text.text.allSatisfy({ $0 == " " || $0 == "\n" }) else { return }
      lines += text.wrapped(width: width)
    }
    for item in content {
      if case .displayMath(let tex) = item {
        flush()
        lines += math(tex, width: width)
      } else {
        if run.isEmpty, case .softBreak = item { continue }
        run.append(item)
      }
    }
    flush()
    return lines
  }

  /// Display math, indented; centred would move with the width of the window.
  private func math(_ tex: String, width: Int) -> [StyledLine] {
    MathText.lines(tex).flatMap { formula in
      fitted(StyledLine("    " + sign(formula), .emphasis), width: width, hang: 8)
    }
  }

  private func lines(of list: ListBlock, width: Int) -> [StyledLine] {
    var lines: [StyledLine] = []
    let last = (list.start ?? 0).addingReportingOverflow(list.items.count).partialValue
    let numberWidth = String(last).count
    for (index, item) in list.items.enumerated() {
      var mark = sign("• ")
      if let start = list.start {
        let number = String(start.addingReportingOverflow(index).partialValue)
        mark = String(repeating: " ", count: max(0, numberWidth - number.count)) + number + ". "
      }
      if index < list.checked.count, let checked = list.checked[index] {
        mark = checked ? "[x] " : "[ ] "
      }
      let content = self.lines(
        of: item, width: width - DisplayWidth.of(mark), isTight: list.tight)
      if index > 0, !list.tight { lines.append(StyledLine()) }
      lines += hanging(content.isEmpty ? [StyledLine()] : content, mark, .dim)
    }
    return lines
  }

  /// Lines behind a mark: the first has it, the others are indented as far.
  private func hanging(_ lines: [StyledLine], _ mark: String, _ style: TextStyle) -> [StyledLine] {
    let indent = DisplayWidth.of(mark)
    return lines.enumerated().map {
      $0 == 0 ? $1.prefixed(mark, style) : $1.isEmpty ? $1 : $1.indented(by: indent)
    }
  }

  /// A hint, choice or answer of an exercise; which choice is right is not shown.
  private func lines(of part: ProsePart, width: Int) -> [StyledLine] {
    var title: String
    switch part.kind {
    case .hint: title = "Hint"
    case .choice: title = "Choose"
    case .answer: title = "Your answer"
    }
    if let exercise = part.exercise { title += " (\(exercise))" }
    var content = part.content
    if part.kind == .choice {
      content = content.map { prose in
        guard case .list(var list) = prose else { return prose }
        list.checked = list.checked.map { $0 == nil ? nil : false }
        return .list(list)
      }
    }
    return text(title, .strong).wrapped(width: width)
      + lines(of: content, width: width - 2).map { $0.indented(by: 2) }
  }
}
