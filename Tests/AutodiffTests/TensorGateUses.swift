import Arrays
import Testing

@testable import Autodiff

/// A gate that is no elementwise one, with operands that it is tried at.
struct TensorGateUse: CustomTestStringConvertible {
  typealias Function = (Engine, [Tensor]) throws -> Tensor

  /// Its name in the catalogue.
  var gate: String
  var title: String
  /// Shapes of the operands that are differentiated; for each run one list of shapes.
  var shapes: [[Int]]
  var function: @Sendable ([[Int]]) -> Function
  /// The same with operands of one element, and with some of none.
  var single: [[Int]]
  var empty: [[Int]]

  var testDescription: String { "\(gate) \(title)" }

  /// Numbers without ties, in no order.
  static func numbers(_ shape: [Int], seed: Int) -> NDArray {
    let count = shape.reduce(1, *)
    let step = [7, 11, 13, 17].first { count % $0 != 0 } ?? 19
    return NDArray(
      (0..<count).map { Double(($0 * step + seed) % count) * 2.3 / Double(count) - 1.07 },
      shape: shape)
  }

  var operands: [NDArray] {
    shapes.enumerated().map { Self.numbers($0.element, seed: $0.offset) }
  }
}

extension TensorGateUse {
  private init(
    _ gate: String, _ title: String, _ shapes: [[Int]], single: [[Int]], empty: [[Int]],
    _ function: @escaping @Sendable ([[Int]]) -> Function
  ) {
    self.gate = gate
    self.title = title
    self.shapes = shapes
    self.function = function
    self.single = single
    self.empty = empty
  }

  /// For gates whose function does not look at the shapes.
  private static func plain(
    _ gate: String, _ title: String, _ shapes: [[Int]], single: [[Int]], empty: [[Int]],
    _ function: @escaping @Sendable (Engine, [Tensor]) throws -> Tensor
  ) -> TensorGateUse {
    TensorGateUse(gate, title, shapes, single: single, empty: empty) { _ in function }
  }

  static let all: [TensorGateUse] = folds + shapeGates + regions + windows

  private static let folds: [TensorGateUse] = [
    plain("sum", "of an axis", [[2, 3]], single: [[1, 1]], empty: [[0, 3]]) {
      try $0.sum($1[0], axes: [0], keep: false)
    },
    plain("mean", "of two axes", [[2, 3, 2]], single: [[1, 1, 1]], empty: [[2, 0, 3]]) {
      try $0.mean($1[0], axes: [0, 2], keep: true)
    },
    plain("cumsum", "along an axis", [[2, 3]], single: [[1, 1]], empty: [[0, 3]]) {
      try $0.cumulativeSum($1[0], axis: 1)
    },
    plain("prod", "of an axis", [[2, 3]], single: [[1, 1]], empty: [[0, 3]]) {
      try $0.productOfElements($1[0], axes: [1], keep: false)
    },
    plain("max", "of an axis", [[3, 4]], single: [[1, 1]], empty: [[0, 3]]) {
      try $0.extreme($1[0], largest: true, axes: [1], keep: false)
    },
    plain("min", "of an axis", [[3, 4]], single: [[1, 1]], empty: [[0, 3]]) {
      try $0.extreme($1[0], largest: false, axes: [1], keep: true)
    },
    plain(
      "matmul", "of matrices", [[2, 3], [3, 2]], single: [[1, 1], [1, 1]],
      empty: [[0, 3], [3, 2]]
    ) {
      try $0.product($1[0], $1[1])
    },
    plain(
      "matmul", "broadcast over batches", [[2, 1, 2, 3], [3, 3, 1]],
      single: [[1, 1, 1, 1], [1, 1, 1]], empty: [[2, 1, 0, 3], [3, 3, 1]]
    ) { try $0.product($1[0], $1[1]) },
    plain("matmul", "of a vector", [[3], [3, 2]], single: [[1], [1, 1]], empty: [[0], [0, 2]]) {
      try $0.product($1[0], $1[1])
    },
  ]

  private static let shapeGates: [TensorGateUse] = [
    plain("reshape", "to a line", [[2, 3]], single: [[1, 1]], empty: [[0, 3]]) {
      try $0.reshape($1[0], [$1[0].array.count])
    },
    plain("transpose", "of three axes", [[2, 3, 2]], single: [[1, 1, 1]], empty: [[2, 0, 3]]) {
      try $0.transpose($1[0], [2, 0, 1])
    },
    TensorGateUse("broadcast", "along two axes", [[3, 1]], single: [[1, 1]], empty: [[0, 1]]) {
      shapes in { try $0.broadcast($1[0], to: [2, shapes[0][0], 4]) }
    },
    plain("copy", "of an array", [[2, 3]], single: [[1, 1]], empty: [[0, 3]]) {
      try $0.copy($1[0])
    },
    plain(
      "concatenate", "of three", [[2, 3], [1, 3], [2, 3]], single: [[1, 1], [1, 1], [1, 1]],
      empty: [[0, 3], [2, 3], [0, 3]]
    ) {
      try $0.concatenate($1, axis: 0)
    },
    plain(
      "stack", "on a new axis", [[2, 3], [2, 3]], single: [[1], [1]], empty: [[0, 3], [0, 3]]
    ) {
      try $0.stack($1, axis: 1)
    },
    plain(
      "where", "with a broadcast side", [[2, 3], [3]], single: [[1, 1], [1]], empty: [[0, 3], [3]]
    ) {
      let count = $1[0].array.count
      let mask = NDArray((0..<count).map { $0 % 3 == 1 ? 1 : 0 }, shape: $1[0].array.shape)
      return try $0.choose(Tensor(mask.asType(.bool)), $1[0], $1[1])
    },
  ]

  private static let regions: [TensorGateUse] = [
    TensorGateUse("index", "of a slice", [[2, 4]], single: [[1, 4]], empty: [[0, 4]]) { shapes in
      let region = Region(shape: [shapes[0][0], 2], strides: [4, 2], offset: 1)
      return { try $0.select($1[0], region, text: "[:, 1::2]") }
    },
    plain("index", "of repeated places", [[4]], single: [[4]], empty: [[4]]) {
      let region = Region(shape: [3], strides: [], offset: 0, positions: [0, 2, 2])
      return try $0.select($1[0], region, text: "[[0, 2, 2]]")
    },
    TensorGateUse("place", "a broadcast row", [[2]], single: [[1]], empty: [[0]]) { shapes in
      let width = shapes[0][0]
      let region = Region(shape: [3, width], strides: [4, 1], offset: 1)
      return { try $0.place($1[0], region, text: "[:, 1:]", shape: [3, 4]) }
    },
    TensorGateUse(
      "write", "a broadcast row", [[2, 3], [2]], single: [[1, 3], [1]], empty: [[0, 3], [2]]
    ) {
      shapes in
      let region = Region(shape: [shapes[0][0], 2], strides: [3, 1], offset: 1)
      return { try $0.write($1[1], into: $1[0], region, text: "[:, 1:]") }
    },
  ]

  // MARK: Windows

  static func windows(
    _ input: [Int], _ size: [Int], stride: Int = 1, padding: Int = 0, dilation: Int = 1
  ) throws -> Windows {
    func all(_ value: Int) -> [Int] { [Int](repeating: value, count: input.count) }
    return try Windows(
      input: input, size: size, stride: all(stride), padding: all(padding),
      dilation: all(dilation), floor: true, .init(function: "conv2d", window: "filter"))
  }

  private static func conv(
    _ title: String, _ x: [Int], _ w: [Int], stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    bias: Bool = false
  ) -> TensorGateUse {
    let ones = [Int](repeating: 1, count: x.count)
    let b = bias ? [[w[0]]] : []
    return TensorGateUse(
      "conv", title, [x, w] + b, single: [ones, ones] + (bias ? [[1]] : []),
      empty: [[0] + x.dropFirst(), w] + b
    ) { shapes in
      {
        let windows = try windows(
          Array(shapes[0].dropFirst(2)), Array(shapes[1].dropFirst(2)), stride: stride,
          padding: padding, dilation: shapes[1].last == 1 ? 1 : dilation)
        return try $0.convolution($1[0], $1[1], $1.count > 2 ? $1[2] : nil, windows)
      }
    }
  }

  private static let windows: [TensorGateUse] = [
    conv("3×3", [2, 3, 5, 4], [2, 3, 3, 3], bias: true),
    conv("stride 2, padding 1", [2, 2, 5, 5], [3, 2, 3, 3], stride: 2, padding: 1, bias: true),
    conv("dilation 2", [1, 2, 6, 5], [2, 2, 2, 2], padding: 1, dilation: 2),
    conv("that misses the edge", [1, 1, 6, 6], [2, 1, 3, 3], stride: 2),
    conv("of sequences", [2, 2, 7], [3, 2, 3], stride: 2, padding: 1, bias: true),
    conv("1×1", [2, 3, 2, 2], [2, 3, 1, 1]),
    TensorGateUse(
      "conv_transpose", "3×3 stride 2", [[2, 3, 3, 3], [3, 2, 3, 3]],
      single: [[1, 1, 3, 3], [1, 1, 3, 3]], empty: [[0, 3, 3, 3], [3, 2, 3, 3]]
    ) { _ in
      {
        try $0.convolutionInput(
          $1[0], $1[1], windows([5, 5], [3, 3], stride: 2, padding: 1))
      }
    },
    TensorGateUse(
      "conv_filter", "3×3 dilation 2", [[2, 2, 6, 6], [2, 3, 4, 4]],
      single: [[1, 1, 6, 6], [1, 1, 4, 4]], empty: [[0, 2, 6, 6], [0, 3, 4, 4]]
    ) { _ in
      {
        try $0.convolutionFilter(
          $1[0], $1[1], windows([6, 6], [3, 3], padding: 1, dilation: 2))
      }
    },
    TensorGateUse(
      "max_pool", "2×2", [[2, 2, 4, 4]], single: [[1, 1, 2, 2]], empty: [[0, 2, 4, 4]]
    ) {
      shapes in
      {
        let windows = try windows(Array(shapes[0].dropFirst(2)), [2, 2], stride: 2)
        return try $0.maxPool($1[0], PoolRegions(windows))
      }
    },
    TensorGateUse(
      "max_pool", "3×3 overlapping, padded", [[1, 2, 5, 5]], single: [[1, 1, 1, 1]],
      empty: [[2, 0, 5, 5]]
    ) { shapes in
      {
        let windows = try windows(Array(shapes[0].dropFirst(2)), [3, 3], stride: 2, padding: 1)
        return try $0.maxPool($1[0], PoolRegions(windows))
      }
    },
    TensorGateUse(
      "max_pool", "fractional", [[2, 1, 5, 5]], single: [[1, 1, 5, 5]], empty: [[0, 1, 5, 5]]
    ) { _ in
      let spans = [[0..<2, 1..<4, 3..<5], [0..<3, 2..<4, 3..<5]]
      return { try $0.maxPool($1[0], PoolRegions(spans: spans, input: [5, 5], title: "")) }
    },
    TensorGateUse(
      "max_pool", "of sequences", [[2, 2, 6]], single: [[1, 1, 3]], empty: [[0, 2, 6]]
    ) {
      shapes in
      {
        let windows = try windows(Array(shapes[0].dropFirst(2)), [3], stride: 2)
        return try $0.maxPool($1[0], PoolRegions(windows))
      }
    },
    TensorGateUse(
      "avg_pool", "3×3 overlapping, padded", [[2, 2, 5, 5]], single: [[1, 1, 1, 1]],
      empty: [[0, 2, 5, 5]]
    ) { shapes in
      {
        try $0.averagePool(
          $1[0], windows(Array(shapes[0].dropFirst(2)), [3, 3], stride: 2, padding: 1))
      }
    },
    TensorGateUse(
      "avg_pool", "of sequences", [[2, 2, 6]], single: [[1, 1, 2]], empty: [[0, 2, 6]]
    ) {
      shapes in
      { try $0.averagePool($1[0], windows(Array(shapes[0].dropFirst(2)), [2], stride: 2)) }
    },
    TensorGateUse(
      "fused", "batch norm of images", [[3, 2, 2, 2], [2], [2]], single: [[2, 2], [2], [2]],
      empty: [[0, 2, 2], [2], [2]]
    ) { _ in
      {
        try $0.fusedBatchNorm($1[0], gamma: $1[1], beta: $1[2], epsilon: 1e-3)?.value
          ?? $0.batchNorm($1[0], gamma: $1[1], beta: $1[2], epsilon: 1e-3).value
      }
    },
    TensorGateUse(
      "fused", "cross-entropy", [[3, 4]], single: [[1, 1]], empty: [[0, 3]]
    ) { shapes in
      {
        let (rows, classes) = (shapes[0][0], shapes[0][1])
        let labels = (0..<rows).map { $0 * 2 % classes }
        let region = Region(
          shape: [rows], strides: [], offset: 0,
          positions: labels.enumerated().map { $0.offset * classes + $0.element })
        return try $0.fusedCrossEntropy($1[0], labels: NDArray(labels), region, .sum)
      }
    },
  ]
}
