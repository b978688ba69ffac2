/// How large a legend is and where it stands: `best` is the corner, side or middle that covers least.
struct LegendPlacement {
  private let axes: FigureAxes
  private let artists: [FigureArtist]

  init(_ axes: FigureAxes, _ artists: [FigureArtist]) {
    self.axes = axes
    self.artists = artists
  }

  /// Places by name, as shares of the free room from the left and from the top, in the order in which
  /// they are tried.
  static let places: [(name: String, x: Double, y: Double)] = [
    ("upper right", 1, 0), ("upper left", 0, 0), ("lower left", 0, 1), ("lower right", 1, 1),
    ("right", 1, 0.5), ("center left", 0, 0.5), ("center right", 1, 0.5), ("lower center", 0.5, 1),
    ("upper center", 0.5, 0), ("center", 0.5, 0.5),
  ]

  func placed(_ draft: LegendDraft) -> FigureLegend? {
    guard !draft.entries.isEmpty else { return nil }
    var legend = FigureLegend(Array(draft.entries.prefix(FigureLimits.mostLegendEntries)))
    legend.title = draft.title
    legend.columns = max(1, min(draft.columns, legend.entries.count))
    legend.size = draft.size
    legend.isFramed = draft.isFramed
    legend.opacity = draft.opacity
    let size = LegendMetrics.size(legend)
    let pad = 0.5 * draft.size
    let frame = axes.box
    var room = frame
    if draft.anchor.count >= 2 {
      let width = draft.anchor.count == 4 ? draft.anchor[2] : 0
      let height = draft.anchor.count == 4 ? draft.anchor[3] : 0
      room = FigureBox(
        x: frame.x + draft.anchor[0] * frame.width,
        y: frame.y + (1 - draft.anchor[1] - height) * frame.height, width: width * frame.width,
        height: height * frame.height)
    }
    func box(_ place: (name: String, x: Double, y: Double)) -> FigureBox {
      FigureBox(
        x: room.x + pad + place.x * (room.width - 2 * pad - size.width),
        y: room.y + pad + place.y * (room.height - 2 * pad - size.height), width: size.width,
        height: size.height)
    }
    if let place = Self.places.first(where: { $0.name == draft.location }) {
      legend.box = box(place)
    } else {
      legend.box = best(Self.places.map(box))
    }
    legend.isOutside = !legend.box.overlaps(
      FigureBox(
        x: frame.x + 2, y: frame.y + 2, width: max(0, frame.width - 4),
        height: max(0, frame.height - 4)))
    guard legend.box.x.isFinite, legend.box.y.isFinite else { return nil }
    return legend
  }

  /// Points beyond these are looked at in steps.
  private static let mostPoints = 20_000

  private func best(_ boxes: [FigureBox]) -> FigureBox {
    let placement = FigurePlacement(axes)
    var lines: [[(x: Double, y: Double)]] = []
    var points: [(x: Double, y: Double)] = []
    var covered: [FigureBox] = []
    func sampled(_ x: [Double], _ y: [Double], _ coordinates: FigureCoordinates)
      -> [(x: Double, y: Double)]
    {
      let count = min(x.count, y.count)
      let step = max(1, count / Self.mostPoints)
      return stride(from: 0, to: count, by: step).map {
        placement.point(x[$0], y[$0], coordinates)
      }
    }
    for artist in artists {
      switch artist {
      case .line(let line): lines.append(sampled(line.x, line.y, line.coordinates))
      case .points(let items): points += sampled(items.x, items.y, .data)
      case .bars(let bars):
        for number in 0..<min(bars.count, FigureLimits.mostBars) {
          let a = placement.point(bars.left[number], bars.bottom[number], bars.coordinates)
          let b = placement.point(
            bars.left[number] + bars.width[number], bars.bottom[number] + bars.height[number],
            bars.coordinates)
          covered.append(
            FigureBox(
              x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x), height: abs(b.y - a.y)))
        }
      case .area(let area):
        if area.role != .filledContour {
          lines += area.rings.map { sampled($0.x, $0.y, area.coordinates) }
        }
      case .arrows(let arrows): points += sampled(arrows.x, arrows.y, .data)
      case .text(let text): covered.append(FigurePlacement.box(text, in: axes))
      case .image: break
      }
    }
    var least = Int.max
    var chosen = boxes[0]
    for box in boxes {
      var badness = covered.count { $0.overlaps(box) }
      badness += points.count { Self.contains(box, $0) }
      for line in lines {
        badness += line.count { Self.contains(box, $0) }
        if Self.crosses(line, box) { badness += 1 }
      }
      if badness < least { (least, chosen) = (badness, box) }
      if badness == 0 { break }
    }
    return chosen
  }

  private static func contains(_ box: FigureBox, _ point: (x: Double, y: Double)) -> Bool {
    point.x > box.x && point.x < box.right && point.y > box.y && point.y < box.bottom
  }

  /// Whether some piece of a line meets a box.
  private static func crosses(_ line: [(x: Double, y: Double)], _ box: FigureBox) -> Bool {
    for (a, b) in zip(line, line.dropFirst()) {
      guard a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite else { continue }
      if max(a.x, b.x) < box.x || min(a.x, b.x) > box.right || max(a.y, b.y) < box.y
        || min(a.y, b.y) > box.bottom
      {
        continue
      }
      // Corners on both sides of the line through the piece.
      func side(_ x: Double, _ y: Double) -> Double {
        (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)
      }
      let sides = [
        side(box.x, box.y), side(box.right, box.y), side(box.x, box.bottom),
        side(box.right, box.bottom),
      ]
      if sides.contains(where: { $0 >= 0 }), sides.contains(where: { $0 <= 0 }) { return true }
    }
    return false
  }
}

/// Distances in a legend, by the size of its text.
package enum LegendMetrics {
  package static let handle = 2.0
  package static let handlePad = 0.8
  package static let border = 0.4
  package static let rowGap = 0.5
  package static let columnGap = 2.0

  /// Entries by column, and the width of each column's texts.
  package static func columns(_ legend: FigureLegend) -> [(
    entries: ArraySlice<FigureLegend.Entry>, width: Double
  )] {
    let count = max(1, legend.columns)
    let (rows, longer) = (legend.entries.count / count, legend.entries.count % count)
    var columns: [(entries: ArraySlice<FigureLegend.Entry>, width: Double)] = []
    var start = 0
    for column in 0..<count {
      let end = min(legend.entries.count, start + rows + (column < longer ? 1 : 0))
      let entries = legend.entries[start..<end]
      let width =
        entries.map { TextMeasure.width($0.label, size: legend.size) }.max() ?? 0
      columns.append((entries, width))
      start = end
    }
    return columns
  }

  static func size(_ legend: FigureLegend) -> (width: Double, height: Double) {
    let columns = columns(legend)
    var width = Double(columns.count) * (handle + handlePad)
    width += Double(columns.count - 1) * columnGap + 2 * border
    width *= legend.size
    width += columns.reduce(0) { $0 + $1.width }
    var height = 0.0
    for column in columns {
      let texts = column.entries.reduce(0) {
        $0 + TextMeasure.height($1.label, size: legend.size)
      }
      let gaps = Double(max(0, column.entries.count - 1)) * rowGap * legend.size
      height = max(height, texts + gaps)
    }
    if !legend.title.isEmpty {
      height += TextMeasure.height(legend.title, size: legend.size) + rowGap * legend.size
      width = max(
        width, TextMeasure.width(legend.title, size: legend.size) + 2 * border * legend.size)
    }
    return (width, height + 2 * border * legend.size)
  }
}
