/// The range of one axis's data.
package struct DataRange {
  var low = Double.infinity
  var high = -Double.infinity
  /// The least number above zero, for logarithmic axes.
  var leastPositive = Double.infinity
  var sticky: [Double] = []
  /// Something was drawn, be it of no finite numbers.
  var isUsed = false

  mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    if value < low { low = value }
    if value > high { high = value }
    if value > 0, value < leastPositive { leastPositive = value }
  }

  mutating func add(_ values: [Double]) {
    for value in values { add(value) }
  }

  mutating func add(_ other: DataRange) {
    low = min(low, other.low)
    high = max(high, other.high)
    leastPositive = min(leastPositive, other.leastPositive)
    sticky += other.sticky
    isUsed = isUsed || other.isUsed
  }

  var isEmpty: Bool { low > high }
}

/// Limits that fit what is drawn, as matplotlib chooses them.
package enum AxisLimits {
  /// Ranges of x and y of everything in axes.
  static func ranges(_ axes: AxesDraft) -> (x: DataRange, y: DataRange) {
    var (x, y) = (DataRange(), DataRange())
    for item in axes.artists where item.isVisible && item.isCounted {
      let (places, values) = (places(item.artist), item)
      if let range = places.x {
        x.add(range)
        x.isUsed = true
      }
      if let range = places.y {
        y.add(range)
        y.isUsed = true
      }
      x.sticky += values.stickyX
      y.sticky += values.stickyY
    }
    return (x, y)
  }

  private static func places(_ artist: FigureArtist) -> (x: DataRange?, y: DataRange?) {
    var (x, y) = (DataRange(), DataRange())
    var coordinates = FigureCoordinates.data
    switch artist {
    case .line(let line):
      x.add(line.x)
      y.add(line.y)
      coordinates = line.coordinates
    case .points(let points):
      for (px, py) in zip(points.x, points.y) where px.isFinite && py.isFinite {
        x.add(px)
        y.add(py)
      }
    case .bars(let bars):
      for number in 0..<bars.count {
        x.add(bars.left[number])
        x.add(bars.left[number] + bars.width[number])
        y.add(bars.bottom[number])
        y.add(bars.bottom[number] + bars.height[number])
      }
      coordinates = bars.coordinates
    case .area(let area):
      for ring in area.rings {
        x.add(ring.x)
        y.add(ring.y)
      }
      coordinates = area.coordinates
    case .image(let image):
      x.add(Array(image.extent.prefix(2)))
      y.add(Array(image.extent.dropFirst(2)))
    case .arrows(let arrows):
      x.add(arrows.x)
      y.add(arrows.y)
    case .text: return (nil, nil)
    }
    switch coordinates {
    case .data: return (x, y)
    case .acrossHeight: return (x, nil)
    case .acrossWidth: return (nil, y)
    case .frame: return (nil, nil)
    }
  }

  /// Limits of an axis whose data have this range; what the program set stays.
  static func limits(_ axis: AxisDraft, _ range: DataRange) -> (low: Double, high: Double) {
    var (low, high) = automatic(axis, range)
    if axis.isInverted { (low, high) = (high, low) }
    if let set = axis.low, set.isFinite, isShowable(set, axis) { low = set }
    if let set = axis.high, set.isFinite, isShowable(set, axis) { high = set }
    if low == high { (low, high) = nonsingular(low, high, axis, range) }
    return (low, high)
  }

  private static func isShowable(_ value: Double, _ axis: AxisDraft) -> Bool {
    axis.scale.kind != .log || value > 0
  }

  private static func automatic(_ axis: AxisDraft, _ range: DataRange) -> (Double, Double) {
    if range.isEmpty {
      if axis.scale.kind == .log { return (1, 10) }
      let half = 0.05 * (1 + 2 * axis.margin)
      return range.isUsed ? (-half, half) : (0, 1)
    }
    var (low, high) = nonsingular(range.low, range.high, axis, range)
    let (least, most) = (low, high)
    let (a, b) = (axis.scale.transformed(low), axis.scale.transformed(high))
    var room = (b - a) * axis.margin
    if !room.isFinite { room = 0 }
    (low, high) = (axis.scale.inverse(a - room), axis.scale.inverse(b + room))
    let tolerance = max(abs(least), abs(most)) * 1e-8
    if let edge = range.sticky.filter({ $0 <= least + tolerance }).max() { low = max(low, edge) }
    if let edge = range.sticky.filter({ $0 >= most - tolerance }).min() { high = min(high, edge) }
    if axis.scale.kind == .log, low <= 0 { low = least }
    guard low.isFinite, high.isFinite else { return (least, most) }
    return nonsingular(low, high, axis, range)
  }

  private static func nonsingular(
    _ low: Double, _ high: Double, _ axis: AxisDraft, _ range: DataRange
  ) -> (Double, Double) {
    guard axis.scale.kind == .log else { return TickLocator.apart(low, high) }
    if high <= 0 { return (1, 10) }
    let positive = range.leastPositive.isFinite ? range.leastPositive : 1e-300
    let low = low <= 0 ? positive : low
    guard low == high else { return (low, high) }
    let base = axis.scale.base
    let exponent = FigureMath.logarithm(low, base: base)
    var (below, above) = (exponent.rounded(.down), exponent.rounded(.up))
    if below == exponent { below -= 1 }
    if above == exponent { above += 1 }
    return (FigureMath.power(base, below), FigureMath.power(base, above))
  }
}
