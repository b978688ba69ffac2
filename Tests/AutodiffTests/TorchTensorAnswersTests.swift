import Arrays
import Foundation
import Testing

@testable import Autodiff

/// Tensor gates, and all others in further shapes and types, against recorded answers of PyTorch:
/// values, gradients and second derivatives. `scripts/oracles/record_torch_tensors.py` recorded them.
@Suite struct TorchTensorAnswersTests {
  struct Case {
    var name: String
    var isSingle: Bool
    var seed: Int
    var shapes: [[Int]]
    var kinds: [String]
    var options: [Any]
    var shape: [Int]
    var isTwice: Bool
    var sums: [Double]

    init?(_ row: [Any]) {
      guard row.count == 9, let name = row[0] as? String, let isSingle = row[1] as? Int,
        let seed = row[2] as? Int, let shapes = row[3] as? [[Int]], let kinds = row[4] as? [String],
        let options = row[5] as? [Any], let shape = row[6] as? [Int], let twice = row[7] as? Int,
        let sums = row[8] as? [NSNumber]
      else { return nil }
      self.name = name
      self.isSingle = isSingle == 1
      self.seed = seed
      self.shapes = shapes
      self.kinds = kinds
      self.options = options
      self.shape = shape
      isTwice = twice == 1
      self.sums = sums.map(\.doubleValue)
    }

    var type: DType { isSingle ? .float32 : .float64 }

    /// The numbers of the recording's generator.
    func draws(_ index: Int, _ count: Int) -> [Int] {
      var state = UInt64(seed * 1_000_003 + index * 7919 + 12345)
      return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 40)
      }
    }

    func array(_ index: Int, _ shape: [Int], _ kind: String) -> NDArray {
      let values = draws(index, shape.reduce(1, *)).map { r in
        switch kind {
        case "coarse": Double(r % 7 - 3)
        case "positive": Double(r % 128 + 8) / 32
        case "inside": Double(r % 231 - 115) / 128
        case "above": 1.0625 + Double(r % 128) / 32
        case "nonzero": Double(2 * (r % 256) + 1 - 256) / 64
        default: Double(r % 257 - 128) / 32
        }
      }
      return NDArray(values, shape: shape).asType(type)
    }

    /// Σ weight · t and Σ |t|.
    func sums(_ index: Int, _ t: NDArray) -> [Double] {
      let values = t.doubles
      let weighted = zip(draws(200 + index, values.count), values).reduce(0) {
        $0 + Double(2 * ($1.0 % 256) + 1 - 256) / 256 * $1.1
      }
      return [weighted, values.reduce(0) { $0 + abs($1) }]
    }

    func list(_ place: Int) -> [Int] { options[place] as? [Int] ?? [] }
    func number(_ place: Int) -> Int { options[place] as? Int ?? 0 }
  }

  static func load() throws -> [Case] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/torch-tensors.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    return (json?["cases"] as? [[Any]] ?? []).compactMap(Case.init)
  }

  static func compute(_ item: Case, _ engine: Engine, _ x: [Tensor]) throws -> Tensor {
    let shape = item.shapes[0]
    func windows(_ size: [Int], _ stride: Int, _ padding: Int, dilation: [Int]? = nil) throws
      -> Windows
    {
      try Windows(
        input: Array(shape.dropFirst(2)), size: size, stride: item.list(stride),
        padding: item.list(padding), dilation: dilation ?? size.map { _ in 1 }, floor: true,
        .init(function: item.name, window: "window"))
    }
    switch item.name {
    case "conv":
      let filter = Array(item.shapes[1].dropFirst(2))
      return try engine.convolution(
        x[0], x[1], x.count > 2 ? x[2] : nil, windows(filter, 0, 1, dilation: item.list(2)))
    case "max_pool":
      return try engine.maxPool(x[0], PoolRegions(windows(item.list(0), 1, 2)))
    case "avg_pool": return try engine.averagePool(x[0], windows(item.list(0), 1, 2))
    case "batch_norm":
      return try engine.batchNorm(x[0], gamma: x[1], beta: x[2], epsilon: 1e-5).value
    case "batch_norm_test":
      return try engine.batchNorm(
        x[0], gamma: x[1], beta: x[2], mean: Tensor(item.array(80, [shape[1]], "wide")),
        variance: Tensor(item.array(81, [shape[1]], "positive")), epsilon: 1e-5)
    case "layer_norm":
      let axes = Array(shape.indices.suffix(item.number(0)))
      return try engine.layerNorm(x[0], gamma: x[1], beta: x[2], axes: axes, epsilon: 1e-5)
    case "sum": return try engine.sum(x[0], axes: item.list(0), keep: item.number(1) == 1)
    case "mean": return try engine.mean(x[0], axes: item.list(0), keep: item.number(1) == 1)
    case "prod":
      return try engine.productOfElements(x[0], axes: item.list(0), keep: item.number(1) == 1)
    case "max", "min":
      return try engine.extreme(
        x[0], largest: item.name == "max", axes: item.list(0), keep: item.number(1) == 1)
    case "matmul": return try engine.product(x[0], x[1])
    case "transpose": return try engine.transpose(x[0], item.list(0))
    case "reshape": return try engine.reshape(x[0], item.shape)
    case "broadcast": return try engine.broadcast(x[0], to: item.shape)
    case "concatenate": return try engine.concatenate(x, axis: item.number(0))
    case "stack": return try engine.stack(x, axis: item.number(0))
    case "cumsum": return try engine.cumulativeSum(x[0], axis: item.number(0))
    case "where":
      let mask = NDArray(item.list(0), shape: shape).asType(.bool)
      return try engine.choose(Tensor(mask), x[0], x[1])
    case "index":
      let region = Region(shape: item.shape, strides: [], offset: 0, positions: item.list(0))
      return try engine.select(x[0], region, text: "[places]")
    case "softmax": return try engine.softmax(x[0], axis: item.number(0))
    case "log_softmax": return try engine.logSoftmax(x[0], axis: item.number(0))
    case "cross_entropy":
      let reduction = (item.options[1] as? String).flatMap(LossReduction.init) ?? .mean
      return try engine.crossEntropy(x[0], labels: NDArray(item.list(0)), reduction)
    default:
      let gate = try #require(Gate.named(item.name), "no gate \(item.name)")
      return try x.count == 1
        ? engine.elementwise(gate, x[0]) : engine.elementwise(gate, x[0], x[1])
    }
  }

  @Test func thereAreMoreThanFiveThousandWithTheOthers() throws {
    #expect(try Self.load().count + TorchAnswersTests.load().count > 5_000)
  }

  @Test func valuesGradientsAndSecondDerivatives() throws {
    for item in try Self.load() {
      let engine = Engine()
      let tape = try engine.openTape()
      let inputs = item.shapes.indices.map { item.array($0, item.shapes[$0], item.kinds[$0]) }
      let leaves = inputs.map { input in
        let handle = ArrayHandle(input)
        return Tensor(handle.array, node: engine.makeLeaf(handle))
      }
      let output = try Self.compute(item, engine, leaves)
      #expect(output.array.shape == item.shape && output.array.dtype == item.type)
      compare(item, 0, 0, "value", output.array)
      let upstream = Tensor(item.array(90, item.shape, "wide"))
      let places = leaves.map { tape.index($0.node) }
      let sent = try engine.recordedGradients(
        tape, of: tape.index(output.node), by: places, seed: upstream)
      var total = Tensor(0)
      for (number, gradient) in sent.enumerated() {
        let whole = gradient?.array ?? NDArray(zeros: item.shapes[number], item.type)
        compare(item, 1 + number, 1 + number, "gradient \(number)", whole)
        guard item.isTwice, let gradient, engine.isTracked(gradient.node) else { continue }
        let weights = Tensor(item.array(100 + number, item.shapes[number], "wide"))
        let products = try engine.elementwise(.multiply, gradient, weights)
        let axes = Array(0..<products.array.dimensions)
        total = try engine.elementwise(
          .add, total, axes.isEmpty ? products : engine.sum(products, axes: axes, keep: false))
      }
      guard item.isTwice else { continue }
      let twice =
        engine.isTracked(total.node)
        ? try engine.backward(tape, from: tape.index(total.node)) : nil
      for (number, place) in places.enumerated() {
        let second =
          twice?.tensor(place, tape)?.array ?? NDArray(zeros: item.shapes[number], item.type)
        compare(
          item, 20 + number, 1 + inputs.count + number, "second derivative \(number)", second)
      }
    }
  }

  /// Sums agree to the last digits of the type, measured by the size of what was added.
  private func compare(
    _ item: Case, _ index: Int, _ place: Int, _ what: String, _ found: NDArray
  ) {
    let expected = Array(item.sums[(2 * place)..<(2 * place + 2)])
    let sums = item.sums(index, found)
    let tolerance = (item.isSingle ? 1e-5 : 1e-11) * max(1, expected[1])
    let isClose = zip(sums, expected).allSatisfy { abs($0 - $1) <= tolerance }
    #expect(
      isClose,
      "\(item.name) \(item.seed) \(item.shapes) \(item.options) \(item.type): \(what) has sums \(sums), PyTorch's \(expected)"
    )
  }
}
