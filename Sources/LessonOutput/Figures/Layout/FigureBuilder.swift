/// Makes a figure of a draft: limits, ticks, frames, legends, and no more points than can be seen.
package struct FigureBuilder {
  private let draft: FigureDraft
  private var omitted = 0

  package init(_ draft: FigureDraft) {
    var draft = draft
    let sides = FigureLimits.smallestSide...FigureLimits.largestSide
    draft.width = Self.inside(draft.width, sides)
    draft.height = Self.inside(draft.height, sides)
    if draft.axes.count > FigureLimits.mostAxes {
      omitted = draft.axes.count - FigureLimits.mostAxes
      draft.axes.removeLast(omitted)
    }
    for index in draft.axes.indices {
      let artists = draft.axes[index].artists
      if artists.count > FigureLimits.mostArtists {
        draft.axes[index].artists = Array(artists.prefix(FigureLimits.mostArtists))
      }
    }
    self.draft = draft
  }

  private static func inside(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    value.isFinite ? min(range.upperBound, max(range.lowerBound, value)) : range.lowerBound
  }

  package func figure() -> Figure {
    let limits = self.limits()
    var places = FigurePlaces(draft)
    var axes = arranged(places.boxes(), limits)
    if draft.isTight || needsRoom(axes) {
      for _ in 0..<2 {
        places.margins = margins(axes, places)
        axes = arranged(places.boxes(), limits)
      }
    }
    var figure = Figure(
      width: places.width, height: places.height,
      title: draft.title.isEmpty ? nil : draft.title)
    figure.omitted = omitted
    figure.axes = axes
    for index in axes.indices { finish(index, &figure) }
    addTexts(&figure)
    crop(&figure)
    return figure
  }

  // MARK: Limits

  /// The limits that axes have, by their index.
  package func limits(of index: Int) -> (
    x: (low: Double, high: Double), y: (low: Double, high: Double)
  )? {
    let all = limits()
    return all.indices.contains(index) ? all[index] : nil
  }

  /// All ticks of axes, those just outside the limits too.
  package func ticks(of index: Int, isX: Bool) -> [Double] {
    guard draft.axes.indices.contains(index) else { return [] }
    let axes = draft.axes[index]
    let axis = isX ? axes.x : axes.y
    if let ticks = axis.ticks { return ticks }
    let limits = limits()[index]
    let (a, b) = isX ? limits.x : limits.y
    let (low, high) = (min(a, b), max(a, b))
    let box = FigurePlaces(draft).boxes()[index]
    let gaps = TickLocator.gaps(
      length: isX ? box.width : box.height, labelSize: axis.labelSize, isHorizontal: isX)
    if !axis.categories.isEmpty { return axis.categories.indices.map(Double.init) }
    switch axis.scale.kind {
    case .log: return LogTickLocator(base: axis.scale.base, most: gaps).values(low, high).major
    case .symlog: return LogTickLocator.symmetric(low, high, axis.scale)
    default: return (axis.locator ?? TickLocator(gaps: gaps)).values(low, high)
    }
  }

  private typealias Limits = (low: Double, high: Double)

  private func limits() -> [(x: Limits, y: Limits)] {
    var ranges = draft.axes.map { AxisLimits.ranges($0) }
    // Axes over others share one of their scales.
    var (xGroups, yGroups) = ([Int: DataRange](), [Int: DataRange]())
    for (index, axes) in draft.axes.enumerated() {
      if let group = axes.x.group { xGroups[group, default: DataRange()].add(ranges[index].x) }
      if let group = axes.y.group { yGroups[group, default: DataRange()].add(ranges[index].y) }
    }
    for (index, axes) in draft.axes.enumerated() {
      if let group = axes.x.group, let range = xGroups[group] { ranges[index].x = range }
      if let group = axes.y.group, let range = yGroups[group] { ranges[index].y = range }
    }
    func leaders(_ axis: KeyPath<AxesDraft, AxisDraft>) -> [Int: AxisDraft] {
      var leaders: [Int: AxisDraft] = [:]
      for axes in draft.axes {
        guard let group = axes[keyPath: axis].group else { continue }
        var known = leaders[group] ?? axes[keyPath: axis]
        if let low = axes[keyPath: axis].low { known.low = low }
        if let high = axes[keyPath: axis].high { known.high = high }
        if axes[keyPath: axis].isInverted { known.isInverted = true }
        leaders[group] = known
      }
      return leaders
    }
    let (xLeaders, yLeaders) = (leaders(\.x), leaders(\.y))
    return draft.axes.enumerated().map { index, axes in
      let x = axes.x.group.flatMap { xLeaders[$0] } ?? axes.x
      let y = axes.y.group.flatMap { yLeaders[$0] } ?? axes.y
      return (AxisLimits.limits(x, ranges[index].x), AxisLimits.limits(y, ranges[index].y))
    }
  }

  // MARK: Frames

  /// Axes with their frames and ticks, nothing in them.
  private func arranged(_ boxes: [FigureBox], _ limits: [(x: Limits, y: Limits)]) -> [FigureAxes] {
    var frames = boxes
    return draft.axes.enumerated().map { index, draft in
      var (x, y) = limits[index]
      var box = frames[index]
      if case .over(let other) = draft.place, frames.indices.contains(other) { box = frames[other] }
      box.width = max(1, box.width)
      box.height = max(1, box.height)
      if let aspect = draft.aspect {
        fit(&box, &x, &y, aspect, draft)
      } else if let aspect = draft.boxAspect, aspect > 0 {
        box = Self.shrunk(box, ratio: aspect)
      }
      frames[index] = box
      var axes = FigureAxes(box: box)
      if case .cell(let cell) = draft.place { axes.cell = cell }
      if case .over(let other) = draft.place { axes.over = other }
      if case .inset(let other, _, _, _, _) = draft.place { axes.over = other }
      if case .colorbar(let bar) = draft.place { axes.explains = bar.parents.first ?? 0 }
      axes.title = draft.title
      axes.isEqual = draft.aspect == 1
      axes.background = draft.background
      axes.spines = draft.isFrameShown && draft.isShown ? draft.spines : []
      axes.x = AxisTicks.axis(draft.x, low: x.low, high: x.high, length: box.width)
      axes.y = AxisTicks.axis(draft.y, low: y.low, high: y.high, length: box.height)
      if !draft.isShown {
        axes.x.isShown = false
        axes.y.isShown = false
        axes.background = nil
      }
      return axes
    }
  }

  /// Makes a unit of y `aspect` times as long as one of x.
  private func fit(
    _ box: inout FigureBox, _ x: inout Limits, _ y: inout Limits, _ aspect: Double,
    _ draft: AxesDraft
  ) {
    let (xScale, yScale) = (draft.x.scale, draft.y.scale)
    let across = abs(xScale.transformed(x.high) - xScale.transformed(x.low))
    let up = abs(yScale.transformed(y.high) - yScale.transformed(y.low))
    let ratio = aspect * up / across
    guard ratio.isFinite, ratio > 0 else { return }
    guard draft.aspectChangesLimits else {
      box = Self.shrunk(box, ratio: ratio)
      return
    }
    // The frame stays: the shorter axis shows more.
    let frame = box.height / box.width
    if ratio > frame {
      let more = (up * aspect / frame - across) / 2 * (x.high < x.low ? -1 : 1)
      (x.low, x.high) = (
        xScale.inverse(xScale.transformed(x.low) - more),
        xScale.inverse(xScale.transformed(x.high) + more)
      )
    } else {
      let more = (across * frame / aspect - up) / 2 * (y.high < y.low ? -1 : 1)
      (y.low, y.high) = (
        yScale.inverse(yScale.transformed(y.low) - more),
        yScale.inverse(yScale.transformed(y.high) + more)
      )
    }
  }

  /// The largest box of a ratio of height to width in the middle of another.
  private static func shrunk(_ box: FigureBox, ratio: Double) -> FigureBox {
    let ratio = min(1e4, max(1e-4, ratio))
    var inner = box
    if box.height / box.width > ratio {
      inner.height = box.width * ratio
      inner.y += (box.height - inner.height) / 2
    } else {
      inner.width = box.height / ratio
      inner.x += (box.width - inner.width) / 2
    }
    return inner
  }

  /// Whether texts of one pair of axes lie on others.
  private func needsRoom(_ axes: [FigureAxes]) -> Bool {
    if draft.spacingIsSet || axes.count < 2 || axes.count > 60 { return false }
    let cells = axes.indices.filter { if case .cell = draft.axes[$0].place { true } else { false } }
    guard cells.count > 1 else { return false }
    let outlines = cells.map { FigureMetrics.outline(axes[$0]) }
    for (place, outline) in outlines.enumerated() {
      for other in outlines[(place + 1)...] where outline.overlaps(other) { return true }
    }
    return false
  }

  /// Margins and gaps that the texts need.
  private func margins(_ axes: [FigureAxes], _ places: FigurePlaces) -> FigurePlaces.Margins {
    let pad = 1.08 * FigureLimits.textSize
    var margins = FigurePlaces.Margins(
      left: pad, right: pad, top: pad, bottom: pad, columnGap: 0, rowGap: 0)
    let boxes = places.boxes()
    // What hangs over the sides of each cell, whatever stands in it.
    var (gapsX, gapsY) = ([Int: (right: Double, left: Double)](), [Int: (Double, Double)]())
    for (index, item) in axes.enumerated() {
      var owner = index
      if case .colorbar(let bar) = draft.axes[index].place { owner = bar.parents.first ?? index }
      if let other = item.over { owner = other }
      guard draft.axes.indices.contains(owner), case .cell(let cell) = draft.axes[owner].place
      else { continue }
      let outline = FigureMetrics.outline(item)
      var frame = boxes[owner]
      if owner != index || axes.contains(where: { $0.explains == index }) {
        for place in axes.indices where axes[place].explains == owner {
          frame = frame.union(boxes[place])
        }
      }
      let left = max(0, frame.x - outline.x)
      let right = max(0, outline.right - frame.right)
      let top = max(0, frame.y - outline.y)
      let bottom = max(0, outline.bottom - frame.bottom)
      let endColumn = cell.column + cell.columnSpan
      let endRow = cell.row + cell.rowSpan
      if cell.column == 0 { margins.left = max(margins.left, left + pad) }
      if endColumn >= cell.columns { margins.right = max(margins.right, right + pad) }
      if cell.row == 0 { margins.top = max(margins.top, top + pad) }
      if endRow >= cell.rows { margins.bottom = max(margins.bottom, bottom + pad) }
      if cell.column > 0 {
        gapsX[cell.column, default: (0, 0)].left = max(gapsX[cell.column]?.left ?? 0, left)
      }
      if endColumn < cell.columns {
        gapsX[endColumn, default: (0, 0)].right = max(gapsX[endColumn]?.right ?? 0, right)
      }
      if cell.row > 0 { gapsY[cell.row, default: (0, 0)].1 = max(gapsY[cell.row]?.1 ?? 0, top) }
      if endRow < cell.rows {
        gapsY[endRow, default: (0, 0)].0 = max(gapsY[endRow]?.0 ?? 0, bottom)
      }
    }
    margins.columnGap = (gapsX.values.map { $0.left + $0.right }.max() ?? 0) + pad
    margins.rowGap = (gapsY.values.map { $0.0 + $0.1 }.max() ?? 0) + pad
    if !draft.title.isEmpty {
      margins.top += TextMeasure.height(draft.title, size: draft.titleSize) + pad * 0.6
    }
    if !draft.xLabel.isEmpty { margins.bottom += FigureLimits.textSize * 1.6 }
    if !draft.yLabel.isEmpty { margins.left += FigureLimits.textSize * 1.6 }
    // Frames keep a third of the figure.
    func limited(_ a: inout Double, _ b: inout Double, _ total: Double) {
      let most = total * 0.66
      if a + b > most { (a, b) = (a * most / (a + b), b * most / (a + b)) }
    }
    limited(&margins.left, &margins.right, places.width)
    limited(&margins.top, &margins.bottom, places.height)
    return margins
  }

  // MARK: Contents

  /// Puts the artists and the legend into axes whose frame is known.
  private func finish(_ index: Int, _ figure: inout Figure) {
    var axes = figure.axes[index]
    let source = draft.axes[index]
    let visible = source.artists.filter(\.isVisible).map { item in
      guard let field = item.field else { return item.artist }
      return .arrows(
        field.arrows(
          width: axes.box.width, height: axes.box.height,
          ((axes.x.low, axes.x.high), (axes.y.low, axes.y.high))))
    }
    if let legend = source.legend {
      axes.legend = LegendPlacement(axes, visible).placed(legend)
    }
    axes.artists = FigureThinning(axes).thinned(visible)
      .enumerated().sorted {
        ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
      }.map(\.element)
    if source.gridIsBelow {
      // The grid lies under those of order 1.5 and more.
      axes.artists = axes.artists.map { $0.raised(below: 1.5) }
    }
    figure.axes[index] = axes
  }

  private func addTexts(_ figure: inout Figure) {
    func add(_ text: String, x: Double, y: Double, size: Double, rotation: Double = 0) {
      var label = FigureText(text, x: x, y: y)
      label.size = size
      label.align = .center
      label.vertical = rotation == 0 ? .top : .center
      label.rotation = rotation
      figure.texts.append(label)
    }
    if !draft.title.isEmpty {
      add(draft.title, x: figure.width / 2, y: 0.02 * figure.height, size: draft.titleSize)
      figure.texts[figure.texts.count - 1].isBold = draft.titleIsBold
      // The title stands above everything.
      let top = figure.axes.map { FigureMetrics.outline($0).y }.min() ?? figure.height
      let height = TextMeasure.height(draft.title, size: draft.titleSize)
      let last = figure.texts.count - 1
      figure.texts[last].y = min(figure.texts[last].y, top - height - 6)
    }
    if !draft.xLabel.isEmpty {
      let bottom = figure.axes.map { FigureMetrics.outline($0).bottom }.max() ?? 0
      add(draft.xLabel, x: figure.width / 2, y: bottom + 4, size: FigureLimits.titleSize)
    }
    if !draft.yLabel.isEmpty {
      let left = figure.axes.map { FigureMetrics.outline($0).x }.min() ?? 0
      add(
        draft.yLabel, x: left - FigureLimits.titleSize, y: figure.height / 2,
        size: FigureLimits.titleSize, rotation: 90)
    }
    for text in draft.texts {
      var text = text
      text.x *= figure.width
      text.y = (1 - text.y) * figure.height
      figure.texts.append(text)
    }
  }

  /// Cuts off the empty rim, as notebooks do.
  private func crop(_ figure: inout Figure) {
    var outline: FigureBox?
    func add(_ box: FigureBox) { outline = outline?.union(box) ?? box }
    for axes in figure.axes {
      add(FigureMetrics.outline(axes))
      if let legend = axes.legend { add(legend.box) }
      for artist in axes.artists {
        if case .text(let text) = artist { add(FigurePlacement.box(text, in: axes)) }
      }
    }
    for text in figure.texts { add(FigurePlacement.box(text)) }
    guard var box = outline, box.width.isFinite, box.height.isFinite else { return }
    // A text far outside would make the rest too small to see.
    let room = FigureBox(
      x: -0.5 * figure.width, y: -0.5 * figure.height, width: 2 * figure.width,
      height: 2 * figure.height)
    let right = min(box.right, room.right)
    let bottom = min(box.bottom, room.bottom)
    box.x = max(box.x, room.x) - FigureMetrics.margin
    box.y = max(box.y, room.y) - FigureMetrics.margin
    box.width = right - box.x + FigureMetrics.margin
    box.height = bottom - box.y + FigureMetrics.margin
    figure.width = max(1, box.width)
    figure.height = max(1, box.height)
    for index in figure.axes.indices {
      figure.axes[index].box.x -= box.x
      figure.axes[index].box.y -= box.y
      figure.axes[index].legend?.box.x -= box.x
      figure.axes[index].legend?.box.y -= box.y
    }
    for index in figure.texts.indices {
      figure.texts[index].x -= box.x
      figure.texts[index].y -= box.y
    }
  }
}
