/// What stands at ticks: as few decimals as tell them apart, a common factor or offset aside.
package enum TickLabels {
  /// Labels and what they leave out, for the ticks of a linear axis from `low` to `high`.
  package static func linear(
    _ ticks: [Double], low: Double, high: Double, usesOffset: Bool = true,
    scientific: ClosedRange<Int>? = -5...6
  ) -> (labels: [String], offset: String) {
    guard !ticks.isEmpty else { return ([], "") }
    let (low, high) = (min(low, high), max(low, high))
    let seen = ticks.filter { $0 >= low && $0 <= high }
    let offset = usesOffset ? self.offset(seen) : 0
    var power = 0
    if let scientific, !seen.isEmpty {
      let size = offset != 0 ? high - low : seen.map(abs).max() ?? 0
      let magnitude =
        size > 0 ? FigureMath.whole(FigureMath.logarithm(size).rounded(.down)) : 0
      if magnitude <= scientific.lowerBound || magnitude >= scientific.upperBound {
        power = magnitude
      }
      if scientific.lowerBound == scientific.upperBound, scientific.lowerBound != 0 {
        power = scientific.lowerBound
      }
    }
    let factor = FigureMath.tenTo(power)
    let decimals = self.decimals(ticks, low, high, offset, factor)
    let labels = ticks.map { tick -> String in
      var value = (tick - offset) / factor
      if abs(value) < 1e-8 { value = 0 }
      return FigureMath.typeset(FigureMath.fixed(value, decimals: decimals))
    }
    var text = power == 0 ? "" : "1e\(power)"
    if offset != 0 { text += (offset > 0 ? "+" : "") + significant(offset) }
    return (labels, FigureMath.typeset(text))
  }

  /// What the ticks have in common, where leaving it out saves four digits.
  private static func offset(_ ticks: [Double]) -> Double {
    guard let low = ticks.min(), let high = ticks.max(), low != high, !(low <= 0 && high >= 0)
    else { return 0 }
    let (least, most) = (min(abs(low), abs(high)), max(abs(low), abs(high)))
    let top = FigureMath.whole(FigureMath.logarithm(most).rounded(.up))
    func parts(_ exponent: Int) -> (Double, Double) {
      let unit = FigureMath.tenTo(exponent)
      return (FigureMath.divided(least, unit).quotient, FigureMath.divided(most, unit).quotient)
    }
    func first(where isApart: (Double, Double) -> Bool) -> Int {
      var exponent = top
      while exponent > top - 340 {
        let (a, b) = parts(exponent)
        if isApart(a, b) { break }
        exponent -= 1
      }
      return exponent + 1
    }
    var exponent = first { $0 != $1 }
    if (most - least) / FigureMath.tenTo(exponent) <= 1e-2 { exponent = first { $1 - $0 > 1 } }
    let unit = FigureMath.tenTo(exponent)
    let whole = FigureMath.divided(most, unit).quotient
    return whole >= 1000 ? (low < 0 ? -1 : 1) * whole * unit : 0
  }

  private static func decimals(
    _ ticks: [Double], _ low: Double, _ high: Double, _ offset: Double, _ factor: Double
  ) -> Int {
    let all = (ticks.count < 2 ? ticks + [low, high] : ticks).map { ($0 - offset) / factor }
    var range = (all.max() ?? 0) - (all.min() ?? 0)
    if range == 0 { range = all.map(abs).max() ?? 0 }
    if range == 0 || !range.isFinite { range = 1 }
    let values = all.prefix(ticks.count)
    let magnitude = FigureMath.whole(FigureMath.logarithm(range).rounded(.down))
    var decimals = max(0, 3 - magnitude)
    let tolerance = 1e-3 * FigureMath.tenTo(magnitude)
    while decimals >= 0 {
      let error = values.map { abs($0 - FigureMath.rounded($0, decimals: decimals)) }.max() ?? 0
      if error >= tolerance { break }
      decimals -= 1
    }
    return decimals + 1
  }

  /// A number with its significant digits: `1.2345e4`.
  private static func significant(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let exponent = FigureMath.whole(FigureMath.logarithm(abs(value)).rounded(.down))
    let digits = FigureMath.rounded(value / FigureMath.tenTo(exponent), decimals: 10)
    let text = FigureMath.general(digits, digits: 11)
    return exponent == 0 ? text : text + "e\(exponent)"
  }

  /// Labels of the ticks of a logarithmic axis: powers of the base, and those between only where
  /// there are hardly any powers.
  package static func log(_ ticks: [Double], low: Double, high: Double, scale: FigureScale)
    -> [String]
  {
    let (low, high) = (min(low, high), max(low, high))
    let base = scale.base
    let coefficients = shownCoefficients(low, high, scale)
    return ticks.map { tick in
      if tick == 0 { return "0" }
      let sign = tick < 0 ? "−" : ""
      let exponent = FigureMath.logarithm(abs(tick), base: base)
      let isPower =
        abs(exponent - exponent.rounded()) <= 1e-9 * max(abs(exponent), abs(exponent.rounded()))
      let whole = FigureMath.whole(isPower ? exponent.rounded() : exponent.rounded(.down))
      let coefficient = FigureMath.power(base, exponent - Double(whole))
      guard coefficients.contains(coefficient.rounded(.toNearestOrEven)) else { return "" }
      let baseText = FigureMath.general(base, digits: 6)
      if isPower { return sign + baseText + FigureMath.raised(whole) }
      let isWhole = abs(coefficient - coefficient.rounded()) <= 1e-9 * coefficient
      return sign
        + FigureMath.general(isWhole ? coefficient.rounded() : coefficient, digits: 6) + "×"
        + baseText + FigureMath.raised(whole)
    }
  }

  private static func shownCoefficients(_ low: Double, _ high: Double, _ scale: FigureScale)
    -> Set<Double>
  {
    let base = scale.base
    var (powers, decades) = (0.0, 0.0)
    func count(_ from: Double, _ to: Double) {
      guard from > 0, to > 0 else { return }
      let (a, b) = (
        FigureMath.logarithm(from, base: base), FigureMath.logarithm(to, base: base)
      )
      powers += b.rounded(.down) - a.nextDown.rounded(.down)
      decades += abs(b - a)
    }
    if scale.kind == .symlog {
      if low < -scale.threshold { count(abs(min(high, -scale.threshold)), -low) }
      if high > scale.threshold { count(max(low, scale.threshold), high) }
    } else {
      count(low, high)
    }
    if powers > 1 { return [1] }
    if decades > 0.4 {
      let steps = Int(base) / 2
      guard steps > 0, base < 1000 else { return [1] }
      return Set(
        (0...steps).map {
          FigureMath.power(base, Double($0) / Double(steps)).rounded(.toNearestOrEven)
        })
    }
    guard base < 1000 else { return [1] }
    return Set(stride(from: 1, through: base, by: 1))
  }
}
