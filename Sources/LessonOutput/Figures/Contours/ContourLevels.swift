/// Which levels contours are drawn at where none are given.
package enum ContourLevels {
  /// About `count` levels at round numbers, those just outside the data among them.
  package static func automatic(
    low: Double, high: Double, count: Int = 7, isLog: Bool = false, isFilled: Bool
  ) -> [Double] {
    guard low.isFinite, high.isFinite else { return [] }
    var levels: [Double]
    if isLog, low > 0 {
      levels = LogTickLocator(most: 9).values(low, high).major
    } else {
      var locator = TickLocator(gaps: count + 1, fewest: 1)
      locator.steps = TickLocator.fineSteps
      levels = locator.values(low, high)
    }
    let first = levels.lastIndex { $0 < low } ?? 0
    let last = levels.firstIndex { $0 > high } ?? levels.count - 1
    if last >= first, last - first + 1 >= 3 { levels = Array(levels[first...last]) }
    return levels
  }
}
