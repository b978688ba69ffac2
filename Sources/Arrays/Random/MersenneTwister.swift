/// MT19937, the generator behind `np.random` and Python's `random`.
///
/// M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998; seeding as in their
/// revision of 2002.
package struct MersenneTwister: Hashable, Sendable {
  private static let length = 624
  private static let shift = 397

  /// The 624 words; what NumPy's `get_state` calls the key.
  package private(set) var key: [UInt32]
  /// Words used of the key.
  package private(set) var position: Int

  /// Seeds with one word, as `np.random.seed(n)` does.
  package init(seed: UInt32) {
    key = [UInt32](repeating: 0, count: Self.length)
    key[0] = seed
    for i in 1..<Self.length {
      key[i] = 1_812_433_253 &* (key[i - 1] ^ (key[i - 1] >> 30)) &+ UInt32(i)
    }
    position = Self.length
  }

  /// Seeds with words, as `np.random.seed([…])` and Python's `random.seed(n)` do.
  package init(words: [UInt32]) {
    self.init(seed: 19_650_218)
    let words = words.isEmpty ? [0] : words
    var i = 1
    var j = 0
    for _ in 0..<max(Self.length, words.count) {
      key[i] = (key[i] ^ (mixed(i) &* 1_664_525)) &+ words[j] &+ UInt32(truncatingIfNeeded: j)
      i = next(i)
      j = (j + 1) % words.count
    }
    for _ in 0..<(Self.length - 1) {
      key[i] = (key[i] ^ (mixed(i) &* 1_566_083_941)) &- UInt32(i)
      i = next(i)
    }
    key[0] = 0x8000_0000
  }

  private func mixed(_ i: Int) -> UInt32 { key[i - 1] ^ (key[i - 1] >> 30) }

  private mutating func next(_ i: Int) -> Int {
    guard i + 1 >= Self.length else { return i + 1 }
    key[0] = key[Self.length - 1]
    return 1
  }

  /// Restores a state; nil where it is not one.
  package init?(key: [UInt32], position: Int) {
    guard key.count == Self.length, (0...Self.length).contains(position) else { return nil }
    self.key = key
    self.position = position
  }

  private mutating func twist() {
    key.withUnsafeMutableBufferPointer { key in
      var k = 0
      var ahead = Self.shift
      while k < Self.length {
        let following = k + 1 < Self.length ? k + 1 : 0
        let y = (key[k] & 0x8000_0000) | (key[following] & 0x7FFF_FFFF)
        key[k] = key[ahead] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
        k += 1
        ahead = ahead + 1 < Self.length ? ahead + 1 : 0
      }
    }
    position = 0
  }

  /// 32 random bits.
  package mutating func word() -> UInt32 {
    if position >= Self.length { twist() }
    var y = key[position]
    position += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C_5680
    y ^= (y << 15) & 0xEFC6_0000
    return y ^ (y >> 18)
  }

  /// 64 random bits: the first word is the upper half.
  package mutating func longWord() -> UInt64 {
    let upper = UInt64(word())
    return upper << 32 | UInt64(word())
  }

  /// A number in [0, 1) with 53 random bits.
  package mutating func unit() -> Double {
    let upper = Double(word() >> 5)
    let lower = Double(word() >> 6)
    return (upper * 67_108_864 + lower) / 9_007_199_254_740_992
  }
}
