import Arrays
import Autodiff
import LessonOutput

/// A figure of matplotlib: its axes, and how they share its room.
final class FigureObject: Object {
  var axes: [AxesObject] = []
  var settings = FigureDraft()
  /// The axes that `plt` functions draw in.
  var current: AxesObject?
  weak var state: PlotState?
  var gridWidths: [Double] = []
  var gridHeights: [Double] = []
  var wasShown = false

  init(_ state: PlotState) {
    self.state = state
    settings.width = state.width
    settings.height = state.height
    settings.isTight = state.isTight
  }

  override var typeName: String { "Figure" }
  override var attributeNames: [String] { Array(PlotNames.figure.union(PlotNames.common)) }
  override func representation(_ session: Session) -> String {
    let pixels = [settings.width, settings.height].map { String(FigureMath.whole($0 * 100)) }
    return "<Figure size \(pixels[0])x\(pixels[1]) with \(axes.count) Axes>"
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) {}

  /// An empty figure is not shown.
  var hasContent: Bool { !axes.isEmpty || !settings.title.isEmpty || !settings.texts.isEmpty }

  var currentAxes: AxesObject {
    if let current, axes.contains(where: { $0 === current }) { return current }
    if let last = axes.last(where: { !$0.isColorbar }) { return last }
    return newAxes(.cell(FigureCell()))
  }

  @discardableResult
  func newAxes(_ place: AxesObject.Origin) -> AxesObject {
    let made = AxesObject(self, place)
    if state?.hasGrid ?? false { made.showGrid(true, axis: "both", minor: false) }
    axes.append(made)
    current = made
    return made
  }

  /// Axes in a cell: those that stand there already, or new ones.
  func axes(in cell: FigureCell) -> AxesObject {
    let known = axes.last { axes in
      if case .cell(let other) = axes.origin { return other == cell } else { return false }
    }
    if let known {
      current = known
      return known
    }
    return newAxes(.cell(cell))
  }

  func index(of axes: AxesObject) -> Int? { self.axes.firstIndex { $0 === axes } }

  func draft() -> FigureDraft {
    var draft = settings
    draft.axes = axes.map { $0.draft(in: self) }
    return draft
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "axes": return .list(axes.map { .object($0) })
    case "number": return .int(1)
    case "dpi": return .float(100)
    case _ where !PlotNames.figure.contains(name) && !PlotNames.common.contains(name): return nil
    default: break
    }
    guard Pyplot.isCalled(name) else { return .object(PlotThing(name)) }
    return .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { [self] bound, session in
        let arguments = Arguments(bound.rest, keywords: bound.keywords)
        try Pyplot.check(arguments, of: name, session)
        return try FigureFunctions.call(name, self, PlotArguments(name, arguments, session))
      })
  }
}
