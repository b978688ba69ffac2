/// A number as the unevaluated sum of two Doubles: about 31 significant digits.
///
/// Sums and products after Dekker (1971) and Knuth (TAOCP 2, 4.2.2). Enough to evaluate printed
/// decimals as decimals: `0.1 + 0.2 − 0.3` is zero here.
struct DoublePair {
  var high: Double
  var low: Double

  init(_ value: Double) {
    high = value
    low = 0
  }

  init(exactSumOf a: Double, _ b: Double) {
    high = a + b
    guard high.isFinite else {
      low = 0
      return
    }
    let part = high - a
    low = (a - (high - part)) + (b - part)
  }

  /// `mantissa × 10^exponent`.
  init(mantissa: UInt64, exponent: Int) {
    let upper = Double(mantissa >> 32) * 4_294_967_296
    self.init(exactSumOf: upper, Double(mantissa & 0xFFFF_FFFF))
    var rest = abs(exponent)
    while rest > 0 && high != 0 && high.isFinite {
      let step = min(rest, 22)
      let scale = DoublePair(Self.powersOfTen[step])
      self = exponent < 0 ? self / scale : self * scale
      rest -= step
    }
  }

  /// The powers of ten that a Double holds exactly.
  static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  static prefix func - (a: Self) -> Self {
    var result = a
    result.high = -a.high
    result.low = -a.low
    return result
  }

  static func + (a: Self, b: Self) -> Self {
    let upper = DoublePair(exactSumOf: a.high, b.high)
    guard upper.high.isFinite else { return upper }
    let lower = DoublePair(exactSumOf: a.low, b.low)
    let first = DoublePair(exactSumOf: upper.high, upper.low + lower.high)
    return DoublePair(exactSumOf: first.high, first.low + lower.low)
  }

  static func - (a: Self, b: Self) -> Self { a + -b }

  static func * (a: Self, b: Self) -> Self {
    let upper = a.high * b.high
    guard upper.isFinite else { return DoublePair(upper) }
    let lower = (-upper).addingProduct(a.high, b.high) + (a.high * b.low + a.low * b.high)
    return DoublePair(exactSumOf: upper, lower)
  }

  static func / (a: Self, b: Self) -> Self {
    let first = a.high / b.high
    guard first.isFinite, b.high.isFinite else { return DoublePair(first) }
    let remainder = a - b * DoublePair(first)
    let second = remainder.high / b.high
    let third = (remainder - b * DoublePair(second)).high / b.high
    return DoublePair(exactSumOf: first, second) + DoublePair(third)
  }
}
