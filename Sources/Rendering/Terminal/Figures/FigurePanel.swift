import LessonOutput

/// One pair of axes in a terminal: title, frame with ticks, picture, labels, legend.
struct FigurePanel {
  let axes: FigureAxes
  /// Axes in the same frame with a scale of their own.
  let others: [FigureAxes]
  let bar: FigureAxes?
  let context: TerminalContext
  let width: Int
  /// Rows of the frame.
  let height: Int

  private var isUnicode: Bool { context.options.unicode }

  private func text(_ label: String) -> String {
    let plain = FigureLabel.text(label)
    return context.sign(String(plain.map { $0 == "\n" ? " " : $0 }))
  }

  func lines() -> [StyledLine] {
    let right = others.first { $0.y.isShown && $0.y.side == .right }?.y
    let left = axes.y.isShown ? tickTexts(axes.y) : [:]
    let far = right.map { tickTexts($0) } ?? [:]
    let gutter = min(width / 3, (left.values.map { DisplayWidth.of($0) }.max() ?? -1) + 1)
    let margin = min(width / 4, (far.values.map { DisplayWidth.of($0) }.max() ?? -1) + 1)
    let inner = max(4, width - gutter - margin - (right == nil ? 1 : 2))
    var raster = FigureRaster(
      width: inner, height: height, isUnicode: isUnicode, hasColor: context.options.color)
    var letters = Array("abcdefghijklmnopqrstuvwxyz")
    let labelled = ([axes] + others).flatMap(\.artists).count { artist in
      if case .line(let line) = artist { !line.label.isEmpty } else { false }
    }
    if labelled < 2 { letters = [] }
    let allLetters = letters
    for item in [axes] + others { raster.draw(item, letters: &letters) }
    var rows: [StyledLine] = []
    let title = text(axes.title.text)
    if !title.isEmpty { rows.append(centered(title, gutter + 1, inner, .strong)) }
    rows += heads(gutter, inner, right)
    let isFramed = !axes.spines.isEmpty || axes.x.isShown || axes.y.isShown
    for y in 0..<height {
      var line = StyledLine()
      let label = clipped(left[y] ?? "", gutter - 1)
      let space = max(0, gutter - 1 - DisplayWidth.of(label))
      line.append(String(repeating: " ", count: space) + label, .dim)
      if gutter > 0 { line.append(" ") }
      if isFramed {
        let side = left[y] == nil ? "│" : "┤"
        line.append(isUnicode ? side : "|", .dim)
      } else {
        line.append(" ")
      }
      line.append(raster.row(y, isTrueColor: context.options.trueColor))
      if right != nil {
        line.append(isUnicode ? (far[y] == nil ? "│" : "├") : "|", .dim)
        line.append(" " + (far[y] ?? ""), .dim)
      }
      rows.append(line)
    }
    rows += feet(gutter, inner, isFramed, hasRight: right != nil)
    rows += legend(gutter, letters: allLetters)
    rows += colorbar(gutter)
    return rows.map { $0.clipped(to: width) }
  }

  /// Labels of y axes and what their ticks leave out stand above the frame.
  private func heads(_ gutter: Int, _ inner: Int, _ right: FigureAxis?) -> [StyledLine] {
    var left = axes.y.isShown ? text(axes.y.label.text) : ""
    if axes.y.isShown, !axes.y.offset.isEmpty {
      left = text(axes.y.offset) + (left.isEmpty ? "" : "  " + left)
    }
    let far =
      right.map { axis in
        text(axis.label.text) + (axis.offset.isEmpty ? "" : "  " + text(axis.offset))
      } ?? ""
    if left.isEmpty, far.isEmpty { return [] }
    var line = StyledLine(String(repeating: " ", count: min(gutter, 2)))
    line.append(clipped(left, width - 2))
    let space = width - line.width - DisplayWidth.of(far)
    if !far.isEmpty, space > 1 { line.append(String(repeating: " ", count: space) + far) }
    return [line]
  }

  private func clipped(_ text: String, _ room: Int) -> String {
    DisplayWidth.of(text) <= room ? text : StyledLine(text).clipped(to: max(0, room)).text
  }

  private func centered(_ text: String, _ start: Int, _ room: Int, _ style: TextStyle) -> StyledLine
  {
    let space = max(0, start + (room - DisplayWidth.of(text)) / 2)
    let indent = min(space, max(0, width - DisplayWidth.of(text)))
    return StyledLine(String(repeating: " ", count: indent)).appending(text, style)
  }

  /// Labels of an upright axis by row: as many as have a row between them, the ends first.
  private func tickTexts(_ axis: FigureAxis) -> [Int: String] {
    var texts: [Int: String] = [:]
    let ticks = axis.ticks.filter { !$0.label.isEmpty }
    guard !ticks.isEmpty else { return [:] }
    let rows = ticks.map { tick -> Int? in
      let place = (1 - axis.fraction(tick.value)) * Double(height)
      guard place.isFinite else { return nil }
      return min(height - 1, max(0, Int(place.rounded(.down))))
    }
    for step in 1...ticks.count {
      let kept = stride(from: 0, to: ticks.count, by: step).compactMap { index in
        rows[index].map { (row: $0, label: ticks[index].label) }
      }
      let places = kept.map(\.row).sorted()
      let isSpaced = zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 2 }
      if isSpaced || step == ticks.count {
        for item in kept { texts[item.row] = text(item.label) }
        break
      }
    }
    return texts
  }

  /// The lower edge of the frame, labels of its ticks, the label of the axis.
  private func feet(_ gutter: Int, _ inner: Int, _ isFramed: Bool, hasRight: Bool) -> [StyledLine] {
    guard isFramed else { return [] }
    var edge = Array(repeating: isUnicode ? Character("─") : "-", count: inner)
    var labels = Array(repeating: Character(" "), count: inner + gutter + 8)
    var rows: [StyledLine] = []
    if axes.x.isShown {
      let ticks = axes.x.ticks.map { tick in
        (
          column: min(
            inner - 1, max(0, Int(axes.x.fraction(tick.value) * Double(inner)))),
          label: text(tick.label)
        )
      }
      for tick in ticks where axes.x.areTicksShown {
        edge[tick.column] = isUnicode ? "┬" : "+"
      }
      let start = gutter + 1
      func extent(_ tick: (column: Int, label: String)) -> Range<Int> {
        let length = DisplayWidth.of(tick.label)
        let first = max(
          0, min(start + tick.column - length / 2, start + inner + 7 - length - gutter))
        return first..<first + length
      }
      let shown = ticks.filter { !$0.label.isEmpty }
      if !shown.isEmpty {
        for step in 1...shown.count {
          let kept = stride(from: 0, to: shown.count, by: step).map { shown[$0] }
            .sorted { $0.column < $1.column }
          let extents = kept.map(extent)
          let isApart = zip(extents, extents.dropFirst()).allSatisfy {
            $0.upperBound < $1.lowerBound
          }
          guard isApart || step == shown.count else { continue }
          for (tick, place) in zip(kept, extents) {
            var column = place.lowerBound
            for character in tick.label where labels.indices.contains(column) {
              labels[column] = character
              column += max(1, DisplayWidth.of(character))
            }
          }
          break
        }
      }
    }
    var line = StyledLine(String(repeating: " ", count: gutter))
    line.append(
      (isUnicode ? "└" : "+") + String(edge) + (hasRight ? isUnicode ? "┘" : "+" : ""), .dim)
    rows.append(line)
    var ticks = String(labels)
    while ticks.last == " " { ticks.removeLast() }
    if !ticks.isEmpty { rows.append(StyledLine(ticks, .dim)) }
    var label = axes.x.isShown ? text(axes.x.label.text) : ""
    if axes.x.isShown, !axes.x.offset.isEmpty {
      label += (label.isEmpty ? "" : "  ") + text(axes.x.offset)
    }
    if !label.isEmpty { rows.append(centered(label, gutter + 1, inner, .plain)) }
    return rows
  }

  // MARK: Legends

  private func legend(_ gutter: Int, letters: [Character]) -> [StyledLine] {
    let legends = ([axes] + others).compactMap(\.legend)
    guard !legends.isEmpty else { return [] }
    var rows: [StyledLine] = []
    var line = StyledLine()
    var letters = letters
    let labelled = lineLabels()
    for legend in legends {
      for entry in legend.entries {
        var item = StyledLine()
        let isLine = labelled.contains(entry.label) && entry.stroke != nil
        let letter = isLine && !context.options.color && isUnicode ? letters.first : nil
        if letter != nil { letters.removeFirst() }
        item.append(handle(entry, letter, order: labelled.firstIndex(of: entry.label) ?? 0))
        item.append(" " + clipped(text(entry.label), max(4, width - gutter - 4)))
        if line.isEmpty {
          line = item
        } else if line.width + 3 + item.width + gutter + 1 <= width {
          line.append("   ")
          line.append(item)
        } else {
          rows.append(line)
          line = item
        }
      }
    }
    if !line.isEmpty { rows.append(line) }
    let titles = legends.map(\.title).filter { !$0.isEmpty }.map { text($0) + ": " }.joined()
    return rows.enumerated().map { number, row in
      var full = StyledLine(String(repeating: " ", count: gutter + 1))
      if number == 0, !titles.isEmpty { full.append(titles, .dim) }
      full.append(row)
      return full
    }
  }

  private func lineLabels() -> [String] {
    ([axes] + others).flatMap(\.artists).compactMap { artist in
      guard case .line(let line) = artist, !line.label.isEmpty else { return nil }
      return line.label
    }
  }

  private func handle(_ entry: FigureLegend.Entry, _ letter: Character?, order: Int) -> StyledLine {
    let color = entry.stroke?.color ?? entry.fill ?? entry.marker?.fill ?? entry.marker?.edge?.color
    var sign = "──"
    let raster = FigureRaster(width: 1, height: 1, isUnicode: isUnicode, hasColor: false)
    if let stroke = entry.stroke {
      sign =
        stroke.dashes.isEmpty ? "──" : (stroke.dashes.first ?? 9) / stroke.width < 2 ? "┈┈" : "╌╌"
      if let letter { sign = "\(letter)" + sign.dropFirst() }
      if !isUnicode { sign = String(FigureRaster.pens[order % FigureRaster.pens.count]) }
      if let marker = entry.marker, letter == nil, isUnicode {
        sign = "─" + String(raster.sign(marker.shape)) + "─"
      }
    } else if let marker = entry.marker {
      sign = String(raster.sign(marker.shape))
    } else if entry.fill != nil || entry.edge != nil {
      sign = isUnicode ? "██" : "##"
    }
    guard context.options.color, let color else { return StyledLine(sign) }
    let isGray = color.luminance < 0.05 || color.luminance > 0.85
    let paint = TerminalPaint(
      ink: isGray ? nil : color.with(opacity: 1), ground: nil,
      isTrueColor: context.options.trueColor)
    return StyledLine(sign, paint.ink == nil ? .plain : .paint(paint))
  }

  /// A colour bar as one line: its ends with the colours between.
  private func colorbar(_ gutter: Int) -> [StyledLine] {
    guard let bar else { return [] }
    let isUpright = bar.y.isShown
    let axis = isUpright ? bar.y : bar.x
    let (low, high) = (FigureMath.brief(axis.low), FigureMath.brief(axis.high))
    let room = max(4, min(32, width - gutter - 4 - DisplayWidth.of(low + high)))
    var raster = FigureRaster(
      width: room, height: 1, isUnicode: isUnicode, hasColor: context.options.color)
    // The bar is laid on its side.
    var sample = FigureRaster(width: 1, height: room, isUnicode: true, hasColor: true)
    var none: [Character] = []
    if isUpright { sample.draw(bar, letters: &none) } else { raster.draw(bar, letters: &none) }
    for column in 0..<room where isUpright {
      let cell = sample.cells[room - 1 - column]
      if let color = cell.upper ?? cell.lower ?? cell.blockColor ?? cell.dotColor {
        raster.half(column, 0, color)
        raster.half(column, 1, color)
      }
    }
    var line = StyledLine(String(repeating: " ", count: gutter + 1))
    line.append(text(low) + " ", .dim)
    line.append(raster.row(0, isTrueColor: context.options.trueColor))
    line.append(" " + text(high), .dim)
    let label = text(axis.label.text)
    if !label.isEmpty { line.append("  " + label) }
    return [line]
  }
}
