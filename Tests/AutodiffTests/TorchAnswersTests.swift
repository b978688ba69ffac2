import Arrays
import Foundation
import Testing

@testable import Autodiff

/// Activations and losses against recorded answers of PyTorch: values and gradients.
/// `scripts/oracles/record_torch_gates.py` recorded them.
@Suite struct TorchAnswersTests {
  struct Case {
    var name: String
    var option: Any
    var labels: [Int]
    var inputs: [NDArray]
    var upstream: NDArray
    var value: [Double]
    var gradients: [[Double]]
  }

  static func load() throws -> [Case] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/torch.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    func numbers(_ value: Any) -> [Double] {
      (value as? [NSNumber] ?? []).map(\.doubleValue)
    }
    return (json?["cases"] as? [[Any]] ?? []).compactMap { row in
      guard row.count == 8, let name = row[0] as? String, let shape = row[5] as? [Int] else {
        return nil
      }
      let inputs = (row[3] as? [[Any]] ?? []).map {
        NDArray(numbers($0[0]), shape: $0[1] as? [Int] ?? [])
      }
      return Case(
        name: name, option: row[1], labels: row[2] as? [Int] ?? [], inputs: inputs,
        upstream: NDArray(numbers(row[4]), shape: shape), value: numbers(row[6]),
        gradients: (row[7] as? [Any] ?? []).map(numbers))
    }
  }

  static func compute(_ item: Case, _ engine: Engine, _ x: [Tensor]) throws -> Tensor {
    let number = (item.option as? NSNumber)?.doubleValue ?? 0
    let axis = Int(number)
    let reduction = (item.option as? String).flatMap(LossReduction.init) ?? .mean
    let labels = NDArray(item.labels)
    switch item.name {
    case "leaky_relu": return try engine.elementwise(.leakyRelu, x[0], Tensor(number))
    case "elu": return try engine.elementwise(.elu, x[0], Tensor(number))
    case "cumsum": return try engine.cumulativeSum(x[0], axis: axis)
    case "softmax": return try engine.softmax(x[0], axis: axis)
    case "log_softmax": return try engine.logSoftmax(x[0], axis: axis)
    case "maxout": return try engine.maxout(x)
    case "cross_entropy": return try engine.crossEntropy(x[0], labels: labels, reduction)
    case "hinge", "squared_hinge":
      return try engine.hinge(
        x[0], labels: labels, delta: Tensor(1), isSquared: item.name != "hinge", reduction)
    case "binary_cross_entropy_with_logits":
      return try engine.binaryCrossEntropy(x[0], targets: x[1], reduction)
    case "l1_loss": return try engine.distance(x[0], x[1], isSquared: false, reduction)
    case "l2_loss": return try engine.distance(x[0], x[1], isSquared: true, reduction)
    default:
      let gate = try #require(Gate.named(item.name), "no gate \(item.name)")
      return try x.count == 1
        ? engine.elementwise(gate, x[0]) : engine.elementwise(gate, x[0], x[1])
    }
  }

  @Test func valuesAndGradients() throws {
    let cases = try Self.load()
    #expect(cases.count >= 1_000)
    for (number, item) in cases.enumerated() {
      let engine = Engine()
      let tape = try engine.openTape(keepsGroups: true)
      let leaves = item.inputs.map { input in
        let handle = ArrayHandle(input.copy())
        return Tensor(handle.array, node: engine.makeLeaf(handle))
      }
      let output = try Self.compute(item, engine, leaves)
      compare("\(number) \(item.name): value", output.array.doubles, item.value)
      let gradients = try engine.backward(
        tape, from: tape.index(output.node), seed: Tensor(item.upstream))
      for (place, leaf) in leaves.enumerated() {
        let found =
          gradients.tensor(tape.index(leaf.node), tape)?.array.doubles
          ?? [Double](repeating: 0, count: item.inputs[place].count)
        compare(
          "\(number) \(item.name): gradient \(place) at \(item.inputs[place].doubles)", found,
          item.gradients[place])
      }
    }
  }

  private func compare(_ what: String, _ found: [Double], _ expected: [Double]) {
    let isClose =
      found.count == expected.count
      && zip(found, expected).allSatisfy { a, b in
        a == b || abs(a - b) <= 1e-11 * max(1, abs(a), abs(b))
      }
    #expect(isClose, "\(what) is \(found), PyTorch says \(expected)")
  }
}
