#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An exception of a random function, with Python's type and NumPy's or CPython's message.
package struct RandomFailure: Error, Hashable, Sendable {
  package var type: String
  package var message: String

  package init(_ message: String, type: String = "ValueError") {
    self.type = type
    self.message = message
  }
}

/// `np.random`: NumPy's legacy RandomState, value for value.
///
/// Arrays are drawn one element after another in row-major order. Parameters are checked before
/// anything is drawn.
package struct RandomState: Hashable, Sendable {
  package var twister: MersenneTwister
  /// The second number of the last pair of Gaussians, if it is still to be handed out.
  package var cachedGaussian: Double?

  /// `np.random.seed(seed)`
  package init(seed: Int) throws(RandomFailure) {
    guard let word = UInt32(exactly: seed) else {
      throw RandomFailure("Seed must be between 0 and 2**32 - 1")
    }
    twister = MersenneTwister(seed: word)
  }

  /// The stream of a seed that is known to fit.
  package init(word: UInt32) { twister = MersenneTwister(seed: word) }

  /// `np.random.seed([…])`
  package init(seeds: [Int]) throws(RandomFailure) {
    if seeds.isEmpty { throw RandomFailure("Seed must be non-empty") }
    var words: [UInt32] = []
    for seed in seeds {
      guard let word = UInt32(exactly: seed) else {
        throw RandomFailure("Seed must be between 0 and 2**32 - 1")
      }
      words.append(word)
    }
    twister = MersenneTwister(words: words)
  }

  /// `random_sample()`, `rand`: in [0, 1).
  package mutating func unit() -> Double { twister.unit() }

  /// `uniform(low, high)`
  package mutating func uniform(_ low: Double, _ high: Double) throws(RandomFailure) -> Double {
    guard (high - low).isFinite else {
      throw RandomFailure("Range exceeds valid bounds", type: "OverflowError")
    }
    return low + (high - low) * twister.unit()
  }

  /// `randn()`, `standard_normal()`: Marsaglia's polar method (1964), two numbers at a time.
  package mutating func gaussian() -> Double {
    if let cached = cachedGaussian {
      cachedGaussian = nil
      return cached
    }
    while true {
      let x = 2 * twister.unit() - 1
      let y = 2 * twister.unit() - 1
      let square = x * x + y * y
      if square >= 1 || square == 0 { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      cachedGaussian = factor * x
      return factor * y
    }
  }

  /// `normal(mean, deviation)`
  package mutating func normal(_ mean: Double, _ deviation: Double) throws(RandomFailure) -> Double
  {
    try Self.check(!Self.isNegative(deviation), "scale < 0")
    return mean + deviation * gaussian()
  }

  /// `randint(low, high)` of 64 bits: from `low` to `high − 1`.
  package mutating func integer(_ low: Int, _ high: Int) throws(RandomFailure) -> Int {
    try Self.check(low < high, low == 0 ? "high <= 0" : "low >= high")
    let range = UInt64(bitPattern: Int64(high)) &- UInt64(bitPattern: Int64(low)) &- 1
    return low &+ Int(truncatingIfNeeded: below(orEqual: range))
  }

  /// `randint(low, high, count, dtype=…)`; narrow types share the bits of a word.
  package mutating func integers(_ low: Int, _ high: Int, count: Int, dtype: String = "int64")
    throws(RandomFailure) -> [Int]
  {
    guard let (bits, smallest, largest) = Self.integerTypes[dtype] else {
      throw RandomFailure(
        "Unsupported dtype dtype('\(dtype)') for randint", type: "TypeError")
    }
    try Self.check(count >= 0, "negative dimensions are not allowed")
    try Self.check(low >= smallest, "low is out of bounds for \(dtype)")
    try Self.check(high == Int.min || high - 1 <= largest, "high is out of bounds for \(dtype)")
    try Self.check(low < high, low == 0 ? "high <= 0" : "low >= high")
    if bits >= 32 {
      var values: [Int] = []
      values.reserveCapacity(count)
      for _ in 0..<count { values.append(try integer(low, high)) }
      return values
    }
    return narrow(low, UInt32(truncatingIfNeeded: high &- low &- 1), bits, count)
  }

  private static let integerTypes: [String: (Int, Int, Int)] = [
    "bool": (1, 0, 1), "uint8": (8, 0, 255), "int8": (8, -128, 127), "uint16": (16, 0, 65535),
    "int16": (16, -32768, 32767), "uint32": (32, 0, 4_294_967_295),
    "int32": (32, -2_147_483_648, 2_147_483_647), "int64": (64, Int.min, Int.max),
    "uint64": (64, 0, Int.max),
  ]

  private mutating func narrow(_ low: Int, _ range: UInt32, _ bits: Int, _ count: Int) -> [Int] {
    if range == 0 { return [Int](repeating: low, count: count) }
    let mask = UInt32(truncatingIfNeeded: Self.mask(UInt64(range)))
    var buffer: UInt32 = 0
    var left = 0
    var values: [Int] = []
    values.reserveCapacity(count)
    while values.count < count {
      if left == 0 {
        buffer = twister.word()
        left = 32 / bits - 1
      } else {
        buffer >>= UInt32(bits)
        left -= 1
      }
      let value = buffer & mask
      if value <= range { values.append(low + Int(value)) }
    }
    return values
  }

  /// An integer from 0 to `range`, by throwing away what is larger.
  mutating func below(orEqual range: UInt64) -> UInt64 {
    if range == 0 { return 0 }
    let mask = Self.mask(range)
    while true {
      let value = (range <= 0xFFFF_FFFF ? UInt64(twister.word()) : twister.longWord()) & mask
      if value <= range { return value }
    }
  }

  /// The smallest 2ᵏ − 1 that is not less than `range`.
  private static func mask(_ range: UInt64) -> UInt64 {
    range == 0 ? 0 : UInt64.max >> UInt64(range.leadingZeroBitCount)
  }

  static func check(_ condition: Bool, _ message: String) throws(RandomFailure) {
    if !condition { throw RandomFailure(message) }
  }

  /// NumPy refuses −0.0 too, and lets nan pass.
  static func isNegative(_ x: Double) -> Bool { !x.isNaN && x.sign == .minus }
}
