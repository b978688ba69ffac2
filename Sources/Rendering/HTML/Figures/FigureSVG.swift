import LessonOutput

/// A figure as SVG. Text can be selected, nothing needs a script, and the colours of frame, texts
/// and lines suit a light and a dark page.
struct FigureSVG {
  let figure: Figure
  let alternative: String
  /// Begins the ids in it.
  let name: String
  var svg = ""

  init(_ figure: Figure, alternative: String, name: String) {
    self.figure = figure
    self.alternative = alternative
    self.name = name
  }

  static func svg(_ figure: Figure, alternative: String, name: String) -> String {
    var writer = FigureSVG(figure, alternative: alternative, name: name)
    writer.write()
    return writer.svg
  }

  private mutating func write() {
    let (width, height) = (SVGNumber.text(figure.width), SVGNumber.text(figure.height))
    let shrinks = PageStyle.widthClass(figure.width) ?? (figure.width > 340 ? "fits" : nil)
    svg = "<svg class=\"figure\(shrinks.map { " " + $0 } ?? "")\""
    svg += " viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\""
    svg += " role=\"img\" aria-labelledby=\"\(name)-title \(name)-text\""
    svg += " font-family=\"DejaVu Sans, Verdana, sans-serif\">\n"
    let title = figure.title ?? figure.axes.first { !$0.title.text.isEmpty }?.title.text
    let shown = title.map { FigureLabel.text($0) } ?? "Plot"
    svg += "<title id=\"\(name)-title\">\(HTMLText.escape(shown))</title>\n"
    svg += "<desc id=\"\(name)-text\">\(HTMLText.escape(alternative))</desc>\n"
    let usesClip = figure.axes.indices.filter { !figure.axes[$0].artists.isEmpty }
    if !usesClip.isEmpty {
      svg += "<defs>"
      for index in usesClip {
        let box = figure.axes[index].box
        svg += "<clipPath id=\"\(name)-\(index)\"><rect\(SVGNumber.place(box))/></clipPath>"
      }
      svg += "</defs>\n"
    }
    for index in figure.axes.indices { write(axes: index) }
    // Legends stand above axes that share a frame.
    for axes in figure.axes {
      if let legend = axes.legend { write(legend, isCovered: Self.isCovered(axes)) }
    }
    for text in figure.texts { write(text, at: (text.x, text.y), isAdaptive: true) }
    if figure.omitted > 0 {
      var note = FigureText(
        "and \(figure.omitted) more axes", x: figure.width - 4, y: figure.height - 4)
      note.align = .right
      write(note, at: (note.x, note.y), isAdaptive: true)
    }
    svg += "</svg>\n"
  }

  /// Whether something of its own colours lies behind the artists.
  static func isCovered(_ axes: FigureAxes) -> Bool {
    if axes.background != nil { return true }
    return axes.artists.contains { artist in
      switch artist {
      case .image: true
      case .bars(let bars): bars.role == .image
      case .area(let area): area.role == .filledContour && (area.fill?.alpha ?? 0) > 200
      default: false
      }
    }
  }

  // MARK: Axes

  private mutating func write(axes index: Int) {
    let axes = figure.axes[index]
    let placement = FigurePlacement(axes)
    let isAdaptive = !Self.isCovered(axes)
    svg += "<g>\n"
    if let background = axes.background, axes.over == nil || background.alpha > 0 {
      svg += "<rect\(SVGNumber.place(axes.box))\(SVGPaint.fill(background, isAdaptive: false))/>\n"
    }
    let clip = "<g clip-path=\"url(#\(name)-\(index))\">\n"
    let below = axes.artists.prefix { $0.order < 1.5 }
    let middle = axes.artists[below.count...].prefix { $0.order < 2.5 }
    let above = axes.artists[(below.count + middle.count)...]
    func drawn(_ artists: ArraySlice<FigureArtist>) -> String {
      var writer = SVGArtists(placement, isAdaptive: isAdaptive)
      for artist in artists { writer.write(artist) }
      return writer.svg.isEmpty ? "" : clip + writer.svg + "</g>\n"
    }
    svg += drawn(below)
    grid(axes, placement)
    svg += drawn(middle)
    frame(axes)
    ticks(axes, placement)
    svg += drawn(above)
    for artist in axes.artists {
      guard case .text(let text) = artist else { continue }
      write(text, in: axes, placement, isAdaptive: isAdaptive)
    }
    titles(axes)
    svg += "</g>\n"
  }

  private mutating func grid(_ axes: FigureAxes, _ placement: FigurePlacement) {
    let box = axes.box
    func lines(_ axis: FigureAxis, _ values: [Double], _ stroke: FigureStroke) -> String {
      var path = SVGPath()
      for value in values {
        if axis.side == .bottom || axis.side == .top {
          path.move(placement.x(value), box.y)
          path.line(placement.x(value), box.bottom)
        } else {
          path.move(box.x, placement.y(value))
          path.line(box.right, placement.y(value))
        }
      }
      if path.isEmpty { return "" }
      return "<path d=\"\(path.text)\" fill=\"none\"\(SVGPaint.stroke(stroke))/>\n"
    }
    for axis in [axes.x, axes.y] {
      if let grid = axis.minorGrid { svg += lines(axis, axis.minorTicks, grid) }
      if let grid = axis.grid { svg += lines(axis, axis.ticks.map(\.value), grid) }
    }
  }

  private mutating func frame(_ axes: FigureAxes) {
    guard !axes.spines.isEmpty else { return }
    let box = axes.box
    let start =
      "class=\"frame si\" fill=\"none\" stroke=\"#000\" stroke-width=\""
      + "\(SVGNumber.text(FigureMetrics.frameWidth))\""
    if axes.spines.count == 4 {
      svg += "<rect \(start)\(SVGNumber.place(box))/>\n"
      return
    }
    var path = SVGPath()
    for side in axes.spines {
      switch side {
      case .left:
        path.move(box.x, box.y)
        path.line(box.x, box.bottom)
      case .right:
        path.move(box.right, box.y)
        path.line(box.right, box.bottom)
      case .top:
        path.move(box.x, box.y)
        path.line(box.right, box.y)
      case .bottom:
        path.move(box.x, box.bottom)
        path.line(box.right, box.bottom)
      }
    }
    svg += "<path \(start) stroke-linecap=\"square\" d=\"\(path.text)\"/>\n"
  }

  private mutating func ticks(_ axes: FigureAxes, _ placement: FigurePlacement) {
    let box = axes.box
    for axis in [axes.x, axes.y] where axis.isShown {
      var path = SVGPath()
      let isHorizontal = axis.side == .bottom || axis.side == .top
      let edge: Double =
        switch axis.side {
        case .left: box.x
        case .right: box.right
        case .top: box.y
        case .bottom: box.bottom
        }
      let out: Double = axis.side == .left || axis.side == .top ? -1 : 1
      if axis.areTicksShown {
        let majors = axis.ticks.map { ($0.value, FigureMetrics.tickLength) }
        let minors = axis.minorTicks.map { ($0, FigureMetrics.minorTickLength) }
        for (value, length) in majors + minors {
          if isHorizontal {
            path.move(placement.x(value), edge)
            path.line(placement.x(value), edge + out * length)
          } else {
            path.move(edge, placement.y(value))
            path.line(edge + out * length, placement.y(value))
          }
        }
      }
      let color = SVGPaint.stroke(FigureStroke(axis.color, width: FigureMetrics.frameWidth))
      if !path.isEmpty {
        svg += "<path fill=\"none\"\(color) d=\"\(path.text)\"/>\n"
      }
      let size = SVGNumber.text(axis.labelSize)
      let reach = FigureMetrics.tickLength + FigureMetrics.tickPad
      var labels = ""
      for tick in axis.ticks where !tick.label.isEmpty {
        var label = FigureText(tick.label, x: 0, y: 0)
        label.size = axis.labelSize
        label.rotation = axis.rotation
        label.vertical = .center
        label.align = .center
        let extent = FigureMetrics.size(tick.label, axis.labelSize, rotation: axis.rotation)
        var place = (x: placement.x(tick.value), y: placement.y(tick.value))
        if isHorizontal {
          place.y = edge + out * (reach + extent.height / 2)
        } else if axis.rotation == 0 {
          place.x = edge + out * reach
          label.align = out < 0 ? .right : .left
        } else {
          place.x = edge + out * (reach + extent.width / 2)
        }
        labels += SVGText.element(label, at: place, inherits: true)
      }
      if !labels.isEmpty {
        svg += "<g font-size=\"\(size)\"\(SVGPaint.fill(axis.color))>\(labels)</g>\n"
      }
      if !axis.offset.isEmpty { offset(axis, box) }
    }
  }

  private mutating func offset(_ axis: FigureAxis, _ box: FigureBox) {
    var text = FigureText(axis.offset, x: 0, y: 0)
    text.size = axis.labelSize
    text.color = axis.color
    if axis.side == .bottom || axis.side == .top {
      text.align = .right
      let reach = FigureMetrics.tickRoom(axis) + 2
      text.vertical = axis.side == .bottom ? .top : .bottom
      write(
        text, at: (box.right, axis.side == .bottom ? box.bottom + reach : box.y - reach),
        isAdaptive: true)
    } else {
      text.vertical = .bottom
      text.align = axis.side == .left ? .left : .right
      write(text, at: (axis.side == .left ? box.x : box.right, box.y - 4), isAdaptive: true)
    }
  }

  private mutating func titles(_ axes: FigureAxes) {
    let box = axes.box
    func heading(_ title: FigureTitle, rotation: Double = 0) -> FigureText {
      var text = FigureText(title.text, x: 0, y: 0)
      text.size = title.size
      text.color = title.color
      text.isBold = title.isBold
      text.align = .center
      text.rotation = rotation
      return text
    }
    for axis in [axes.x, axes.y] where axis.isShown && !axis.label.text.isEmpty {
      let reach = FigureMetrics.tickRoom(axis) + FigureMetrics.labelPad
      let half = TextMeasure.height(axis.label.text, size: axis.label.size) / 2
      var text = heading(axis.label)
      text.vertical = .center
      switch axis.side {
      case .bottom:
        write(text, at: (box.x + box.width / 2, box.bottom + reach + half), isAdaptive: true)
      case .top:
        write(text, at: (box.x + box.width / 2, box.y - reach - half), isAdaptive: true)
      case .left, .right:
        text.rotation = 90
        let x = axis.side == .left ? box.x - reach - half : box.right + reach + half
        write(text, at: (x, box.y + box.height / 2), isAdaptive: true)
      }
    }
    if !axes.title.text.isEmpty {
      var text = heading(axes.title)
      text.align = axes.title.align
      text.vertical = .bottom
      let x: Double =
        switch axes.title.align {
        case .left: box.x
        case .center: box.x + box.width / 2
        case .right: box.right
        }
      let room =
        FigureMetrics.top(axes) - FigureMetrics.titlePad
        - TextMeasure.height(axes.title.text, size: axes.title.size)
      write(text, at: (x, box.y - room - FigureMetrics.titlePad), isAdaptive: true)
    }
  }
}
