import Arrays
import Autodiff
import Diagnostics
import LessonOutput
import PythonSubset
import Testing

@testable import LessonRunner

/// On networks made at random: a right pass is never called wrong, and of a pass with one wrong name
/// only that name is.
@Suite struct BackwardPropertyTests {
  /// A traced network with what a comparison needs.
  struct Net {
    let graph: BackwardGraph
    let comparison: BackwardComparison
    /// Names with their nodes, the first of the backward pass first.
    let nodes: [(name: String, node: Int)]

    init?(_ network: RandomNetwork, _ session: Session) throws {
      let outcome = session.run(
        SourceText(name: "net", text: "import numpy as np\n" + network.code), block: 0,
        trace: TraceRequest(outputs: ["loss"]))
      if let failure = outcome.failures.first {
        Issue.record("\(failure.error.message)\n\(network.code)")
        return nil
      }
      guard let tape = outcome.tape, let tracer = outcome.tracer,
        let loss = tracer.lastNode("loss")
      else { return nil }
      let output = tape.index(loss)
      let gradients = try session.engine.backward(tape, from: output)
      graph = BackwardGraph(session.engine, tape, output: output, gradients: gradients)
      comparison = BackwardComparison(
        engine: session.engine, tape: tape, output: output, outputName: "loss",
        gradients: gradients,
        words: NodeWords(name: { _ in nil }, formula: { "gate \($0)" }, line: { _ in nil }))
      let consumers = graph.consumers
      nodes = network.names.compactMap { name -> (String, Int)? in
        guard let id = tracer.lastNode(name) else { return nil }
        let node = tape.index(id)
        return consumers[node] == nil ? nil : (name, node)
      }.sorted { (consumers[$0.1]?.first ?? 0, $0.1) > (consumers[$1.1]?.first ?? 0, $1.1) }
    }

    /// Names' gradients, all or two in three, each computed from those above it as a learner would, with roundings.
    func pass(
      unit: Double, wrong: Int? = nil, skipping: Int = 0, _ change: (NDArray) -> NDArray = { $0 }
    ) throws -> [GradientClaim] {
      var given: [Int: NDArray] = [:]
      var claims: [GradientClaim] = []
      for (place, item) in nodes.enumerated() where given[item.node] == nil {
        // A pass that writes several gates at once.
        if skipping > 0, (place * 5 + skipping) % 3 == 0, place != wrong { continue }
        let region = graph.region(of: item.node, known: Set(given.keys))
        guard var value = try region.gradient(given: given) else { continue }
        value = jittered(value, unit: unit, seed: place)
        if place == wrong { value = change(value) }
        given[item.node] = value
        claims.append(
          GradientClaim(name: "d" + item.name, node: item.name, versions: [item.node], value: value)
        )
      }
      return claims
    }

    /// Three roundings up, down or none, element by element.
    private func jittered(_ array: NDArray, unit: Double, seed: Int) -> NDArray {
      let values = array.doubles.enumerated().map { place, value in
        value * (1 + Double((place &* 7 &+ seed &* 3) % 3 - 1) * 3 * unit)
      }
      return NDArray(values, shape: array.shape).asType(array.dtype)
    }
  }

  @Test(arguments: 0..<10)
  func aRightPassIsNeverAccused(_ part: Int) throws {
    let session = Session()
    session.prepare(seed: 0)
    var names = 0
    for number in 0..<100 {
      let isSingle = number % 3 == 0
      let network = RandomNetwork(seed: UInt64(part * 100 + number), isSingle: isSingle)
      guard let net = try Net(network, session), !net.nodes.isEmpty else { continue }
      let claims = try net.pass(unit: isSingle ? 0x1p-24 : 0x1p-53, skipping: number % 2 * number)
      let report = try net.comparison.report(claims)
      names += report.rows.count
      #expect(
        report.isRight, "\(network.code)\n\(report.lines(width: 100).joined(separator: "\n"))")
    }
    #expect(names > 300)
  }

  @Test(arguments: 0..<4)
  func onlyTheWrongNameIsAccused(_ part: Int) throws {
    let session = Session()
    session.prepare(seed: 0)
    var follow = 0
    for number in 0..<50 {
      let network = RandomNetwork(seed: UInt64(7_000 + part * 50 + number), isSingle: false)
      guard let net = try Net(network, session), !net.nodes.isEmpty else { continue }
      let wrong = number % net.nodes.count
      let claims = try net.pass(unit: 0x1p-53, wrong: wrong, skipping: number % 2 * number) {
        right in
        NDArray(
          right.doubles.enumerated().map { $1 * 0.37 + 0.011 * Double($0 + 1) }, shape: right.shape)
      }
      let report = try net.comparison.report(claims)
      let accused = report.rows.filter { $0.verdict == .wrong }.map(\.name)
      #expect(
        accused == ["d" + net.nodes[wrong].name],
        "\(network.code)\n\(report.lines(width: 100).joined(separator: "\n"))")
      #expect(!report.rows.contains { $0.verdict == .unjudged })
      follow += report.rows.count { $0.verdict == .follows }
    }
    #expect(follow > 30)
  }

  /// Single precision beside the same network in double precision: real rounding, sums of another
  /// size and order.
  @Test func doublePrecisionIsRightForSinglePrecision() throws {
    let session = Session()
    session.prepare(seed: 0)
    for number in 0..<80 {
      let seed = UInt64(20_000 + number)
      guard let single = try Net(RandomNetwork(seed: seed, isSingle: true), session),
        let double = try Net(RandomNetwork(seed: seed, isSingle: false), session)
      else { continue }
      let exact = Dictionary(
        try double.pass(unit: 0).map { ($0.node, $0.value) }, uniquingKeysWith: { a, _ in a })
      let claims = try single.pass(unit: 0).compactMap { claim -> GradientClaim? in
        guard let value = exact[claim.node] else { return nil }
        var claim = claim
        claim.value = value
        return claim
      }
      let report = try single.comparison.report(claims)
      #expect(
        report.isRight,
        "\(RandomNetwork(seed: seed, isSingle: true).code)\n\(report.lines(width: 100))")
    }
  }

  /// Gradients of any shape and type: the report always comes.
  @Test func anyShapeDoesNoHarm() throws {
    let session = Session()
    session.prepare(seed: 0)
    let shapes = [[], [1], [3], [0], [2, 3], [3, 2], [1, 1, 4], [3, 0, 2], [2, 2, 2], [5, 5]]
    let types: [DType] = [.float64, .float32, .int64, .bool]
    for number in 0..<80 {
      let network = RandomNetwork(seed: UInt64(40_000 + number), isSingle: number % 2 == 0)
      guard let net = try Net(network, session) else { continue }
      var claims = try net.pass(unit: 0)
      for place in claims.indices where (place + number) % 3 != 0 {
        let shape = shapes[(place * 7 + number) % shapes.count]
        let count = shape.reduce(1, *)
        let odd: [Double] = [0, -1, 2.5, .nan, .infinity]
        claims[place].value = NDArray(
          (0..<count).map { number % 4 == 0 ? odd[($0 + place) % 5] : Double($0) - 1.5 },
          shape: shape
        ).cast(to: types[(place + number) % types.count])
      }
      let report = try net.comparison.report(claims)
      #expect(report.rows.count == claims.count)
      #expect(!report.lines(width: 40).isEmpty)
    }
  }
}
