import Arrays
import CKernels

/// The gradients of one output with respect to every node below it on the tape.
package final class TapeGradients {
  /// Nodes up to the output.
  package let count: Int
  /// Numbers' gradients, by index on the tape.
  fileprivate let numbers: UnsafeMutablePointer<Double>
  /// Whether any gradient entered the node.
  fileprivate let reached: UnsafeMutablePointer<Bool>
  /// Whether a path from an input leads here.
  fileprivate let paths: UnsafeMutablePointer<Bool>
  private let block: UnsafeMutableRawPointer
  /// Tensors' gradients, by index, but for those that were handed on.
  var tensors: [Int: Tensor] = [:]
  var sparse = SparseGradients()

  fileprivate init(count: Int) {
    self.count = count
    block = ck_allocate(count * 10) ?? .allocate(byteCount: count * 20 + 4096, alignment: 64)
    numbers = block.bindMemory(to: Double.self, capacity: count)
    numbers.initialize(repeating: 0, count: count)
    reached = (block + count * 8).bindMemory(to: Bool.self, capacity: count)
    reached.initialize(repeating: false, count: count)
    paths = (block + count * 9).bindMemory(to: Bool.self, capacity: count)
  }

  deinit { ck_release(block, count * 10) }

  /// Drops what was sent on, unless it is part of what another node's gradient is put together from.
  fileprivate func forget(_ index: Int) {
    if sparse.moves.isEmpty, sparse.movers.isEmpty { tensors[index] = nil }
  }

  /// Whether any gradient entered the node.
  package func reaches(_ index: Int) -> Bool { index >= 0 && index < count && reached[index] }

  /// The gradient of a number; 0 where none entered.
  package func number(_ index: Int) -> Double {
    index >= 0 && index < count ? numbers[index] : 0
  }

  package func tensor(_ index: Int, _ tape: Tape) -> Tensor? {
    guard reaches(index) else { return nil }
    return tensors[index] ?? restored(index) ?? Tensor(numbers[index])
  }
}

extension Engine {
  /// Runs the tape in reverse from a node, in one sweep without recursion.
  ///
  /// Gates below the output that a constant alone feeds are not visited.
  ///
  /// - Parameter seeds: the gradients that nodes start with, the output among them; ones where nil.
  /// - Parameter within: if given, only these gates are visited: what lies outside keeps the gradient
  ///   that reaches it, as the inputs of a closed group do.
  /// - Parameter keepsAll: whether gradients of tensors stay after they were sent on; if not, only those of
  ///   leaves can be asked for.
  /// Complexity: O(gates) plus the tensor work. The gradient of an integer is a real number.
  package func backward(
    _ tape: Tape, from output: Int, seed: Tensor? = nil, within: [Bool]? = nil
  ) throws -> TapeGradients {
    let gradients = TapeGradients(count: output + 1)
    try start(gradients, tape, at: output, seed)
    try sweep(gradients, tape, from: output, within)
    return gradients
  }

  package func backward(
    _ tape: Tape, from output: Int, seeds: [Int: Tensor?], within: [Bool]? = nil,
    keepsAll: Bool = true
  ) throws -> TapeGradients {
    let gradients = TapeGradients(count: output + 1)
    for (index, seed) in seeds where index <= output {
      try start(gradients, tape, at: index, seed)
    }
    try sweep(gradients, tape, from: output, within, keepsAll: keepsAll)
    return gradients
  }

  private func start(_ gradients: TapeGradients, _ tape: Tape, at index: Int, _ seed: Tensor?)
    throws
  {
    gradients.reached[index] = true
    if tape.flags[index] & 4 != 0 {
      let dtype = tape.record(index)?.dtype ?? .float64
      let one = NDArray(scalar: .float(1), dtype.isFloat ? dtype : .float64)
      gradients.tensors[index] =
        try seed ?? Tensor(one.broadcastExactly(to: tape.shape(index)).copy())
    } else {
      gradients.numbers[index] = seed?.array.scalar.double ?? 1
    }
  }

  private func sweep(
    _ gradients: TapeGradients, _ tape: Tape, from output: Int, _ within: [Bool]?,
    keepsAll: Bool = true
  ) throws {
    let saved = self.tape
    self.tape = nil
    defer { self.tape = saved }
    let (numbers, reached) = (gradients.numbers, gradients.reached)
    let needs = UnsafePointer(gradients.paths)
    findPaths(tape, to: output, gradients.paths)
    let programs = ScalarPrograms.catalogue
    let (codes, flags, a, b, values) = (tape.codes, tape.flags, tape.a, tape.b, tape.values)
    var index = output + 1
    while index > 0 {
      index -= 1
      if !reached[index] || !needs[index] { continue }
      if let within, !within[index] { continue }
      let code = codes[index]
      let flag = flags[index]
      if flag == 0 || flag == 4 { continue }
      if flag & 4 != 0 || flags[Int(a[index])] & 4 != 0
        || flag == 2 && flags[Int(b[index])] & 4 != 0
      {
        try send(from: index, tape, needs, gradients)
        if !keepsAll { gradients.forget(index) }
        continue
      }
      let g = numbers[index]
      let (x, y) = (Int(a[index]), Int(b[index]))
      let (dx, dy): (Double, Double)
      switch code {
      case GateCode.add: (dx, dy) = (g, g)
      case GateCode.subtract: (dx, dy) = (g, -g)
      case GateCode.multiply: (dx, dy) = (g * values[y], g * values[x])
      case GateCode.negate: (dx, dy) = (-g, 0)
      case GateCode.exp: (dx, dy) = (g * values[index], 0)
      case GateCode.divide:
        (dx, dy) = (g / values[y], -(g * (values[x] / (values[y] * values[y]))))
      case GateCode.tanh: (dx, dy) = (g * (1 - values[index] * values[index]), 0)
      case GateCode.sigmoid: (dx, dy) = (g * (values[index] * (1 - values[index])), 0)
      default:
        let entry = programs.entry(code)
        guard entry.isElementwise else {
          try send(from: index, tape, needs, gradients)
          continue
        }
        if entry.splitsTies, flag == 2, needs[x] != needs[y], values[x] == values[y] {
          (dx, dy) = (0, 0)
          break
        }
        let (first, second) = entry.locals
        dx =
          needs[x] ? g * programs.evaluate(first, values[x], values[y], output: values[index]) : 0
        dy =
          flag == 2 && needs[y]
          ? g * programs.evaluate(second, values[x], values[y], output: values[index]) : 0
      }
      if needs[x] {
        numbers[x] += dx
        reached[x] = true
      }
      if flag == 2, needs[y] {
        numbers[y] += dy
        reached[y] = true
      }
    }
  }

  private static let indexCode = Gate.code(named: "index")
  private static let writeCode = Gate.code(named: "write")

  /// What a gate's rule sends to its operands, added to what they have.
  private func send(
    from index: Int, _ tape: Tape, _ needs: UnsafePointer<Bool>, _ gradients: TapeGradients
  ) throws {
    guard let upstream = gradients.tensor(index, tape) else { return }
    let operands = tape.operands(index)
    var wanted = operands.map { needs[$0] }
    if case .region(let region, _)? = tape.record(index)?.attribute, wanted[0] {
      let target = operands[0]
      if tape.codes[index] == Self.indexCode {
        if try gradients.addPart(upstream.array, to: target, region, tape) {
          gradients.reached[target] = true
          return
        }
      } else if tape.codes[index] == Self.writeCode {
        // What was written gets its share first: the memory goes on after that.
        wanted[0] = false
        let sent = try contributions(tape, index, upstream, wanted: wanted)
        if let part = sent[1], wanted[1] { try add(part, to: operands[1], tape, gradients) }
        if try gradients.move(index, to: target, region, tape) {
          gradients.reached[target] = true
          return
        }
        wanted = [true, false]
      }
    }
    let sent = try contributions(tape, index, upstream, wanted: wanted)
    for (operand, part) in zip(operands, sent) {
      guard let part, needs[operand] else { continue }
      try add(part, to: operand, tape, gradients)
    }
  }

  private func add(_ part: Tensor, to index: Int, _ tape: Tape, _ gradients: TapeGradients) throws {
    if tape.flags[index] & 4 == 0 {
      gradients.numbers[index] += part.array.scalar.double
    } else if let known = gradients.tensors[index] {
      gradients.settle(index)
      gradients.tensors[index] = try elementwise(.add, known, part)
    } else {
      let dtype = tape.record(index)?.dtype ?? .float64
      gradients.tensors[index] = Tensor(part.array.asType(dtype == .float32 ? .float32 : .float64))
    }
    gradients.reached[index] = true
  }

  /// Which nodes lie on a path from a leaf to the output.
  package func differentiablePaths(_ tape: Tape, to output: Int) -> [Bool] {
    [Bool](unsafeUninitializedCapacity: output + 1) { paths, count in
      if let base = paths.baseAddress { findPaths(tape, to: output, base) }
      count = output + 1
    }
  }

  private func findPaths(_ tape: Tape, to output: Int, _ paths: UnsafeMutablePointer<Bool>) {
    let (codes, flags, a, b) = (tape.codes, tape.flags, tape.a, tape.b)
    for index in 0...output {
      switch flags[index] & 3 {
      case 0: paths[index] = codes[index] == GateCode.leaf
      case 1: paths[index] = paths[Int(a[index])]
      case 2: paths[index] = paths[Int(a[index])] || paths[Int(b[index])]
      default: paths[index] = tape.operands(index).contains { paths[$0] }
      }
    }
  }

  /// What a gate sends to each operand for an upstream gradient.
  package func contributions(_ tape: Tape, _ index: Int, _ upstream: Tensor, wanted: [Bool]) throws
    -> [Tensor?]
  {
    let gate = Gate.catalogue[Int(tape.codes[index])]
    let operandIndices = tape.operands(index)
    let operands = operandIndices.map {
      gate.usesValues ? tensor(tape, $0) : shapeOnly(tape, $0)
    }
    switch gate.rule {
    case .none: return operands.map { _ in nil }
    case .elementwise(let rule):
      if case .relu = rule.kernel, !isTracing, wanted[0],
        let sent = upstream.array.rectified(by: operands[0].array)
      {
        return [Tensor(sent)]
      }
      let output = tensor(tape, index)
      if operands.count == 2, wanted[0] != wanted[1], rule.splitsTies {
        return try contributionsBesideConstant(rule, upstream, operands, wanted)
      }
      return try operands.indices.map { number in
        guard wanted[number], number < rule.locals.count else { return nil }
        let scaled: Tensor
        switch rule.locals[number] {
        case .constant(1): scaled = upstream
        case .constant(-1): scaled = try elementwise(.negate, upstream)
        case let local where upstream.isPlainOne:
          scaled = try evaluate(local, operands, output)
        case let local:
          scaled = try elementwise(
            .multiply, upstream, evaluate(local, operands, output))
        }
        return try unbroadcast(scaled, to: operands[number].array.shape)
      }
    case .tensor(let rule):
      return try rule.backward(
        GateVisit(
          engine: self, upstream: upstream, operands: operands,
          output: gate.usesValues ? tensor(tape, index) : shapeOnly(tape, index),
          attribute: tape.record(index)?.attribute ?? .none, wanted: wanted))
    }
  }

  /// Maximum or minimum with a constant: 0 at the kink, as for ReLU.
  private func contributionsBesideConstant(
    _ rule: ElementwiseRule, _ upstream: Tensor, _ operands: [Tensor], _ wanted: [Bool]
  ) throws -> [Tensor?] {
    try operands.indices.map { number in
      guard wanted[number] else { return nil }
      let mine = Operand(operands[number].array)
      let other = Operand(operands[1 - number].array)
      guard case .binary(let operation) = rule.kernel else { return nil }
      let wins = try NDArray.binary(operation == .maximum ? .greater : .less, mine, other)
      let scaled = try elementwise(
        .multiply, upstream,
        Tensor(wins.asType(upstream.array.dtype == .float32 ? .float32 : .float64)))
      return try unbroadcast(scaled, to: operands[number].array.shape)
    }
  }

  /// A node's value as an operand of the backward pass; integers as real numbers.
  package func tensor(_ tape: Tape, _ index: Int) -> Tensor {
    let array = tape.array(index)
    let real = array.dtype.isFloat || array.dtype == .bool ? array : array.asType(.float64)
    let kind = tape.kinds[index]
    return Tensor(
      real, node: tape.id(index),
      kind: array.dimensions > 0 ? .array : kind == .int || kind == .bool ? .float : kind)
  }

  /// A stand-in for a value of which only the shape is asked: one zero, repeated.
  private func shapeOnly(_ tape: Tape, _ index: Int) -> Tensor {
    let zero = NDArray(scalar: .float(0), .float64)
    return Tensor(zero.broadcast(to: tape.shape(index)), node: tape.id(index))
  }

  /// A rule's formula computed with gates, so that it can be differentiated in turn.
  package func evaluate(_ e: ScalarExpression, _ operands: [Tensor], _ output: Tensor) throws
    -> Tensor
  {
    func value(_ e: ScalarExpression) throws -> Tensor { try evaluate(e, operands, output) }
    switch e {
    case .operand(let number): return operands[min(number, operands.count - 1)]
    case .output: return output
    case .constant(let number): return Tensor(number)
    case .negative(let a): return try elementwise(.negate, value(a))
    case .sum(let a, let b): return try elementwise(.add, value(a), value(b))
    case .difference(let a, let b): return try elementwise(.subtract, value(a), value(b))
    case .product(let a, let b): return try elementwise(.multiply, value(a), value(b))
    case .quotient(let a, let b): return try elementwise(.divide, value(a), value(b))
    case .power(let a, let b): return try elementwise(.power, value(a), value(b))
    case .maximum(let a, let b): return try elementwise(.maximum, value(a), value(b))
    case .minimum(let a, let b): return try elementwise(.minimum, value(a), value(b))
    case .function(let function, let a):
      guard let gate = Gate.catalogue.first(where: { $0.computes(function) }) else {
        throw PythonError.refused("derivative of \(function.rawValue)")
      }
      return try elementwise(gate, value(a))
    case .compare(let a, let b, let greater, let tie, let less):
      let (x, y) = (try value(a), try value(b))
      let isGreater = try NDArray.binary(.greater, x.operand, y.operand)
      let isEqual = try NDArray.binary(.equal, x.operand, y.operand)
      let rest = try choose(Tensor(isEqual), value(tie), value(less))
      return try choose(Tensor(isGreater), value(greater), rest)
    }
  }
}

extension Tensor {
  /// The number 1 that a backward pass starts with: multiplying by it draws nothing.
  fileprivate var isPlainOne: Bool {
    node == 0 && array.dimensions == 0 && array.dtype == .float64 && array.scalar.double == 1
  }
}

extension ElementwiseRule {
  /// Whether two variables that tie share the gradient.
  package var splitsTies: Bool {
    if case .binary(let operation) = kernel {
      operation == .maximum || operation == .minimum
    } else {
      false
    }
  }

  package func isTieWithConstant(_ operands: [Double], isWanted: [Bool]) -> Bool {
    splitsTies && isWanted.count == 2 && isWanted[0] != isWanted[1] && operands[0] == operands[1]
  }
}

extension Gate {
  fileprivate func computes(_ function: FloatFunction) -> Bool {
    if case .unary(let known)? = elementwise?.kernel { return known == function }
    return function == .fabs && name == "abs"
  }
}
