import Arrays
import Autodiff
import LessonOutput

/// Looks for the known mistake that gives a learner's number: the region above the name is run
/// backward with one thing done differently, and what comes out is compared.
///
/// Where several mistakes give the same number, the first in the order of `rank` is told, of one
/// rank the one nearest the name. Ranks go from what only one mistake can give (a shape) to what
/// many can (a factor); a sign stands late because it commutes with everything on the way.
struct MistakeSearch {
  /// Elements that are computed in search of one name's mistake, and of all names' of a report;
  /// every gate costs as many as `costOfGate` besides.
  static let budgetOfName = 40_000_000
  static let budgetOfReport = 200_000_000
  static let costOfGate = 300
  /// Occurrences of one gate in the code, as in the turns of a loop, that are also tried one by one.
  static let maximumSingles = 6

  let graph: BackwardGraph
  let words: NodeWords
  let tolerance: GradientMatch.Tolerance
  /// The learner's gradients by node.
  var given: [Int: NDArray]
  let updated: [Int: NDArray]
  /// The learner's names by node.
  let names: [Int: String]
  private var left = Self.budgetOfReport
  private var budget = 0

  init(
    graph: BackwardGraph, words: NodeWords, tolerance: GradientMatch.Tolerance,
    given: [Int: NDArray], updated: [Int: NDArray], names: [Int: String]
  ) {
    self.graph = graph
    self.words = words
    self.tolerance = tolerance
    self.given = given
    self.updated = updated
    self.names = names
  }

  struct Target {
    var node: Int
    var name: String
    var value: NDArray
    /// What the rules give from the learner's own gradients above.
    var right: NDArray?
    var terms: [Double]?
    var array: ObjectIdentifier?
    var others: [BackwardComparison.Judged]
  }

  struct Finding {
    var kind: BackwardReport.MistakeKind
    /// The gate that it happened at, where it is one.
    var gate: Int?
    var reason: String
    var next: String
    /// Smaller comes first.
    var rank: Int
    /// Gates between it and the name.
    var distance: Int
  }

  typealias Wire = BackwardRegion.Wire

  /// Wires that the same code made: a mistake in a loop's body is made in every turn.
  struct WireGroup {
    var site: UInt32
    var code: UInt8
    var operand: Int
    var wires: [Wire]
  }

  mutating func find(_ target: Target, _ region: BackwardRegion) -> Finding? {
    budget = min(Self.budgetOfName, left)
    left -= budget
    defer { left += max(0, budget) }
    var found = [reshaped(target), turned(target)].compactMap { $0 }
    for branch in branches(region) {
      for change in [RuleChange.drop, .double] where gives(target, region, branch.wires, change) {
        if let finding = finding(change, branch: branch, target, region) { found.append(finding) }
      }
    }
    let isNegated = isNegated(target)
    let groups = groups(region)
    for group in groups {
      for change in changes(group, region) {
        // A sign that may have been lost anywhere is told as that.
        if change == .negate, isNegated, !isNegative(at: group.wires[0]) { continue }
        if gives(target, region, group.wires, change),
          let finding = finding(change, group.wires[0], target, region)
        {
          found.append(finding)
        }
      }
    }
    if found.isEmpty { found = singles(target, region, groups) }
    if found.isEmpty { found = [upstream(target, region)].compactMap { $0 } }
    if found.isEmpty { found = [stale(target, region)].compactMap { $0 } }
    if found.isEmpty { found = [shared(target)].compactMap { $0 } }
    if found.isEmpty { found = [multiple(target, region)].compactMap { $0 } }
    return found.min { ($0.rank, $0.distance) < ($1.rank, $1.distance) }
  }

  /// Of a gate that the code makes several times, one that went wrong alone.
  private mutating func singles(
    _ target: Target, _ region: BackwardRegion, _ groups: [WireGroup]
  ) -> [Finding] {
    var found: [Finding] = []
    for group in groups where (2...Self.maximumSingles).contains(group.wires.count) {
      for change in changes(group, region) where change != .negate {
        for wire in group.wires where gives(target, region, [wire], change) {
          if let finding = finding(change, wire, target, region) { found.append(finding) }
        }
      }
    }
    return found
  }

  /// Whether the learner's number comes out where something is done differently at some wires.
  private mutating func gives(
    _ target: Target, _ region: BackwardRegion, _ wires: [Wire], _ change: RuleChange
  ) -> Bool {
    guard pay(region) else { return false }
    let changes = Dictionary(wires.map { ($0, change) }, uniquingKeysWith: { first, _ in first })
    guard let value = try? region.gradient(given: given, changes: changes) else { return false }
    return fits(target, value, isLoose: change.changesShape)
  }

  /// Whether another backward pass through the region is within the budget.
  private mutating func pay(_ region: BackwardRegion) -> Bool {
    budget -= region.gates.reduce(0) { sum, gate in
      sum + Self.costOfGate + graph.tape.shape(gate).reduce(1, *)
    }
    return budget >= 0
  }

  /// Whether a mistake gives the learner's number.
  private func fits(_ target: Target, _ value: NDArray, isLoose: Bool = false) -> Bool {
    let shapes = (target.value.shape, value.shape)
    guard
      isLoose
        ? GradientShape.agreeLoosely(shapes.0, shapes.1) : GradientShape.agree(shapes.0, shapes.1)
    else { return false }
    let values = value.doubles
    // Nothing at all comes of many mistakes.
    guard values.contains(where: { $0 != 0 }) else { return false }
    // Of another shape, no element's terms are known: the largest stand for all.
    let terms = target.terms.map { terms in
      terms.count == values.count
        ? terms : [Double](repeating: terms.max() ?? 0, count: values.count)
    }
    return GradientMatch(target.value.doubles, values, terms: terms, tolerance).isRight
  }

  // MARK: Wires

  private func groups(_ region: BackwardRegion) -> [WireGroup] {
    var places: [Key: Int] = [:]
    var result: [WireGroup] = []
    for wire in region.wires {
      let site = graph.tape.sites[wire.gate]
      let code = graph.tape.codes[wire.gate]
      let key = Key(site: site, code: code, operand: wire.operand)
      if let place = places[key] {
        result[place].wires.append(wire)
      } else {
        places[key] = result.count
        result.append(WireGroup(site: site, code: code, operand: wire.operand, wires: [wire]))
      }
    }
    return result
  }

  private struct Key: Hashable {
    var site: UInt32
    var code: UInt8
    var operand: Int
    var node = 0
  }

  /// A gate's own mistakes; of a value used twice by one gate, as in x·x, also one use left out.
  private func changes(_ group: WireGroup, _ region: BackwardRegion) -> [RuleChange] {
    let gate = Gate.catalogue[Int(group.code)]
    let wire = group.wires[0]
    let operands = graph.tape.operands(wire.gate)
    let isBroadcast =
      (gate.elementwise != nil || gate.name == "where")
      && graph.tape.shape(operands[wire.operand]) != graph.tape.shape(wire.gate)
    var result = gate.changes(operand: wire.operand, isBroadcast: isBroadcast)
    if operands.count == 2, operands[0] == operands[1], wire.operand == 0 { result.append(.drop) }
    return result
  }

  /// What one consumer, or the consumers that one place in the code made, send to a node that has
  /// others as well.
  struct Branch {
    var node: Int
    var consumer: Int
    var wires: [Wire]
    /// Several turns of a loop of which only this one counts.
    var isTurn = false
  }

  private func branches(_ region: BackwardRegion) -> [Branch] {
    var byNode: [Int: [Wire]] = [:]
    for wire in region.wires {
      byNode[graph.tape.operands(wire.gate)[wire.operand], default: []].append(wire)
    }
    var merged: [Key: Branch] = [:]
    var result: [Branch] = []
    for (node, wires) in byNode.sorted(by: { $0.key < $1.key }) {
      let parts = Dictionary(grouping: wires) {
        Key(site: graph.tape.sites[$0.gate], code: graph.tape.codes[$0.gate], operand: 0)
      }
      if Set(wires.map(\.gate)).count < 2 { continue }
      let kinds = parts.keys.sorted {
        (parts[$0]?.first?.gate ?? 0) < (parts[$1]?.first?.gate ?? 0)
      }
      for key in kinds {
        guard let own = parts[key] else { continue }
        if kinds.count > 1 {
          // The same fork in every turn of a loop is one mistake.
          var shared = key
          shared.operand = kinds.count
          if var known = merged[shared] {
            known.wires += own
            merged[shared] = known
          } else {
            merged[shared] = Branch(node: node, consumer: own[0].gate, wires: own)
          }
          result.append(Branch(node: node, consumer: own[0].gate, wires: own))
        }
        let turns = Set(own.map(\.gate)).sorted()
        guard turns.count > 1, let first = turns.first, let last = turns.last else { continue }
        for kept in [first, last] {
          result.append(
            Branch(
              node: node, consumer: kept, wires: own.filter { $0.gate != kept }, isTurn: true))
        }
      }
      // Of three and more branches, one alone.
      if kinds.count > 2 {
        for key in kinds {
          guard let own = parts[key] else { continue }
          result.append(
            Branch(
              node: node, consumer: own[0].gate,
              wires: wires.filter { wire in !own.contains(wire) }, isTurn: true))
        }
      }
    }
    return result
      + merged.values.filter { branch in !result.contains { $0.wires == branch.wires } }
      .sorted { $0.consumer < $1.consumer }
  }

  // MARK: What is wrong beside the gates

  /// All of it with the other sign.
  private func isNegated(_ target: Target) -> Bool {
    guard let other = try? target.right?.negated() else { return false }
    return fits(target, other)
  }

  /// Two names of one array.
  private func shared(_ target: Target) -> Finding? {
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
  private func turned(_ target: Target) -> Finding? {
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
  private func reshaped(_ target: Target) -> Finding? {
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
  private mutating func upstream(_ target: Target, _ region: BackwardRegion) -> Finding? {
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
  private mutating func stale(_ target: Target, _ region: BackwardRegion) -> Finding? {
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

  /// Every element is the same multiple of what is expected.
  private func multiple(_ target: Target, _ region: BackwardRegion) -> Finding? {
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
  private static func simple(_ ratio: Double, _ tolerance: GradientMatch.Tolerance) -> Double? {
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

extension RuleChange {
  /// What comes out has another shape than the operand: then axes of length 1 don't count.
  var changesShape: Bool {
    switch self {
    case .keepCopies, .sumOverOtherAxes, .sumOverAllAxes, .keepReduced, .transposeResult,
      .omitTranspose, .exchangeFactors, .exchangeFactorsOmitTranspose, .keepShape:
      true
    default: false
    }
  }
}
