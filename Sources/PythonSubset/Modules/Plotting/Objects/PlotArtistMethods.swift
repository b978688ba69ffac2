import Arrays
import Autodiff
import LessonOutput

/// What can be asked of something drawn, and changed.
enum PlotArtistMethods {
  static func method(_ name: String, of artist: PlotArtist, _ session: Session) throws -> Value? {
    func get(_ body: @escaping () throws -> Value) -> Value {
      makeMethod(name, "*args, **kwargs") { _, _ in try body() }
    }
    func set(_ body: @escaping (Value, Session) throws -> Void) -> Value {
      makeMethod(name, "value=None, *args, **kwargs") { bound, session in
        try body(bound[0] ?? .none, session)
        return .none
      }
    }
    switch name {
    case "get_label": return get { .string(artist.label) }
    case "get_xdata" where artist.isVisibleLine: return get { numbers(artist, \.x) }
    case "get_ydata" where artist.isVisibleLine: return get { numbers(artist, \.y) }
    case "get_data" where artist.isVisibleLine:
      return get { .tuple([numbers(artist, \.x), numbers(artist, \.y)]) }
    case "get_color", "get_c": return get { .string(color(artist).text) }
    case "get_visible": return get { .bool(artist.items.first?.isVisible ?? true) }
    case "levels":
      return artist.colors.map {
        .object(ArrayObject(NDArray($0.levels, shape: [$0.levels.count])))
      }
    case "axes": return artist.axes.map { .object($0) } ?? Value.none
    case "set_label":
      return set { value, session in
        artist.label = try session.string(value)
        change(artist) { $0.named(artist.label.hasPrefix("_") ? "" : artist.label) }
      }
    case "set_data":
      return makeMethod(name, "*args") { bound, session in
        var values = bound.rest
        if values.count == 1, artist.isVisibleLine { values = try session.items(of: values[0]) }
        guard artist.isVisibleLine, values.count == 2 else {
          throw PythonError.refused(
            "`set_data` of \(artist.name)", hint: "draw it again with the new numbers")
        }
        try setLine(artist, x: values[0], y: values[1], session)
        return .none
      }
    case "set_xdata" where artist.isVisibleLine:
      return set { try setLine(artist, x: $0, y: nil, $1) }
    case "set_ydata" where artist.isVisibleLine:
      return set { try setLine(artist, x: nil, y: $0, $1) }
    case "set_color", "set_c", "set_facecolor", "set_fc", "set_markerfacecolor":
      return set { value, session in
        let color = try session.plotColor(value)
        change(artist) { $0.painted(color, fillOnly: name != "set_color" && name != "set_c") }
      }
    case "set_edgecolor", "set_ec":
      return set { value, session in
        let color = try session.plotColor(value)
        change(artist) { $0.edged(color) }
      }
    case "set_alpha":
      return set { value, session in
        let opacity = value.isNone ? 1 : try session.double(value)
        change(artist) { $0.faded(opacity) }
      }
    case "set_visible":
      return set { value, session in
        let isVisible = try session.isTrue(value)
        for index in artist.items.indices { artist.items[index].isVisible = isVisible }
      }
    case "set_linewidth", "set_lw":
      return set { value, session in
        let width = try session.double(value)
        change(artist) { $0.stroked(width: width * FigureLimits.unitsPerPoint) }
      }
    case "set_linestyle", "set_ls":
      return set { value, session in
        let dashes = try LineLook.dashes(value, session)
        change(artist) { $0.stroked(dashes: dashes) }
      }
    case "set_zorder":
      return set { value, session in
        let order = try session.double(value)
        change(artist) { $0.reordered(order) }
      }
    case "remove":
      return get {
        artist.axes?.children.removeAll { $0 === artist }
        if artist.name == "Legend" { artist.axes?.legend = nil }
        return .none
      }
    case "set_clim":
      return makeMethod(name, "vmin=None, vmax=None") { bound, session in
        try Colorbars.setLimits(artist, bound[0] ?? .none, bound[1] ?? .none, session)
        return .none
      }
    case "set_text", "set_title", "set_fontsize", "set_rotation", "set_position", "set_bbox",
      "set_antialiased", "set_rasterized", "set_clip_on", "set_animated", "set_in_layout",
      "set_picker", "set_draggable", "set_path_effects", "set_horizontalalignment", "set_ha",
      "set_verticalalignment", "set_va", "set_size":
      return PlotTextMethods.method(name, of: artist)
    default: return nil
    }
  }

  private static func numbers(_ artist: PlotArtist, _ path: KeyPath<FigureLine, [Double]>) -> Value
  {
    if let sources = artist.sources, path == \.x || path == \.y {
      return .object(ArrayObject((path == \.x ? sources.x : sources.y).copy()))
    }
    guard case .line(let line)? = artist.items.first?.artist else { return .none }
    let values = line[keyPath: path]
    return .object(ArrayObject(NDArray(values, shape: [values.count])))
  }

  private static func color(_ artist: PlotArtist) -> FigureColor {
    switch artist.items.first?.artist {
    case .line(let line): line.stroke?.color ?? line.marker?.fill ?? .black
    case .points(let points): points.fills.first ?? .black
    case .bars(let bars): bars.fills.first ?? .black
    case .area(let area): area.fill ?? .black
    case .text(let text): text.color
    default: .black
    }
  }

  private static func setLine(_ artist: PlotArtist, x: Value?, y: Value?, _ session: Session) throws
  {
    guard case .line(var line)? = artist.items.first?.artist else { return }
    if let sources = artist.sources {
      artist.sources = (
        try x.map { try session.plotArray($0).copy() } ?? sources.x,
        try y.map { try session.plotArray($0).copy() } ?? sources.y
      )
    }
    if let x { line.x = try session.plotNumbers(x) }
    if let y { line.y = try session.plotNumbers(y) }
    line.count = min(line.x.count, line.y.count)
    artist.items[0].artist = .line(line)
  }

  static func change(_ artist: PlotArtist, _ body: (FigureArtist) -> FigureArtist) {
    for index in artist.items.indices {
      artist.items[index].artist = body(artist.items[index].artist)
    }
  }
}

/// What texts can be told after they were placed.
enum PlotTextMethods {
  static func method(_ name: String, of artist: PlotArtist) -> Value? {
    makeMethod(name, "value=None, *args, **kwargs") { bound, session in
      let value = bound[0] ?? .none
      func change(_ body: (inout FigureText) throws -> Void) rethrows {
        for index in artist.items.indices {
          if case .text(var text) = artist.items[index].artist {
            try body(&text)
            artist.items[index].artist = .text(text)
          }
        }
      }
      switch name {
      case "set_text": try change { $0.text = try session.string(value) }
      case "set_fontsize", "set_size":
        let size = try session.plotTextSize(value) ?? FigureLimits.textSize
        change { $0.size = size }
        if artist.name == "Legend" { artist.axes?.legend?.size = size }
      case "set_rotation":
        let angle = try session.double(value)
        change { $0.rotation = angle }
      case "set_title" where artist.name == "Legend":
        artist.axes?.legend?.title = try session.string(value)
      default: break
      }
      return .none
    }
  }
}

extension FigureArtist {
  func named(_ label: String) -> FigureArtist {
    switch self {
    case .line(var line):
      line.label = label
      return .line(line)
    case .points(var points):
      points.label = label
      return .points(points)
    case .bars(var bars):
      bars.label = label
      return .bars(bars)
    case .area(var area):
      area.label = label
      return .area(area)
    default: return self
    }
  }

  func painted(_ color: FigureColor, fillOnly: Bool) -> FigureArtist {
    switch self {
    case .line(var line):
      if !fillOnly { line.stroke?.color = color }
      if line.marker?.fill != nil { line.marker?.fill = color }
      if !fillOnly { line.marker?.edge?.color = color }
      return .line(line)
    case .points(var points):
      points.fills = [color]
      if !fillOnly { points.edges = [color] }
      return .points(points)
    case .bars(var bars):
      bars.fills = [color]
      return .bars(bars)
    case .area(var area):
      area.fill = color
      return .area(area)
    case .text(var text):
      text.color = color
      return .text(text)
    default: return self
    }
  }

  func edged(_ color: FigureColor) -> FigureArtist {
    let stroke = FigureStroke(color, width: FigureLimits.unitsPerPoint)
    switch self {
    case .bars(var bars):
      bars.edge = stroke
      return .bars(bars)
    case .area(var area):
      area.edge = stroke
      return .area(area)
    case .points(var points):
      points.edges = [color]
      return .points(points)
    default: return self
    }
  }

  func faded(_ opacity: Double) -> FigureArtist {
    func faded(_ color: FigureColor) -> FigureColor { color.with(opacity: opacity) }
    switch self {
    case .line(var line):
      line.stroke = line.stroke.map {
        FigureStroke(faded($0.color), width: $0.width, dashes: $0.dashes)
      }
      if let fill = line.marker?.fill { line.marker?.fill = faded(fill) }
      line.marker?.edge?.color.alpha = FigureColor.black.with(opacity: opacity).alpha
      return .line(line)
    case .points(var points):
      points.fills = points.fills.map(faded)
      points.edges = points.edges.map(faded)
      return .points(points)
    case .bars(var bars):
      bars.fills = bars.fills.map(faded)
      return .bars(bars)
    case .area(var area):
      area.fill = area.fill.map(faded)
      return .area(area)
    case .image(var image):
      image.palette = image.palette.map(faded)
      return .image(image)
    case .arrows(var arrows):
      arrows.fills = arrows.fills.map(faded)
      return .arrows(arrows)
    case .text(var text):
      text.color = faded(text.color)
      return .text(text)
    }
  }

  func stroked(width: Double) -> FigureArtist {
    switch self {
    case .line(var line):
      line.stroke?.width = width
      return .line(line)
    case .bars(var bars):
      bars.edge?.width = width
      return .bars(bars)
    case .area(var area):
      area.edge?.width = width
      return .area(area)
    default: return self
    }
  }

  func stroked(dashes: [Double]?) -> FigureArtist {
    guard case .line(var line) = self else { return self }
    if let dashes, let stroke = line.stroke {
      line.stroke?.dashes = dashes.map { $0 * stroke.width }
    } else if dashes == nil {
      line.stroke = nil
    }
    return .line(line)
  }
}
