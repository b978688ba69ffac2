import Arrays
import Autodiff
import LessonOutput

/// Several axes at once: `subplots`, mosaics, grids whose parts become axes.
enum FigureGrids {
  static func subplots(_ figure: FigureObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    func count(_ place: Int, _ name: String) throws -> Int {
      let number = try arguments.take(place, name).map { try session.integer($0) } ?? 1
      guard number > 0, number <= 1000 else {
        throw PythonError.value(
          "Number of \(name == "nrows" ? "rows" : "columns") must be a "
            + "positive integer, not \(number)")
      }
      return number
    }
    let (rows, columns) = (try count(0, "nrows"), try count(1, "ncols"))
    guard rows * columns <= FigureLimits.mostSubplots else {
      throw PythonError.refused(
        "a figure of \(grouped(rows * columns)) axes",
        hint: "\(grouped(FigureLimits.mostSubplots)) are taken, \(FigureLimits.mostAxes) are drawn")
    }
    let squeeze = try arguments.flag(nil, "squeeze") ?? true
    let (shareX, shareY) = (
      try sharing(arguments.some(2, "sharex"), session),
      try sharing(arguments.some(3, "sharey"), session)
    )
    let widths = try ratios(&arguments, "width_ratios")
    let heights = try ratios(&arguments, "height_ratios")
    try keywords(&arguments, "gridspec_kw", figure, session)
    var projection: String?
    if let extra = arguments.some(nil, "subplot_kw")?.asObject(DictionaryObject.self) {
      projection = try extra.get(.string("projection"), session)?.text
    }
    try session.charge(elements: rows * columns * 256)
    var made: [AxesObject] = []
    for row in 0..<rows {
      for column in 0..<columns {
        var cell = FigureCell()
        (cell.rows, cell.columns, cell.row, cell.column) = (rows, columns, row, column)
        let axes = figure.newAxes(.cell(cell))
        axes.settings.widthRatios = widths ?? figure.gridWidths
        axes.settings.heightRatios = heights ?? figure.gridHeights
        if let projection { axes.leaveUndrawn(projection, session) }
        made.append(axes)
      }
    }
    for (index, axes) in made.enumerated() {
      let (row, column) = (index / columns, index % columns)
      if let leader = leader(shareX, row, column, columns, made) {
        axes.shareX(with: leader)
        if row < rows - 1 { axes.settings.x.areLabelsShown = false }
      }
      if let leader = leader(shareY, row, column, columns, made) {
        axes.shareY(with: leader)
        if column > 0 { axes.settings.y.areLabelsShown = false }
      }
    }
    figure.current = made.first { $0 === made.last }
    let items = made.map { Value.object($0) }
    if squeeze, items.count == 1 { return items[0] }
    let isFlat = squeeze && (rows == 1 || columns == 1)
    let places = NDArray(
      Array(items.indices), shape: isFlat ? [items.count] : [rows, columns])
    return .object(AxesGrid(ArrayObject(places), items))
  }

  private static func sharing(_ value: Value?, _ session: Session) throws -> String {
    guard let value else { return "none" }
    if let text = value.text { return text }
    return try session.isTrue(value) ? "all" : "none"
  }

  private static func leader(
    _ sharing: String, _ row: Int, _ column: Int, _ columns: Int, _ made: [AxesObject]
  ) -> AxesObject? {
    switch sharing {
    case "all": made[0]
    case "row": made[row * columns]
    case "col": made[column]
    default: nil
    }
  }

  static func ratios(_ arguments: inout PlotArguments, _ name: String) throws -> [Double]? {
    guard let value = arguments.some(nil, name) else { return nil }
    let ratios = try arguments.session.plotNumbers(value)
    guard ratios.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw PythonError.value("\(name) must be positive numbers")
    }
    return ratios
  }

  /// `gridspec_kw=`: ratios and gaps.
  private static func keywords(
    _ arguments: inout PlotArguments, _ name: String, _ figure: FigureObject, _ session: Session
  ) throws {
    (figure.gridWidths, figure.gridHeights) = ([], [])
    guard let given = arguments.some(nil, name)?.asObject(DictionaryObject.self) else { return }
    for (key, value) in given.pairs {
      switch key.text {
      case "width_ratios": figure.gridWidths = try session.plotNumbers(value)
      case "height_ratios": figure.gridHeights = try session.plotNumbers(value)
      case "wspace":
        figure.settings.columnGap = try session.double(value)
        figure.settings.spacingIsSet = true
      case "hspace":
        figure.settings.rowGap = try session.double(value)
        figure.settings.spacingIsSet = true
      case "left": figure.settings.left = try session.double(value)
      case "right": figure.settings.right = try session.double(value)
      case "top": figure.settings.top = try session.double(value)
      case "bottom": figure.settings.bottom = try session.double(value)
      default: session.note("`\(try session.string(key))` of `\(name)=` is not drawn")
      }
    }
  }

  /// `plt.subplot_mosaic('AB;CC')`.
  static func mosaic(_ figure: FigureObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let result = DictionaryObject()
    var rows: [[Value]] = []
    let first = try arguments.required(0, "mosaic")
    if let text = first.text {
      rows = text.split { $0 == "\n" || $0 == ";" }.map { row in
        row.filter { !$0.isWhitespace }.map { .string(String($0)) }
      }
    } else {
      rows = try session.items(of: first).map { try session.items(of: $0) }
    }
    let columns = rows.map(\.count).max() ?? 0
    guard rows.count <= 1000, columns <= 1000 else {
      throw PythonError.value("a mosaic has at most 1000 rows and columns")
    }
    try session.charge(elements: rows.count * columns * 256)
    for (row, labels) in rows.enumerated() {
      for (column, label) in labels.enumerated() where label.text != "." {
        if let known = try result.get(label, session)?.asObject(AxesObject.self) {
          if case .cell(var cell) = known.origin {
            cell.rowSpan = max(cell.rowSpan, row - cell.row + 1)
            cell.columnSpan = max(cell.columnSpan, column - cell.column + 1)
            known.origin = .cell(cell)
          }
          continue
        }
        var cell = FigureCell()
        (cell.rows, cell.columns, cell.row, cell.column) = (rows.count, columns, row, column)
        try result.set(label, .object(figure.newAxes(.cell(cell))), session)
      }
    }
    return .object(result)
  }

  /// `GridSpec(2, 3)`.
  static func gridSpec(_ arguments: inout PlotArguments, _ figure: FigureObject?) throws -> Value {
    let session = arguments.session
    let rows = try session.integer(arguments.take(0, "nrows") ?? .int(1))
    let columns = try session.integer(arguments.take(1, "ncols") ?? .int(1))
    guard rows > 0, columns > 0, rows <= 1000, columns <= 1000 else {
      throw PythonError.value(
        "Number of rows must be a positive integer, not \(min(rows, columns))")
    }
    let spec = GridSpecObject(rows, columns)
    spec.widths = try ratios(&arguments, "width_ratios") ?? []
    spec.heights = try ratios(&arguments, "height_ratios") ?? []
    let target =
      figure ?? arguments.some(nil, "figure")?.asObject(FigureObject.self)
      ?? session.plotting.current
    if let gap = try arguments.number(nil, "wspace") {
      target?.settings.columnGap = gap
      target?.settings.spacingIsSet = true
    }
    if let gap = try arguments.number(nil, "hspace") {
      target?.settings.rowGap = gap
      target?.settings.spacingIsSet = true
    }
    return .object(spec)
  }
}

/// A grid whose parts become axes: `grid[0, :]`.
final class GridSpecObject: PlotThing {
  let rows: Int
  let columns: Int
  var widths: [Double] = []
  var heights: [Double] = []

  init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
    super.init("GridSpec")
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    func range(_ value: Value, _ count: Int) throws -> (start: Int, length: Int) {
      if let slice = value.asObject(SliceObject.self) {
        let part = try slice.resolved(length: count, session)
        return (part.start, max(1, part.count))
      }
      var index = try session.integer(value)
      if index < 0 { index += count }
      guard index >= 0, index < count else {
        throw PythonError.index("GridSpec slice would result in no space allocated for subplot")
      }
      return (index, 1)
    }
    var cell = FigureCell()
    (cell.rows, cell.columns) = (rows, columns)
    if let pair = key.asObject(TupleObject.self), pair.items.count == 2 {
      (cell.row, cell.rowSpan) = try range(pair.items[0], rows)
      (cell.column, cell.columnSpan) = try range(pair.items[1], columns)
    } else {
      let place = try range(key, rows * columns)
      (cell.row, cell.column) = (place.start / columns, place.start % columns)
      let end = place.start + place.length - 1
      cell.rowSpan = end / columns - cell.row + 1
      cell.columnSpan = max(1, end % columns - cell.column + 1)
    }
    return .object(SubplotSpecObject(.cell(cell), self))
  }
}

/// A part of a grid.
final class SubplotSpecObject: PlotThing {
  let origin: AxesObject.Origin
  let grid: GridSpecObject

  init(_ origin: AxesObject.Origin, _ grid: GridSpecObject) {
    self.origin = origin
    self.grid = grid
    super.init("SubplotSpec")
  }
}
