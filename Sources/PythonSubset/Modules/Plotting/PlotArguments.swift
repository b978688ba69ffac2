import Arrays
import Autodiff
import LessonOutput

/// Arguments of a plotting function, taken one by one. What matplotlib knows and nobody takes is
/// not drawn, and told.
struct PlotArguments {
  let function: String
  let session: Session
  private var places: [Value?]
  private var keywords: [(name: String, value: Value)]

  init(_ function: String, _ arguments: Arguments, _ session: Session) {
    self.function = function
    self.session = session
    places = arguments.positional.map { $0 }
    keywords = arguments.keywords
  }

  /// All that was passed by position and not taken.
  mutating func takeRest() -> [Value] {
    let rest = places.compactMap { $0 }
    places = []
    return rest
  }

  /// What was passed at a place or by one of several names.
  mutating func take(_ place: Int?, _ names: String...) -> Value? {
    var found: Value?
    if let place, places.indices.contains(place), let value = places[place] {
      found = value
      places[place] = nil
    }
    for name in names {
      if let index = keywords.lastIndex(where: { $0.name == name }) {
        if found == nil { found = keywords[index].value }
        keywords.removeAll { $0.name == name }
      }
    }
    return found
  }

  /// The same, with None as nothing.
  mutating func some(_ place: Int?, _ names: String...) -> Value? {
    var found: Value?
    for (number, name) in names.enumerated() {
      if let value = take(number == 0 ? place : nil, name), found == nil { found = value }
    }
    if names.isEmpty, let value = take(place) { found = value }
    return found.flatMap { $0.isNone ? nil : $0 }
  }

  mutating func number(_ place: Int?, _ names: String...) throws -> Double? {
    for (index, name) in names.enumerated() {
      if let value = some(index == 0 ? place : nil, name) { return try session.double(value) }
    }
    return nil
  }

  mutating func text(_ place: Int?, _ names: String...) throws -> String? {
    for (index, name) in names.enumerated() {
      if let value = some(index == 0 ? place : nil, name) { return try session.string(value) }
    }
    return nil
  }

  mutating func flag(_ place: Int?, _ name: String) throws -> Bool? {
    try some(place, name).map { try session.isTrue($0) }
  }

  func has(_ name: String) -> Bool { keywords.contains { $0.name == name } }

  /// What must be passed.
  mutating func required(_ place: Int, _ name: String) throws -> Value {
    if let value = take(place, name) { return value }
    throw PythonError.type("\(function)() missing 1 required positional argument: '\(name)'")
  }

  /// Says which arguments had no effect.
  func finish() {
    for (name, value) in keywords where !value.isNone && !Self.silent.contains(name) {
      if case .bool(false) = value { continue }
      session.note("`\(name)=` of `\(function)` is not drawn by this version")
    }
  }

  /// Arguments that change nothing a reader sees.
  private static let silent: Set<String> = [
    "aa", "agg_filter", "animated", "antialiased", "antialiaseds", "block", "clear", "clip_box",
    "clip_on", "clip_path", "constrained", "dash_capstyle", "dash_joinstyle", "dpi", "figure",
    "filternorm", "filterrad", "gid", "in_layout", "interpolation_stage", "linespacing", "num",
    "path_effects", "picker", "pickradius", "plotnonfinite", "rasterized", "resample", "scalex",
    "scaley", "sketch_params", "snap", "solid_capstyle", "solid_joinstyle", "squeeze", "transform",
    "url", "use_gridspec", "usetex", "useblit", "visible", "which", "family", "fontfamily",
    "fontname", "fontproperties", "font_properties", "fontstretch", "name", "wrap", "numpoints",
    "scatterpoints", "markerscale", "fancybox", "shadow", "borderaxespad", "handletextpad",
    "labelspacing", "columnspacing", "handlelength", "borderpad", "alignment", "emit", "auto",
    "capstyle", "joinstyle", "zorder", "pad", "h_pad", "w_pad", "rect", "nchunk", "corner_mask",
    "algorithm", "drawedges", "spacing", "format", "layout", "constrained_layout", "forward",
    "subplot_kw", "per_subplot_kw", "labelpad", "bbox_inches",
  ]
}

extension Pyplot {
  /// Says once that a function of matplotlib is not drawn.
  static func undrawn(_ name: String, _ session: Session) {
    session.note("`\(name)` is accepted and not drawn by this version")
  }
}
