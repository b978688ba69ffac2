/// Arrows whose lengths are known once the frame is: as matplotlib's `quiver` scales them.
package struct ArrowField: Sendable {
  package var x: [Double]
  package var y: [Double]
  package var u: [Double]
  package var v: [Double]
  /// Units of data to a unit of length; nil where a mean arrow is to be as long as it fits.
  package var scale: Double?
  package var units: String?
  /// Arrows point from (x, y) to (x+u, y+v), not as u and v say on the page.
  package var followsData: Bool
  package var width: Double?
  package var widthUnits: String
  package var pivot: String
  package var fills: [FigureColor]
  package var label: String
  package var order: Double

  package init(
    x: [Double], y: [Double], u: [Double], v: [Double], scale: Double?, units: String?,
    followsData: Bool, width: Double?, widthUnits: String, pivot: String, fills: [FigureColor],
    label: String, order: Double
  ) {
    self.x = x
    self.y = y
    self.u = u
    self.v = v
    self.scale = scale
    self.units = units
    self.followsData = followsData
    self.width = width
    self.widthUnits = widthUnits
    self.pivot = pivot
    self.fills = fills
    self.label = label
    self.order = order
  }

  /// - Parameters: width and height of the frame, and its limits.
  package func arrows(
    width frameWidth: Double, height frameHeight: Double,
    _ limits: (x: (low: Double, high: Double), y: (low: Double, high: Double))
  ) -> FigureArrows {
    let count = u.count
    let unit = (
      x: frameWidth / (limits.x.high - limits.x.low),
      y: frameHeight / (limits.y.high - limits.y.low)
    )
    // A width that suits the number of arrows.
    let rows = max(8, min(25, Double(count).squareRoot()))
    let shaft: Double
    if let width {
      let factor: Double =
        switch widthUnits {
        case "height": frameHeight
        case "inches": 100
        case "dots": 1
        case "xy", "x": abs(unit.x)
        case "y": abs(unit.y)
        default: frameWidth
        }
      shaft = width * factor
    } else {
      shaft = 0.06 * frameWidth / rows
    }
    let lengths = zip(u, v).map { ($0 * $0 + $1 * $1).squareRoot() }
    let finite = lengths.filter(\.isFinite)
    let mean = finite.isEmpty ? 1 : finite.reduce(0, +) / Double(finite.count)
    // Lengths of the page to one unit of u and v.
    var factor: Double
    if let units, units == "xy" || units == "x" || units == "y" {
      let side = units == "y" ? abs(unit.y) : abs(unit.x)
      factor = side / (scale ?? 1)
    } else {
      let span: Double =
        units == "height" ? frameHeight : units == "inches" ? 100 : units == "dots" ? 1 : frameWidth
      let automatic = 1.8 * mean * max(10, Double(count).squareRoot())
      factor = span / (scale ?? (automatic > 0 ? automatic : 1))
    }
    if !factor.isFinite { factor = 0 }
    var (dx, dy) = ([Double](), [Double]())
    var (px, py) = (x, y)
    for index in 0..<count {
      var (a, b) = (u[index] * factor, v[index] * factor)
      if units == "xy", followsData {
        let size = scale ?? 1
        (a, b) = (u[index] * unit.x / size, v[index] * unit.y / size)
      } else if followsData {
        let (sx, sy) = (u[index] * unit.x, v[index] * unit.y)
        let length = (sx * sx + sy * sy).squareRoot()
        let wanted = (a * a + b * b).squareRoot()
        if length > 0 { (a, b) = (sx / length * wanted, sy / length * wanted) }
      }
      let back = pivot == "mid" || pivot == "middle" ? 0.5 : pivot == "tip" ? 1 : 0
      if back > 0 {
        px[index] -= back * a / unit.x
        py[index] -= back * b / unit.y
      }
      dx.append(a)
      dy.append(b)
    }
    var arrows = FigureArrows(x: px, y: py, dx: dx, dy: dy, width: max(0.5, shaft), fills: fills)
    arrows.label = label
    arrows.order = order
    return arrows
  }
}
