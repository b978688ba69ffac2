import Arrays
import Autodiff
import LessonOutput

/// Contours, as lines and as filled bands.
enum AxesContours {
  static func contour(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    let isFilled = name == "contourf"
    var given = arguments.takeRest()
    guard (1...4).contains(given.count) else {
      throw PythonError.type(
        "\(name)() takes 1 to 4 positional arguments but \(given.count) were given")
    }
    var levelValue = arguments.some(nil, "levels", "N")
    if given.count == 2 || given.count == 4 { levelValue = given.removeLast() }
    let heights = try session.plotArray(given[given.count - 1])
    guard heights.dimensions == 2 else {
      throw PythonError.type("Input z must be 2D, not \(heights.dimensions)D")
    }
    let (rows, columns) = (heights.shape[0], heights.shape[1])
    guard rows >= 2, columns >= 2 else {
      throw PythonError.type(
        "Input z must be at least a (2, 2) shaped array, but has shape \(pythonShape(heights.shape))"
      )
    }
    guard rows <= FigureLimits.mostContourCells / columns else {
      throw PythonError.refused(
        "contours of more than \(grouped(FigureLimits.mostContourCells)) cells",
        hint: "every second row and column draws the same: `Z[::2, ::2]`")
    }
    let z = heights.doubles
    let (x, y) = try coordinates(given, rows, columns, session)
    let log = arguments.some(nil, "locator")?.asObject(TickPart.self)?.name == "LogLocator"
    let map = try session.plotColorMap(arguments.some(nil, "cmap"))
    var scale = try session.plotColorScale(&arguments)
    let finite = z.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    var levels = try self.levels(
      levelValue, low: low, high: high, isLog: log || scale.kind == .log, isFilled, session)
    guard zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw PythonError.value("Contour levels must be increasing")
    }
    guard !isFilled || levels.count >= 2 else {
      throw PythonError.value("Filled contours require at least 2 levels.")
    }
    if levels.count > FigureLimits.mostLevels {
      throw PythonError.refused(
        "\(levels.count) contour levels", hint: "at most \(FigureLimits.mostLevels) are drawn")
    }
    try session.charge(elements: z.count * max(1, levels.count))
    let colors = try arguments.some(nil, "colors").map { try session.plotColors($0) }
    let opacity = try arguments.number(nil, "alpha")
    let widths = try arguments.some(nil, "linewidths").map {
      $0.number != nil ? [try session.double($0)] : try session.plotNumbers($0)
    }
    let styles = arguments.some(nil, "linestyles")
    let extend = try arguments.text(nil, "extend") ?? "neither"
    let order = try arguments.number(nil, "zorder")
    _ = arguments.take(nil, "origin", "extent", "hatches", "label")
    if isFilled, extend == "min" || extend == "both" { levels.insert(-.infinity, at: 0) }
    if isFilled, extend == "max" || extend == "both" { levels.append(.infinity) }
    guard let grid = ContourGrid(rows: rows, columns: columns, x: x, y: y, z: z) else {
      throw PythonError.type("Shapes of x \(x.count), y \(y.count) and z \(z.count) do not match")
    }
    scale.fit(levels.filter(\.isFinite))
    var items: [DraftArtist] = []
    var painted: [FigureColor] = []
    func color(_ index: Int, _ value: Double) -> FigureColor {
      var color: FigureColor
      if let colors, !colors.isEmpty {
        color = colors[index % colors.count]
      } else {
        color = scale.color(value, in: map)
      }
      if let opacity { color = color.with(opacity: opacity) }
      painted.append(color)
      return color
    }
    let edges = (x.filter(\.isFinite), y.filter(\.isFinite))
    func add(_ artist: FigureArtist) {
      var item = DraftArtist(order.map { artist.reordered($0) } ?? artist)
      item.stickyX = [edges.0.min() ?? 0, edges.0.max() ?? 1]
      item.stickyY = [edges.1.min() ?? 0, edges.1.max() ?? 1]
      item.isCounted = false
      items.append(item)
    }
    if isFilled {
      let rimmed = grid.rimmed
      for index in 0..<levels.count - 1 {
        var (lower, upper) = (levels[index], levels[index + 1])
        let middle =
          !lower.isFinite ? upper - 1e-9 : !upper.isFinite ? lower + 1e-9 : (lower + upper) / 2
        let place = !lower.isFinite ? -Double.infinity : !upper.isFinite ? .infinity : middle
        let paint = color(
          index, colors == nil ? place.isFinite ? place : limit(place, scale) : middle)
        // The lowest level belongs to its band.
        if lower == low { lower = lower.nextDown }
        let rings = ContourGrid.band(rimmed, lower, upper)
        if rings.isEmpty { continue }
        var area = FigureArea(role: .filledContour, rings: rings, fill: paint)
        area.band = [lower, upper].filter(\.isFinite)
        if lower.isFinite { area.band[0] = levels[index] }
        add(.area(area))
        upper = lower
      }
    } else {
      if !levels.contains(where: { $0 > low && $0 < high }) {
        session.note("No contour levels were found within the data range.")
      }
      for (index, level) in levels.enumerated() {
        let paint = color(index, level)
        var (px, py) = ([Double](), [Double]())
        for ring in grid.lines(at: level) {
          if !px.isEmpty {
            px.append(.nan)
            py.append(.nan)
          }
          px += ring.x
          py += ring.y
        }
        // Lines of one colour show what is below zero by dashes.
        var dashes: [Double] = []
        if let styles {
          let style = try session.items(of: styles.text == nil ? styles : .list([styles]))
          if !style.isEmpty {
            dashes = try LineLook.dashes(style[index % style.count], session) ?? []
          }
        } else if colors?.count == 1, level < 0 {
          dashes = LineLook.dashed
        }
        let width = widths.map { $0.isEmpty ? 1.5 : $0[index % $0.count] } ?? 1.5
        var line = FigureLine(
          role: .contour, x: px, y: py,
          stroke: LineLook.stroke(paint, width: width, dashes: dashes))
        line.level = level
        add(.line(line))
      }
    }
    // The grid as a whole counts for the limits, whatever levels were found.
    var frame = FigureLine(
      role: .contour, x: [edges.0.min() ?? 0, edges.0.max() ?? 1],
      y: [edges.1.min() ?? 0, edges.1.max() ?? 1], stroke: nil)
    frame.count = 0
    add(.line(frame))
    items[items.count - 1].isCounted = true
    let artist = PlotArtist("QuadContourSet", items)
    artist.colors = PlotArtist.ColorSource(
      map: map, scale: scale, levels: levels.filter(\.isFinite), isFilled: isFilled,
      opacity: opacity ?? 1, levelColors: painted)
    return .object(axes.add(artist))
  }

  /// Beyond the ends: the colours of the ends.
  private static func limit(_ place: Double, _ scale: ColorScale) -> Double {
    place < 0 ? scale.low ?? 0 : scale.high ?? 1
  }

  private static func levels(
    _ value: Value?, low: Double, high: Double, isLog: Bool, _ isFilled: Bool, _ session: Session
  ) throws -> [Double] {
    guard let value else {
      return ContourLevels.automatic(low: low, high: high, isLog: isLog, isFilled: isFilled)
    }
    if let number = value.number, value.asObject(ArrayObject.self) == nil {
      guard number >= 0, number <= Double(FigureLimits.mostLevels) else {
        throw PythonError.value("the number of levels is at most \(FigureLimits.mostLevels)")
      }
      return ContourLevels.automatic(
        low: low, high: high, count: FigureMath.whole(number), isLog: isLog, isFilled: isFilled)
    }
    return try session.plotNumbers(value)
  }

  private static func coordinates(
    _ given: [Value], _ rows: Int, _ columns: Int, _ session: Session
  ) throws -> ([Double], [Double]) {
    var (xs, ys) = ((0..<columns).map(Double.init), (0..<rows).map(Double.init))
    if given.count == 3 {
      let (x, y) = (try session.plotArray(given[0]), try session.plotArray(given[1]))
      if x.dimensions == 2, y.dimensions == 2 {
        guard x.shape == [rows, columns], y.shape == x.shape else {
          throw PythonError.type(
            "Shapes of x \(pythonShape(x.shape)) and z \(pythonShape([rows, columns])) do not match"
          )
        }
        return (x.doubles, y.doubles)
      }
      guard x.dimensions == 1, y.dimensions == 1 else {
        throw PythonError.type(
          "Number of dimensions of x (\(x.dimensions)) and y (\(y.dimensions)) do not match")
      }
      guard x.count == columns, y.count == rows else {
        throw PythonError.type(
          x.count != columns
            ? "Length of x (\(x.count)) must match number of columns in z (\(columns))"
            : "Length of y (\(y.count)) must match number of rows in z (\(rows))")
      }
      (xs, ys) = (x.doubles, y.doubles)
    }
    return (
      (0..<rows * columns).map { xs[$0 % columns] }, (0..<rows * columns).map { ys[$0 / columns] }
    )
  }

  /// Values written on contour lines.
  static func label(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    guard let artist = arguments.take(0, "CS")?.asObject(PlotArtist.self) else {
      throw PythonError.type("clabel takes what `contour` gave back")
    }
    let chosen = try arguments.some(1, "levels").map { try session.plotNumbers($0) }
    let format = arguments.some(nil, "fmt")
    let size =
      try session.plotTextSize(arguments.take(nil, "fontsize")) ?? session.plotting.textSize
    let colors = try arguments.some(nil, "colors").map { try session.plotColors($0) }
    _ = arguments.take(nil, "inline", "inline_spacing", "manual", "rightside_up", "use_clabeltext")
    let limits = axes.limits()
    let (width, height) = (limits.x.high - limits.x.low, limits.y.high - limits.y.low)
    var made: [Value] = []
    for item in artist.items {
      guard case .line(let line) = item.artist, let level = line.level else { continue }
      if let chosen, !chosen.contains(level) { continue }
      guard let place = longestPlace(line, width, height) else { continue }
      var label = FigureMath.general(FigureMath.whole(level * 1000) == 0 ? level : level, digits: 4)
      if let format {
        if format.text != nil {
          label = try session.string(session.binary(.remainder, format, .float(level)))
        } else if let names = format.asObject(DictionaryObject.self) {
          label = try names.get(.float(level), session).map { try session.string($0) } ?? label
        } else {
          label = try session.string(session.call(format, Arguments([.float(level)])))
        }
      }
      var text = FigureText(label, x: line.x[place], y: line.y[place])
      text.align = .center
      text.vertical = .center
      text.size = size
      text.color = colors?.first ?? line.stroke?.color ?? .black
      text.fill = FigureColor(255, 255, 255, 200)
      made.append(.object(axes.add(PlotArtist("Text", [DraftArtist(.text(text))]))))
    }
    return .list(made)
  }

  /// The middle of the longest piece of a line, away from the edges.
  private static func longestPlace(_ line: FigureLine, _ width: Double, _ height: Double) -> Int? {
    var best: (length: Double, place: Int)?
    var start = 0
    for end in 0...line.x.count {
      guard end == line.x.count || line.x[end].isNaN else { continue }
      var length = 0.0
      for index in start..<max(start, end - 1) {
        let (dx, dy) = (
          (line.x[index + 1] - line.x[index]) / width, (line.y[index + 1] - line.y[index]) / height
        )
        length += (dx * dx + dy * dy).squareRoot()
      }
      if end > start, length > best?.length ?? 0.05 { best = (length, (start + end) / 2) }
      start = end + 1
    }
    return best?.place
  }
}
