/// A table of colours for numbers from 0 to 1.
package struct ColorMap: Hashable, Sendable {
  package var name: String
  package var colors: [FigureColor]
  package var under: FigureColor?
  package var over: FigureColor?
  /// For what is not a number.
  package var bad = FigureColor.clear

  package init(name: String, colors: [FigureColor]) {
    self.name = name
    self.colors = colors.isEmpty ? [.black] : colors
  }

  /// Colours between those given, in so many steps.
  package init(
    name: String, blending stops: [(place: Double, color: FigureColor)], count: Int = 256
  ) {
    var colors: [FigureColor] = []
    var piece = 0
    for step in 0..<max(1, count) {
      let place = count > 1 ? Double(step) / Double(count - 1) : 0
      while piece + 2 < stops.count, stops[piece + 1].place < place { piece += 1 }
      guard piece + 1 < stops.count else {
        colors.append(stops.last?.color ?? .black)
        continue
      }
      let (a, b) = (stops[piece], stops[piece + 1])
      let weight = b.place > a.place ? min(1, max(0, (place - a.place) / (b.place - a.place))) : 1
      func mixed(_ part: KeyPath<FigureColor, UInt8>) -> Double {
        (Double(a.color[keyPath: part]) * (1 - weight) + Double(b.color[keyPath: part]) * weight)
          / 255
      }
      colors.append(
        FigureColor(
          red: mixed(\.red), green: mixed(\.green), blue: mixed(\.blue), alpha: mixed(\.alpha)))
    }
    self.init(name: name, colors: colors)
  }

  /// The colour of a number from 0 to 1.
  package func color(_ fraction: Double) -> FigureColor {
    if fraction.isNaN { return bad }
    if fraction < 0 { return under ?? colors[0] }
    if fraction > 1 { return over ?? colors[colors.count - 1] }
    return colors[min(colors.count - 1, Int(fraction * Double(colors.count)))]
  }

  /// The same map turned round.
  package var reversed: ColorMap {
    var map = ColorMap(
      name: name.hasSuffix("_r") ? String(name.dropLast(2)) : name + "_r",
      colors: colors.reversed())
    (map.under, map.over, map.bad) = (over, under, bad)
    return map
  }

  /// The same map in fewer or more steps.
  package func resampled(_ count: Int) -> ColorMap {
    guard count > 0, count <= 4096 else { return self }
    let steps = (0..<count).map { step in
      color(count == 1 ? 0 : Double(step) / Double(count - 1))
    }
    var map = ColorMap(name: name, colors: steps)
    (map.under, map.over, map.bad) = (under, over, bad)
    return map
  }

  /// A map by matplotlib's name; `_r` at its end turns it round.
  package static func named(_ name: String) -> ColorMap? {
    if name.hasSuffix("_r"), let map = named(String(name.dropLast(2))) { return map.reversed }
    let known = aliases[name] ?? name
    if let text = ColorMapTables.continuous[known] {
      let bytes = self.bytes(text)
      let stops = stride(from: 0, to: bytes.count - 3, by: 4).map {
        (Double(bytes[$0]) / 255, FigureColor(bytes[$0 + 1], bytes[$0 + 2], bytes[$0 + 3]))
      }
      return ColorMap(name: name, blending: stops.map { (place: $0.0, color: $0.1) })
    }
    if let text = ColorMapTables.lists[known] {
      let bytes = self.bytes(text)
      return ColorMap(
        name: name,
        colors: stride(from: 0, to: bytes.count - 2, by: 3).map {
          FigureColor(bytes[$0], bytes[$0 + 1], bytes[$0 + 2])
        })
    }
    return nil
  }

  package static var names: [String] {
    let known =
      Array(ColorMapTables.continuous.keys) + ColorMapTables.lists.keys + aliases.keys
    return known.sorted() + known.sorted().map { $0 + "_r" }
  }

  private static let aliases = [
    "grey": "gray", "gist_gray": "gray", "gist_grey": "gray",
    "Grays": "Greys", "gist_yarg": "binary",
  ]

  private static func bytes(_ text: String) -> [UInt8] {
    let digits = text.utf8.map { $0 <= 57 ? $0 &- 48 : $0 &- 87 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// How numbers become places in a colour map.
package struct ColorScale: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case linear
    case log
    case symlog(threshold: Double)
    case power(Double)
    /// Straight on both sides of a centre that becomes ½.
    case centered(Double)
    /// Steps at these numbers.
    case boundaries([Double])
    /// Numbers are colours of the map, by index.
    case index
  }
  package var kind = Kind.linear
  package var low: Double?
  package var high: Double?
  package init(_ kind: Kind = .linear, low: Double? = nil, high: Double? = nil) {
    self.kind = kind
    self.low = low
    self.high = high
  }

  /// Limits that were not given are those of the data.
  package mutating func fit(_ values: some Sequence<Double>) {
    if low != nil, high != nil { return }
    var (least, most) = (Double.infinity, -Double.infinity)
    let needsPositive = kind == .log
    for value in values where value.isFinite && (!needsPositive || value > 0) {
      least = min(least, value)
      most = max(most, value)
    }
    guard least <= most else { return }
    low = low ?? least
    high = high ?? most
  }

  /// The place of a number, 0 to 1 between the limits.
  package func fraction(_ value: Double, of map: ColorMap) -> Double {
    if value.isNaN { return .nan }
    switch kind {
    case .index: return (value + 0.5) / Double(map.colors.count)
    case .boundaries(let edges):
      guard edges.count > 1, value >= edges[0] else { return -1 }
      if value > edges[edges.count - 1] { return 2 }
      let bin = min(edges.count - 2, (edges.firstIndex { $0 > value } ?? edges.count) - 1)
      let bins = edges.count - 1
      return bins == 1 ? 0 : Double(bin) / Double(bins - 1)
    default: break
    }
    guard let low, let high else { return 0 }
    if low == high { return 0 }
    switch kind {
    case .log:
      let scale = FigureScale(.log)
      guard low > 0, value > 0 else { return .nan }
      let (a, b) = (scale.transformed(low), scale.transformed(high))
      return (scale.transformed(value) - a) / (b - a)
    case .symlog(let threshold):
      let scale = FigureScale(.symlog, threshold: threshold)
      let (a, b) = (scale.transformed(low), scale.transformed(high))
      return (scale.transformed(value) - a) / (b - a)
    case .power(let gamma): return FigureMath.power((value - low) / (high - low), gamma)
    case .centered(let center):
      return value < center
        ? 0.5 * (value - low) / (center - low) : 0.5 + 0.5 * (value - center) / (high - center)
    default: return (value - low) / (high - low)
    }
  }

  package func color(_ value: Double, in map: ColorMap) -> FigureColor {
    map.color(fraction(value, of: map))
  }
}
