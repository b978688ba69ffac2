import Arrays
import Autodiff
import LessonOutput

/// `ax.xaxis`: one axis, as far as it can be told how to look.
final class AxisObject: PlotThing {
  let axes: AxesObject
  let isX: Bool

  init(_ axes: AxesObject, isX: Bool) {
    self.axes = axes
    self.isX = isX
    super.init(isX ? "XAxis" : "YAxis")
  }

  private func change(_ body: (inout AxisDraft) throws -> Void) rethrows {
    if isX { try body(&axes.settings.x) } else { try body(&axes.settings.y) }
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    if attribute.hasPrefix("__") { return nil }
    let letter = isX ? "x" : "y"
    switch attribute {
    case "set_ticks": return try axes.attribute("set_\(letter)ticks", session)
    case "set_ticklabels": return try axes.attribute("set_\(letter)ticklabels", session)
    case "get_ticklocs", "get_majorticklocs":
      return try axes.attribute("get_\(letter)ticks", session)
    case "get_ticklabels", "get_majorticklabels":
      return try axes.attribute("get_\(letter)ticklabels", session)
    case "set_label_text": return try axes.attribute("set_\(letter)label", session)
    case "set_tick_params":
      return makeMethod(attribute, "*args, **kwargs") { [self] bound, session in
        try axes.call(
          "tick_params",
          Arguments([.string(letter)], keywords: bound.keywords), session)
      }
    case "grid":
      return makeMethod(attribute, "*args, **kwargs") { [self] bound, session in
        try axes.call(
          "grid",
          Arguments(bound.rest, keywords: bound.keywords + [("axis", .string(letter))]), session)
      }
    case "set_visible":
      return makeMethod(attribute, "b") { [self] bound, session in
        let isShown = try session.isTrue(bound[0] ?? .none)
        change { $0.isShown = isShown }
        return .none
      }
    case "set_inverted":
      return makeMethod(attribute, "b") { [self] bound, session in
        let isInverted = try session.isTrue(bound[0] ?? .none)
        change { $0.isInverted = isInverted }
        return .none
      }
    case "tick_top", "tick_bottom", "tick_left", "tick_right", "set_label_position",
      "set_ticks_position":
      return makeMethod(attribute, "position=None") { [self] bound, session in
        let name = bound[0]?.text ?? String(attribute.dropFirst(5))
        if let side = FigureSide(rawValue: name), (side == .top || side == .bottom) == isX {
          change { $0.side = side }
        }
        return .none
      }
    case "set_major_locator", "set_minor_locator", "set_major_formatter":
      return makeMethod(attribute, "value") { [self] bound, session in
        guard let part = bound[0]?.asObject(TickPart.self) else {
          Pyplot.undrawn(attribute, session)
          return .none
        }
        try change { try part.apply(to: &$0, isMinor: attribute == "set_minor_locator", session) }
        return .none
      }
    default: return try super.attribute(attribute, session)
    }
  }
}

/// `MaxNLocator(integer=True)`, `FormatStrFormatter('%.1f')` and others of `matplotlib.ticker`.
final class TickPart: PlotThing {
  let arguments: Arguments

  init(_ name: String, _ arguments: Arguments) {
    self.arguments = arguments
    super.init(name)
  }

  func apply(to axis: inout AxisDraft, isMinor: Bool, _ session: Session) throws {
    var given = PlotArguments(name, arguments, session)
    switch name {
    case "MaxNLocator":
      let bins = given.some(0, "nbins").flatMap { $0.number }
      let isInteger = try given.flag(nil, "integer") ?? false
      var locator = TickLocator(
        gaps: bins.map { max(1, min(100, FigureMath.whole($0))) } ?? 10, isInteger: isInteger)
      locator.steps = TickLocator.fineSteps
      axis.locator = locator
    case "MultipleLocator":
      let step = try given.number(0, "base") ?? 1
      if isMinor { axis.minorTicksAreOn = true } else { axis.multiple = step }
    case "FixedLocator":
      let ticks = try session.plotNumbers(given.required(0, "locs"))
      if isMinor { axis.minorTicks = ticks } else { axis.ticks = ticks }
    case "NullLocator": if isMinor { axis.minorTicks = [] } else { axis.ticks = [] }
    case "AutoMinorLocator": axis.minorTicksAreOn = true
    case "NullFormatter": axis.areLabelsShown = false
    case "FixedFormatter":
      axis.tickLabels = try session.plotLabels(given.required(0, "seq"))
    case "ScalarFormatter":
      axis.usesOffset = try given.flag(nil, "useOffset") ?? true
      if axis.scale.kind == .log { axis.isPlain = true }
    case "LinearLocator":
      axis.locator = TickLocator(
        gaps: max(1, min(100, FigureMath.whole(try given.number(0, "numticks") ?? 11) - 1)))
    case "FormatStrFormatter", "StrMethodFormatter", "FuncFormatter", "PercentFormatter":
      axis.formatter = try formatter(&given, session)
    default: Pyplot.undrawn(name, session)
    }
  }

  /// A function that makes the text at a tick, called where the figure is drawn.
  private func formatter(_ given: inout PlotArguments, _ session: Session) throws
    -> TickFormatter
  {
    let first = given.take(0, "fmt", "func", "xmax")
    let name = name
    return TickFormatter { value, position in
      guard
        let text = try? session.untracked({ () -> String in
          switch name {
          case "FormatStrFormatter":
            return try session.string(
              session.binary(.remainder, first ?? .string("%s"), .tuple([.float(value)])))
          case "StrMethodFormatter":
            let format = try session.attribute(first ?? .string("{x}"), "format")
            return try session.string(
              session.call(
                format,
                Arguments([], keywords: [("x", .float(value)), ("pos", .int(position))])))
          case "PercentFormatter":
            let whole = first?.number ?? 100
            return FigureMath.general(value / whole * 100, digits: 6) + "%"
          default:
            return try session.string(
              session.call(
                first ?? .none, Arguments([.scalar(NumPyScalar(value)), .int(position)])))
          }
        })
      else { return "" }
      return text
    }
  }
}

/// `ax.spines['top']`.
final class SpinesObject: PlotThing {
  let axes: AxesObject
  let sides: [FigureSide]

  init(_ axes: AxesObject, _ sides: [FigureSide]?) {
    self.axes = axes
    self.sides = sides ?? []
    super.init("Spines")
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    let names: [String]
    if let name = key.text {
      names = [name]
    } else if key.asObject(SliceObject.self) != nil {
      names = FigureSide.allCases.map(\.rawValue)
    } else {
      names = try session.items(of: key).map { try session.string($0) }
    }
    let sides = try names.map { name in
      guard let side = FigureSide(rawValue: name) else {
        throw PythonError("KeyError", pythonQuoted(name))
      }
      return side
    }
    return .object(SpinesObject(axes, sides))
  }

  override func iterator(_ session: Session) -> IteratorObject {
    ListObject(FigureSide.allCases.map { .string($0.rawValue) }).iterator(session)
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    if let side = FigureSide(rawValue: attribute) { return .object(SpinesObject(axes, [side])) }
    switch attribute {
    case "set_visible":
      return makeMethod(attribute, "b") { [self] bound, session in
        let isShown = try session.isTrue(bound[0] ?? .none)
        for side in sides {
          axes.settings.spines.removeAll { $0 == side }
          if isShown { axes.settings.spines.append(side) }
        }
        return .none
      }
    case "set_color":
      return makeMethod(attribute, "color") { [self] bound, session in
        let color = try session.plotColor(bound[0] ?? .none)
        if color.alpha == 0 { axes.settings.spines.removeAll { sides.contains($0) } }
        return .none
      }
    case "values":
      return makeMethod(attribute, "") { [self] _, _ in
        .list(FigureSide.allCases.map { .object(SpinesObject(axes, [$0])) })
      }
    case "set_position", "set_linewidth", "set_linestyle":
      return makeMethod(attribute, "*args") { _, session in
        session.note("`\(attribute)` of spines is not drawn by this version")
        return .none
      }
    default: return try super.attribute(attribute, session)
    }
  }
}
