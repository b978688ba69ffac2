import Arrays

/// A number of a ``Graph``: an input, or what a gate computed.
///
/// Operators and functions compute their value at once and record one gate each. Plain numbers beside
/// them are constants. Both operands must be of one graph, which is a precondition.
public struct Variable {
  public let graph: Graph
  let node: UInt32
  public let value: Double

  @inline(__always)
  private static func gate(_ code: UInt8, _ a: Variable, _ b: Variable, _ result: Double)
    -> Variable
  {
    let graph = a.graph
    precondition(graph === b.graph, "the operands belong to two graphs")
    precondition(
      graph.tape.owns(a.node) && graph.tape.owns(b.node), "an operand was removed from the graph")
    let node = graph.tape.push(
      code, .float, a.node, b.node, value: result, site: graph.engine.site, flags: 2)
    return Variable(graph: graph, node: node, value: result)
  }

  @inline(__always)
  private func constant(_ value: Double) -> Variable {
    Variable(graph: graph, node: graph.tape.constant(value, .float), value: value)
  }

  @inline(__always)
  private func gate(_ code: UInt8, _ result: Double) -> Variable {
    precondition(graph.tape.owns(node), "the operand was removed from the graph")
    let node = graph.tape.push(
      code, .float, node, node, value: result, site: graph.engine.site, flags: 1)
    return Variable(graph: graph, node: node, value: result)
  }

  public static func + (a: Variable, b: Variable) -> Variable {
    gate(GateCode.add, a, b, a.value + b.value)
  }
  public static func - (a: Variable, b: Variable) -> Variable {
    gate(GateCode.subtract, a, b, a.value - b.value)
  }
  public static func * (a: Variable, b: Variable) -> Variable {
    gate(GateCode.multiply, a, b, a.value * b.value)
  }
  public static func / (a: Variable, b: Variable) -> Variable {
    gate(GateCode.divide, a, b, a.value / b.value)
  }
  public static prefix func - (a: Variable) -> Variable { a.gate(GateCode.negate, -a.value) }

  public static func + (a: Variable, b: Double) -> Variable { a + a.constant(b) }
  public static func + (a: Double, b: Variable) -> Variable { b.constant(a) + b }
  public static func - (a: Variable, b: Double) -> Variable { a - a.constant(b) }
  public static func - (a: Double, b: Variable) -> Variable { b.constant(a) - b }
  public static func * (a: Variable, b: Double) -> Variable { a * a.constant(b) }
  public static func * (a: Double, b: Variable) -> Variable { b.constant(a) * b }
  public static func / (a: Variable, b: Double) -> Variable { a / a.constant(b) }
  public static func / (a: Double, b: Variable) -> Variable { b.constant(a) / b }

  /// x to the power of a number.
  public func power(_ exponent: Double) -> Variable {
    Self.gate(
      GateCode.power, self, constant(exponent), Elementary.power(value, exponent))
  }

  public var exponential: Variable { gate(GateCode.exp, FloatFunction.exp(value)) }
  /// The natural logarithm.
  public var logarithm: Variable { gate(GateCode.log, FloatFunction.log(value)) }
  public var squareRoot: Variable { gate(GateCode.squareRoot, value.squareRoot()) }
  public var tanh: Variable { gate(GateCode.tanh, FloatFunction.tanh(value)) }
  /// 1/(1 + e⁻ˣ).
  public var sigmoid: Variable { gate(GateCode.sigmoid, FloatFunction.sigmoid(value)) }
  /// The larger of x and 0; gradient 0 at 0.
  public var relu: Variable { gate(GateCode.relu, value > 0 ? value : value.isNaN ? value : 0) }
  /// |x|; gradient 0 at 0.
  public var absoluteValue: Variable { gate(GateCode.absolute, abs(value)) }

  /// Any other elementwise gate of one operand, by its name in ``GateDescription/all``.
  ///
  /// - Throws: ``GraphError`` where there is no such gate.
  public func applying(_ name: String) throws -> Variable {
    let gate = try GateDescription.elementwise(name, operands: 1)
    let result = try GraphError.wrapping {
      try graph.engine.elementwise(
        gate, Tensor(NDArray(scalar: .float(value), .float64), node: node, kind: .float))
    }
    return Variable(graph: graph, node: result.node, value: result.array.scalar.double)
  }
}

/// The larger of two; the gradient goes there, half to each where they are equal.
public func max(_ a: Variable, _ b: Variable) throws -> Variable { try pair("maximum", a, b) }

/// The smaller of two; the gradient goes there, half to each where they are equal.
public func min(_ a: Variable, _ b: Variable) throws -> Variable { try pair("minimum", a, b) }

private func pair(_ name: String, _ a: Variable, _ b: Variable) throws -> Variable {
  precondition(a.graph === b.graph, "the operands belong to two graphs")
  let gate = try GateDescription.elementwise(name, operands: 2)
  let result = try GraphError.wrapping {
    try a.graph.engine.elementwise(
      gate, Tensor(NDArray(scalar: .float(a.value), .float64), node: a.node, kind: .float),
      Tensor(NDArray(scalar: .float(b.value), .float64), node: b.node, kind: .float))
  }
  return Variable(graph: a.graph, node: result.node, value: result.array.scalar.double)
}
