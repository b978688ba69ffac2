import Arrays
import Autodiff
import LessonOutput

/// Bar charts.
enum AxesBars {
  static func bar(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    let isHorizontal = name == "barh"
    let places = try AxesLines.places(
      arguments.required(0, isHorizontal ? "y" : "x"), axes, isX: !isHorizontal, session
    ).doubles
    let lengthValue = try arguments.required(1, isHorizontal ? "width" : "height")
    let lengths = try numbers(lengthValue, session)
    let widths =
      try arguments.some(2, isHorizontal ? "height" : "width").map { try numbers($0, session) }
      ?? [0.8]
    let starts =
      try arguments.some(3, isHorizontal ? "left" : "bottom").map { try numbers($0, session) } ?? [
        0
      ]
    let align = try arguments.text(nil, "align") ?? "center"
    let colors = try (arguments.some(nil, "color") ?? arguments.some(nil, "facecolor", "fc")).map {
      try session.plotColors($0)
    }
    let errors = arguments.some(nil, isHorizontal ? "xerr" : "yerr")
    let cap = try arguments.number(nil, "capsize")
    let errorColor = try arguments.some(nil, "ecolor").map { try session.plotColor($0) }
    let errorLook = arguments.some(nil, "error_kw")?.asObject(DictionaryObject.self)
    let ticks = try arguments.some(nil, "tick_label").map { try session.plotLabels($0) }
    if try arguments.flag(nil, "log") ?? false {
      if isHorizontal {
        axes.settings.x.scale = FigureScale(.log)
      } else {
        axes.settings.y.scale = FigureScale(.log)
      }
    }
    var look = FillLook()
    try look.read(&arguments)
    let count = max(places.count, lengths.count == 1 ? places.count : lengths.count)
    for (values, what) in [
      (lengths, isHorizontal ? "width" : "height"), (widths, "width"), (starts, "bottom"),
    ]
    where values.count != 1 && values.count != places.count && places.count != 1 {
      throw PythonError.value(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between "
          + "'\(isHorizontal ? "y" : "x")' with shape (\(places.count),) and '\(what)' with shape "
          + "(\(values.count),).",
        hint: "there are \(places.count) places and \(values.count) numbers of `\(what)`")
    }
    func value(_ values: [Double], _ index: Int) -> Double {
      values.isEmpty ? .nan : values[values.count == 1 ? 0 : min(index, values.count - 1)]
    }
    try session.charge(elements: count * 8)
    var bars = FigureBars(role: .bar, left: [], bottom: [], width: [], height: [], fills: [])
    bars.isHorizontal = isHorizontal
    for index in 0..<count {
      let width = value(widths, index)
      let side = value(places, index) - (align == "edge" ? 0 : width / 2)
      let (start, length) = (value(starts, index), value(lengths, index))
      bars.left.append(isHorizontal ? start : side)
      bars.bottom.append(isHorizontal ? side : start)
      bars.width.append(isHorizontal ? length : width)
      bars.height.append(isHorizontal ? width : length)
    }
    let fills = colors ?? [axes.nextFillColor(session)]
    bars.fills =
      look.isFilled
      ? (fills.count > 1 ? (0..<count).map { fills[$0 % fills.count] } : fills).map(look.faded) : []
    bars.edge = look.stroke(look.edge == nil ? nil : 1)
    bars.label = look.label.hasPrefix("_") ? "" : look.label
    bars.order = look.order
    var item = DraftArtist(.bars(bars))
    item.isVisible = look.isVisible
    if isHorizontal { item.stickyX = starts } else { item.stickyY = starts }
    if let ticks {
      func set(_ axis: inout AxisDraft) {
        axis.ticks = places
        axis.tickLabels = ticks
      }
      if isHorizontal { set(&axes.settings.y) } else { set(&axes.settings.x) }
    }
    let artist = PlotArtist(
      "BarContainer", [item], label: look.label, isContainer: true, count: count)
    artist.parts = (0..<count).map { .object(BarPart(artist, $0)) }
    if !isHorizontal, lengthValue.number == nil {
      artist.isWhole = try session.plotArray(lengthValue).dtype.isInteger
    }
    if let errors {
      let ends = (0..<count).map { value(starts, $0) + value(lengths, $0) }
      let middles = (0..<count).map { index in
        value(places, index) + (align == "edge" ? value(widths, index) / 2 : 0)
      }
      let list: (([Double]) -> Value) = { .object(ArrayObject(NDArray($0, shape: [$0.count]))) }
      var extra: [(name: String, value: Value)] = [
        (isHorizontal ? "xerr" : "yerr", errors), ("fmt", .string("none")),
        ("ecolor", .tuple([.float(0), .float(0), .float(0)])),
      ]
      if let cap { extra.append(("capsize", .float(cap))) }
      for (key, value) in errorLook?.pairs ?? [] {
        if let key = key.text { extra.append((key, value)) }
      }
      if let errorColor {
        extra.append(("ecolor", .string(errorColor.text)))
      }
      var given = PlotArguments(
        "errorbar",
        Arguments(
          isHorizontal ? [list(ends), list(middles)] : [list(middles), list(ends)],
          keywords: extra), session)
      let drawn = try AxesLines.errorBar(axes, &given).asObject(PlotArtist.self)
      axes.lineColors = max(0, axes.lineColors - 1)
      axes.children.removeAll { $0 === drawn }
      artist.items += drawn?.items ?? []
    }
    return .object(axes.add(artist))
  }

  private static func numbers(_ value: Value, _ session: Session) throws -> [Double] {
    value.number != nil ? [try session.double(value)] : try session.plotNumbers(value)
  }

  /// Numbers at the ends of bars.
  static func label(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    guard let artist = arguments.take(0, "container")?.asObject(PlotArtist.self),
      case .bars(let bars)? = artist.items.first?.artist
    else { throw PythonError.type("bar_label takes what `bar` gave back") }
    let labels = try arguments.some(1, "labels").map { try session.plotLabels($0) }
    let format = try arguments.text(nil, "fmt") ?? "%g"
    let isCentered = try arguments.text(nil, "label_type") == "center"
    let padding = try arguments.number(nil, "padding") ?? 0
    var made: [Value] = []
    for index in 0..<bars.count {
      let length = bars.isHorizontal ? bars.width[index] : bars.height[index]
      var label = labels.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? ""
      if labels == nil {
        label = try session.string(
          format.contains("%")
            ? session.binary(.remainder, .string(format), .tuple([.float(length)]))
            : session.call(
              session.attribute(.string(format), "format"), Arguments([.float(length)])))
      }
      let part = isCentered ? 0.5 : 1.0
      var text =
        bars.isHorizontal
        ? FigureText(
          label, x: bars.left[index] + part * bars.width[index],
          y: bars.bottom[index] + bars.height[index] / 2)
        : FigureText(
          label, x: bars.left[index] + bars.width[index] / 2,
          y: bars.bottom[index] + part * bars.height[index])
      try AxesTexts.look(&text, &arguments)
      let gap = (padding + (isCentered ? 0 : 2)) * FigureLimits.unitsPerPoint
      if bars.isHorizontal {
        text.vertical = .center
        text.align = isCentered ? .center : .left
        text.shift = [gap, 0]
      } else {
        text.align = .center
        text.vertical = isCentered ? .center : .bottom
        text.shift = [0, gap]
      }
      made.append(.object(axes.add(PlotArtist("Annotation", [DraftArtist(.text(text))]))))
    }
    return .list(made)
  }
}
