import Arrays
import Autodiff
import LessonOutput

/// Something drawn in axes: what a plotting function gives back.
class PlotArtist: PlotThing {
  var items: [DraftArtist]
  weak var axes: AxesObject?
  var label: String
  /// Stands in legends after everything that is not a container.
  let isContainer: Bool
  /// How numbers become the colours.
  var colors: ColorSource?
  /// The numbers behind the colours of an image.
  var numbers: [Double] = []
  /// The first row of the numbers stands at the lower edge of the extent.
  var isFlipped = false
  /// Parts that can be asked for one by one.
  var parts: [Value] = []
  /// The arrays that a line was made of, with their types.
  var sources: (x: NDArray, y: NDArray)?
  /// Lengths of bars that were passed as whole numbers.
  var isWhole = false
  /// A line of `plot`, whose numbers can be changed.
  var isVisibleLine = false

  struct ColorSource {
    var map: ColorMap
    var scale: ColorScale
    /// Levels of contours.
    var levels: [Double] = []
    var isFilled = true
    var opacity = 1.0
    /// Colours of the levels where they do not come from the map.
    var levelColors: [FigureColor] = []
  }

  init(
    _ name: String, _ items: [DraftArtist], label: String = "", isContainer: Bool = false,
    count: Int? = nil
  ) {
    self.items = items
    self.label = label
    self.isContainer = isContainer
    super.init(name, count: count)
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    guard !parts.isEmpty else { return try super.item(key, session) }
    return try TupleObject(parts).item(key, session)
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    guard !parts.isEmpty else { return try super.iterator(session) }
    return TupleObject(parts).iterator(session)
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    if attribute.hasPrefix("__") { return nil }
    if let known = try PlotArtistMethods.method(attribute, of: self, session) { return known }
    return try super.attribute(attribute, session)
  }

  /// What stands for it in a legend.
  func entry(_ label: String) -> FigureLegend.Entry? {
    var entry = FigureLegend.Entry(label)
    for item in items {
      switch item.artist {
      case .line(let line):
        if entry.stroke == nil { entry.stroke = line.stroke }
        if entry.marker == nil { entry.marker = line.marker }
      case .points(let points):
        let width = points.edgeWidth
        entry.marker = FigureMarker(
          points.shape, size: min(30, points.sizes.first ?? 8.33), fill: points.fills.first,
          edge: points.edges.first.map { FigureStroke($0, width: width) })
      case .bars(let bars):
        entry.fill = entry.fill ?? bars.fills.first
        entry.edge = entry.edge ?? bars.edge
      case .area(let area):
        entry.fill = entry.fill ?? area.fill
        entry.edge = entry.edge ?? area.edge
      case .arrows(let arrows): entry.fill = arrows.fills.first
      case .image, .text: return nil
      }
      // The first piece stands for all, but a line and its markers belong together.
      if entry.stroke == nil && entry.fill == nil && entry.marker == nil && entry.edge == nil {
        continue
      }
      if entry.stroke != nil, entry.marker == nil, items.count > 1 { continue }
      break
    }
    return entry
  }
}

/// One rectangle of a bar chart.
final class BarPart: PlotThing {
  let bars: PlotArtist
  let index: Int

  init(_ bars: PlotArtist, _ index: Int) {
    self.bars = bars
    self.index = index
    super.init("Rectangle")
  }

  private var content: FigureBars? {
    for item in bars.items { if case .bars(let bars) = item.artist { return bars } }
    return nil
  }

  private func change(_ body: (inout FigureBars) -> Void) {
    for place in bars.items.indices {
      if case .bars(var content) = bars.items[place].artist {
        body(&content)
        bars.items[place].artist = .bars(content)
        return
      }
    }
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    func number(_ path: KeyPath<FigureBars, [Double]>) -> Value? {
      guard let values = content?[keyPath: path], values.indices.contains(index) else { return nil }
      let value = values[index]
      if path != \.left, path != \.width, bars.isWhole, let whole = Int(exactly: value) {
        return makeMethod(attribute, "") { _, _ in .scalar(NumPyScalar(.int(whole), .int64)) }
      }
      return makeMethod(attribute, "") { _, _ in .scalar(NumPyScalar(value)) }
    }
    switch attribute {
    case "get_x": return number(\.left)
    case "get_y": return number(\.bottom)
    case "get_width": return number(\.width)
    case "get_height": return number(\.height)
    case "set_color", "set_facecolor", "set_fc":
      return makeMethod(attribute, "color") { [self] bound, session in
        let color = try session.plotColor(bound[0] ?? .none)
        change { bars in
          if bars.fills.count != bars.count {
            bars.fills = Array(repeating: bars.fills.first ?? .clear, count: bars.count)
          }
          if bars.fills.indices.contains(index) { bars.fills[index] = color }
        }
        return .none
      }
    default: return try super.attribute(attribute, session)
    }
  }
}
