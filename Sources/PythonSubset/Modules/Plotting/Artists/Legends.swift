import Arrays
import Autodiff
import LessonOutput

/// Legends: which entries, where.
enum Legends {
  /// Artists with a label, containers last.
  private static func labelled(_ axes: AxesObject) -> [PlotArtist] {
    let named = axes.children.filter { !$0.label.isEmpty && !$0.label.hasPrefix("_") }
    return named.filter { !$0.isContainer } + named.filter(\.isContainer)
  }

  static func handles(_ axes: AxesObject) -> Value {
    let artists = labelled(axes)
    return .tuple([
      .list(artists.map { .object($0) }), .list(artists.map { .string($0.label) }),
    ])
  }

  static func legend(_ axes: AxesObject, _ arguments: inout PlotArguments) throws -> Value {
    let session = arguments.session
    var handles = arguments.take(nil, "handles")
    var labels = arguments.take(nil, "labels")
    let rest = arguments.takeRest()
    if rest.count == 1 { labels = labels ?? rest[0] }
    if rest.count >= 2 {
      handles = rest[0]
      labels = rest[1]
    }
    var artists: [PlotArtist]
    if let handles, !handles.isNone {
      artists = try session.items(of: handles).compactMap { handle in
        handle.asObject(PlotArtist.self)
          ?? handle.asObject(SequenceObject.self)?.items.first?.asObject(PlotArtist.self)
      }
    } else if labels != nil {
      artists = axes.children.filter {
        ["Text", "Annotation", "AxesImage"].contains($0.name) == false
      }
      artists = artists.filter { !$0.isContainer } + artists.filter(\.isContainer)
    } else {
      artists = labelled(axes)
    }
    var texts = artists.map(\.label)
    if let labels, !labels.isNone {
      texts = try session.plotLabels(labels.text == nil ? labels : .list([labels]))
    }
    let entries = zip(artists, texts).compactMap { $0.entry($1) }
    if entries.isEmpty {
      session.note(
        "No artists with labels found to put in legend.  Note that artists whose label start with "
          + "an underscore are ignored when legend() is called with no argument.")
    }
    var draft = LegendDraft(entries)
    if let place = arguments.some(nil, "loc") { draft.location = try location(place, session) }
    if let anchor = arguments.some(nil, "bbox_to_anchor") {
      draft.anchor = try session.plotNumbers(anchor)
      if draft.location == "best" { draft.location = "upper left" }
    }
    if let columns = try arguments.number(nil, "ncol", "ncols") {
      draft.columns = max(1, min(40, FigureMath.whole(columns)))
    }
    draft.size = session.plotting.textSize
    if let size = try session.plotTextSize(arguments.take(nil, "fontsize")) { draft.size = size }
    if let properties = arguments.some(nil, "prop")?.asObject(DictionaryObject.self),
      let size = try properties.get(.string("size"), session)
    {
      draft.size = try session.plotTextSize(size) ?? draft.size
    }
    if let isFramed = try arguments.flag(nil, "frameon") { draft.isFramed = isFramed }
    if let opacity = try arguments.number(nil, "framealpha") {
      draft.opacity = min(1, max(0, opacity))
    }
    draft.title = try arguments.text(nil, "title") ?? ""
    _ = arguments.take(nil, "title_fontsize", "facecolor", "edgecolor", "mode", "labelcolor")
    axes.legend = draft
    let legend = PlotArtist("Legend", [])
    legend.axes = axes
    return .object(legend)
  }

  private static func location(_ value: Value, _ session: Session) throws -> String {
    let names = [
      "best", "upper right", "upper left", "lower left", "lower right", "right", "center left",
      "center right", "lower center", "upper center", "center",
    ]
    if let number = value.number {
      guard let index = Int(exactly: number), names.indices.contains(index) else {
        throw PythonError.value("loc must be a place by name or a number from 0 to 10")
      }
      return names[index]
    }
    if value.text == nil {
      // A pair: where the lower left corner stands.
      session.note("`loc=` of legend is drawn by name: (x, y) is taken as 'best'")
      return "best"
    }
    guard let name = value.text, names.contains(name) else {
      throw PythonError.value(
        "\(try session.representation(value)) is not a valid value for loc; supported values are "
          + names.map(pythonQuoted).joined(separator: ", "))
    }
    return name
  }
}
