import Testing

@testable import LessonOutput

/// Random equations of every form; each must be true as printed.
@Suite struct EquationPropertyTests {
  /// Arithmetic and what binary arithmetic makes of it.
  struct Sample {
    var arithmetic: Arithmetic
    var integer = false
    var result: Double { EquationEvaluation.plainValue(of: arithmetic) }
  }

  struct Source {
    /// SplitMix64.
    var state: UInt64

    mutating func bits() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func below(_ n: Int) -> Int { Int(bits() % UInt64(n)) }
    mutating func unit() -> Double { Double(bits() >> 11) * 0x1p-53 }

    mutating func number() -> Double {
      let sign = below(3) == 0 ? -1.0 : 1.0
      switch below(8) {
      case 0: return sign * Double(below(20))
      case 1: return sign * Double(below(2000)) / 8
      case 2: return sign * Double(below(100_000)) / 1000
      case 3: return sign * unit() * equationPower(10, Double(below(25) - 12))
      case 4: return Double(Float(sign * unit()))
      case 5: return sign * (1 + unit() * 1e-6)
      default: return sign * unit() * 10
      }
    }

    mutating func leaf() -> Arithmetic { .number(number()) }

    mutating func tree(_ depth: Int) -> Arithmetic {
      if depth == 0 || below(3) == 0 { return leaf() }
      switch below(9) {
      case 0: return .sum((0...below(4)).map { _ in tree(depth - 1) })
      case 1: return .difference(tree(depth - 1), tree(depth - 1))
      case 2: return .product((0...below(3)).map { _ in tree(depth - 1) })
      case 3: return .quotient(tree(depth - 1), tree(depth - 1))
      case 4: return .power(tree(depth - 1), .number(Double(below(7) - 3), integer: true))
      case 5: return .negative(tree(depth - 1))
      case 6: return .sum([tree(depth - 1), .negative(tree(depth - 1))])
      case 7: return below(8) == 0 ? .constant(.pi) : leaf()
      default: return call(depth)
      }
    }

    mutating func call(_ depth: Int) -> Arithmetic {
      let unary = [
        "exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "cbrt", "sin", "cos", "tan",
        "tanh", "sinh", "cosh", "arcsin", "arctan", "sigmoid", "relu", "abs", "softplus", "sign",
        "floor", "erf",
      ]
      let binary = ["maximum", "minimum", "hypot", "arctan2", "logaddexp", "max", "min"]
      if below(4) == 0 {
        return .call(binary[below(binary.count)], [tree(depth - 1), tree(depth - 1)])
      }
      return .call(unary[below(unary.count)], [tree(depth - 1)])
    }
  }

  private static func check(_ samples: Int, seed: UInt64, _ make: (inout Source) -> Sample)
    -> (wrong: [String], approximate: Int)
  {
    var source = Source(state: seed)
    var wrong: [String] = []
    var approximate = 0
    for _ in 0..<samples {
      let sample = make(&source)
      let text = Equation.text(
        result: sample.result, integer: sample.integer, of: sample.arithmetic)
      if text.contains("≈") { approximate += 1 }
      if let problem = EquationChecker.check(text) { wrong.append(text + " : " + problem) }
    }
    return (Array(wrong.prefix(10)), approximate)
  }

  @Test func trees() {
    let (wrong, approximate) = Self.check(30_000, seed: 1) { source in
      Sample(arithmetic: source.tree(3))
    }
    #expect(wrong == [])
    #expect(approximate < 300)
  }

  @Test func gates() {
    let (wrong, approximate) = Self.check(15_000, seed: 2) { source in
      let local = source.tree(1)
      return Sample(arithmetic: .product([source.leaf(), local]))
    }
    #expect(wrong == [])
    #expect(approximate < 15)
  }

  @Test func cancellations() {
    let (wrong, approximate) = Self.check(15_000, seed: 3) { source in
      let x = source.number()
      let y = x * (1 + source.unit() * equationPower(10, Double(-source.below(14))))
      return Sample(arithmetic: .difference(.number(y), .number(x)))
    }
    #expect(wrong == [])
    #expect(approximate < 1000)
  }

  @Test func integers() {
    let (wrong, approximate) = Self.check(10_000, seed: 4) { source in
      let numbers = (0..<(2 + source.below(12))).map { _ in
        Arithmetic.number(Double(source.below(2001) - 1000), integer: true)
      }
      let arithmetic: Arithmetic =
        source.below(2) == 0 ? .sum(numbers) : .product(Array(numbers.prefix(4)))
      return Sample(arithmetic: arithmetic, integer: true)
    }
    #expect(wrong == [])
    #expect(approximate == 0)
  }

  /// Halves at every place: rounding them must not depend on a rule that is not printed.
  @Test func ties() {
    let (wrong, approximate) = Self.check(10_000, seed: 5) { source in
      let odd = Double(2 * source.below(100_000) + 1)
      let scale = equationPower(10, Double(source.below(9)))
      return Sample(arithmetic: .quotient(.number(odd), .number(2 * scale)))
    }
    #expect(wrong == [])
    #expect(approximate == 0)
  }

  @Test func longSums() {
    let (wrong, approximate) = Self.check(5_000, seed: 6) { source in
      Sample(arithmetic: .sum((0..<(9 + source.below(60))).map { _ in source.leaf() }))
    }
    #expect(wrong == [])
    #expect(approximate < 50)
  }
}
