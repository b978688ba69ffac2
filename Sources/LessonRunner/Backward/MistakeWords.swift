import Arrays
import Autodiff
import LessonOutput

/// What a learner reads of a known mistake at a gate, and how likely it is beside others.
extension MistakeSearch {
  func finding(
    _ change: RuleChange, _ wire: Wire, _ target: Target, _ region: BackwardRegion
  ) -> Finding? {
    let tape = graph.tape
    let gate = Gate.catalogue[Int(tape.codes[wire.gate])]
    let operands = tape.operands(wire.gate)
    let operand = operands[wire.operand]
    let shape = tape.shape(operand)
    let full = tape.shape(wire.gate)
    let distance = region.gates.count { $0 < wire.gate }
    let upstream = gradient(wire.gate)
    let formula = words.formula(wire.gate)
    func make(
      _ kind: BackwardReport.MistakeKind, _ rank: Int, _ reason: String, _ next: String
    ) -> Finding {
      Finding(
        kind: kind, gate: wire.gate, reason: reason, next: next, rank: rank, distance: distance)
    }
    switch change {
    case .keepCopies:
      let repeated = ChangedRule.repeatedAxes(shape, in: full)
      return make(
        .missingSum, 1,
        "A sum is missing: `\(name(operand))` has shape \(pythonShape(shape)) and was broadcast "
          + "along \(axes(repeated)) to \(pythonShape(full)); every copy sends gradient back, and "
          + "they add.",
        "`.sum(\(sumArguments(shape, full)))`.")
    case .sumOverOtherAxes, .sumOverAllAxes:
      let repeated = ChangedRule.repeatedAxes(shape, in: full)
      return make(
        .wrongAxis, 2,
        "The sum runs over the wrong axis: `\(name(operand))`, shape \(pythonShape(shape)), was "
          + "broadcast along \(axes(repeated)) to \(pythonShape(full)), so its copies stand along "
          + "\(axes(repeated)).",
        "`.sum(\(sumArguments(shape, full)))`.")
    case .keepReduced:
      return make(
        .missingBroadcast, 1,
        "`\(formula)` added up elements of `\(name(operand))`, shape \(pythonShape(shape)): each "
          + "of them receives the gradient of its sum.",
        "Repeat it to \(pythonShape(shape)): `np.ones_like(\(name(operand))) * …`.")
    case .transposeResult, .exchangeFactors, .exchangeFactorsOmitTranspose, .omitTranspose:
      return transposed(change, wire, make)
    case .keepShape:
      return make(
        .shape, 2,
        "`\(formula)` gave the elements another shape: the gradient takes the old one back.",
        "`.reshape\(tightShape(shape))`.")
    case .lastCopyOnly:
      return make(
        .repeatedIndex, 3,
        "`\(formula)` takes some elements more than once: the gradients of all copies add, but "
          + "`a[i] += b` keeps only the last of equal indices.",
        "`np.add.at(\(target.name), …, …)` adds every one.")
    case .everywhere:
      return make(
        .notPlaced, 3,
        "`\(formula)` took only some elements of `\(name(operand))`: the others had no part in the "
          + "result, so their gradient here is 0.",
        "Start from `np.zeros_like(\(name(operand)))` and write to the places that were taken.")
    case .maskFromUpstream:
      return make(
        .maskFromGradient, 6,
        "The mask is taken from the gradient. Which elements pass is decided by the input "
          + "`\(name(operand))`, not by the sign of what comes back.",
        "`\(upstream) * (\(name(operand)) > 0)`.")
    case .invertMask:
      return make(
        .maskInverted, 6, "The gradient goes to the side of `\(formula)` that was not chosen.",
        "Use the other mask.")
    case .omitLocal, .omitFactor, .keepExponent:
      return factor(change, wire, gate, make)
    case .omitUpstream:
      let local = Self.localText(tape, wire.gate, wire.operand, words) ?? ""
      return make(
        .missingUpstream, 10,
        "This is the local gradient `\(local)` alone: what comes back to `\(formula)` has to be "
          + "multiplied in.",
        "`\(upstream)` times `\(local)`.")
    case .omitSquare:
      let local = Self.localText(tape, wire.gate, wire.operand, words) ?? ""
      return make(
        .droppedFactor, 8,
        "A square is missing: the local gradient of `\(formula)` is `\(local)`.",
        "Multiply `\(upstream)` by `\(local)`.")
    case .drop:
      return make(
        .droppedFactor, 7,
        "`\(name(operand))` stands in `\(formula)` twice: both uses send gradient, so a factor 2 "
          + "is missing.",
        "Add both: ∂(\(formula))/∂\(name(operand)) = 2·\(name(operand)).")
    case .exchangeInputAndOutput:
      return make(
        .inputForOutput, 8,
        "The local gradient of `\(formula)` is "
          + "`\(Self.localText(tape, wire.gate, wire.operand, words) ?? "")`: input and output are "
          + "exchanged.",
        "Multiply `\(upstream)` by "
          + "`\(Self.localText(tape, wire.gate, wire.operand, words) ?? "")`.")
    case .exchangeOperands:
      return make(
        .otherOperand, 8,
        "In `\(formula)` the local gradient for `\(name(operand))` is "
          + "`\(Self.localText(tape, wire.gate, wire.operand, words) ?? "")`; here the operands "
          + "are exchanged.",
        "Multiply `\(upstream)` by `\(Self.localText(tape, wire.gate, wire.operand, words) ?? "")`."
      )
    case .omitShare:
      let count = max(1, shape.reduce(1, *) / max(1, full.reduce(1, *)))
      return make(
        .missingMean, 6,
        "`\(formula)` is a mean of \(count): each element receives 1/\(count) of the gradient.",
        "Divide by \(count).")
    case .divideByCount:
      let count = max(1, shape.reduce(1, *) / max(1, full.reduce(1, *)))
      return make(
        .extraMean, 10,
        gate.name == "mean"
          ? "It is divided by \(count) twice; the mean `\(formula)` divides once."
          : "It is divided by \(count), but `\(formula)` is a sum, not a mean.",
        "Leave one division by \(count) out.")
    case .negate:
      let isNatural = isNegative(at: wire)
      var finding = signFinding(
        wire.gate, rank: isNatural ? 9 : 11, distance: distance,
        isWhole: isNatural ? false : operand == target.node)
      if isNatural {
        finding.reason =
          "The sign is flipped: in `\(formula)` the gradient for `\(name(operand))` comes back "
          + "negative."
      }
      return finding
    case .double: return nil
    }
  }

  /// Whether a minus stands in the gate's rule for this operand.
  func isNegative(at wire: Wire) -> Bool {
    let tape = graph.tape
    guard let rule = Gate.catalogue[Int(tape.codes[wire.gate])].elementwise,
      wire.operand < rule.locals.count
    else { return false }
    let constants = tape.operands(wire.gate).map { operand in
      tape.codes[operand] == GateCode.constant && tape.shape(operand).isEmpty
        ? tape.array(operand).scalar.double : nil
    }
    let signs = rule.locals[wire.operand].substituting(constants).factors.count { factor in
      if case .constant(let value) = factor.expression { value < 0 } else { false }
    }
    return signs % 2 == 1
  }

  func signFinding(_ gate: Int, rank: Int, distance: Int, isWhole: Bool) -> Finding {
    Finding(
      kind: .flippedSign, gate: gate,
      reason: isWhole
        ? "The sign is flipped: it is the negative of what is expected."
        : "The sign of the part through `\(words.formula(gate))` is flipped.",
      next: "Look for a minus that is missing or one too many.", rank: rank, distance: distance)
  }

  func transposed(
    _ change: RuleChange, _ wire: Wire,
    _ make: (BackwardReport.MistakeKind, Int, String, String) -> Finding
  ) -> Finding {
    let tape = graph.tape
    let formula = words.formula(wire.gate)
    let operands = tape.operands(wire.gate)
    let operand = operands[wire.operand]
    guard operands.count == 2 else {
      return make(
        .transposed, 2, "`\(formula)` transposed: the gradient is transposed back.", "`.T`.")
    }
    let other = name(operands[1 - wire.operand])
    let upstream = gradient(wire.gate)
    let isOuter = tape.shape(operands[0]).count == 1 && wire.operand == 1
    let right =
      isOuter
      ? "np.outer(\(other), \(upstream))"
      : wire.operand == 0 ? "\(upstream) @ \(other).T" : "\(other).T @ \(upstream)"
    let shape = pythonShape(tape.shape(operand))
    if change == .transposeResult {
      return make(
        .transposed, 2,
        "It is the transpose of what is expected: `\(name(operand))` has shape \(shape), and so "
          + "has its gradient.",
        "`\(right)`.")
    }
    if change == .omitTranspose {
      return make(
        .transposed, 4,
        "A factor is not transposed: the gradient of `\(formula)` for `\(name(operand))` is the "
          + "upstream gradient times the other factor, transposed.",
        "`\(right)`.")
    }
    return make(
      .swappedFactors, 4,
      "The factors of the product stand in the wrong order: `\(name(operand))` is the "
        + "\(wire.operand == 0 ? "left" : "right") factor of `\(formula)`, so the upstream gradient "
        + "stands on the \(wire.operand == 0 ? "left" : "right").",
      "`\(right)`.")
  }

  func factor(
    _ change: RuleChange, _ wire: Wire, _ gate: Gate,
    _ make: (BackwardReport.MistakeKind, Int, String, String) -> Finding
  ) -> Finding {
    let tape = graph.tape
    let formula = words.formula(wire.gate)
    let operands = tape.operands(wire.gate)
    let operand = operands[wire.operand]
    let upstream = gradient(wire.gate)
    let local = Self.localText(tape, wire.gate, wire.operand, words) ?? ""
    if gate.elementwise?.locals[wire.operand].isMask ?? false || gate.name == "max"
      || gate.name == "min" || gate.name == "where" || gate.name == "write"
    {
      return make(
        .maskMissing, 5,
        "The mask is missing: `\(formula)` lets the gradient through where "
          + "\(maskText(gate, operand)), and stops it elsewhere.",
        gate.name == "relu"
          ? "`\(upstream) * (\(name(operand)) > 0)`." : "Multiply `\(upstream)` by that mask.")
    }
    if gate.name == "multiply", case .omitLocal = change, operands[0] != operands[1] {
      let other = operands[1 - wire.operand]
      if Self.isMask(tape.array(other)) {
        return make(
          .maskMissing, 5,
          "The mask is missing: what `\(name(other))` set to 0 in the forward pass gets no "
            + "gradient.",
          "`\(upstream) * \(name(other))`.")
      }
    }
    if let count = count(change, wire, gate) {
      return make(
        .missingMean, 6,
        "`\(formula)` divides by \(count): the gradient is divided by \(count) too.",
        "Divide by \(count).")
    }
    var missing = local
    if case .omitFactor(let number) = change, let rule = gate.elementwise {
      let factor = rule.locals[wire.operand].factors[number]
      let expression = factor.isInverse ? .constant(1) / factor.expression : factor.expression
      missing = Self.local(expression, tape, wire.gate, words)
    }
    if case .keepExponent = change {
      return make(
        .droppedFactor, 8,
        "The exponent is not lowered: the local gradient of `\(formula)` is `\(local)`.",
        "Multiply `\(upstream)` by `\(local)`.")
    }
    return make(
      .droppedFactor, 7,
      missing == local
        ? "The factor `\(missing)` is missing: it is the local gradient of `\(formula)`."
        : "The factor `\(missing)` is missing: the local gradient of `\(formula)` is `\(local)`.",
      "Multiply by `\(missing)`.")
  }

  func maskText(_ gate: Gate, _ operand: Int) -> String {
    switch gate.name {
    case "relu", "leaky_relu", "elu", "selu": "`\(name(operand)) > 0`"
    case "max", "maximum": "`\(name(operand))` was the larger"
    case "min", "minimum": "`\(name(operand))` was the smaller"
    case "abs": "by the sign of `\(name(operand))`"
    case "write": "nothing was overwritten"
    default: "`\(name(operand))` was chosen"
    }
  }

  /// Zeros and one other number, as dropout multiplies by.
  static func isMask(_ array: NDArray) -> Bool {
    guard array.count > 1 else { return false }
    let others = Set(array.doubles.filter { $0 != 0 })
    return others.count == 1 && array.doubles.contains(0)
  }

  /// A constant that is 1 over the length of some axis: a mean written as a quotient.
  func count(_ change: RuleChange, _ wire: Wire, _ gate: Gate) -> Int? {
    guard gate.name == "multiply" || (gate.name == "divide" && wire.operand == 0) else {
      return nil
    }
    switch change {
    case .omitLocal, .omitFactor: break
    default: return nil
    }
    let tape = graph.tape
    let other = tape.operands(wire.gate)[1 - wire.operand]
    guard tape.shape(other).isEmpty else { return nil }
    let value = tape.array(other).scalar.double
    let whole = gate.name == "divide" ? value : (1 / value)
    guard whole.isFinite, whole >= 2, whole < 1e9, abs(whole - whole.rounded()) < 1e-9 * whole
    else { return nil }
    let sizes = Set(
      (0...graph.output).lazy.filter { graph.isReached($0) }.prefix(5_000).flatMap {
        tape.shape($0)
      })
    let count = Int(whole.rounded())
    return sizes.contains(count) ? count : nil
  }
}
