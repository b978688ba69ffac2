import Arrays
import Autodiff
import LessonOutput

/// Compares a backward pass written by hand with the trace.
///
/// A name is right where it equals the trace's gradient, and right given what it was computed from
/// where the rules give it from the learner's own gradients nearer the output: then only those are
/// to be mended. What is left is wrong by its own gate, and searched for known mistakes.
struct BackwardComparison {
  /// Tapes with more gates are compared with the trace alone.
  static let maximumGates = 200_000
  /// Activations in a row that a gradient may have been passed through in place.
  static let maximumPassed = 3
  /// Values of one name that a gradient is compared with.
  static let maximumVersions = 64

  let engine: Engine
  let tape: Tape
  let output: Int
  let outputName: String
  let gradients: TapeGradients
  let words: NodeWords
  /// What names of the forward pass hold now, where that is no longer what the gates saw.
  var updated: [Int: NDArray] = [:]

  /// A claim with its node, and what is known of it.
  struct Judged {
    var claim: GradientClaim
    var node: Int
    var row: BackwardReport.Row
    var truth: NDArray
    /// The gate that completes the gradient: the last one of the backward pass that adds to it.
    var order: Int
  }

  func report(_ claims: [GradientClaim]) throws -> BackwardReport {
    let saved = engine.tape
    engine.tape = nil
    defer {
      engine.tape = saved
      ArithmeticNotes.clear()
    }
    let tolerance = tolerance(claims)
    var judged = try claims.enumerated().compactMap { place, claim in
      let others = claims.enumerated().filter { $0.offset != place }.flatMap(\.element.versions)
      return try judge(claim, Set(others), tolerance)
    }
    if judged.contains(where: { !$0.row.verdict.isRight }), output < Self.maximumGates {
      let graph = BackwardGraph(engine, tape, output: output, gradients: gradients)
      for index in judged.indices {
        let consumers = graph.consumers[judged[index].node] ?? []
        judged[index].order = consumers.first ?? (judged[index].node == output ? Int.max : -1)
      }
      sort(&judged)
      try explain(&judged, graph, tolerance)
    } else {
      let first = firstConsumers(judged.map(\.node))
      for index in judged.indices {
        judged[index].order =
          first[judged[index].node] ?? (judged[index].node == output ? Int.max : -1)
      }
      sort(&judged)
    }
    return BackwardReport(output: outputName, rows: judged.map(\.row))
  }

  /// Nearest the output first; of one gate's operands as they stand.
  private func sort(_ judged: inout [Judged]) {
    let order = judged.enumerated().sorted { a, b in
      (a.element.order, a.element.node, b.offset) > (b.element.order, b.element.node, a.offset)
    }
    judged = order.map(\.element)
  }

  private func firstConsumers(_ nodes: [Int]) -> [Int: Int] {
    let wanted = Set(nodes)
    var first: [Int: Int] = [:]
    for index in 0...output where gradients.reaches(index) {
      for operand in tape.operands(index) where wanted.contains(operand) && first[operand] == nil {
        first[operand] = index
      }
    }
    return first
  }

  /// Single precision anywhere means single precision's rounding.
  private func tolerance(_ claims: [GradientClaim]) -> GradientMatch.Tolerance {
    let isSingle =
      tape.tensors.contains { $0.dtype == .float32 }
      || claims.contains { $0.value.dtype == .float32 }
    return isSingle ? .single : .double
  }

  // MARK: Beside the trace

  private func judge(
    _ claim: GradientClaim, _ claimed: Set<Int>, _ tolerance: GradientMatch.Tolerance
  ) throws -> Judged? {
    let known = claim.versions.filter { gradients.reaches($0) }
    var chosen: (node: Int, truth: NDArray, match: GradientMatch?)?
    let values = claim.value.doubles
    // The last version that it equals, else the last.
    for node in known.suffix(Self.maximumVersions).reversed() {
      guard let truth = gradients.tensor(node, tape)?.array else { continue }
      let match =
        GradientShape.agree(claim.value.shape, tape.shape(node))
        ? GradientMatch(values, truth.doubles, tolerance) : nil
      if chosen == nil || match?.isRight ?? false { chosen = (node, truth, match) }
      if match?.isRight ?? false { break }
    }
    var note = ""
    if let last = chosen, !(last.match?.isRight ?? false) {
      for node in passedOn(last.node, claimed) {
        guard let truth = gradients.tensor(node, tape)?.array else { continue }
        let match = GradientMatch(values, truth.doubles, tolerance)
        guard GradientShape.agree(claim.value.shape, tape.shape(node)), match.isRight else {
          continue
        }
        chosen = (node, truth, match)
        note = passedNote(node)
      }
    }
    guard let (node, truth, match) = chosen else { return nil }
    let verdict: BackwardReport.Verdict =
      match.map { $0.isExact ? .exact : $0.isRight ? .close : .wrong } ?? .wrong
    var row = BackwardReport.Row(
      name: claim.name, node: claim.node, verdict: verdict, shape: claim.value.shape,
      expectedShape: tape.shape(node))
    row.note = note
    if match?.isRight ?? false, note.isEmpty, row.shape != row.expectedShape,
      row.expectedShape.count > 0, row.shape.count > 0
    {
      row.note =
        "the numbers are right; with the shape of `\(claim.node)` it would be "
        + "\(pythonShape(row.expectedShape))"
    }
    row.error = match?.error
    if let match, !values.isEmpty {
      row.place = GradientShape.index(match.position, row.expectedShape)
      row.yours = values[match.position]
      row.expected = truth.doubles[match.position]
    } else if claim.value.count == 1 {
      row.yours = values.first
    }
    return Judged(claim: claim, node: node, row: row, truth: truth, order: -1)
  }

  /// Nodes further back whose gradient a name may hold as well: a pass that masks in place,
  /// `dhidden[hidden <= 0] = 0`, leaves the gradient of what went into the ReLU.
  private func passedOn(_ node: Int, _ claimed: Set<Int>) -> [Int] {
    var result: [Int] = []
    var current = node
    while result.count < Self.maximumPassed {
      let operands = tape.operands(current)
      let ways = operands.filter { operand in
        gradients.reaches(operand)
          && !(operands.count == 2 && MistakeSearch.isMask(tape.array(operand)))
      }
      guard let way = ways.first, ways.count == 1, tape.shape(way) == tape.shape(current),
        !claimed.contains(way), Self.isActivation(tape, current)
      else { break }
      result.append(way)
      current = way
    }
    return result
  }

  private static func isActivation(_ tape: Tape, _ gate: Int) -> Bool {
    let kind = Gate.catalogue[Int(tape.codes[gate])]
    let operands = tape.operands(gate)
    if kind.name == "where" { return true }
    guard let rule = kind.elementwise else { return false }
    if rule.locals.contains(where: \.isMask) || ["tanh", "sigmoid", "gelu"].contains(kind.name) {
      return true
    }
    return kind.name == "multiply"
      && operands.contains { MistakeSearch.isMask(tape.array($0)) }
  }

  private func passedNote(_ node: Int) -> String {
    let name = words.name(node) ?? words.formula(node)
    return "it holds the gradient of `\(name)`, one gate further back, as a mask in place leaves it"
  }

  // MARK: Given what it was computed from

  private func explain(
    _ judged: inout [Judged], _ graph: BackwardGraph, _ tolerance: GradientMatch.Tolerance
  ) throws {
    var given: [Int: NDArray] = [:]
    for item in judged where given[item.node] == nil {
      var value = item.claim.value
      if !value.dtype.isFloat { value = value.asType(.float64) }
      let shape = tape.shape(item.node)
      if GradientShape.agree(value.shape, shape) { value = try value.reshaped(shape) }
      given[item.node] = value
    }
    var search = MistakeSearch(
      graph: graph, words: words, tolerance: tolerance, given: given, updated: updated,
      names: Dictionary(
        judged.map { ($0.node, $0.claim.name) }, uniquingKeysWith: { first, _ in first }))
    for index in judged.indices where !judged[index].row.verdict.isRight {
      let item = judged[index]
      let region = graph.region(
        of: item.node, known: Set(given.keys).subtracting([item.node]))
      let suspects = judged.filter {
        region.border.contains($0.node) && !$0.row.verdict.isRight
      }
      judged[index].row.gate = gateText(graph, item.node)
      judged[index].row.line = (graph.consumers[item.node] ?? []).first.flatMap(words.line)
      guard !region.gates.isEmpty || item.node == output,
        region.gates.count <= BackwardRegion.maximumGates
      else {
        unjudge(&judged[index].row, "too many gates lie between it and the next name")
        continue
      }
      var expected: [NDArray] = []
      let own = (try? region.gradient(given: given)).flatMap { $0 }
      if let own { expected.append(own) }
      expected += mixtures(region, given, suspects.map { ($0.node, $0.truth) })
      // What cancels leaves rounding: its size is that of the terms.
      let terms = try? region.magnitude(given: given)
      let termValues = terms.map(\.doubles)
      if matches(item, item.truth, termValues, tolerance) {
        judged[index].row.verdict = .close
        refresh(&judged[index].row, item, termValues, tolerance)
        continue
      }
      if expected.contains(where: { matches(item, $0, termValues, tolerance) }) {
        // Where everything above is right up to rounding, a steep gate made the rest.
        judged[index].row.verdict = suspects.isEmpty ? .close : .follows
        judged[index].row.follows = suspects.map(\.claim.name)
        continue
      }
      if let note = cornerNote(region, item, given, termValues, tolerance) {
        judged[index].row.verdict = .close
        judged[index].row.note = note
        continue
      }
      if !item.truth.doubles.allSatisfy(\.isFinite) {
        unjudge(&judged[index].row, "the gradient here is not finite in the trace either")
        continue
      }
      let further = passedOn(
        item.node, Set(judged.filter { $0.node != item.node }.map(\.node))
      ).map { node in
        (node, graph.region(of: node, known: Set(given.keys).subtracting([item.node, node])))
      }
      if let (node, _) = further.first(where: { node, region in
        (try? region.gradient(given: given)).flatMap { $0 }.map {
          matches(item, $0, nil, tolerance)
        } ?? false
      }) {
        given[item.node] = nil
        given[node] = item.claim.value
        search.given = given
        judged[index].node = node
        judged[index].row.verdict = .follows
        judged[index].row.follows = suspects.map(\.claim.name)
        judged[index].row.note = passedNote(node)
        continue
      }
      var target = MistakeSearch.Target(
        node: item.node, name: item.claim.name, value: item.claim.value,
        right: own, terms: termValues,
        array: item.claim.array,
        others: judged.enumerated().filter { $0.offset != index }.map(\.element))
      var finding = search.find(target, region)
      for (node, region) in further where finding == nil {
        target.node = node
        target.right = (try? region.gradient(given: given)).flatMap { $0 }
        finding = search.find(target, region)
      }
      let isLeftByTurn = finding?.kind == .missingBranch && tape.codes[item.node] == GateCode.leaf
      if item.claim.isOfLoop, !isLeftByTurn {
        unjudge(
          &judged[index].row,
          "a loop bound it, or `\(item.claim.node)`: which turn it stands for is not known")
        continue
      }
      if finding == nil, !suspects.isEmpty, expected.isEmpty {
        unjudge(
          &judged[index].row,
          "mend \(BackwardReport.list(suspects.map { "`\($0.claim.name)`" })) first")
        continue
      }
      // What is expected is what the rule gives from the learner's own upstream gradient.
      if let own, own.shape == item.truth.shape, own.count > 0 {
        judged[index].truth = own
        refresh(&judged[index].row, judged[index], termValues, tolerance)
      }
      apply(finding, to: &judged[index].row, item.node, graph)
    }
  }

  private func unjudge(_ row: inout BackwardReport.Row, _ note: String) {
    row.verdict = .unjudged
    row.note = note
  }

  private func matches(
    _ item: Judged, _ expected: NDArray, _ terms: [Double]?,
    _ tolerance: GradientMatch.Tolerance
  ) -> Bool {
    GradientShape.agree(item.claim.value.shape, expected.shape)
      && GradientMatch(item.claim.value.doubles, expected.doubles, terms: terms, tolerance).isRight
  }

  private func refresh(
    _ row: inout BackwardReport.Row, _ item: Judged, _ terms: [Double]?,
    _ tolerance: GradientMatch.Tolerance
  ) {
    guard GradientShape.agree(item.claim.value.shape, item.truth.shape) else { return }
    let (values, truth) = (item.claim.value.doubles, item.truth.doubles)
    let match = GradientMatch(values, truth, terms: terms, tolerance)
    row.error = match.error
    guard match.position < values.count else { return }
    row.place = GradientShape.index(match.position, row.expectedShape)
    row.yours = values[match.position]
    row.expected = truth[match.position]
  }

  /// What the rules give where some of the wrong gradients were not the ones that were used: of few
  /// suspects, every choice.
  private func mixtures(
    _ region: BackwardRegion, _ given: [Int: NDArray], _ suspects: [(node: Int, truth: NDArray)]
  ) -> [NDArray] {
    guard (2...4).contains(suspects.count) else { return [] }
    return (1..<(1 << suspects.count) - 1).compactMap { choice in
      var mixed = given
      for (bit, suspect) in suspects.enumerated() where choice >> bit & 1 == 1 {
        mixed[suspect.node] = suspect.truth
      }
      return try? region.gradient(given: mixed)
    }
  }

  /// Another subgradient where two sides tie is as right as the engine's.
  private func cornerNote(
    _ region: BackwardRegion, _ item: Judged, _ given: [Int: NDArray], _ terms: [Double]?,
    _ tolerance: GradientMatch.Tolerance
  ) -> String? {
    typealias Side = CornerChoice.Side
    let ties = Ties(region)
    guard ties.hasAny else { return nil }
    for corner in ties.corner ? Side.allCases : [.defined] {
      for pair in ties.pair ? Side.allCases : [.defined] {
        for reduction in ties.reduction ? Side.allCases : [.defined] {
          var rule = ChangedRule(engine: engine, tape: tape)
          rule.corners.corner = corner
          rule.corners.pair = pair
          rule.corners.reduction = reduction
          if rule.corners.isDefined { continue }
          if let other = try? region.gradient(given: given, rule: rule),
            matches(item, other, terms, tolerance)
          {
            return "right: where two sides tie it takes another subgradient than the trace"
          }
        }
      }
    }
    return nil
  }

  // MARK: Words

  /// `scores = hidden · W2 + b2`, or the formula alone.
  private func gateText(_ graph: BackwardGraph, _ node: Int) -> String {
    guard let gate = (graph.consumers[node] ?? []).first else { return "" }
    return MistakeSearch.gateText(gate, words)
  }

  private func apply(
    _ finding: MistakeSearch.Finding?, to row: inout BackwardReport.Row, _ node: Int,
    _ graph: BackwardGraph
  ) {
    row.verdict = .wrong
    if let finding {
      row.mistake = finding.kind
      row.reason = finding.reason
      row.next = finding.next
      if let gate = finding.gate {
        row.gate = MistakeSearch.gateText(gate, words)
        row.line = words.line(gate)
      }
      return
    }
    guard let gate = (graph.consumers[node] ?? []).first else { return }
    row.reason = "No known mistake gives these numbers."
    let upstream =
      words.name(gate).map { "the gradient of `\($0)`" } ?? "what arrives at this gate"
    row.next = "downstream = upstream × local: take \(upstream) times the local gradient"
    if let operand = tape.operands(gate).firstIndex(of: node),
      let local = MistakeSearch.localText(tape, gate, operand, words)
    {
      row.next += ", `\(local)`"
    }
    row.next += "."
    if (graph.consumers[node] ?? []).count > 1 {
      row.next += " It has \((graph.consumers[node] ?? []).count) consumers: add what each sends."
    }
  }
}

/// Which kinds of ties the values of a region's gates have.
private struct Ties {
  var corner = false
  var pair = false
  var reduction = false
  var hasAny: Bool { corner || pair || reduction }

  init(_ region: BackwardRegion) {
    let tape = region.graph.tape
    for gate in region.gates {
      let operands = tape.operands(gate)
      let kind = Gate.catalogue[Int(tape.codes[gate])]
      switch kind.name {
      case "maximum", "minimum":
        let (x, y) = (tape.array(operands[0]), tape.array(operands[1]))
        if let equal = try? NDArray.binary(.equal, Operand(x), Operand(y)),
          equal.doubles.contains(1)
        {
          pair = true
        }
      case "max", "min": reduction = true
      default:
        if kind.kinks != nil, kind.elementwise != nil, tape.array(operands[0]).doubles.contains(0) {
          corner = true
        }
      }
    }
  }
}
