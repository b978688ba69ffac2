import Arrays
import CKernels
import Testing

@testable import Autodiff

/// Where no reader can open a composition, one gate is recorded: the same bits, forward and backward.
@Suite(.serialized) struct FusedGateTests {
  private func array(_ shape: [Int], _ seed: UInt64, _ type: DType) -> NDArray {
    var state = seed &* 7919 &+ 1
    return NDArray(
      (0..<shape.reduce(1, *)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-51 - 2.1
      }, shape: shape
    ).asType(type)
  }

  /// The value of a function and the gradients of its weighted sum, and how many gates the tape holds.
  private func run(
    _ inputs: [NDArray], keepsGroups: Bool, _ f: (Engine, [Tensor]) throws -> Tensor
  ) throws -> (results: [NDArray], gates: Int) {
    let engine = Engine()
    let tape = try engine.openTape(keepsGroups: keepsGroups)
    let leaves = inputs.map { input in
      let handle = ArrayHandle(input.copy())
      return Tensor(handle.array, node: engine.makeLeaf(handle))
    }
    let value = try f(engine, leaves)
    let gates = tape.count
    let weights = array(value.array.shape, 99, value.array.dtype)
    let weighted = try engine.elementwise(.multiply, value, Tensor(weights))
    let total = try engine.sum(
      weighted, axes: Array(0..<weighted.array.dimensions), keep: false)
    let gradients = try engine.backward(
      tape, from: tape.index(total.node), seeds: [tape.index(total.node): nil],
      keepsAll: keepsGroups)
    let sent = leaves.compactMap { gradients.tensor(tape.index($0.node), tape)?.array }
    #expect(sent.count == inputs.count)
    return ([value.array] + sent, gates)
  }

  private func compare(
    _ what: String, _ inputs: [NDArray], isFused: Bool = true,
    _ f: (Engine, [Tensor]) throws -> Tensor
  ) throws {
    let open = try run(inputs, keepsGroups: true, f)
    for threads in 1...3 {
      let before = ck_threads()
      defer { ck_use_threads(before) }
      ck_use_threads(Int32(threads))
      for variant in [CK_BASELINE, CK_AVX2, CK_AVX512] {
        let used = ck_variant()
        defer { ck_use_variant(used) }
        ck_use_variant(variant)
        let closed = try run(inputs, keepsGroups: false, f)
        #expect(!isFused || closed.gates < open.gates, "\(what) is not fused")
        for (number, (a, b)) in zip(open.results, closed.results).enumerated() {
          #expect(a.shape == b.shape && a.dtype == b.dtype, "\(what), \(number)")
          #expect(a.doubles == b.doubles, "\(what), \(number), variant \(variant.rawValue)")
        }
      }
    }
  }

  @Test func batchNorm() throws {
    for type in [DType.float64, .float32] {
      for shape in [
        [5, 3], [4, 70], [2, 2, 9], [3, 4, 5, 6], [6, 2, 16, 17], [1, 2, 3], [2, 1, 4], [7, 1],
        [3, 2, 1, 1],
      ] {
        let inputs = [
          array(shape, 1, type), array([shape[1]], 2, type), array([shape[1]], 3, type),
        ]
        try compare("batch norm of \(shape)", inputs, isFused: shape[1] > 1) {
          try $0.batchNorm($1[0], gamma: $1[1], beta: $1[2], epsilon: 1e-5).value
        }
      }
    }
  }

  @Test func statistics() throws {
    let x = array([3, 4, 5, 6], 1, .float32)
    let ones = array([4], 2, .float32)
    let statistics = try [true, false].map { keepsGroups in
      let engine = Engine()
      _ = try engine.openTape(keepsGroups: keepsGroups)
      let handle = ArrayHandle(x.copy())
      let leaf = Tensor(handle.array, node: engine.makeLeaf(handle))
      return try engine.batchNorm(leaf, gamma: Tensor(ones), beta: Tensor(ones), epsilon: 1e-5)
        .statistics
    }
    #expect(statistics[0].mean.doubles == statistics[1].mean.doubles)
    #expect(statistics[0].variance.doubles == statistics[1].variance.doubles)
  }

  @Test func batchNormOfSeveralTypes() throws {
    // float64 γ beside float32 x: the composition takes over.
    try compare(
      "batch norm",
      [array([3, 2], 1, .float32), array([2], 2, .float64), array([2], 3, .float64)],
      isFused: false
    ) { try $0.batchNorm($1[0], gamma: $1[1], beta: $1[2], epsilon: 1e-5).value }
  }

  @Test func crossEntropy() throws {
    for type in [DType.float64, .float32] {
      for (rows, classes) in [(1, 1), (5, 3), (64, 10), (300, 3), (7, 130)] {
        let labels = NDArray((0..<rows).map { $0 * 7 % classes })
        for reduction in LossReduction.allCases {
          try compare("cross-entropy \(rows) \(classes)", [array([rows, classes], 4, type)]) {
            try $0.crossEntropy($1[0], labels: labels, reduction)
          }
        }
      }
      try compare("cross-entropy of one", [array([6], 5, type)]) {
        try $0.crossEntropy($1[0], labels: NDArray(scalar: .int(2), .int64), .mean)
      }
    }
  }

  @Test func infiniteScores() throws {
    let scores = NDArray([1.0, .infinity, 0, -.infinity, 2, 3], shape: [2, 3])
    let results = try [true, false].map { keepsGroups in
      try run([scores], keepsGroups: keepsGroups) {
        try $0.crossEntropy($1[0], labels: NDArray([0, 1]), .mean)
      }.results.flatMap(\.doubles)
    }
    for (a, b) in zip(results[0], results[1]) { #expect(a == b || (a.isNaN && b.isNaN)) }
  }

  /// Gradients of a network are the same whether those in between are kept or not.
  @Test func forgottenGradients() throws {
    let windows = try Windows(
      input: [6, 6], size: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1],
      floor: false, .init(function: "conv2d", window: "filter"))
    let pool = try Windows(
      input: [6, 6], size: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1],
      floor: false, .init(function: "max_pool2d", window: "window"))
    let inputs = [
      array([2, 3, 6, 6], 1, .float32), array([4, 3, 3, 3], 2, .float32), array([4], 3, .float32),
    ]
    try compare("a small network", inputs, isFused: false) { engine, x in
      let h = try engine.elementwise(.relu, engine.convolution(x[0], x[1], x[2], windows))
      let pooled = try engine.maxPool(h, PoolRegions(pool))
      return try engine.elementwise(
        .add, engine.averagePool(h, pool), engine.elementwise(.multiply, pooled, pooled))
    }
  }
}
