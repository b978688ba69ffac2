import Arrays
import Autodiff
import LessonOutput

/// How a filled shape looks.
struct FillLook {
  var fill: FigureColor?
  var edge: FigureColor?
  var edgeWidth: Double?
  var opacity: Double?
  var label = ""
  var order = 1.0
  var isFilled = true
  var isVisible = true
  var dashes: [Double] = []

  mutating func read(_ arguments: inout PlotArguments) throws {
    let session = arguments.session
    if let value = arguments.some(nil, "color") {
      fill = try session.plotColors(value).first
      edge = fill
    }
    if let value = arguments.some(nil, "facecolor", "fc", "facecolors") {
      fill = try session.plotColors(value).first
    }
    if let value = arguments.some(nil, "edgecolor", "ec", "edgecolors") {
      edge = value.text == "face" ? fill : try session.plotColors(value).first
    }
    edgeWidth = try arguments.some(nil, "linewidth", "lw", "linewidths").map {
      try session.plotNumbers($0.number != nil ? .list([$0]) : $0).first ?? 1
    }
    opacity = try arguments.number(nil, "alpha")
    label = try arguments.text(nil, "label") ?? ""
    if let value = try arguments.number(nil, "zorder") { order = value }
    if let value = try arguments.flag(nil, "fill") { isFilled = value }
    if let value = try arguments.flag(nil, "visible") { isVisible = value }
    if let value = arguments.take(nil, "linestyle", "ls", "linestyles") {
      dashes = try LineLook.dashes(value, session) ?? []
    }
  }

  func faded(_ color: FigureColor) -> FigureColor {
    opacity.map { color.alpha == 0 ? color : color.with(opacity: $0) } ?? color
  }

  /// The edge, where one was asked for or shapes of this kind have one.
  func stroke(_ ordinary: Double?) -> FigureStroke? {
    guard let width = edgeWidth ?? ordinary, width > 0, let edge else { return nil }
    return LineLook.stroke(faded(edge), width: width, dashes: dashes)
  }
}

/// Filled shapes: bands, spans, pies, polygons.
enum AxesAreas {
  static func fillBetween(
    _ axes: AxesObject, _ arguments: inout PlotArguments, isAcross: Bool
  ) throws -> Value {
    let session = arguments.session
    let along = try AxesLines.places(
      arguments.required(0, isAcross ? "y" : "x"), axes, isX: !isAcross, session
    ).doubles
    func side(_ place: Int, _ name: String) throws -> [Double] {
      guard let value = arguments.some(place, name) else {
        return Array(repeating: 0, count: along.count)
      }
      let array = value.number != nil ? nil : try session.plotArray(value)
      guard let array, array.count != 1 else {
        let number = try array?.doubles.first ?? session.double(value)
        return Array(repeating: number, count: along.count)
      }
      guard array.count == along.count else {
        throw PythonError.value(
          "operands could not be broadcast together with shapes (\(along.count),) (\(array.count),)",
          hint: "each edge of the band has one number for each place")
      }
      return array.doubles
    }
    let first = try side(1, isAcross ? "x1" : "y1")
    let second = try side(2, isAcross ? "x2" : "y2")
    let mask = try arguments.some(3, "where").map { try session.plotNumbers($0).map { $0 != 0 } }
    if let mask, mask.count != along.count {
      throw PythonError.value("where size (\(mask.count)) does not match 'x' size (\(along.count))")
    }
    let step = try arguments.text(nil, "step")
    _ = arguments.take(nil, "interpolate")
    var look = FillLook()
    try look.read(&arguments)
    let fill = look.fill ?? axes.nextFillColor(session)
    // One ring for each run of places that are to be filled.
    var rings: [FigureArea.Ring] = []
    var run: [Int] = []
    func flush() {
      guard run.count > 1 else { return run = [] }
      var places = run.map { along[$0] }
      var (low, high) = (run.map { first[$0] }, run.map { second[$0] })
      if let step {
        let lower = AxesLines.stepped(places, low, step)
        let upper = AxesLines.stepped(places, high, step)
        (places, low, high) = (lower.0, lower.1, upper.1)
      }
      let (a, b) = (places + places.reversed(), low + high.reversed())
      rings.append(isAcross ? .init(x: b, y: a) : .init(x: a, y: b))
      run = []
    }
    for index in along.indices {
      let isIn =
        (mask?[index] ?? true) && along[index].isFinite && first[index].isFinite
        && second[index].isFinite
      if isIn { run.append(index) } else { flush() }
    }
    flush()
    var area = FigureArea(
      role: .band, rings: rings, fill: look.isFilled ? look.faded(fill) : nil)
    area.edge = look.stroke(look.edge == nil ? nil : 1)
    area.label = look.label
    area.order = look.order
    return .object(
      axes.add(
        PlotArtist("FillBetweenPolyCollection", [DraftArtist(.area(area))], label: look.label)))
  }

  static func fill(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let values = arguments.takeRest()
    var look = FillLook()
    try look.read(&arguments)
    var made: [Value] = []
    var rest = values[...]
    while let x = rest.popFirst() {
      guard let y = rest.popFirst() else {
        throw PythonError.type("fill() takes x and y for each polygon")
      }
      var color = look.fill
      if let format = rest.first?.text {
        color = try color ?? session.plotColor(.string(format))
        rest.removeFirst()
      }
      var area = FigureArea(
        role: .fill,
        rings: [.init(x: try session.plotNumbers(x), y: try session.plotNumbers(y))],
        fill: look.isFilled ? look.faded(color ?? axes.nextFillColor(session)) : nil)
      area.edge = look.stroke(look.edge == nil ? nil : 1)
      area.label = look.label
      area.order = look.order
      made.append(
        .object(axes.add(PlotArtist("Polygon", [DraftArtist(.area(area))], label: look.label))))
    }
    return .list(made)
  }

  static func stack(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let x = try session.plotNumbers(arguments.required(0, "x"))
    let labels = try arguments.some(nil, "labels").map { try session.plotLabels($0) } ?? []
    let colors = try arguments.some(nil, "colors").map { try session.plotColors($0) } ?? []
    let opacity = try arguments.number(nil, "alpha")
    if let base = try arguments.text(nil, "baseline"), base != "zero" {
      throw PythonError.refused("`baseline='\(base)'` of stackplot", hint: "'zero' works")
    }
    var rows: [[Double]] = []
    for value in arguments.takeRest() {
      let array = try session.plotArray(value)
      let numbers = array.doubles
      if array.dimensions == 2 {
        rows += (0..<array.shape[0]).map {
          Array(numbers[$0 * array.shape[1]..<($0 + 1) * array.shape[1]])
        }
      } else {
        rows.append(numbers)
      }
    }
    guard rows.allSatisfy({ $0.count == x.count }) else {
      throw PythonError.value(
        "each row of stackplot has one number for each of the \(x.count) places")
    }
    var below = Array(repeating: 0.0, count: x.count)
    var made: [Value] = []
    for (index, row) in rows.enumerated() {
      let above = zip(below, row).map(+)
      let color = colors.isEmpty ? axes.nextLineColor(session) : colors[index % colors.count]
      var area = FigureArea(
        role: .band, rings: [.init(x: x + x.reversed(), y: below + above.reversed())],
        fill: opacity.map { color.with(opacity: $0) } ?? color)
      area.label = labels.indices.contains(index) ? labels[index] : ""
      var item = DraftArtist(.area(area))
      item.stickyY = [0]
      made.append(.object(axes.add(PlotArtist("PolyCollection", [item], label: area.label))))
      below = above
    }
    return .list(made)
  }

  static func span(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    let isHorizontal = name == "axhspan"
    let from = try session.double(arguments.required(0, isHorizontal ? "ymin" : "xmin"))
    let to = try session.double(arguments.required(1, isHorizontal ? "ymax" : "xmax"))
    let low = try arguments.number(2, isHorizontal ? "xmin" : "ymin") ?? 0
    let high = try arguments.number(3, isHorizontal ? "xmax" : "ymax") ?? 1
    var look = FillLook()
    try look.read(&arguments)
    let fill = look.fill ?? ColorNames.cycle[0]
    if look.edge == nil { look.edge = fill }
    var bars =
      isHorizontal
      ? FigureBars(
        role: .span, left: [low], bottom: [from], width: [high - low], height: [to - from],
        fills: [look.faded(fill)])
      : FigureBars(
        role: .span, left: [from], bottom: [low], width: [to - from], height: [high - low],
        fills: [look.faded(fill)])
    bars.coordinates = isHorizontal ? .acrossWidth : .acrossHeight
    bars.edge = look.stroke(1)
    bars.label = look.label
    bars.order = look.order
    return .object(axes.add(PlotArtist("Rectangle", [DraftArtist(.bars(bars))], label: look.label)))
  }

  static func pie(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let numbers = try session.plotNumbers(arguments.required(0, "x"))
    let offsets = try arguments.some(1, "explode").map { try session.plotNumbers($0) }
    let labels = try arguments.some(2, "labels").map { try session.plotLabels($0) }
    let colors = try arguments.some(3, "colors").map { try session.plotColors($0) }
    let percent = arguments.some(4, "autopct")
    let distance = try arguments.number(nil, "labeldistance") ?? 1.1
    let inner = try arguments.number(nil, "pctdistance") ?? 0.6
    let start = try arguments.number(nil, "startangle") ?? 0
    let radius = try arguments.number(nil, "radius") ?? 1
    let isForward = try arguments.flag(nil, "counterclock") ?? true
    _ = arguments.take(nil, "shadow", "textprops", "frame", "rotatelabels", "normalize")
    let total = numbers.reduce(0, +)
    guard numbers.allSatisfy({ $0 >= 0 }), total > 0 || numbers.isEmpty else {
      throw PythonError.value("Wedge sizes 'x' must be non negative values")
    }
    axes.settings.aspect = 1
    axes.settings.isShown = false
    (axes.settings.x.low, axes.settings.x.high) = (-1.25, 1.25)
    (axes.settings.y.low, axes.settings.y.high) = (-1.25, 1.25)
    var wedges: [Value] = []
    var (names, shares) = ([Value](), [Value]())
    var angle = start / 360
    for (index, number) in numbers.prefix(200).enumerated() {
      let share = total > 0 ? number / total : 0
      let next = angle + (isForward ? share : -share)
      let middle = (angle + next) * Double.pi
      let offset = offsets.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? 0
      let (cx, cy) = (offset * FigureMath.cosine(middle), offset * FigureMath.sine(middle))
      let steps = max(2, FigureMath.whole(share * 90) + 1)
      var ring = FigureArea.Ring(x: [cx], y: [cy])
      for step in 0...steps {
        let turn = (angle + (next - angle) * Double(step) / Double(steps)) * 2 * Double.pi
        ring.x.append(cx + radius * FigureMath.cosine(turn))
        ring.y.append(cy + radius * FigureMath.sine(turn))
      }
      let color =
        colors.map { $0.isEmpty ? .black : $0[index % $0.count] } ?? axes.nextFillColor(session)
      var area = FigureArea(role: .pie, rings: [ring], fill: color)
      let label = labels.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? ""
      area.label = label
      wedges.append(
        .object(axes.add(PlotArtist("Wedge", [DraftArtist(.area(area))], label: label))))
      func place(_ text: String, _ distance: Double, _ align: FigureAlign) -> Value {
        var item = FigureText(
          text, x: cx + distance * radius * FigureMath.cosine(middle),
          y: cy + distance * radius * FigureMath.sine(middle))
        item.align = align
        item.vertical = .center
        return .object(axes.add(PlotArtist("Text", [DraftArtist(.text(item))])))
      }
      if labels != nil {
        names.append(place(label, distance, FigureMath.cosine(middle) >= 0 ? .left : .right))
      }
      if let percent {
        let text: String
        if percent.text != nil {
          text = try session.string(
            session.binary(.remainder, percent, .tuple([.float(share * 100)])))
        } else {
          text = try session.string(session.call(percent, Arguments([.float(share * 100)])))
        }
        shares.append(place(text, inner, .center))
      }
      angle = next
    }
    if labels == nil { names = wedges.map { _ in .object(PlotArtist("Text", [])) } }
    return .tuple(
      percent == nil
        ? [.list(wedges), .list(names)] : [.list(wedges), .list(names), .list(shares)])
  }
}
