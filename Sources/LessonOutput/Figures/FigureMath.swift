#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Arithmetic and texts of numbers that ticks and limits are made with.
package enum FigureMath {
  package static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  package static func tenTo(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
  package static func tenTo(_ exponent: Double) -> Double { pow(10, exponent) }
  package static func logarithm(_ value: Double, base: Double = 10) -> Double {
    base == 10 ? log10(value) : base == 2 ? log2(value) : log(value) / log(base)
  }
  package static func sine(_ angle: Double) -> Double { sin(angle) }
  package static func cosine(_ angle: Double) -> Double { cos(angle) }
  package static func angle(_ y: Double, _ x: Double) -> Double { atan2(y, x) }

  /// Python's `//` and `%`.
  static func divided(_ a: Double, _ b: Double) -> (quotient: Double, rest: Double) {
    var rest = fmod(a, b)
    var quotient = (a - rest) / b
    if rest != 0, (b < 0) != (rest < 0) {
      rest += b
      quotient -= 1
    }
    var floored = quotient.rounded(.down)
    if quotient - floored > 0.5 { floored += 1 }
    return (floored, rest)
  }

  /// A whole number where it is one that fits; ends of the range otherwise.
  package static func whole(_ value: Double) -> Int {
    if value.isNaN { return 0 }
    return Int(max(-1e15, min(1e15, value.rounded())))
  }

  package static func rounded(_ value: Double, decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    let result = (value * scale).rounded(.toNearestOrEven) / scale
    return result.isFinite ? result : value
  }

  /// `%.nf`.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    printed("%.*f", [Int32(max(0, min(30, decimals))), value])
  }

  /// `%.ng`.
  package static func general(_ value: Double, digits: Int) -> String {
    printed("%.*g", [Int32(max(1, min(17, digits))), value])
  }

  private static func printed(_ format: String, _ arguments: [any CVarArg]) -> String {
    withVaList(arguments) { list in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        guard let base = buffer.baseAddress else { return "" }
        let count = Int(vsnprintf(base, buffer.count, format, list))
        guard count >= 0 else { return "" }
        return String(
          decoding: buffer.prefix(min(count, 399)).lazy.map { UInt8(bitPattern: $0) },
          as: UTF8.self)
      }
    }
  }

  /// With the sign of subtraction, as typeset.
  static func typeset(_ text: String) -> String {
    text.utf8.contains(0x2D) ? String(text.map { $0 == "-" ? "−" : $0 }) : text
  }

  /// A number for a description: four digits.
  package static func brief(_ value: Double) -> String {
    typeset(general(value == 0 ? 0 : value, digits: 4))
  }

  static func raised(_ exponent: Int) -> String {
    let signs: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(
      String(exponent).map { $0 == "-" ? "⁻" : $0.wholeNumberValue.map { signs[$0] } ?? $0 })
  }
}
