import LessonOutput

/// Artists on a grid of cells.
extension FigureRaster {
  /// Draws what stands in the frame of axes, back to front.
  mutating func draw(_ axes: FigureAxes, letters: inout [Character]) {
    var order = 0
    for artist in axes.artists {
      switch artist {
      case .image(let image): draw(image, axes)
      case .area(let area): draw(area, axes)
      case .bars(let bars): draw(bars, axes)
      case .line(let line):
        draw(line, axes, letters: &letters, order: &order)
      case .points(let points): draw(points, axes, order: &order)
      case .arrows(let arrows): draw(arrows, axes)
      case .text: break
      }
    }
    for artist in axes.artists { if case .text(let text) = artist { draw(text, axes) } }
  }

  private func place(_ x: Double, _ y: Double, _ coordinates: FigureCoordinates, _ axes: FigureAxes)
    -> (x: Double, y: Double)
  {
    (
      coordinates == .data || coordinates == .acrossHeight ? axes.x.fraction(x) : x,
      coordinates == .data || coordinates == .acrossWidth ? axes.y.fraction(y) : y
    )
  }

  /// The cell of a place in fractions of the frame.
  private func cell(_ point: (x: Double, y: Double)) -> (x: Int, y: Int)? {
    guard point.x >= -1e-9, point.x <= 1 + 1e-9, point.y >= -1e-9, point.y <= 1 + 1e-9 else {
      return nil
    }
    return (
      min(width - 1, max(0, Int(point.x * Double(width)))),
      min(height - 1, max(0, Int((1 - point.y) * Double(height))))
    )
  }

  // MARK: Lines

  /// Signs that tell ASCII lines apart.
  static let pens: [Character] = ["*", "+", "o", "x", "#", "@", "%", "="]

  private mutating func draw(
    _ line: FigureLine, _ axes: FigureAxes, letters: inout [Character], order: inout Int
  ) {
    let count = min(line.x.count, line.y.count)
    pen = Self.pens[order % Self.pens.count]
    if line.role == .reference || line.role == .errorBar { pen = "." } else { order += 1 }
    if let stroke = line.stroke, count > 0 {
      var dashes: [Int] = []
      if let first = stroke.dashes.first {
        dashes = first / max(0.1, stroke.width) < 2 ? [1, 2] : [4, 3]
        if stroke.dashes.count > 2 { dashes = [4, 2, 1, 2] }
      }
      var pattern = 0
      var last: (x: Double, y: Double)?
      for index in 0..<count {
        let point = place(line.x[index], line.y[index], line.coordinates, axes)
        if point.x.isFinite, point.y.isFinite {
          if let last { self.line(last, point, stroke.color, dashes: dashes, pattern: &pattern) }
          last = point
        } else {
          last = nil
        }
      }
    }
    if let marker = line.marker {
      // Markers that would cover the line are left to it.
      let room = line.stroke == nil ? width * height / 3 : width / 3
      for index in 0..<count {
        let point = place(line.x[index], line.y[index], line.coordinates, axes)
        guard let cell = cell(point) else { continue }
        if count > room {
          if line.stroke == nil { dotAt(point, marker.fill ?? marker.edge?.color) }
        } else {
          sign(sign(marker.shape), cell.x, cell.y, marker.fill ?? marker.edge?.color)
        }
      }
    }
    // A letter at the end says which line it is, where colours can't.
    if !hasColor, isUnicode, !line.label.isEmpty, line.role == .line || line.role == .step,
      let letter = letters.first
    {
      letters.removeFirst()
      for index in (0..<count).reversed() {
        let point = place(line.x[index], line.y[index], line.coordinates, axes)
        guard let cell = cell(point), !isTaken(cell.x, cell.y) else { continue }
        sign(letter, cell.x, cell.y, nil)
        break
      }
    }
  }

  private mutating func dotAt(_ point: (x: Double, y: Double), _ color: FigureColor?) {
    guard cell(point) != nil else { return }
    dot(
      min(2 * width - 1, Int(point.x * Double(2 * width))),
      min(4 * height - 1, Int((1 - point.y) * Double(4 * height))), color)
  }

  func sign(_ shape: FigureMarkerShape) -> Character {
    if !isUnicode {
      switch shape {
      case .plus, .filledPlus: return "+"
      case .cross, .filledCross: return "x"
      case .star: return "*"
      case .square: return "#"
      case .triangleUp: return "^"
      case .triangleDown: return "v"
      case .point, .pixel: return "."
      default: return "o"
      }
    }
    switch shape {
    case .point: return "•"
    case .pixel: return "·"
    case .circle, .octagon, .hexagon, .pentagon: return "●"
    case .triangleDown: return "▼"
    case .triangleUp: return "▲"
    case .triangleLeft: return "◀"
    case .triangleRight: return "▶"
    case .square: return "■"
    case .star: return "★"
    case .plus, .filledPlus: return "+"
    case .cross, .filledCross: return "×"
    case .diamond, .thinDiamond: return "◆"
    case .vertical: return "│"
    case .horizontal: return "─"
    }
  }

  /// Signs that tell classes apart without colours.
  private static let classes: [Character] = ["●", "×", "○", "+", "▲", "■", "◇", "*"]
  private static let plainClasses: [Character] = ["o", "x", "*", "+", "^", "#", "v", "@"]

  private mutating func draw(_ points: FigurePoints, _ axes: FigureAxes, order: inout Int) {
    let count = min(points.x.count, points.y.count)
    let isDense = isUnicode && count > width * height / 3
    var known: [FigureColor: Int] = [:]
    let first = order
    for index in 0..<count {
      let point = place(points.x[index], points.y[index], .data, axes)
      guard let cell = cell(point) else { continue }
      let colors = points.fills.isEmpty ? points.edges : points.fills
      let color = colors.isEmpty ? nil : colors[index < colors.count ? index : 0]
      if isDense {
        dotAt(point, color?.with(opacity: 1))
        continue
      }
      var mark = sign(points.shape)
      if !hasColor, points.shape == .circle || points.shape == .point, let color {
        if known[color] == nil { known[color] = known.count }
        // Colours of a scale are no classes.
        let signs = isUnicode ? Self.classes : Self.plainClasses
        mark = signs[(first + (known[color] ?? 0)) % signs.count]
        if known.count > signs.count { mark = signs[first % signs.count] }
      }
      sign(mark, cell.x, cell.y, color?.with(opacity: 1))
    }
    order += max(1, known.count)
  }

  private mutating func draw(_ arrows: FigureArrows, _ axes: FigureAxes) {
    let count = min(min(arrows.x.count, arrows.y.count), min(arrows.dx.count, arrows.dy.count))
    let isDense = count > width * height / 6
    let signs: [Character] =
      isUnicode
      ? ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"] : [">", "/", "^", "\\", "<", "/", "v", "\\"]
    pen = "."
    for index in 0..<count {
      let from = place(arrows.x[index], arrows.y[index], .data, axes)
      let (dx, dy) = (arrows.dx[index], arrows.dy[index])
      let to = (x: from.x + dx / axes.box.width, y: from.y + dy / axes.box.height)
      let color = arrows.fills.isEmpty ? nil : arrows.fills[index < arrows.fills.count ? index : 0]
      guard dx.isFinite, dy.isFinite else { continue }
      if dx == 0, dy == 0 {
        dotAt(from, color)
        continue
      }
      let turn = FigureMath.angle(dy, dx) / (Double.pi / 4)
      let head = signs[(Int(turn.rounded()) + 8) % 8]
      if isDense {
        if let cell = cell(from) { sign(head, cell.x, cell.y, color) }
        continue
      }
      var pattern = 0
      line(from, to, color, pattern: &pattern)
      if let cell = cell(to) { sign(head, cell.x, cell.y, color) }
    }
  }

  // MARK: Bars and areas

  private mutating func draw(_ bars: FigureBars, _ axes: FigureAxes) {
    for index in 0..<bars.count {
      let a = place(bars.left[index], bars.bottom[index], bars.coordinates, axes)
      let b = place(
        bars.left[index] + bars.width[index], bars.bottom[index] + bars.height[index],
        bars.coordinates, axes)
      guard a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite else { continue }
      let color = bars.fills.isEmpty ? nil : bars.fills[index < bars.fills.count ? index : 0]
      guard let color = color ?? bars.edge?.color else { continue }
      let (left, right) = (min(a.x, b.x), max(a.x, b.x))
      let (low, high) = (min(a.y, b.y), max(a.y, b.y))
      if right <= 0 || left >= 1 || high <= 0 || low >= 1 { continue }
      switch bars.role {
      case .image: cells(left, right, low, high) { $0.half($1, $2, color.over(.white)) }
      case .span:
        let level = color.opacity < 0.35 ? 1 : color.opacity < 0.65 ? 2 : 3
        let columns = covered(left, right, width)
        let rows = covered(1 - high, 1 - low, height)
        for y in rows { for x in columns { shade(x, y, level, color.with(opacity: 1)) } }
      case _ where bars.isHorizontal:
        let rows = covered(1 - high, 1 - low, height)
        upright(rows, left, right, width, color, isSideways: true)
      default:
        upright(covered(left, right, width), low, high, height, color, isSideways: false)
      }
    }
  }

  /// Cells whose middle lies between two fractions, or the one that all of it lies in.
  private func covered(_ from: Double, _ to: Double, _ count: Int) -> Range<Int> {
    let (a, b) = (max(0, from) * Double(count), min(1, to) * Double(count))
    let first = Int((a - 0.5).rounded(.up))
    let last = Int((b - 0.5).rounded(.up))
    if last > first { return max(0, first)..<min(count, last) }
    let only = min(count - 1, max(0, Int(((a + b) / 2).rounded(.down))))
    return only..<only + 1
  }

  /// Bars along cells, in eighths.
  private mutating func upright(
    _ lines: Range<Int>, _ low: Double, _ high: Double, _ count: Int, _ color: FigureColor,
    isSideways: Bool
  ) {
    let from = Int((max(0, low) * Double(8 * count)).rounded())
    var to = Int((min(1, high) * Double(8 * count)).rounded())
    if to <= from { to = high > low ? from + 1 : from }
    for step in from / 8..<max(from / 8, (to + 7) / 8) {
      let eighths = min(8, to - 8 * step)
      for line in lines {
        let (x, y) = isSideways ? (step, line) : (line, count - 1 - step)
        // A bar that begins within a cell fills it from its beginning at least by half.
        if 8 * step < from, eighths == 8, from - 8 * step > 4 { continue }
        block(x, y, eighths: eighths, color.with(opacity: 1), isSideways: isSideways)
      }
    }
  }

  private mutating func cells(
    _ left: Double, _ right: Double, _ low: Double, _ high: Double,
    _ body: (inout FigureRaster, Int, Int) -> Void
  ) {
    let columns = covered(left, right, width)
    let rows = covered(1 - high, 1 - low, 2 * height)
    for y in rows { for x in columns { body(&self, x, y) } }
  }

  private mutating func draw(_ area: FigureArea, _ axes: FigureAxes) {
    let rings = area.rings.map { ring in
      zip(ring.x, ring.y).map { place($0, $1, area.coordinates, axes) }
        .filter { $0.x.isFinite && $0.y.isFinite }
    }
    if let fill = area.fill, fill.alpha > 0 {
      let isPixel = area.role == .filledContour || area.role == .pie
      let rows = isPixel ? 2 * height : height
      let level = fill.opacity < 0.35 ? 1 : fill.opacity < 0.65 ? 2 : fill.opacity < 0.95 ? 3 : 4
      for row in 0..<rows {
        let y = 1 - (Double(row) + 0.5) / Double(rows)
        var crossings: [Double] = []
        for ring in rings where ring.count > 2 {
          var last = ring[ring.count - 1]
          for point in ring {
            if (last.y > y) != (point.y > y) {
              crossings.append(
                last.x + (y - last.y) / (point.y - last.y) * (point.x - last.x))
            }
            last = point
          }
        }
        crossings.sort()
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          let (a, b) = (max(0, crossings[pair]), min(1, crossings[pair + 1]))
          guard b > a else { continue }
          let first = max(0, Int((a * Double(width) - 0.5).rounded(.up)))
          let last = min(width, Int((b * Double(width) - 0.5).rounded(.up)))
          guard first < last else { continue }
          for x in first..<last {
            if isPixel {
              half(x, row, fill.over(.white))
            } else {
              shade(x, row, level, fill.with(opacity: 1))
            }
          }
        }
      }
    }
    if let edge = area.edge, area.fill == nil || area.role == .patch {
      pen = "."
      var pattern = 0
      for ring in rings where ring.count > 1 {
        let isOpen = area.role == .histogram
        var last = isOpen ? ring[0] : ring[ring.count - 1]
        for point in ring {
          line(last, point, edge.color, pattern: &pattern)
          last = point
        }
      }
    }
  }

  // MARK: Images and texts

  private mutating func draw(_ image: FigureImage, _ axes: FigureAxes) {
    guard image.extent.count == 4, image.rows > 0, image.columns > 0,
      image.cells.count == image.rows * image.columns
    else { return }
    let a = place(image.extent[0], image.extent[3], .data, axes)
    let b = place(image.extent[1], image.extent[2], .data, axes)
    guard a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite, a.x != b.x, a.y != b.y else {
      return
    }
    for y in 0..<2 * height {
      let up = 1 - (Double(y) + 0.5) / Double(2 * height)
      let row = (up - a.y) / (b.y - a.y)
      guard row >= 0, row < 1 else { continue }
      for x in 0..<width {
        let column = ((Double(x) + 0.5) / Double(width) - a.x) / (b.x - a.x)
        guard column >= 0, column < 1 else { continue }
        // The mean of the cells that fall into this half of a cell.
        let rows = span(row, abs(1 / (b.y - a.y)) / Double(2 * height), image.rows)
        let columns = span(column, abs(1 / (b.x - a.x)) / Double(width), image.columns)
        var sum = (0, 0, 0, 0)
        for r in rows {
          for c in columns {
            let index = image.cells[r * image.columns + c]
            guard image.palette.indices.contains(index) else { continue }
            let color = image.palette[index]
            if color.alpha == 0 { continue }
            let seen = color.over(.white)
            sum = (
              sum.0 + Int(seen.red), sum.1 + Int(seen.green), sum.2 + Int(seen.blue), sum.3 + 1
            )
          }
        }
        guard sum.3 > 0 else { continue }
        half(
          x, y,
          FigureColor(
            UInt8(sum.0 / sum.3), UInt8(sum.1 / sum.3), UInt8(sum.2 / sum.3)))
      }
    }
  }

  /// Cells of an image around a fraction, at least one.
  private func span(_ fraction: Double, _ size: Double, _ count: Int) -> Range<Int> {
    let middle = fraction * Double(count)
    let half = min(64, size * Double(count) / 2)
    let first = max(0, min(count - 1, Int((middle - half + 0.5).rounded(.down))))
    let last = max(first + 1, min(count, Int((middle + half + 0.5).rounded(.down))))
    if half < 1 {
      let only = min(count - 1, max(0, Int(middle)))
      return only..<only + 1
    }
    return first..<last
  }

  private mutating func draw(_ text: FigureText, _ axes: FigureAxes) {
    var point = place(text.x, text.y, text.coordinates, axes)
    point.x += (text.shift.first ?? 0) / axes.box.width
    point.y += (text.shift.dropFirst().first ?? 0) / axes.box.height
    guard point.x.isFinite, point.y.isFinite, point.x > -0.3, point.x < 1.3, point.y > -0.3,
      point.y < 1.3
    else { return }
    let shown = FigureLabel.text(text.text)
    let lines = (isUnicode ? shown : ASCIIText.of(shown)).split(
      separator: "\n", omittingEmptySubsequences: false)
    let column = Int((point.x * Double(width)).rounded(.down))
    var row = Int(((1 - point.y) * Double(height)).rounded(.down))
    if text.vertical == .bottom || text.vertical == .baseline { row -= lines.count - 1 }
    if let arrow = text.arrow {
      pen = "."
      let target = place(arrow.x, arrow.y, arrow.coordinates, axes)
      var pattern = 0
      line(point, target, arrow.stroke.color, pattern: &pattern)
      if let cell = cell(target), !isTaken(cell.x, cell.y) {
        let (dx, dy) = (target.x - point.x, target.y - point.y)
        let signs: [Character] =
          isUnicode
          ? ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"] : [">", "/", "^", "\\", "<", "/", "v", "\\"]
        let turn = FigureMath.angle(dy * 0.6, dx) / (Double.pi / 4)
        sign(signs[(Int(turn.rounded()) + 8) % 8], cell.x, cell.y, arrow.stroke.color)
      }
    }
    for line in lines {
      let length = DisplayWidth.of(String(line))
      var x =
        text.align == .left ? column : text.align == .center ? column - length / 2 : column - length
      // A text that begins in the frame stays in it.
      x = max(0, min(x, width - length))
      for character in line {
        let columns = DisplayWidth.of(character)
        guard columns > 0 else { continue }
        guard x + columns <= width else { break }
        sign(character, x, row, text.color)
        if columns == 2 { sign("\u{0}", x + 1, row, nil) }
        x += columns
      }
      row += 1
    }
  }
}
