import Arrays
import Autodiff
import LessonOutput

/// Fields of arrows, and single ones.
enum AxesArrows {
  static func quiver(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let given = arguments.takeRest()
    guard [2, 3, 4, 5].contains(given.count) else {
      throw PythonError.type(
        "quiver() takes from 2 to 5 positional arguments but \(given.count) were given")
    }
    let hasPlaces = given.count >= 4
    let (u, v) = (
      try session.plotArray(given[hasPlaces ? 2 : 0]),
      try session.plotArray(given[hasPlaces ? 3 : 1])
    )
    let (du, dv) = (u.doubles, v.doubles)
    guard du.count == dv.count else {
      throw PythonError.value("U and V must have the same size: \(du.count) and \(dv.count)")
    }
    var (x, y): ([Double], [Double])
    let columns = u.dimensions == 2 ? u.shape[1] : du.count
    if hasPlaces {
      (x, y) = (try session.plotNumbers(given[0]), try session.plotNumbers(given[1]))
      if u.dimensions == 2, x.count == columns, y.count == u.shape[0],
        x.count * y.count == du.count,
        x.count != du.count || y.count != du.count
      {
        let (xs, ys) = (x, y)
        x = du.indices.map { xs[$0 % columns] }
        y = du.indices.map { ys[$0 / columns] }
      }
    } else {
      x = du.indices.map { Double($0 % max(1, columns)) }
      y = du.indices.map { Double($0 / max(1, columns)) }
    }
    if x.count == 1, du.count > 1 { x = Array(repeating: x[0], count: du.count) }
    if y.count == 1, du.count > 1 { y = Array(repeating: y[0], count: du.count) }
    guard x.count == du.count, y.count == du.count else {
      throw PythonError.value(
        "Argument U has a size \(du.count) which does not match \(x.count), the number of arrow "
          + "positions")
    }
    try session.charge(elements: du.count)
    var color = try arguments.some(nil, "color", "facecolor", "fc").map {
      try session.plotColors($0)
    }
    let numbers =
      given.count == 3 || given.count == 5
      ? try session.plotNumbers(given[given.count - 1]) : nil
    let map = try session.plotColorMap(arguments.some(nil, "cmap"))
    var scale = try session.plotColorScale(&arguments)
    let size = try arguments.number(nil, "scale")
    let units = try arguments.text(nil, "scale_units")
    let angles = try arguments.text(nil, "angles") ?? "uv"
    let widthUnits = try arguments.text(nil, "units") ?? "width"
    let width = try arguments.number(nil, "width")
    let pivot = try arguments.text(nil, "pivot") ?? "tail"
    let opacity = try arguments.number(nil, "alpha")
    let label = try arguments.text(nil, "label") ?? ""
    let order = try arguments.number(nil, "zorder") ?? 1
    _ = arguments.take(nil, "headwidth", "headlength", "headaxislength", "minlength", "minshaft")
    if let numbers, color == nil {
      scale.fit(numbers)
      color = numbers.map { scale.color($0, in: map) }
    }
    var fills = color ?? [.black]
    if fills.count != 1, fills.count != du.count {
      fills = du.indices.map { fills[$0 % max(1, fills.count)] }
    }
    if let opacity { fills = fills.map { $0.with(opacity: opacity) } }
    let field = ArrowField(
      x: x, y: y, u: du, v: dv, scale: size, units: units, followsData: angles == "xy",
      width: width, widthUnits: widthUnits, pivot: pivot, fills: fills, label: label, order: order)
    // Lengths depend on the frame: they are made where the figure is.
    let still = FigureArrows(
      x: x, y: y, dx: du.map { _ in 0 }, dy: dv.map { _ in 0 }, width: 1, fills: fills)
    var item = DraftArtist(.arrows(still))
    item.field = field
    let artist = PlotArtist("Quiver", [item], label: label)
    if numbers != nil { artist.colors = PlotArtist.ColorSource(map: map, scale: scale) }
    return .object(axes.add(artist))
  }

  /// One arrow in data: `arrow(x, y, dx, dy)`.
  static func arrow(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let x = try session.double(arguments.required(0, "x"))
    let y = try session.double(arguments.required(1, "y"))
    let dx = try session.double(arguments.required(2, "dx"))
    let dy = try session.double(arguments.required(3, "dy"))
    let width = try arguments.number(nil, "width") ?? 0.001
    let head = try arguments.number(nil, "head_width") ?? 3 * width
    let length = try arguments.number(nil, "head_length") ?? 1.5 * head
    let isIncluded = try arguments.flag(nil, "length_includes_head") ?? false
    _ = arguments.take(nil, "shape", "overhang", "head_starts_at_zero")
    var look = FillLook()
    try look.read(&arguments)
    let fill = look.fill ?? ColorNames.cycle[0]
    if look.edge == nil { look.edge = look.fill == nil ? .black : fill }
    let distance = (dx * dx + dy * dy).squareRoot()
    guard distance > 0, distance.isFinite else {
      return .object(axes.add(PlotArtist("FancyArrow", [])))
    }
    let (ux, uy) = (dx / distance, dy / distance)
    let tip = isIncluded ? distance : distance + length
    let neck = tip - length
    let corners = [
      (0, width / 2), (neck, width / 2), (neck, head / 2), (tip, 0), (neck, -head / 2),
      (neck, -width / 2), (0, -width / 2),
    ]
    var area = FigureArea(
      role: .patch,
      rings: [
        .init(
          x: corners.map { x + ux * $0.0 - uy * $0.1 }, y: corners.map { y + uy * $0.0 + ux * $0.1 }
        )
      ], fill: look.isFilled ? look.faded(fill) : nil)
    area.edge = look.stroke(1)
    area.order = look.order
    area.label = look.label
    return .object(
      axes.add(PlotArtist("FancyArrow", [DraftArtist(.area(area))], label: look.label)))
  }
}
