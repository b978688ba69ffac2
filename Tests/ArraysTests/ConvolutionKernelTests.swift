import Arrays
import Testing

/// Convolution kernels against plain loops, and the sizes that fit.
@Suite struct ConvolutionKernelTests {
  private func array(_ shape: [Int], _ seed: Int) -> NDArray {
    var state = UInt64(seed &* 7919 &+ 1)
    return NDArray(
      (0..<shape.reduce(1, *)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int(state >> 40) % 257 - 128) / 64
      }, shape: shape)
  }

  /// All products of outputs, inputs and filters that meet, one by one.
  private func forEachMeeting(
    _ w: Windows, _ n: Int, _ c: Int, _ f: Int,
    _ body: (_ out: Int, _ input: Int, _ filter: Int) -> Void
  ) {
    let (output, input, size) = (w.planar.output, w.planar.input, w.planar.size)
    for image in 0..<n {
      for filter in 0..<f {
        for oy in 0..<output[0] {
          for ox in 0..<output[1] {
            for channel in 0..<c {
              for i in 0..<size[0] {
                for j in 0..<size[1] {
                  let y = w.planar.position(0, place: oy, element: i)
                  let x = w.planar.position(1, place: ox, element: j)
                  guard (0..<input[0]).contains(y), (0..<input[1]).contains(x) else { continue }
                  body(
                    ((image * f + filter) * output[0] + oy) * output[1] + ox,
                    ((image * c + channel) * input[0] + y) * input[1] + x,
                    ((filter * c + channel) * size[0] + i) * size[1] + j)
                }
              }
            }
          }
        }
      }
    }
  }

  @Test func allThreeAgreeWithLoops() throws {
    for (input, size, stride, padding, dilation) in [
      ([5, 4], [3, 3], [1, 1], [0, 0], [1, 1]), ([7, 6], [3, 2], [2, 3], [1, 0], [1, 2]),
      ([1, 1], [3, 3], [1, 1], [1, 1], [1, 1]), ([4, 9], [1, 4], [3, 1], [2, 3], [2, 2]),
      ([9], [3], [2], [1], [2]), ([6, 6], [6, 6], [1, 1], [0, 0], [1, 1]),
    ] {
      let windows = try Windows(
        input: input, size: size, stride: stride, padding: padding, dilation: dilation,
        floor: true, .init(function: "conv2d", window: "filter"))
      let (n, c, f) = (2, 3, 4)
      let x = array([n, c] + input, 1)
      let w = array([f, c] + size, 2)
      let u = array([n, f] + windows.output, 3)
      let b = array([f], 4)
      var expected = [
        [Double](repeating: 0, count: u.count), [Double](repeating: 0, count: x.count),
        [Double](repeating: 0, count: w.count),
      ]
      let (xs, ws, us) = (x.doubles, w.doubles, u.doubles)
      forEachMeeting(windows, n, c, f) { out, input, filter in
        expected[0][out] += xs[input] * ws[filter]
        expected[1][input] += us[out] * ws[filter]
        expected[2][filter] += us[out] * xs[input]
      }
      let places = windows.output.reduce(1, *)
      let biased = expected[0].enumerated().map { $0.element + b.doubles[$0.offset / places % f] }
      // Multiples of 1/64 this small add up exactly, in either type and any order.
      for type in [DType.float64, .float32] {
        let parts = [x, w, u, b].map { $0.asType(type) }
        #expect(try NDArray.convolved(parts[0], parts[1], windows).doubles == expected[0])
        #expect(
          try NDArray.convolved(parts[0], parts[1], bias: parts[3], windows).doubles == biased)
        #expect(try NDArray.convolutionInput(parts[2], parts[1], windows).doubles == expected[1])
        #expect(try NDArray.convolutionFilter(parts[0], parts[2], windows).doubles == expected[2])
      }
    }
  }

  /// Windows that do not fit into one block of memory are taken in several.
  @Test func blocksOfPlacesGiveTheSame() throws {
    let windows = try Windows(
      input: [70, 70], size: [5, 5], stride: [1, 1], padding: [2, 2], dilation: [1, 1],
      floor: false, .init(function: "conv2d", window: "filter"))
    let (c, f) = (12, 2)
    let (x, w, u) = (array([1, c, 70, 70], 1), array([f, c, 5, 5], 2), array([1, f, 70, 70], 3))
    let y = try NDArray.convolved(x, w, windows).doubles
    // <conv(x, w), u> = <x, convᵀ(u, w)> = <w, conv_filter(x, u)>, all of them exact.
    func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let whole = inner(y, u.doubles)
    #expect(try inner(NDArray.convolutionInput(u, w, windows).doubles, x.doubles) == whole)
    #expect(try inner(NDArray.convolutionFilter(x, u, windows).doubles, w.doubles) == whole)
    var corner = 0.0
    forEachOfWindow(x, w, c) { corner += $0 }
    #expect(y[69 * 70 + 69] == corner)
  }

  /// Products of the last window of the first filter.
  private func forEachOfWindow(_ x: NDArray, _ w: NDArray, _ c: Int, _ body: (Double) -> Void) {
    let (xs, ws) = (x.doubles, w.doubles)
    for channel in 0..<c {
      for i in 0..<3 {
        for j in 0..<3 {
          body(xs[(channel * 70 + 67 + i) * 70 + 67 + j] * ws[(channel * 5 + i) * 5 + j])
        }
      }
    }
  }

  @Test func sizesThatDoNotFitAreExplained() {
    func message(
      _ input: Int, _ size: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1
    ) -> (String, String) {
      do {
        let windows = try Windows(
          input: [input], size: [size], stride: [stride], padding: [padding],
          dilation: [dilation], floor: false, .init(function: "conv1d", window: "filter"))
        return ("\(windows.output)", "")
      } catch {
        return ((error as? PythonError)?.message ?? "", (error as? PythonError)?.hint ?? "")
      }
    }
    #expect(message(7, 3, stride: 2).0 == "[3]")
    let uneven = message(6, 3, stride: 2)
    #expect(
      uneven.0
        == "conv1d: along the places the filter has no whole number of places: "
        + "(6 − 3 + 2·0)/2 + 1 = 2.5")
    #expect(
      uneven.1
        == "these fit: `stride=` 1 or 3, or an input of 5 or 7 places; `floor=True` leaves the "
        + "last 1 place out, as PyTorch does")
    let odd = message(10, 4, stride: 4)
    #expect(odd.1.contains("`padding=` 1"))
    for (input, size, stride, padding) in [(6, 3, 2, 0), (10, 4, 4, 0), (11, 3, 5, 2)] {
      let hint = message(input, size, stride: stride, padding: padding).1
      let numbers = hint.split { !$0.isNumber }.compactMap { Int($0) }
      #expect(
        message(input, size, stride: numbers[0], padding: padding).0.hasPrefix("["), "\(hint)")
    }
    #expect(
      message(3, 5).0 == "conv1d: a filter that spans 5 does not fit into 3 places")
    #expect(message(3, 5).1.hasSuffix("`padding=` of 1 or more"))
    #expect(message(5, 3, stride: 0).0 == "conv1d: stride is 0")
    #expect(message(5, 3, padding: -1).0 == "conv1d: padding is -1")
    #expect(message(5, 3, dilation: .max).0.hasPrefix("conv1d: dilation is 9"))
    #expect(message(5, 3, padding: .max).1 == "no array is that large")
    #expect(message(5, 0).0 == "conv1d: the filter's size is 0")
    #expect(message(0, 1).0.hasSuffix("does not fit into 0 places"))
  }
}
