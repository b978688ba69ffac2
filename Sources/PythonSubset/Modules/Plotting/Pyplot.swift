import Arrays
import Autodiff

/// `matplotlib.pyplot`: every call is accepted as matplotlib accepts it; nothing is drawn yet.
enum Pyplot {
  /// The current figure of a session, and the figures by number.
  final class State {
    var figures: [(key: HashKey, figure: FigureObject)] = []
    var current: FigureObject?

    func figure() -> FigureObject { current ?? open(nil) }

    func open(_ key: HashKey?) -> FigureObject {
      let key = key ?? .number(Double(figures.count + 1))
      if let known = figures.first(where: { $0.key == key }) {
        current = known.figure
        return known.figure
      }
      let made = FigureObject()
      made.state = self
      figures.append((key, made))
      current = made
      return made
    }
  }

  static let note =
    "figures are not drawn by this version: `plt` calls are accepted and do nothing"

  /// Refuses what matplotlib has no keyword for, and says once that nothing is drawn.
  static func check(_ arguments: Arguments, of name: String, _ session: Session) throws {
    session.note(note)
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

  /// Texts and legends leave the limits as they are.
  static func keepsLimits(_ name: String) -> Bool {
    name.hasPrefix("get_") || texts.contains(name) || silent.contains(name)
      || ["legend", "grid", "colorbar", "tick_params", "suptitle", "set", "table"].contains(name)
      || name.hasPrefix("set_") && !name.contains("lim") && !name.contains("scale")
        && !name.contains("ticks") && !name.contains("bound") && !name.contains("margin")
  }

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

  static func result(_ name: String) -> Value {
    if silent.contains(name) { return .none }
    if texts.contains(name) { return .object(PlotThing("Text")) }
    return .object(PlotThing(name))
  }

  /// `plt.subplots` and `fig.subplots`: one pair of axes, or an array of them.
  static func grid(_ figure: FigureObject, _ arguments: Arguments, _ session: Session) throws
    -> Value
  {
    func size(_ position: Int, _ name: String) throws -> Int {
      let value =
        arguments.positional.dropFirst(position).first
        ?? arguments.keywords.last { $0.name == name }?.value
      let number = try value.map { try session.integer($0) } ?? 1
      guard number > 0, number <= 1000 else {
        throw PythonError.value(
          "Number of \(name == "nrows" ? "rows" : "columns") must be a "
            + "positive integer, not \(number)")
      }
      return number
    }
    let (rows, columns) = (try size(0, "nrows"), try size(1, "ncols"))
    let squeeze =
      try arguments.keywords.last { $0.name == "squeeze" }
      .map { try session.isTrue($0.value) } ?? true
    let items = (0..<rows * columns).map { _ in Value.object(figure.newAxes()) }
    if squeeze, items.count == 1 { return items[0] }
    let isFlat = squeeze && (rows == 1 || columns == 1)
    let places = NDArray(
      Array(items.indices), shape: isFlat ? [items.count] : [rows, columns])
    return .object(AxesGrid(ArrayObject(places), items))
  }

  /// `plt.subplot_mosaic('AB;CC')`.
  private static func mosaic(_ figure: FigureObject, _ arguments: Arguments, _ session: Session)
    throws -> Value
  {
    let result = DictionaryObject()
    var rows: [[Value]] = []
    if let text = arguments.positional.first?.text {
      rows = text.split { $0 == "\n" || $0 == ";" }.map { row in
        row.filter { !$0.isWhitespace }.map { .string(String($0)) }
      }
    } else if let first = arguments.positional.first {
      rows = try session.items(of: first).map { try session.items(of: $0) }
    }
    for label in rows.joined() where label.text != "." {
      if try result.get(label, session) == nil {
        try result.set(label, .object(figure.newAxes()), session)
      }
    }
    return .object(result)
  }

  // MARK: The module

  static func module(_ name: String) -> ModuleObject {
    let state = State()
    return ModuleObject(
      name,
      members: [
        "rcParams": .object(PlotSettings()),
        "style": .object(
          ModuleObject(
            "matplotlib.style",
            members: ["available": .list([.string("default"), .string("ggplot")])],
            resolve: { name in
              ["use", "context"].contains(name) ? .object(PlotContext(name)) : nil
            })),
      ], refused: ["imread", "imsave", "switch_backend"],
      known: { Array(PlotNames.pyplot.union(PlotNames.pyplotMembers)) }
    ) { name in
      if PlotNames.pyplotMembers.contains(name) { return .object(PlotThing(name)) }
      guard PlotNames.pyplot.contains(name) else { return nil }
      return function(name, state)
    }
  }

  private static func function(_ name: String, _ state: State) -> Value {
    .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
        let arguments = Arguments(bound.rest, keywords: bound.keywords)
        try check(arguments, of: name, session)
        switch name {
        case "figure":
          let number =
            bound.rest.first ?? bound.keywords.last { $0.name == "num" }?.value ?? Value.none
          if let known = number.asObject(FigureObject.self) {
            state.current = known
            return .object(known)
          }
          return .object(state.open(number.isNone ? nil : try session.key(number)))
        case "gcf": return .object(state.figure())
        case "gca", "subplot", "axes", "subplot2grid":
          if let known = bound.rest.first?.asObject(AxesObject.self) { return .object(known) }
          let figure = state.figure()
          return .object(name == "gca" ? figure.currentAxes : figure.newAxes())
        case "sca":
          if let known = bound.rest.first?.asObject(AxesObject.self), let figure = known.figure {
            figure.axes.removeAll { $0 === known }
            figure.axes.append(known)
            state.current = figure
          }
          return .none
        case "subplots", "subplot_mosaic":
          let figure = state.open(nil)
          let made =
            name == "subplots"
            ? try grid(figure, arguments, session) : try mosaic(figure, arguments, session)
          return .tuple([.object(figure), made])
        case "close":
          let all = bound.rest.first?.text == "all"
          state.figures.removeAll { all || $0.figure === state.current }
          state.current = state.figures.last?.figure
          return .none
        case "show":
          // A notebook starts a new figure after it shows one.
          state.figures = []
          state.current = nil
          return .none
        case "clf":
          state.figure().axes = []
          return .none
        case "fignum_exists": return .bool(!state.figures.isEmpty)
        case "get_fignums": return .list(state.figures.indices.map { .int($0 + 1) })
        case "isinteractive": return .bool(false)
        case "rc_context", "xkcd": return .object(PlotContext(name))
        case "get_cmap": return .object(PlotThing("Colormap"))
        case "colormaps": return .list([])
        default:
          let figure = state.figure()
          if PlotNames.axes.contains(name) || PlotNames.common.contains(name)
            || ["xlim", "ylim", "xticks", "yticks", "axis", "hist", "cla"].contains(name)
          {
            return try figure.currentAxes.call(name, arguments, session)
          }
          return result(name)
        }
      })
  }

  /// The other modules of matplotlib: their classes stand for parts of figures.
  static func parts(_ name: String, _ members: [String]) -> ModuleObject {
    ModuleObject(name, known: { members }) { member in
      members.contains(member) ? .object(PlotThing(member)) : nil
    }
  }

  static func addModules(_ modules: inout [String: ModuleObject]) {
    let pyplot = module("matplotlib.pyplot")
    modules["matplotlib.pyplot"] = pyplot
    modules["matplotlib.pylab"] = pylab(pyplot, modules)
    modules["pylab"] = modules["matplotlib.pylab"]
    let settings = pyplot.members["rcParams"] ?? .none
    let cm = ModuleObject("matplotlib.cm", resolve: { .object(PlotThing($0)) })
    pyplot.members["cm"] = .object(cm)
    modules["matplotlib.cm"] = cm
    for (name, members) in classes { modules[name] = parts(name, members) }
    var members: [String: Value] = [
      "pyplot": .object(pyplot), "rcParams": settings, "cm": .object(cm),
      "__version__": .string("3.11"),
      "style": pyplot.members["style"] ?? .none, "colormaps": .object(PlotThing("colormaps")),
    ]
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
      "TwoSlopeNorm", "SymLogNorm", "PowerNorm", "to_rgb", "to_rgba", "to_hex", "colorConverter",
      "TABLEAU_COLORS", "CSS4_COLORS", "hsv_to_rgb", "rgb_to_hsv",
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
    members["rcParams"] = pyplot.members["rcParams"]
    return ModuleObject(
      "pylab", members: members,
      known: { Array(PlotNames.pyplot) + (numpy?.attributeNames ?? []) }
    ) { name in
      pyplot.resolved(name) ?? numpy?.resolved(name)
    }
  }
}

/// `with plt.style.context('ggplot'):`, and functions that only set how figures look.
final class PlotContext: Object {
  private let name: String
  init(_ name: String) { self.name = name }
  override var typeName: String { "function" }
  override func representation(_ session: Session) -> String { "<function \(name)>" }
  override func attribute(_ attribute: String, _ session: Session) -> Value? {
    switch attribute {
    case "__enter__": makeMethod(attribute, "") { _, _ in .none }
    case "__exit__": makeMethod(attribute, "*args") { _, _ in .none }
    default: nil
    }
  }
  override func call(_ arguments: Arguments, _ session: Session) -> Value {
    session.note(Pyplot.note)
    return name == "context" || name.hasSuffix("context") || name == "xkcd"
      ? .object(PlotContext(name)) : .none
  }
}
