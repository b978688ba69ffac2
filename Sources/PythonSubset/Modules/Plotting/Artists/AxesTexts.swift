import Arrays
import Autodiff
import LessonOutput

/// Titles, labels, texts and annotations.
enum AxesTexts {
  static func title(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    var title = FigureTitle()
    title.text = try session.string(arguments.required(0, "label"))
    try look(&title, &arguments)
    if let place = try arguments.text(nil, "loc") {
      guard let align = FigureAlign(rawValue: place) else {
        throw PythonError.value(
          "'\(place)' is not a valid value for loc; supported values are 'left', 'center', 'right'")
      }
      title.align = align
    }
    _ = arguments.take(nil, "y")
    axes.settings.title = title
    var text = FigureText(title.text, x: 0.5, y: 1)
    text.color = title.color
    return .object(PlotArtist("Text", []))
  }

  static func label(_ axes: AxesObject, isX: Bool, _ arguments: inout PlotArguments) throws -> Value
  {
    let session = arguments.session
    var label = FigureTitle()
    label.size = session.plotting.textSize
    label.text = try session.string(arguments.required(0, isX ? "xlabel" : "ylabel"))
    try look(&label, &arguments)
    _ = arguments.take(nil, "loc", "rotation", "ha", "va")
    if isX { axes.settings.x.label = label } else { axes.settings.y.label = label }
    return .object(PlotArtist("Text", []))
  }

  private static func look(_ title: inout FigureTitle, _ arguments: inout PlotArguments) throws {
    let session = arguments.session
    var dictionary = arguments.some(nil, "fontdict")?.asObject(DictionaryObject.self)
    if let size = try session.plotTextSize(arguments.take(nil, "fontsize", "size")) {
      title.size = size
    } else if let size = try dictionary?.get(.string("fontsize"), session)
      ?? dictionary?.get(.string("size"), session)
    {
      title.size = try session.plotTextSize(size) ?? title.size
    }
    if let color = arguments.some(nil, "color", "c") {
      title.color = try session.plotColor(color)
    } else if let color = try dictionary?.get(.string("color"), session) {
      title.color = try session.plotColor(color)
    }
    dictionary = nil
    title.isBold = session.isBold(arguments.take(nil, "fontweight", "weight"))
    _ = arguments.take(nil, "fontstyle", "style")
  }

  /// How a text looks and lies.
  static func look(_ text: inout FigureText, _ arguments: inout PlotArguments) throws {
    let session = arguments.session
    text.size = session.plotting.textSize
    if let given = arguments.some(nil, "fontdict")?.asObject(DictionaryObject.self) {
      for (key, value) in given.pairs {
        switch key.text {
        case "size", "fontsize": text.size = try session.plotTextSize(value) ?? text.size
        case "color": text.color = try session.plotColor(value)
        case "weight", "fontweight": text.isBold = session.isBold(value)
        default: break
        }
      }
    }
    if let size = try session.plotTextSize(arguments.take(nil, "fontsize", "size")) {
      text.size = size
    }
    if let color = arguments.some(nil, "color", "c") { text.color = try session.plotColor(color) }
    if let opacity = try arguments.number(nil, "alpha") {
      text.color = text.color.with(opacity: opacity)
    }
    if arguments.has("fontweight") || arguments.has("weight") {
      text.isBold = session.isBold(arguments.take(nil, "fontweight", "weight"))
    }
    text.isItalic = try arguments.text(nil, "fontstyle", "style") == "italic"
    if let align = try arguments.text(nil, "ha", "horizontalalignment") {
      guard let known = FigureAlign(rawValue: align) else {
        throw PythonError.value(
          "'\(align)' is not a valid value for align; supported values are 'center', 'right', 'left'"
        )
      }
      text.align = known
    }
    if let align = try arguments.text(nil, "va", "verticalalignment") {
      guard let known = FigureText.Vertical(rawValue: align == "center_baseline" ? "center" : align)
      else {
        throw PythonError.value(
          "'\(align)' is not a valid value for align; supported values are 'bottom', 'baseline', "
            + "'center', 'center_baseline', 'top'")
      }
      text.vertical = known
    }
    if let angle = arguments.some(nil, "rotation") {
      text.rotation =
        angle.text == "vertical" ? 90 : angle.text == "horizontal" ? 0 : try session.double(angle)
    }
    if let order = try arguments.number(nil, "zorder") { text.order = order }
    if let color = arguments.some(nil, "backgroundcolor") {
      text.fill = try session.plotColor(color)
    }
    if let box = arguments.some(nil, "bbox")?.asObject(DictionaryObject.self) {
      try self.box(&text, box, session)
    }
    _ = arguments.take(nil, "multialignment", "ma", "rotation_mode")
  }

  private static func box(_ text: inout FigureText, _ box: DictionaryObject, _ session: Session)
    throws
  {
    var (fill, edge) = (ColorNames.cycle[0], FigureColor.black)
    var (width, opacity) = (1.0, nil as Double?)
    for (key, value) in box.pairs where !value.isNone {
      switch key.text {
      case "facecolor", "fc": fill = try session.plotColor(value)
      case "edgecolor", "ec": edge = try session.plotColor(value)
      case "color": (fill, edge) = (try session.plotColor(value), try session.plotColor(value))
      case "alpha": opacity = try session.double(value)
      case "linewidth", "lw": width = try session.double(value)
      default: break
      }
    }
    text.fill = opacity.map { fill.alpha == 0 ? fill : fill.with(opacity: $0) } ?? fill
    text.edge = LineLook.stroke(opacity.map { edge.fading($0) } ?? edge, width: width)
  }

  static func text(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    var text: FigureText
    if name == "text" {
      let x = try place(arguments.required(0, "x"), axes, isX: true, session)
      let y = try place(arguments.required(1, "y"), axes, isX: false, session)
      text = FigureText(try session.string(arguments.required(2, "s")), x: x, y: y)
      if arguments.some(nil, "transform")?.asObject(PlotTransform.self)?.isFrame ?? false {
        text.coordinates = .frame
      }
      try look(&text, &arguments)
    } else {
      text = try annotation(axes, &arguments)
    }
    let artist = PlotArtist(name == "text" ? "Text" : "Annotation", [DraftArtist(.text(text))])
    return .object(axes.add(artist))
  }

  private static func place(_ value: Value, _ axes: AxesObject, isX: Bool, _ session: Session)
    throws
    -> Double
  {
    try AxesLines.places(value, axes, isX: isX, session).doubles.first ?? .nan
  }

  private static func annotation(_ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> FigureText
  {
    let session = arguments.session
    let content = try session.string(arguments.required(0, "text"))
    let target = try session.plotNumbers(arguments.required(1, "xy"))
    let beside = try arguments.some(2, "xytext").map { try session.plotNumbers($0) }
    guard target.count == 2, beside?.count ?? 2 == 2 else {
      throw PythonError.value("xy and xytext are pairs of numbers")
    }
    let units = try coordinates(arguments.take(3, "xycoords"))
    let textUnits = try arguments.text(4, "textcoords")
    var text = FigureText(content, x: target[0], y: target[1])
    text.coordinates = units
    if let beside {
      switch textUnits {
      case "offset points":
        text.shift = beside.map { $0 * FigureLimits.unitsPerPoint }
      case "offset pixels": text.shift = beside
      case let name:
        text.coordinates = name == nil ? units : try coordinates(name.map { .string($0) })
        (text.x, text.y) = (beside[0], beside[1])
      }
    }
    let properties = arguments.some(nil, "arrowprops")?.asObject(DictionaryObject.self)
    _ = arguments.take(nil, "annotation_clip")
    try look(&text, &arguments)
    if let properties, beside != nil {
      text.arrow = try arrow(target, units, properties, session)
    }
    return text
  }

  private static func coordinates(_ value: Value?) throws -> FigureCoordinates {
    switch value?.text {
    case nil, "data": return .data
    case "axes fraction", "figure fraction": return .frame
    case let name:
      if value?.asObject(PlotTransform.self)?.isFrame ?? false { return .frame }
      throw PythonError.refused(
        "coordinates '\(name ?? "")' of annotate",
        hint: "'data', 'axes fraction' and 'offset points' are drawn")
    }
  }

  private static func arrow(
    _ target: [Double], _ units: FigureCoordinates, _ properties: DictionaryObject,
    _ session: Session
  ) throws -> FigureText.Arrow {
    var style: String?
    var (color, width) = (nil as FigureColor?, 1.0)
    var isBold = true
    for (key, value) in properties.pairs where !value.isNone {
      switch key.text {
      case "arrowstyle":
        style = value.text
        isBold = false
      case "color", "facecolor", "fc", "ec", "edgecolor":
        color = try color ?? session.plotColor(value)
      case "lw", "linewidth": width = try session.double(value)
      case "width":
        width = try session.double(value)
      default: break
      }
    }
    let paint = color ?? (isBold ? ColorNames.cycle[0] : .black)
    if isBold, try properties.get(.string("width"), session) == nil { width = 4 }
    var arrow = FigureText.Arrow(
      x: target[0], y: target[1], coordinates: units,
      stroke: LineLook.stroke(paint, width: width), hasHead: style != "-")
    arrow.isBold = isBold
    return arrow
  }
}
