import Arrays

extension Gate {
  /// The same elements in another shape.
  package static let reshape = Gate(
    "reshape", symbol: "reshape", .tensor(ReshapeRule.self),
    sentence: "A reshape gate only renames places: the gradient takes the old shape back.",
    blockNames: ["x.reshape", "np.reshape", "x.ravel()", "np.squeeze"],
    source: "a permutation matrix")

  /// Axes in another order.
  package static let transpose = Gate(
    "transpose", symbol: "ᵀ", .tensor(TransposeRule.self),
    sentence: "A transpose gate transposes its gradient back.",
    blockNames: ["x.T", "np.transpose"], source: "a permutation matrix")

  /// One array repeated along new axes.
  package static let broadcast = Gate(
    "broadcast", symbol: "broadcast", .tensor(BroadcastRule.self),
    sentence: "A broadcast is a copier: the gradients of all copies add up.",
    blockNames: ["np.broadcast_to"], source: "adjoint of a broadcast is a sum")

  /// A copy of the elements, perhaps of another type.
  package static let copy = Gate(
    "copy", symbol: "copy", .tensor(CopyRule.self),
    sentence: "A copy gate hands its gradient on, unchanged.",
    blockNames: ["np.copy", "x.astype", "np.array"], source: "the identity")
}

enum ReshapeRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    [try visit.engine.reshape(visit.upstream, visit.operands[0].array.shape)]
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .shape(let shape) = attribute else { return nil }
    return try engine.reshape(operands[0], shape)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1: the same elements in the old shape"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    guard case .shape(let shape) = attribute else { return "reshape(\(names[0]))" }
    return "\(names[0]) as \(pythonShape(shape))"
  }
}

enum TransposeRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .permutation(let axes) = visit.attribute else { return [nil] }
    var inverse = axes
    for (position, axis) in axes.enumerated() { inverse[axis] = position }
    return [try visit.engine.transpose(visit.upstream, inverse)]
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .permutation(let axes) = attribute else { return nil }
    return try engine.transpose(operands[0], axes)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "upstreamᵀ"
  }
  static func formula(names: [String], attribute: Attribute) -> String { "\(names[0])ᵀ" }
}

enum BroadcastRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    [try visit.engine.unbroadcast(visit.upstream, to: visit.operands[0].array.shape)]
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .shape(let shape) = attribute else { return nil }
    return try engine.broadcast(operands[0], to: shape)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1 for every copy"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    guard case .shape(let shape) = attribute else { return names[0] }
    return "\(names[0]) repeated to \(pythonShape(shape))"
  }
}

enum CopyRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] { [visit.upstream] }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    Tensor(operands[0].array.copy())
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String { "1" }
  static func formula(names: [String], attribute: Attribute) -> String { "copy of \(names[0])" }
}
