import Arrays
import Autodiff
import LessonOutput

/// Shapes of `matplotlib.patches` and lines of `matplotlib.lines`, made first and added later.
enum AxesPatches {
  static func add(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let first = try arguments.required(0, "artist")
    _ = arguments.take(nil, "autolim")
    if let patch = first.asObject(PlotArtist.self) {
      if patch.axes == nil || patch.axes !== axes { axes.add(patch) }
      return .object(patch)
    }
    Pyplot.undrawn(first.asObject(PlotThing.self)?.name ?? arguments.function, arguments.session)
    return first
  }

  /// `Circle((0, 0), 1)`, `Rectangle(…)`, `Line2D([0], [0], color='r')`; nil for what is not drawn.
  static func make(_ name: String, _ given: Arguments, _ session: Session) throws -> Value? {
    var arguments = PlotArguments(name, given, session)
    if name == "Line2D" {
      let x = try session.plotNumbers(arguments.required(0, "xdata"))
      let y = try session.plotNumbers(arguments.required(1, "ydata"))
      var look = LineLook(session)
      try look.read(&arguments)
      arguments.finish()
      return .object(AxesLines.line(x, y, look, look.color ?? ColorNames.cycle[0]))
    }
    guard let ring = try outline(name, &arguments, session) else { return nil }
    var look = FillLook()
    try look.read(&arguments)
    arguments.finish()
    let fill = look.fill ?? ColorNames.cycle[0]
    if look.edge == nil { look.edge = .black }
    var area = FigureArea(
      role: .patch, rings: ring.x.isEmpty ? [] : [ring],
      fill: look.isFilled && fill.alpha > 0 ? look.faded(fill) : nil)
    // A patch has an edge where it is drawn with one, or has no other colour.
    let hasEdge = look.edgeWidth != nil || look.edge != .black || look.fill == nil || !look.isFilled
    area.edge = look.stroke(name == "Patch" || !hasEdge ? nil : 1)
    area.label = look.label
    area.order = look.order
    return .object(PlotArtist(name, [DraftArtist(.area(area))], label: look.label))
  }

  private static func outline(
    _ name: String, _ arguments: inout PlotArguments, _ session: Session
  ) throws -> FigureArea.Ring? {
    func pair(_ place: Int, _ name: String) throws -> (Double, Double) {
      let numbers = try session.plotNumbers(arguments.required(place, name))
      guard numbers.count == 2 else { throw PythonError.value("\(name) is a pair of numbers") }
      return (numbers[0], numbers[1])
    }
    func ellipse(_ center: (Double, Double), _ a: Double, _ b: Double, _ turn: Double)
      -> FigureArea.Ring
    {
      let (s, c) = (FigureMath.sine(turn), FigureMath.cosine(turn))
      let points = (0..<96).map { step -> (Double, Double) in
        let angle = Double(step) / 96 * 2 * Double.pi
        let (x, y) = (a * FigureMath.cosine(angle), b * FigureMath.sine(angle))
        return (center.0 + x * c - y * s, center.1 + x * s + y * c)
      }
      return .init(x: points.map(\.0), y: points.map(\.1))
    }
    switch name {
    case "Patch": return .init(x: [], y: [])
    case "Circle":
      let center = try pair(0, "xy")
      let radius = try arguments.number(1, "radius") ?? 5
      return ellipse(center, radius, radius, 0)
    case "Ellipse":
      let center = try pair(0, "xy")
      let width = try session.double(arguments.required(1, "width"))
      let height = try session.double(arguments.required(2, "height"))
      let angle = try arguments.number(nil, "angle") ?? 0
      return ellipse(center, width / 2, height / 2, angle / 180 * Double.pi)
    case "Rectangle":
      let corner = try pair(0, "xy")
      let width = try session.double(arguments.required(1, "width"))
      let height = try session.double(arguments.required(2, "height"))
      let angle = (try arguments.number(nil, "angle") ?? 0) / 180 * Double.pi
      let (s, c) = (FigureMath.sine(angle), FigureMath.cosine(angle))
      let corners = [(0, 0), (width, 0), (width, height), (0, height)]
      return .init(
        x: corners.map { corner.0 + $0.0 * c - $0.1 * s },
        y: corners.map { corner.1 + $0.0 * s + $0.1 * c })
    case "Polygon":
      let points = try session.plotArray(arguments.required(0, "xy"))
      guard points.dimensions == 2, points.shape[1] == 2 else {
        throw PythonError.value("'xy' must be an array with shape (N, 2)")
      }
      let numbers = points.doubles
      _ = arguments.take(nil, "closed")
      return .init(
        x: stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] },
        y: stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] })
    default: return nil
    }
  }
}
