import Arrays
import Autodiff
import LessonOutput

/// Lines: through points, in steps, across the axes, with error bars.
enum AxesLines {
  /// Numbers of an axis; names stand at 0, 1, 2 …
  static func places(_ value: Value, _ axes: AxesObject, isX: Bool, _ session: Session) throws
    -> NDArray
  {
    var texts = try session.plotTexts(value)
    if texts == nil, let text = value.text { texts = [text] }
    guard let texts else { return try session.plotArray(value) }
    var known = isX ? axes.settings.x.categories : axes.settings.y.categories
    let numbers = texts.map { text -> Double in
      if let index = known.firstIndex(of: text) { return Double(index) }
      known.append(text)
      return Double(known.count - 1)
    }
    if isX { axes.settings.x.categories = known } else { axes.settings.y.categories = known }
    return NDArray(numbers, shape: [numbers.count])
  }

  /// One line as far as it is known from the positional arguments.
  private struct Curve {
    var x: [Double]
    var y: [Double]
    var format: String?
    var sources: (x: NDArray, y: NDArray)?
    /// Which of the columns that were passed together.
    var column: Int
  }

  static func plot(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    switch name {
    case "semilogx": axes.settings.x.scale = try scale(&arguments, "basex")
    case "semilogy": axes.settings.y.scale = try scale(&arguments, "basey")
    case "loglog":
      axes.settings.x.scale = try scale(&arguments, "basex")
      axes.settings.y.scale = axes.settings.x.scale
    default: break
    }
    let curves = try curves(axes, arguments.takeRest(), &arguments, session)
    var steps: String?
    if name == "step" { steps = try arguments.text(nil, "where") ?? "pre" }
    var look = LineLook(session)
    look.markerEdgeWidth = 1
    var labels: [String]?
    if arguments.has("label"), let value = arguments.take(nil, "label"), !value.isNone {
      if value.text == nil, case .object(let object) = value, object is SequenceObject {
        labels = try session.plotLabels(value)
      } else {
        look.label = try session.string(value)
      }
    }
    let hasStyle = arguments.has("linestyle") || arguments.has("ls")
    try look.read(&arguments)
    let isVisible = try arguments.flag(nil, "visible") ?? true
    let transform = arguments.some(nil, "transform")?.asObject(PlotTransform.self)
    var made: [Value] = []
    for curve in curves {
      var own = look
      if let format = curve.format {
        var read = LineLook(session)
        try read.read(format: format, session)
        own.color = look.color ?? read.color
        own.marker = look.marker ?? read.marker
        // A style by name wins over one by format.
        if !hasStyle { own.dashes = read.dashes }
      }
      let color = own.color ?? axes.nextLineColor(session)
      if let labels { own.label = curve.column < labels.count ? labels[curve.column] : "" }
      let artist = line(curve.x, curve.y, own, color, steps: steps ?? own.steps)
      artist.sources = curve.sources
      if transform?.isFrame ?? false { setCoordinates(artist, .frame) }
      if !isVisible { for index in artist.items.indices { artist.items[index].isVisible = false } }
      made.append(.object(axes.add(artist)))
    }
    return .list(made)
  }

  private static func scale(_ arguments: inout PlotArguments, _ old: String) throws -> FigureScale {
    FigureScale(.log, base: try arguments.number(nil, "base", old) ?? 10)
  }

  private static func setCoordinates(_ artist: PlotArtist, _ coordinates: FigureCoordinates) {
    for index in artist.items.indices {
      if case .line(var line) = artist.items[index].artist {
        line.coordinates = coordinates
        artist.items[index].artist = .line(line)
      }
    }
  }

  /// `plot(x, y, 'r--', x2, y2)`: lines of one or two arrays, each with a format or without.
  private static func curves(
    _ axes: AxesObject, _ values: [Value], _ arguments: inout PlotArguments, _ session: Session
  ) throws -> [Curve] {
    var curves: [Curve] = []
    var values = values[...]
    if let data = arguments.some(nil, "data") {
      // Names of columns.
      values = try values.map { value in
        guard let key = value.text, let object = data.asObject(DictionaryObject.self),
          let column = try object.get(.string(key), session)
        else { return value }
        return column
      }[...]
    }
    var x: Value?
    while let first = values.popFirst() {
      if first.text != nil, values.isEmpty, curves.isEmpty {
        throw PythonError.value(
          "plot() needs numbers before the format string \(try session.representation(first))")
      }
      x = nil
      var y = first
      if let second = values.first, second.text == nil {
        x = y
        y = second
        values.removeFirst()
      }
      var format: String?
      if let third = values.first?.text {
        format = third
        values.removeFirst()
      }
      curves += try lines(axes, x, y, format, session)
    }
    return curves
  }

  private static func lines(
    _ axes: AxesObject, _ x: Value?, _ y: Value, _ format: String?, _ session: Session
  ) throws -> [Curve] {
    var rows = try places(y, axes, isX: false, session)
    if rows.dimensions == 0 { rows = NDArray(rows.doubles, shape: [1]) }
    let count = rows.shape[0]
    var columns = try x.map { try places($0, axes, isX: true, session) }
    if let given = columns, given.dimensions == 0 { columns = NDArray(given.doubles, shape: [1]) }
    if let columns, columns.shape[0] != count {
      throw PythonError.value(
        "x and y must have same first dimension, but have shapes \(pythonShape(columns.shape)) "
          + "and \(pythonShape(rows.shape))",
        hint: "there are \(columns.shape[0]) places along x and \(count) values")
    }
    guard rows.dimensions <= 2, (columns?.dimensions ?? 1) <= 2 else {
      throw PythonError.value(
        "x and y can be no greater than 2D, but have shapes "
          + "\(pythonShape(columns?.shape ?? [count])) and \(pythonShape(rows.shape))")
    }
    try session.charge(elements: rows.count + (columns?.count ?? 0))
    let widths = (
      columns.map { $0.dimensions == 2 ? $0.shape[1] : 1 } ?? 1,
      rows.dimensions == 2 ? rows.shape[1] : 1
    )
    let total = max(widths.0, widths.1)
    if widths.0 != widths.1, widths.0 != 1, widths.1 != 1 {
      throw PythonError.value("x has \(widths.0) columns but y has \(widths.1) columns")
    }
    guard total <= FigureLimits.mostArtists else {
      throw PythonError.refused(
        "a figure of \(total) lines", hint: "plot at most \(FigureLimits.mostArtists) at once")
    }
    let (ys, xs) = (rows.doubles, columns?.doubles)
    func column(_ values: [Double], _ width: Int, _ index: Int) -> [Double] {
      width == 1 ? values : stride(from: index, to: values.count, by: width).map { values[$0] }
    }
    return (0..<(count == 0 && rows.dimensions == 2 && rows.shape[1] == 0 ? 0 : total)).map {
      index in
      Curve(
        x: xs.map { column($0, widths.0, index) } ?? (0..<count).map(Double.init),
        y: column(ys, widths.1, index), format: format,
        sources: total == 1
          ? (columns?.copy() ?? NDArray((0..<count).map { $0 }, shape: [count]), rows.copy()) : nil,
        column: index)
    }
  }

  /// A line with its markers.
  static func line(
    _ x: [Double], _ y: [Double], _ look: LineLook, _ color: FigureColor, steps: String? = nil,
    role: FigureRole = .line, name: String = "Line2D"
  ) -> PlotArtist {
    var (px, py) = (x, y)
    var isStep = false
    if let steps, steps != "default" {
      (px, py) = stepped(x, y, steps)
      isStep = true
    }
    var line = FigureLine(
      role: isStep ? .step : role, x: px, y: py, stroke: look.stroke(color))
    line.label = look.label.hasPrefix("_") ? "" : look.label
    line.order = look.order
    var items = [DraftArtist(.line(line))]
    if let marker = look.sign(color) {
      if isStep || look.every > 1 {
        let kept = Array(stride(from: 0, to: min(x.count, y.count), by: look.every))
        var signs = FigureLine(
          role: .line, x: kept.map { x[$0] }, y: kept.map { y[$0] }, stroke: nil)
        signs.marker = marker
        signs.order = look.order
        items.append(DraftArtist(.line(signs)))
      } else {
        line.marker = marker
        items[0].artist = .line(line)
      }
    }
    let artist = PlotArtist(name, items, label: look.label)
    artist.isVisibleLine = true
    return artist
  }

  static func stepped(_ x: [Double], _ y: [Double], _ kind: String) -> ([Double], [Double]) {
    var (px, py) = ([Double](), [Double]())
    let count = min(x.count, y.count)
    for index in 0..<count {
      if index > 0 {
        switch kind {
        case "post", "steps-post":
          px.append(x[index])
          py.append(y[index - 1])
        case "mid", "steps-mid":
          let middle = (x[index - 1] + x[index]) / 2
          px += [middle, middle]
          py += [y[index - 1], y[index]]
        default:
          px.append(x[index - 1])
          py.append(y[index])
        }
      }
      px.append(x[index])
      py.append(y[index])
    }
    return (px, py)
  }

  // MARK: Lines across

  static func reference(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    let isHorizontal = name == "axhline"
    let place = try arguments.take(0, isHorizontal ? "y" : "x").map { try session.double($0) } ?? 0
    let from = try arguments.number(1, isHorizontal ? "xmin" : "ymin") ?? 0
    let to = try arguments.number(2, isHorizontal ? "xmax" : "ymax") ?? 1
    var look = LineLook(session)
    try look.read(&arguments)
    let color = look.color ?? axes.nextLineColor(session)
    let artist =
      isHorizontal
      ? line([from, to], [place, place], look, color, role: .reference)
      : line([place, place], [from, to], look, color, role: .reference)
    setCoordinates(artist, isHorizontal ? .acrossWidth : .acrossHeight)
    // Within the limits as they are, such a line does not change them.
    let limits = isHorizontal ? axes.limits().y : axes.limits().x
    let range = min(limits.low, limits.high)...max(limits.low, limits.high)
    if range.contains(place), !axes.children.isEmpty {
      for index in artist.items.indices { artist.items[index].isPassive = true }
    }
    return .object(axes.add(artist))
  }

  /// `axline(point, point)` or `axline(point, slope=)`: as long as the axes.
  static func through(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let first = try session.plotNumbers(arguments.required(0, "xy1"))
    let second = try arguments.some(1, "xy2").map { try session.plotNumbers($0) }
    let slope = try arguments.number(nil, "slope")
    guard first.count == 2, second?.count ?? 2 == 2, (second == nil) != (slope == nil) else {
      throw PythonError.type("Exactly one of 'xy2' and 'slope' must be given")
    }
    var look = LineLook(session)
    try look.read(&arguments)
    let color = look.color ?? axes.nextLineColor(session)
    var (dx, dy) = (1.0, slope ?? 0)
    if let second { (dx, dy) = (second[0] - first[0], second[1] - first[1]) }
    // Far enough for any limits; only the first point counts for them.
    let far = 1e4
    let artist = line(
      [first[0] - far * dx, first[0], first[0] + far * dx],
      [first[1] - far * dy, first[1], first[1] + far * dy], look, color, role: .reference)
    for index in artist.items.indices { artist.items[index].isCounted = false }
    var anchor = FigureLine(role: .reference, x: [first[0]], y: [first[1]], stroke: nil)
    if let second {
      anchor.x.append(second[0])
      anchor.y.append(second[1])
    }
    artist.items.append(DraftArtist(.line(anchor)))
    return .object(axes.add(artist))
  }

  static func bundle(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    let isHorizontal = name == "hlines"
    let places = try session.plotNumbers(arguments.required(0, isHorizontal ? "y" : "x"))
    let from = try session.plotNumbers(arguments.required(1, isHorizontal ? "xmin" : "ymin"))
    let to = try session.plotNumbers(arguments.required(2, isHorizontal ? "xmax" : "ymax"))
    var look = LineLook(session)
    if let value = arguments.some(3, "colors") {
      look.color = try session.plotColors(value).first
    }
    if let value = arguments.take(4, "linestyles") {
      look.dashes = try LineLook.dashes(value, session)
    }
    if let value = arguments.take(5, "label"), !value.isNone {
      look.label = try session.string(value)
    }
    if let width = try arguments.number(nil, "linewidths") { look.width = width }
    try look.read(&arguments)
    let color = look.color ?? ColorNames.cycle[0]
    func value(_ values: [Double], _ index: Int) -> Double {
      values.isEmpty ? .nan : values[min(index, values.count - 1)]
    }
    var (x, y) = ([Double](), [Double]())
    for (index, place) in places.enumerated() {
      let ends = [value(from, index), value(to, index), .nan]
      if isHorizontal {
        x += ends
        y += [place, place, place]
      } else {
        x += [place, place, place]
        y += ends
      }
    }
    return .object(
      axes.add(line(x, y, look, color, role: .reference, name: "LineCollection")))
  }

  static func stem(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    var values = arguments.takeRest()
    var formats: [String] = []
    while let text = values.last?.text {
      formats.insert(text, at: 0)
      values.removeLast()
    }
    guard let last = values.last else {
      throw PythonError.type("stem expected between 1 or 5 positional arguments, got 0")
    }
    let heights = try places(last, axes, isX: false, session).doubles
    let locations =
      values.count > 1
      ? try places(values[0], axes, isX: true, session).doubles
      : heights.indices.map(Double.init)
    guard locations.count == heights.count else {
      throw PythonError.value(
        "'x' and 'y' must have the same size: \(locations.count) and \(heights.count)")
    }
    var sign = LineLook(session)
    sign.marker = .circle
    sign.dashes = nil
    var stalk = LineLook(session)
    var base = LineLook(session)
    base.color = FigureColor(0xd62728)
    if let format = try arguments.text(nil, "linefmt") ?? formats.first {
      try stalk.read(format: format, session)
    }
    if let format = try arguments.text(nil, "markerfmt") ?? formats.dropFirst().first {
      sign.marker = nil
      try sign.read(format: format, session)
      if sign.marker == nil { sign.marker = .circle }
      sign.dashes = nil
    }
    if let format = try arguments.text(nil, "basefmt") ?? formats.dropFirst(2).first {
      base.color = nil
      try base.read(format: format, session)
    }
    let bottom = try arguments.number(nil, "bottom") ?? 0
    if let label = try arguments.text(nil, "label") { sign.label = label }
    _ = arguments.take(nil, "use_line_collection")
    let color = stalk.color ?? ColorNames.cycle[0]
    var (x, y) = ([Double](), [Double]())
    for (place, height) in zip(locations, heights) {
      x += [place, place, .nan]
      y += [bottom, height, .nan]
    }
    let stalks = line(x, y, stalk, color, role: .reference)
    let signs = line(locations, heights, sign, sign.color ?? color, role: .stem)
    let ends = [locations.min() ?? 0, locations.max() ?? 0]
    let rest = line(ends, [bottom, bottom], base, base.color ?? .black, role: .reference)
    let stem = PlotArtist(
      "StemContainer", signs.items + stalks.items + rest.items, label: sign.label,
      isContainer: true, count: 3)
    stem.parts = [signs, stalks, rest].map { .object($0) }
    return .object(axes.add(stem))
  }

  // MARK: Error bars

  static func errorBar(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let x = try places(arguments.required(0, "x"), axes, isX: true, session).doubles
    let y = try places(arguments.required(1, "y"), axes, isX: false, session).doubles
    guard x.count == y.count else {
      throw PythonError.value("'x' and 'y' must have the same size")
    }
    let up = try errors(arguments.some(2, "yerr"), x.count, "yerr", session)
    let across = try errors(arguments.some(3, "xerr"), x.count, "xerr", session)
    var look = LineLook(session)
    if let format = try arguments.text(4, "fmt"), !format.isEmpty {
      if format.lowercased() == "none" {
        look.dashes = nil
      } else {
        try look.read(format: format, session)
      }
    }
    let barColor = try arguments.some(5, "ecolor").map { try session.plotColor($0) }
    let barWidth = try arguments.number(6, "elinewidth")
    let cap = try arguments.number(7, "capsize") ?? 0
    let capWidth = try arguments.number(nil, "capthick")
    let step = try arguments.number(nil, "errorevery") ?? 1
    try look.read(&arguments)
    let color = look.color ?? axes.nextLineColor(session)
    let main = line(x, y, look, color)
    var items: [DraftArtist] = []
    var bars = look
    bars.marker = nil
    bars.dashes = []
    bars.label = ""
    if let barWidth { bars.width = barWidth }
    func add(_ low: [Double], _ high: [Double], isUp: Bool) {
      var (px, py) = ([Double](), [Double]())
      var (ends, sides) = ([Double](), [Double]())
      for index in stride(from: 0, to: x.count, by: max(1, FigureMath.whole(step))) {
        let (a, b) =
          isUp
          ? (y[index] - low[index], y[index] + high[index])
          : (x[index] - low[index], x[index] + high[index])
        px += isUp ? [x[index], x[index], .nan] : [a, b, .nan]
        py += isUp ? [a, b, .nan] : [y[index], y[index], .nan]
        ends += isUp ? [x[index], x[index]] : [a, b]
        sides += isUp ? [a, b] : [y[index], y[index]]
      }
      items += line(px, py, bars, barColor ?? color, role: .errorBar).items
      if cap > 0 {
        var caps = bars
        caps.dashes = nil
        caps.marker = isUp ? .horizontal : .vertical
        caps.markerSize = 2 * cap
        caps.markerEdgeWidth = capWidth ?? 1
        items += line(ends, sides, caps, barColor ?? color, role: .errorBar).items
      }
    }
    if let across { add(across.low, across.high, isUp: false) }
    if let up { add(up.low, up.high, isUp: true) }
    let container = PlotArtist(
      "ErrorbarContainer", main.items + items, label: look.label, isContainer: true, count: 3)
    container.parts = [
      .object(main), .tuple([.object(PlotThing("Line2D")), .object(PlotThing("Line2D"))]),
      .tuple([.object(PlotThing("LineCollection"))]),
    ]
    return .object(axes.add(container))
  }

  /// One number, one for each point, or two rows: below and above.
  private static func errors(_ value: Value?, _ count: Int, _ name: String, _ session: Session)
    throws -> (low: [Double], high: [Double])?
  {
    guard let value else { return nil }
    let array = value.number != nil ? nil : try session.plotArray(value)
    guard let array, array.dimensions > 0 else {
      let number = try session.double(value)
      let all = Array(repeating: number, count: count)
      return (all, all)
    }
    let numbers = array.doubles
    if numbers.contains(where: { $0 < 0 }) {
      throw PythonError.value("'\(name)' must not contain negative values")
    }
    if array.dimensions == 1, numbers.count == count { return (numbers, numbers) }
    if array.dimensions == 1, numbers.count == 1 {
      let all = Array(repeating: numbers[0], count: count)
      return (all, all)
    }
    if array.dimensions == 2, array.shape[0] == 2, array.shape[1] == count {
      return (Array(numbers[..<count]), Array(numbers[count...]))
    }
    throw PythonError.value(
      "'\(name)' (shape: \(pythonShape(array.shape))) must be a scalar or a 1D or (2, n) array-like "
        + "whose shape matches the data (\(count))")
  }
}
