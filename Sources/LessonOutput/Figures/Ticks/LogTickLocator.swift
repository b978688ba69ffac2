/// Where ticks of a logarithmic axis stand: at powers of the base, with minor ticks between.
package struct LogTickLocator: Hashable, Sendable {
  package var base: Double
  /// Ticks that there is room for.
  package var most: Int

  package init(base: Double = 10, most: Int) {
    self.base = base
    self.most = max(2, min(9, most))
  }

  /// Major ticks, minor ticks.
  package func values(_ low: Double, _ high: Double) -> (major: [Double], minor: [Double]) {
    guard low > 0, high > low, high.isFinite else { return ([], []) }
    let (from, to) = (
      FigureMath.logarithm(low, base: base), FigureMath.logarithm(high, base: base)
    )
    guard from.isFinite, to.isFinite, to - from < 1e4 else { return ([], []) }
    let (first, last) = (FigureMath.whole(from.rounded(.up)), FigureMath.whole(to.rounded(.down)))
    let available = last - first + 1
    let (exponents, stride) = decades(first, last, available, from, to)
    let major = exponents.map { FigureMath.power(base, Double($0)) }
    guard available < 10, base >= 3, stride == 1 || available <= 1 else { return (major, []) }
    let between = Swift.stride(from: 2.0, to: base, by: 1)
    let minor = (first - 1...max(first - 1, last)).flatMap { exponent in
      between.map { $0 * FigureMath.power(base, Double(exponent)) }
    }
    let seen = minor.count { $0 >= low && $0 <= high }
    if stride == 1, exponents.count - 2 + seen <= 1 {
      return (major, TickLocator(gaps: 9).values(low, high))
    }
    return (major, minor)
  }

  /// Exponents of the ticks, one beyond each end, and the step between them.
  private func decades(_ first: Int, _ last: Int, _ available: Int, _ from: Double, _ to: Double)
    -> (exponents: [Int], stride: Int)
  {
    var wanted = most
    var stride = available / (wanted + 1) + 1
    let count = available <= 0 ? 0 : (available + stride - 1) / stride
    if count <= wanted { wanted = count }
    if wanted <= 0 { return ([first - 1, last + 1], last - first + 2) }
    if wanted == 1 {
      let middle = FigureMath.whole(((from + to) / 2).rounded(.toNearestOrEven))
      stride = max(middle - (first - 1), last + 1 - middle)
      return ([middle - stride, middle, middle + stride], stride)
    }
    stride = (available - 1) / (wanted - 1)
    if Double(stride) < Double(available) / Double(wanted) { stride = available / wanted }
    stride = max(1, stride)
    let lowest = max(available - stride * wanted, 0)
    let beyond = min(available - stride * (wanted - 1), stride)
    var offset = ((-first) % stride + stride) % stride
    if !(lowest <= offset && offset < beyond) { offset = lowest }
    return (
      Array(Swift.stride(from: first + offset - stride, to: last + stride + 1, by: stride)), stride
    )
  }

  /// Ticks of a symmetric logarithmic axis.
  package static func symmetric(_ low: Double, _ high: Double, _ scale: FigureScale) -> [Double] {
    let (threshold, base) = (scale.threshold, scale.base)
    guard low < high, threshold > 0 else { return [] }
    if low >= -threshold, high <= threshold { return Array(Set([low, 0, high])).sorted() }
    let hasLower = low < -threshold
    let hasUpper = high > threshold
    let hasZero = (hasLower && high > -threshold) || (hasUpper && low < threshold)
    func range(_ a: Double, _ b: Double) -> (Int, Int) {
      (
        FigureMath.whole(FigureMath.logarithm(a, base: base).rounded(.down)),
        FigureMath.whole(FigureMath.logarithm(b, base: base).rounded(.up))
      )
    }
    let lower = hasLower ? range(abs(min(-threshold, high)), abs(low) + 1) : (0, 0)
    let upper = hasUpper ? range(max(threshold, low), high + 1) : (0, 0)
    let total = lower.1 - lower.0 + upper.1 - upper.0 + (hasZero ? 1 : 0)
    let step = max(1, total / 14)
    guard total < 10_000 else { return [] }
    var ticks: [Double] = []
    if hasLower {
      ticks += stride(from: lower.0, to: lower.1, by: step).reversed()
        .map { -FigureMath.power(base, Double($0)) }
    }
    if hasZero { ticks.append(0) }
    if hasUpper {
      ticks += stride(from: upper.0, to: upper.1, by: step)
        .map { FigureMath.power(base, Double($0)) }
    }
    return ticks
  }
}
