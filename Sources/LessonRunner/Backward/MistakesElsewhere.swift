import Arrays
import Autodiff
import LessonOutput

/// Mistakes that are not one gate's: shapes, names of one array, gradients and values taken at the wrong
/// time.
extension MistakeSearch {
  /// All of it with the other sign.
  func isNegated(_ target: Target) -> Bool {
    guard let other = try? target.right?.negated() else { return false }
    return fits(target, other)
  }

  /// Two names of one array.
  func shared(_ target: Target) -> Finding? {
    guard let array = target.array,
      let other = target.others.first(where: {
        $0.claim.array == array && $0.node != target.node
      })
    else { return nil }
    return Finding(
      kind: .sharedArray, gate: nil,
      reason: "`\(target.name)` and `\(other.claim.name)` are one array with two names: what is "
        + "done to one of them in place is done to both.",
      next: "Take a copy: `\(other.claim.name) = \(target.name).copy()`.", rank: 13, distance: 0)
  }

  /// All of it transposed, where more than one product adds up to it.
  func turned(_ target: Target) -> Finding? {
    guard let right = target.right, right.dimensions == 2,
      fits(target, right.transposed)
    else { return nil }
    return Finding(
      kind: .transposed, gate: nil,
      reason: "It is the transpose of what is expected: `\(name(target.node))` has shape "
        + "\(pythonShape(graph.tape.shape(target.node))), and so has its gradient.",
      next: "Transpose it: `.T`.", rank: 3, distance: 0)
  }

  /// The right numbers in another shape.
  func reshaped(_ target: Target) -> Finding? {
    guard let right = target.right,
      right.shape != target.value.shape,
      GradientShape.agreeLoosely(right.shape, target.value.shape),
      fits(target, right, isLoose: true)
    else { return nil }
    return Finding(
      kind: .shape, gate: nil,
      reason: "The numbers are right, the shape is not: `\(name(target.node))` has shape "
        + "\(pythonShape(graph.tape.shape(target.node))), and a gradient has the shape of what it "
        + "belongs to.",
      next: "`keepdims` or `.reshape\(tightShape(graph.tape.shape(target.node)))` gives it.",
      rank: 0, distance: 0)
  }

  /// Computed from a gradient that was not complete, or from another one.
  mutating func upstream(_ target: Target, _ region: BackwardRegion) -> Finding? {
    let first = graph.consumers[target.node] ?? []
    for border in region.border where given[border] != nil && border != graph.output {
      let gate = first.contains(border) ? border : first.first
      let above = graph.region(
        of: border, known: Set(given.keys).subtracting([border]))
      let wires = Dictionary(grouping: above.wires) { wire in
        graph.tape.operands(wire.gate)[wire.operand] == border ? wire.gate : -1
      }
      let consumers = wires.keys.filter { $0 >= 0 }.sorted()
      if consumers.count > 1, consumers.count <= 8 {
        for consumer in consumers {
          guard pay(above), pay(region) else { return nil }
          let dropped = Dictionary((wires[consumer] ?? []).map { ($0, RuleChange.drop) }) { a, _ in
            a
          }
          var early = given
          guard let partial = try? above.gradient(given: given, changes: dropped) else { continue }
          early[border] = partial
          guard let value = try? region.gradient(given: early), fits(target, value) else {
            continue
          }
          let other = names[border] ?? "the gradient of \(name(border))"
          return Finding(
            kind: .incompleteUpstream, gate: gate,
            reason: "It was computed from `\(other)` before the part through "
              + "`\(words.formula(consumer))` was added.",
            next: "Use `\(other)` when all branches are in.", rank: 12, distance: 0)
        }
      }
      if pay(region), let known = given[border] {
        var omitted = given
        omitted[border] = NDArray(scalar: .float(1), .float64).broadcast(to: known.shape).copy()
        if let value = try? region.gradient(given: omitted), fits(target, value) {
          let own = names[border] ?? "d" + name(border)
          return Finding(
            kind: .missingUpstream, gate: gate,
            reason: "`\(own)` is left out: what comes back to `\(name(border))` has to be "
              + "multiplied in.", next: "Multiply the local gradient by `\(own)`.", rank: 12,
            distance: 0)
        }
      }
      for other in target.others where other.node != border {
        guard other.claim.value.shape == graph.tape.shape(border), pay(region) else { continue }
        var swapped = given
        swapped[border] = other.claim.value
        guard let value = try? region.gradient(given: swapped), fits(target, value) else {
          continue
        }
        return Finding(
          kind: .otherUpstream, gate: gate,
          reason: "It was computed from `\(other.claim.name)`, but what comes back to this gate is "
            + "`\(names[border] ?? "d" + name(border))`.",
          next: "Put `\(names[border] ?? "d" + name(border))` in its place.", rank: 12,
          distance: 0)
      }
    }
    return nil
  }

  /// Computed with a value that has been changed since the forward pass.
  mutating func stale(_ target: Target, _ region: BackwardRegion) -> Finding? {
    for (node, value) in updated.sorted(by: { $0.key < $1.key }) {
      guard region.gates.contains(where: { graph.tape.operands($0).contains(node) }), pay(region)
      else { continue }
      var rule = ChangedRule(engine: graph.engine, tape: graph.tape)
      rule.values[node] = value
      guard let result = try? region.gradient(given: given, rule: rule), fits(target, result) else {
        continue
      }
      return Finding(
        kind: .updatedValue, gate: (graph.consumers[target.node] ?? []).first,
        reason: "It uses `\(name(node))` as it is now; the forward pass had another value.",
        next: "Compute all gradients before `\(name(node))` is updated.", rank: 13, distance: 0)
    }
    return nil
  }

  /// Computed with what went into an activation in place of what came out.
  mutating func beforeActivation(_ target: Target, _ region: BackwardRegion) -> Finding? {
    let tape = graph.tape
    var seen: Set<Int> = []
    for gate in region.gates {
      for node in tape.operands(gate) where seen.insert(node).inserted {
        let operands = tape.operands(node)
        guard operands.count == 1, let input = operands.first,
          Gate.catalogue[Int(tape.codes[node])].elementwise != nil,
          tape.shape(input) == tape.shape(node), pay(region)
        else { continue }
        var rule = ChangedRule(engine: graph.engine, tape: tape)
        rule.values[node] = graph.engine.tensor(tape, input).array
        guard let value = try? region.gradient(given: given, rule: rule), fits(target, value) else {
          continue
        }
        return Finding(
          kind: .valueBeforeActivation, gate: gate,
          reason: "It is computed with `\(name(input))`, but `\(words.formula(gate))` was given "
            + "`\(name(node))`.",
          next: "Put `\(name(node))` in its place.", rank: 13, distance: 0)
      }
    }
    return nil
  }

  /// Every element is the same multiple of what is expected.
  func multiple(_ target: Target, _ region: BackwardRegion) -> Finding? {
    guard let right = target.right, GradientShape.agree(right.shape, target.value.shape)
    else { return nil }
    let (yours, expected) = (target.value.doubles, right.doubles)
    guard let place = expected.indices.max(by: { abs(expected[$0]) < abs(expected[$1]) }),
      expected[place] != 0, expected[place].isFinite
    else { return nil }
    let ratio = yours[place] / expected[place]
    guard let nice = MistakeSearch.simple(ratio, tolerance),
      GradientMatch(
        yours, expected.map { $0 * nice }, terms: target.terms?.map { $0 * abs(nice) }, tolerance
      ).isRight
    else { return nil }
    let gate = (graph.consumers[target.node] ?? []).first
    if nice == -1 { return signFinding(gate ?? target.node, rank: 14, distance: 0, isWhole: true) }
    let sizes = Set(region.gates.flatMap { graph.tape.shape($0) } + graph.tape.shape(target.node))
    if nice > 2, nice.rounded() == nice, sizes.contains(Int(nice)) {
      return Finding(
        kind: .missingMean, gate: gate,
        reason: "Every element is \(NumberText.short(nice)) times what is expected: as if a mean "
          + "over \(NumberText.short(nice)) were a sum.",
        next: "Divide by \(NumberText.short(nice)), once.", rank: 15, distance: 0)
    }
    let inverse = (1 / nice).rounded()
    if nice > 0, nice < 0.5, sizes.contains(Int(inverse)) {
      return Finding(
        kind: .extraMean, gate: gate,
        reason: "Every element is 1/\(NumberText.short(inverse)) of what is expected: divided by "
          + "\(NumberText.short(inverse)) once too often.",
        next: "Leave one division by \(NumberText.short(inverse)) out.", rank: 15, distance: 0)
    }
    return Finding(
      kind: .scaled, gate: gate,
      reason: "Every element is \(NumberText.short(nice)) times what is expected.",
      next: "Look for a factor of \(NumberText.short(1 / nice)).", rank: 15, distance: 0)
  }

  /// −1, a half, a small whole number or its inverse; nil for anything else.
  static func simple(_ ratio: Double, _ tolerance: GradientMatch.Tolerance) -> Double? {
    guard ratio.isFinite, ratio != 0 else { return nil }
    let slack = tolerance.relative * 10
    let whole = ratio.rounded()
    if abs(whole) >= 1, abs(whole) <= 100_000, whole != 1, abs(ratio - whole) <= slack * abs(whole)
    {
      return whole
    }
    let inverse = (1 / ratio).rounded()
    if abs(inverse) >= 1, abs(inverse) <= 100_000, inverse != 1,
      abs(1 / ratio - inverse) <= slack * abs(inverse)
    {
      return 1 / inverse
    }
    return nil
  }
}
