import Arrays
import Autodiff
import LessonOutput

/// Methods of figures, and the functions of `plt` that concern the current figure.
enum FigureFunctions {
  static func call(_ name: String, _ figure: FigureObject, _ given: PlotArguments) throws -> Value {
    var arguments = given
    let session = arguments.session
    defer { arguments.finish() }
    switch name {
    case "gca":
      _ = arguments.takeRest()
      return .object(figure.currentAxes)
    case "sca":
      if let axes = arguments.some(0, "a")?.asObject(AxesObject.self) { figure.current = axes }
      return .none
    case "add_subplot": return try subplot(figure, &arguments)
    case "add_axes": return try axes(figure, &arguments)
    case "subplots": return try FigureGrids.subplots(figure, &arguments)
    case "subplot_mosaic": return try FigureGrids.mosaic(figure, &arguments)
    case "add_gridspec": return try FigureGrids.gridSpec(&arguments, figure)
    case "clf", "clear":
      figure.axes = []
      figure.settings.title = ""
      figure.settings.texts = []
      return .none
    case "get_axes": return .list(figure.axes.map { .object($0) })
    case "suptitle":
      figure.settings.title = try arguments.text(0, "t") ?? ""
      figure.settings.titleSize =
        try session.plotTextSize(arguments.take(nil, "fontsize", "size")) ?? FigureLimits.titleSize
      figure.settings.titleIsBold = session.isBold(arguments.take(nil, "fontweight", "weight"))
      _ = arguments.take(nil, "y", "x")
      return .object(PlotArtist("Text", []))
    case "supxlabel":
      figure.settings.xLabel = try arguments.text(0, "t") ?? ""
      return .object(PlotArtist("Text", []))
    case "supylabel":
      figure.settings.yLabel = try arguments.text(0, "t") ?? ""
      return .object(PlotArtist("Text", []))
    case "text", "figtext":
      let x = try session.double(arguments.required(0, "x"))
      let y = try session.double(arguments.required(1, "y"))
      var text = FigureText(try session.string(arguments.required(2, "s")), x: x, y: y)
      try AxesTexts.look(&text, &arguments)
      figure.settings.texts.append(text)
      return .object(PlotArtist("Text", []))
    case "tight_layout", "set_tight_layout", "set_constrained_layout", "set_layout_engine":
      figure.settings.isTight = true
      _ = arguments.takeRest()
      return .none
    case "subplots_adjust":
      func set(_ name: String, _ path: WritableKeyPath<FigureDraft, Double>) throws {
        if let value = try arguments.number(nil, name) {
          figure.settings[keyPath: path] = min(10, max(-1, value))
        }
      }
      try set("left", \.left)
      try set("right", \.right)
      try set("bottom", \.bottom)
      try set("top", \.top)
      if arguments.has("wspace") || arguments.has("hspace") { figure.settings.spacingIsSet = true }
      try set("wspace", \.columnGap)
      try set("hspace", \.rowGap)
      return .none
    case "set_size_inches":
      let first = try arguments.required(0, "w")
      if first.number == nil {
        let sides = try session.plotNumbers(first)
        if sides.count == 2 {
          (figure.settings.width, figure.settings.height) = (sides[0], sides[1])
        }
      } else {
        figure.settings.width = try session.double(first)
        figure.settings.height = try arguments.number(1, "h") ?? figure.settings.height
      }
      return .none
    case "set_figwidth":
      figure.settings.width = try session.double(arguments.required(0, "val"))
      return .none
    case "set_figheight":
      figure.settings.height = try session.double(arguments.required(0, "val"))
      return .none
    case "get_size_inches":
      return .object(
        ArrayObject(NDArray([figure.settings.width, figure.settings.height], shape: [2])))
    case "get_figwidth": return .float(figure.settings.width)
    case "get_figheight": return .float(figure.settings.height)
    case "get_suptitle": return .string(figure.settings.title)
    case "get_dpi": return .float(100)
    case "colorbar": return try Colorbars.add(figure, &arguments)
    case "legend", "figlegend":
      return try Legends.legend(figure.currentAxes, &arguments)
    case "savefig":
      _ = arguments.takeRest()
      session.note("`savefig` writes no file here: figures are shown with the lesson")
      return .none
    case "show", "draw", "autofmt_xdate", "align_labels", "align_xlabels", "align_ylabels",
      "set_dpi", "draw_without_rendering":
      _ = arguments.takeRest()
      if name == "show" { figure.state?.show(figure, session) }
      return .none
    case "delaxes":
      let axes = arguments.take(0, "ax")?.asObject(AxesObject.self) ?? figure.currentAxes
      figure.axes.removeAll { $0 === axes }
      return .none
    default:
      _ = arguments.takeRest()
      if !name.hasPrefix("get_") { Pyplot.undrawn(name, session) }
      return Pyplot.result(name)
    }
  }

  /// `subplot(2, 3, 1)`, `subplot(231)`, `subplot(2, 3, (1, 2))`, `subplot(grid[0, :])`.
  static func subplot(_ figure: FigureObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let first = arguments.take(0, "nrows")
    if let known = first?.asObject(AxesObject.self) {
      figure.current = known
      return .object(known)
    }
    var made: AxesObject
    let cell: FigureCell
    if let spec = first?.asObject(SubplotSpecObject.self) {
      made = figure.newAxes(spec.origin)
      if case .cell(let known) = spec.origin { cell = known } else { cell = FigureCell() }
      _ = cell
    } else {
      cell = try self.cell(first, &arguments)
      let isNew = arguments.function == "add_subplot"
      made = isNew ? figure.newAxes(.cell(cell)) : figure.axes(in: cell)
    }
    try share(made, &arguments)
    if let projection = try arguments.text(nil, "projection"), projection != "rectilinear" {
      made.leaveUndrawn(projection, session)
    }
    if try arguments.flag(nil, "polar") ?? false { made.leaveUndrawn("polar", session) }
    try properties(made, &arguments)
    made = figure.current ?? made
    return .object(made)
  }

  static func cell(_ first: Value?, _ arguments: inout PlotArguments) throws -> FigureCell {
    let session = arguments.session
    var cell = FigureCell()
    guard let first else { return cell }
    var rows = try session.integer(first)
    var columns = 1
    var range = (1, 1)
    if let second = arguments.take(1, "ncols") {
      columns = try session.integer(second)
      let third = try arguments.required(2, "index")
      if let pair = third.asObject(SequenceObject.self), pair.items.count == 2 {
        range = (try session.integer(pair.items[0]), try session.integer(pair.items[1]))
      } else {
        let index = try session.integer(third)
        range = (index, index)
      }
    } else {
      guard (100...999).contains(rows) else {
        throw PythonError.value(
          "Integer subplot specification must be a three-digit number, not \(rows)",
          hint: "plt.subplot(2, 3, 1): rows, columns, number of the plot")
      }
      range = (rows % 10, rows % 10)
      columns = rows / 10 % 10
      rows /= 100
    }
    guard rows > 0, columns > 0, rows <= 1000, columns <= 1000 else {
      throw PythonError.value(
        "Number of rows must be a positive integer, not \(min(rows, columns))")
    }
    guard range.0 >= 1, range.1 >= range.0, range.1 <= rows * columns else {
      throw PythonError.value(
        "num must be an integer with 1 <= num <= \(rows * columns), not \(range.1)",
        hint: "plots are counted from 1, row by row")
    }
    (cell.rows, cell.columns) = (rows, columns)
    cell.row = (range.0 - 1) / columns
    cell.column = (range.0 - 1) % columns
    cell.rowSpan = (range.1 - 1) / columns - cell.row + 1
    cell.columnSpan = max(1, (range.1 - 1) % columns - cell.column + 1)
    return cell
  }

  private static func axes(_ figure: FigureObject, _ arguments: inout PlotArguments) throws -> Value
  {
    let session = arguments.session
    guard let first = arguments.take(0, "rect", "arg") else {
      return .object(figure.newAxes(.cell(FigureCell())))
    }
    if let known = first.asObject(AxesObject.self) {
      figure.current = known
      return .object(known)
    }
    let sides = try session.plotNumbers(first)
    guard sides.count == 4, sides.allSatisfy({ $0.isFinite && abs($0) <= 10 }) else {
      throw PythonError.value(
        "axes takes [left, bottom, width, height] as fractions of the figure",
        hint: "for example plt.axes([0.1, 0.1, 0.8, 0.8])")
    }
    let made = figure.newAxes(.box(sides[0], sides[1], sides[2], sides[3]))
    if let projection = try arguments.text(nil, "projection"), projection != "rectilinear" {
      made.leaveUndrawn(projection, session)
    }
    try share(made, &arguments)
    try properties(made, &arguments)
    return .object(made)
  }

  /// `plt.axes(…)`.
  static func newAxes(_ figure: FigureObject, _ arguments: inout PlotArguments) throws -> Value {
    try axes(figure, &arguments)
  }

  private static func share(_ axes: AxesObject, _ arguments: inout PlotArguments) throws {
    if let other = arguments.some(nil, "sharex")?.asObject(AxesObject.self) {
      axes.shareX(with: other)
    }
    if let other = arguments.some(nil, "sharey")?.asObject(AxesObject.self) {
      axes.shareY(with: other)
    }
  }

  /// Properties of axes that are given where they are made.
  private static func properties(_ axes: AxesObject, _ arguments: inout PlotArguments) throws {
    for name in AxesSettings.properties {
      guard arguments.has(name), let value = arguments.take(nil, name) else { continue }
      try AxesSettings.set(axes, name, value, arguments.session)
    }
  }
}
