import Arrays
import Autodiff
import LessonOutput

/// What is wrong with names that don't equal the trace, each judged by its own gates: given the
/// learner's gradients nearer the output.
struct BackwardExplanation {
  typealias Judged = BackwardComparison.Judged

  let comparison: BackwardComparison
  let graph: BackwardGraph
  let tolerance: GradientMatch.Tolerance
  private(set) var judged: [Judged]
  /// The learner's gradients by node.
  private(set) var given: [Int: NDArray] = [:]
  private var search: MistakeSearch

  var tape: Tape { comparison.tape }
  var words: NodeWords { comparison.words }

  /// - Parameter judged: the names in the order of the backward pass.
  init(
    _ comparison: BackwardComparison, _ graph: BackwardGraph, _ judged: [Judged],
    _ tolerance: GradientMatch.Tolerance
  ) throws {
    self.comparison = comparison
    self.graph = graph
    self.judged = judged
    self.tolerance = tolerance
    for item in judged where given[item.node] == nil {
      var value = item.claim.value
      if !value.dtype.isFloat { value = value.asType(.float64) }
      let shape = comparison.tape.shape(item.node)
      if GradientShape.agree(value.shape, shape) { value = try value.reshaped(shape) }
      given[item.node] = value
    }
    search = MistakeSearch(
      graph: graph, words: comparison.words, tolerance: tolerance, given: given,
      updated: comparison.updated,
      names: Dictionary(
        judged.map { ($0.node, $0.claim.name) }, uniquingKeysWith: { first, _ in first }))
  }

  mutating func run() {
    for index in judged.indices where !judged[index].row.verdict.isRight { explain(index) }
  }

  /// What the rules allow a name to be.
  private struct Expectation {
    var region: BackwardRegion
    /// From the learner's own gradients.
    var own: NDArray?
    /// From those, and where several are wrong, from mixtures with right ones.
    var all: [NDArray] = []
    /// Sizes of what was added up: what cancels leaves rounding of that size.
    var terms: [Double]?
    /// Names above it that are not right.
    var suspects: [Judged]
  }

  private mutating func explain(_ index: Int) {
    let item = judged[index]
    let gate = (graph.consumers[item.node] ?? []).first
    judged[index].row.gate = gate.map { MistakeSearch.gateText($0, words) } ?? ""
    judged[index].row.line = gate.flatMap(words.line)
    let region = graph.region(of: item.node, known: Set(given.keys).subtracting([item.node]))
    guard !region.gates.isEmpty || item.node == graph.output,
      region.gates.count <= BackwardRegion.maximumGates
    else { return unjudge(index, "too many gates lie between it and the next name") }
    let expected = expectation(region, item)
    if isRight(index, expected) { return }
    if !item.truth.doubles.allSatisfy(\.isFinite) {
      return unjudge(index, "the gradient here is not finite in the trace either")
    }
    let further = furtherBack(item)
    if let (node, _) = further.first(where: { _, region in
      gradient(region).map { matches(item, $0, nil) } ?? false
    }) {
      return move(index, to: node, expected.suspects)
    }
    accuse(index, expected, further)
  }

  private func gradient(_ region: BackwardRegion) -> NDArray? {
    (try? region.gradient(given: given)).flatMap { $0 }
  }

  private func expectation(_ region: BackwardRegion, _ item: Judged) -> Expectation {
    var result = Expectation(
      region: region,
      suspects: judged.filter {
        region.border.contains($0.node) && !$0.row.verdict.isRight
      })
    result.own = gradient(region)
    if let own = result.own { result.all.append(own) }
    result.all += mixtures(region, result.suspects.map { ($0.node, $0.truth) })
    result.terms = ((try? region.magnitude(given: given)).flatMap { $0 })?.doubles
    return result
  }

  /// Whether the name is right after all, or for the gradients it was computed from.
  private mutating func isRight(_ index: Int, _ expected: Expectation) -> Bool {
    let item = judged[index]
    if matches(item, item.truth, expected.terms) {
      judged[index].row.verdict = .close
      refresh(index, expected.terms)
      return true
    }
    let isAlone = expected.suspects.isEmpty
    func settle(_ note: String = "") {
      // Where everything above is right up to rounding, a steep gate made the rest.
      judged[index].row.verdict = isAlone ? .close : .follows
      judged[index].row.follows = expected.suspects.map(\.claim.name)
      judged[index].row.note = note
    }
    if expected.all.contains(where: { matches(item, $0, expected.terms) }) {
      settle()
      return true
    }
    if let note = cornerNote(expected.region, item, expected.terms) {
      settle(note)
      return true
    }
    if let limit = expected.all.compactMap({ clipped(item, $0, expected.terms) }).first {
      settle("right, and clipped to ±\(NumberText.short(limit))")
      return true
    }
    return false
  }

  /// Nodes that an activation in place may have passed the gradient on to.
  private func furtherBack(_ item: Judged) -> [(Int, BackwardRegion)] {
    let others = Set(judged.filter { $0.node != item.node }.map(\.node))
    return comparison.passedOn(item.node, others).map { node in
      (node, graph.region(of: node, known: Set(given.keys).subtracting([item.node, node])))
    }
  }

  private mutating func move(_ index: Int, to node: Int, _ suspects: [Judged]) {
    given[judged[index].node] = nil
    given[node] = judged[index].claim.value
    search.given = given
    judged[index].node = node
    judged[index].row.verdict = suspects.isEmpty ? .close : .follows
    judged[index].row.follows = suspects.map(\.claim.name)
    judged[index].row.note = comparison.passedNote(node)
  }

  private mutating func accuse(
    _ index: Int, _ expected: Expectation, _ further: [(Int, BackwardRegion)]
  ) {
    let item = judged[index]
    var target = MistakeSearch.Target(
      node: item.node, name: item.claim.name, value: item.claim.value, right: expected.own,
      terms: expected.terms, array: item.claim.array,
      others: judged.enumerated().filter { $0.offset != index }.map(\.element))
    var finding = search.find(target, expected.region)
    for (node, region) in further where finding == nil {
      target.node = node
      target.right = gradient(region)
      finding = search.find(target, region)
    }
    let isLeftByTurn = finding?.kind == .missingBranch && tape.codes[item.node] == GateCode.leaf
    if item.claim.isOfLoop, !isLeftByTurn {
      return unjudge(
        index, "a loop bound it, or `\(item.claim.node)`: which turn it stands for is not known")
    }
    if finding == nil, !expected.suspects.isEmpty, expected.all.isEmpty {
      let names = expected.suspects.map { "`\($0.claim.name)`" }
      return unjudge(index, "mend \(BackwardReport.list(names)) first")
    }
    // What is expected is what the rule gives from the learner's own upstream gradient.
    if let own = expected.own, own.shape == item.truth.shape, own.count > 0 {
      judged[index].truth = own
      refresh(index, expected.terms)
    }
    apply(finding, to: &judged[index].row, item.node)
  }

  private mutating func unjudge(_ index: Int, _ note: String) {
    judged[index].row.verdict = .unjudged
    judged[index].row.note = note
  }

  private mutating func refresh(_ index: Int, _ terms: [Double]?) {
    let item = judged[index]
    guard GradientShape.agree(item.claim.value.shape, item.truth.shape) else { return }
    let (values, truth) = (item.claim.value.doubles, item.truth.doubles)
    let match = GradientMatch(values, truth, terms: terms, tolerance)
    judged[index].row.error = match.error
    guard match.position < values.count else { return }
    judged[index].row.place = GradientShape.index(match.position, item.row.expectedShape)
    judged[index].row.yours = values[match.position]
    judged[index].row.expected = truth[match.position]
  }

  private func apply(
    _ finding: MistakeSearch.Finding?, to row: inout BackwardReport.Row, _ node: Int
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
    guard let gate = (graph.consumers[node] ?? []).first else {
      if node == graph.output {
        row.reason = "`\(row.node)` is the output: its gradient with respect to itself is 1."
        row.next = "start with `\(row.name) = 1.0`."
      }
      return
    }
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
