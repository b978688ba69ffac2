/// Numbers that look random and are the same every time: no stream of a program is touched.
struct SeededNumbers {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// From 0 up to 1; SplitMix64.
  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-53
  }

  /// An upstream gradient of which no two elements are alike: 0.5 to 1.5, of either sign.
  mutating func upstream(_ count: Int) -> [Double] {
    (0..<count).map { _ in
      let size = 0.5 + next()
      // As float32 has it, so that both precisions see the same number.
      return Double(Float(next() < 0.5 ? -size : size))
    }
  }

  /// So many of `count` places, spread over all of them; all where there are few.
  mutating func places(_ count: Int, most: Int) -> [Int] {
    if count <= most { return Array(0..<count) }
    return (0..<most).map { turn in
      let start = turn * count / most
      let end = (turn + 1) * count / most
      return start + Int(next() * Double(end - start))
    }
  }
}
