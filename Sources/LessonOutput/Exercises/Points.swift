/// An exact number of points: a third of a point stays a third until it is printed.
package struct Points: Hashable, Sendable, Comparable {
  package let numerator: Int
  package let denominator: Int

  package static let zero = Points(0)

  package init(_ whole: Int) { self.init(whole, 1) }

  private init(_ numerator: Int, _ denominator: Int) {
    let divisor = max(1, Self.greatestCommonDivisor(numerator, denominator))
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The decimal number that was written, to six places; nothing above a million or below zero.
  package init(_ value: Double) {
    let limited = value.isFinite ? min(max(0, value), 1_000_000) : 0
    self.init(Int((limited * 1_000_000).rounded()), 1_000_000)
  }

  /// The share of each of `count` parts.
  package func divided(by count: Int) -> Points {
    let (product, overflow) = denominator.multipliedReportingOverflow(by: max(1, count))
    return overflow ? Points(value / Double(count)) : Points(numerator, product)
  }

  package var value: Double { Double(numerator) / Double(denominator) }

  package static func + (a: Points, b: Points) -> Points {
    let (left, first) = a.numerator.multipliedReportingOverflow(by: b.denominator)
    let (right, second) = b.numerator.multipliedReportingOverflow(by: a.denominator)
    let (sum, third) = left.addingReportingOverflow(right)
    let (below, fourth) = a.denominator.multipliedReportingOverflow(by: b.denominator)
    if first || second || third || fourth { return Points(a.value + b.value) }
    return Points(sum, below)
  }

  package static func += (a: inout Points, b: Points) { a = a + b }

  package static func < (a: Points, b: Points) -> Bool { a.value < b.value }

  /// `2`, `0.5`, `0.3333`: at most four places.
  package var text: String {
    if denominator == 1 { return String(numerator) }
    let tenThousandths = Int((value * 10_000).rounded())
    var digits = String(tenThousandths % 10_000)
    digits = String(repeating: "0", count: 4 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let whole = String(tenThousandths / 10_000)
    return digits.isEmpty ? whole : "\(whole).\(digits)"
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (abs(a), abs(b))
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension Points: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

extension Sequence<Points> {
  package var total: Points { reduce(.zero, +) }
}
