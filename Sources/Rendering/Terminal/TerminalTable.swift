import LessonOutput

/// A table in a box whose columns fit the width; cells wrap.
struct TerminalTable {
  private let context: TerminalContext
  private let header: [StyledText]
  private let rows: [[StyledText]]
  private let alignments: [TableBlock.Alignment]

  init(_ table: TableBlock, context: TerminalContext) {
    self.context = context
    let count = max(table.header.count, table.rows.map(\.count).max() ?? 0)
    func row(_ cells: [[Inline]], _ style: TextStyle) -> [StyledText] {
      (0..<count).map { $0 < cells.count ? context.inline(cells[$0], style) : StyledText() }
    }
    header = row(table.header, .strong)
    rows = table.rows.map { row($0, .plain) }
    alignments = (0..<count).map { $0 < table.alignments.count ? table.alignments[$0] : .none }
  }

  func lines(width: Int) -> [StyledLine] {
    let count = header.count
    // A frame takes `│ ` before and ` │` after each cell.
    let room = width - 3 * count - 1
    guard count > 0 else { return [] }
    guard room >= 3 * count else { return asList(width: width) }
    let widths = columns(room: room)
    func rule(_ left: String, _ middle: String, _ right: String) -> StyledLine {
      let bars = widths.map { String(repeating: context.sign("─"), count: $0 + 2) }
      return StyledLine(
        context.sign(left) + bars.joined(separator: context.sign(middle)) + context.sign(right),
        .dim)
    }
    var lines = [rule("┌", "┬", "┐")]
    if header.contains(where: { !$0.isEmpty }) {
      lines += row(header, widths)
      lines.append(rule("├", "┼", "┤"))
    }
    for cells in rows { lines += row(cells, widths) }
    lines.append(rule("└", "┴", "┘"))
    return lines
  }

  /// Natural widths where they fit; else the widest columns give, down to their widest word first.
  private func columns(room: Int) -> [Int] {
    let columns = header.indices.map { index in [header[index]] + rows.map { $0[index] } }
    var widths = columns.map { cells in cells.map { DisplayWidth.of($0.text) }.max() ?? 0 }
    widths = widths.map { max(1, $0) }
    let words = columns.map { cells in max(1, cells.map(\.widestWord).max() ?? 1) }
    for least in [words, widths.map { _ in 1 }] {
      var excess = widths.reduce(0, +) - room
      while excess > 0 {
        let able = widths.indices.filter { widths[$0] > least[$0] }
        guard let widest = able.max(by: { (widths[$0], $1) < (widths[$1], $0) }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
    return widths
  }

  private func row(_ cells: [StyledText], _ widths: [Int]) -> [StyledLine] {
    let wrapped = zip(cells, widths).map { $0.wrapped(width: $1) }
    let height = wrapped.map(\.count).max() ?? 1
    let bar = context.sign("│")
    return (0..<height).map { line in
      var result = StyledLine(bar, .dim)
      for (index, width) in widths.enumerated() {
        let content = line < wrapped[index].count ? wrapped[index][line] : StyledLine()
        let space = max(0, width - content.width)
        let before =
          switch alignments[index] {
          case .right: space
          case .center: space / 2
          case .left, .none: 0
          }
        result.append(" ")
        result.append(content.indented(by: before).padded(to: width))
        result.append(" ")
        result.append(bar, .dim)
      }
      return result
    }
  }

  /// Too many columns for a box: each row as a list of `header: cell`.
  private func asList(width: Int) -> [StyledLine] {
    var lines: [StyledLine] = []
    for cells in rows {
      for (name, cell) in zip(header, cells) {
        var text = name
        if !name.isEmpty { text.append(": ") }
        text.append(cell)
        lines += text.wrapped(width: width)
      }
      lines.append(StyledLine())
    }
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }
}
