import Arrays

/// Gates of a tape beside central differences: each gate alone, at the operands it had, with an
/// upstream gradient of which no two elements are alike; calls as wholes; and every input.
///
/// What the program decided (indices, conditions, turns of loops) stays as it was.
package struct TapeCheck {
  /// Elements of one operand that are moved.
  package static let mostElements = 24
  /// Numbers computed for one operand, from which how many are moved follows.
  private static let work = 400_000

  let engine: Engine
  let tape: Tape
  let output: Int
  let paths: [Bool]
  private var replay: TapeReplay?
  private var gradients: TapeGradients?

  package init(_ engine: Engine, _ tape: Tape, to output: Int) throws {
    self.engine = engine
    self.tape = tape
    self.output = output
    paths = try engine.differentiablePaths(tape, to: output)
  }

  // MARK: One gate

  /// What is sent to one operand of a gate.
  package struct Sent {
    package var operand: Int
    package var differences: Differences
    /// What the differences say if they are all of another form: a flipped sign, a factor.
    package var pattern: Pattern?
  }

  /// How a wrong gradient is wrong.
  package enum Pattern: Sendable, Equatable {
    case flippedSign
    case factor(Double)
    case isZero
    /// It doesn't change with the gradient that arrives.
    case ignoresUpstream
    /// It is what another operand should receive.
    case otherOperand(Int)
  }

  /// A gate's operands that lie on a path from an input, each compared.
  package func gate(_ index: Int, most: Int = mostElements) throws -> [Sent] {
    let operands = tape.operands(index)
    let wanted = operands.map { paths[$0] }
    let shape = tape.shape(index)
    let values = operands.map { engine.exact(tape, $0) }
    let outputs = engine.exact(tape, index).doubles
    var numbers = SeededNumbers(index)
    let weights = numbers.upstream(shape.reduce(1, *))
    let isSingle = (tape.record(index)?.dtype ?? .float64) == .float32
    func upstream(_ weights: [Double]) -> Tensor {
      Tensor(NDArray(weights, shape: shape).asType(isSingle ? .float32 : .float64))
    }
    let sent = try engine.contributions(tape, index, upstream(weights), wanted: wanted)
    let gate = Gate.catalogue[Int(tape.codes[index])]
    var results: [Sent] = []
    for (number, x) in values.enumerated() where wanted[number] {
      let analytic =
        sent[number]?.array.doubles ?? [Double](repeating: 0, count: x.count)
      let function = Differences.Function(
        at: { moved in
          var inputs = values
          inputs[number] = moved
          let result = try engine.replay(tape, index, inputs)
          var hasher = Hasher()
          if gate.hasWays {
            gate.combineWays(
              inputs, result, tape.record(index)?.attribute ?? .none, &hasher)
          }
          return (result.doubles, gate.hasWays ? hasher.finalize() : 0)
        }, weights: weights,
        noise: (
          4 * 0x1p-52 * (Self.size(outputs, weights) + 2 * Self.largest(x.doubles)),
          Self.largest(weights)
        ), hasUnknownKinks: gate.name == "learner")
      let cost = weights.count + x.count + learnerCost(index)
      let places = numbers.places(
        x.count, most: max(2, min(most, Self.work / max(1, cost))))
      let differences = try Differences(
        analytic, at: x, places: places, isSingle: isSingle, function)
      results.append(Sent(operand: number, differences: differences))
    }
    for (place, result) in results.enumerated() where result.differences.verdict == .wrong {
      let other = try engine.contributions(
        tape, index, upstream(numbers.upstream(weights.count)), wanted: wanted)
      results[place].pattern = pattern(
        result, among: results,
        isConstant: other[result.operand]?.array.doubles
          == sent[result.operand]?.array.doubles)
    }
    return results
  }

  /// Σ |a·b|: how much a relative rounding of each b changes the sum of a·b.
  private static func size(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { sum, pair in
      let term = abs(pair.0 * pair.1)
      return term.isFinite ? sum + term : sum
    }
  }

  private static func largest(_ values: [Double]) -> Double {
    values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  private func learnerCost(_ index: Int) -> Int {
    if case .learner(let gate)? = tape.record(index)?.attribute {
      gate.cost * TapeReplay.stepCost
    } else {
      0
    }
  }

  private func pattern(_ sent: Sent, among all: [Sent], isConstant: Bool) -> Pattern? {
    let elements = sent.differences.elements.filter { $0.analytic != 0 || $0.numeric != 0 }
    if elements.allSatisfy({ $0.analytic == 0 }) { return .isZero }
    if isConstant { return .ignoresUpstream }
    for other in all where other.operand != sent.operand {
      let theirs = other.differences.elements
      if theirs.count == sent.differences.elements.count,
        zip(sent.differences.elements, theirs).allSatisfy({
          $0.position == $1.position && Self.agree($0.analytic, $1.numeric)
        })
      {
        return .otherOperand(other.operand)
      }
    }
    guard let first = elements.first, first.numeric != 0 else { return nil }
    let ratio = first.analytic / first.numeric
    guard elements.allSatisfy({ Self.agree($0.analytic, $0.numeric * ratio) }) else { return nil }
    if Self.agree(ratio, -1) { return .flippedSign }
    // Of one number every mistake is a factor; only a plain one says something.
    let isPlain = [2, 3, 4, 0.5, -2, -0.5].contains { Self.agree(ratio, $0) }
    return elements.count > 2 || isPlain ? .factor((ratio * 1e6).rounded() / 1e6) : nil
  }

  private static func agree(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-6 * max(1e-8, abs(a), abs(b))
  }

  // MARK: Several gates

  /// An input of the whole tape, beside its gradient.
  package mutating func input(_ leaf: Int, _ analytic: NDArray, most: Int = mostElements) throws
    -> Differences
  {
    let gradients = try gradients ?? engine.backward(tape, from: output)
    self.gradients = gradients
    return try node(
      leaf, analytic, outputs: [(output, [1])], inside: nil, gradients: [gradients], most: most)
  }

  /// What enters a call, beside the gradient that the call sends it for a given upstream gradient of
  /// each of its outputs.
  ///
  /// - Parameter inside: the gates of the call.
  package mutating func call(
    _ entering: Int, outputs: [Int], inside: [Bool], most: Int = mostElements
  ) throws -> Differences {
    var numbers = SeededNumbers(entering &+ 1)
    var weighted: [(Int, [Double])] = []
    var total: NDArray?
    var passes: [TapeGradients] = []
    for target in outputs {
      let shape = tape.shape(target)
      let weights = numbers.upstream(shape.reduce(1, *))
      weighted.append((target, weights))
      let seed = Tensor(NDArray(weights, shape: shape))
      let sent = try engine.backward(tape, from: target, seed: seed, within: inside)
      passes.append(sent)
      guard let part = sent.tensor(entering, tape)?.array else { continue }
      total = try total.map { try .binary(.add, Operand($0), Operand(part)) } ?? part
    }
    return try node(
      entering, total ?? NDArray(zeros: tape.shape(entering), .float64), outputs: weighted,
      inside: inside, gradients: passes, most: most)
  }

  /// What rounding in each gate may change in the output, all together; and the largest gradient.
  private func noise(_ gates: [Int], _ passes: [TapeGradients], _ replay: TapeReplay) -> (
    value: Double, gradient: Double
  ) {
    var (value, gradient) = (0.0, 0.0)
    for index in gates {
      for pass in passes {
        guard let tensor = pass.tensor(index, tape) else { continue }
        let numbers = tensor.array.doubles
        value += Self.size(numbers, replay.array(index).doubles)
        gradient = max(gradient, Self.largest(numbers))
      }
    }
    return (value * 2 * 0x1p-52, gradient)
  }

  private mutating func node(
    _ node: Int, _ analytic: NDArray, outputs: [(index: Int, weights: [Double])],
    inside: [Bool]?, gradients: [TapeGradients], most: Int
  ) throws -> Differences {
    let replay = try self.replay ?? TapeReplay(engine, tape, to: output)
    self.replay = replay
    let plan = replay.plan(moving: node, inside: inside)
    let x = replay.array(node)
    var numbers = SeededNumbers(node &+ 7)
    let places = numbers.places(
      x.count, most: max(1, min(most, Self.work * 4 / max(1, plan.cost))))
    let function = Differences.Function(
      at: { try replay.outputs(plan, $0, outputs.map(\.index)) },
      weights: outputs.flatMap(\.weights),
      noise: noise(plan.gates, gradients, replay), hasUnknownKinks: plan.hasUnknownKinks)
    let isSingle = plan.gates.contains { tape.record($0)?.dtype == .float32 }
    return try Differences(
      analytic.doubles, at: x, places: places, isSingle: isSingle, function)
  }
}
