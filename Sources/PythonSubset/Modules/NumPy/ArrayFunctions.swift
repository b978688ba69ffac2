import Arrays
import Autodiff

/// What functions and methods of arrays share: `np.sum(x, axis=0)` and `x.sum(axis=0)` are one.
enum ArrayFunctions {
  static func axes(_ value: Value?, _ dimensions: Int, _ session: Session) throws -> [Int] {
    guard let value, !value.isNone else { return Array(0..<dimensions) }
    if dimensions == 0, let axis = session.index(value), axis == 0 || axis == -1 { return [] }
    return try normalizedAxes(session.shape(value), dimensions: dimensions)
  }

  static func flag(_ value: Value?, _ session: Session) throws -> Bool {
    try value.map { try session.isTrue($0) } ?? false
  }

  /// sum, mean, max … by name; `x` may be anything that makes an array.
  static func reduce(
    _ name: String, _ value: Value, axis: Value?, keep: Bool, ddof: Int = 0, dtype: Value? = nil,
    _ session: Session
  ) throws -> Value {
    let engine = session.engine
    var x = try session.tensor(value)
    x.kind = .array
    if let dtype, !dtype.isNone { x = try session.cast(x, to: session.dtype(dtype)) }
    try session.charge(elements: x.array.count)
    if x.array.dimensions == 0, name == "mean" || name == "var" || name == "std", let axis {
      // Sums of one number take axis 0; averages do not.
      if !axis.isNone { _ = try normalizedAxes(session.shape(axis), dimensions: 0) }
    }
    let axes = try axes(axis, x.array.dimensions, session)
    switch name {
    case "sum": return session.value(try engine.sum(x, axes: axes, keep: keep))
    case "mean": return session.value(try engine.mean(x, axes: axes, keep: keep))
    case "max", "min":
      if axes.reduce(1, { $0 * x.array.shape[$1] }) == 0 {
        throw PythonError.value(
          "zero-size array to reduction operation \(name == "max" ? "maximum" : "minimum") which has "
            + "no identity")
      }
      return session.value(
        try engine.extreme(x, largest: name == "max", axes: axes, keep: keep))
    case "var", "std":
      return try engine.grouped(name) {
        let total = try variance(x, axes, keep, ddof, engine)
        return session.value(name == "var" ? total : try engine.rootOfSquares(total))
      }
    case "prod":
      return session.value(try engine.productOfElements(x, axes: axes, keep: keep))
    case "any", "all":
      return session.value(
        Tensor(try x.array.reduced(name == "any" ? .any : .all, axes: axes, keep: keep)))
    case "ptp":
      let high = try engine.extreme(x, largest: true, axes: axes, keep: keep)
      return session.value(
        try engine.elementwise(
          .subtract, high, engine.extreme(x, largest: false, axes: axes, keep: keep)))
    default: return .none
    }
  }

  /// mean((x − mean x)²), as small gates where a gradient may flow.
  private static func variance(
    _ x: Tensor, _ axes: [Int], _ keep: Bool, _ ddof: Int, _ engine: Engine
  ) throws -> Tensor {
    if !engine.isTracked(x.node) {
      return Tensor(try x.array.variance(axes: axes, keep: keep, ddof: ddof))
    }
    let real = x.array.dtype.isFloat ? x : try engine.copy(x, .float64)
    let difference = try engine.elementwise(
      .subtract, real, engine.mean(real, axes: axes, keep: true))
    let squares = try engine.elementwise(.multiply, difference, difference)
    let count = axes.reduce(1) { $0 * x.array.shape[$1] }
    if ddof == 0 { return try engine.mean(squares, axes: axes, keep: keep) }
    return try engine.elementwise(
      .divide, engine.sum(squares, axes: axes, keep: keep), Tensor(Double(max(0, count - ddof))))
  }

  static func argument(_ value: Value, largest: Bool, axis: Value?, keep: Bool, _ session: Session)
    throws -> Value
  {
    let x = try session.tensor(value)
    session.lost(x.node, largest ? "argmax" : "argmin")
    try session.charge(elements: x.array.count)
    guard let axis, !axis.isNone, x.array.dimensions > 0 else {
      let flat = try x.array.reshaped([x.array.count])
      return session.value(Tensor(try flat.argument(largest: largest, axis: 0)))
    }
    let normalized = try normalizedAxis(session.size(axis), dimensions: x.array.dimensions)
    return session.value(
      Tensor(try x.array.argument(largest: largest, axis: normalized, keep: keep)))
  }

  static func cumulate(_ value: Value, axis: Value?, product: Bool, _ session: Session) throws
    -> Value
  {
    var x = try session.tensor(value)
    try session.charge(elements: x.array.count)
    if session.engine.isTracked(x.node) {
      x.kind = .array
      if axis?.isNone ?? true || x.array.dimensions == 0 {
        x = try session.engine.reshape(x, [x.array.count])
      }
      let place = try normalizedAxis(
        axis.flatMap { $0.isNone ? nil : $0 }.map { try session.size($0) } ?? 0,
        dimensions: x.array.dimensions)
      return session.value(
        try product
          ? runningProducts(x, place, session) : session.engine.cumulativeSum(x, axis: place))
    }
    guard let axis, !axis.isNone, x.array.dimensions > 0 else {
      return session.value(
        Tensor(widened(try x.array.reshaped([x.array.count]).cumulated(0, product: product), x)))
    }
    let normalized = try normalizedAxis(session.size(axis), dimensions: x.array.dimensions)
    return session.value(
      Tensor(widened(try x.array.cumulated(normalized, product: product), x)))
  }

  /// Sums of unsigned numbers are unsigned too.
  private static func widened(_ sums: NDArray, _ x: Tensor) -> NDArray {
    x.array.dtype.isUnsigned ? sums.asType(.uint64) : sums
  }

  /// Running products as a chain of multiply gates, through which gradients find back.
  private static func runningProducts(_ x: Tensor, _ axis: Int, _ session: Session) throws
    -> Tensor
  {
    let engine = session.engine
    return try engine.grouped("cumprod") {
      let size = x.array.shape[axis]
      guard size > 0 else { return try engine.copy(x) }
      var products: [Tensor] = []
      for i in 0..<size {
        try session.charge(elements: x.array.count)
        var part = Region(x.array.contiguous.section(axis, i..<(i + 1)))
        part.shape.remove(at: axis)
        part.strides.remove(at: axis)
        part.offset -= x.array.contiguous.offset
        let next = try engine.select(x, part, text: "[\(i)]")
        products.append(
          try products.last.map { try engine.elementwise(.multiply, $0, next) } ?? next)
      }
      return try engine.stack(products, axis: axis)
    }
  }

  /// A view that shares memory where it can, else a copy with a reshape gate.
  static func reshape(_ value: Value, _ shape: [Int], _ session: Session) throws -> Value {
    if let array = value.asObject(ArrayObject.self) {
      let target = try array.array.resolvedShape(shape)
      if let view = array.array.view(as: target) {
        return .object(
          ArrayObject(
            session.engine.view(
              array.handle, view, Gate.code(named: "reshape"), .shape(target))))
      }
    }
    let x = try session.tensor(value)
    let target = try x.array.resolvedShape(shape)
    try session.charge(elements: x.array.count)
    return .object(ArrayObject(session.engine.adopt(try session.engine.reshape(x, target))))
  }

  /// A reshape that reads and fills the elements by columns where `order='F'`.
  static func reshape(_ value: Value, _ shape: [Int], order: Value?, _ session: Session) throws
    -> Value
  {
    guard let order, !order.isNone, order.text != "C" else {
      return try reshape(value, shape, session)
    }
    guard order.text == "F" else {
      throw PythonError.refused(
        "`order=` other than 'C' and 'F'",
        hint: "give order='C' or order='F'")
    }
    let array = try arrayObject(value, session)
    let target = try array.array.resolvedShape(shape)
    let turned = try transpose(.object(array), nil, session)
    return try transpose(reshape(turned, target.reversed(), session), nil, session)
  }

  static func transpose(_ value: Value, _ axes: [Int]?, _ session: Session) throws -> Value {
    if case .scalar = value, axes == nil || axes == [] { return value }
    let array = try arrayObject(value, session)
    let dimensions = array.array.dimensions
    let order =
      try axes.map { try $0.map { try normalizedAxis($0, dimensions: dimensions) } }
      ?? Array((0..<dimensions).reversed())
    if axes != nil, Set(order).count != dimensions || order.count != dimensions {
      throw PythonError.value("axes don't match array")
    }
    if dimensions < 2 { return .object(array) }
    return view(
      array, array.array.permuted(order), "transpose", .permutation(order), session)
  }

  static func arrayObject(_ value: Value, _ session: Session) throws -> ArrayObject {
    if let array = value.asObject(ArrayObject.self) { return array }
    return ArrayObject(session.engine.adopt(try session.tensor(value)))
  }

  static func view(
    _ array: ArrayObject, _ view: NDArray, _ gate: String, _ attribute: Attribute,
    _ session: Session
  ) -> Value {
    .object(
      ArrayObject(session.engine.view(array.handle, view, Gate.code(named: gate), attribute)))
  }

  static func squeeze(_ value: Value, _ axis: Value?, _ session: Session) throws -> Value {
    let array = try arrayObject(value, session)
    let result = try array.array.squeezed(
      axis.flatMap { $0.isNone ? nil : $0 }.map { try session.shape($0) })
    return view(array, result, "reshape", .shape(result.shape), session)
  }

  static func expand(_ value: Value, _ axes: [Int], _ session: Session) throws -> Value {
    let array = try arrayObject(value, session)
    let dimensions = array.array.dimensions + axes.count
    let places = try axes.map { try normalizedAxis($0, dimensions: dimensions) }.sorted()
    var result = array.array
    for place in places { result = try result.expanded(at: place) }
    return view(array, result, "reshape", .shape(result.shape), session)
  }

  /// A plain number that promotes no array of the type, exact in it up to the rounding of a float.
  private static func bound(_ value: Value, _ type: DType) -> Double? {
    switch value {
    case .float(let x, 0): x
    case .int(let x, 0) where x.magnitude < 1 << 24: Double(x)
    case .scalar(let x) where x.dtype == .float64 && type == .float64 && x.node == 0:
      Double(bitPattern: x.bits)
    default: nil
    }
  }

  static func clip(_ value: Value, _ low: Value?, _ high: Value?, _ session: Session) throws
    -> Value
  {
    var x = try session.tensor(value)
    try session.charge(elements: x.array.count * 2)
    if let low, let high, x.kind == .array, !session.engine.isTracked(x.node),
      let a = bound(low, x.array.dtype), let b = bound(high, x.array.dtype),
      let result = x.array.clipped(low: a, high: b)
    {
      return session.value(Tensor(result))
    }
    let engine = session.engine
    func bounded() throws -> Tensor {
      if let low, !low.isNone { x = try engine.elementwise(.maximum, x, session.tensor(low)) }
      if let high, !high.isNone { x = try engine.elementwise(.minimum, x, session.tensor(high)) }
      return x
    }
    let hasBoth = !(low?.isNone ?? true) && !(high?.isNone ?? true)
    return session.value(try hasBoth ? engine.grouped("clip") { try bounded() } : bounded())
  }

  static func round(_ value: Value, _ decimals: Int, _ session: Session) throws -> Value {
    let x = try session.tensor(value)
    session.lost(x.node, "round")
    if !x.array.dtype.isFloat {
      if x.array.dtype == .bool {
        throw PythonError.refused(
          "float16, which rounding bools gives",
          hint: "`.astype(float)` first")
      }
      if decimals >= 0 { return session.value(Tensor(x.array.copy())) }
      guard decimals >= -18 else {
        return session.value(Tensor(NDArray(zeros: x.array.shape, x.array.dtype)))
      }
      // NumPy divides, rounds halves to even and multiplies again.
      let unit = Elementary.power(10, Double(-decimals))
      let rounded = x.array.asType(.float64).doubles.map {
        ($0 / unit).rounded(.toNearestOrEven) * unit
      }
      return session.value(
        Tensor(NDArray(rounded, shape: x.array.shape).asType(x.array.dtype)))
    }
    let scale = Tensor(Elementary.power(10, Double(abs(decimals))))
    let plain = Operand(x.array)
    let scaled = try NDArray.binary(decimals >= 0 ? .multiply : .divide, plain, scale.operand)
    let rounded = try scaled.map(.rint)
    return session.value(
      Tensor(
        decimals == 0
          ? rounded
          : try NDArray.binary(
            decimals >= 0 ? .divide : .multiply, Operand(rounded), scale.operand)))
  }

  /// Indices that sort along an axis; equal elements keep their order.
  static func argsort(_ array: NDArray, axis: Int) -> NDArray {
    let order = array.moved(axis, to: array.dimensions - 1)
    let values = order.doubles
    let size = max(1, order.shape.last ?? 1)
    let result = NDArray(uninitialized: order.shape, .int64)
    let out = result.pointer(Int.self)
    for row in 0..<(values.count / size) {
      let part = values[row * size..<(row + 1) * size]
      let sorted = part.indices.sorted { a, b in
        let (x, y) = (part[a], part[b])
        if x.isNaN || y.isNaN { return !x.isNaN && y.isNaN || (x.isNaN == y.isNaN && a < b) }
        return x < y || (x == y && a < b)
      }
      for (i, index) in sorted.enumerated() { out[row * size + i] = index - row * size }
    }
    var back = Array(0..<(array.dimensions - 1))
    back.insert(array.dimensions - 1, at: axis)
    return result.permuted(back)
  }

  /// `x` sorted along an axis, as a selection, so that gradients find their way back.
  static func sort(_ value: Value, axis: Value?, _ session: Session) throws -> Value {
    var x = try session.tensor(value)
    try session.charge(sorted: x.array.count)
    if let axis, axis.isNone { x = try session.engine.reshape(x, [x.array.count]) }
    if x.array.dimensions == 0 {
      throw PythonError(
        "AxisError",
        "axis \(axis.flatMap { session.index($0) } ?? -1) is out of bounds for array of dimension 0"
      )
    }
    let axis = try normalizedAxis(
      axis.flatMap { $0.isNone ? nil : $0 }.map { try session.size($0) } ?? -1,
      dimensions: x.array.dimensions)
    let order = argsort(x.array, axis: axis)
    let steps = rowMajorStrides(x.array.shape)
    var positions: [Int] = []
    var index = [Int](repeating: 0, count: x.array.dimensions)
    for chosen in order.ints {
      var position = 0
      for (i, step) in steps.enumerated() { position += (i == axis ? chosen : index[i]) * step }
      positions.append(position)
      for i in index.indices.reversed() {
        index[i] += 1
        if index[i] < x.array.shape[i] { break }
        index[i] = 0
      }
    }
    return session.value(
      try session.engine.select(
        x, Region(shape: x.array.shape, strides: [], offset: 0, positions: positions),
        text: " sorted"))
  }

  static func list(_ array: NDArray) -> Value {
    func value(_ scalar: Scalar) -> Value {
      switch scalar {
      case .bool(let x): .bool(x)
      case .int(let x): .int(x)
      case .float(let x): .float(x)
      }
    }
    var scalars = array.scalars.makeIterator()
    func nested(_ axis: Int) -> Value {
      if axis == array.dimensions { return scalars.next().map(value) ?? .none }
      return .list((0..<array.shape[axis]).map { _ in nested(axis + 1) })
    }
    return nested(0)
  }

  /// `x.item()`: the number as Python's own, with its node.
  static func item(_ value: Value, _ session: Session) throws -> Value {
    let tensor = try session.tensor(value)
    guard tensor.array.count == 1 else {
      throw PythonError.value("can only convert an array of size 1 to a Python scalar")
    }
    let engine = session.engine
    var node = tensor.node
    if engine.isTracked(node), tensor.array.dimensions > 0 {
      node = try engine.record(
        Gate.code(named: "index"), [tensor], tensor.array.reshaped([]).copy(), kind: .float,
        attribute: .region(Region(shape: [], strides: [], offset: 0), text: ".item()")
      ).node
    }
    switch tensor.array.scalar {
    case .bool(let x): return .bool(x)
    case .int(let x): return .int(x, node)
    case .float(let x): return .float(x, node)
    }
  }
}
