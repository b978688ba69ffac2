#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a printed equation and evaluates it: for tests and for `lesson test`.
///
/// Shares no code with the printer, so that a mistake there shows here. The text is
/// `number = expression` or `number ≈ expression (rounding number)`, after a place and a colon
/// where it is about one element (`[0, 1]: …`); the grammar is in `Reader`.
package enum EquationChecker {
  /// Why the equation is not true as printed, or nil where it is.
  package static func check(_ text: String) -> String? {
    var reader = Reader(text.firstRange(of: ": ").map { String(text[$0.upperBound...]) } ?? text)
    do throws(Reader.Problem) {
      let left = try reader.literal()
      reader.skipSpaces()
      let approximate = reader.take("≈")
      if !approximate && !reader.take("=") { throw Reader.Problem("no = after the first number") }
      let right = try reader.sum(0)
      reader.skipSpaces()
      var rounding: Literal?
      if reader.take("(rounding ") {
        rounding = try reader.literal()
        if !reader.take(")") { throw Reader.Problem("no ) after the rounding") }
      }
      if !reader.atEnd { throw Reader.Problem("unexpected text at \(reader.position)") }
      return approximate
        ? compareApproximate(left, right, rounding, reader.largest)
        : compare(left, right, reader.largest)
    } catch {
      return "cannot read “\(text)”: \(error.what)"
    }
  }

  private static func compare(_ left: Literal, _ right: Twofold, _ largest: Double) -> String? {
    let value = right.value
    if !left.value.value.isFinite || !value.isFinite {
      let same = left.value.value == value || (left.value.value.isNaN && value.isNaN)
      return same ? nil : "the right side is \(value)"
    }
    let difference = abs((right - left.value).value)
    if left.value.value == 0 {
      return difference <= largest * 1e-12 ? nil : "the right side is \(value), not zero"
    }
    // Rounding is to the digits that are printed, and at least to three.
    let first = Int(log10(abs(left.value.value)).rounded(.down))
    let place = min(left.lastPlace, first - 2)
    let half = 0.5 * pow(10, Double(place))
    return difference <= half * (1 + 1e-9) ? nil : "the right side is \(value)"
  }

  private static func compareApproximate(
    _ left: Literal, _ right: Twofold, _ rounding: Literal?, _ largest: Double
  ) -> String? {
    guard let rounding else {
      let finite = left.value.value.isFinite && right.value.isFinite
      return finite ? "≈ without the rounding" : nil
    }
    let difference = abs((right + rounding.value - left.value).value)
    let half = 0.5 * pow(10, Double(rounding.lastPlace))
    let noise = max(abs(right.value), largest) * 1e-15
    return difference <= half * (1 + 1e-9) + noise
      ? nil : "the right side with the rounding is \((right + rounding.value).value)"
  }

  /// A number as written.
  struct Literal {
    var value: Twofold
    /// The power of ten of the last digit that is written.
    var lastPlace: Int
  }

  /// A value with its rounding error, so that decimals add up as decimals.
  struct Twofold {
    var value: Double
    var error: Double

    init(_ value: Double, _ error: Double = 0) {
      let total = error == 0 ? value : value + error
      self.value = total
      self.error = total.isFinite ? error - (total - value) : 0
    }

    static func + (a: Twofold, b: Twofold) -> Twofold {
      let total = a.value + b.value
      guard total.isFinite else { return Twofold(total) }
      let virtual = total - a.value
      let lost = (a.value - (total - virtual)) + (b.value - virtual)
      return Twofold(total, lost + (a.error + b.error))
    }

    static prefix func - (a: Twofold) -> Twofold { Twofold(-a.value, -a.error) }
    static func - (a: Twofold, b: Twofold) -> Twofold { a + -b }

    static func * (a: Twofold, b: Twofold) -> Twofold {
      let total = a.value * b.value
      guard total.isFinite else { return Twofold(total) }
      let lost = fma(a.value, b.value, -total)
      return Twofold(total, lost + (a.value * b.error + a.error * b.value))
    }

    static func / (a: Twofold, b: Twofold) -> Twofold {
      let guess = a.value / b.value
      guard guess.isFinite, b.value.isFinite else { return Twofold(guess) }
      let rest = a - b * Twofold(guess)
      return Twofold(guess, rest.value / b.value)
    }
  }
}
