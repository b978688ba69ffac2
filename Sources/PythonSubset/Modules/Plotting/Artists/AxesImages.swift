import Arrays
import Autodiff
import LessonOutput

/// Images of numbers or colours.
enum AxesImages {
  static func show(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments) throws
    -> Value
  {
    let session = arguments.session
    let array = try session.plotArray(arguments.required(0, name == "imshow" ? "X" : "Z"))
    var map = try session.plotColorMap(arguments.some(1, "cmap"))
    var scale = try session.plotColorScale(&arguments)
    var (shape, numbers) = (array.shape, array.doubles)
    // One channel is no channel.
    if shape.count == 3, shape[2] == 1 { shape.removeLast() }
    guard shape.count == 2 || shape.count == 3 && (3...4).contains(shape[2]) else {
      throw PythonError.type(
        "Invalid shape \(pythonShape(array.shape)) for image data",
        hint: "an image is (rows, columns) or (rows, columns, 3); channels come last: "
          + "`x.transpose(1, 2, 0)`")
    }
    try session.charge(elements: array.count * 4)
    let (rows, columns) = (shape[0], shape[1])
    let aspect = arguments.take(nil, "aspect")
    let interpolation = try arguments.text(nil, "interpolation")
    let opacity = arguments.some(nil, "alpha").flatMap { $0.number } ?? 1
    let origin =
      try arguments.text(nil, "origin") ?? (name == "imshow" ? session.plotting.origin : "upper")
    let extent = try arguments.some(nil, "extent").map { try session.plotNumbers($0) }
    let order = try arguments.number(nil, "zorder") ?? 0
    _ = arguments.take(nil, "precision", "markersize", "marker", "label")
    guard origin == "upper" || origin == "lower" else {
      throw PythonError.value(
        "'\(origin)' is not a valid value for origin; supported values are 'upper', 'lower'")
    }
    guard extent?.count ?? 4 == 4 else {
      throw PythonError.value("extent is [left, right, bottom, top]")
    }
    if name == "spy" {
      numbers = numbers.map { $0 != 0 ? 1 : 0 }
      map = (ColorMap.named("binary") ?? map)
      scale = ColorScale(low: 0, high: 1)
    }
    guard rows > 0, columns > 0 else {
      // Nothing to draw, but the limits are matplotlib's.
      return .object(axes.add(PlotArtist("AxesImage", [])))
    }
    var image: FigureImage
    if shape.count == 2 {
      scale.fit(numbers)
      image = ImageCells.image(
        numbers, rows: rows, columns: columns, map, scale, opacity: opacity)
    } else {
      if array.dtype.isInteger { numbers = numbers.map { $0 / 255 } }
      image = ImageCells.image(
        parts: numbers, rows: rows, columns: columns, channels: shape[2], opacity: opacity)
    }
    // The first row stands at the top edge, or at the bottom one where the origin is there.
    var edges =
      extent
      ?? (origin == "upper"
        ? [-0.5, Double(columns) - 0.5, Double(rows) - 0.5, -0.5]
        : [-0.5, Double(columns) - 0.5, -0.5, Double(rows) - 0.5])
    let isTurned = edges[3] < edges[2]
    if isTurned == (origin == "upper") { image.flip() }
    if isTurned {
      edges.swapAt(2, 3)
      axes.settings.y.isInverted = true
    }
    if edges[0] > edges[1] {
      image.mirror()
      edges.swapAt(0, 1)
      axes.settings.x.isInverted = true
    }
    image.extent = edges
    image.order = order
    image.isSmooth =
      interpolation.map { !["none", "nearest", "antialiased", "auto"].contains($0) } ?? false
    if let aspect, let text = aspect.text {
      axes.settings.aspect = text == "auto" ? nil : 1
    } else if let ratio = aspect?.number {
      axes.settings.aspect = ratio > 0 ? ratio : 1
    } else {
      axes.settings.aspect = 1
    }
    if name != "imshow" {
      axes.settings.x.side = .top
      let locator = TickLocator(gaps: 9, isInteger: true)
      (axes.settings.x.locator, axes.settings.y.locator) = (locator, locator)
    }
    var item = DraftArtist(.image(image))
    item.stickyX = [edges[0], edges[1]]
    item.stickyY = [edges[2], edges[3]]
    let artist = PlotArtist("AxesImage", [item])
    if shape.count == 2 {
      artist.colors = PlotArtist.ColorSource(map: map, scale: scale, opacity: opacity)
      artist.numbers = numbers
      artist.isFlipped = isTurned == (origin == "upper")
    }
    return .object(axes.add(artist))
  }

  // MARK: Meshes

  static func mesh(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let values = arguments.takeRest()
    guard values.count == 1 || values.count == 3, let last = values.last else {
      throw PythonError.type(
        "\(arguments.function)() takes 1 or 3 positional arguments but \(values.count) were given")
    }
    let array = try session.plotArray(last)
    guard array.dimensions == 2 else {
      throw PythonError.value(
        "C must be 2-D, not of shape \(pythonShape(array.shape))")
    }
    try session.charge(elements: array.count * 4)
    let (rows, columns) = (array.shape[0], array.shape[1])
    let map = try session.plotColorMap(arguments.some(nil, "cmap"))
    let scale = try session.plotColorScale(&arguments)
    let opacity = try arguments.number(nil, "alpha")
    _ = arguments.take(
      nil, "shading", "edgecolors", "edgecolor", "linewidth", "linewidths", "label")
    var xs = (0...columns).map(Double.init)
    var ys = (0...rows).map(Double.init)
    if values.count == 3 {
      xs = try edges(values[0], columns, isX: true, session)
      ys = try edges(values[1], rows, isX: false, session)
    }
    return .object(
      axes.add(
        mesh(array.doubles, rows: rows, columns: columns, x: xs, y: ys, map, scale, opacity)))
  }

  /// Edges of cells along an axis, from edges or middles, in one or two dimensions.
  private static func edges(_ value: Value, _ count: Int, isX: Bool, _ session: Session) throws
    -> [Double]
  {
    let array = try session.plotArray(value)
    var numbers = array.doubles
    if array.dimensions == 2 {
      let columns = array.shape[1]
      guard columns > 0 else { return (0...count).map(Double.init) }
      let first =
        isX
        ? Array(numbers.prefix(columns))
        : stride(from: 0, to: numbers.count, by: columns).map { numbers[$0] }
      // Places that differ from row to row would need other cells than rectangles.
      let isRegular = numbers.indices.allSatisfy { index in
        numbers[index] == first[isX ? index % columns : index / columns]
      }
      if !isRegular {
        session.note("a mesh whose cells are not upright rectangles is drawn as if they were")
      }
      numbers = first
    }
    if numbers.count == count + 1 { return numbers }
    guard numbers.count == count, count > 0 else {
      throw PythonError.type(
        "Dimensions of C are incompatible with \(isX ? "X" : "Y")",
        hint: "\(count) cells need \(count) middles or \(count + 1) edges, not \(numbers.count)")
    }
    if count == 1 { return [numbers[0] - 0.5, numbers[0] + 0.5] }
    var edges = [numbers[0] - (numbers[1] - numbers[0]) / 2]
    for (a, b) in zip(numbers, numbers.dropFirst()) { edges.append((a + b) / 2) }
    edges.append(numbers[count - 1] + (numbers[count - 1] - numbers[count - 2]) / 2)
    return edges
  }

  /// Cells of equal sizes become an image, others rectangles.
  static func mesh(
    _ values: [Double], rows: Int, columns: Int, x: [Double], y: [Double], _ map: ColorMap,
    _ given: ColorScale, _ opacity: Double?
  ) -> PlotArtist {
    var scale = given
    scale.fit(values)
    func isEven(_ edges: [Double]) -> Bool {
      guard let first = edges.first, let last = edges.last, edges.count > 1 else { return false }
      let step = (last - first) / Double(edges.count - 1)
      return zip(edges, edges.dropFirst()).allSatisfy { abs($1 - $0 - step) < 1e-6 * abs(step) }
    }
    var items: [DraftArtist] = []
    if rows > 0, columns > 0 {
      if isEven(x) && isEven(y) || rows * columns > FigureLimits.mostBars {
        var image = ImageCells.image(
          values, rows: rows, columns: columns, map, scale, opacity: opacity ?? 1)
        image.flip()
        image.extent = [
          min(x[0], x[columns]), max(x[0], x[columns]), min(y[0], y[rows]), max(y[0], y[rows]),
        ]
        if x[0] > x[columns] { image.mirror() }
        if y[0] > y[rows] { image.flip() }
        items = [DraftArtist(.image(image))]
      } else {
        var bars = FigureBars(role: .image, left: [], bottom: [], width: [], height: [], fills: [])
        for row in 0..<rows {
          for column in 0..<columns {
            let value = values[row * columns + column]
            if value.isNaN { continue }
            bars.left.append(x[column])
            bars.width.append(x[column + 1] - x[column])
            bars.bottom.append(y[row])
            bars.height.append(y[row + 1] - y[row])
            let color = scale.color(value, in: map)
            bars.fills.append(opacity.map { color.with(opacity: $0) } ?? color)
          }
        }
        items = [DraftArtist(.bars(bars))]
      }
      items[0].stickyX = [x[0], x[columns]]
      items[0].stickyY = [y[0], y[rows]]
    }
    let artist = PlotArtist("QuadMesh", items)
    artist.colors = PlotArtist.ColorSource(map: map, scale: scale, opacity: opacity ?? 1)
    artist.numbers = values
    artist.isFlipped = true
    return artist
  }
}

extension FigureImage {
  /// The last row first.
  mutating func flip() {
    let old = cells
    for row in 0..<rows {
      for column in 0..<columns {
        cells[row * columns + column] = old[(rows - 1 - row) * columns + column]
      }
    }
  }

  /// The last column first.
  mutating func mirror() {
    let old = cells
    for row in 0..<rows {
      for column in 0..<columns {
        cells[row * columns + column] = old[row * columns + columns - 1 - column]
      }
    }
  }
}
