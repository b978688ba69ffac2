import LessonOutput

/// A figure in a terminal: its axes side by side where they fit, else one under another.
struct TerminalFigure {
  let figure: Figure
  let context: TerminalContext
  let width: Int

  /// Narrower axes have no room for ticks.
  private static let narrowest = 20
  private static let tallest = 24
  private static let lowest = 5
  /// A wider picture of one pair of axes says no more.
  private static let widest = 78

  func lines() -> [StyledLine] {
    let main = figure.axes.indices.filter {
      figure.axes[$0].explains == nil && figure.axes[$0].over == nil
    }
    var lines: [StyledLine] = []
    if let title = figure.title, !title.isEmpty {
      let text = context.sign(FigureLabel.text(title))
      for part in text.split(separator: "\n") {
        let space = max(0, (min(width, Self.widest) - DisplayWidth.of(String(part))) / 2)
        lines.append(
          StyledLine(String(repeating: " ", count: space)).appending(String(part), .strong)
            .clipped(to: width))
      }
    }
    for row in rows(main) {
      if !lines.isEmpty { lines.append(StyledLine()) }
      lines += joined(row)
    }
    if figure.omitted > 0 {
      lines.append(StyledLine("and \(figure.omitted) more axes", .dim))
    }
    return lines
  }

  /// Axes that stand beside each other.
  private func rows(_ main: [Int]) -> [[Int]] {
    guard main.count > 1 else { return main.isEmpty ? [] : [main] }
    let most = max(1, (width + 2) / (narrowest(main) + 2))
    var rows: [[Int]] = []
    let grids = Set(main.map { [figure.axes[$0].cell.rows, figure.axes[$0].cell.columns] })
    if grids.count == 1 {
      // Rows of the grid, each broken where it is too wide.
      let byRow = Dictionary(grouping: main) { figure.axes[$0].cell.row }
      for row in byRow.keys.sorted() {
        let items = (byRow[row] ?? []).sorted {
          (figure.axes[$0].cell.column, $0) < (figure.axes[$1].cell.column, $1)
        }
        let lines = (items.count + most - 1) / most
        let each = (items.count + lines - 1) / lines
        for start in stride(from: 0, to: items.count, by: each) {
          rows.append(Array(items[start..<min(items.count, start + each)]))
        }
      }
      return rows
    }
    // Frames of different grids: those at the same height stand in one row.
    let sorted = main.sorted {
      let (a, b) = (figure.axes[$0].box, figure.axes[$1].box)
      return abs(a.y - b.y) > 0.3 * min(a.height, b.height) ? a.y < b.y : a.x < b.x
    }
    for index in sorted {
      if let last = rows.last, let first = last.first, last.count < most {
        let (a, b) = (figure.axes[first].box, figure.axes[index].box)
        if abs(a.y - b.y) <= 0.3 * min(a.height, b.height) {
          rows[rows.count - 1].append(index)
          continue
        }
      }
      rows.append([index])
    }
    return rows
  }

  private func joined(_ row: [Int]) -> [StyledLine] {
    let gap = 2
    let total = row.count == 1 ? min(width, Self.widest) : min(width, Self.widest * 2)
    let room = total - gap * (row.count - 1)
    let sizes = row.map { max(1, figure.axes[$0].box.width) }
    let sum = sizes.reduce(0, +)
    var widths = sizes.map { max(Self.narrowest / 2, Int(Double(room) * $0 / sum)) }
    if widths.contains(where: { $0 < Self.narrowest - 4 }) {
      widths = widths.map { _ in max(4, room / row.count) }
    }
    // Axes of a row are equally high, images aside.
    let heights = zip(row, widths).map { height(figure.axes[$0], $1) }
    let common = min(Self.tallest, max(Self.lowest, heights.max() ?? Self.lowest))
    var blocks: [[StyledLine]] = []
    for (place, index) in row.enumerated() {
      let axes = figure.axes[index]
      let isPicture = axes.isEqual || isImage(axes)
      let height = isPicture ? heights[place] : common
      var own = widths[place]
      // A picture that would be too high is narrower.
      if isPicture { own = pictureWidth(axes, height, own) }
      let others = figure.axes.filter { $0.over == index }
      let panel = FigurePanel(
        axes: axes, others: others, bar: figure.axes.first { $0.explains == index },
        context: context, width: own, height: height)
      blocks.append(panel.lines())
    }
    if blocks.count == 1 { return blocks[0] }
    let highest = blocks.map(\.count).max() ?? 0
    return (0..<highest).map { line in
      var joined = StyledLine()
      for (place, block) in blocks.enumerated() {
        if place > 0 { joined.append(String(repeating: " ", count: gap)) }
        let text = block.indices.contains(line) ? block[line] : StyledLine()
        joined.append(place < blocks.count - 1 ? text.padded(to: widths[place]) : text)
      }
      return joined
    }
  }

  /// How narrow axes may get: pictures without ticks, such as filters, as narrow as their pixels.
  private func narrowest(_ main: [Int]) -> Int {
    var least = 0
    for index in main {
      let axes = figure.axes[index]
      guard !axes.x.isShown, !axes.y.isShown, isImage(axes) else { return Self.narrowest }
      let columns = axes.artists.map { artist in
        if case .image(let image) = artist { image.columns } else { 0 }
      }
      let title = DisplayWidth.of(FigureLabel.text(axes.title.text))
      least = max(least, columns.max() ?? 0, title)
    }
    return min(max(6, least), Self.narrowest)
  }

  private func isImage(_ axes: FigureAxes) -> Bool {
    axes.artists.contains { if case .image = $0 { true } else { false } }
  }

  private func gutter(_ axes: FigureAxes) -> Int {
    guard axes.y.isShown else { return 1 }
    let widest = axes.y.ticks.map { DisplayWidth.of(FigureLabel.text($0.label)) }.max() ?? 0
    return widest + (widest > 0 ? 2 : 1)
  }

  /// Rows of the frame: a cell is about twice as high as wide.
  private func height(_ axes: FigureAxes, _ width: Int) -> Int {
    let inner = max(4, width - gutter(axes))
    let ratio = axes.box.height / max(1, axes.box.width)
    let rows = Double(inner) * ratio / 2
    let most = axes.isEqual || isImage(axes) ? Double(Self.tallest) + 4 : Double(Self.tallest) - 4
    return max(axes.isEqual ? 1 : Self.lowest, Int(min(most, rows.isFinite ? rows : 8).rounded()))
  }

  private func pictureWidth(_ axes: FigureAxes, _ height: Int, _ room: Int) -> Int {
    let ratio = axes.box.height / max(1, axes.box.width)
    let inner = Int((Double(height) * 2 / max(0.01, ratio)).rounded())
    let title = DisplayWidth.of(FigureLabel.text(axes.title.text))
    return max(min(room, title + 1), min(room, max(4, inner) + gutter(axes)))
  }
}
