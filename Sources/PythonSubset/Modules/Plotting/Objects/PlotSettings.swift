import Arrays
import Autodiff
import LessonOutput

/// `plt.rcParams`: the size of figures, widths of lines and a few more change how figures look; the
/// rest is kept, and told.
final class PlotSettings: Object {
  private let settings = DictionaryObject()

  override var typeName: String { "RcParams" }
  override func representation(_ session: Session) -> String { "RcParams({…})" }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "get", "copy": return settings.attribute(name, session)
    case "update":
      return makeMethod(name, "*args, **kwargs") { [self] bound, session in
        for (key, value) in bound.rest.first?.asObject(DictionaryObject.self)?.pairs ?? [] {
          try setItem(key, value, session)
        }
        for (key, value) in bound.keywords { try setItem(.string(key), value, session) }
        return .none
      }
    default: return nil
    }
  }

  override func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    try settings.set(key, value, session)
    let state = session.plotting
    let name = try session.string(key)
    switch name {
    case "figure.figsize":
      let sides = try session.plotNumbers(value)
      guard sides.count == 2 else {
        throw PythonError.value("Key figure.figsize: a pair of numbers is needed")
      }
      (state.width, state.height) = (sides[0], sides[1])
    case "lines.linewidth": state.lineWidth = try session.double(value)
    case "lines.markersize": state.markerSize = try session.double(value)
    case "font.size": state.textSize = try session.plotTextSize(value) ?? state.textSize
    case "image.cmap": state.defaultMap = try session.plotColorMap(value).name
    case "image.origin": state.origin = try session.string(value)
    case "axes.grid": state.hasGrid = try session.isTrue(value)
    case "figure.autolayout", "figure.constrained_layout.use":
      state.isTight = try session.isTrue(value)
    case "image.interpolation", "figure.dpi", "savefig.dpi", "backend", "figure.max_open_warning",
      "agg.path.chunksize", "animation.html", "interactive", "pdf.fonttype", "ps.fonttype":
      break
    default:
      session.note("rcParams['\(name)'] is kept and has no effect on figures here")
    }
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    if let known = try settings.get(key, session) { return known }
    let state = session.plotting
    switch try session.string(key) {
    case "figure.figsize": return .list([.float(state.width), .float(state.height)])
    case "lines.linewidth": return .float(state.lineWidth)
    case "lines.markersize": return .float(state.markerSize)
    case "font.size": return .float(state.textSize / FigureLimits.unitsPerPoint)
    case "image.cmap": return .string(state.defaultMap)
    case "figure.dpi": return .float(100)
    default:
      throw PythonError.refused(
        "value of rcParams[\(try session.representation(key))] that the lesson did not set",
        hint: "assign to it first")
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
  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    switch name {
    case "rc":
      // rc('lines', linewidth=2) sets lines.linewidth.
      let groups = try arguments.positional.first.map { try session.string($0) } ?? ""
      for group in groups.split(separator: ",") {
        for (key, value) in arguments.keywords {
          let long = ["lw": "linewidth", "ls": "linestyle", "c": "color"][key] ?? key
          try session.plotting.settings.setItem(.string("\(group).\(long)"), value, session)
        }
      }
    case "use" where arguments.positional.first?.text.map({ $0.lowercased() == "agg" }) ?? false:
      break
    default:
      if !(name == "style" && arguments.positional.first?.text == "default") {
        session.note("styles of figures are accepted; figures here have matplotlib's own")
      }
    }
    return name == "context" || name.hasSuffix("context") || name == "xkcd"
      ? .object(PlotContext(name)) : .none
  }
}
