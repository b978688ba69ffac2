import Arrays
import Testing

@testable import Autodiff

/// Arrays that are read and written part by part: every node's gradient is what it is without short ways.
@Suite struct SparseGradientTests {
  @Test func randomReadsAndWrites() throws {
    var random = SystemSeed(7)
    var handedOn = 0
    for _ in 0..<60 {
      let engine = Engine()
      let tape = try engine.openTape(keepsGroups: true)
      let shape = [20, 8]
      let start = NDArray((0..<160).map { Double($0 % 7) * 0.3 - 0.8 }, shape: shape)
      var state = Tensor(start, node: engine.leaf(start))
      var parts: [Tensor] = []
      for _ in 0..<random.next(3..<12) {
        let region = region(&random)
        switch random.next(0..<4) {
        case 0, 1:
          let read = try engine.select(state, region, text: "[part]")
          parts.append(try engine.elementwise(.tanh, read))
        case 2:
          let read = try engine.select(state, region, text: "[part]")
          let target = self.region(&random)
          let value = try engine.reshape(
            engine.elementwise(.multiply, read, Tensor(1.5)),
            target.positions == nil ? target.shape : [target.shape[0]])
          state = try engine.write(value, into: state, target, text: "[part]")
        default:
          if random.next(0..<3) == 0 {
            state = try engine.elementwise(.sigmoid, state)
          } else {
            parts.append(try engine.elementwise(.multiply, state, state))
          }
        }
      }
      parts.append(state)
      var total = Tensor(0)
      for part in parts {
        let axes = Array(0..<part.array.dimensions)
        total = try engine.elementwise(.add, engine.sum(part, axes: axes, keep: false), total)
      }
      let output = tape.index(total.node)
      let found = try engine.backward(tape, from: output)
      handedOn += found.sparse.moves.count
      let nodes = Array(0...output).filter { found.reaches($0) }
      let expected = try engine.recordedGradients(tape, of: output, by: nodes)
      for (node, expected) in zip(nodes, expected) {
        guard let expected else { continue }
        let gradient = try #require(found.tensor(node, tape)).array
        #expect(gradient.shape == expected.array.shape)
        for (x, y) in zip(gradient.doubles, expected.array.doubles) {
          #expect(abs(x - y) <= 1e-12 * max(1, abs(y)), "node \(node): \(x), \(y)")
        }
      }
    }
    #expect(handedOn > 20)
  }

  /// Eight elements: a row, a part of two columns, or places that may repeat.
  private func region(_ random: inout SystemSeed) -> Region {
    switch random.next(0..<3) {
    case 0: return Region(shape: [8], strides: [1], offset: random.next(0..<20) * 8)
    case 1:
      return Region(
        shape: [8], strides: [16], offset: random.next(0..<40))
    default:
      return Region(
        shape: [8], strides: [], offset: 0, positions: (0..<8).map { _ in random.next(0..<160) })
    }
  }
}

/// A small generator whose numbers are the same everywhere.
private struct SystemSeed {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next(_ range: Range<Int>) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Int(state >> 33) % range.count
  }
}
