import Arrays
import Autodiff
import LessonOutput

/// Scatter plots.
enum AxesPoints {
  static func scatter(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let x = try AxesLines.places(arguments.required(0, "x"), axes, isX: true, session).doubles
    let y = try AxesLines.places(arguments.required(1, "y"), axes, isX: false, session).doubles
    guard x.count == y.count else {
      throw PythonError.value(
        "x and y must be the same size", hint: "x has \(x.count) numbers, y has \(y.count)")
    }
    try session.charge(elements: x.count)
    let areas = try arguments.some(2, "s").map { try session.plotNumbers($0) }
    let given = arguments.some(3, "c", "color", "facecolors", "facecolor")
    let faces = arguments.some(nil, "facecolors", "facecolor")
    var shape = FigureMarkerShape.circle
    if let marker = arguments.some(4, "marker") {
      shape = try LineLook.marker(marker, session) ?? .circle
    }
    let map = try session.plotColorMap(arguments.some(5, "cmap"))
    var scale = try session.plotColorScale(&arguments)
    let opacity = try arguments.number(nil, "alpha")
    let widths = try arguments.some(nil, "linewidths", "linewidth", "lw").map {
      try session.plotNumbers($0)
    }
    let edgeValue = arguments.take(nil, "edgecolors", "edgecolor", "ec")
    let label = try arguments.text(nil, "label") ?? ""
    let order = try arguments.number(nil, "zorder") ?? 1
    let isVisible = try arguments.flag(nil, "visible") ?? true
    if let areas, areas.count != 1, areas.count != x.count {
      throw PythonError.value(
        "s must be a scalar, or float array-like with the same size as x and y",
        hint: "s has \(areas.count) numbers, x has \(x.count)")
    }
    var fills: [FigureColor] = []
    var numbers: [Double]?
    if let given {
      if let color = try session.plotColorIfAny(given), !isNumbers(given, x.count, session) {
        fills = [color]
      } else {
        numbers = try values(given, x.count, session)
        if numbers == nil { fills = try colors(given, x.count, session) }
      }
    } else {
      fills = [axes.nextFillColor(session)]
    }
    if let numbers {
      scale.fit(numbers)
      fills = numbers.map { scale.color($0, in: map) }
    }
    if let faces, let color = try session.plotColorIfAny(faces) { fills = [color] }
    if let opacity { fills = fills.map { $0.with(opacity: opacity) } }
    var edges = fills
    if let edgeValue, !edgeValue.isNone {
      if edgeValue.text == "face" {
        edges = fills
      } else {
        edges = try session.plotColors(edgeValue)
        if let opacity { edges = edges.map { $0.alpha == 0 ? $0 : $0.with(opacity: opacity) } }
        if edges.allSatisfy({ $0.alpha == 0 }) { edges = [] }
      }
    }
    let points = FigureLimits.unitsPerPoint
    let sizes = (areas ?? [36]).map {
      ($0 > 0 ? min(500, $0.squareRoot()) : 0) * points * (shape == .point ? 0.5 : 1)
    }
    if fills.count == 1, fills[0].alpha == 0 { fills = [] }
    var content = FigurePoints(
      x: x, y: y, shape: shape, sizes: sizes, fills: fills,
      edges: shape.isStroked ? fills : edges,
      edgeWidth: min(50, widths?.first ?? (shape.isStroked ? 1.5 : 1)) * points)
    content.label = label.hasPrefix("_") ? "" : label
    content.order = order
    var item = DraftArtist(.points(content))
    item.isVisible = isVisible
    let artist = PlotArtist("PathCollection", [item], label: label)
    if numbers != nil {
      artist.colors = PlotArtist.ColorSource(map: map, scale: scale, opacity: opacity ?? 1)
    }
    return .object(axes.add(artist))
  }

  /// Three or four numbers for as many points are numbers, not a colour.
  private static func isNumbers(_ value: Value, _ count: Int, _ session: Session) -> Bool {
    guard value.text == nil, count == 3 || count == 4,
      let array = try? session.plotArray(value)
    else { return false }
    return array.dimensions == 1 && array.count == count
  }

  private static func values(_ value: Value, _ count: Int, _ session: Session) throws -> [Double]? {
    if value.text != nil { return nil }
    if try session.plotTexts(value) != nil { return nil }
    if value.asObject(SequenceObject.self)?.items.first.map({ $0.number == nil }) ?? false {
      // A list of colours, or of lists of numbers.
      guard let array = try? session.plotArray(value), array.count == count else { return nil }
      return array.doubles
    }
    let array = try session.plotArray(value)
    if array.count == count { return array.doubles }
    if array.dimensions == 2 { return nil }
    throw PythonError.value(
      "'c' argument has \(array.count) elements, which is inconsistent with 'x' and 'y' with size "
        + "\(count).")
  }

  private static func colors(_ value: Value, _ count: Int, _ session: Session) throws
    -> [FigureColor]
  {
    // A string of letters is a list of colours in older programs.
    let colors = try session.plotColors(value)
    if colors.count == 1 || colors.count == count || count == 0 { return colors }
    if colors.isEmpty { return [] }
    throw PythonError.value(
      "'c' argument has \(colors.count) elements, which is inconsistent with 'x' and 'y' with size "
        + "\(count).")
  }
}
