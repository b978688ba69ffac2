import Arrays
import Autodiff

/// Something of a figure that is not drawn: a line, a text, a colour, a colour map, an axis.
///
/// It can be passed on, called and asked for parts; its numbers are not known.
class PlotThing: Object {
  let name: String
  /// How many parts it has, where that is known.
  let count: Int?

  init(_ name: String, count: Int? = nil) {
    self.name = name
    self.count = count
  }

  override var typeName: String { name }
  override func representation(_ session: Session) -> String { "<\(name)>" }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    attribute.hasPrefix("__") ? nil : .object(PlotThing(attribute))
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) {}
  override func item(_ key: Value, _ session: Session) -> Value { .object(PlotThing(name)) }
  override func setItem(_ key: Value, _ value: Value, _ session: Session) {}
  override func contains(_ value: Value, _ session: Session) throws -> Bool { throw unknown() }

  override func length(_ session: Session) throws -> Int {
    guard let count else { throw unknown() }
    return count
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    var left = count ?? 0
    return ClosureIterator("iterator") { [name] _ in
      guard left > 0 else { return nil }
      left -= 1
      return .object(PlotThing(name))
    }
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try Pyplot.check(arguments, of: name, session)
    // A colour map gives as many colours as it is given numbers.
    if let values = arguments.positional.first?.asObject(ArrayObject.self) {
      return .object(PlotThing(name, count: values.array.shape.first))
    }
    if let values = arguments.positional.first?.asObject(SequenceObject.self) {
      return .object(PlotThing(name, count: values.items.count))
    }
    return .object(PlotThing(name))
  }

  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? { throw unknown() }

  override func compare(_ operation: ComparisonOperator, _ other: Value, _ session: Session) throws
    -> Value?
  {
    if operation == .equal || operation == .notEqual { return nil }
    throw unknown()
  }

  private func unknown() -> PythonError {
    .refused(
      "numbers of `\(name)` in a figure", hint: "compute them from the data that is plotted")
  }
}

/// `plt.rcParams`: settings that change nothing here; what was set can be read again.
final class PlotSettings: Object {
  private let settings = DictionaryObject()

  override var typeName: String { "RcParams" }
  override func representation(_ session: Session) -> String { "RcParams({…})" }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    name == "update" || name == "get" || name == "copy"
      ? try? settings.attribute(name, session) : nil
  }
  override func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    try settings.set(key, value, session)
  }
  override func item(_ key: Value, _ session: Session) throws -> Value {
    guard let known = try settings.get(key, session) else {
      throw PythonError.refused(
        "value of rcParams[\(try session.representation(key))] that the lesson did not set",
        hint: "assign to it first")
    }
    return known
  }
}

/// What `plt.subplots(2, 3)` gives: axes in an array, indexed and reshaped as arrays are.
final class AxesGrid: Object {
  private let places: ArrayObject
  private let items: [Value]

  init(_ places: ArrayObject, _ items: [Value]) {
    self.places = places
    self.items = items
  }

  static let members: Set<String> = [
    "flatten", "ravel", "reshape", "T", "flat", "shape", "size", "ndim", "transpose", "squeeze",
    "copy",
  ]

  override var typeName: String { "numpy.ndarray" }
  override var attributeNames: [String] { Array(Self.members) }
  override func representation(_ session: Session) -> String { "array of axes" }
  override func length(_ session: Session) throws -> Int { try places.length(session) }

  /// Places become the axes that stand there.
  private func axes(_ value: Value) -> Value {
    switch value {
    case .scalar(let scalar): items[Int(scalar.value.int)]
    case .object(let object):
      if let array = object as? ArrayObject {
        .object(AxesGrid(array, items))
      } else if object is BuiltinFunction {
        .object(
          BuiltinFunction("method", Signature("*args, **kwargs")) { [self] bound, session in
            axes(
              try object.call(Arguments(bound.rest, keywords: bound.keywords), session))
          })
      } else if let iterator = object as? IteratorObject {
        .object(
          ClosureIterator("iterator") { [self] session in
            try iterator.next(session).map { axes($0) }
          })
      } else {
        value
      }
    default: value
    }
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    guard Self.members.contains(name), let found = try places.attribute(name, session) else {
      return nil
    }
    if name == "flat" { return .object(AxesGrid(places, items).flattened(session)) }
    return axes(found)
  }

  private func flattened(_ session: Session) -> AxesGrid {
    let flat = try? session.call(
      session.attribute(.object(places), "ravel"), Arguments())
    return AxesGrid(flat?.asObject(ArrayObject.self) ?? places, items)
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    axes(try places.item(key, session))
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    let iterator = try places.iterator(session)
    return ClosureIterator("iterator") { [self] session in
      try iterator.next(session).map { axes($0) }
    }
  }
}

/// A figure: axes by the hundred, none of them drawn.
final class FigureObject: Object {
  var axes: [AxesObject] = []
  weak var state: Pyplot.State?

  override var typeName: String { "Figure" }
  override var attributeNames: [String] { Array(PlotNames.figure.union(PlotNames.common)) }
  override func representation(_ session: Session) -> String {
    "<Figure size 640x480 with \(axes.count) Axes>"
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) {}

  var currentAxes: AxesObject {
    if let last = axes.last { return last }
    return newAxes()
  }

  func newAxes() -> AxesObject {
    let made = AxesObject(self)
    axes.append(made)
    return made
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "axes": return .list(axes.map { .object($0) })
    case _ where !PlotNames.figure.contains(name) && !PlotNames.common.contains(name): return nil
    default: break
    }
    guard Pyplot.isCalled(name) else { return .object(PlotThing(name)) }
    return .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { [self] bound, session in
        let arguments = Arguments(bound.rest, keywords: bound.keywords)
        try Pyplot.check(arguments, of: name, session)
        switch name {
        case "gca": return .object(currentAxes)
        case "add_subplot", "add_axes":
          if let known = bound.rest.first?.asObject(AxesObject.self) { return .object(known) }
          return .object(newAxes())
        case "subplots": return try Pyplot.grid(self, arguments, session)
        case "clf", "clear":
          axes = []
          return .none
        case "get_axes": return .list(axes.map { .object($0) })
        default: return Pyplot.result(name)
        }
      })
  }
}

/// One pair of axes, and what is known of its limits.
final class AxesObject: Object {
  weak var figure: FigureObject?
  /// The extent of what was plotted, for the limits that matplotlib chooses.
  private var extent: [String: (low: Double, high: Double)] = [:]
  private var limits: [String: (low: Value, high: Value)] = [:]
  /// Something was drawn whose limits follow other rules.
  private var hasOther = false

  init(_ figure: FigureObject) { self.figure = figure }

  override var typeName: String { "Axes" }
  override var attributeNames: [String] { Array(PlotNames.axes.union(PlotNames.common)) }
  override func representation(_ session: Session) -> String { "<Axes: >" }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) {}

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    if name == "figure" { return figure.map { .object($0) } ?? Value.none }
    guard PlotNames.axes.contains(name) || PlotNames.common.contains(name) else { return nil }
    guard Pyplot.isCalled(name) else { return .object(PlotThing(name)) }
    return .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { [self] bound, session in
        try call(name, Arguments(bound.rest, keywords: bound.keywords), session)
      })
  }

  /// A function of axes, or of `plt` on the current axes.
  func call(_ name: String, _ arguments: Arguments, _ session: Session) throws -> Value {
    try Pyplot.check(arguments, of: name, session)
    switch name {
    case "plot", "semilogx", "semilogy", "loglog", "step", "fill":
      return .list(try lines(name, arguments, session).map { .object($0) })
    case "scatter":
      let data = try arguments.positional.prefix(2).map { try session.tensor($0).array }
      if data.count == 2, data[0].count != data[1].count {
        throw PythonError.value("x and y must be the same size")
      }
      for (axis, values) in zip(["x", "y"], data) { extend(axis, values) }
      return .object(PlotThing("PathCollection"))
    case "hist": return try histogram(arguments, session)
    case "bar", "barh":
      hasOther = true
      let count = try arguments.positional.first.map { try session.tensor($0).array.count } ?? 0
      return .object(PlotThing("BarContainer", count: count))
    case "pie":
      let count = try arguments.positional.first.map { try session.tensor($0).array.count } ?? 0
      let parts = Value.list((0..<count).map { _ in .object(PlotThing("Wedge")) })
      let isLabelled = arguments.keywords.contains { $0.name == "autopct" }
      return .tuple(isLabelled ? [parts, parts, parts] : [parts, parts])
    case "boxplot", "violinplot": return try boxes(session)
    case "xlim", "set_xlim", "get_xlim", "set_xlim3d":
      return try limit("x", name, arguments, session)
    case "ylim", "set_ylim", "get_ylim", "set_ylim3d":
      return try limit("y", name, arguments, session)
    case "axis": return try axis(arguments, session)
    case "xticks", "yticks":
      return .tuple([arguments.positional.first ?? .object(PlotThing("ticks")), .list([])])
    case "twinx", "twiny", "inset_axes":
      return .object(figure?.newAxes() ?? AxesObject(FigureObject()))
    case "clear", "cla":
      (extent, limits, hasOther) = ([:], [:], false)
      return .none
    case "get_figure": return figure.map { .object($0) } ?? Value.none
    case "get_legend_handles_labels": return .tuple([.list([]), .list([])])
    default:
      if !Pyplot.keepsLimits(name) { hasOther = true }
      return Pyplot.result(name)
    }
  }

  /// The lines of `plot(x, y, 'r--', x2, y2)`; lengths must agree.
  private func lines(_ name: String, _ arguments: Arguments, _ session: Session) throws
    -> [PlotThing]
  {
    var lines: [PlotThing] = []
    var rest = arguments.positional.filter { $0.text == nil || arguments.positional.count == 1 }[
      ...]
    let formats = arguments.positional.map { $0.text != nil }
    var at = 0
    while at < formats.count {
      // One or two arrays, then perhaps a format.
      var group: [NDArray] = []
      while at < formats.count, !formats[at], group.count < 2 {
        if let value = rest.popFirst() { group.append(try data(value, session)) }
        at += 1
      }
      while at < formats.count, formats[at] { at += 1 }
      guard let y = group.last else { break }
      if group.count == 2, let rows = y.shape.first ?? group[0].shape.first {
        let columns = group[0].shape.first ?? 1
        if columns != (y.shape.first ?? 1) {
          throw PythonError.value(
            "x and y must have same first dimension, but have shapes \(pythonShape(group[0].shape)) "
              + "and \(pythonShape(y.shape))",
            hint: "there are \(columns) places along x and \(rows) values")
        }
        extend("x", group[0])
      } else if let count = y.shape.first, count > 0 {
        extend("x", 0, Double(count - 1))
      }
      extend("y", y)
      if name != "plot" { hasOther = true }
      let count = max(
        y.dimensions == 2 ? y.shape[1] : 1, group[0].dimensions == 2 ? group[0].shape[1] : 1)
      lines += (0..<count).map { _ in PlotThing("Line2D") }
    }
    return lines
  }

  private func data(_ value: Value, _ session: Session) throws -> NDArray {
    if let object = value.asObject(PlotThing.self) {
      hasOther = true
      return NDArray(zeros: [object.count ?? 0], .float64)
    }
    if value.asObject(SequenceObject.self)?.items.first?.text != nil {
      // Places along the axis by name: one for each text.
      hasOther = true
      let count = value.asObject(SequenceObject.self)?.items.count ?? 0
      return NDArray(zeros: [count], .float64)
    }
    if case .object(let object) = value, !(object is SequenceObject), !(object is ArrayObject),
      !(object is VariableObject)
    {
      return try session.tensor(.list(try session.items(of: value))).array
    }
    return try session.tensor(value).array
  }

  private func extend(_ axis: String, _ values: NDArray) {
    let finite = values.doubles.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return }
    extend(axis, low, high)
  }

  private func extend(_ axis: String, _ low: Double, _ high: Double) {
    guard let known = extent[axis] else { return extent[axis] = (low, high) }
    extent[axis] = (min(known.low, low), max(known.high, high))
  }

  private func histogram(_ arguments: Arguments, _ session: Session) throws -> Value {
    hasOther = true
    var passed = Arguments(Array(arguments.positional.prefix(2)))
    if case .none? = passed.positional.dropFirst().first { passed.positional.removeLast() }
    for (name, value) in arguments.keywords {
      switch name {
      case "x": passed.positional.insert(value, at: 0)
      case "bins", "range", "density", "weights": passed.keywords.append((name, value))
      case "cumulative", "stacked":
        if try session.isTrue(value) {
          throw PythonError.refused(
            "`\(name)=` of hist",
            hint: "compute it from `np.histogram` and draw it with `plt.bar` or `plt.plot`")
        }
      default: break
      }
    }
    guard let numpy = session.modules["numpy"], let first = passed.positional.first,
      let function = try numpy.attribute("histogram", session)
    else { return .object(PlotThing("hist")) }
    let array = try session.tensor(first).array
    if array.dimensions > 1
      || first.asObject(SequenceObject.self)?.items.first?.number == nil
        && first.asObject(ArrayObject.self) == nil
    {
      return .tuple((0..<3).map { _ in .object(PlotThing("hist")) })
    }
    let result = try session.items(of: session.call(function, passed))
    guard let counts = result.first?.asObject(ArrayObject.self), result.count == 2 else {
      return .object(PlotThing("hist"))
    }
    return .tuple([
      .object(ArrayObject(counts.array.asType(.float64))), result[1],
      .object(PlotThing("BarContainer", count: counts.array.count)),
    ])
  }

  private func boxes(_ session: Session) throws -> Value {
    hasOther = true
    let result = DictionaryObject()
    for part in ["whiskers", "caps", "boxes", "medians", "fliers", "means", "bodies"] {
      try result.set(.string(part), .object(PlotThing(part)), session)
    }
    return .object(result)
  }

  // MARK: Limits

  private func limit(
    _ axis: String, _ name: String, _ arguments: Arguments, _ session: Session
  ) throws -> Value {
    let low = axis == "x" ? ["left", "xmin"] : ["bottom", "ymin"]
    let high = axis == "x" ? ["right", "xmax"] : ["top", "ymax"]
    var given = arguments.positional
    if given.count == 1, !given[0].isNone, given[0].number == nil {
      given = try session.items(of: given[0])
    }
    func keyword(_ names: [String]) -> Value? {
      arguments.keywords.last { names.contains($0.name) }?.value
    }
    let first = given.first ?? keyword(low) ?? .none
    let second = given.dropFirst().first ?? keyword(high) ?? .none
    if first.isNone, second.isNone { return try known(axis) }
    let old =
      limits[axis]
      ?? automatic(axis).map { (.scalar(NumPyScalar($0.low)), .scalar(NumPyScalar($0.high))) }
    guard !first.isNone || old != nil, !second.isNone || old != nil else {
      hasOther = true
      return .none
    }
    func side(_ value: Value, _ old: Value?) throws -> Value {
      value.isNone ? old ?? .none : .scalar(NumPyScalar(try session.double(value)))
    }
    limits[axis] = (try side(first, old?.low), try side(second, old?.high))
    return try known(axis)
  }

  private func automatic(_ axis: String) -> (low: Double, high: Double)? {
    guard !hasOther, let (low, high) = extent[axis], low < high else {
      return hasOther || extent[axis] != nil ? nil : (0, 1)
    }
    let margin = (high - low) * 0.05
    return (low - margin, high + margin)
  }

  private func known(_ axis: String) throws -> Value {
    if let (low, high) = limits[axis] { return .tuple([low, high]) }
    guard let (low, high) = automatic(axis) else {
      return .object(PlotThing("limits", count: 2))
    }
    return .tuple([.scalar(NumPyScalar(low)), .scalar(NumPyScalar(high))])
  }

  private func axis(_ arguments: Arguments, _ session: Session) throws -> Value {
    if let first = arguments.positional.first, first.text == nil, first.number == nil,
      !first.isNone
    {
      let values = try session.items(of: first)
      guard values.count == 4 else {
        throw PythonError.type(
          "the first argument to axis() must be an iterable of the form [xmin, xmax, ymin, ymax]")
      }
      limits["x"] = (values[0], values[1])
      limits["y"] = (values[2], values[3])
    } else if !arguments.positional.isEmpty || !arguments.keywords.isEmpty {
      hasOther = true
    }
    let both = [try known("x"), try known("y")].flatMap {
      $0.asObject(TupleObject.self)?.items ?? [
        .object(PlotThing("limit")), .object(PlotThing("limit")),
      ]
    }
    return .tuple(both)
  }
}
