import Arrays

/// The gates between a node and what is known of the gradients above it.
///
/// A backward pass through this region alone tells what a node's gradient must be, given the
/// gradients of the region's border; with a change at some wires, what a mistake would make of it.
package struct BackwardRegion {
  /// Of names with more gates above them nothing is said but whether they equal the trace.
  package static let maximumGates = 20_000

  /// A wire, by the gate it enters and the operand's number.
  package struct Wire: Hashable, Sendable {
    package var gate: Int
    package var operand: Int

    package init(gate: Int, operand: Int) {
      self.gate = gate
      self.operand = operand
    }
  }

  package let graph: BackwardGraph
  package let target: Int
  /// Gates and border nodes above the target, the last on the tape first.
  package let gates: [Int]
  /// Nodes whose gradient is given.
  package let border: [Int]
  /// Every wire of the region that leads to the target, gates as in `gates`.
  package let wires: [Wire]

  /// - Parameter known: nodes whose gradients are given.
  init(_ graph: BackwardGraph, target: Int, known: Set<Int>) {
    self.graph = graph
    self.target = target
    var seen: Set<Int> = [target]
    var border: [Int] = []
    var pending = [target]
    while let index = pending.popLast() {
      for consumer in graph.consumers[index] ?? [] where seen.insert(consumer).inserted {
        if consumer == graph.output || known.contains(consumer) {
          border.append(consumer)
        } else {
          pending.append(consumer)
        }
      }
    }
    let all = seen.filter { $0 != target }.sorted(by: >)
    gates = all
    self.border = border.sorted(by: >)
    let outside = Set(border)
    wires = all.flatMap { gate in
      graph.tape.operands(gate).enumerated().compactMap { number, operand in
        seen.contains(operand) && !outside.contains(operand) && graph.isReached(operand)
          ? Wire(gate: gate, operand: number) : nil
      }
    }
  }

  /// The target's gradient.
  ///
  /// - Parameters:
  ///   - given: gradients of the border; the output's own is 1 where it is not given.
  ///   - changes: what is done differently at which wires.
  /// - Returns: nil where nothing arrives.
  package func gradient(
    given: [Int: NDArray], rule: ChangedRule? = nil, changes: [Wire: RuleChange] = [:]
  ) throws -> NDArray? {
    let rule = rule ?? ChangedRule(engine: graph.engine, tape: graph.tape)
    var gradients = [graph.output: graph.ones]
    for index in border { if let known = given[index] { gradients[index] = known } }
    if target == graph.output { return graph.ones }
    for wire in wires {
      guard let upstream = gradients[wire.gate] else { continue }
      let operands = graph.tape.operands(wire.gate)
      let operand = operands[wire.operand]
      guard
        let part = try rule.sent(
          from: wire.gate, to: wire.operand, upstream: upstream,
          wanted: graph.wanted(operands, at: wire), change: changes[wire])
      else { continue }
      gradients[operand] =
        try gradients[operand].map { try .binary(.add, Operand($0), Operand(part)) } ?? part
    }
    return gradients[target]
  }

  /// The sizes of what is added up on the way, elementwise: how large a rounding error may be is
  /// measured by it, however much cancels.
  package func magnitude(given: [Int: NDArray]) throws -> NDArray? {
    var sizes = [graph.output: try (given[graph.output] ?? graph.ones).absolute()]
    for index in border { if let known = given[index] { sizes[index] = try known.absolute() } }
    if target == graph.output { return graph.ones }
    for wire in wires {
      guard let upstream = sizes[wire.gate] else { continue }
      let operands = graph.tape.operands(wire.gate)
      let operand = operands[wire.operand]
      guard
        let part = try graph.magnitude(
          from: wire.gate, to: wire.operand, upstream: upstream,
          wanted: graph.wanted(operands, at: wire))
      else { continue }
      sizes[operand] =
        try sizes[operand].map { try .binary(.add, Operand($0), Operand(part)) } ?? part
    }
    return sizes[target]
  }
}

/// A tape's gates below an output with what consumes each node: what backward passes through parts
/// of it need to know.
package struct BackwardGraph {
  package let engine: Engine
  package let tape: Tape
  package let output: Int
  package let gradients: TapeGradients
  /// Gates that each node enters and that a gradient comes back from, in tape order.
  package let consumers: [Int: [Int]]
  let ones: NDArray

  package init(_ engine: Engine, _ tape: Tape, output: Int, gradients: TapeGradients) {
    self.engine = engine
    self.tape = tape
    self.output = output
    self.gradients = gradients
    var consumers: [Int: [Int]] = [:]
    for index in 0...output where gradients.reaches(index) {
      for operand in Set(tape.operands(index)) where gradients.reaches(operand) {
        consumers[operand, default: []].append(index)
      }
    }
    self.consumers = consumers
    let dtype = tape.record(output)?.dtype ?? .float64
    let one = NDArray(scalar: .float(1), dtype.isFloat ? dtype : .float64)
    ones = one.broadcast(to: tape.shape(output)).copy()
  }

  package func isReached(_ index: Int) -> Bool {
    gradients.reaches(index)
  }

  package func region(of target: Int, known: Set<Int>) -> BackwardRegion {
    BackwardRegion(self, target: target, known: known)
  }

  /// Operands that want a gradient: of a switch all of them, since ties depend on it, else the one.
  func wanted(_ operands: [Int], at wire: BackwardRegion.Wire) -> [Bool] {
    let isSwitch =
      tape.codes[wire.gate] == GateCode.maximum || tape.codes[wire.gate] == GateCode.minimum
    return operands.indices.map { number in
      isSwitch ? isReached(operands[number]) : number == wire.operand
    }
  }

  /// What a wire sends with every term taken by its size.
  func magnitude(from index: Int, to number: Int, upstream: NDArray, wanted: [Bool]) throws
    -> NDArray?
  {
    let gate = Gate.catalogue[Int(tape.codes[index])]
    guard upstream.shape == tape.shape(index) else { return nil }
    let operands = tape.operands(index)
    switch gate.rule {
    case .none: return nil
    case .elementwise(let rule):
      guard number < rule.locals.count else { return nil }
      let values = operands.map { engine.tensor(tape, $0) }.map { Tensor($0.array, kind: $0.kind) }
      let output = engine.tensor(tape, index)
      let local = try engine.evaluate(
        rule.locals[number].sizeOfTerms, values, Tensor(output.array, kind: output.kind)
      ).array.absolute()
      let scaled = try NDArray.binary(.multiply, Operand(upstream), Operand(local))
      return try engine.unbroadcast(Tensor(scaled), to: tape.shape(operands[number])).array
    case .tensor(let rule):
      // Of sums of products each factor's size counts; other rules ask which element was chosen.
      let isProduct = ["matmul", "prod"].contains(gate.name) || gate.name.hasPrefix("conv")
      func size(_ index: Int) throws -> Tensor {
        let value = engine.tensor(tape, index).array
        return Tensor(isProduct ? try value.absolute() : value)
      }
      let sent = try rule.backward(
        GateVisit(
          engine: engine, upstream: Tensor(upstream), operands: operands.map(size),
          output: size(index), attribute: tape.record(index)?.attribute ?? .none, wanted: wanted))
      return number < sent.count ? try sent[number]?.array.absolute() : nil
    }
  }
}

extension ScalarExpression {
  /// The formula with every term taken by its size: 1 + f² for 1 − f², which rounds as it does.
  fileprivate var sizeOfTerms: ScalarExpression {
    switch self {
    case .operand, .output: .function(.fabs, self)
    case .constant(let value): .constant(abs(value))
    case .negative(let a): a.sizeOfTerms
    case .sum(let a, let b), .difference(let a, let b): .sum(a.sizeOfTerms, b.sizeOfTerms)
    case .product(let a, let b): .product(a.sizeOfTerms, b.sizeOfTerms)
    case .quotient(let a, let b): .quotient(a.sizeOfTerms, .function(.fabs, b))
    case .power(let a, let b): .power(a.sizeOfTerms, b)
    case .function, .maximum, .minimum, .compare: self
    }
  }
}
