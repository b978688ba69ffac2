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
      var explanation = try BackwardExplanation(self, graph, judged, tolerance)
      explanation.run()
      judged = explanation.judged
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
  func passedOn(_ node: Int, _ claimed: Set<Int>) -> [Int] {
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

  func passedNote(_ node: Int) -> String {
    let name = words.name(node) ?? words.formula(node)
    return "it holds the gradient of `\(name)`, one gate further back, as a mask in place leaves it"
  }
}
