import Arrays

extension Gate {
  /// The largest number of each window.
  package static let maxPool = Gate(
    "max_pool", symbol: "max pool", .tensor(MaxPoolRule.self),
    sentence:
      "A max-pooling gate sends each gradient to the winner of its window, the first of several; "
      + "all others get 0.",
    blockNames: [
      "lesson.nn.max_pool2d", "lesson.nn.max_pool1d", "lesson.nn.fractional_max_pool2d",
    ],
    source: "a selection matrix; Graham 2014 for fractional windows",
    kinks: "where two numbers of a window tie for the largest")

  /// The mean of each window.
  package static let averagePool = Gate(
    "avg_pool", symbol: "avg pool", .tensor(AveragePoolRule.self),
    sentence:
      "An average-pooling gate hands every number of a window an equal share of its gradient.",
    blockNames: ["lesson.nn.avg_pool2d", "lesson.nn.avg_pool1d"],
    source: "a convolution of each channel with equal weights 1/n")
}

enum MaxPoolRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .pool(_, let winners) = visit.attribute else { return [nil] }
    let (u, shape) = (visit.upstream.array, visit.operands[0].array.shape)
    if !visit.engine.isTracing, u.dtype.isFloat {
      return [Tensor(try u.contiguous.maxPoolGradient(winners, shape: shape))]
    }
    let region = Region(shape: u.shape, strides: [], offset: 0, positions: Array(winners))
    return [
      try visit.engine.place(visit.upstream, region, text: "[winners]", shape: shape)
    ]
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .pool(let regions, _) = attribute else { return nil }
    return try engine.maxPool(operands[0], regions)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1 at the winner of each window, 0 elsewhere"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "max_pool(\(names[0]))"
  }

  static func label(attribute: Attribute) -> String? {
    guard case .pool(let regions, _) = attribute else { return nil }
    return regions.title.isEmpty ? "max pool" : "max pool \(regions.title)"
  }
}

enum AveragePoolRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .windows(let windows) = visit.attribute else { return [nil] }
    let (engine, u) = (visit.engine, visit.upstream)
    let shape = visit.operands[0].array.shape
    if !engine.isTracing, u.array.dtype.isFloat {
      return [Tensor(try u.array.contiguous.averagePoolGradient(windows, shape: shape))]
    }
    let weights = NDArray(zeros: [1, 1] + windows.size, u.array.dtype)
    for position in 0..<weights.count { weights.set(position, .float(1 / Double(windows.count))) }
    let planes = try engine.reshape(u, [shape[0] * shape[1], 1] + windows.output)
    return [
      try engine.reshape(engine.convolutionInput(planes, Tensor(weights), windows), shape)
    ]
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .windows(let windows) = attribute else { return nil }
    return try engine.averagePool(operands[0], windows)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    guard case .windows(let windows) = attribute else { return "1/n" }
    return "1/\(windows.count) for each window it is in"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "avg_pool(\(names[0]))"
  }

  static func label(attribute: Attribute) -> String? {
    if case .windows(let windows) = attribute { "avg pool \(windows.title)" } else { nil }
  }
}

extension Engine {
  /// The largest of each region of (examples, channels, …).
  package func maxPool(_ x: Tensor, _ regions: PoolRegions) throws -> Tensor {
    let x = try real(x)
    let (values, winners) = try x.array.contiguous.maxPooled(regions)
    return record(
      Gate.code(named: "max_pool"), [x], values, attribute: .pool(regions, winners: winners))
  }

  /// The mean of each window; the padding counts as zeros.
  package func averagePool(_ x: Tensor, _ windows: Windows) throws -> Tensor {
    let x = try real(x)
    return record(
      Gate.code(named: "avg_pool"), [x], try x.array.contiguous.averagePooled(windows),
      attribute: .windows(windows))
  }
}
