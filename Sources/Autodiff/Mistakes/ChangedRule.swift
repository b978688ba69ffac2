import Arrays

/// Which subgradient is taken where two sides tie; other choices than the engine's are right too.
package struct CornerChoice: Hashable, Sendable {
  /// What counts where the sides are equal: the engine's choice, the first side, the second.
  package enum Side: Hashable, Sendable, CaseIterable { case defined, first, second }

  /// relu, abs and their like at their corner: first means as if the input were larger.
  package var corner = Side.defined
  /// Maximum and minimum of two operands.
  package var pair = Side.defined
  /// Maximum and minimum along axes: the first or the last of equal winners takes all.
  package var reduction = Side.defined

  package init() {}

  package var isDefined: Bool { self == CornerChoice() }
}

/// One step of the backward pass, as a gate's rule says or with something done differently.
package struct ChangedRule {
  let engine: Engine
  let tape: Tape
  package var corners = CornerChoice()
  /// Values that are taken in place of the tape's, by index.
  package var values: [Int: NDArray] = [:]

  package init(engine: Engine, tape: Tape) {
    self.engine = engine
    self.tape = tape
  }

  /// What the gate sends to one operand; nil where nothing is sent.
  ///
  /// The upstream gradient may have another shape than the gate's output, as where a sum was
  /// forgotten further up: then elementwise rules go on by broadcasting, as NumPy would.
  /// - Throws: where the shapes don't fit.
  package func sent(
    from index: Int, to number: Int, upstream: NDArray, wanted: [Bool], change: RuleChange? = nil
  ) throws -> NDArray? {
    switch change {
    case .drop: return nil
    case .negate:
      return try sent(from: index, to: number, upstream: upstream, wanted: wanted)?.negated()
    case .double:
      guard let once = try sent(from: index, to: number, upstream: upstream, wanted: wanted) else {
        return nil
      }
      return try .binary(.add, Operand(once), Operand(once))
    case .omitUpstream:
      let one = NDArray(scalar: .float(1), .float64).broadcast(to: tape.shape(index)).copy()
      return try sent(from: index, to: number, upstream: one, wanted: wanted)
    default: break
    }
    let isPlain = upstream.shape == tape.shape(index)
    if change == nil, isPlain, values.isEmpty, corners.isDefined {
      return try engine.contributions(tape, index, Tensor(upstream), wanted: wanted)[number]?.array
    }
    switch Gate.catalogue[Int(tape.codes[index])].rule {
    case .none: return nil
    case .elementwise(let rule):
      return try elementwise(rule, index, number, upstream, wanted, change)
    case .tensor(let rule): return try tensor(rule, index, number, upstream, wanted, change)
    }
  }

  /// A node's value for the backward pass.
  private func value(_ index: Int) -> Tensor {
    var known = engine.tensor(tape, index)
    known.node = 0
    if let other = values[index] { known.array = other }
    return known
  }

  /// A change that the gate's operands leave no room for.
  private static let noSuchMistake = PythonError.value("no such mistake can be made here")

  // MARK: Elementwise gates

  private func elementwise(
    _ rule: ElementwiseRule, _ index: Int, _ number: Int, _ upstream: NDArray, _ wanted: [Bool],
    _ change: RuleChange?
  ) throws -> NDArray? {
    guard number < rule.locals.count else { return nil }
    var operands = tape.operands(index).map(value)
    let shape = tape.shape(tape.operands(index)[number])
    var local = tied(rule, number, wanted)
    switch change {
    case .omitLocal:
      // A sign that the rule has stays: leaving it out is a mistake of its own.
      local = .constant(local.factors.count { $0.expression == .constant(-1) } % 2 == 1 ? -1 : 1)
    case .omitFactor(let factor): local = local.leavingOut(factor: factor)
    case .keepExponent: local = .y * .output
    case .omitSquare: local = local.withoutSquares
    case .exchangeInputAndOutput:
      local = local.replacing { part in
        part == .output ? .x : part == .x ? .output : nil
      }
    case .exchangeOperands:
      local = local.replacing { part in part == .x ? .y : part == .y ? .x : nil }
    case .maskFromUpstream:
      operands[number].array = upstream
    default: break
    }
    let scaled: NDArray
    if case .constant(1) = local {
      scaled = upstream
    } else {
      let factor = try engine.evaluate(local, operands, value(index))
      scaled = try engine.elementwise(.multiply, Tensor(upstream), factor).array
    }
    return try gathered(scaled, shape, index, upstream, change)
  }

  /// The local gradient with the choice at ties.
  private func tied(_ rule: ElementwiseRule, _ number: Int, _ wanted: [Bool]) -> ScalarExpression {
    let local = rule.locals[number]
    guard case .compare(let a, let b, let greater, let tie, let less) = local else { return local }
    var chosen = tie
    if rule.splitsTies {
      let isAlone = wanted.count == 2 && wanted[0] != wanted[1]
      switch corners.pair {
      case .defined: chosen = isAlone ? .constant(0) : tie
      case .first: chosen = .constant(number == 0 || isAlone ? 1 : 0)
      case .second: chosen = .constant(number == 1 && !isAlone ? 1 : 0)
      }
    } else {
      switch corners.corner {
      case .defined: break
      case .first: chosen = greater
      case .second: chosen = less
      }
    }
    return .compare(a, b, greater: greater, tie: chosen, less: less)
  }

  /// Copies added up to the operand's shape, or what a mistake makes of them.
  private func gathered(
    _ full: NDArray, _ shape: [Int], _ index: Int, _ upstream: NDArray, _ change: RuleChange?
  ) throws -> NDArray {
    let output = tape.shape(index)
    switch change {
    case .keepCopies: return full
    case .sumOverAllAxes:
      return try full.reduced(.sum, axes: Array(0..<full.dimensions), keep: false)
    case .sumOverOtherAxes:
      let axes = Self.repeatedAxes(shape, in: full.shape)
      let others = full.shape.indices.filter { !axes.contains($0) }
      return try full.reduced(.sum, axes: others, keep: false)
    default: break
    }
    if full.shape == shape { return full }
    if upstream.shape == output { return try engine.unbroadcast(Tensor(full), to: shape).array }
    // An upstream gradient that was not added up goes on as it is; this gate's own copies are.
    if shape == output { return full }
    let axes = Self.repeatedAxes(shape, in: output)
    guard full.dimensions == output.count, !axes.isEmpty else { return full }
    let sum = try full.reduced(.sum, axes: axes, keep: true)
    return try sum.reshaped(Array(sum.shape.dropFirst(output.count - shape.count)))
  }

  /// The axes of `full` along which an array of `shape` was repeated.
  package static func repeatedAxes(_ shape: [Int], in full: [Int]) -> [Int] {
    let shift = full.count - shape.count
    guard shift >= 0 else { return [] }
    return full.indices.filter {
      $0 < shift || (shape[$0 - shift] == 1 && full[$0] != 1)
    }
  }

  // MARK: Tensor gates

  private func tensor(
    _ rule: any TensorRule.Type, _ index: Int, _ number: Int, _ upstream: NDArray,
    _ wanted: [Bool], _ change: RuleChange?
  ) throws -> NDArray? {
    let gate = Gate.catalogue[Int(tape.codes[index])]
    let operands = tape.operands(index)
    let shape = tape.shape(operands[number])
    let attribute = tape.record(index)?.attribute ?? .none
    let given = Tensor(upstream)
    let isPlain = upstream.shape == tape.shape(index)
    if !isPlain, !["sum", "mean", "max", "min", "matmul", "copy"].contains(gate.name) {
      throw PythonError.value("an upstream gradient of another shape")
    }
    func plain() throws -> NDArray? {
      let sent = try rule.backward(
        GateVisit(
          engine: engine, upstream: given, operands: operands.map(value), output: value(index),
          attribute: attribute, wanted: wanted))
      return number < sent.count ? sent[number]?.array : nil
    }
    func spread() throws -> NDArray {
      if upstream.shape == shape { return upstream }
      return try engine.restoringAxes(given, attribute, shape).array.broadcastExactly(to: shape)
    }
    let count = Double(max(1, shape.reduce(1, *) / max(1, tape.shape(index).reduce(1, *))))
    func divided(_ array: NDArray, by divisor: Double) throws -> NDArray {
      try .binary(
        .divide, Operand(array), Operand(NDArray(scalar: .float(divisor), .float64), isWeak: true))
    }
    switch (gate.name, change) {
    case ("sum", .keepReduced): return upstream
    case ("mean", .keepReduced): return try divided(upstream, by: count)
    case ("mean", .omitShare): return try spread()
    case ("sum", .divideByCount): return try divided(spread(), by: count)
    case ("mean", .divideByCount): return try divided(divided(spread(), by: count), by: count)
    case ("sum", nil): return try spread()
    case ("mean", nil): return try divided(spread(), by: count)
    case ("max", .omitLocal), ("min", .omitLocal): return try spread()
    case ("max", nil), ("min", nil):
      if corners.reduction == .defined { return try plain() }
      return try NDArray.binary(
        .multiply, Operand(spread()),
        Operand(winners(gate.name == "max", value(operands[0]).array, attribute)))
    case ("cumsum", .omitLocal), ("write", .omitLocal), ("reshape", .keepShape): return upstream
    case ("where", .omitLocal):
      return try engine.unbroadcast(given, to: shape).array
    case ("where", .invertMask):
      guard number > 0 else { throw Self.noSuchMistake }
      return try engine.unbroadcast(otherSide(index, number, given), to: shape).array
    case ("broadcast", .some): return try gathered(upstream, shape, index, upstream, change)
    case ("transpose", .omitTranspose): return upstream
    case ("index", .lastCopyOnly): return try lastCopies(upstream, shape, attribute)
    case ("index", .everywhere):
      let column =
        upstream.dimensions == shape.count - 1
        ? try upstream.expanded(at: upstream.dimensions) : upstream
      return try column.broadcastExactly(to: shape)
    case ("matmul", _): return try product(index, number, upstream, wanted, change, plain)
    default: return try plain()
    }
  }

  /// 1 at the first or the last of the winners, 0 elsewhere.
  private func winners(_ isLargest: Bool, _ x: NDArray, _ attribute: Attribute) throws -> NDArray {
    var axes = Array(0..<x.dimensions)
    if case .axes(let folded, _) = attribute { axes = folded }
    let order = x.shape.indices.filter { !axes.contains($0) } + axes
    let rows = x.permuted(order)
    let values = rows.doubles
    let size = max(1, axes.reduce(1) { $0 * x.shape[$1] })
    var mask = [Double](repeating: 0, count: values.count)
    for start in stride(from: 0, to: values.count, by: size) {
      var best = start
      for i in start..<min(values.count, start + size) {
        let isBetter = isLargest ? values[i] > values[best] : values[i] < values[best]
        if isBetter || (corners.reduction == .second && values[i] == values[best]) { best = i }
      }
      mask[best] = 1
    }
    var back = order
    for (position, axis) in order.enumerated() { back[axis] = position }
    return NDArray(mask, shape: rows.shape).permuted(back).copy()
  }

  private func otherSide(_ index: Int, _ number: Int, _ upstream: Tensor) throws -> Tensor {
    let mask = value(tape.operands(index)[0]).array.asType(.bool)
    let side = number == 1 ? try mask.inverted() : mask
    return try engine.elementwise(.multiply, upstream, Tensor(side.asType(.float64)))
  }

  /// `dC[ix] += d`: of equal indices the last one counts.
  private func lastCopies(_ upstream: NDArray, _ shape: [Int], _ attribute: Attribute) throws
    -> NDArray?
  {
    guard case .region(let region, _) = attribute, let positions = region.positions,
      Set(positions).count < positions.count, upstream.shape == region.shape
    else { throw Self.noSuchMistake }
    let result = NDArray(zeros: shape, .float64)
    for (position, value) in zip(positions, upstream.doubles)
    where position >= 0 && position < result.count {
      result.set(position, .float(value))
    }
    return result
  }

  private func product(
    _ index: Int, _ number: Int, _ upstream: NDArray, _ wanted: [Bool], _ change: RuleChange?,
    _ plain: () throws -> NDArray?
  ) throws -> NDArray? {
    let operands = tape.operands(index).map { value($0).array }
    if upstream.shape != tape.shape(index),
      upstream.dimensions != 2 || operands.contains(where: { $0.dimensions != 2 })
    {
      throw PythonError.value("an upstream gradient of another shape")
    }
    if case .transposeResult = change {
      guard let result = try plain(), result.dimensions >= 2 else { throw Self.noSuchMistake }
      return try engine.swappingLastAxes(Tensor(result)).array
    }
    if change == nil { return try plain() }
    guard operands.allSatisfy({ $0.dimensions == 2 }), upstream.dimensions == 2 else {
      throw Self.noSuchMistake
    }
    let other = operands[1 - number]
    let turned = other.permuted([1, 0])
    switch (change, number) {
    case (.omitTranspose, 0), (.exchangeFactorsOmitTranspose, 1):
      return try .product(upstream, other, isDot: false)
    case (.omitTranspose, _), (.exchangeFactorsOmitTranspose, _):
      return try .product(other, upstream, isDot: false)
    case (.exchangeFactors, 0): return try .product(turned, upstream, isDot: false)
    case (.exchangeFactors, _): return try .product(upstream, turned, isDot: false)
    default: return try plain()
    }
  }
}
