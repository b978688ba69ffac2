import Arrays
import Autodiff
import LessonOutput

/// One pair of axes: what was drawn in them and how they are set.
final class AxesObject: Object {
  /// Where they came from.
  enum Origin {
    case cell(FigureCell)
    case box(Double, Double, Double, Double)
    case over(AxesObject)
    case colorbar(ColorbarDraft, [AxesObject])
    case inset(AxesObject, Double, Double, Double, Double)
  }

  weak var figure: FigureObject?
  var origin: Origin
  var settings = AxesDraft(.cell(FigureCell()))
  var children: [PlotArtist] = []
  var legend: LegendDraft?
  /// How many colours of the cycle lines, and filled shapes, have taken.
  var lineColors = 0
  var fillColors = 0
  /// Kinds of axes that are not drawn, such as those in space.
  private(set) var kind: String?
  /// What a colour bar shows last.
  weak var lastColors: PlotArtist?

  init(_ figure: FigureObject, _ origin: Origin) {
    self.figure = figure
    self.origin = origin
  }

  override var typeName: String { "Axes" }
  override var attributeNames: [String] { Array(PlotNames.axes.union(PlotNames.common)) }
  override func representation(_ session: Session) -> String {
    var parts: [String] = []
    let title = settings.title.text
    if !title.isEmpty { parts.append("title={'center': \(pythonQuoted(title))}") }
    if !settings.x.label.text.isEmpty {
      parts.append("xlabel=\(pythonQuoted(settings.x.label.text))")
    }
    if !settings.y.label.text.isEmpty {
      parts.append("ylabel=\(pythonQuoted(settings.y.label.text))")
    }
    return "<Axes: \(parts.joined(separator: ", "))>"
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) {}

  var isColorbar: Bool { if case .colorbar = origin { true } else { false } }

  /// Says that axes of a kind are not drawn; calls on them are accepted.
  func leaveUndrawn(_ kind: String, _ session: Session) {
    self.kind = kind
    settings.isShown = false
    let words = kind == "3d" ? "axes in three dimensions" : "`\(kind)` axes"
    session.note("\(words) are accepted and not drawn by this version")
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "figure": return figure.map { .object($0) } ?? Value.none
    case "lines":
      return .list(children.filter { $0.name == "Line2D" }.map { .object($0) })
    case "images":
      return .list(children.filter { $0.name == "AxesImage" }.map { .object($0) })
    case "collections":
      return .list(
        children.filter { $0.name.hasSuffix("Collection") }.map { .object($0) })
    case "texts":
      return .list(
        children.filter { $0.name == "Text" || $0.name == "Annotation" }.map { .object($0) })
    case "patches":
      return .list(children.flatMap(\.parts).filter { $0.asObject(BarPart.self) != nil })
    case "containers": return .list(children.filter(\.isContainer).map { .object($0) })
    case "xaxis": return .object(AxisObject(self, isX: true))
    case "yaxis": return .object(AxisObject(self, isX: false))
    case "spines": return .object(SpinesObject(self, nil))
    case "transAxes", "transData": return .object(PlotTransform(name))
    case "title": return .object(PlotThing("Text"))
    default: break
    }
    guard PlotNames.axes.contains(name) || PlotNames.common.contains(name) else { return nil }
    guard Pyplot.isCalled(name) else { return .object(PlotThing(name)) }
    return .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { [self] bound, session in
        try call(name, Arguments(bound.rest, keywords: bound.keywords), session)
      })
  }

  /// A function of axes, or of `plt` on the current axes.
  func call(_ name: String, _ arguments: Arguments, _ session: Session) throws -> Value {
    try Pyplot.check(arguments, of: name, session)
    figure?.current = self
    if kind != nil { return try AxesFunctions.undrawn(name, arguments, session) }
    return try AxesFunctions.call(name, self, PlotArguments(name, arguments, session))
  }

  // MARK: Contents

  @discardableResult
  func add(_ artist: PlotArtist) -> PlotArtist {
    artist.axes = self
    children.append(artist)
    if artist.colors != nil { lastColors = artist }
    return artist
  }

  func nextLineColor(_ session: Session) -> FigureColor {
    defer { lineColors += 1 }
    let cycle = session.plotting.cycle
    return cycle.isEmpty ? .black : cycle[lineColors % cycle.count]
  }

  func nextFillColor(_ session: Session) -> FigureColor {
    defer { fillColors += 1 }
    let cycle = session.plotting.cycle
    return cycle.isEmpty ? .black : cycle[fillColors % cycle.count]
  }

  func clear() {
    let group = (settings.x.group, settings.y.group)
    let ratios = (settings.widthRatios, settings.heightRatios)
    settings = AxesDraft(.cell(FigureCell()))
    (settings.x.group, settings.y.group) = group
    (settings.widthRatios, settings.heightRatios) = ratios
    children = []
    legend = nil
    (lineColors, fillColors) = (0, 0)
  }

  func shareX(with other: AxesObject) {
    guard other !== self else { return }
    let group = other.settings.x.group ?? figure?.state?.newGroup()
    other.settings.x.group = group
    settings.x.group = group
    settings.x.scale = other.settings.x.scale
  }

  func shareY(with other: AxesObject) {
    guard other !== self else { return }
    let group = other.settings.y.group ?? figure?.state?.newGroup()
    other.settings.y.group = group
    settings.y.group = group
    settings.y.scale = other.settings.y.scale
  }

  func showGrid(_ isOn: Bool, axis: String, minor: Bool, stroke: FigureStroke? = nil) {
    let line =
      stroke ?? FigureStroke(FigureColor(0xb0b0b0), width: 0.8 * FigureLimits.unitsPerPoint)
    func set(_ axis: WritableKeyPath<AxesDraft, AxisDraft>) {
      if minor {
        settings[keyPath: axis].minorGrid = isOn ? line : nil
      } else {
        settings[keyPath: axis].grid = isOn ? line : nil
      }
    }
    if axis != "y" { set(\.x) }
    if axis != "x" { set(\.y) }
  }

  /// Limits as they are now.
  func limits() -> (x: (low: Double, high: Double), y: (low: Double, high: Double)) {
    guard let figure, let index = figure.index(of: self) else { return ((0, 1), (0, 1)) }
    return FigureBuilder(figure.draft()).limits(of: index) ?? ((0, 1), (0, 1))
  }

  func draft(in figure: FigureObject) -> AxesDraft {
    var draft = settings
    func index(_ axes: AxesObject) -> Int { figure.index(of: axes) ?? 0 }
    switch origin {
    case .cell(let cell): draft.place = .cell(cell)
    case .box(let left, let bottom, let width, let height):
      draft.place = .box(left, bottom, width, height)
    case .over(let other): draft.place = .over(index(other))
    case .colorbar(var bar, let parents):
      bar.parents = parents.compactMap { figure.index(of: $0) }
      draft.place = .colorbar(bar)
    case .inset(let other, let left, let bottom, let width, let height):
      draft.place = .inset(index(other), left, bottom, width, height)
    }
    for child in children.prefix(FigureLimits.mostArtists) {
      draft.artists += child.items.prefix(FigureLimits.mostArtists)
    }
    // What drew nothing new does not count, unless something came after it.
    if let last = draft.artists.lastIndex(where: { !$0.isPassive && $0.isCounted }) {
      for index in draft.artists.indices where index > last && draft.artists[index].isPassive {
        draft.artists[index].isCounted = false
      }
    }
    draft.legend = legend
    return draft
  }
}

/// `ax.transAxes`: places in fractions of the frame.
final class PlotTransform: PlotThing {
  var isFrame: Bool { name == "transAxes" }
}
