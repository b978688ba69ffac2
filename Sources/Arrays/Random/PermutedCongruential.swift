/// A seed's words, spread over as many bits as a generator needs, as `np.random.SeedSequence`.
package struct SeedSequence: Sendable {
  private var pool: [UInt32] = [0, 0, 0, 0]

  /// The sequence of a whole number that is not negative.
  package init(_ seed: UInt) {
    self.init(words: seed > 0xFFFF_FFFF ? [seed & 0xFFFF_FFFF, seed >> 32] : [seed])
  }

  /// The sequence of several whole numbers, each below 2³².
  package init(words: [UInt]) {
    let entropy = words.map { UInt32(truncatingIfNeeded: $0) }
    var constant: UInt32 = 0x43B0_D7E5
    func hashed(_ value: UInt32) -> UInt32 {
      var value = value ^ constant
      constant = constant &* 0x931E_8875
      value = value &* constant
      return value ^ (value >> 16)
    }
    func mixed(_ x: UInt32, _ y: UInt32) -> UInt32 {
      let result = (0xCA01_F9DD &* x) &- (0x4973_F715 &* y)
      return result ^ (result >> 16)
    }
    for i in 0..<4 { pool[i] = hashed(i < entropy.count ? entropy[i] : 0) }
    for source in 0..<4 {
      for target in 0..<4 where target != source {
        pool[target] = mixed(pool[target], hashed(pool[source]))
      }
    }
    for word in entropy.dropFirst(4) {
      for target in 0..<4 { pool[target] = mixed(pool[target], hashed(word)) }
    }
  }

  /// `generate_state(count, np.uint64)`.
  package func state(_ count: Int) -> [UInt64] {
    var constant: UInt32 = 0x8B51_F9DD
    let words = (0..<2 * count).map { i -> UInt64 in
      var value = pool[i % 4] ^ constant
      constant = constant &* 0x58F3_8DED
      value = value &* constant
      return UInt64(value ^ (value >> 16))
    }
    return (0..<count).map { words[2 * $0] | words[2 * $0 + 1] << 32 }
  }
}

/// PCG64, the generator behind `np.random.default_rng`: a linear congruence of 128 bits whose output
/// is folded and rotated.
///
/// M. E. O'Neill, "PCG", Harvey Mudd College HMC-CS-2014-0905, 2014 (variant XSL RR 128/64).
package struct PermutedCongruential: Sendable {
  private var state: UInt128
  private let increment: UInt128
  /// The upper half of a word of which `half` handed out the lower.
  private var kept: UInt32?
  private static let multiplier: UInt128 =
    UInt128(2_549_297_995_355_413_924) << 64 | UInt128(4_865_540_595_714_422_341)

  package init(_ seed: SeedSequence) {
    let words = seed.state(4)
    let start = UInt128(words[0]) << 64 | UInt128(words[1])
    increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
    state = increment
    state = state &+ start
    step()
  }

  private mutating func step() { state = state &* Self.multiplier &+ increment }

  /// 64 random bits.
  package mutating func word() -> UInt64 {
    step()
    let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let turn = UInt64(truncatingIfNeeded: state >> 122)
    return folded >> turn | folded << ((64 &- turn) & 63)
  }

  /// 32 random bits: two of these make a word, the lower half first.
  package mutating func half() -> UInt32 {
    if let upper = kept {
      kept = nil
      return upper
    }
    let word = word()
    kept = UInt32(truncatingIfNeeded: word >> 32)
    return UInt32(truncatingIfNeeded: word)
  }

  /// A number in [0, 1) with 53 random bits.
  package mutating func unit() -> Double { Double(word() >> 11) * 0x1p-53 }
}
