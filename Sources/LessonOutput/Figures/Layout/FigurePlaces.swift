/// Where the frames of a figure's axes stand, before room is made for their texts.
struct FigurePlaces {
  let draft: FigureDraft
  let width: Double
  let height: Double
  /// Margins and gaps in hundredths of an inch; nil for those of the draft.
  var margins: Margins?

  struct Margins {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
    var columnGap: Double
    var rowGap: Double
  }

  init(_ draft: FigureDraft) {
    self.draft = draft
    width = draft.width * FigureLimits.unitsPerInch
    height = draft.height * FigureLimits.unitsPerInch
  }

  /// One box for each of the draft's axes.
  func boxes() -> [FigureBox] {
    var boxes: [FigureBox] = []
    for (index, axes) in draft.axes.enumerated() {
      switch axes.place {
      case .cell(let cell): boxes.append(box(cell, axes))
      case .box(let left, let bottom, let width, let height):
        boxes.append(
          FigureBox(
            x: left * self.width, y: (1 - bottom - height) * self.height,
            width: width * self.width, height: height * self.height))
      case .over(let other):
        boxes.append(boxes.indices.contains(other) ? boxes[other] : whole)
      case .inset(let other, let left, let bottom, let width, let height):
        let frame = boxes.indices.contains(other) ? boxes[other] : whole
        boxes.append(
          FigureBox(
            x: frame.x + left * frame.width, y: frame.y + (1 - bottom - height) * frame.height,
            width: width * frame.width, height: height * frame.height))
      case .colorbar(let bar): boxes.append(colorbar(bar, index, &boxes))
      }
    }
    return boxes
  }

  private var whole: FigureBox {
    FigureBox(
      x: draft.left * width, y: (1 - draft.top) * height,
      width: (draft.right - draft.left) * width, height: (draft.top - draft.bottom) * height)
  }

  private func box(_ cell: FigureCell, _ axes: AxesDraft) -> FigureBox {
    let columns = Self.spans(
      count: cell.columns, ratios: axes.widthRatios,
      total: margins.map { width - $0.left - $0.right } ?? (draft.right - draft.left) * width,
      gap: draft.columnGap, fixedGap: margins?.columnGap)
    let rows = Self.spans(
      count: cell.rows, ratios: axes.heightRatios,
      total: margins.map { height - $0.top - $0.bottom } ?? (draft.top - draft.bottom) * height,
      gap: draft.rowGap, fixedGap: margins?.rowGap)
    let left = margins?.left ?? draft.left * width
    let top = margins?.top ?? (1 - draft.top) * height
    let (firstColumn, lastColumn) = (
      columns[min(cell.column, columns.count - 1)],
      columns[min(cell.column + cell.columnSpan - 1, columns.count - 1)]
    )
    let (firstRow, lastRow) = (
      rows[min(cell.row, rows.count - 1)], rows[min(cell.row + cell.rowSpan - 1, rows.count - 1)]
    )
    return FigureBox(
      x: left + firstColumn.start, y: top + firstRow.start,
      width: lastColumn.start + lastColumn.size - firstColumn.start,
      height: lastRow.start + lastRow.size - firstRow.start)
  }

  /// Starts and sizes of rows or columns.
  private static func spans(
    count: Int, ratios: [Double], total: Double, gap: Double, fixedGap: Double?
  ) -> [(start: Double, size: Double)] {
    let count = max(1, count)
    var size = total / (Double(count) + gap * Double(count - 1))
    var space = gap * size
    if let fixedGap {
      // Frames keep half of the room, however large their texts.
      space = min(fixedGap, 0.5 * total / Double(count))
      size = (total - space * Double(count - 1)) / Double(count)
    }
    let weights = ratios.count == count ? ratios : Array(repeating: 1, count: count)
    let sum = weights.reduce(0, +)
    var spans: [(start: Double, size: Double)] = []
    var start = 0.0
    for weight in weights {
      let part = sum > 0 ? size * Double(count) * weight / sum : size
      spans.append((start, part))
      start += part + space
    }
    return spans
  }

  /// A colour bar's frame, whose room its parents give.
  private func colorbar(_ bar: ColorbarDraft, _ index: Int, _ boxes: inout [FigureBox]) -> FigureBox
  {
    let parents = bar.parents.filter { boxes.indices.contains($0) }
    guard let first = parents.first else { return whole }
    let room = parents.dropFirst().reduce(boxes[first]) { $0.union(boxes[$1]) }
    let (share, gap) = (bar.share, bar.gap)
    let kept = max(0.2, 1 - share - gap)
    // What lies over a parent gives way with it.
    let giving = boxes.indices.filter { place in
      if parents.contains(place) { return true }
      if case .over(let other) = draft.axes[place].place { return parents.contains(other) }
      return false
    }
    if bar.isHorizontal {
      for place in giving {
        let shift = bar.isAtStart ? (1 - kept) * room.height : 0
        boxes[place].y = room.y + shift + (boxes[place].y - room.y) * kept
        boxes[place].height *= kept
      }
      let width = room.width * bar.shrink
      let height = min(width / bar.aspect, share * room.height)
      let y =
        bar.isAtStart
        ? room.y + share * room.height - height : room.y + (1 - share) * room.height
      return FigureBox(
        x: room.x + (room.width - width) / 2, y: y, width: width, height: height)
    }
    for place in giving {
      let shift = bar.isAtStart ? (1 - kept) * room.width : 0
      boxes[place].x = room.x + shift + (boxes[place].x - room.x) * kept
      boxes[place].width *= kept
    }
    let height = room.height * bar.shrink
    let width = min(height / bar.aspect, share * room.width)
    let x = bar.isAtStart ? room.x + share * room.width - width : room.x + (1 - share) * room.width
    return FigureBox(
      x: x, y: room.y + (room.height - height) / 2, width: width, height: height)
  }
}
