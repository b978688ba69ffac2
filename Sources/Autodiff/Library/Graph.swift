import Arrays

/// A record of every gate that is computed with its variables, for gradients of any order of operations.
///
/// ```swift
/// let graph = Graph()
/// let (x, y, z) = (graph.variable(-2), graph.variable(5), graph.variable(-4))
/// let f = (x + y) * z
/// let gradients = try graph.gradients(of: f)
/// gradients[x]  // −4
/// ```
///
/// Values are computed at once, gate by gate. A graph is not shared between threads. It grows with
/// every operation; ``removeAll()`` at each step of a training loop keeps it small.
public final class Graph {
  let engine = Engine()
  let tape: Tape

  public init() {
    tape = Tape(base: 1)
    engine.tape = tape
  }

  /// How many nodes there are: inputs, constants and gates.
  public var count: Int { tape.count }

  /// Forgets every node and keeps the memory. Variables made before are of no use any more.
  public func removeAll() {
    tape.removeAll()
  }

  // MARK: Inputs

  /// A number that gradients are wanted for.
  public func variable(_ value: Double) -> Variable {
    Variable(graph: self, node: engine.leaf(value, .float), value: value)
  }

  /// An array that gradients are wanted for, in row-major order.
  ///
  /// - Throws: ``GraphError`` where the shape does not hold as many elements.
  public func variable(_ elements: [Double], shape: [Int]) throws -> ArrayVariable {
    let array = try ArrayValue(elements, shape: shape).array
    return ArrayVariable(graph: self, tensor: Tensor(array, node: engine.leaf(array)))
  }

  /// An array that no gradient is wanted for, in row-major order.
  ///
  /// - Throws: ``GraphError`` where the shape does not hold as many elements.
  public func constant(_ elements: [Double], shape: [Int]) throws -> ArrayVariable {
    ArrayVariable(graph: self, tensor: Tensor(try ArrayValue(elements, shape: shape).array))
  }

  // MARK: Groups

  /// Records what `body` computes as one call, as functions are shown in a lesson.
  public func group<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    try engine.grouped(name) { try body() }
  }

  // MARK: Gradients

  /// The gradient of one number with respect to every node that led to it.
  ///
  /// One sweep in reverse; a node that several gates use gets the sum of what they send.
  public func gradients(of output: Variable) throws -> Gradients {
    try gradients(ofNode: output.node, seed: nil)
  }

  /// The gradient of an array of one element, or of the sum of `upstream` times the elements.
  ///
  /// - Parameter upstream: what the elements start with, in the array's shape.
  /// - Throws: ``GraphError`` where there are several elements and no `upstream`, or where it has
  ///   another number of elements.
  public func gradients(of output: ArrayVariable, upstream: [Double]? = nil) throws -> Gradients {
    let shape = output.shape
    guard let upstream else {
      guard output.tensor.array.count == 1 else {
        throw GraphError(
          "gradients of an array of shape \(pythonShape(shape)) need a gradient to start with",
          hint: "`sum()` makes one number of it, or give `upstream:`")
      }
      return try gradients(ofNode: output.tensor.node, seed: nil)
    }
    let seed = try ArrayValue(upstream, shape: shape).array
    return try gradients(ofNode: output.tensor.node, seed: Tensor(seed))
  }

  private func gradients(ofNode node: UInt32, seed: Tensor?) throws -> Gradients {
    guard tape.owns(node) else { return Gradients(graph: self, found: nil) }
    let found = try GraphError.wrapping {
      try engine.backward(tape, from: tape.index(node), seed: seed)
    }
    return Gradients(graph: self, found: found)
  }
}

/// What ``Graph/gradients(of:)`` found.
public struct Gradients {
  let graph: Graph
  let found: TapeGradients?

  /// The gradient with respect to a number; 0 where the output does not depend on it.
  public subscript(variable: Variable) -> Double {
    guard graph.tape.owns(variable.node) else { return 0 }
    return found?.number(graph.tape.index(variable.node)) ?? 0
  }

  /// The gradient with respect to an array, in its shape; zeros where the output does not depend on it.
  public subscript(variable: ArrayVariable) -> ArrayValue {
    let zeros = ArrayValue(NDArray(zeros: variable.shape, .float64))
    guard graph.tape.owns(variable.tensor.node) else { return zeros }
    let index = graph.tape.index(variable.tensor.node)
    return found?.tensor(index, graph.tape).map { ArrayValue($0.array) } ?? zeros
  }
}

/// Numbers in row-major order; of no axes, one number.
public struct ArrayValue: Hashable, Sendable, CustomStringConvertible {
  public let shape: [Int]
  public let elements: [Double]

  /// - Throws: ``GraphError`` where the shape does not hold as many elements.
  public init(_ elements: [Double], shape: [Int]) throws {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else {
        throw GraphError(
          "\(pythonShape(shape)) is not a shape", hint: "sizes are 0 or more")
      }
      count = product
    }
    guard count == elements.count, shape.count <= NDArray.maximumDimensions else {
      throw GraphError(
        "\(elements.count) elements do not fill the shape \(pythonShape(shape))",
        hint: "it holds \(count)")
    }
    self.shape = shape
    self.elements = elements
  }

  package init(_ array: NDArray) {
    shape = array.shape
    elements = array.doubles
  }

  package var array: NDArray { NDArray(elements, shape: shape) }

  /// As NumPy prints it.
  public var description: String {
    ArrayText.str(shape: shape, elements: .float64(elements), dtype: "float64")
  }
}

/// Why something cannot be computed, with one next move.
public struct GraphError: Error, Hashable, Sendable, CustomStringConvertible {
  public let message: String
  public let hint: String?

  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  public var description: String { message + (hint.map { "; \($0)" } ?? "") }

  static func wrapping<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as PythonError {
      throw GraphError(error.message, hint: error.hint)
    }
  }
}
