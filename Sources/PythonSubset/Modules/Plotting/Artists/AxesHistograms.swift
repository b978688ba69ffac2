import Arrays
import Autodiff
import LessonOutput

/// Histograms: NumPy counts, bars show it.
enum AxesHistograms {
  static func histogram(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let data = try dataSets(arguments.required(0, "x"), session)
    let bins = arguments.some(1, "bins") ?? .int(10)
    let range = arguments.some(2, "range")
    let isDensity = try arguments.flag(3, "density") ?? arguments.flag(nil, "normed") ?? false
    let weights = try arguments.some(4, "weights").map { try dataSets($0, session) }
    let cumulative = arguments.some(5, "cumulative")
    let kind = try arguments.text(nil, "histtype") ?? "bar"
    let isHorizontal = try arguments.text(nil, "orientation") == "horizontal"
    let isStacked = try arguments.flag(nil, "stacked") ?? false || kind == "barstacked"
    let isLog = try arguments.flag(nil, "log") ?? false
    let share = try arguments.number(nil, "rwidth")
    let align = try arguments.text(nil, "align") ?? "mid"
    let bottom = try arguments.number(nil, "bottom") ?? 0
    var labels: [String] = []
    if let label = arguments.some(nil, "label") {
      labels = label.text != nil ? [try session.string(label)] : try session.plotLabels(label)
    }
    let colors = try arguments.some(nil, "color").map { try session.plotColors($0) }
    var look = FillLook()
    try look.read(&arguments)
    guard ["bar", "barstacked", "step", "stepfilled"].contains(kind) else {
      throw PythonError.value(
        "'\(kind)' is not a valid value for histtype; supported values are 'bar', 'barstacked', "
          + "'step', 'stepfilled'")
    }
    if isLog {
      if isHorizontal {
        axes.settings.x.scale = FigureScale(.log)
      } else {
        axes.settings.y.scale = FigureScale(.log)
      }
    }
    let all = data.flatMap { $0.filter { !$0.isNaN } }
    let found = try session.items(
      of: numpy("histogram", [array(all), bins], [("range", range ?? .none)], session))
    guard found.count == 2 else { return .none }
    let edges = found[1]
    let edgeNumbers = try session.plotNumbers(edges)
    var counts: [[Double]] = []
    for (index, values) in data.enumerated() {
      var keywords: [(name: String, value: Value)] = []
      if let weights, weights.indices.contains(index) {
        guard weights[index].count == values.count else {
          throw PythonError.value("weights should have the same shape as x")
        }
        keywords.append(("weights", array(weights[index])))
      }
      if isDensity, !isStacked { keywords.append(("density", .bool(true))) }
      let result = try session.items(
        of: numpy("histogram", [array(values.filter { !$0.isNaN }), edges], keywords, session))
      counts.append(try result.first.map { try session.plotNumbers($0) } ?? [])
    }
    let widths = zip(edgeNumbers.dropFirst(), edgeNumbers).map { $0 - $1 }
    if isStacked {
      for index in counts.indices.dropFirst() {
        counts[index] = zip(counts[index], counts[index - 1]).map { $0 + $1 }
      }
      if isDensity {
        let total = zip(counts.last ?? [], widths).reduce(0) { $0 + $1.0 * $1.1 }
        if total > 0 { counts = counts.map { $0.map { $0 / total } } }
      }
    }
    if let cumulative, try session.isTrue(cumulative) {
      let isReversed = (cumulative.number ?? 1) < 0
      counts = counts.map { row in
        var row = isDensity ? zip(row, widths).map { $0 * $1 } : row
        if isReversed { row.reverse() }
        for index in row.indices.dropFirst() { row[index] += row[index - 1] }
        return isReversed ? row.reversed() : row
      }
    }
    var made: [PlotArtist] = []
    for (index, heights) in counts.enumerated() {
      let color =
        colors.map { $0.isEmpty ? .black : $0[index % $0.count] }
        ?? look.fill ?? axes.nextLineColor(session)
      let label = labels.indices.contains(index) ? labels[index] : ""
      let base = isStacked && index > 0 ? counts[index - 1] : heights.map { _ in bottom }
      let artist =
        kind.hasPrefix("step")
        ? outline(edgeNumbers, heights, base, color, look, kind, isHorizontal)
        : bars(
          edgeNumbers, heights, base, color, look, share, align,
          isStacked ? (0, 1) : (index, counts.count), isHorizontal)
      artist.label = label
      PlotArtistMethods.change(artist) { $0.named(label.hasPrefix("_") ? "" : label) }
      made.append(artist)
    }
    // Later outlines lie under earlier ones.
    for artist in kind.hasPrefix("step") ? made.reversed() : made { axes.add(artist) }
    let results = counts.map { array($0) }
    let shown = made.map { Value.object($0) }
    if data.count == 1 { return .tuple([results[0], edges, shown[0]]) }
    let flat = NDArray(counts.flatMap { $0 }, shape: [counts.count, counts.first?.count ?? 0])
    return .tuple([.object(ArrayObject(flat)), edges, .list(shown)])
  }

  private static func array(_ values: [Double]) -> Value {
    .object(ArrayObject(NDArray(values, shape: [values.count])))
  }

  /// One list of numbers, or several.
  private static func dataSets(_ value: Value, _ session: Session) throws -> [[Double]] {
    if let sequence = value.asObject(SequenceObject.self),
      let first = sequence.items.first, first.number == nil,
      first.asObject(VariableObject.self) == nil
    {
      return try sequence.items.map { try session.plotNumbers($0) }
    }
    let data = try session.plotArray(value)
    try session.charge(elements: data.count)
    guard data.dimensions == 2 else { return [data.doubles] }
    let (numbers, columns) = (data.doubles, data.shape[1])
    guard columns <= FigureLimits.mostArtists else {
      throw PythonError.refused(
        "a histogram of \(columns) data sets",
        hint: "each column is a data set; `.ravel()` makes one of all")
    }
    return (0..<columns).map { column in
      stride(from: column, to: numbers.count, by: columns).map { numbers[$0] }
    }
  }

  static func numpy(
    _ name: String, _ values: [Value], _ keywords: [(name: String, value: Value)],
    _ session: Session
  ) throws -> Value {
    guard let module = session.modules["numpy"],
      let function = try module.attribute(name, session)
    else { throw PythonError.refused("`np.\(name)`", hint: "it is not in this version") }
    return try session.untracked {
      try session.call(
        function, Arguments(values, keywords: keywords.filter { !$0.value.isNone }))
    }
  }

  private static func bars(
    _ edges: [Double], _ heights: [Double], _ base: [Double], _ color: FigureColor,
    _ look: FillLook, _ share: Double?, _ align: String, _ place: (index: Int, count: Int),
    _ isHorizontal: Bool
  ) -> PlotArtist {
    var bars = FigureBars(
      role: .histogram, left: [], bottom: [], width: [], height: [],
      fills: look.isFilled ? [look.faded(color)] : [])
    bars.isHorizontal = isHorizontal
    for (index, height) in heights.enumerated() where edges.indices.contains(index + 1) {
      let total = edges[index + 1] - edges[index]
      let used = total * (share ?? (place.count > 1 ? 0.8 : 1))
      let width = used / Double(place.count)
      var start = edges[index] + (total - used) / 2 + Double(place.index) * width
      if align == "left" { start -= total / 2 } else if align == "right" { start += total / 2 }
      let length = height - (place.count == 1 && base[index] != 0 ? base[index] : 0)
      bars.left.append(isHorizontal ? base[index] : start)
      bars.bottom.append(isHorizontal ? start : base[index])
      bars.width.append(isHorizontal ? length : width)
      bars.height.append(isHorizontal ? width : length)
    }
    bars.edge = look.stroke(look.edge == nil ? nil : 1)
    bars.order = look.order
    var item = DraftArtist(.bars(bars))
    if isHorizontal { item.stickyX = [base.min() ?? 0] } else { item.stickyY = [base.min() ?? 0] }
    let artist = PlotArtist("BarContainer", [item], isContainer: false, count: bars.count)
    artist.parts = (0..<bars.count).map { .object(BarPart(artist, $0)) }
    return artist
  }

  private static func outline(
    _ edges: [Double], _ heights: [Double], _ base: [Double], _ color: FigureColor,
    _ look: FillLook, _ kind: String, _ isHorizontal: Bool
  ) -> PlotArtist {
    var (along, up) = ([Double](), [Double]())
    along.append(edges.first ?? 0)
    up.append(base.first ?? 0)
    for (index, height) in heights.enumerated() where edges.indices.contains(index + 1) {
      along += [edges[index], edges[index + 1]]
      up += [height, height]
    }
    along.append(edges.last ?? 0)
    up.append(base.last ?? 0)
    if kind == "stepfilled" {
      for index in heights.indices.reversed() where edges.indices.contains(index + 1) {
        along += [edges[index + 1], edges[index]]
        up += [base[index], base[index]]
      }
    }
    let isFilled = kind == "stepfilled" && look.isFilled
    var area = FigureArea(
      role: .histogram, rings: [isHorizontal ? .init(x: up, y: along) : .init(x: along, y: up)],
      fill: isFilled ? look.faded(color) : nil)
    if !isFilled {
      area.edge = LineLook.stroke(
        look.faded(look.edge ?? color), width: look.edgeWidth ?? 1, dashes: look.dashes)
    } else {
      area.edge = look.stroke(look.edge == nil ? nil : 1)
    }
    area.order = look.order
    var item = DraftArtist(.area(area))
    if isHorizontal { item.stickyX = [0] } else { item.stickyY = [0] }
    let artist = PlotArtist("Polygon", [item], count: 1)
    artist.parts = [.object(PlotThing("Polygon"))]
    return artist
  }

  static func stairs(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let values = try session.plotNumbers(arguments.required(0, "values"))
    let edges =
      try arguments.some(1, "edges").map { try session.plotNumbers($0) }
      ?? (0...values.count).map(Double.init)
    guard edges.count == values.count + 1 else {
      throw PythonError.value(
        "Size mismatch between \"values\" and \"edges\". Expected `len(values) + 1 == len(edges)`, "
          + "but `len(values) = \(values.count)` and `len(edges) = \(edges.count)`.")
    }
    let isFilled = try arguments.flag(nil, "fill") ?? false
    var look = FillLook()
    try look.read(&arguments)
    let color = look.fill ?? axes.nextLineColor(session)
    let artist = outline(
      edges, values, values.map { _ in 0 }, color, look, isFilled ? "stepfilled" : "step", false)
    artist.label = look.label
    PlotArtistMethods.change(artist) { $0.named(look.label) }
    return .object(axes.add(artist))
  }

  static func histogram2D(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let x = try session.plotNumbers(arguments.required(0, "x"))
    let y = try session.plotNumbers(arguments.required(1, "y"))
    guard x.count == y.count else {
      throw PythonError.value("x and y must have the same length")
    }
    let bins = arguments.some(2, "bins") ?? .int(10)
    let ranges = try arguments.some(3, "range").map { try session.items(of: $0) }
    let isDensity = try arguments.flag(4, "density") ?? false
    // One number of bins for both, or one of each.
    var each = [bins, bins]
    if let pair = bins.asObject(SequenceObject.self), pair.items.count == 2 { each = pair.items }
    func edges(_ values: [Double], _ place: Int) throws -> Value {
      let range = ranges.flatMap { $0.indices.contains(place) ? $0[place] : nil } ?? .none
      let found = try session.items(
        of: numpy("histogram", [array(values), each[place]], [("range", range)], session))
      return found.count == 2 ? found[1] : .none
    }
    let (xEdges, yEdges) = (try edges(x, 0), try edges(y, 1))
    let (xs, ys) = (try session.plotNumbers(xEdges), try session.plotNumbers(yEdges))
    let (columns, rows) = (xs.count - 1, ys.count - 1)
    guard columns > 0, rows > 0, columns <= 4096, rows <= 4096 else {
      throw PythonError.value("hist2d takes up to 4096 bins along each axis")
    }
    try session.charge(elements: x.count * 16)
    var counts = [Double](repeating: 0, count: columns * rows)
    for (px, py) in zip(x, y) {
      guard let column = bin(px, xs), let row = bin(py, ys) else { continue }
      counts[column * rows + row] += 1
    }
    if isDensity {
      let total = counts.reduce(0, +)
      for column in 0..<columns {
        for row in 0..<rows {
          counts[column * rows + row] /=
            total * (xs[column + 1] - xs[column]) * (ys[row + 1] - ys[row])
        }
      }
    }
    let map = try session.plotColorMap(arguments.some(nil, "cmap"))
    let scale = try session.plotColorScale(&arguments)
    let least = try arguments.number(nil, "cmin")
    let opacity = try arguments.number(nil, "alpha")
    // Rows of the picture go along y.
    var values = [Double](repeating: .nan, count: counts.count)
    for row in 0..<rows {
      for column in 0..<columns {
        let value = counts[column * rows + row]
        if value >= least ?? -.infinity { values[row * columns + column] = value }
      }
    }
    let artist = AxesImages.mesh(
      values, rows: rows, columns: columns, x: xs, y: ys, map, scale, opacity)
    let table = NDArray(counts, shape: [columns, rows])
    return .tuple([
      .object(ArrayObject(table)), xEdges, yEdges, .object(axes.add(artist)),
    ])
  }

  /// The bin that a number falls into; the last one takes its upper edge.
  private static func bin(_ value: Double, _ edges: [Double]) -> Int? {
    guard let first = edges.first, let last = edges.last, value >= first, value <= last else {
      return nil
    }
    var (low, high) = (0, edges.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if edges[middle] <= value { low = middle } else { high = middle }
    }
    return low
  }
}
