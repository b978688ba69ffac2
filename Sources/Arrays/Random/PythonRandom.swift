#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Python's `random` module, value for value with CPython 3.11.
package struct PythonRandom: Hashable, Sendable {
  package var twister: MersenneTwister
  /// The second number of the last pair that `gauss` made.
  package var cachedGaussian: Double?

  /// `random.seed(n)`; the sign does not count.
  package init(seed: Int) {
    let size = UInt64(seed.magnitude)
    let upper = UInt32(size >> 32)
    let lower = UInt32(truncatingIfNeeded: size)
    twister = MersenneTwister(words: upper == 0 ? [lower] : [lower, upper])
  }

  /// `random.random()`
  package mutating func unit() -> Double { twister.unit() }

  /// `random.uniform(a, b)`
  package mutating func uniform(_ a: Double, _ b: Double) -> Double { a + (b - a) * twister.unit() }

  /// `random.getrandbits(count)`, for up to 63 bits.
  package mutating func bits(_ count: Int) throws(RandomFailure) -> Int {
    guard count >= 0 else { throw RandomFailure("number of bits must be non-negative") }
    guard count < 64 else { throw RandomFailure("\(count) bits do not fit into 63") }
    return Int(wide(count))
  }

  private mutating func wide(_ count: Int) -> UInt64 {
    if count == 0 { return 0 }
    if count <= 32 { return UInt64(twister.word() >> UInt32(32 - count)) }
    let lower = UInt64(twister.word())
    return lower | UInt64(twister.word() >> UInt32(64 - count)) << 32
  }

  /// An integer in 0 ..< `limit`, which is positive.
  private mutating func below(_ limit: UInt64) -> UInt64 {
    let count = 64 - limit.leadingZeroBitCount
    while true {
      let value = wide(count)
      if value < limit { return value }
    }
  }

  private mutating func index(_ count: Int) -> Int { Int(below(UInt64(max(1, count)))) }

  /// `random.randrange(start, stop, step)`
  package mutating func range(_ start: Int, _ stop: Int, _ step: Int = 1) throws(RandomFailure)
    -> Int
  {
    guard step != 0 else { throw RandomFailure("zero step for randrange()") }
    guard step > 0 ? start < stop : start > stop else {
      throw RandomFailure(
        step == 1
          ? "empty range for randrange() (\(start), \(stop), \(stop &- start))"
          : "empty range for randrange()")
    }
    let width =
      step > 0
      ? UInt64(bitPattern: Int64(stop)) &- UInt64(bitPattern: Int64(start))
      : UInt64(bitPattern: Int64(start)) &- UInt64(bitPattern: Int64(stop))
    let count = (width - 1) / UInt64(step.magnitude) + 1
    return start &+ step &* Int(truncatingIfNeeded: below(count))
  }

  /// `random.randint(a, b)`: both ends included.
  package mutating func integer(_ a: Int, _ b: Int) throws(RandomFailure) -> Int {
    guard a <= b else {
      throw RandomFailure("empty range for randrange() (\(a), \(b &+ 1), \(b &+ 1 &- a))")
    }
    let width = UInt64(bitPattern: Int64(b)) &- UInt64(bitPattern: Int64(a))
    guard width < UInt64.max else { return Int(truncatingIfNeeded: twister.longWord()) }
    return a &+ Int(truncatingIfNeeded: below(width + 1))
  }

  /// The position that `random.choice` picks.
  package mutating func choice(of count: Int) throws(RandomFailure) -> Int {
    guard count > 0 else {
      throw RandomFailure("Cannot choose from an empty sequence", type: "IndexError")
    }
    return index(count)
  }

  /// The positions that `random.choices` picks; `weights` are added up unless `cumulative`.
  package mutating func choices(
    of count: Int, weights: [Double]? = nil, cumulative: Bool = false, k: Int = 1
  ) throws(RandomFailure) -> [Int] {
    guard let weights else {
      guard count > 0 || k <= 0 else {
        throw RandomFailure("list index out of range", type: "IndexError")
      }
      return (0..<max(0, k)).map { _ in
        Int(exactly: (twister.unit() * Double(count)).rounded(.down)) ?? count - 1
      }
    }
    guard weights.count == count else {
      throw RandomFailure("The number of weights does not match the population")
    }
    var sums = weights
    if !cumulative {
      for i in sums.indices.dropFirst() { sums[i] += sums[i - 1] }
    }
    guard let total = sums.last else {
      throw RandomFailure("list index out of range", type: "IndexError")
    }
    guard total > 0 else { throw RandomFailure("Total of weights must be greater than zero") }
    guard total.isFinite else { throw RandomFailure("Total of weights must be finite") }
    return (0..<max(0, k)).map { _ in
      let draw = twister.unit() * total
      var low = 0
      var high = count - 1
      while low < high {
        let middle = (low + high) / 2
        if draw < sums[middle] { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }

  /// The positions that `random.sample(population, k)` picks.
  package mutating func sample(of count: Int, k: Int) throws(RandomFailure) -> [Int] {
    guard k >= 0 && k <= count else {
      throw RandomFailure("Sample larger than population or is negative")
    }
    // CPython keeps a list of the population where that is smaller than a set of what was picked.
    var setSize = 21.0
    if k > 5 { setSize += pow(4, (log(Double(k) * 3) / log(4)).rounded(.up)) }
    if Double(count) <= setSize {
      var pool = Array(0..<count)
      return (0..<k).map { i in
        let j = index(count - i)
        let picked = pool[j]
        pool[j] = pool[count - i - 1]
        return picked
      }
    }
    var seen = Set<Int>()
    return (0..<k).map { _ in
      var j = index(count)
      while !seen.insert(j).inserted { j = index(count) }
      return j
    }
  }

  /// `random.shuffle(x)`
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, index(i + 1))
    }
  }

  /// `random.gauss(mu, sigma)`
  package mutating func gaussian(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
    if let cached = cachedGaussian {
      cachedGaussian = nil
      return mean + cached * deviation
    }
    let angle = twister.unit() * 2 * Double.pi
    let radius = (-2 * log(1 - twister.unit())).squareRoot()
    cachedGaussian = sin(angle) * radius
    return mean + cos(angle) * radius * deviation
  }

  /// `random.normalvariate(mu, sigma)`: Kinderman and Monahan (1977).
  package mutating func normal(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
    let magic = 4 * exp(-0.5) / 2.0.squareRoot()
    while true {
      let u = twister.unit()
      let v = 1 - twister.unit()
      let z = magic * (u - 0.5) / v
      if z * z / 4 <= -log(v) { return mean + z * deviation }
    }
  }

  /// `random.expovariate(lambd)`
  package mutating func exponential(_ rate: Double) throws(RandomFailure) -> Double {
    guard rate != 0 else {
      throw RandomFailure("float division by zero", type: "ZeroDivisionError")
    }
    return -log(1 - twister.unit()) / rate
  }
}
