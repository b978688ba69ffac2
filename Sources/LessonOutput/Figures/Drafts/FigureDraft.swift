/// A figure as a program describes it, before limits, ticks and places have been decided.
package struct FigureDraft {
  /// Inches.
  package var width = 6.4
  package var height = 4.8
  package var title = ""
  package var titleSize = FigureLimits.titleSize
  package var titleIsBold = false
  package var axes: [AxesDraft] = []
  /// Texts at fractions of the figure.
  package var texts: [FigureText] = []
  /// Labels of the whole figure.
  package var xLabel = ""
  package var yLabel = ""
  /// Room is made for texts, as `tight_layout` does.
  package var isTight = false
  /// Where the grid of axes lies, in fractions of the figure.
  package var left = 0.125
  package var right = 0.9
  package var bottom = 0.11
  package var top = 0.88
  /// Gaps between axes, in fractions of their mean size.
  package var columnGap = 0.2
  package var rowGap = 0.2
  package var spacingIsSet = false

  package init() {}
}

/// One pair of axes, before anything has been decided.
package struct AxesDraft {
  package enum Place: Hashable, Sendable {
    case cell(FigureCell)
    /// Left, bottom, width and height in fractions of the figure.
    case box(Double, Double, Double, Double)
    /// In the frame of other axes, by index.
    case over(Int)
    /// Beside other axes, taking a share of their room.
    case colorbar(ColorbarDraft)
    /// Within the frame of other axes: left, bottom, width and height in fractions of it.
    case inset(Int, Double, Double, Double, Double)
  }

  package var place: Place
  package var widthRatios: [Double] = []
  package var heightRatios: [Double] = []
  package var title = FigureTitle()
  package var x = AxisDraft(side: .bottom)
  package var y = AxisDraft(side: .left)
  package var artists: [DraftArtist] = []
  package var legend: LegendDraft?
  package var isShown = true
  package var isFrameShown = true
  package var spines = FigureSide.allCases
  package var background: FigureColor?
  /// Height of a unit of y by the width of one of x; nil where each fills the frame.
  package var aspect: Double?
  /// The limits change to suit the aspect, rather than the frame.
  package var aspectChangesLimits = false
  /// Height of the frame by its width.
  package var boxAspect: Double?
  /// The grid lies under everything.
  package var gridIsBelow = false

  package init(_ place: Place) { self.place = place }
}

package struct ColorbarDraft: Hashable, Sendable {
  /// Axes whose room it takes, the first of which it explains.
  package var parents: [Int]
  package var isHorizontal = false
  package var isAtStart = false
  /// Share of the parents' room, and the gap to them.
  package var share = 0.15
  package var gap = 0.05
  package var shrink = 1.0
  package var aspect = 20.0
  package init(parents: [Int]) { self.parents = parents }
}

/// An artist with all its data, and what it means for the limits of its axes.
package struct DraftArtist: Sendable {
  package var artist: FigureArtist
  package var isVisible = true
  /// Takes part in the limits.
  package var isCounted = true
  /// Takes part in them only if something is drawn after it.
  package var isPassive = false
  /// Edges that no margin is drawn beyond.
  package var stickyX: [Double] = []
  package var stickyY: [Double] = []
  /// Arrows that are made when the frame is known.
  package var field: ArrowField?
  package init(_ artist: FigureArtist) { self.artist = artist }
}

package struct AxisDraft {
  package var label = FigureTitle()
  package var low: Double?
  package var high: Double?
  package var isInverted = false
  package var scale = FigureScale.linear
  package var ticks: [Double]?
  package var tickLabels: [String]?
  package var minorTicks: [Double]?
  package var minorTicksAreOn = false
  package var locator: TickLocator?
  /// Ticks at every multiple of this.
  package var multiple: Double?
  /// Texts of ticks from a function.
  package var formatter: TickFormatter?
  /// Labels of a logarithmic axis are written in full.
  package var isPlain = false
  package var margin = 0.05
  /// Names that stand at 0, 1, 2 …
  package var categories: [String] = []
  package var usesOffset = true
  package var scientific: ClosedRange<Int>? = -5...6
  package var side: FigureSide
  package var isShown = true
  package var areTicksShown = true
  package var areLabelsShown = true
  package var rotation = 0.0
  package var labelSize = FigureLimits.textSize
  package var color = FigureColor.black
  package var grid: FigureStroke?
  package var minorGrid: FigureStroke?
  /// Axes of one group have the same limits.
  package var group: Int?

  package init(side: FigureSide) {
    self.side = side
    label.size = FigureLimits.textSize
  }
}

package struct LegendDraft: Sendable {
  package var entries: [FigureLegend.Entry]
  package var title = ""
  /// `best`, or a place such as `upper right`.
  package var location = "best"
  /// Left, bottom, width and height in fractions of the frame.
  package var anchor: [Double] = []
  package var columns = 1
  package var size = FigureLimits.textSize
  package var isFramed = true
  package var opacity = 0.8
  package init(_ entries: [FigureLegend.Entry]) { self.entries = entries }
}

/// Makes the text at a tick from its value and its number.
package final class TickFormatter {
  package let text: (Double, Int) -> String
  package init(_ text: @escaping (Double, Int) -> String) { self.text = text }
}
