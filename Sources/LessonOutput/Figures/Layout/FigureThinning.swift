/// Leaves out what can't be seen: points between others of the same column of pixels, markers under
/// markers. What is left looks as all of it did.
struct FigureThinning {
  private let placement: FigurePlacement

  init(_ axes: FigureAxes) { placement = FigurePlacement(axes) }

  func thinned(_ artists: [FigureArtist]) -> [FigureArtist] {
    var tolerance = 0.25
    var result = artists.map { thinned($0, tolerance) }
    // Many lines at once are drawn more coarsely.
    while tolerance < 16, result.reduce(0, { $0 + Self.size($1) }) > FigureLimits.mostPointsOfAxes {
      tolerance *= 2
      result = artists.map { thinned($0, tolerance) }
    }
    return result
  }

  private static func size(_ artist: FigureArtist) -> Int {
    switch artist {
    case .line(let line): line.x.count
    case .area(let area): area.rings.reduce(0) { $0 + $1.x.count }
    case .points(let points): points.x.count
    default: 0
    }
  }

  private func thinned(_ artist: FigureArtist, _ tolerance: Double) -> FigureArtist {
    switch artist {
    case .line(var line):
      let kept = kept(line.x, line.y, line.coordinates, tolerance)
      if kept.count < line.x.count || line.x.count != line.y.count {
        line.x = kept.map { line.x[$0] }
        line.y = kept.map { line.y[$0] }
      }
      return .line(line)
    case .area(var area):
      area.rings = area.rings.map { ring in
        let kept = kept(ring.x, ring.y, area.coordinates, tolerance)
        return FigureArea.Ring(x: kept.map { ring.x[$0] }, y: kept.map { ring.y[$0] })
      }
      return .area(area)
    case .points(let points): return .points(thinned(points))
    case .bars(var bars):
      if bars.count > FigureLimits.mostBars { thin(&bars) }
      return .bars(bars)
    case .arrows(var arrows):
      if arrows.x.count > FigureLimits.mostArrows {
        let step = (arrows.x.count + FigureLimits.mostArrows - 1) / FigureLimits.mostArrows
        let kept = Array(stride(from: 0, to: arrows.x.count, by: step))
        func pick<T>(_ values: [T]) -> [T] { values.count <= 1 ? values : kept.map { values[$0] } }
        arrows.x = pick(arrows.x)
        arrows.y = pick(arrows.y)
        arrows.dx = pick(arrows.dx)
        arrows.dy = pick(arrows.dy)
        arrows.fills = pick(arrows.fills)
      }
      return .arrows(arrows)
    case .text(var text):
      if text.text.count > FigureLimits.mostCharacters {
        text.text = String(text.text.prefix(FigureLimits.mostCharacters)) + "…"
      }
      return .text(text)
    case .image: return artist
    }
  }

  // MARK: Lines

  /// Shorter lines are kept whole, unless there are many of them.
  private static let keptWhole = 300

  private func kept(
    _ x: [Double], _ y: [Double], _ coordinates: FigureCoordinates, _ tolerance: Double
  ) -> [Int] {
    let count = min(x.count, y.count)
    guard count > Self.keptWhole || tolerance > 0.25 && count > 8 else { return Array(0..<count) }
    var isForward = true
    var last = -Double.infinity
    for index in 0..<count where x[index].isFinite {
      let place = placement.axes.x.fraction(x[index])
      if place < last {
        isForward = false
        break
      }
      last = place
    }
    if isForward { return keptByColumn(x, y, count, coordinates, tolerance) }
    var wide = tolerance
    while true {
      let kept = keptByDistance(x, y, count, coordinates, wide)
      if kept.count <= FigureLimits.mostLinePoints || wide > 64 {
        return Array(kept.prefix(FigureLimits.mostLinePoints * 4))
      }
      wide *= 1.5
    }
  }

  /// Of each column of pixels the first, least, largest and last point.
  private func keptByColumn(
    _ x: [Double], _ y: [Double], _ count: Int, _ coordinates: FigureCoordinates,
    _ tolerance: Double
  ) -> [Int] {
    var kept: [Int] = []
    var column = Int.min
    var (first, least, most, last) = (0, 0, 0, 0)
    func flush() {
      guard column != Int.min else { return }
      for index in Set([first, least, most, last]).sorted() { kept.append(index) }
    }
    for index in 0..<count {
      let point = placement.point(x[index], y[index], coordinates)
      guard point.x.isFinite, point.y.isFinite else {
        flush()
        column = Int.min
        if kept.last.map({ y[$0].isFinite && x[$0].isFinite }) ?? false { kept.append(index) }
        continue
      }
      let place = FigureMath.whole(point.x / max(0.5, tolerance * 2))
      if place != column {
        flush()
        column = place
        (first, least, most, last) = (index, index, index, index)
      } else {
        last = index
        if y[index] < y[least] { least = index }
        if y[index] > y[most] { most = index }
      }
    }
    flush()
    return kept
  }

  private func keptByDistance(
    _ x: [Double], _ y: [Double], _ count: Int, _ coordinates: FigureCoordinates,
    _ tolerance: Double
  ) -> [Int] {
    var kept: [Int] = []
    var last: (x: Double, y: Double)?
    for index in 0..<count {
      let point = placement.point(x[index], y[index], coordinates)
      guard point.x.isFinite, point.y.isFinite else {
        if last != nil { kept.append(index) }
        last = nil
        continue
      }
      if let last, abs(point.x - last.x) < tolerance, abs(point.y - last.y) < tolerance,
        index < count - 1
      {
        continue
      }
      kept.append(index)
      last = point
    }
    return kept
  }

  // MARK: Markers and bars

  private struct Spot: Hashable {
    var x: Int
    var y: Int
    var color: FigureColor
    var size: Int
  }

  /// Of markers in the same place, size and colour, the last.
  private func thinned(_ points: FigurePoints) -> FigurePoints {
    let count = min(points.x.count, points.y.count)
    var finite = (0..<count).filter { points.x[$0].isFinite && points.y[$0].isFinite }
    if finite.count > 2_000 {
      var pixel = 0.5
      repeat {
        var seen: Set<Spot> = []
        var kept: [Int] = []
        for index in finite.reversed() {
          let place = placement.point(points.x[index], points.y[index])
          let spot = Spot(
            x: FigureMath.whole(place.x / pixel), y: FigureMath.whole(place.y / pixel),
            color: points.fills.isEmpty
              ? .clear : points.fills[points.fills.count > index ? index : 0],
            size: FigureMath.whole(
              points.sizes.isEmpty ? 0 : points.sizes[points.sizes.count > index ? index : 0]))
          if seen.insert(spot).inserted { kept.append(index) }
        }
        finite = kept.reversed()
        pixel *= 2
      } while finite.count > FigureLimits.mostMarkers && pixel < 64
      finite = Array(finite.suffix(FigureLimits.mostMarkers))
    }
    if finite.count == count { return points }
    func pick<T>(_ values: [T]) -> [T] {
      values.count < count ? Array(values.prefix(1)) : finite.map { values[$0] }
    }
    var result = points
    result.x = finite.map { points.x[$0] }
    result.y = finite.map { points.y[$0] }
    result.sizes = pick(points.sizes)
    result.fills = pick(points.fills)
    result.edges = pick(points.edges)
    return result
  }

  /// Neighbouring bars become one, as high as the highest.
  private func thin(_ bars: inout FigureBars) {
    let group = (bars.count + FigureLimits.mostBars - 1) / FigureLimits.mostBars
    var result = bars
    (result.left, result.bottom, result.width, result.height) = ([], [], [], [])
    var fills: [FigureColor] = []
    for start in stride(from: 0, to: bars.count, by: group) {
      let range = start..<min(bars.count, start + group)
      let left = range.map { min(bars.left[$0], bars.left[$0] + bars.width[$0]) }.min() ?? 0
      let right = range.map { max(bars.left[$0], bars.left[$0] + bars.width[$0]) }.max() ?? 0
      let low = range.map { min(bars.bottom[$0], bars.bottom[$0] + bars.height[$0]) }.min() ?? 0
      let high = range.map { max(bars.bottom[$0], bars.bottom[$0] + bars.height[$0]) }.max() ?? 0
      result.left.append(left)
      result.width.append(right - left)
      result.bottom.append(low)
      result.height.append(high - low)
      if bars.fills.count > 1 { fills.append(bars.fills[min(start, bars.fills.count - 1)]) }
    }
    if bars.fills.count > 1 { result.fills = fills }
    bars = result
  }
}
