import CKernels
import Testing

@testable import Arrays

/// Every kernel gives the same bits through each variant that this machine can run.
///
/// One test at a time, since the variant is chosen for the whole process; the other suites do not notice.
@Suite(.serialized) struct KernelTests {
  /// Numbers of every kind from a linear congruence: ordinary, large, tiny, whole, special.
  static func sample(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let special: [Double] = [
      0, -0.0, 1, -1, 2, 0.5, -0.5, .infinity, -.infinity, .nan, 0x1p-1074, -0x1p-1030, 1e308,
      709.9,
      -745.5, 20.5, 1e7, 1e22,
    ]
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bits = state >> 11
      let unit = Double(bits) * 0x1p-53
      switch state % 16 {
      case 0: return special[Int(bits % UInt64(special.count))]
      case 1, 2: return Double(bitPattern: state ^ (state << 17))
      case 3, 4: return (unit - 0.5) * 1500
      case 5: return ((unit - 0.5) * 60).rounded()
      case 6, 7: return unit
      default: return (unit - 0.5) * 20
      }
    }
  }

  /// Calls `body` under every variant and compares the results with the first.
  private func compare(
    _ what: String, _ body: () -> [Double], location: SourceLocation = #_sourceLocation
  ) {
    let before = ck_variant()
    defer { ck_use_variant(before) }
    var first: [Double] = []
    for variant in [CK_BASELINE, CK_AVX2, CK_AVX512]
    where variant.rawValue <= ck_supported_variant().rawValue {
      #expect(ck_use_variant(variant) == variant)
      let result = body()
      if variant == CK_BASELINE {
        first = result
      } else {
        let differs = zip(first, result).enumerated().first { !isSame($1.0, $1.1) }
        #expect(
          differs == nil && first.count == result.count,
          "\(what), variant \(variant.rawValue): \(String(describing: differs))",
          sourceLocation: location)
      }
    }
  }

  private func floats(_ values: [Double]) -> [Float] { values.map { Float($0) } }

  @Test func functions() {
    let x = Self.sample(3003, seed: 1)
    let y = Self.sample(3003, seed: 2)
    for (name, function) in ElementaryFunctionTests.names {
      compare(name) { x.map { ck_function(function, $0) } }
      compare("\(name) of an array") {
        var out = x
        ck_function_f64(function, &out, x, x.count)
        let numbers = x.map { ck_function(function, $0) }
        for i in x.indices {
          #expect(isSame(out[i], numbers[i]), "\(name) of \(x[i]) in an array")
        }
        return out
      }
      compare("\(name) of float32") {
        var out = floats(x)
        ck_function_f32(function, &out, floats(x), x.count)
        return out.map { Double($0) }
      }
    }
    for (name, function) in ElementaryFunctionTests.pairs {
      for kind in [CK_BOTH_ARRAYS, CK_LEFT_NUMBER, CK_RIGHT_NUMBER] {
        compare(name) {
          var out = x
          ck_pair_function_f64(function, &out, x, y, x.count, kind)
          for i in x.indices {
            let a = kind == CK_LEFT_NUMBER ? x[0] : x[i]
            let b = kind == CK_RIGHT_NUMBER ? y[0] : y[i]
            #expect(isSame(out[i], ck_pair_function(function, a, b)), "\(name)(\(a), \(b))")
          }
          return out
        }
      }
    }
  }

  /// Exponents with a way of their own: arrays, numbers and exact products agree.
  @Test func commonPowers() {
    let x = Self.sample(1003, seed: 15)
    for y in [3, 4, 0.5, 2, -1, 1] {
      compare("power \(y)") {
        var out = x
        ck_pair_function_f64(CK_POWER, &out, x, [y], x.count, CK_RIGHT_NUMBER)
        var other = x
        let exponents = x.map { _ in y }
        ck_pair_function_f64(CK_POWER, &other, x, exponents, x.count, CK_BOTH_ARRAYS)
        for i in x.indices {
          let number = ck_pair_function(CK_POWER, x[i], y)
          #expect(isSame(out[i], number) && isSame(other[i], number), "\(x[i]) to the \(y)")
        }
        return out
      }
    }
    for i in -2000...2000 {
      // These have exact answers.
      let whole = Double(i)
      #expect(ck_pair_function(CK_POWER, whole, 3) == whole * whole * whole)
      #expect(ck_pair_function(CK_POWER, whole, 4) == whole * whole * whole * whole)
    }
  }

  @Test func arithmetic() {
    for count in [0, 1, 7, 8, 33, 501] {
      let x = Self.sample(count, seed: 3)
      let y = Self.sample(max(1, count), seed: 4)
      for kind in [CK_BOTH_ARRAYS, CK_RIGHT_NUMBER] {
        for operation in 0..<CK_BINARY_COUNT.rawValue {
          compare("operation \(operation)") {
            var out = x
            ck_binary_f64(CKBinary(operation), &out, x, y, count, kind)
            var single = floats(x)
            ck_binary_f32(CKBinary(operation), &single, floats(x), floats(y), count, kind)
            return out + single.map { Double($0) }
          }
        }
        for comparison in 0..<CK_COMPARISON_COUNT.rawValue {
          compare("comparison \(comparison)") {
            var out = [UInt8](repeating: 0, count: count)
            ck_compare_f64(CKComparison(comparison), &out, x, y, count, kind)
            return out.map { Double($0) }
          }
        }
      }
      for function in 0..<CK_SIMPLE_COUNT.rawValue {
        compare("function \(function)") {
          var out = x
          ck_simple_f64(CKSimple(function), &out, x, count)
          return out
        }
      }
    }
  }

  @Test func reductions() {
    for count in [1, 5, 8, 31, 32, 127, 128, 129, 1000, 4099] {
      let x = Self.sample(count, seed: UInt64(count)).map { $0.isFinite ? $0 : 3 }
      let y = Self.sample(count, seed: 9).map { abs($0) < 1e30 ? $0 : -2 }
      compare("reductions of \(count)") {
        [CK_SUM, CK_LARGEST, CK_SMALLEST].flatMap {
          [ck_reduce_f64($0, x, count), Double(ck_reduce_f32($0, floats(y), count))]
        } + [
          Double(ck_place_f64(CK_LARGEST, x, count)), ck_dot_f64(y, y, count),
          Double(ck_dot_f32(floats(y), floats(y), count)),
        ]
      }
      let largest = x.reduce(x[0]) { $0 >= $1 ? $0 : $1 }
      #expect(isSame(ck_reduce_f64(CK_LARGEST, x, count), largest))
      #expect(ck_place_f64(CK_LARGEST, x, count) == x.firstIndex(of: largest))
      let spoilt = x.dropLast() + [.nan]
      #expect(ck_reduce_f64(CK_SMALLEST, Array(spoilt), count).isNaN)
      #expect(ck_place_f64(CK_SMALLEST, Array(spoilt), count) == count - 1)
    }
    #expect(ck_reduce_f64(CK_LARGEST, [-1, -0.0, 0], 3).sign == .minus)
    #expect(ck_reduce_f64(CK_LARGEST, [-1, 0, -0.0], 3).sign == .plus)
  }

  /// Places of extremes in pieces, rows and columns, with ties and NaN: the first of them.
  @Test func places() throws {
    func expected(_ x: [Double], _ isBetter: (Double, Double) -> Bool) -> Int {
      if let place = x.firstIndex(where: \.isNaN) { return place }
      var best = 0
      for i in x.indices where isBetter(x[i], x[best]) { best = i }
      return best
    }
    for count in [1, 2, 63, 64, 65, 2048, 2049, 4096, 9001] {
      var x = Self.sample(count, seed: UInt64(count)).map { $0.isFinite ? $0.rounded() : 0 }
      for change in 0..<3 {
        if change == 1 { x[count / 2] = -0.0 }
        if change == 2 { x[count * 2 / 3] = .nan }
        let single = x.map { Double(Float($0)) }
        compare("places in \(count)") {
          let found = [
            ck_place_f64(CK_LARGEST, x, count), ck_place_f64(CK_SMALLEST, x, count),
            ck_place_f32(CK_LARGEST, floats(x), count), ck_place_f32(CK_SMALLEST, floats(x), count),
          ]
          #expect(found[0] == expected(x, >) && found[1] == expected(x, <))
          #expect(found[2] == expected(single, >) && found[3] == expected(single, <))
          return found.map { Double($0) }
        }
      }
    }
    var table = Self.sample(40 * 19, seed: 12).map { $0.isFinite ? $0.rounded() : 0 }
    for i in [19 * 3 + 4, 19 * 30 + 4, 18] { table[i] = .nan }
    let array = NDArray(table, shape: [40, 19])
    for largest in [true, false] {
      compare("places in columns") {
        let places = (try? array.argument(largest: largest, axis: 0).doubles) ?? []
        for column in 0..<19 {
          let values = (0..<40).map { table[$0 * 19 + column] }
          let place = largest ? expected(values, >) : expected(values, <)
          #expect(places.count == 19 && Int(places[column]) == place, "column \(column)")
        }
        return places
      }
    }
  }

  /// A variance in one pass has the bits of NumPy's three: differences, squares, their sum.
  @Test func deviations() throws {
    for shape in [[5], [8], [1000], [3, 130], [130, 3], [40, 33], [2, 3, 50]] {
      let count = shape.reduce(1, *)
      let values = Self.sample(count, seed: 13).map { abs($0) < 1e6 ? $0 : 0.3 }
      for type in [DType.float64, .float32] {
        let x = NDArray(values, shape: shape).cast(to: type)
        for axes in [Array(0..<shape.count), [shape.count - 1], [0]] {
          let centre = try x.mean(axes: axes, keep: true)
          compare("deviations in \(shape) along \(axes)") {
            let total = (try? x.variance(axes: axes).doubles) ?? []
            let steps = try? NDArray.binary(.subtract, Operand(x), Operand(centre))
            let squares = steps.flatMap { try? NDArray.binary(.multiply, Operand($0), Operand($0)) }
            let sums = try? squares?.reduced(.sum, axes: axes)
            let size = Double(axes.reduce(1) { $0 * shape[$1] })
            let slow = sums.flatMap {
              try? NDArray.binary(
                .divide, Operand($0),
                Operand(NDArray(scalar: .float(size), .float64), isWeak: true)
              ).doubles
            }
            #expect(total == slow)
            return total
          }
        }
      }
    }
  }

  /// Rounding, signs and questions, against Swift's.
  @Test func roundingsAndQuestions() throws {
    let x = Self.sample(501, seed: 14) + [2.5, -2.5, 0.5, -0.5, -0.2, 0x1p52 + 1]
    let array = NDArray(x)
    for type in [DType.float64, .float32] {
      let from = array.cast(to: type)
      let values = from.doubles
      for function in [FloatFunction.floor, .ceil, .trunc, .rint] {
        compare("\(function)") {
          let result = (try? from.map(function).doubles) ?? []
          for i in values.indices { #expect(isSame(result[i], function(values[i]))) }
          return result
        }
      }
      compare("sign") {
        let result = (try? from.sign().doubles) ?? []
        for (a, b) in zip(values, result) {
          #expect(a.isNaN ? b.isNaN : isSame(b, a > 0 ? 1 : a < 0 ? -1 : 0))
        }
        return result
      }
      compare("questions") {
        let answers = [from.isNaN(), from.isInfinite(), from.isFinite()].map(\.doubles)
        #expect(answers[0] == values.map { $0.isNaN ? 1 : 0 })
        #expect(answers[1] == values.map { $0.isInfinite ? 1 : 0 })
        #expect(answers[2] == values.map { $0.isFinite ? 1 : 0 })
        return answers.flatMap { $0 }
      }
    }
  }

  /// float32 functions with short series give the float64 results rounded once more: the digits tell when to ask.
  @Test func functionsOfSingles() throws {
    var state: UInt32 = 12345
    let x: [Float] = (0..<60_000).map { i in
      state = state &* 1_664_525 &+ 1_013_904_223
      let unit = Float(state >> 8) * 0x1p-24
      return switch i % 4 {
      case 0: Float(bitPattern: state)
      case 1: unit * 4
      case 2: (unit - 0.5) * 40
      default: Float(state >> 20) * 0x1p-8
      }
    }
    for (name, function) in ElementaryFunctionTests.names {
      compare("\(name) of float32") {
        var out = x
        ck_function_f32(function, &out, x, x.count)
        let differs = x.indices.first {
          !isSame(Double(out[$0]), Double(Float(ck_function(function, Double(x[$0])))))
        }
        #expect(differs == nil, "\(name) of \(differs.map { x[$0] } ?? 0)")
        return out.map { Double($0) }
      }
    }
    for y: Float in [1.5, 3, -1, 2, 0.5, -2.25, 7, 0.1] {
      compare("power \(y) of float32") {
        var out = x
        ck_pair_function_f32(CK_POWER, &out, x, [y], x.count, CK_RIGHT_NUMBER)
        let differs = x.indices.first {
          let exact = Float(ck_pair_function(CK_POWER, Double(x[$0]), Double(y)))
          return !isSame(Double(out[$0]), Double(exact))
        }
        #expect(differs == nil, "\(differs.map { x[$0] } ?? 0) to the power \(y)")
        return out.map { Double($0) }
      }
    }
  }

  /// Sums have the order that NumPy documents: eight accumulators, blocks of 128, halves.
  @Test func sumsArePairwise() {
    func sum(_ x: ArraySlice<Double>) -> Double {
      let x = Array(x)
      if x.count < 8 { return x.dropFirst().reduce(x.first ?? 0, +) }
      if x.count > 128 {
        let half = x.count / 2 - x.count / 2 % 8
        return sum(x[..<half]) + sum(x[half...])
      }
      var r = Array(x[0..<8])
      let whole = x.count / 8 * 8
      for i in 8..<max(8, whole) { r[i % 8] += x[i] }
      let total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
      return x[whole...].reduce(total, +)
    }
    for count in [0, 1, 7, 8, 9, 100, 128, 129, 135, 136, 137, 257, 1000, 10_007] {
      let x = Self.sample(count, seed: 5).map { abs($0) < 1e6 ? $0 : 1 / 3 }
      #expect(ck_reduce_f64(CK_SUM, x, count) == sum(x[...]))
    }
  }

  /// The panels of a product's depth: 256, and the last two halves of what is left.
  private static func panels(_ depth: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    while start < depth {
      let left = depth - start
      let length = left >= 512 ? 256 : left > 256 ? (left / 2 + 3) / 4 * 4 : left
      found.append(start..<(start + length))
      start += length
    }
    return found
  }

  /// A short dot product is the plain sum, as NumPy has it.
  @Test func shortDotProducts() {
    for count in 0..<32 {
      let x = Self.sample(count, seed: 16).map { abs($0) < 1e9 ? $0 : 0.1 }
      let y = Self.sample(count, seed: 17).map { abs($0) < 1e9 ? $0 : 0.7 }
      #expect(ck_dot_f64(x, y, count) == zip(x, y).reduce(0) { $0 + $1.0 * $1.1 })
      let (a, b) = (x.map { Float($0) }, y.map { Float($0) })
      #expect(ck_dot_f32(a, b, count) == Float(zip(a, b).reduce(0.0) { $0 + Double($1.0 * $1.1) }))
    }
  }

  /// A product is a chain of fused multiply-adds along each panel of the depth, whatever the shape, the layout and the variant.
  @Test func matrixProducts() throws {
    for (rows, depth, columns) in [
      (1, 1, 2), (3, 5, 2), (8, 3, 24), (9, 300, 25), (17, 33, 50), (40, 7, 3), (130, 260, 49),
      (1, 40, 60), (2, 0, 3), (5, 70, 1), (3, 1300, 40), (20, 1000, 30), (30, 515, 4),
    ] {
      let a = Self.sample(rows * depth, seed: 6).map { abs($0) < 1e9 ? $0 : 0.1 }
      let b = Self.sample(depth * columns, seed: 7).map { abs($0) < 1e9 ? $0 : 0.7 }
      let x = NDArray(a, shape: [rows, depth])
      let y = NDArray(b, shape: [depth, columns])
      let turned = x.transposed.copy().transposed
      let turnedY = y.transposed.copy().transposed
      compare("(\(rows), \(depth)) @ (\(depth), \(columns))") {
        let product = (try? NDArray.product(x, y, isDot: false).doubles) ?? []
        let other = (try? NDArray.product(turned, turnedY, isDot: false).doubles) ?? [.nan]
        #expect(product == other)
        let single =
          (try? NDArray.product(x.cast(to: .float32), y.cast(to: .float32), isDot: false).doubles)
          ?? []
        return product + single
      }
      let product = try NDArray.product(x, y, isDot: false).doubles
      for i in 0..<rows {
        for j in 0..<columns where columns > 1 {
          var total = 0.0
          for panel in Self.panels(depth) {
            var sum = 0.0
            for k in panel { sum.addProduct(a[i * depth + k], b[k * columns + j]) }
            total += sum
          }
          #expect(product[i * columns + j] == total, "element (\(i), \(j))")
        }
        if columns == 1 {
          #expect(product[i] == ck_dot_f64(Array(a[(i * depth)..<((i + 1) * depth)]), b, depth))
        }
      }
    }
  }

  @Test func choicesAndFiniteness() throws {
    let x = Self.sample(77, seed: 10)
    let y = Self.sample(77, seed: 11)
    let flags = x.map { UInt8($0 > 0 ? 1 : 0) }
    for (a, b) in [(1, 1), (0, 1), (1, 0), (0, 0)] {
      compare("choice") {
        var out = x
        ck_choose_64(&out, flags, x, a, y, b, x.count)
        var single = floats(x)
        ck_choose_32(&single, flags, floats(x), a, floats(y), b, x.count)
        for i in x.indices {
          let chosen = flags[i] == 1 ? x[i * a] : y[i * b]
          #expect(isSame(out[i], chosen) && isSame(Double(single[i]), Double(Float(chosen))))
        }
        return out
      }
    }
    for bad in [Double.infinity, -.infinity, .nan, 1e308] {
      var values = [Double](repeating: -1e308, count: 9000)
      for place in [0, 4095, 4096, 8999] {
        values[place] = bad
        let single = values.map { Float($0 * 1e-280) }
        compare("finite") {
          [
            Double(ck_all_finite_f64(values, values.count)),
            Double(ck_all_finite_f32(single, single.count)),
          ]
        }
        #expect((ck_all_finite_f64(values, values.count) == 1) == bad.isFinite)
        #expect(NDArray(values).hasNonFinite == !bad.isFinite)
        values[place] = 0
      }
    }
  }

  @Test func convolutions() throws {
    let windows = try Windows(
      input: [13, 11], size: [3, 3], stride: [2, 1], padding: [1, 1], dilation: [1, 2],
      floor: false, .init(function: "conv2d", window: "filter"))
    func filled(_ shape: [Int], _ seed: UInt64) -> NDArray {
      let values = Self.sample(shape.reduce(1, *), seed: seed)
      return NDArray(values.map { abs($0) < 1e3 ? $0 : 0.3 }, shape: shape)
    }
    let (x, w) = (filled([3, 5, 13, 11], 1), filled([9, 5, 3, 3], 2))
    let (u, b) = (filled([3, 9] + windows.output, 3), filled([9], 4))
    for type in [DType.float64, .float32] {
      let (x, w, u, b) = (x.asType(type), w.asType(type), u.asType(type), b.asType(type))
      compare("convolution of \(type)") {
        (try? NDArray.convolved(x, w, bias: b, windows))?.doubles ?? []
      }
      compare("convolution's input gradient of \(type)") {
        (try? NDArray.convolutionInput(u, w, windows))?.doubles ?? []
      }
      compare("convolution's filter gradient of \(type)") {
        (try? NDArray.convolutionFilter(x, u, windows))?.doubles ?? []
      }
    }
  }

  @Test func releasedBlocksComeBack() throws {
    let bytes = 3 << 20
    let first = try #require(ck_allocate(bytes))
    first.storeBytes(of: 1, as: UInt8.self)
    ck_release(first, bytes)
    // Other tests allocate at the same time, so which block comes is not asserted: only that each is whole.
    let blocks = (0..<12).compactMap { _ in ck_allocate(bytes) }
    #expect(Set(blocks).count == 12)
    for (number, block) in blocks.enumerated() {
      #expect(Int(bitPattern: block) % 64 == 0)
      memset(block, UInt8(number), bytes)
    }
    for (number, block) in blocks.enumerated() {
      #expect(block.load(fromByteOffset: bytes - 1, as: UInt8.self) == UInt8(number))
      ck_release(block, bytes)
    }
  }
}

private func memset(_ to: UnsafeMutableRawPointer, _ value: UInt8, _ count: Int) {
  to.initializeMemory(as: UInt8.self, repeating: value, count: count)
}
