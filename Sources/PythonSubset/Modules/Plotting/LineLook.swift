import Arrays
import Autodiff
import LessonOutput

/// How a line and its markers look, from a format string and keyword arguments.
struct LineLook {
  var color: FigureColor?
  /// Lengths of strokes and gaps by the width; nil for no line.
  var dashes: [Double]? = []
  /// Points.
  var width: Double
  var marker: FigureMarkerShape?
  var markerSize: Double
  var markerFill: FigureColor?
  var markerIsHollow = false
  var markerEdge: FigureColor?
  var markerEdgeWidth = 1.0
  var opacity: Double?
  var label = ""
  var order = 2.0
  var steps: String?
  var every = 1

  init(_ session: Session) {
    width = session.plotting.lineWidth
    markerSize = session.plotting.markerSize
  }

  static let dashed = [3.7, 1.6]
  private static let named: [String: [Double]?] = [
    "-": [], "solid": [], "--": dashed, "dashed": dashed, "-.": [6.4, 1.6, 1, 1.6],
    "dashdot": [6.4, 1.6, 1, 1.6], ":": [1, 1.65], "dotted": [1, 1.65], "none": nil,
    "None": nil, " ": nil, "": nil,
  ]

  /// `'r--o'`: a colour, a style and a marker, in any order.
  mutating func read(format: String, _ session: Session) throws {
    var rest = Substring(format)
    var style: [Double]??
    var shape: FigureMarkerShape?
    if let whole = ColorNames.color(format, cycle: session.plotting.cycle), Int(format) == nil,
      format != "0"
    {
      color = whole
      return
    }
    func bad(_ why: String) -> PythonError {
      PythonError.value(
        "'\(format)' is not a valid format string (\(why))",
        hint: "such as 'r--o': a colour letter, then '-' '--' '-.' ':', then a marker")
    }
    while let first = rest.first {
      let pair = String(rest.prefix(2))
      if pair == "--" || pair == "-." {
        if style != nil { throw bad("two linestyle symbols") }
        style = Self.named[pair]
        rest = rest.dropFirst(2)
      } else if first == "-" || first == ":" {
        if style != nil { throw bad("two linestyle symbols") }
        style = Self.named[String(first)]
        rest = rest.dropFirst()
      } else if let found = ColorNames.letters[first] {
        if color != nil { throw bad("two color symbols") }
        color = found
        rest = rest.dropFirst()
      } else if first == "C", let digit = rest.dropFirst().first?.wholeNumberValue {
        let cycle = session.plotting.cycle
        color = cycle.isEmpty ? .black : cycle[digit % cycle.count]
        rest = rest.dropFirst(2)
      } else if let found = Self.shape(String(first)) {
        if shape != nil { throw bad("two marker symbols") }
        shape = found
        rest = rest.dropFirst()
      } else {
        throw bad("unrecognized character '\(first)'")
      }
    }
    marker = shape ?? marker
    // A marker without a style has no line.
    if let style { dashes = style } else if shape != nil { dashes = nil }
  }

  static func shape(_ text: String) -> FigureMarkerShape? {
    switch text {
    case "1": .triangleDown
    case "2": .triangleUp
    case "3": .triangleLeft
    case "4": .triangleRight
    case "H": .hexagon
    default: FigureMarkerShape(rawValue: text)
    }
  }

  static func marker(_ value: Value, _ session: Session) throws -> FigureMarkerShape? {
    if value.isNone { return nil }
    let text = try session.string(value)
    if ["None", "none", "", " "].contains(text) { return nil }
    if let shape = shape(text) { return shape }
    if text.hasPrefix("$"), text.hasSuffix("$") {
      session.note("the marker \(text) is drawn as a circle")
      return .circle
    }
    if let number = value.number {
      let sides: [FigureMarkerShape] = [
        .horizontal, .horizontal, .vertical, .vertical, .triangleLeft, .triangleRight, .triangleUp,
        .triangleDown,
      ]
      if let index = Int(exactly: number), sides.indices.contains(index) { return sides[index] }
    }
    throw PythonError.value(
      "Unrecognized marker style \(try session.representation(value))",
      hint: "for example 'o', 's', '^', 'x', '*', '.', 'D', '+'")
  }

  static func dashes(_ value: Value, _ session: Session) throws -> [Double]? {
    if value.isNone { return [] }
    if let name = value.text {
      if let known = named[name] { return known }
      throw PythonError.value(
        "'\(name)' is not a valid value for ls; supported values are '-', '--', '-.', ':', 'None'",
        hint: "the names are 'solid', 'dashed', 'dashdot', 'dotted'")
    }
    // (offset, (on, off, …))
    if let pair = value.asObject(TupleObject.self), pair.items.count == 2,
      pair.items[1].number == nil
    {
      return pair.items[1].isNone ? [] : try session.plotNumbers(pair.items[1])
    }
    return try session.plotNumbers(value)
  }

  /// Takes what belongs to lines from the arguments.
  mutating func read(_ arguments: inout PlotArguments) throws {
    let session = arguments.session
    if let value = arguments.some(nil, "color", "c") { color = try session.plotColor(value) }
    if let value = arguments.take(nil, "linestyle", "ls") {
      dashes = try Self.dashes(value, session)
    }
    if let value = arguments.some(nil, "dashes") {
      dashes = try session.plotNumbers(value)
    }
    if let value = try arguments.number(nil, "linewidth", "lw") { width = value }
    if let value = arguments.take(nil, "marker") { marker = try Self.marker(value, session) }
    if let value = try arguments.number(nil, "markersize", "ms") { markerSize = value }
    if let value = arguments.some(nil, "markerfacecolor", "mfc") {
      markerFill = try session.plotColor(value)
      markerIsHollow = markerFill?.alpha == 0
    }
    if try arguments.text(nil, "fillstyle") == "none" { markerIsHollow = true }
    if let value = arguments.some(nil, "markeredgecolor", "mec") {
      markerEdge = try session.plotColor(value)
    }
    if let value = try arguments.number(nil, "markeredgewidth", "mew") { markerEdgeWidth = value }
    if let value = try arguments.number(nil, "alpha") { opacity = value }
    if let value = try arguments.text(nil, "label") { label = value }
    if let value = try arguments.number(nil, "zorder") { order = value }
    if let value = try arguments.text(nil, "drawstyle", "ds") { steps = value }
    if let value = arguments.some(nil, "markevery") {
      if let step = value.number, step >= 1 {
        every = FigureMath.whole(step)
      } else {
        session.note("`markevery=` is drawn only for a whole number")
      }
    }
  }

  func stroke(_ chosen: FigureColor) -> FigureStroke? {
    guard let dashes, width > 0 else { return nil }
    return Self.stroke(faded(chosen), width: width, dashes: dashes)
  }

  /// A stroke of so many points; dashes grow with it.
  static func stroke(_ color: FigureColor, width: Double, dashes: [Double] = []) -> FigureStroke {
    let units = min(200, max(0, width)) * FigureLimits.unitsPerPoint
    return FigureStroke(
      color, width: units,
      dashes: dashes.count % 2 == 0 ? dashes.map { max(0.01, $0 * units) } : [])
  }

  func faded(_ color: FigureColor) -> FigureColor {
    opacity.map { color.with(opacity: $0) } ?? color
  }

  func sign(_ chosen: FigureColor) -> FigureMarker? {
    guard let marker else { return nil }
    let scale = FigureLimits.unitsPerPoint
    // A point is half as large as other markers.
    let size =
      min(500, max(0, markerSize)) * scale * (marker == .point ? 0.5 : marker == .pixel ? 0.2 : 1)
    let fill = markerIsHollow ? nil : faded(markerFill ?? chosen)
    let edge = faded(markerEdge ?? chosen)
    return FigureMarker(
      marker, size: size, fill: fill,
      edge: markerEdgeWidth > 0
        ? FigureStroke(edge, width: min(50, markerEdgeWidth) * scale) : nil)
  }
}
