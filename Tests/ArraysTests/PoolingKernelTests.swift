import CKernels
import Testing

@testable import Arrays

/// Pooling kernels against plain loops, under every variant and with 1 to 3 threads.
@Suite(.serialized) struct PoolingKernelTests {
  /// Few different numbers, so that there are ties; some are special.
  private func array(_ shape: [Int], _ seed: UInt64, _ type: DType, special: Bool) -> NDArray {
    var state = seed &* 7919 &+ 1
    let values = (0..<shape.reduce(1, *)).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bits = Int(state >> 40)
      if special, bits % 11 == 0 { return [.nan, .infinity, -.infinity, -0.0][bits / 11 % 4] }
      return Double(bits % 7 - 3) / 4
    }
    return NDArray(values, shape: shape).asType(type)
  }

  private func underAll(_ body: () throws -> [NDArray]) throws -> [NDArray] {
    let (variant, threads) = (ck_variant(), ck_threads())
    defer {
      ck_use_variant(variant)
      ck_use_threads(threads)
    }
    var first: [NDArray]?
    for (number, used) in [CK_BASELINE, CK_AVX2, CK_AVX512].enumerated() {
      ck_use_variant(used)
      ck_use_threads(Int32(number + 1))
      let results = try body()
      if let first {
        for (a, b) in zip(first, results) {
          #expect(zip(a.doubles, b.doubles).allSatisfy { isSame($0, $1) })
        }
      }
      first = first ?? results
    }
    return first ?? []
  }

  private static let cases: [(planes: [Int], input: [Int], size: [Int], stride: [Int], pad: Int)] =
    [
      ([2, 3], [8, 64], [2, 2], [2, 2], 0), ([1, 2], [9, 35], [2, 2], [2, 2], 0),
      ([40, 3], [32, 32], [2, 2], [2, 2], 0), ([2, 1], [7, 11], [3, 3], [2, 2], 1),
      ([1, 1], [5, 5], [2, 3], [1, 1], 0), ([2, 2], [21], [3], [3], 1),
      ([1, 1], [40, 40], [20, 20], [20, 20], 0), ([0, 2], [4, 4], [2, 2], [2, 2], 0),
      ([1, 2], [2, 2], [2, 2], [2, 2], 0), ([3, 1], [4, 70], [2, 2], [4, 2], 0),
    ]

  private func windows(_ item: (planes: [Int], input: [Int], size: [Int], stride: [Int], pad: Int))
    throws -> Windows
  {
    try Windows(
      input: item.input, size: item.size, stride: item.stride,
      padding: item.input.map { _ in item.pad }, dilation: item.input.map { _ in 1 }, floor: true,
      .init(function: "max_pool2d", window: "window"))
  }

  /// The positions that each region sees, in row-major order.
  private func regions(_ regions: PoolRegions, planes: Int) -> [[Int]] {
    let rows = regions.spans.count == 1 ? [0..<1] : regions.spans[0]
    let columns = regions.spans[regions.spans.count - 1]
    let (size, width) = (regions.input.reduce(1, *), regions.input[regions.input.count - 1])
    return (0..<planes).flatMap { plane in
      rows.flatMap { row in
        columns.map { column in
          row.flatMap { y in column.map { plane * size + y * width + $0 } }
        }
      }
    }
  }

  @Test func largest() throws {
    for item in Self.cases {
      let regions = PoolRegions(try windows(item))
      for type in [DType.float32, .float64] {
        let x = array(item.planes + item.input, 3, type, special: true)
        let u = array(item.planes + regions.output, 5, type, special: false)
        let values = x.doubles
        let seen = self.regions(regions, planes: item.planes.reduce(1, *))
        let winners = seen.map { positions in
          positions.dropFirst().reduce(positions[0]) { best, next in
            values[next] > values[best] || (values[next].isNaN && !values[best].isNaN)
              ? next : best
          }
        }
        var sent = [Double](repeating: 0, count: x.count)
        for (winner, gradient) in zip(winners, u.doubles) { sent[winner] += gradient }
        let results = try underAll {
          let pooled = try x.maxPooled(regions)
          #expect(Array(pooled.winners) == winners)
          return [pooled.values, try u.maxPoolGradient(pooled.winners, shape: x.shape)]
        }
        #expect(zip(results[0].doubles, winners).allSatisfy { isSame($0, values[$1]) })
        #expect(results[1].doubles == sent)
      }
    }
  }

  @Test func mean() throws {
    for item in Self.cases {
      let windows = try windows(item)
      let seen = regions(PoolRegions(windows), planes: item.planes.reduce(1, *))
      for type in [DType.float32, .float64] {
        let x = array(item.planes + item.input, 4, type, special: false)
        let u = array(item.planes + windows.output, 6, type, special: false)
        let values = x.doubles
        let count = Double(windows.count)
        var sent = [Double](repeating: 0, count: x.count)
        for (positions, gradient) in zip(seen, u.doubles) {
          for position in positions { sent[position] += gradient / count }
        }
        let results = try underAll {
          [
            try x.averagePooled(windows), try u.averagePoolGradient(windows, shape: x.shape),
          ]
        }
        let unit = type == .float32 ? 1e-6 : 1e-14
        for (mean, positions) in zip(results[0].doubles, seen) {
          #expect(abs(mean - positions.reduce(0) { $0 + values[$1] } / count) < unit)
        }
        #expect(zip(results[1].doubles, sent).allSatisfy { abs($0 - $1) < unit })
      }
    }
  }

  @Test func windowsInThePaddingAreRefused() {
    let x = NDArray([1.0, 2], shape: [1, 1, 2])
    let regions = PoolRegions(spans: [[0..<1, 2..<2]], input: [2], title: "")
    #expect(throws: PythonError.self) { try x.maxPooled(regions) }
  }

  @Test func rectified() throws {
    for count in [0, 1, 17, 70_001] {
      for type in [DType.float32, .float64] {
        let x = array([count], 8, type, special: true)
        let u = array([count], 9, type, special: false)
        let results = try underAll { [try #require(u.rectified(by: x))] }
        let expected = zip(u.doubles, x.doubles).map { $1 > 0 ? $0 : $0 * 0 }
        #expect(zip(results[0].doubles, expected).allSatisfy { isSame($0, $1) })
      }
    }
  }
}
