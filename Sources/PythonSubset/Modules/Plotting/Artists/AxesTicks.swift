import Arrays
import Autodiff
import LessonOutput

/// Ticks and what stands at them.
enum AxesTicks {
  private static func change(
    _ axes: AxesObject, isX: Bool, _ body: (inout AxisDraft) throws -> Void
  )
    rethrows
  {
    if isX { try body(&axes.settings.x) } else { try body(&axes.settings.y) }
  }

  static func ticks(_ axes: AxesObject, isX: Bool, _ arguments: inout PlotArguments) throws -> Value
  {
    let session = arguments.session
    let given = arguments.take(0, "ticks")
    let labels = arguments.take(1, "labels")
    let isMinor = try arguments.flag(nil, "minor") ?? false
    try look(axes, isX: isX, &arguments)
    var ticks: [Double]?
    if let given, !given.isNone {
      ticks = try AxesLines.places(given, axes, isX: isX, session).doubles
    }
    if let ticks {
      guard ticks.allSatisfy(\.isFinite) else {
        throw PythonError.value("ticks must be finite numbers")
      }
      change(axes, isX: isX) { axis in
        if isMinor {
          axis.minorTicks = ticks
        } else {
          axis.ticks = ticks
          axis.tickLabels = nil
        }
      }
      // Ticks beyond the limits widen them.
      if !isMinor, let low = ticks.min(), let high = ticks.max() {
        let known = isX ? axes.limits().x : axes.limits().y
        let (least, most) = (min(known.low, known.high), max(known.low, known.high))
        if low < least || high > most {
          let (a, b) = (min(low, least), max(high, most))
          let isTurned = known.low > known.high
          AxesSettings.set(axes, isX: isX, isTurned ? b : a, isTurned ? a : b, session)
        }
      }
    }
    if let labels, !labels.isNone {
      let texts = try session.plotLabels(labels)
      if let ticks, texts.count != ticks.count {
        throw PythonError.value(
          "The number of FixedLocator locations (\(ticks.count)), usually from a call to set_ticks, "
            + "does not match the number of labels (\(texts.count)).")
      }
      change(axes, isX: isX) { $0.tickLabels = texts }
    }
    if arguments.function.hasPrefix("set_") {
      return .list((ticks ?? []).map { _ in .object(PlotThing("XTick")) })
    }
    return .tuple([places(axes, isX: isX), texts(axes, isX: isX)])
  }

  static func labels(_ axes: AxesObject, isX: Bool, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    let texts = try session.plotLabels(arguments.required(0, "labels"))
    _ = arguments.take(nil, "minor")
    try look(axes, isX: isX, &arguments)
    let settings = isX ? axes.settings.x : axes.settings.y
    if settings.ticks == nil, settings.categories.isEmpty, !texts.isEmpty,
      let figure = axes.figure, let index = figure.index(of: axes)
    {
      // Labels without ticks stay with the ticks there are.
      let known = FigureBuilder(figure.draft()).ticks(of: index, isX: isX)
      change(axes, isX: isX) { $0.ticks = known }
    }
    change(axes, isX: isX) { $0.tickLabels = texts }
    return .list(texts.map { _ in .object(PlotThing("Text")) })
  }

  private static func look(_ axes: AxesObject, isX: Bool, _ arguments: inout PlotArguments) throws {
    let session = arguments.session
    var rotation: Double?
    if let value = arguments.some(nil, "rotation") {
      rotation =
        value.text == "vertical" ? 90 : value.text == "horizontal" ? 0 : try session.double(value)
    }
    let size = try session.plotTextSize(arguments.take(nil, "fontsize", "size"))
    let color = try arguments.some(nil, "color").map { try session.plotColor($0) }
    _ = arguments.take(nil, "ha", "horizontalalignment", "va", "verticalalignment", "rotation_mode")
    change(axes, isX: isX) { axis in
      if let rotation { axis.rotation = rotation }
      if let size { axis.labelSize = size }
      if let color { axis.color = color }
    }
  }

  static func places(_ axes: AxesObject, isX: Bool) -> Value {
    guard let figure = axes.figure, let index = figure.index(of: axes) else { return .list([]) }
    let ticks = FigureBuilder(figure.draft()).ticks(of: index, isX: isX)
    return .object(ArrayObject(NDArray(ticks, shape: [ticks.count])))
  }

  static func texts(_ axes: AxesObject, isX: Bool) -> Value {
    guard let figure = axes.figure, let index = figure.index(of: axes) else { return .list([]) }
    let ticks = FigureBuilder(figure.draft()).ticks(of: index, isX: isX)
    return .list(ticks.map { _ in .object(PlotArtist("Text", [])) })
  }

  static func parameters(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let which = try arguments.text(0, "axis") ?? "both"
    _ = arguments.take(nil, "which", "reset", "length", "width", "direction", "pad", "zorder")
    let size = try session.plotTextSize(arguments.take(nil, "labelsize"))
    let color = try arguments.some(nil, "colors", "labelcolor", "color")
      .map { try session.plotColor($0) }
    let rotation = try arguments.number(nil, "labelrotation", "rotation")
    func hidden(_ names: [String]) throws -> Bool? {
      var result: Bool?
      for name in names where arguments.has(name) {
        guard let value = arguments.take(nil, name) else { continue }
        result = value.text.map { $0 == "off" } ?? false
        if value.text == nil { result = try !session.isTrue(value) }
      }
      return result
    }
    let (xTicks, yTicks) = (try hidden(["bottom"]), try hidden(["left"]))
    let (xLabels, yLabels) = (try hidden(["labelbottom"]), try hidden(["labelleft"]))
    _ = try hidden(["top", "right", "labeltop", "labelright"])
    for isX in [true, false] where which == "both" || which == (isX ? "x" : "y") {
      change(axes, isX: isX) { axis in
        if let size { axis.labelSize = size }
        if let color { axis.color = color }
        if let rotation { axis.rotation = rotation }
        if let isHidden = isX ? xTicks : yTicks { axis.areTicksShown = !isHidden }
        if let isHidden = isX ? xLabels : yLabels { axis.areLabelsShown = !isHidden }
      }
    }
    return .none
  }

  static func format(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let which = try arguments.text(nil, "axis") ?? "both"
    let style = try arguments.text(nil, "style")
    let limits = try arguments.some(nil, "scilimits").map { try session.plotNumbers($0) }
    let offset = try arguments.flag(nil, "useOffset")
    _ = arguments.take(nil, "useMathText")
    for isX in [true, false] where which == "both" || which == (isX ? "x" : "y") {
      change(axes, isX: isX) { axis in
        if style == "plain" { axis.scientific = nil }
        if style == "sci" || style == "scientific" { axis.scientific = axis.scientific ?? -5...6 }
        if let limits, limits.count == 2, limits[0] <= limits[1], abs(limits[0]) < 400,
          abs(limits[1]) < 400
        {
          axis.scientific = FigureMath.whole(limits[0])...FigureMath.whole(limits[1])
        }
        if let offset { axis.usesOffset = offset }
      }
    }
    return .none
  }

  static func locator(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let which = try arguments.text(0, "axis") ?? "both"
    let bins = try arguments.number(nil, "nbins")
    let isInteger = try arguments.flag(nil, "integer") ?? false
    for isX in [true, false] where which == "both" || which == (isX ? "x" : "y") {
      change(axes, isX: isX) { axis in
        axis.locator = TickLocator(
          gaps: bins.map { max(1, min(100, FigureMath.whole($0))) } ?? 9, isInteger: isInteger)
      }
    }
    return .none
  }
}
