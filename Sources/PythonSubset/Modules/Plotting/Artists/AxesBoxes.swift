import Arrays
import Autodiff
import LessonOutput

/// Box plots: quartiles, whiskers to the last point within 1.5 interquartile ranges, points beyond.
enum AxesBoxes {
  static func boxplot(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let data = try sets(arguments.required(0, "x"), session)
    let reach = try arguments.number(nil, "whis") ?? 1.5
    let places =
      try arguments.some(nil, "positions").map { try session.plotNumbers($0) }
      ?? data.indices.map { Double($0 + 1) }
    let widths = try arguments.some(nil, "widths").map {
      $0.number != nil ? [try session.double($0)] : try session.plotNumbers($0)
    }
    let labels = try arguments.some(nil, "tick_labels", "labels").map { try session.plotLabels($0) }
    let isUpright =
      try arguments.flag(nil, "vert") ?? (arguments.text(nil, "orientation") != "horizontal")
    let isFilled = try arguments.flag(nil, "patch_artist") ?? false
    let showsMean = try arguments.flag(nil, "showmeans") ?? false
    let showsFliers = try arguments.flag(nil, "showfliers") ?? true
    _ = arguments.take(nil, "notch", "sym", "manage_ticks")
    guard places.count == data.count else {
      throw PythonError.value(
        "List of boxplot statistics and `positions` values must have same the length")
    }
    let spread = (places.max() ?? 1) - (places.min() ?? 1)
    let width = min(0.5, max(0.15, 0.15 * spread))
    let result = DictionaryObject()
    var parts: [String: [Value]] = [:]
    for (index, values) in data.enumerated() {
      let sorted = values.filter(\.isFinite).sorted()
      guard !sorted.isEmpty else { continue }
      func quantile(_ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place.rounded(.down))
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
      }
      let (low, middle, high) = (quantile(0.25), quantile(0.5), quantile(0.75))
      let limit = reach * (high - low)
      let bottom = min(low, sorted.first { $0 >= low - limit } ?? low)
      let top = max(high, sorted.last { $0 <= high + limit } ?? high)
      let half = (widths.map { $0[min(index, $0.count - 1)] } ?? width) / 2
      let place = places[index]
      let (left, right) = (place - half, place + half)
      func line(_ x: [Double], _ y: [Double], _ color: FigureColor) -> PlotArtist {
        var look = LineLook(session)
        look.width = 1
        return AxesLines.line(
          isUpright ? x : y, isUpright ? y : x, look, color, role: .box)
      }
      func keep(_ name: String, _ artist: PlotArtist) {
        axes.add(artist)
        parts[name, default: []].append(.object(artist))
      }
      if isFilled {
        let (x, y) = ([left, right, right, left], [low, low, high, high])
        var area = FigureArea(
          role: .box, rings: [isUpright ? .init(x: x, y: y) : .init(x: y, y: x)],
          fill: ColorNames.cycle[0])
        area.edge = LineLook.stroke(.black, width: 1)
        keep("boxes", PlotArtist("PathPatch", [DraftArtist(.area(area))]))
      } else {
        keep(
          "boxes", line([left, right, right, left, left], [low, low, high, high, low], .black))
      }
      keep("whiskers", line([place, place], [low, bottom], .black))
      keep("whiskers", line([place, place], [high, top], .black))
      keep("caps", line([place - half / 2, place + half / 2], [bottom, bottom], .black))
      keep("caps", line([place - half / 2, place + half / 2], [top, top], .black))
      keep("medians", line([left, right], [middle, middle], ColorNames.cycle[1]))
      if showsMean {
        var look = LineLook(session)
        look.marker = .triangleUp
        look.dashes = nil
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        keep(
          "means",
          AxesLines.line(
            isUpright ? [place] : [mean], isUpright ? [mean] : [place], look, ColorNames.cycle[2],
            role: .box))
      }
      if showsFliers {
        let far = sorted.filter { $0 < bottom || $0 > top }
        var look = LineLook(session)
        look.marker = .circle
        look.markerIsHollow = true
        look.dashes = nil
        let places = far.map { _ in place }
        keep(
          "fliers",
          AxesLines.line(
            isUpright ? places : far, isUpright ? far : places, look, .black, role: .box))
      }
    }
    func ticks(_ axis: inout AxisDraft) {
      axis.ticks = places
      axis.tickLabels = labels ?? places.map { FigureMath.general($0, digits: 6) }
      if let first = places.min(), let last = places.max() {
        (axis.low, axis.high) = (first - 0.5, last + 0.5)
      }
    }
    if isUpright { ticks(&axes.settings.x) } else { ticks(&axes.settings.y) }
    for name in ["whiskers", "caps", "boxes", "medians", "fliers", "means"] {
      try result.set(.string(name), .list(parts[name] ?? []), session)
    }
    return .object(result)
  }

  private static func sets(_ value: Value, _ session: Session) throws -> [[Double]] {
    if let sequence = value.asObject(SequenceObject.self), let first = sequence.items.first,
      first.number == nil
    {
      return try sequence.items.map { try session.plotNumbers($0) }
    }
    let array = try session.plotArray(value)
    guard array.dimensions == 2 else { return [array.doubles] }
    let (numbers, columns) = (array.doubles, array.shape[1])
    return (0..<min(columns, 200)).map { column in
      stride(from: column, to: numbers.count, by: max(1, columns)).map { numbers[$0] }
    }
  }
}
