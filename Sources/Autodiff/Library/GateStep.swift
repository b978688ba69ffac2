import Arrays

/// What is known of a kind of gate.
public struct GateDescription: Sendable {
  public let name: String
  /// What is drawn in its box.
  public let symbol: String
  /// What it does to a gradient.
  public let sentence: String
  /// Where its rule is stated.
  public let source: String
  /// Where the derivative is not defined, and what is taken there.
  public let kinks: String?

  init(_ gate: Gate) {
    (name, symbol, sentence) = (gate.name, gate.symbol, gate.sentence)
    (source, kinks) = (gate.source, gate.kinks)
  }

  /// Every gate there is.
  public static var all: [GateDescription] { Gate.catalogue.map(GateDescription.init) }

  static func elementwise(_ name: String, operands: Int) throws -> Gate {
    guard let gate = Gate.named(name), gate.elementwise?.locals.count == operands else {
      throw GraphError(
        "there is no elementwise gate of \(operands) operand\(operands == 1 ? "" : "s") called "
          + "\(name)",
        hint: "`GateDescription.all` lists the gates")
    }
    return gate
  }
}

/// One gate of a backward pass, with the three numbers of each of its wires.
public struct GateStep: Sendable {
  /// Place in the graph, in the order of computing.
  public let index: Int
  public let gate: GateDescription
  public let value: ArrayValue
  /// The gradient of the output with respect to this gate's value.
  public let upstream: ArrayValue
  /// In the order of operands.
  public let wires: [Wire]

  /// A wire from an operand into the gate.
  public struct Wire: Sendable {
    /// The operand's place in the graph.
    public let from: Int
    public let value: ArrayValue
    /// The local gradient of a gate of numbers; nil where it is a Jacobian.
    public let local: Double?
    /// What the gate sends back along the wire: upstream × local.
    public let downstream: ArrayValue
  }
}

extension Graph {
  /// The backward pass of one number, gate by gate from the output to the inputs.
  public func backwardSteps(of output: Variable) throws -> [GateStep] {
    guard tape.owns(output.node) else { return [] }
    return try GraphError.wrapping { try steps(from: tape.index(output.node)) }
  }

  /// The backward pass of an array of one element.
  ///
  /// - Throws: ``GraphError`` where it has several.
  public func backwardSteps(of output: ArrayVariable) throws -> [GateStep] {
    guard output.tensor.array.count == 1 else {
      throw GraphError(
        "steps lead back from one number, but this has shape \(pythonShape(output.shape))",
        hint: "`sum()` makes one number of it")
    }
    guard tape.owns(output.tensor.node) else { return [] }
    return try GraphError.wrapping { try steps(from: tape.index(output.tensor.node)) }
  }

  private func steps(from output: Int) throws -> [GateStep] {
    let found = try engine.backward(tape, from: output)
    let paths = engine.differentiablePaths(tape, to: output)
    // Steps are read, not recorded.
    engine.tape = nil
    defer { engine.tape = tape }
    var steps: [GateStep] = []
    for index in stride(from: output, through: 0, by: -1) where paths[index] {
      let operands = tape.operands(index)
      guard !operands.isEmpty, let upstream = found.tensor(index, tape) else { continue }
      let wanted = operands.map { paths[$0] }
      let sent = try engine.contributions(tape, index, upstream, wanted: wanted)
      let gate = Gate.catalogue[Int(tape.codes[index])]
      let isNumber = tape.shape(index).isEmpty && operands.allSatisfy { tape.shape($0).isEmpty }
      let numbers = isNumber ? operands.map { tape.array($0).scalar.double } : []
      let wires = operands.indices.compactMap { number -> GateStep.Wire? in
        guard let downstream = sent[number] else { return nil }
        var local: Double?
        if isNumber, let rule = gate.elementwise, number < rule.locals.count {
          local =
            rule.isTieWithConstant(numbers, isWanted: wanted)
            ? 0
            : rule.locals[number].evaluate(numbers, output: tape.array(index).scalar.double)
        }
        return GateStep.Wire(
          from: operands[number], value: ArrayValue(tape.array(operands[number])), local: local,
          downstream: ArrayValue(downstream.array))
      }
      steps.append(
        GateStep(
          index: index, gate: GateDescription(gate), value: ArrayValue(tape.array(index)),
          upstream: ArrayValue(upstream.array), wires: wires))
    }
    return steps
  }
}
