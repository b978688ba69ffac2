import Arrays

/// A convolution and its two adjoints: each one's backward pass is made of the other two.
extension Gate {
  /// Slides filters over images: at each place the inner product of a filter and a window.
  package static let convolution = Gate(
    "conv", symbol: "conv", .tensor(ConvolutionRule.self),
    sentence:
      "A convolution shares each filter among all places: the filter's gradients from there add up, "
      + "and an input gets one through each filter element that met it.",
    blockNames: ["lesson.nn.conv2d", "lesson.nn.conv1d"],
    source: "LeCun et al. 1989; cross-correlation, the filter is not flipped")

  /// What a convolution does to the gradient of its input; also known as transposed convolution.
  package static let convolutionInput = Gate(
    "conv_transpose", symbol: "convᵀ", .tensor(ConvolutionInputRule.self),
    sentence:
      "A transposed convolution gathers its gradient with the filters that spread its input.",
    source: "adjoint of a convolution by its input")

  /// What a convolution does to the gradient of its filters.
  package static let convolutionFilter = Gate(
    "conv_filter", symbol: "x∗u", .tensor(ConvolutionFilterRule.self),
    sentence:
      "A filter-gradient gate is linear in both operands: each gets the other's share back.",
    source: "adjoint of a convolution by its filters")
}

/// Operands: input (examples, channels, …), filters (filters, channels, …), perhaps a bias a filter.
enum ConvolutionRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .windows(let windows) = visit.attribute else { return [] }
    let (engine, u) = (visit.engine, visit.upstream)
    let (x, w) = (visit.operands[0], visit.operands[1])
    var result: [Tensor?] = [
      visit.wanted[0] ? try engine.convolutionInput(u, w, windows) : nil,
      visit.wanted[1] ? try engine.convolutionFilter(x, u, windows) : nil,
    ]
    if visit.operands.count > 2 {
      let axes = u.array.shape.indices.filter { $0 != 1 }
      result.append(visit.wanted[2] ? try engine.sum(u, axes: axes, keep: false) : nil)
    }
    return result
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .windows(let windows) = attribute else { return nil }
    return try engine.convolution(
      operands[0], operands[1], operands.count > 2 ? operands[2] : nil, windows)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    switch operand {
    case 0: "each output it went into × the number of \(names[1]) it met there"
    case 1: "Σ over examples and places: output × the number of \(names[0]) it met there"
    default: "1 for every place"
    }
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    names[0] + " ∗ " + names[1] + (names.count > 2 ? " + \(names[2])" : "")
  }

  static func label(attribute: Attribute) -> String? {
    if case .windows(let windows) = attribute { "conv \(windows.title)" } else { nil }
  }
}

/// Operands: a gradient of the output, filters.
enum ConvolutionInputRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .windows(let windows) = visit.attribute else { return [] }
    return [
      visit.wanted[0]
        ? try visit.engine.convolution(visit.upstream, visit.operands[1], nil, windows) : nil,
      visit.wanted[1]
        ? try visit.engine.convolutionFilter(visit.upstream, visit.operands[0], windows) : nil,
    ]
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .windows(let windows) = attribute else { return nil }
    return try engine.convolutionInput(operands[0], operands[1], windows)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    operand == 0 ? "upstream ∗ \(names[1])" : "Σ over examples and places: upstream × \(names[0])"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "\(names[0]) ∗ᵀ \(names[1])"
  }
}

/// Operands: the input, a gradient of the output.
enum ConvolutionFilterRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .windows(let windows) = visit.attribute else { return [] }
    return [
      visit.wanted[0]
        ? try visit.engine.convolutionInput(visit.operands[1], visit.upstream, windows) : nil,
      visit.wanted[1]
        ? try visit.engine.convolution(visit.operands[0], visit.upstream, nil, windows) : nil,
    ]
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .windows(let windows) = attribute else { return nil }
    return try engine.convolutionFilter(operands[0], operands[1], windows)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    operand == 0 ? "\(names[1]) ∗ᵀ upstream" : "\(names[0]) ∗ upstream"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "Σ windows of \(names[0]) × \(names[1])"
  }
}

extension Engine {
  package func convolution(_ x: Tensor, _ w: Tensor, _ bias: Tensor?, _ windows: Windows) throws
    -> Tensor
  {
    let (x, w, bias) = (try real(x), try real(w), try bias.map { try real($0) })
    return record(
      Gate.code(named: "conv"), [x, w] + (bias.map { [$0] } ?? []),
      try .convolved(x.array, w.array, bias: bias?.array, windows), attribute: .windows(windows))
  }

  package func convolutionInput(_ u: Tensor, _ w: Tensor, _ windows: Windows) throws -> Tensor {
    record(
      Gate.code(named: "conv_transpose"), [u, w],
      try .convolutionInput(u.array, w.array, windows), attribute: .windows(windows))
  }

  package func convolutionFilter(_ x: Tensor, _ u: Tensor, _ windows: Windows) throws -> Tensor {
    record(
      Gate.code(named: "conv_filter"), [x, u],
      try .convolutionFilter(x.array, u.array, windows), attribute: .windows(windows))
  }
}
