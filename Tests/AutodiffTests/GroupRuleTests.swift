import Arrays
import Foundation
import Testing

@testable import Autodiff

/// What a closed function says it does to a gradient, computed, against what its small gates do.
@Suite struct GroupRuleTests {
  private static let count = 24
  private static let shape = [4, 3, 2]
  private static var x: NDArray { TensorGateUse.numbers(shape, seed: 1) }
  private static var dout: NDArray { TensorGateUse.numbers(shape, seed: 9) }
  private static let epsilon = 1e-5

  /// Gradients for each input, the rule of the one group that was recorded, and the value.
  private func run(
    _ inputs: [NDArray], _ seed: NDArray?, _ f: (Engine, [Tensor]) throws -> Tensor
  ) throws -> (gradients: [[Double]], rule: GroupRule, value: [Double]) {
    let engine = Engine()
    let tape = try engine.openTape(keepsGroups: true)
    let leaves = inputs.map { input in
      let handle = ArrayHandle(input.copy())
      return Tensor(handle.array, node: engine.makeLeaf(handle))
    }
    let output = try f(engine, leaves)
    #expect(tape.groupTable.count == 2)
    let found = try engine.backward(
      tape, from: tape.index(output.node), seed: seed.map { Tensor($0) })
    return (
      leaves.map { found.tensor(tape.index($0.node), tape)?.array.doubles ?? [] },
      try #require(tape.groupTable.last?.rule), output.array.doubles
    )
  }

  private func expect(_ found: [Double], _ expected: [Double], _ name: String) {
    #expect(found.count == expected.count, "\(name)")
    for (a, b) in zip(found, expected) {
      #expect(abs(a - b) <= 1e-11 * max(1, abs(b)), "\(name): \(a), the rule says \(b)")
    }
  }

  private func sum(_ places: [Int], _ f: (Int) -> Double) -> Double {
    places.reduce(0) { $0 + f($1) }
  }

  // MARK: Normalizations

  /// x̂ and σ over places, and dx by the rule for gradients g of x̂.
  private func normalized(_ x: [Double], _ places: [Int], _ g: (Int) -> Double) -> (
    unit: [Int: Double], dx: [Int: Double], sigma: Double
  ) {
    let n = Double(places.count)
    let mean = sum(places) { x[$0] } / n
    let sigma = (sum(places) { (x[$0] - mean) * (x[$0] - mean) } / n + Self.epsilon).squareRoot()
    var unit: [Int: Double] = [:]
    for place in places { unit[place] = (x[place] - mean) / sigma }
    let meanG = sum(places, g) / n
    let meanGX = sum(places) { g($0) * (unit[$0] ?? 0) } / n
    var dx: [Int: Double] = [:]
    for place in places { dx[place] = (g(place) - meanG - (unit[place] ?? 0) * meanGX) / sigma }
    return (unit, dx, sigma)
  }

  @Test func batchNorm() throws {
    let (gamma, beta) = (NDArray([0.5, 2, -1]), NDArray([0.1, 0, 3]))
    let (x, dout) = (Self.x.doubles, Self.dout.doubles)
    let channels = (0..<3).map { c in (0..<Self.count).filter { $0 / 2 % 3 == c } }
    let found = try run([Self.x, gamma, beta], Self.dout) {
      try $0.batchNorm($1[0], gamma: $1[1], beta: $1[2], epsilon: Self.epsilon).value
    }
    #expect(
      found.rule.formula
        == "dx = γ/σ·(dout − mean(dout) − x̂·mean(dout·x̂)), dγ = Σ dout·x̂, dβ = Σ dout")
    for (c, places) in channels.enumerated() {
      let g = gamma.doubles[c]
      let (unit, dx, _) = normalized(x, places) { dout[$0] * g }
      expect(places.map { found.gradients[0][$0] }, places.map { dx[$0] ?? .nan }, "dx")
      expect(
        places.map { found.value[$0] },
        places.map { g * (unit[$0] ?? .nan) + beta.doubles[c] }, "value")
      expect(
        [found.gradients[1][c], found.gradients[2][c]],
        [sum(places) { dout[$0] * (unit[$0] ?? .nan) }, sum(places) { dout[$0] }], "dγ, dβ")
    }
    let (mean, variance) = (NDArray([0.1, 0.2, -0.3]), NDArray([1.5, 0.5, 1]))
    let test = try run([Self.x, gamma, beta], Self.dout) {
      try $0.batchNorm(
        $1[0], gamma: $1[1], beta: $1[2], mean: Tensor(mean), variance: Tensor(variance),
        epsilon: Self.epsilon)
    }
    #expect(test.rule.formula.hasPrefix("dx = γ/σ·dout, "))
    for (c, places) in channels.enumerated() {
      let sigma = (variance.doubles[c] + Self.epsilon).squareRoot()
      expect(
        places.map { test.gradients[0][$0] },
        places.map { gamma.doubles[c] / sigma * dout[$0] }, "dx at test time")
      expect(
        [test.gradients[1][c]],
        [sum(places) { dout[$0] * (x[$0] - mean.doubles[c]) / sigma }], "dγ at test time")
    }
  }

  @Test func layerNorm() throws {
    let gamma = TensorGateUse.numbers([3, 2], seed: 2)
    let (x, dout) = (Self.x.doubles, Self.dout.doubles)
    let found = try run([Self.x, gamma, gamma], Self.dout) {
      try $0.layerNorm($1[0], gamma: $1[1], beta: $1[2], axes: [1, 2], epsilon: Self.epsilon)
    }
    var dGamma = [Double](repeating: 0, count: 6)
    for example in 0..<4 {
      let places = Array(example * 6..<(example + 1) * 6)
      let (unit, dx, _) = normalized(x, places) { dout[$0] * gamma.doubles[$0 % 6] }
      expect(places.map { found.gradients[0][$0] }, places.map { dx[$0] ?? .nan }, "dx")
      for place in places { dGamma[place % 6] += dout[place] * (unit[place] ?? .nan) }
    }
    expect(found.gradients[1], dGamma, "dγ")
    #expect(found.rule == .layerNorm)
  }

  // MARK: Softmax and losses

  private func softmax(_ x: ArraySlice<Double>) -> [Double] {
    let powers = x.map { exp($0) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  private func rows(_ values: [Double]) -> [ArraySlice<Double>] {
    stride(from: 0, to: values.count, by: 4).map { values[$0..<$0 + 4] }
  }

  private static var scores: NDArray { TensorGateUse.numbers([3, 4], seed: 5) }
  private static var seeds: NDArray { TensorGateUse.numbers([3, 4], seed: 2) }

  @Test func softmaxes() throws {
    let p = rows(Self.scores.doubles).map(softmax)
    let found = try run([Self.scores], Self.seeds) { try $0.softmax($1[0], axis: 1) }
    let logs = try run([Self.scores], Self.seeds) { try $0.logSoftmax($1[0], axis: 1) }
    for (row, dout) in rows(Self.seeds.doubles).enumerated() {
      let dout = Array(dout)
      let inner = sum(Array(0..<4)) { p[row][$0] * dout[$0] }
      expect(
        Array(rows(found.gradients[0])[row]), (0..<4).map { p[row][$0] * (dout[$0] - inner) },
        found.rule.formula)
      expect(
        Array(rows(logs.gradients[0])[row]),
        (0..<4).map { dout[$0] - p[row][$0] * dout.reduce(0, +) }, logs.rule.formula)
    }
  }

  @Test(arguments: LossReduction.allCases) func losses(_ reduction: LossReduction) throws {
    let labels = [2, 0, 3]
    let scores = Self.scores.doubles
    let p = rows(scores).flatMap(softmax)
    let targets = TensorGateUse.numbers([3, 4], seed: 3)
    let (t, n) = (targets.doubles, 3.0)
    let seed: NDArray? = reduction == .none ? NDArray([0.5, -1, 2]) : nil
    func share(_ place: Int) -> Double {
      seed.map { $0.doubles[place / 4] } ?? (reduction == .mean ? 1 / n : 1)
    }
    func isRight(_ place: Int) -> Bool { labels[place / 4] == place % 4 }
    func check(
      _ inputs: [NDArray], _ f: (Engine, [Tensor]) throws -> Tensor, _ rule: (Int) -> Double
    ) throws {
      let found = try run(inputs, seed, f)
      expect(found.gradients[0], (0..<12).map { rule($0) * share($0) }, found.rule.formula)
      #expect(
        found.rule.formula.hasSuffix("/N") || reduction != .mean
          || found.rule.formula.contains("/N for"))
    }
    let y = NDArray(labels)
    try check([Self.scores], { try $0.crossEntropy($1[0], labels: y, reduction) }) {
      p[$0] - (isRight($0) ? 1 : 0)
    }
    try check(
      [Self.scores], { try $0.crossEntropy($1[0], probabilities: Tensor(targets), reduction) }
    ) { place in
      let row = place / 4 * 4..<(place / 4 + 1) * 4
      return p[place] * sum(Array(row)) { t[$0] } - t[place]
    }
    for isSquared in [false, true] {
      func push(_ place: Int) -> Double {
        let margin = scores[place] - scores[place / 4 * 4 + labels[place / 4]] + 1
        return margin <= 0 ? 0 : isSquared ? 2 * margin : 1
      }
      try check(
        [Self.scores],
        {
          try $0.hinge(
            $1[0], labels: y, delta: Tensor(1), isSquared: isSquared, reduction)
        }
      ) { place in
        guard isRight(place) else { return push(place) }
        let row = place / 4 * 4..<(place / 4 + 1) * 4
        return -sum(row.filter { $0 != place }) { push($0) }
      }
      try check(
        [Self.scores], { try $0.distance($1[0], Tensor(targets), isSquared: isSquared, reduction) }
      ) { place in
        let difference = scores[place] - t[place]
        return isSquared ? 2 * difference : difference > 0 ? 1 : difference < 0 ? -1 : 0
      }
    }
    try check(
      [Self.scores], { try $0.binaryCrossEntropy($1[0], targets: Tensor(targets), reduction) }
    ) { 1 / (1 + exp(-scores[$0])) - t[$0] }
  }

  // MARK: Masks

  @Test func masksAndWinners() throws {
    let mask = NDArray((0..<12).map { $0 % 3 == 0 ? 0 : 1.25 }, shape: [3, 4])
    let dout = Self.seeds.doubles
    let dropped = try run([Self.scores], Self.seeds) { try $0.dropout($1[0], mask: mask) }
    expect(dropped.gradients[0], (0..<12).map { dout[$0] * mask.doubles[$0] }, "dropout")
    #expect(dropped.rule == .dropout)
    let x = TensorGateUse.numbers([2, 3], seed: 1)
    let seed = TensorGateUse.numbers([2, 4], seed: 6)
    let connected = try run([x, Self.scores], seed) {
      try $0.dropConnect($1[0], $1[1], nil, mask: mask)
    }
    let w = zip(Self.scores.doubles, mask.doubles).map { $0 * $1 }
    let all = Array(0..<4)
    expect(
      connected.gradients[0],
      (0..<6).map { place in
        sum(all) { seed.doubles[place / 3 * 4 + $0] * w[place % 3 * 4 + $0] }
      }, "drop_connect, dx")
    expect(
      connected.gradients[1],
      (0..<12).map { place in
        mask.doubles[place]
          * sum([0, 1]) { x.doubles[$0 * 3 + place / 4] * seed.doubles[$0 * 4 + place % 4] }
      }, "drop_connect, dW")
    let pieces = try run([Self.scores, Self.seeds], Self.seeds) { try $0.maxout($1) }
    expect(
      pieces.gradients[0],
      (0..<12).map { Self.scores.doubles[$0] > dout[$0] ? dout[$0] : 0 }, "maxout")
    #expect(pieces.rule.formula == "dx = dout at the largest piece, else 0")
  }
}
