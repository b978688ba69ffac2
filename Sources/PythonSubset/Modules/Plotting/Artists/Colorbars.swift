import Arrays
import Autodiff
import LessonOutput

/// Colour bars: axes of their own that show which number has which colour.
enum Colorbars {
  static func add(_ figure: FigureObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let given = arguments.some(0, "mappable")
    let bar = arguments.some(1, "cax")?.asObject(AxesObject.self)
    let place = arguments.some(2, "ax")
    var artist = given?.asObject(PlotArtist.self)
    if artist == nil, given == nil {
      artist =
        figure.currentAxes.lastColors ?? figure.axes.last { $0.lastColors != nil }?.lastColors
    }
    guard let artist, let colors = artist.colors else {
      throw PythonError(
        "RuntimeError",
        "No mappable was found to use for colorbar creation. First define a mappable such as an "
          + "image (with imshow) or a contour set (with contourf).")
    }
    var parents: [AxesObject] = []
    if let place {
      if let axes = place.asObject(AxesObject.self) {
        parents = [axes]
      } else {
        parents = try session.items(of: place).flatMap { item -> [AxesObject] in
          if let axes = item.asObject(AxesObject.self) { return [axes] }
          return try session.items(of: item).compactMap { $0.asObject(AxesObject.self) }
        }
      }
    }
    if parents.isEmpty { parents = [artist.axes ?? figure.currentAxes] }
    var draft = ColorbarDraft(parents: [])
    let side = try arguments.text(nil, "location")
    let direction = try arguments.text(nil, "orientation")
    draft.isHorizontal = direction == "horizontal" || side == "bottom" || side == "top"
    draft.isAtStart = side == "left" || side == "top"
    if draft.isHorizontal { draft.gap = 0.15 }
    if let share = try arguments.number(nil, "fraction") {
      draft.share = min(0.9, max(0.01, share))
    }
    if let gap = try arguments.number(nil, "pad") { draft.gap = min(0.9, max(0, gap)) }
    if let shrink = try arguments.number(nil, "shrink") { draft.shrink = min(1, max(0.05, shrink)) }
    if let aspect = try arguments.number(nil, "aspect") { draft.aspect = max(1, aspect) }
    let label = try arguments.text(nil, "label") ?? ""
    let ticks = try arguments.some(nil, "ticks").map { try session.plotNumbers($0) }
    _ = arguments.take(
      nil, "extend", "anchor", "panchor", "extendfrac", "extendrect", "cmap", "norm")
    let format = arguments.some(nil, "format")
    let current = figure.current
    let axes = bar ?? figure.newAxes(.colorbar(draft, parents))
    figure.current = current === axes ? parents.first : current
    if figure.current === nil { figure.current = parents.first }
    fill(axes, artist, colors, isHorizontal: draft.isHorizontal)
    func set(_ axis: inout AxisDraft) {
      axis.label.text = label
      if let ticks {
        axis.ticks = ticks
      } else if !colors.levels.isEmpty {
        axis.ticks = someLevels(colors.levels)
      }
      if let format = format?.text {
        axis.formatter = TickFormatter { value, _ in
          (try? session.untracked {
            try session.string(
              session.binary(.remainder, .string(format), .tuple([.float(value)])))
          }) ?? ""
        }
      }
    }
    if draft.isHorizontal {
      set(&axes.settings.x)
      axes.settings.x.side = draft.isAtStart ? .top : .bottom
      axes.settings.y.isShown = false
    } else {
      set(&axes.settings.y)
      axes.settings.y.side = draft.isAtStart ? .left : .right
      axes.settings.x.isShown = false
    }
    return .object(ColorbarObject(axes, artist, isHorizontal: draft.isHorizontal))
  }

  /// At most about ten levels, zero among them where it is one.
  private static func someLevels(_ levels: [Double]) -> [Double] {
    let step = max(1, (levels.count + 9) / 10)
    let choices = (0..<step).map { first in
      stride(from: first, to: levels.count, by: step).map { levels[$0] }
    }
    func least(_ ticks: [Double]) -> Double { ticks.map(abs).min() ?? .infinity }
    return choices.dropFirst().reduce(choices[0]) { least($1) < least($0) ? $1 : $0 }
  }

  /// Colours from one end to the other, as an image or as bands.
  private static func fill(
    _ axes: AxesObject, _ artist: PlotArtist, _ colors: PlotArtist.ColorSource, isHorizontal: Bool
  ) {
    axes.children.removeAll { $0.name == "ColorbarFill" }
    let (low, high) = (
      colors.levels.first ?? colors.scale.low ?? 0, colors.levels.last ?? colors.scale.high ?? 1
    )
    var items: [DraftArtist] = []
    let steps = 256
    var bounds: [Double] = []
    if colors.isFilled, colors.levels.count > 1 { bounds = colors.levels }
    if case .boundaries(let edges) = colors.scale.kind { bounds = edges }
    let scale = colors.scale.kind == .log ? FigureScale(.log) : FigureScale.linear
    if bounds.count > 1 {
      var bars = FigureBars(role: .image, left: [], bottom: [], width: [], height: [], fills: [])
      for (index, pair) in zip(bounds, bounds.dropFirst()).enumerated() {
        bars.left.append(isHorizontal ? pair.0 : 0)
        bars.width.append(isHorizontal ? pair.1 - pair.0 : 1)
        bars.bottom.append(isHorizontal ? 0 : pair.0)
        bars.height.append(isHorizontal ? 1 : pair.1 - pair.0)
        let color =
          colors.levelColors.count == bounds.count - 1
          ? colors.levelColors[index]
          : colors.scale.color((pair.0 + pair.1) / 2, in: colors.map).fading(colors.opacity)
        bars.fills.append(color)
      }
      items = [DraftArtist(.bars(bars))]
    } else if !colors.isFilled {
      for (level, color) in zip(colors.levels, colors.levelColors) {
        var line = FigureLine(
          role: .reference, x: isHorizontal ? [level, level] : [0, 1],
          y: isHorizontal ? [0, 1] : [level, level], stroke: LineLook.stroke(color, width: 1.5))
        line.order = 2
        items.append(DraftArtist(.line(line)))
      }
    } else {
      let (a, b) = (scale.transformed(low), scale.transformed(high))
      let values = (0..<steps).map { step in
        scale.inverse(a + (b - a) * (Double(step) + 0.5) / Double(steps))
      }
      // On a logarithmic axis an image of equal cells is not one of equal steps: bars are.
      if colors.scale.kind == .log {
        var bars = FigureBars(role: .image, left: [], bottom: [], width: [], height: [], fills: [])
        for step in 0..<steps {
          let from = scale.inverse(a + (b - a) * Double(step) / Double(steps))
          let to = scale.inverse(a + (b - a) * Double(step + 1) / Double(steps))
          bars.left.append(isHorizontal ? from : 0)
          bars.width.append(isHorizontal ? to - from : 1)
          bars.bottom.append(isHorizontal ? 0 : from)
          bars.height.append(isHorizontal ? 1 : to - from)
          bars.fills.append(colors.scale.color(values[step], in: colors.map).fading(colors.opacity))
        }
        items = [DraftArtist(.bars(bars))]
      } else {
        var image = ImageCells.image(
          isHorizontal ? values : values.reversed(), rows: isHorizontal ? 1 : steps,
          columns: isHorizontal ? steps : 1, colors.map, colors.scale, opacity: colors.opacity)
        image.extent = isHorizontal ? [low, high, 0, 1] : [0, 1, low, high]
        items = [DraftArtist(.image(image))]
      }
    }
    axes.add(PlotArtist("ColorbarFill", items))
    func set(_ axis: inout AxisDraft) {
      (axis.low, axis.high) = (low, high)
      axis.scale = scale
      axis.margin = 0
      axis.ticks = nil
    }
    func across(_ axis: inout AxisDraft) {
      (axis.low, axis.high) = (0, 1)
      axis.ticks = []
    }
    if isHorizontal {
      set(&axes.settings.x)
      across(&axes.settings.y)
    } else {
      set(&axes.settings.y)
      across(&axes.settings.x)
    }
  }

  /// `plt.clim(low, high)`: new limits for the colours of an image.
  static func setLimits(_ artist: PlotArtist, _ low: Value, _ high: Value, _ session: Session)
    throws
  {
    guard var colors = artist.colors else { return }
    var (low, high) = (low, high)
    if high.isNone, !low.isNone, low.number == nil {
      let pair = try session.items(of: low)
      if pair.count == 2 { (low, high) = (pair[0], pair[1]) }
    }
    if !low.isNone { colors.scale.low = try session.double(low) }
    if !high.isNone { colors.scale.high = try session.double(high) }
    artist.colors = colors
    for index in artist.items.indices {
      guard case .image(let old) = artist.items[index].artist, old.shape.count == 2,
        artist.numbers.count == old.shape[0] * old.shape[1]
      else { continue }
      var image = ImageCells.image(
        artist.numbers, rows: old.shape[0], columns: old.shape[1], colors.map, colors.scale,
        opacity: colors.opacity)
      image.extent = old.extent
      image.order = old.order
      image.isSmooth = old.isSmooth
      if artist.isFlipped { image.flip() }
      artist.items[index].artist = .image(image)
    }
    for axes in artist.axes?.figure?.axes ?? [] {
      guard case .colorbar(let draft, let parents) = axes.origin,
        parents.contains(where: { $0 === artist.axes })
      else { continue }
      fill(axes, artist, colors, isHorizontal: draft.isHorizontal)
    }
  }
}

/// What `colorbar` gives back.
final class ColorbarObject: PlotThing {
  let axes: AxesObject
  let artist: PlotArtist
  let isHorizontal: Bool

  init(_ axes: AxesObject, _ artist: PlotArtist, isHorizontal: Bool) {
    self.axes = axes
    self.artist = artist
    self.isHorizontal = isHorizontal
    super.init("Colorbar")
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    let letter = isHorizontal ? "x" : "y"
    switch attribute {
    case "ax": return .object(axes)
    case "set_label": return try axes.attribute("set_\(letter)label", session)
    case "set_ticks": return try axes.attribute("set_\(letter)ticks", session)
    case "set_ticklabels": return try axes.attribute("set_\(letter)ticklabels", session)
    case "update_ticks", "minorticks_on", "minorticks_off", "draw_all", "solids", "outline":
      return try super.attribute(attribute, session)
    case "remove":
      return makeMethod(attribute, "") { [self] _, _ in
        axes.figure?.axes.removeAll { $0 === axes }
        return .none
      }
    default: return try super.attribute(attribute, session)
    }
  }
}
