#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `np.random.Generator` over PCG64, value for value.
package struct RandomGenerator: Sendable {
  private var bits: PermutedCongruential

  package init(_ seed: SeedSequence) { bits = PermutedCongruential(seed) }

  /// `random()`: in [0, 1).
  package mutating func unit() -> Double { bits.unit() }

  /// `standard_normal()`, by the ziggurat of Marsaglia and Tsang (2000).
  package mutating func gaussian() -> Double {
    let radius = 3.6541528853610087963519472518
    while true {
      let word = bits.word()
      let layer = Int(word & 0xFF)
      let isNegative = (word >> 8) & 1 == 1
      let draw = (word >> 9) & 0xF_FFFF_FFFF_FFFF
      let size = Double(draw) * Double(bitPattern: ZigguratTables.widths[layer])
      let x = isNegative ? -size : size
      if draw < ZigguratTables.limits[layer] { return x }
      if layer == 0 {
        while true {
          let beyond = -0.27366123732975827203338247596 * log1p(-bits.unit())
          let y = -log1p(-bits.unit())
          if y + y > beyond * beyond {
            return (draw >> 8) & 1 == 1 ? -(radius + beyond) : radius + beyond
          }
        }
      }
      let outer = Double(bitPattern: ZigguratTables.heights[layer - 1])
      let inner = Double(bitPattern: ZigguratTables.heights[layer])
      if (outer - inner) * bits.unit() + inner < exp(-0.5 * x * x) { return x }
    }
  }

  /// A whole number from 0 to `range`, by Lemire's multiplication (2019).
  package mutating func below(orEqual range: UInt64) -> UInt64 {
    if range == 0 { return 0 }
    if range == UInt64.max { return bits.word() }
    if range == 0xFFFF_FFFF { return UInt64(bits.half()) }
    if range < 0xFFFF_FFFF {
      let count = UInt32(range) + 1
      var product = UInt64(bits.half()) * UInt64(count)
      if UInt32(truncatingIfNeeded: product) < count {
        let threshold = (UInt32.max - UInt32(range)) % count
        while UInt32(truncatingIfNeeded: product) < threshold {
          product = UInt64(bits.half()) * UInt64(count)
        }
      }
      return product >> 32
    }
    let count = range + 1
    var product = bits.word().multipliedFullWidth(by: count)
    if product.low < count {
      let threshold = (UInt64.max - range) % count
      while product.low < threshold { product = bits.word().multipliedFullWidth(by: count) }
    }
    return product.high
  }

  /// `integers(low, high)`: from `low` to `high`, both included.
  package mutating func integer(_ low: Int, through high: Int) -> Int {
    low &+ Int(truncatingIfNeeded: below(orEqual: UInt64(bitPattern: Int64(high &- low))))
  }

  /// `integers(…, dtype=…)` of types of 1, 8 or 16 bits, which share the bits of a word: from `low` on, up to `range` more.
  package mutating func narrow(_ low: Int, range: Int, bits width: Int, count: Int) -> [Int] {
    if range <= 0 { return [Int](repeating: low, count: count) }
    let mask: UInt32 = (1 << UInt32(width)) - 1
    var buffer: UInt32 = 0
    var left = 0
    func next(_ bits: inout PermutedCongruential) -> Int {
      if left == 0 {
        buffer = bits.half()
        left = 32 / width
      } else {
        buffer >>= UInt32(width)
      }
      left -= 1
      return Int(buffer & mask)
    }
    let whole = Int(mask)
    let size = range + 1
    return (0..<count).map { _ in
      if range >= whole { return low + next(&bits) }
      var product = next(&bits) * size
      if product & whole < size {
        let threshold = (whole - range) % size
        while product & whole < threshold { product = next(&bits) * size }
      }
      return low + (product >> width)
    }
  }

  /// A whole number from 0 to `range`, by throwing away what is larger: what `shuffle` draws.
  private mutating func masked(_ range: UInt64) -> UInt64 {
    if range == 0 { return 0 }
    let mask = UInt64.max >> UInt64(range.leadingZeroBitCount)
    while true {
      let value = (range <= 0xFFFF_FFFF ? UInt64(bits.half()) : bits.word()) & mask
      if value <= range { return value }
    }
  }

  /// `shuffle(a)`.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in (1..<elements.count).reversed() { elements.swapAt(i, Int(masked(UInt64(i)))) }
  }

  /// What `choice` does to its picks, from `first` on.
  private mutating func mix(_ elements: inout [Int], from first: Int = 1) {
    guard elements.count > first else { return }
    for i in (first..<elements.count).reversed() {
      elements.swapAt(i, Int(below(orEqual: UInt64(i))))
    }
  }

  /// `permutation(count)`.
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    shuffle(&order)
    return order
  }

  /// The positions that `choice(a, count, replace=False, shuffle=…)` picks out of `population`.
  package mutating func distinct(_ count: Int, of population: Int, shuffled: Bool = true) -> [Int] {
    guard count > 0 else { return [] }
    if population > 10_000, count > population / (shuffled ? 50 : 20) {
      var order = Array(0..<population)
      mix(&order, from: max(population - count, 1))
      return Array(order.suffix(count))
    }
    // Floyd: each new number is any up to its place; one already taken gives the place itself.
    var taken = Set<Int>()
    var found: [Int] = []
    for place in (population - count)..<population {
      let drawn = Int(below(orEqual: UInt64(place)))
      let next = taken.contains(drawn) ? place : drawn
      taken.insert(next)
      found.append(next)
    }
    if shuffled { mix(&found) }
    return found
  }

  /// The positions that `choice(…, p=…)` picks; the probabilities must have been checked.
  package mutating func weighted(_ count: Int, _ probabilities: [Double], replace: Bool) -> [Int] {
    if replace {
      let cumulative = Self.cumulative(probabilities)
      return (0..<count).map { _ in Self.position(bits.unit(), in: cumulative) }
    }
    var weights = probabilities
    var found: [Int] = []
    var seen = Set<Int>()
    while found.count < count {
      let draws = (found.count..<count).map { _ in bits.unit() }
      for index in found { weights[index] = 0 }
      let cumulative = Self.cumulative(weights)
      for draw in draws {
        let index = Self.position(draw, in: cumulative)
        if seen.insert(index).inserted { found.append(index) }
      }
    }
    return found
  }

  private static func cumulative(_ weights: [Double]) -> [Double] {
    var total = 0.0
    let sums = weights.map { weight in
      total += weight
      return total
    }
    return sums.map { $0 / total }
  }

  /// The first position whose sum is above the draw.
  private static func position(_ draw: Double, in cumulative: [Double]) -> Int {
    var (low, high) = (0, cumulative.count)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] <= draw { low = middle + 1 } else { high = middle }
    }
    return min(low, max(0, cumulative.count - 1))
  }
}
