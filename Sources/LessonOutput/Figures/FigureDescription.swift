/// A figure in words, from its data: what kind, of what, and what there is to see.
package enum FigureDescription {
  /// Longer descriptions tire a listener.
  private static let longest = 900
  private static let mostAxes = 6

  package static func text(_ figure: Figure) -> String {
    let main = figure.axes.indices.filter { figure.axes[$0].explains == nil }
    var parts: [String] = []
    if let title = figure.title, !title.isEmpty { parts.append(sentence(plain(title))) }
    if main.count > 1 {
      let own = main.filter { figure.axes[$0].over == nil }.count + figure.omitted
      if own > 1 { parts.append("\(own) plots.") }
    }
    for index in main.prefix(mostAxes) {
      var text = describe(figure.axes[index])
      if let bar = figure.axes.first(where: { $0.explains == index }) {
        let axis = bar.y.isShown && !bar.y.ticks.isEmpty ? bar.y : bar.x
        let name = axis.label.text.isEmpty ? "" : " of \(plain(axis.label.text))"
        text +=
          " Colour bar\(name) from \(FigureMath.brief(axis.low)) to \(FigureMath.brief(axis.high))."
      }
      parts.append(text)
    }
    if main.count > mostAxes { parts.append("And \(main.count - mostAxes) more.") }
    let text = parts.joined(separator: " ")
    return text.count <= longest ? text : String(text.prefix(longest - 1)) + "…"
  }

  private static func sentence(_ text: String) -> String {
    text.hasSuffix(".") || text.hasSuffix("!") || text.hasSuffix("?") ? text : text + "."
  }

  private static func plain(_ text: String) -> String {
    String(text.prefix(120).map { $0 == "\n" ? " " : $0 })
  }

  private static func describe(_ axes: FigureAxes) -> String {
    let kinds = kinds(axes)
    var text = kinds.isEmpty ? "Empty axes" : kinds.joined(separator: " with ")
    text = text.prefix(1).uppercased() + text.dropFirst()
    if !axes.title.text.isEmpty { text += " “\(plain(axes.title.text))”" }
    let (x, y) = (plain(axes.x.label.text), plain(axes.y.label.text))
    if !x.isEmpty, !y.isEmpty {
      text += ", \(y) against \(x)"
    } else if !x.isEmpty || !y.isEmpty {
      text += ", " + (x.isEmpty ? y : x)
    }
    let logs = [(axes.x, "x"), (axes.y, "y")].filter { $0.0.scale.kind == .log }.map(\.1)
    if !logs.isEmpty { text += ", logarithmic \(logs.joined(separator: " and "))" }
    let details = details(axes)
    if details.isEmpty {
      if !kinds.isEmpty,
        !axes.artists.contains(where: { if case .image = $0 { true } else { false } })
      {
        text +=
          ": x from \(FigureMath.brief(axes.x.low)) to \(FigureMath.brief(axes.x.high)), y from "
          + "\(FigureMath.brief(axes.y.low)) to \(FigureMath.brief(axes.y.high))"
      }
      return text + "."
    }
    return text + ": " + details.joined(separator: "; ") + "."
  }

  private static func kinds(_ axes: FigureAxes) -> [String] {
    var kinds: [String] = []
    func add(_ kind: String) { if !kinds.contains(kind) { kinds.append(kind) } }
    for artist in axes.artists {
      switch artist {
      case .line(let line):
        switch line.role {
        case .line: add(line.stroke == nil ? "scatter plot" : "line plot")
        case .step: add("step plot")
        case .stem: add("stem plot")
        case .contour: add("contour lines")
        case .errorBar: add("error bars")
        case .box: add("box plot")
        default: break
        }
      case .points: add("scatter plot")
      case .bars(let bars):
        switch bars.role {
        case .histogram: add("histogram")
        case .bar: add("bar chart")
        default: break
        }
      case .area(let area):
        switch area.role {
        case .band: add("filled band")
        case .filledContour: add("filled contours")
        case .pie: add("pie chart")
        case .histogram: add("histogram")
        default: break
        }
      case .image: add("image")
      case .arrows: add("arrows")
      case .text: break
      }
    }
    return kinds
  }

  private static func details(_ axes: FigureAxes) -> [String] {
    var details: [String] = []
    let lines = axes.artists.compactMap { artist -> FigureLine? in
      guard case .line(let line) = artist,
        line.role == .line || line.role == .step || line.role == .stem, line.count > 1
      else { return nil }
      return line
    }
    if lines.count > 1 { details.append("\(lines.count) lines") }
    for line in lines.prefix(5) { details.append(describe(line)) }
    var levels: [Double] = []
    for artist in axes.artists {
      switch artist {
      case .points(let points):
        let name = points.label.isEmpty ? "" : "\(plain(points.label)): "
        details.append(name + "\(points.count) points" + range(points))
      case .bars(let bars) where bars.role == .histogram || bars.role == .bar:
        details.append(describe(bars, axes))
      case .image(let image):
        var text = image.shape.map(String.init).joined(separator: "×") + " cells"
        if image.range.count == 2 {
          text +=
            " from \(FigureMath.brief(image.range[0])) to \(FigureMath.brief(image.range[1]))"
        }
        details.append(text)
      case .arrows(let arrows): details.append("\(arrows.x.count) arrows")
      case .line(let line) where line.role == .contour:
        if let level = line.level { levels.append(level) }
      case .area(let area) where area.role == .filledContour:
        levels += area.band
      default: break
      }
    }
    if let low = levels.min(), let high = levels.max() {
      details.append(
        "\(Set(levels).count) levels from \(FigureMath.brief(low)) to \(FigureMath.brief(high))")
    }
    if details.count > 8 {
      details = Array(details.prefix(7)) + ["and \(details.count - 7) more"]
    }
    return details
  }

  /// From where to where, and where the extremes lie.
  private static func describe(_ line: FigureLine) -> String {
    let values = zip(line.x, line.y).filter { $0.0.isFinite && $0.1.isFinite }
    var name = plain(line.label)
    guard let first = values.first, let last = values.last else {
      return (name.isEmpty ? "a line" : name) + " without points"
    }
    let high = values.max { $0.1 < $1.1 } ?? first
    let low = values.min { $0.1 < $1.1 } ?? first
    let brief = FigureMath.brief
    if name.isEmpty { name = "a line" }
    if high.1 == low.1 { return "\(name) stays at \(brief(first.1))" }
    let spread = high.1 - low.1
    var text: String
    if abs(last.1 - first.1) < 0.02 * spread {
      text = "\(name) goes from \(brief(first.1)) to \(brief(last.1))"
    } else {
      let verb = last.1 > first.1 ? "rises" : "falls"
      text = "\(name) \(verb) from \(brief(first.1)) to \(brief(last.1))"
    }
    let top = max(first.1, last.1)
    let bottom = min(first.1, last.1)
    if high.1 > top + 0.05 * spread {
      text += ", highest \(brief(high.1)) at \(brief(high.0))"
    }
    if low.1 < bottom - 0.05 * spread {
      text += ", lowest \(brief(low.1)) at \(brief(low.0))"
    }
    return text
  }

  private static func range(_ points: FigurePoints) -> String {
    let (x, y) = (points.x.filter(\.isFinite), points.y.filter(\.isFinite))
    guard let left = x.min(), let right = x.max(), let low = y.min(), let high = y.max() else {
      return ""
    }
    let brief = FigureMath.brief
    return " with x from \(brief(left)) to \(brief(right)), y from \(brief(low)) to \(brief(high))"
  }

  private static func describe(_ bars: FigureBars, _ axes: FigureAxes) -> String {
    let name = bars.label.isEmpty ? "" : "\(plain(bars.label)): "
    let lengths = bars.isHorizontal ? bars.width : bars.height
    let starts = bars.isHorizontal ? bars.bottom : bars.left
    let widths = bars.isHorizontal ? bars.height : bars.width
    guard let most = lengths.indices.max(by: { lengths[$0] < lengths[$1] }) else {
      return name + "no bars"
    }
    let brief = FigureMath.brief
    let axis = bars.isHorizontal ? axes.y : axes.x
    let place = starts[most] + widths[most] / 2
    // Names of bars, not numbers.
    let tick = axis.ticks.first {
      abs($0.value - place) < 1e-9 && !$0.label.contains(where: \.isNumber)
    }?.label
    return name + "\(bars.count) bars, the longest \(brief(lengths[most])) at "
      + (tick.map(plain) ?? brief(place))
  }
}
