import Arrays
import Autodiff
import LessonOutput

/// A colour map that programs call: `plt.cm.viridis(0.5)`.
final class ColorMapObject: PlotThing {
  var map: ColorMap

  init(_ map: ColorMap) {
    self.map = map
    super.init("Colormap")
  }

  private func parts(_ value: Value, isWhole: Bool) throws -> [Double] {
    let color: FigureColor
    let number = value.number ?? .nan
    if isWhole {
      let index = FigureMath.whole(number)
      color =
        number.isNaN
        ? map.bad
        : index < 0
          ? map.under ?? map.colors[0]
          : index >= map.colors.count
            ? map.over ?? map.colors[map.colors.count - 1] : map.colors[index]
    } else {
      color = map.color(number)
    }
    return [color.red, color.green, color.blue, color.alpha].map { Double($0) / 255 }
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    var given = PlotArguments("Colormap", arguments, session)
    let value = try given.required(0, "X")
    let opacity = try given.number(1, "alpha")
    let asBytes = try given.flag(2, "bytes") ?? false
    func finished(_ parts: [Double]) -> [Double] {
      var parts = parts
      if let opacity { parts[3] = opacity }
      return asBytes ? parts.map { ($0 * 255).rounded() } : parts
    }
    if value.number != nil {
      var isWhole = false
      if case .int = value { isWhole = true }
      if case .scalar(let scalar) = value { isWhole = scalar.dtype.isInteger }
      return .tuple(
        finished(try parts(value, isWhole: isWhole)).map { .scalar(NumPyScalar($0)) })
    }
    let array = try session.plotArray(value)
    try session.charge(elements: array.count * 4)
    let isWhole = array.dtype.isInteger
    let numbers = try array.doubles.flatMap { finished(try parts(.float($0), isWhole: isWhole)) }
    let result = NDArray(numbers, shape: array.shape + [4])
    return .object(ArrayObject(asBytes ? result.asType(.uint8) : result))
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    switch attribute {
    case "N": return .int(map.colors.count)
    case "name": return .string(map.name)
    case "colors":
      return .list(
        map.colors.map {
          .tuple([$0.red, $0.green, $0.blue].map { .float(Double($0) / 255) })
        })
    case "reversed":
      return makeMethod(attribute, "name=None") { [self] _, _ in
        .object(ColorMapObject(map.reversed))
      }
    case "copy", "__copy__":
      return makeMethod(attribute, "") { [self] _, _ in .object(ColorMapObject(map)) }
    case "resampled", "_resample":
      return makeMethod(attribute, "lutsize") { [self] bound, session in
        .object(ColorMapObject(map.resampled(try session.integer(bound[0] ?? .int(256)))))
      }
    case "set_bad", "set_under", "set_over":
      return makeMethod(attribute, "color='k', alpha=None") { [self] bound, session in
        var color = try session.plotColor(bound[0] ?? .string("k"))
        if let alpha = bound[1], !alpha.isNone {
          color = color.with(opacity: try session.double(alpha))
        }
        switch attribute {
        case "set_bad": map.bad = color
        case "set_under": map.under = color
        default: map.over = color
        }
        return .none
      }
    default: return try super.attribute(attribute, session)
    }
  }
}

/// `Normalize(0, 1)`, `LogNorm()` and others.
final class ColorScaleObject: PlotThing {
  var scale: ColorScale

  init(_ name: String, _ scale: ColorScale) {
    self.scale = scale
    super.init(name)
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    guard let value = arguments.positional.first else { return .none }
    let map = ColorMap(name: "", colors: [.black])
    if let number = value.number {
      return .scalar(NumPyScalar(scale.fraction(number, of: map)))
    }
    let array = try session.plotArray(value)
    let numbers = array.doubles
    scale.fit(numbers)
    return .object(
      ArrayObject(
        NDArray(numbers.map { scale.fraction($0, of: map) }, shape: array.shape)))
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    switch attribute {
    case "vmin": return scale.low.map { .float($0) } ?? Value.none
    case "vmax": return scale.high.map { .float($0) } ?? Value.none
    default: return try super.attribute(attribute, session)
    }
  }
}

/// Classes of `matplotlib.colors`, `matplotlib.ticker`, `matplotlib.patches` and others that
/// figures are drawn with.
enum PlotClasses {
  private static let scales: Set<String> = [
    "Normalize", "LogNorm", "BoundaryNorm", "TwoSlopeNorm", "SymLogNorm", "PowerNorm",
    "CenteredNorm", "NoNorm",
  ]
  private static let patches: Set<String> = [
    "Patch", "Circle", "Ellipse", "Rectangle", "Polygon", "Line2D",
  ]
  private static let tickers: Set<String> = [
    "MaxNLocator", "MultipleLocator", "FixedLocator", "NullLocator", "AutoMinorLocator",
    "NullFormatter", "FixedFormatter", "ScalarFormatter", "LinearLocator", "FormatStrFormatter",
    "StrMethodFormatter", "FuncFormatter", "PercentFormatter", "LogLocator",
  ]

  /// What stands for a name of matplotlib.
  static func make(_ name: String) -> Value {
    switch name {
    case "ListedColormap": return function(name) { try listed(&$0) }
    case "LinearSegmentedColormap": return .object(SegmentedMaps())
    case "ScalarMappable":
      return function(name) { arguments in
        let artist = PlotArtist("ScalarMappable", [])
        let scale =
          arguments.some(0, "norm")?.asObject(ColorScaleObject.self)?.scale ?? ColorScale()
        let map = try arguments.session.plotColorMap(arguments.some(1, "cmap"))
        artist.colors = PlotArtist.ColorSource(map: map, scale: scale)
        return .object(artist)
      }
    case "GridSpec": return function(name) { try FigureGrids.gridSpec(&$0, nil) }
    case "to_rgb", "to_rgba", "to_hex":
      return function(name) { arguments in
        let color = try arguments.session.plotColor(arguments.required(0, "c"))
        let opacity = try arguments.number(1, "alpha")
        let shown = opacity.map { color.with(opacity: $0) } ?? color
        if name == "to_hex" { return .string(shown.opaqueText) }
        let parts = [shown.red, shown.green, shown.blue].map { Double($0) / 255 }
        return .tuple((name == "to_rgb" ? parts : parts + [shown.opacity]).map { .float($0) })
      }
    case _ where scales.contains(name): return function(name) { try scale(name, &$0) }
    case _ where patches.contains(name):
      return .object(
        BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
          let arguments = Arguments(bound.rest, keywords: bound.keywords)
          try Pyplot.check(arguments, of: name, session)
          return try AxesPatches.make(name, arguments, session) ?? .object(PlotThing(name))
        })
    case _ where tickers.contains(name):
      return .object(
        BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
          .object(TickPart(name, Arguments(bound.rest, keywords: bound.keywords)))
        })
    default: return .object(PlotThing(name))
    }
  }

  private static func function(
    _ name: String, _ body: @escaping (inout PlotArguments) throws -> Value
  ) -> Value {
    .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
        var arguments = PlotArguments(
          name, Arguments(bound.rest, keywords: bound.keywords), session)
        let result = try body(&arguments)
        arguments.finish()
        return result
      })
  }

  private static func listed(_ arguments: inout PlotArguments) throws -> Value {
    let colors = try arguments.session.plotColors(arguments.required(0, "colors"))
    let name = try arguments.text(1, "name") ?? "from_list"
    _ = arguments.take(2, "N")
    return .object(ColorMapObject(ColorMap(name: name, colors: Array(colors.prefix(4096)))))
  }

  private static func scale(_ name: String, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    var scale = ColorScale()
    switch name {
    case "BoundaryNorm":
      scale.kind = .boundaries(try session.plotNumbers(arguments.required(0, "boundaries")))
      _ = arguments.take(1, "ncolors")
    case "TwoSlopeNorm":
      scale.kind = .centered(try session.double(arguments.required(0, "vcenter")))
      (scale.low, scale.high) = (try arguments.number(1, "vmin"), try arguments.number(2, "vmax"))
    case "CenteredNorm":
      let center = try arguments.number(0, "vcenter") ?? 0
      let half = try arguments.number(1, "halfrange")
      scale.kind = .centered(center)
      if let half { (scale.low, scale.high) = (center - half, center + half) }
    case "SymLogNorm":
      scale.kind = .symlog(threshold: try session.double(arguments.required(0, "linthresh")))
      _ = arguments.take(1, "linscale")
      (scale.low, scale.high) = (try arguments.number(2, "vmin"), try arguments.number(3, "vmax"))
    case "PowerNorm":
      scale.kind = .power(try session.double(arguments.required(0, "gamma")))
      (scale.low, scale.high) = (try arguments.number(1, "vmin"), try arguments.number(2, "vmax"))
    default:
      if name == "LogNorm" { scale.kind = .log }
      if name == "NoNorm" { scale.kind = .index }
      (scale.low, scale.high) = (try arguments.number(0, "vmin"), try arguments.number(1, "vmax"))
    }
    return .object(ColorScaleObject(name, scale))
  }
}

/// `LinearSegmentedColormap.from_list('name', ['white', 'red'])`.
final class SegmentedMaps: PlotThing {
  init() { super.init("LinearSegmentedColormap") }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    guard attribute == "from_list" else { return try super.attribute(attribute, session) }
    return makeMethod(attribute, "name, colors, N=256, gamma=1.0") { bound, session in
      let name = try session.string(bound[0] ?? .string(""))
      let items = try session.items(of: bound[1] ?? .list([]))
      let count = try session.integer(bound[2] ?? .int(256))
      guard items.count > 1, count > 0, count <= 4096 else {
        throw PythonError.value("a colour map is made of two colours or more")
      }
      let stops = try items.enumerated().map { index, item -> (place: Double, color: FigureColor) in
        if let pair = item.asObject(TupleObject.self), pair.items.count == 2,
          let place = pair.items[0].number
        {
          return (place, try session.plotColor(pair.items[1]))
        }
        return (Double(index) / Double(items.count - 1), try session.plotColor(item))
      }
      return .object(ColorMapObject(ColorMap(name: name, blending: stops, count: count)))
    }
  }
}
