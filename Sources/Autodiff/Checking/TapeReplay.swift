import Arrays

/// A tape's values in float64, and what they become when one of them is moved.
struct TapeReplay {
  private let engine: Engine
  private let tape: Tape
  private var numbers: [Double]
  private var arrays: [Int: NDArray] = [:]

  /// Computes the values of all that the output is made of.
  init(_ engine: Engine, _ tape: Tape, to output: Int) throws {
    self.engine = engine
    self.tape = tape
    numbers = [Double](repeating: 0, count: output + 1)
    var needed = [Bool](repeating: false, count: output + 1)
    needed[output] = true
    for index in stride(from: output, through: 0, by: -1) where needed[index] {
      for operand in tape.operands(index) { needed[operand] = true }
    }
    var values = Values(numbers: numbers)
    for index in 0...output where needed[index] {
      if tape.flags[index] & 3 == 0 {
        let value = engine.exact(tape, index)
        if tape.flags[index] & 4 != 0 { values.arrays[index] = value }
        values.numbers[index] = value.dimensions == 0 ? value.scalar.double : 0
      } else {
        try compute(index, &values, base: self)
      }
    }
    numbers = values.numbers
    arrays = values.arrays
  }

  /// A step of a program, in numbers that could be computed instead.
  static let stepCost = 8

  /// Values that differ from the tape's.
  private struct Values {
    var numbers: [Double]
    var arrays: [Int: NDArray] = [:]
  }

  /// The gates that a moved node changes, in order.
  struct Plan {
    var node: Int
    var gates: [Int]
    /// Numbers to compute.
    var cost: Int
    var hasUnknownKinks: Bool
  }

  func plan(moving node: Int, inside: [Bool]?) -> Plan {
    var changed = Set([node])
    var plan = Plan(node: node, gates: [], cost: 1, hasUnknownKinks: false)
    guard node < numbers.count else { return plan }
    for index in node + 1..<max(node + 1, numbers.count) {
      if let inside, !inside[index] { continue }
      guard tape.flags[index] & 3 != 0, tape.operands(index).contains(where: changed.contains)
      else { continue }
      changed.insert(index)
      plan.gates.append(index)
      plan.cost += 1 + tape.shape(index).reduce(1, *)
      if case .learner(let gate)? = tape.record(index)?.attribute {
        plan.hasUnknownKinks = true
        plan.cost += gate.cost * Self.stepCost
      }
    }
    return plan
  }

  func array(_ index: Int) -> NDArray {
    arrays[index] ?? NDArray(scalar: .float(numbers[index]), .float64)
  }

  /// The outputs' elements, one after the other, with the plan's node moved.
  func outputs(_ plan: Plan, _ moved: NDArray, _ outputs: [Int]) throws -> (
    values: [Double], way: Int
  ) {
    var values = Values(numbers: numbers)
    if tape.flags[plan.node] & 4 != 0 { values.arrays[plan.node] = moved }
    if moved.dimensions == 0 { values.numbers[plan.node] = moved.scalar.double }
    var hasher = Hasher()
    for index in plan.gates {
      try compute(index, &values, base: self)
      let gate = Gate.catalogue[Int(tape.codes[index])]
      guard gate.hasWays else { continue }
      gate.combineWays(
        tape.operands(index).map { value($0, values, base: self) },
        value(index, values, base: self), tape.record(index)?.attribute ?? .none, &hasher)
    }
    return (
      outputs.flatMap { value($0, values, base: self).doubles }, hasher.finalize()
    )
  }

  private func value(_ index: Int, _ values: Values, base: TapeReplay) -> NDArray {
    if tape.flags[index] & 4 == 0 {
      return NDArray(scalar: .float(values.numbers[index]), .float64)
    }
    return values.arrays[index] ?? base.arrays[index] ?? engine.exact(tape, index)
  }

  private func compute(_ index: Int, _ values: inout Values, base: TapeReplay) throws {
    let operands = tape.operands(index)
    if tape.flags[index] & 4 == 0,
      let rule = Gate.catalogue[Int(tape.codes[index])].elementwise,
      operands.allSatisfy({ tape.flags[$0] & 4 == 0 })
    {
      values.numbers[index] = rule.forward.evaluate(
        operands.map { values.numbers[$0] }, output: 0)
      return
    }
    let inputs = operands.map { value($0, values, base: base) }
    let result = try engine.replay(tape, index, inputs)
    if tape.flags[index] & 4 != 0 {
      values.arrays[index] = result
    } else {
      values.numbers[index] = result.scalar.double
    }
  }
}
