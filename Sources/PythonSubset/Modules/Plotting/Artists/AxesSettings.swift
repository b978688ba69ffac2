import Arrays
import Autodiff
import LessonOutput

/// Limits, scales, ticks, labels, grid: what axes are told beside what they show.
enum AxesSettings {
  /// Properties that `ax.set(…)`, `subplot(…)` and others take by name.
  static let properties = [
    "title", "xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale", "xticks", "yticks",
    "xticklabels", "yticklabels", "aspect", "facecolor", "frameon", "frame_on",
  ]

  static func set(_ axes: AxesObject, _ name: String, _ value: Value, _ session: Session) throws {
    switch name {
    case "frameon", "frame_on": axes.settings.isFrameShown = try session.isTrue(value)
    case "xlim", "ylim":
      _ = try limits(name == "xlim", axes, value, nil, session)
    default:
      var arguments = PlotArguments("set_" + name, Arguments([value]), session)
      _ = try call("set_" + name, axes, &arguments)
    }
  }

  static func call(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    switch name {
    case "title", "set_title": return try AxesTexts.title(axes, &arguments)
    case "xlabel", "set_xlabel": return try AxesTexts.label(axes, isX: true, &arguments)
    case "ylabel", "set_ylabel": return try AxesTexts.label(axes, isX: false, &arguments)
    case "get_title": return .string(axes.settings.title.text)
    case "get_xlabel": return .string(axes.settings.x.label.text)
    case "get_ylabel": return .string(axes.settings.y.label.text)
    case "xlim", "set_xlim", "get_xlim": return try limitCall(true, axes, &arguments)
    case "ylim", "set_ylim", "get_ylim": return try limitCall(false, axes, &arguments)
    case "set_xbound", "set_ybound":
      return try limitCall(name == "set_xbound", axes, &arguments)
    case "get_xbound", "get_ybound":
      let range = name == "get_xbound" ? axes.limits().x : axes.limits().y
      return pair(min(range.low, range.high), max(range.low, range.high))
    case "axis": return try axis(axes, &arguments)
    case "xscale", "set_xscale": return try scale(axes, isX: true, &arguments)
    case "yscale", "set_yscale": return try scale(axes, isX: false, &arguments)
    case "get_xscale": return .string(axes.settings.x.scale.kind.rawValue)
    case "get_yscale": return .string(axes.settings.y.scale.kind.rawValue)
    case "xticks", "set_xticks": return try AxesTicks.ticks(axes, isX: true, &arguments)
    case "yticks", "set_yticks": return try AxesTicks.ticks(axes, isX: false, &arguments)
    case "set_xticklabels": return try AxesTicks.labels(axes, isX: true, &arguments)
    case "set_yticklabels": return try AxesTicks.labels(axes, isX: false, &arguments)
    case "get_xticks": return AxesTicks.places(axes, isX: true)
    case "get_yticks": return AxesTicks.places(axes, isX: false)
    case "get_xticklabels", "get_yticklabels":
      return AxesTicks.texts(axes, isX: name == "get_xticklabels")
    case "tick_params": return try AxesTicks.parameters(axes, &arguments)
    case "ticklabel_format": return try AxesTicks.format(axes, &arguments)
    case "locator_params": return try AxesTicks.locator(axes, &arguments)
    case "minorticks_on", "minorticks_off":
      axes.settings.x.minorTicksAreOn = name == "minorticks_on"
      axes.settings.y.minorTicksAreOn = name == "minorticks_on"
      return .none
    case "grid": return try grid(axes, &arguments)
    case "margins", "set_xmargin", "set_ymargin":
      let first = try arguments.number(0, "m")
      let (x, y) = (try arguments.number(nil, "x"), try arguments.number(nil, "y"))
      let second = try arguments.number(1, "second")
      if name != "set_ymargin", let margin = x ?? first { axes.settings.x.margin = margin }
      if name == "set_ymargin" { axes.settings.y.margin = first ?? 0.05 }
      if name == "margins", let margin = y ?? second ?? first { axes.settings.y.margin = margin }
      _ = arguments.take(nil, "tight")
      return .none
    case "invert_xaxis":
      axes.settings.x.isInverted.toggle()
      let x = axes.settings.x
      (axes.settings.x.low, axes.settings.x.high) = (x.high, x.low)
      return .none
    case "invert_yaxis":
      axes.settings.y.isInverted.toggle()
      let y = axes.settings.y
      (axes.settings.y.low, axes.settings.y.high) = (y.high, y.low)
      return .none
    case "set_aspect": return try aspect(axes, &arguments)
    case "set_box_aspect":
      axes.settings.boxAspect = try arguments.number(0, "aspect")
      return .none
    case "get_aspect":
      return axes.settings.aspect.map { .float($0) } ?? .string("auto")
    case "set_axis_off", "set_axis_on":
      axes.settings.isShown = name == "set_axis_on"
      return .none
    case "set_frame_on", "box":
      axes.settings.isFrameShown =
        try arguments.flag(0, name == "box" ? "on" : "b") ?? !axes.settings.isFrameShown
      return .none
    case "set_facecolor", "set_fc":
      axes.settings.background = try session.plotColor(arguments.required(0, "color"))
      return .none
    case "set_visible":
      let isVisible = try session.isTrue(arguments.required(0, "b"))
      axes.settings.isShown = isVisible
      for child in axes.children {
        for index in child.items.indices { child.items[index].isVisible = isVisible }
      }
      return .none
    case "set_axisbelow":
      axes.settings.gridIsBelow = try session.isTrue(arguments.required(0, "b"))
      return .none
    case "twinx", "twiny": return twin(axes, sharesX: name == "twinx")
    case "inset_axes":
      let sides = try session.plotNumbers(arguments.required(0, "bounds"))
      guard sides.count == 4, let figure = axes.figure else {
        throw PythonError.value("inset_axes takes [left, bottom, width, height]")
      }
      return .object(figure.newAxes(.inset(axes, sides[0], sides[1], sides[2], sides[3])))
    case "clear", "cla":
      axes.clear()
      return .none
    case "remove":
      axes.figure?.axes.removeAll { $0 === axes }
      return .none
    case "set":
      for property in properties {
        guard arguments.has(property), let value = arguments.take(nil, property) else { continue }
        try set(axes, property, value, session)
      }
      return .none
    case "get_figure": return axes.figure.map { .object($0) } ?? Value.none
    case "label_outer":
      if case .cell(let cell) = axes.origin {
        if cell.row + cell.rowSpan < cell.rows { axes.settings.x.areLabelsShown = false }
        if cell.column > 0 { axes.settings.y.areLabelsShown = false }
      }
      return .none
    case "autoscale":
      (axes.settings.x.low, axes.settings.x.high) = (nil, nil)
      (axes.settings.y.low, axes.settings.y.high) = (nil, nil)
      _ = arguments.takeRest()
      if try arguments.flag(nil, "tight") ?? false {
        (axes.settings.x.margin, axes.settings.y.margin) = (0, 0)
      }
      _ = arguments.take(nil, "enable", "axis")
      return .none
    case "sharex", "sharey":
      guard let other = arguments.take(0, "other")?.asObject(AxesObject.self) else { return .none }
      if name == "sharex" { axes.shareX(with: other) } else { axes.shareY(with: other) }
      return .none
    case "relim", "autoscale_view", "apply_aspect", "draw", "set_autoscale_on",
      "set_autoscalex_on", "set_autoscaley_on", "set_label", "set_zorder", "set_rasterized",
      "set_navigate":
      _ = arguments.takeRest()
      return .none
    case "set_cmap", "clim", "set_clim", "sci":
      if let artist = axes.lastColors, name == "clim" || name == "set_clim" {
        try Colorbars.setLimits(
          artist, arguments.take(0, "vmin") ?? .none, arguments.take(1, "vmax") ?? .none, session)
      } else if name == "set_cmap" {
        session.plotting.defaultMap = try session.plotColorMap(arguments.take(0, "cmap")).name
      }
      _ = arguments.takeRest()
      return .none
    default:
      _ = arguments.takeRest()
      if !name.hasPrefix("get_") { Pyplot.undrawn(name, session) }
      return Pyplot.result(name)
    }
  }

  // MARK: Limits

  static func pair(_ low: Double, _ high: Double) -> Value {
    .tuple([.scalar(NumPyScalar(low)), .scalar(NumPyScalar(high))])
  }

  private static func limitCall(_ isX: Bool, _ axes: AxesObject, _ arguments: inout PlotArguments)
    throws -> Value
  {
    let first =
      isX
      ? arguments.take(0, "left", "xmin", "lower") : arguments.take(0, "bottom", "ymin", "lower")
    let second =
      isX ? arguments.take(1, "right", "xmax", "upper") : arguments.take(1, "top", "ymax", "upper")
    return try limits(isX, axes, first, second, arguments.session)
  }

  private static func limits(
    _ isX: Bool, _ axes: AxesObject, _ first: Value?, _ second: Value?, _ session: Session
  ) throws -> Value {
    func now() -> (low: Double, high: Double) { isX ? axes.limits().x : axes.limits().y }
    var (first, second) = (first, second)
    if let both = first, !both.isNone, both.number == nil, second == nil || second?.isNone ?? true {
      let values = try session.items(of: both)
      guard values.count == 2 else {
        throw PythonError.value(
          "too many values to unpack (expected 2)", hint: "limits are a lower and an upper number")
      }
      (first, second) = (values[0], values[1])
    }
    let isEmpty = (first?.isNone ?? true) && (second?.isNone ?? true)
    func given(_ value: Value?, _ number: Double) -> Value {
      guard let value, !value.isNone else { return .scalar(NumPyScalar(number)) }
      if case .scalar = value { return .scalar(NumPyScalar(number)) }
      return .float(number)
    }
    if !isEmpty {
      let known = now()
      func side(_ value: Value?, _ old: Double) throws -> Double {
        guard let value, !value.isNone else { return old }
        let number = try session.double(value)
        guard number.isFinite else {
          throw PythonError.value("Axis limits cannot be NaN or Inf")
        }
        return number
      }
      let low = try side(first, known.low)
      let high = try side(second, known.high)
      set(axes, isX: isX, low, high, session)
    }
    let (low, high) = now()
    return .tuple([given(first, low), given(second, high)])
  }

  static func set(
    _ axes: AxesObject, isX: Bool, _ low: Double, _ high: Double, _ session: Session
  ) {
    func set(_ axis: inout AxisDraft) {
      if axis.scale.kind == .log, low <= 0 || high <= 0 {
        session.note("a limit that is not positive is left out of a logarithmic axis")
      }
      (axis.low, axis.high) = (low, high)
      axis.isInverted = high < low
    }
    if isX { set(&axes.settings.x) } else { set(&axes.settings.y) }
    // Axes that share the limits follow.
    guard let group = isX ? axes.settings.x.group : axes.settings.y.group else { return }
    for other in axes.figure?.axes ?? [] where other !== axes {
      if isX, other.settings.x.group == group { set(&other.settings.x) }
      if !isX, other.settings.y.group == group { set(&other.settings.y) }
    }
  }

  private static func axis(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    if let first = arguments.take(0, "arg"), !first.isNone {
      if let name = first.text {
        try axis(axes, named: name)
      } else if case .bool(let isOn) = first {
        axes.settings.isShown = isOn
      } else {
        let values = try session.plotNumbers(first)
        guard values.count == 4 else {
          throw PythonError.type(
            "The first argument to axis() must be an iterable of the form [xmin, xmax, ymin, ymax]")
        }
        set(axes, isX: true, values[0], values[1], session)
        set(axes, isX: false, values[2], values[3], session)
      }
    }
    for (name, isX, isLow) in [
      ("xmin", true, true), ("xmax", true, false), ("ymin", false, true), ("ymax", false, false),
    ] {
      guard let value = try arguments.number(nil, name) else { continue }
      let known = isX ? axes.limits().x : axes.limits().y
      set(axes, isX: isX, isLow ? value : known.low, isLow ? known.high : value, session)
    }
    let limits = axes.limits()
    return .tuple(
      [limits.x.low, limits.x.high, limits.y.low, limits.y.high].map { .scalar(NumPyScalar($0)) })
  }

  private static func axis(_ axes: AxesObject, named name: String) throws {
    switch name {
    case "off": axes.settings.isShown = false
    case "on": axes.settings.isShown = true
    case "equal":
      axes.settings.aspect = 1
      axes.settings.aspectChangesLimits = true
    case "scaled", "image", "square":
      axes.settings.aspect = 1
      axes.settings.aspectChangesLimits = false
      if name == "image" { (axes.settings.x.margin, axes.settings.y.margin) = (0, 0) }
      if name == "square" {
        let (x, y) = axes.limits()
        let side = max(abs(x.high - x.low), abs(y.high - y.low))
        (axes.settings.x.low, axes.settings.x.high) = (x.low, x.low + side)
        (axes.settings.y.low, axes.settings.y.high) = (y.low, y.low + side)
      }
    case "auto": axes.settings.aspect = nil
    case "tight": break
    default:
      throw PythonError.value(
        "Unrecognized string '\(name)' to axis; try 'on' or 'off'",
        hint: "'equal', 'scaled', 'tight', 'image', 'square', 'auto', 'on', 'off'")
    }
  }

  private static func aspect(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let value = try arguments.required(0, "aspect")
    if let text = value.text, Double(text) == nil {
      guard text == "equal" || text == "auto" else {
        throw PythonError.value("aspect must be 'equal', 'auto' or a number, not '\(text)'")
      }
      axes.settings.aspect = text == "equal" ? 1 : nil
    } else {
      let ratio = try value.text.flatMap { Double($0) } ?? arguments.session.double(value)
      guard ratio > 0, ratio.isFinite else {
        throw PythonError.value("aspect must be finite and positive ")
      }
      axes.settings.aspect = ratio
    }
    axes.settings.aspectChangesLimits = try arguments.text(1, "adjustable") == "datalim"
    _ = arguments.take(2, "anchor")
    return .none
  }

  // MARK: Scales and grids

  private static func scale(_ axes: AxesObject, isX: Bool, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let name = try arguments.session.string(arguments.required(0, "value"))
    let base = try arguments.number(nil, "base", "basex", "basey") ?? 10
    let threshold = try arguments.number(nil, "linthresh", "linthreshx", "linthreshy") ?? 2
    let linear = try arguments.number(nil, "linscale") ?? 1
    _ = arguments.take(nil, "nonpositive", "subs")
    guard
      var scale = FigureScale.Kind(rawValue: name).map({
        FigureScale($0, base: base, threshold: threshold)
      })
    else {
      throw PythonError.value(
        "'\(name)' is not a valid value for scale; supported values are 'linear', 'log', 'symlog', "
          + "'logit'")
    }
    guard base > 1, threshold > 0 else {
      throw PythonError.value("'base' must be larger than 1 and 'linthresh' positive")
    }
    scale.linearScale = linear
    func set(_ axis: inout AxisDraft) {
      axis.scale = scale
      if scale.kind == .log {
        if let low = axis.low, low <= 0 { axis.low = nil }
        if let high = axis.high, high <= 0 { axis.high = nil }
      }
    }
    if isX { set(&axes.settings.x) } else { set(&axes.settings.y) }
    guard let group = isX ? axes.settings.x.group : axes.settings.y.group else { return .none }
    for other in axes.figure?.axes ?? [] where other !== axes {
      if isX, other.settings.x.group == group { set(&other.settings.x) }
      if !isX, other.settings.y.group == group { set(&other.settings.y) }
    }
    return .none
  }

  private static func grid(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let first = arguments.take(0, "visible", "b")
    let which = try arguments.text(1, "which") ?? "major"
    let axis = try arguments.text(2, "axis") ?? "both"
    var look = LineLook(session)
    look.width = 0.8
    try look.read(&arguments)
    let stroke = look.stroke(look.color ?? FigureColor(0xb0b0b0))
    var isOn = true
    if let first, !first.isNone {
      isOn = first.text.map { $0 != "off" && $0 != "False" } ?? false
      if first.text == nil { isOn = try session.isTrue(first) }
    } else if first == nil, stroke == nil {
      isOn = false
    }
    if which != "minor" { axes.showGrid(isOn, axis: axis, minor: false, stroke: stroke) }
    if which != "major" { axes.showGrid(isOn, axis: axis, minor: true, stroke: stroke) }
    return .none
  }

  /// Axes over these with a scale of their own.
  private static func twin(_ axes: AxesObject, sharesX: Bool) -> Value {
    guard let figure = axes.figure else { return .none }
    let made = figure.newAxes(.over(axes))
    if sharesX {
      made.shareX(with: axes)
      made.settings.x = axes.settings.x
      made.settings.x.grid = nil
      made.settings.x.isShown = false
      made.settings.y.side = .right
    } else {
      made.shareY(with: axes)
      made.settings.y = axes.settings.y
      made.settings.y.grid = nil
      made.settings.y.isShown = false
      made.settings.x.side = .top
    }
    made.settings.spines = []
    made.settings.background = nil
    return .object(made)
  }
}
