import Arrays
import Autodiff
import LessonOutput

/// The figures of a session that are open, and the settings of `rcParams`.
package final class PlotState {
  var figures: [(key: HashKey, figure: FigureObject)] = []
  var current: FigureObject?
  /// Figures that the block has shown.
  private(set) var shown: [Plot] = []
  private(set) var leftOut = 0
  private var nextGroup = 0

  lazy var settings = PlotSettings()

  // What `rcParams` sets.
  var width = 6.4
  var height = 4.8
  var lineWidth = 1.5
  var markerSize = 6.0
  var textSize = FigureLimits.textSize
  var defaultMap = "viridis"
  var origin = "upper"
  var hasGrid = false
  var cycle = ColorNames.cycle
  var isTight = false

  package init() {}

  func figure() -> FigureObject { current ?? open(nil) }

  func open(_ key: HashKey?) -> FigureObject {
    var number = 1
    while key == nil, figures.contains(where: { $0.key == .number(Double(number)) }) { number += 1 }
    let key = key ?? .number(Double(number))
    if let known = figures.first(where: { $0.key == key }) {
      current = known.figure
      return known.figure
    }
    let made = FigureObject(self)
    figures.append((key, made))
    current = made
    return made
  }

  func close(_ figure: FigureObject?) {
    figures.removeAll { $0.figure === figure }
    if current === figure { current = figures.last?.figure }
  }

  func newGroup() -> Int {
    nextGroup += 1
    return nextGroup
  }

  /// Shows every open figure and closes it, as notebooks do.
  func showAll(_ session: Session) {
    for (_, figure) in figures { show(figure, session) }
    figures = []
    current = nil
  }

  func show(_ figure: FigureObject, _ session: Session) {
    guard figure.hasContent else { return }
    guard shown.count < FigureLimits.mostFigures else {
      leftOut += 1
      return
    }
    let most = FigureLimits.mostArtists
    if let full = figure.axes.first(where: { $0.children.count > most }) {
      session.note(
        "axes draw \(grouped(most)) lines and other parts; "
          + "\(grouped(full.children.count - most)) are left out")
    }
    let drawn = FigureBuilder(figure.draft()).figure()
    shown.append(Plot(alternative: FigureDescription.text(drawn), figure: drawn))
    figure.wasShown = true
  }

  /// A figure that is a block's value: shown once, whether it is still open or not.
  func showLast(_ figure: FigureObject, _ session: Session) {
    if figures.contains(where: { $0.figure === figure }) { return }
    show(figure, session)
  }

  /// What a block has shown at its end; figures that are open are shown first.
  func take(_ session: Session) -> [Plot] {
    showAll(session)
    if leftOut > 0 {
      session.note(
        "\(leftOut) figures are left out: a block shows at most \(FigureLimits.mostFigures)")
    }
    defer { (shown, leftOut) = ([], 0) }
    return shown
  }
}
