import Arrays
import Autodiff
import LessonOutput

/// Methods of axes by name.
enum AxesFunctions {
  static func call(_ name: String, _ axes: AxesObject, _ given: PlotArguments) throws -> Value {
    var arguments = given
    let result = try run(name, axes, &arguments)
    arguments.finish()
    return result
  }

  private static func run(_ name: String, _ axes: AxesObject, _ arguments: inout PlotArguments)
    throws -> Value
  {
    switch name {
    case "plot", "semilogx", "semilogy", "loglog", "step":
      return try AxesLines.plot(name, axes, &arguments)
    case "fill": return try AxesAreas.fill(axes, &arguments)
    case "fill_between": return try AxesAreas.fillBetween(axes, &arguments, isAcross: false)
    case "fill_betweenx": return try AxesAreas.fillBetween(axes, &arguments, isAcross: true)
    case "stackplot": return try AxesAreas.stack(axes, &arguments)
    case "axhspan", "axvspan": return try AxesAreas.span(name, axes, &arguments)
    case "pie": return try AxesAreas.pie(axes, &arguments)
    case "axhline", "axvline": return try AxesLines.reference(name, axes, &arguments)
    case "axline": return try AxesLines.through(axes, &arguments)
    case "hlines", "vlines": return try AxesLines.bundle(name, axes, &arguments)
    case "stem": return try AxesLines.stem(axes, &arguments)
    case "errorbar": return try AxesLines.errorBar(axes, &arguments)
    case "scatter": return try AxesPoints.scatter(axes, &arguments)
    case "bar", "barh": return try AxesBars.bar(name, axes, &arguments)
    case "hist": return try AxesHistograms.histogram(axes, &arguments)
    case "hist2d": return try AxesHistograms.histogram2D(axes, &arguments)
    case "stairs": return try AxesHistograms.stairs(axes, &arguments)
    case "boxplot": return try AxesBoxes.boxplot(axes, &arguments)
    case "bar_label": return try AxesBars.label(axes, &arguments)
    case "imshow", "matshow", "spy": return try AxesImages.show(name, axes, &arguments)
    case "pcolormesh", "pcolor", "pcolorfast": return try AxesImages.mesh(axes, &arguments)
    case "contour", "contourf": return try AxesContours.contour(name, axes, &arguments)
    case "clabel": return try AxesContours.label(axes, &arguments)
    case "quiver": return try AxesArrows.quiver(axes, &arguments)
    case "arrow": return try AxesArrows.arrow(axes, &arguments)
    case "text", "annotate": return try AxesTexts.text(name, axes, &arguments)
    case "add_patch", "add_artist", "add_line", "add_collection":
      return try AxesPatches.add(axes, &arguments)
    case "legend": return try Legends.legend(axes, &arguments)
    case "get_legend_handles_labels": return Legends.handles(axes)
    case "get_legend": return axes.legend == nil ? .none : .object(PlotArtist("Legend", []))
    default: return try AxesSettings.call(name, axes, &arguments)
    }
  }

  /// On axes of a kind that is not drawn: accepted, as before.
  static func undrawn(_ name: String, _ arguments: Arguments, _ session: Session) throws -> Value {
    switch name {
    case "plot", "plot3D": return .list([.object(PlotThing("Line2D"))])
    case "get_xlim", "get_ylim", "get_zlim", "set_xlim", "set_ylim", "set_zlim", "set_xlim3d":
      return .object(PlotThing("limits", count: 2))
    default: return Pyplot.result(name)
    }
  }
}
