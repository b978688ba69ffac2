/// Where ticks of a linear axis stand: at multiples of 1, 2, 2.5 or 5 times a power of ten, as many
/// as there is room for and at most nine gaps.
package struct TickLocator: Hashable, Sendable {
  package var gaps: Int
  package var isInteger = false
  package var fewest = 2
  /// Multiples of a power of ten that may be a step.
  package var steps = [1, 2, 2.5, 5, 10.0]

  /// The steps of `MaxNLocator`, and of levels of contours.
  package static let fineSteps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

  package init(gaps: Int, isInteger: Bool = false, fewest: Int = 2) {
    self.gaps = max(1, gaps)
    self.isInteger = isInteger
    self.fewest = fewest
  }

  /// Gaps for an axis so long, in hundredths of an inch: labels along x are taken to be three times
  /// as wide as high, those along y need twice their height.
  package static func gaps(length: Double, labelSize: Double, isHorizontal: Bool) -> Int {
    let room = length / (labelSize * (isHorizontal ? 3 : 2))
    return max(1, min(9, room.isFinite ? Int(min(1000, room)) : 9))
  }

  /// Ticks from at most `low` to at least `high`; the outer ones may lie outside.
  package func values(_ low: Double, _ high: Double) -> [Double] {
    let (low, high) = Self.apart(low, high, expander: 1e-13, tiny: 1e-14)
    guard low.isFinite, high.isFinite, (high - low).isFinite, high > low else { return [] }
    let spread = high - low
    let mean = (high + low) / 2
    var offset = 0.0
    if abs(mean) / spread >= 100 {
      let size = FigureMath.tenTo(FigureMath.logarithm(abs(mean)).rounded(.down))
      offset = mean < 0 ? -size : size
    }
    let scale = FigureMath.tenTo(FigureMath.logarithm(spread / Double(gaps)).rounded(.down))
    guard scale > 0, scale.isFinite else { return [low, high] }
    let (from, to) = (low - offset, high - offset)
    var steps = steps.dropLast().map { $0 * 0.1 * scale }
    steps += self.steps.map { $0 * scale }
    if self.steps.count > 1 { steps.append(10 * self.steps[1] * scale) }
    if isInteger { steps = steps.filter { $0 < 1 || abs($0 - $0.rounded()) < 0.001 } }
    guard !steps.isEmpty else { return [low, high] }
    let raw = (to - from) / Double(gaps)
    let first = steps.firstIndex { $0 >= raw } ?? steps.count - 1
    var ticks: [Double] = []
    for candidate in steps[...first].reversed() {
      var step = candidate
      if isInteger, to.rounded(.down) - from.rounded(.up) >= Double(fewest - 1) {
        step = max(1, step)
      }
      let start = FigureMath.divided(from, step).quotient * step
      let lower = Self.edge(from - start, step, offset, isUpper: false)
      let upper = Self.edge(to - start, step, offset, isUpper: true)
      guard upper - lower < Double(FigureLimits.mostTicks) else { continue }
      ticks = stride(from: lower, through: upper, by: 1).map { $0 * step + start }
      if ticks.count(where: { $0 >= from && $0 <= to }) >= fewest { break }
    }
    return ticks.map { $0 + offset }
  }

  /// The multiple of a step at or beyond a number; one that is nearly there counts as there.
  private static func edge(_ x: Double, _ step: Double, _ offset: Double, isUpper: Bool) -> Double {
    let (quotient, rest) = FigureMath.divided(x, step)
    var tolerance = 1e-10
    if offset > 0 {
      let digits = FigureMath.logarithm(offset / step)
      tolerance = min(0.4999, max(1e-10, FigureMath.tenTo(digits - 12)))
    }
    if isUpper { return abs(rest / step) < tolerance ? quotient : quotient + 1 }
    return abs(rest / step - 1) < tolerance ? quotient + 1 : quotient
  }

  /// Limits that are not equal: those that are, are moved apart.
  package static func apart(
    _ low: Double, _ high: Double, expander: Double = 0.05, tiny: Double = 1e-15
  ) -> (Double, Double) {
    guard low.isFinite, high.isFinite else { return (-expander, expander) }
    var (a, b) = low <= high ? (low, high) : (high, low)
    let largest = max(abs(a), abs(b))
    if largest < 1e6 / tiny * Double.leastNormalMagnitude { return (-expander, expander) }
    if b - a <= largest * tiny {
      if a == 0, b == 0 { return (-expander, expander) }
      a -= expander * abs(a)
      b += expander * abs(b)
    }
    return (a, b)
  }
}
