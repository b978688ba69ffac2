/// Equations that are true as printed: `−4 = 1 × (−4)`, `0.731 = 1/(1 + 0.368)`.
///
/// Whoever evaluates the right side with the printed digits, and rounds to the digits printed on
/// the left, gets the left side. Digits are added until that holds. Where it cannot hold, as for
/// `0.1 + 0.2 − 0.3` in binary arithmetic, the text has `≈` and says by how much it is off.
package struct Equation {
  /// The equation for `result`, computed in binary arithmetic by `arithmetic`.
  package static func text(
    result: Double, integer: Bool = false, of arithmetic: Arithmetic
  ) -> String {
    var builder = PrintedArithmeticBuilder()
    let printed = builder.build(arithmetic)
    return Equation(
      result: NumberText.Decimal(result, integer: integer), numbers: builder.numbers,
      arithmetic: printed
    ).text()
  }

  private let result: NumberText.Decimal
  private let numbers: [NumberText.Decimal]
  private let arithmetic: PrintedArithmetic

  /// Numbers of up to six digits are printed exactly.
  private static let exactDigits = 6
  /// Significant digits of operands and result to try, the most readable first.
  private static let attempts: [(operands: Int, result: Int)] =
    (4...12).map { ($0, 4) } + (5...12).map { ($0, 5) } + (8...12).map { ($0, 8) }
    + [(12, 12)] + (13...17).map { ($0, 4) } + [(17, 17)] + (4...17).map { ($0, 3) }

  private func text() -> String {
    var last: [NumberText.Rounded] = []
    var lastValue: EquationEvaluation.Bounded?
    for attempt in Self.attempts {
      let left = result.rounded(to: attempt.result, exactUpTo: Self.exactDigits)
      if attempt.result == 3 && left.hidesDigits { continue }
      let rounded = numbers.map { $0.rounded(to: attempt.operands, exactUpTo: Self.exactDigits) }
      if lastValue == nil || rounded != last {
        guard let value = EquationEvaluation(rounded).value(of: arithmetic) else { break }
        lastValue = value
        last = rounded
      }
      if let lastValue, holds(left, digits: attempt.result, lastValue) {
        return left.text + " = " + EquationWriter(numbers: rounded).text(of: arithmetic)
      }
    }
    return approximation()
  }

  /// Whether the value rounds to what is printed on the left, with room to spare.
  private func holds(
    _ left: NumberText.Rounded, digits: Int, _ right: EquationEvaluation.Bounded
  ) -> Bool {
    if let special = result.special {
      return special.isNaN ? right.value.high.isNaN : right.value.high == special
    }
    guard right.value.high.isFinite, right.error.isFinite else { return false }
    let difference = abs((right.value - left.pair).high) + right.error
    if result.mantissa == 0 { return difference <= largestNumber * 1e-15 }
    // A result that is shown in full must still be right to the digits that were asked for.
    var place = min(left.lastPlace, result.exponent - digits + 1)
    if result.integer { place = min(place, -6) }
    return difference < 0.5 * NumberText.powerOfTen(place) * (1 - 1e-6)
  }

  private var largestNumber: Double {
    var largest = 0.0
    for number in numbers where number.special == nil && number.mantissa != 0 {
      largest = max(largest, NumberText.powerOfTen(number.exponent))
    }
    return largest
  }

  /// `≈` and what is missing on the right side: with the fewest digits that come near, else few.
  private func approximation() -> String {
    let few = approximation(digits: 4)
    if few.isNear { return few.text }
    for digits in [8, 12, 17] {
      let more = approximation(digits: digits)
      if more.isNear { return more.text }
    }
    return few.text
  }

  private func approximation(digits: Int) -> (text: String, isNear: Bool) {
    let left = result.rounded(to: 4, exactUpTo: Self.exactDigits)
    let rounded = numbers.map { $0.rounded(to: digits, exactUpTo: Self.exactDigits) }
    let text = left.text + " ≈ " + EquationWriter(numbers: rounded).text(of: arithmetic)
    guard let right = EquationEvaluation(rounded).value(of: arithmetic), right.value.high.isFinite,
      result.special == nil
    else { return (text, false) }
    let missing = (left.pair - right.value).high
    let remainder = NumberText.Decimal(missing).rounded(to: 2, exactUpTo: 2)
    return (
      text + " (rounding " + (missing < 0 ? "" : "+") + remainder.text + ")",
      abs(missing) < abs(left.pair.high) * 0.01
    )
  }
}

extension NumberText {
  /// Ten to a power, zero or infinite where a Double has no such number.
  static func powerOfTen(_ exponent: Int) -> Double {
    if (0...22).contains(exponent) { return DoublePair.powersOfTen[exponent] }
    if (-22..<0).contains(exponent) { return 1 / DoublePair.powersOfTen[-exponent] }
    return equationPower(10, Double(exponent))
  }
}
