import CKernels
import Testing

@testable import Arrays

/// The convolution kernels over random shapes: near a sum of products in float64, and the same bits from every variant
/// and any number of threads.
@Suite(.serialized) struct ConvolutionVariantTests {
  private struct Numbers {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }

    mutating func whole(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func array(_ shape: [Int], _ type: DType) -> NDArray {
      let count = shape.reduce(1, *)
      let values = (0..<count).map { _ in Double(Int(next() % 2001) - 1000) / 1000 }
      return NDArray(values, shape: shape).asType(type)
    }
  }

  private static func windows(_ numbers: inout Numbers, _ turn: Int) -> Windows? {
    func pair(_ body: () -> Int) -> [Int] { [body(), body()] }
    let input = pair { numbers.whole(1...(turn % 4 == 0 ? 36 : 12)) }
    let size = pair { numbers.whole(1...(turn % 7 == 0 ? 6 : 3)) }
    let stride = pair { numbers.whole(0...1) == 0 ? 1 : numbers.whole(1...4) }
    let padding = pair { numbers.whole(0...1) == 0 ? 0 : numbers.whole(0...4) }
    let dilation = pair { numbers.whole(0...2) > 0 ? 1 : numbers.whole(1...3) }
    return try? Windows(
      input: input, size: size, stride: stride, padding: padding, dilation: dilation, floor: true,
      .init(function: "conv2d", window: "filter"))
  }

  /// The three results, one after another.
  private static func results(_ parts: [NDArray], _ windows: Windows) throws -> [[Double]] {
    [
      try NDArray.convolved(parts[0], parts[1], bias: parts[2], windows).doubles,
      try NDArray.convolutionInput(parts[3], parts[1], windows).doubles,
      try NDArray.convolutionFilter(parts[0], parts[3], windows).doubles,
    ]
  }

  private static func expected(_ parts: [NDArray], _ w: Windows) -> [[Double]] {
    let (x, f, b, u) = (parts[0].doubles, parts[1].doubles, parts[2].doubles, parts[3].doubles)
    var result = [
      [Double](repeating: 0, count: u.count), [Double](repeating: 0, count: x.count),
      [Double](repeating: 0, count: f.count),
    ]
    let (n, c) = (parts[0].shape[0], parts[0].shape[1])
    for image in 0..<n {
      for (filter, start) in b.enumerated() {
        for oy in 0..<w.output[0] {
          for ox in 0..<w.output[1] {
            let out = ((image * b.count + filter) * w.output[0] + oy) * w.output[1] + ox
            result[0][out] += start
            for channel in 0..<c {
              for i in 0..<w.size[0] {
                let y = w.position(0, place: oy, element: i)
                guard y >= 0, y < w.input[0] else { continue }
                for j in 0..<w.size[1] {
                  let column = w.position(1, place: ox, element: j)
                  guard column >= 0, column < w.input[1] else { continue }
                  let from = ((image * c + channel) * w.input[0] + y) * w.input[1] + column
                  let weight = ((filter * c + channel) * w.size[0] + i) * w.size[1] + j
                  result[0][out] += x[from] * f[weight]
                  result[1][from] += u[out] * f[weight]
                  result[2][weight] += u[out] * x[from]
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Calls `body` under every variant that there is, with 1 to 3 threads.
  private func underAll(_ body: (String) throws -> Void) rethrows {
    let (variant, threads) = (ck_variant(), ck_threads())
    defer {
      ck_use_variant(variant)
      ck_use_threads(threads)
    }
    for (number, used) in [CK_BASELINE, CK_AVX2, CK_AVX512].enumerated() {
      ck_use_variant(used)
      for count in [1 + number % 3, 1 + (number + 1) % 3] {
        ck_use_threads(Int32(count))
        try body("variant \(used.rawValue), \(count) threads")
      }
    }
  }

  @Test func randomShapes() throws {
    var numbers = Numbers(state: 11)
    var turn = 0
    while turn < 60 {
      guard let windows = Self.windows(&numbers, turn) else { continue }
      turn += 1
      let (n, c) = (numbers.whole(1...3), numbers.whole(1...(turn % 3 == 0 ? 12 : 4)))
      let f = numbers.whole(1...(turn % 2 == 0 ? 20 : 5))
      for type in [DType.float32, .float64] {
        let parts = [
          numbers.array([n, c] + windows.input, type), numbers.array([f, c] + windows.size, type),
          numbers.array([f], type), numbers.array([n, f] + windows.output, type),
        ]
        let expected = Self.expected(parts, windows)
        let unit = type == .float32 ? 1e-7 : 1e-16
        let lengths = [c, f, n * windows.output.reduce(1, *)]
        var first: [[Double]]?
        try underAll { what in
          let results = try Self.results(parts, windows)
          if let first {
            #expect(results == first, "\(what), \(windows)")
            return
          }
          first = results
          for (number, result) in results.enumerated() {
            let most = unit * Double(8 + 4 * lengths[number] * windows.count)
            let largest = zip(result, expected[number]).map { abs($0 - $1) }.max() ?? 0
            #expect(largest <= most, "result \(number) of \(windows), \(n) \(c) \(f) \(type)")
          }
        }
      }
    }
  }

  /// Large enough for several panels of the depth and for work on several threads.
  @Test func largeShapes() throws {
    var numbers = Numbers(state: 5)
    for (n, c, f, side, size) in [(6, 20, 18, 14, 3), (1, 40, 24, 9, 3), (9, 3, 9, 33, 5)] {
      let windows = try Windows(
        input: [side, side], size: [size, size], stride: [1, 1],
        padding: [size / 2, size / 2], dilation: [1, 1], floor: false,
        .init(function: "conv2d", window: "filter"))
      let parts = [
        numbers.array([n, c, side, side], .float32), numbers.array([f, c, size, size], .float32),
        numbers.array([f], .float32), numbers.array([n, f, side, side], .float32),
      ]
      let expected = Self.expected(parts, windows)
      var first: [[Double]]?
      try underAll { what in
        let results = try Self.results(parts, windows)
        if let first { #expect(results == first, "\(what)") }
        first = first ?? results
      }
      for (result, right) in zip(first ?? [], expected) {
        #expect(zip(result, right).allSatisfy { abs($0 - $1) < 1e-3 })
      }
    }
  }

  /// Batches of narrow images, whose vectors hold several images, also where the last vector is not full; images cut into
  /// bands; filters' gradients over chains of several images.
  @Test func narrowAndBandedShapes() throws {
    var numbers = Numbers(state: 23)
    let shapes = [
      (37, 20, 20, 4, 3, 1, 1), (18, 8, 9, 8, 5, 1, 2), (20, 20, 16, 13, 3, 2, 1),
      (2, 3, 16, 60, 7, 2, 3), (1, 4, 14, 70, 3, 1, 0),
    ]
    for (n, c, f, side, size, stride, padding) in shapes {
      let windows = try Windows(
        input: [side, side], size: [size, size], stride: [stride, stride],
        padding: [padding, padding], dilation: [1, 1], floor: true,
        .init(function: "conv2d", window: "filter"))
      for type in side < 10 ? [DType.float32, .float64] : [.float32] {
        let parts = [
          numbers.array([n, c, side, side], type), numbers.array([f, c, size, size], type),
          numbers.array([f], type), numbers.array([n, f] + windows.output, type),
        ]
        let expected = Self.expected(parts, windows)
        var first: [[Double]]?
        try underAll { what in
          let results = try Self.results(parts, windows)
          if let first { #expect(results == first, "\(what), \(n) images of \(side), \(type)") }
          first = first ?? results
        }
        let most = type == .float32 ? 2e-3 : 1e-11
        for (result, right) in zip(first ?? [], expected) {
          #expect(zip(result, right).allSatisfy { abs($0 - $1) < most })
        }
      }
    }
  }

  /// A NaN or infinity reaches the outputs whose windows see it, and no others.
  @Test func specialNumbersStayInTheirWindows() throws {
    let windows = try Windows(
      input: [6, 20], size: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1],
      floor: false, .init(function: "conv2d", window: "filter"))
    let w = NDArray([Double](repeating: 1, count: 9), shape: [1, 1, 3, 3]).asType(.float32)
    for special in [Double.nan, .infinity] {
      var values = [Double](repeating: 1, count: 120)
      values[2 * 20 + 19] = special
      let x = NDArray(values, shape: [1, 1, 6, 20]).asType(.float32)
      let results = [
        try NDArray.convolved(x, w, windows).doubles,
        try NDArray.convolutionInput(x, w, windows).doubles,
      ]
      for result in results {
        for (place, value) in result.enumerated() {
          let sees = (1...3).contains(place / 20) && place % 20 >= 18
          #expect(value.isFinite == !sees)
        }
      }
    }
  }

  /// No images, no channels, no filters: nothing, zeros, or the bias.
  @Test func emptySides() throws {
    let windows = try Windows(
      input: [4, 4], size: [3, 3], stride: [1, 1], padding: [0, 0], dilation: [1, 1],
      floor: false, .init(function: "conv2d", window: "filter"))
    let bias = NDArray([1.0, 2])
    for (n, c, f) in [(0, 1, 2), (2, 0, 2), (2, 1, 0)] {
      let x = NDArray(zeros: [n, c, 4, 4], .float64)
      let w = NDArray(zeros: [f, c, 3, 3], .float64)
      let u = NDArray(zeros: [n, f, 2, 2], .float64)
      let result = try NDArray.convolved(x, w, bias: f == 2 ? bias : nil, windows)
      #expect(result.shape == [n, f, 2, 2])
      #expect(result.doubles == (0..<n * f * 4).map { Double($0 / 4 % max(1, f) + 1) })
      #expect(try NDArray.convolutionInput(u, w, windows).doubles.allSatisfy { $0 == 0 })
      #expect(try NDArray.convolutionFilter(x, u, windows).doubles.allSatisfy { $0 == 0 })
    }
  }

  /// Padding and steps that would make padded copies far larger than the arrays take the general way.
  @Test func widePadding() throws {
    let windows = try Windows(
      input: [3, 3], size: [2, 2], stride: [4000, 4000], padding: [8001, 8001],
      dilation: [1, 1], floor: true, .init(function: "conv2d", window: "filter"))
    var numbers = Numbers(state: 3)
    let parts = [
      numbers.array([1, 2, 3, 3], .float64), numbers.array([2, 2, 2, 2], .float64),
      numbers.array([2], .float64), numbers.array([1, 2] + windows.output, .float64),
    ]
    let expected = Self.expected(parts, windows)
    for (result, right) in zip(try Self.results(parts, windows), expected) {
      #expect(zip(result, right).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }
}
