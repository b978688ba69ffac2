import Arrays
import Autodiff
import LessonOutput

/// `matplotlib.pyplot`: figures that become outputs of their block.
enum Pyplot {
  /// Refuses what matplotlib has no keyword for.
  static func check(_ arguments: Arguments, of name: String, _ session: Session) throws {
    if ["rc", "rc_context", "setp", "RcParams"].contains(name) { return }
    for (keyword, _) in arguments.keywords where !PlotNames.keywords.contains(keyword) {
      throw PythonError(
        "AttributeError", "\(name)() got an unexpected keyword argument '\(keyword)'",
        hint: session.nearest(keyword, Array(PlotNames.keywords))
          ?? "matplotlib has no such keyword")
    }
  }

  /// Whether a name of axes or figures is called; the rest are parts, such as `ax.xaxis`.
  static func isCalled(_ name: String) -> Bool { !parts.contains(name) }

  private static let parts: Set<String> = [
    "artists", "axison", "bbox", "callbacks", "canvas", "child_axes", "collections", "containers",
    "dataLim", "figbbox", "frameon", "ignore_existing_data_limits", "images", "legend_", "legends",
    "lines", "mouseover", "name", "patch", "patches", "spines", "stale", "stale_callback",
    "subfigs", "subplotpars", "suppressComposite", "tables", "texts", "title", "titleOffsetTrans",
    "transAxes", "transData", "transFigure", "transLimits", "transScale", "transSubfigure",
    "viewLim", "xaxis", "yaxis", "zaxis", "w_xaxis", "w_yaxis", "w_zaxis", "zorder", "dpi",
    "number", "xlabel",
  ]

  private static let texts: Set<String> = [
    "title", "xlabel", "ylabel", "set_title", "set_xlabel", "set_ylabel", "set_zlabel", "text",
    "annotate", "suptitle", "figtext",
  ]

  /// What gives None.
  private static let silent: Set<String> = [
    "show", "draw", "pause", "ion", "ioff", "close", "clf", "cla", "clear", "savefig", "grid",
    "tight_layout", "subplots_adjust", "xscale", "yscale", "tick_params", "ticklabel_format",
    "margins", "locator_params", "minorticks_on", "minorticks_off", "box", "delaxes", "set_cmap",
    "clim", "hsv", "gray", "viridis", "jet", "hot", "cool", "rc", "rcdefaults", "sca", "rgrids",
    "view_init", "invert_xaxis", "invert_yaxis", "invert_zaxis", "set_axis_off", "set_axis_on",
    "autoscale", "relim", "autoscale_view", "remove", "set_aspect", "set_xscale", "set_yscale",
    "set_facecolor", "set_axisbelow", "set_visible", "set_size_inches", "set_dpi",
    "set_tight_layout", "autofmt_xdate", "add_artist", "apply_aspect",
  ]

  /// What functions that are not drawn give back.
  static func result(_ name: String) -> Value {
    if silent.contains(name) { return .none }
    if texts.contains(name) { return .object(PlotThing("Text")) }
    return .object(PlotThing(name))
  }

  /// Functions that set the colour map of what is shown and of what will be.
  private static let maps: Set<String> = [
    "autumn", "bone", "cool", "copper", "flag", "gray", "hot", "hsv", "inferno", "jet", "magma",
    "nipy_spectral", "pink", "plasma", "prism", "spring", "summer", "viridis", "winter",
  ]

  // MARK: The module

  static func module(_ name: String) -> ModuleObject {
    ModuleObject(
      name,
      members: [
        "style": .object(
          ModuleObject(
            "matplotlib.style",
            members: ["available": .list([.string("default"), .string("ggplot")])],
            resolve: { name in
              name == "context"
                ? .object(PlotContext(name)) : name == "use" ? .object(PlotContext("style")) : nil
            }))
      ], refused: ["imread", "imsave", "switch_backend"],
      known: { Array(PlotNames.pyplot.union(PlotNames.pyplotMembers)) }
    ) { name in
      if name == "rcParams" { return .object(SharedSettings()) }
      if PlotNames.pyplotMembers.contains(name) { return PlotClasses.make(name) }
      guard PlotNames.pyplot.contains(name) else { return nil }
      return function(name)
    }
  }

  private static func function(_ name: String) -> Value {
    .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
        let arguments = Arguments(bound.rest, keywords: bound.keywords)
        try check(arguments, of: name, session)
        return try call(name, arguments, session)
      })
  }

  /// Functions of `plt` that figures have as methods.
  private static let ofFigures: Set<String> = [
    "suptitle", "tight_layout", "subplots_adjust", "savefig", "colorbar", "figlegend", "figtext",
    "delaxes", "clf", "subplot_mosaic", "sca",
  ]

  private static func call(_ name: String, _ given: Arguments, _ session: Session) throws -> Value {
    let state = session.plotting
    var arguments = PlotArguments(name, given, session)
    switch name {
    case "figure": return try figure(&arguments)
    case "gcf": return .object(state.figure())
    case "gca": return .object(state.figure().currentAxes)
    case "subplot": return try FigureFunctions.subplot(state.figure(), &arguments)
    case "axes": return try FigureFunctions.newAxes(state.figure(), &arguments)
    case "subplot2grid":
      let shape = try session.shape(arguments.required(0, "shape"))
      let place = try session.shape(arguments.required(1, "loc"))
      guard shape.count == 2, place.count == 2, shape.allSatisfy((1...1000).contains) else {
        throw PythonError.value(
          "subplot2grid takes (rows, columns), at most 1000 of each, and (row, column)")
      }
      var cell = FigureCell()
      (cell.rows, cell.columns, cell.row, cell.column) = (
        shape[0], shape[1], min(place[0], shape[0] - 1), min(place[1], shape[1] - 1)
      )
      cell.rowSpan = try arguments.take(2, "rowspan").map { try session.size($0) } ?? 1
      cell.columnSpan = try arguments.take(3, "colspan").map { try session.size($0) } ?? 1
      return .object(state.figure().newAxes(.cell(cell)))
    case "sca":
      if let axes = given.positional.first?.asObject(AxesObject.self), let figure = axes.figure {
        figure.current = axes
        state.current = figure
      }
      return .none
    case "subplots", "subplot_mosaic":
      let figure = state.open(nil)
      try size(figure, &arguments)
      let made =
        name == "subplots"
        ? try FigureGrids.subplots(figure, &arguments) : try FigureGrids.mosaic(figure, &arguments)
      arguments.finish()
      return .tuple([.object(figure), made])
    case "close":
      if let figure = given.positional.first?.asObject(FigureObject.self) {
        state.close(figure)
      } else if given.positional.first?.text == "all" {
        state.figures = []
        state.current = nil
      } else {
        state.close(state.current)
      }
      return .none
    case "show":
      // A notebook starts a new figure after it shows one.
      state.showAll(session)
      return .none
    case "fignum_exists": return .bool(!state.figures.isEmpty)
    case "get_fignums": return .list(state.figures.indices.map { .int($0 + 1) })
    case "isinteractive": return .bool(false)
    case "rc", "rc_context", "xkcd": return try PlotContext(name).call(given, session)
    case "get_cmap":
      let map = try session.plotColorMap(arguments.take(0, "name"))
      let count = try arguments.some(1, "lut").map { try session.integer($0) }
      return .object(ColorMapObject(count.map { map.resampled($0) } ?? map))
    case "colormaps": return .list(ColorMap.names.map { .string($0) })
    case "draw", "pause", "ion", "ioff", "connect", "disconnect", "rcdefaults",
      "draw_if_interactive":
      return .none
    case "setp":
      if let artist = given.positional.first {
        for (key, value) in given.keywords {
          for item in artist.asObject(SequenceObject.self)?.items ?? [artist] {
            if case .object(let object) = item,
              let method = try object.attribute("set_" + key, session)
            {
              _ = try session.call(method, Arguments([value]))
            }
          }
        }
      }
      return .none
    case _ where maps.contains(name):
      state.defaultMap = name
      return .none
    case _ where ofFigures.contains(name):
      return try FigureFunctions.call(name, state.figure(), arguments)
    case "legend",
      _ where PlotNames.axes.contains(name) || PlotNames.common.contains(name):
      return try state.figure().currentAxes.call(name, given, session)
    case "xlim", "ylim", "xticks", "yticks", "xscale", "yscale", "xlabel", "ylabel", "axis", "hist",
      "cla", "box", "clim", "set_cmap", "sci":
      return try state.figure().currentAxes.call(name, given, session)
    default:
      undrawn(name, session)
      return result(name)
    }
  }

  private static func figure(_ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    let state = session.plotting
    let number = arguments.some(0, "num")
    if let known = number?.asObject(FigureObject.self) {
      state.current = known
      return .object(known)
    }
    let figure = state.open(try number.map { try session.key($0) })
    try size(figure, &arguments)
    _ = arguments.take(nil, "facecolor", "edgecolor", "FigureClass", "frameon")
    arguments.finish()
    return .object(figure)
  }

  /// `figsize=`, `layout=`.
  private static func size(_ figure: FigureObject, _ arguments: inout PlotArguments) throws {
    let session = arguments.session
    if let value = arguments.some(nil, "figsize") {
      let sides = try session.plotNumbers(value)
      guard sides.count == 2, sides.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw PythonError.value(
          "figure size must be positive finite not \(try session.representation(value))",
          hint: "figsize=(width, height) in inches")
      }
      let range = FigureLimits.smallestSide...FigureLimits.largestSide
      if !sides.allSatisfy(range.contains) {
        session.note(
          "figures are drawn from \(FigureLimits.smallestSide) to \(FigureLimits.largestSide) "
            + "inches a side")
      }
      (figure.settings.width, figure.settings.height) = (sides[0], sides[1])
    }
    if let layout = try arguments.text(nil, "layout"), layout != "none" {
      figure.settings.isTight = true
    }
    if try arguments.flag(nil, "tight_layout") ?? arguments.flag(nil, "constrained_layout") ?? false
    {
      figure.settings.isTight = true
    }
  }

  // MARK: Other modules

  /// The other modules of matplotlib: their classes stand for parts of figures.
  static func parts(_ name: String, _ members: [String]) -> ModuleObject {
    ModuleObject(name, known: { members }) { member in
      members.contains(member) ? PlotClasses.make(member) : nil
    }
  }

  static func addModules(_ modules: inout [String: ModuleObject]) {
    let pyplot = module("matplotlib.pyplot")
    modules["matplotlib.pyplot"] = pyplot
    modules["matplotlib.pylab"] = pylab(pyplot, modules)
    modules["pylab"] = modules["matplotlib.pylab"]
    let maps = ModuleObject(
      "matplotlib.cm",
      resolve: { name in
        if name == "get_cmap" { return function(name) }
        if name == "ScalarMappable" { return PlotClasses.make(name) }
        return ColorMap.named(name).map { .object(ColorMapObject($0)) } ?? .object(PlotThing(name))
      })
    pyplot.members["cm"] = .object(maps)
    modules["matplotlib.cm"] = maps
    for (name, members) in classes { modules[name] = parts(name, members) }
    var members: [String: Value] = [
      "pyplot": .object(pyplot), "rcParams": .object(SharedSettings()), "cm": .object(maps),
      "__version__": .string("3.11"),
      "style": pyplot.members["style"] ?? .none, "colormaps": .object(ColorMapTable()),
    ]
    pyplot.members["colormaps"] = .object(ColorMapTable())
    for name in ["rc", "use", "rc_context", "rcdefaults"] {
      members[name] = .object(PlotContext(name))
    }
    for (name, _) in classes where name.hasPrefix("matplotlib.") {
      let short = String(name.dropFirst("matplotlib.".count))
      members[short] = modules[name].map { .object($0) }
    }
    modules["matplotlib"] = ModuleObject("matplotlib", members: members)
  }

  private static let classes: [String: [String]] = [
    "matplotlib.colors": [
      "ListedColormap", "LinearSegmentedColormap", "Normalize", "LogNorm", "BoundaryNorm",
      "TwoSlopeNorm", "SymLogNorm", "PowerNorm", "CenteredNorm", "NoNorm", "to_rgb", "to_rgba",
      "to_hex", "colorConverter", "TABLEAU_COLORS", "CSS4_COLORS", "hsv_to_rgb", "rgb_to_hsv",
    ],
    "matplotlib.patches": [
      "Patch", "Circle", "Rectangle", "Ellipse", "Polygon", "Arrow", "FancyArrow",
      "FancyArrowPatch", "FancyBboxPatch", "Wedge", "Arc", "PathPatch", "ConnectionPatch",
    ],
    "matplotlib.lines": ["Line2D"],
    "matplotlib.gridspec": ["GridSpec", "GridSpecFromSubplotSpec"],
    "matplotlib.ticker": [
      "MaxNLocator", "LinearLocator", "FormatStrFormatter", "FuncFormatter", "MultipleLocator",
      "ScalarFormatter", "LogLocator", "NullFormatter", "NullLocator", "FixedLocator",
      "FixedFormatter", "PercentFormatter", "AutoMinorLocator", "StrMethodFormatter",
      "LogFormatter", "LogFormatterSciNotation",
    ],
    "mpl_toolkits.mplot3d": ["Axes3D", "axes3d", "art3d"],
    "mpl_toolkits.axes_grid1": ["make_axes_locatable", "ImageGrid"],
  ]

  /// `pylab`: NumPy and pyplot in one.
  private static func pylab(_ pyplot: ModuleObject, _ modules: [String: ModuleObject])
    -> ModuleObject
  {
    let numpy = modules["numpy"]
    var members: [String: Value] = ["plt": .object(pyplot)]
    if let numpy { members["np"] = .object(numpy) }
    for (name, value) in numpy?.members ?? [:] where !name.hasPrefix("_") { members[name] = value }
    members["rcParams"] = .object(SharedSettings())
    return ModuleObject(
      "pylab", members: members,
      known: { Array(PlotNames.pyplot) + (numpy?.attributeNames ?? []) }
    ) { name in
      pyplot.resolved(name) ?? numpy?.resolved(name)
    }
  }
}

/// `rcParams` of whatever session asks.
final class SharedSettings: Object {
  override var typeName: String { "RcParams" }
  override func representation(_ session: Session) -> String { "RcParams({…})" }
  override func attribute(_ name: String, _ session: Session) -> Value? {
    session.plotting.settings.attribute(name, session)
  }
  override func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    try session.plotting.settings.setItem(key, value, session)
  }
  override func item(_ key: Value, _ session: Session) throws -> Value {
    try session.plotting.settings.item(key, session)
  }
}

/// `matplotlib.colormaps['viridis']`.
final class ColorMapTable: PlotThing {
  init() { super.init("ColormapRegistry") }
  override func item(_ key: Value, _ session: Session) throws -> Value {
    .object(ColorMapObject(try session.plotColorMap(key)))
  }
  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    .list(ColorMap.names.map { .string($0) })
  }
  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    guard attribute == "get_cmap" else { return try super.attribute(attribute, session) }
    return makeMethod(attribute, "name") { bound, session in
      .object(ColorMapObject(try session.plotColorMap(bound[0])))
    }
  }
}
