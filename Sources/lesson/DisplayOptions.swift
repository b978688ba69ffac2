import ArgumentParser
import LessonApp

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}

/// Options of every command that shows a lesson.
struct DisplayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Columns of the output; else the terminal's, or 80 where it is piped.",
      valueName: "columns"))
  var width: Int?

  @Option(help: ArgumentHelp("When to use colour: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  @Flag(help: "Draw circuits and formulas in plain ASCII.")
  var ascii = false

  func validate() throws {
    if let width, !DisplayRequest.widths.contains(width) {
      throw ValidationError(
        "--width \(width) is out of range: \(DisplayRequest.widths.lowerBound) to "
          + "\(DisplayRequest.widths.upperBound) columns are possible")
    }
  }

  var request: DisplayRequest {
    var request = DisplayRequest()
    request.width = width
    request.color = color
    request.ascii = ascii
    return request
  }
}

/// Options of the commands that print a run.
struct FormatOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("What to print: text, or json for programs.", valueName: "format"))
  var format = OutputFormat.text

  @Flag(help: "Show long traces and outputs whole.")
  var full = false
}
