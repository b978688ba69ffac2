import Arrays

/// An array of float64 numbers of a ``Graph``: an input, a constant, or what a gate computed.
///
/// Shapes broadcast as NumPy's do. Every operation throws ``GraphError`` where shapes do not fit. Both
/// operands must be of one graph, which is a precondition.
public struct ArrayVariable {
  public let graph: Graph
  let tensor: Tensor

  /// Sizes along the axes; empty for one number.
  public var shape: [Int] { tensor.array.shape }
  public var value: ArrayValue { ArrayValue(tensor.array) }

  private func made(_ body: (Engine) throws -> Tensor) throws -> ArrayVariable {
    ArrayVariable(graph: graph, tensor: try GraphError.wrapping { try body(graph.engine) })
  }

  private static func gate(_ gate: Gate, _ a: ArrayVariable, _ b: ArrayVariable) throws
    -> ArrayVariable
  {
    precondition(a.graph === b.graph, "the operands belong to two graphs")
    return try a.made { try $0.elementwise(gate, a.tensor, b.tensor) }
  }

  private func number(_ value: Double) -> ArrayVariable {
    ArrayVariable(graph: graph, tensor: Tensor(value))
  }

  public static func + (a: ArrayVariable, b: ArrayVariable) throws -> ArrayVariable {
    try gate(.add, a, b)
  }
  public static func - (a: ArrayVariable, b: ArrayVariable) throws -> ArrayVariable {
    try gate(.subtract, a, b)
  }
  /// Elementwise; the matrix product is ``matmul(_:)``.
  public static func * (a: ArrayVariable, b: ArrayVariable) throws -> ArrayVariable {
    try gate(.multiply, a, b)
  }
  public static func / (a: ArrayVariable, b: ArrayVariable) throws -> ArrayVariable {
    try gate(.divide, a, b)
  }
  public static prefix func - (a: ArrayVariable) throws -> ArrayVariable {
    try a.made { try $0.elementwise(.negate, a.tensor) }
  }

  public static func + (a: ArrayVariable, b: Double) throws -> ArrayVariable {
    try a + a.number(b)
  }
  public static func - (a: ArrayVariable, b: Double) throws -> ArrayVariable {
    try a - a.number(b)
  }
  public static func * (a: ArrayVariable, b: Double) throws -> ArrayVariable {
    try a * a.number(b)
  }
  public static func * (a: Double, b: ArrayVariable) throws -> ArrayVariable {
    try b.number(a) * b
  }
  public static func / (a: ArrayVariable, b: Double) throws -> ArrayVariable {
    try a / a.number(b)
  }

  /// Any elementwise gate of one operand, by its name in ``GateDescription/all``: `tanh`, `exp`, `relu`.
  public func applying(_ name: String) throws -> ArrayVariable {
    let gate = try GateDescription.elementwise(name, operands: 1)
    return try made { try $0.elementwise(gate, tensor) }
  }

  /// (…, n, k) · (…, k, m) → (…, n, m); a vector counts as a row on the left, as a column on the right.
  public func matmul(_ other: ArrayVariable) throws -> ArrayVariable {
    precondition(graph === other.graph, "the operands belong to two graphs")
    return try made { try $0.product(tensor, other.tensor) }
  }

  /// The axes in another order; reversed if none are given.
  public func transposed(_ axes: [Int]? = nil) throws -> ArrayVariable {
    let order = axes ?? Array(shape.indices.reversed())
    guard order.sorted() == Array(shape.indices) else {
      throw GraphError(
        "\(order) does not name each axis of \(pythonShape(shape)) once",
        hint: "axes count from 0")
    }
    return try made { try $0.transpose(tensor, order) }
  }

  public func reshaped(_ shape: [Int]) throws -> ArrayVariable {
    try made { try $0.reshape(tensor, shape) }
  }

  /// The sum over some axes, or over all.
  public func sum(_ axes: [Int]? = nil, keepingAxes: Bool = false) throws -> ArrayVariable {
    let chosen = try checked(axes)
    return try made { try $0.sum(tensor, axes: chosen, keep: keepingAxes) }
  }

  /// The mean over some axes, or over all.
  public func mean(_ axes: [Int]? = nil, keepingAxes: Bool = false) throws -> ArrayVariable {
    let chosen = try checked(axes)
    return try made { try $0.mean(tensor, axes: chosen, keep: keepingAxes) }
  }

  private func checked(_ axes: [Int]?) throws -> [Int] {
    let axes = axes ?? Array(shape.indices)
    guard Set(axes).count == axes.count, axes.allSatisfy({ shape.indices.contains($0) }) else {
      throw GraphError(
        "\(axes) are not axes of an array of shape \(pythonShape(shape))",
        hint: "axes count from 0, each once")
    }
    return axes.sorted()
  }
}
