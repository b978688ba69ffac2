import ArgumentParser
import LessonApp

struct RunCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a lesson: step by step on a terminal, else printed.",
    discussion: """
      On a terminal keys move through the lesson: → next, ← back, ? all of them, q quit.
      Your place and answers are kept.

      EXAMPLES:
        lesson run backprop
        lesson run mine.md --block neuron
        lesson run mine.md --trace loss
        lesson run mine.md --format json
      """)

  @Argument(
    help: ArgumentHelp(
      "A Markdown file, or the name of a bundled lesson.", valueName: "file"),
    completion: .custom { _, _, prefix in LessonNames.all(prefix) })
  var file: String

  @Flag(name: .customLong("no-step"), help: "Print everything without waiting for keys.")
  var noStep = false

  @Option(
    help: ArgumentHelp(
      "Show the block with this label alone; what precedes it runs silently.",
      valueName: "label"))
  var block: String?

  @Option(
    name: .customLong("trace"),
    help: ArgumentHelp(
      "Trace every block that binds this name. May be given several times.", valueName: "name"))
  var traceNames: [String] = []

  @OptionGroup var format: FormatOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus {
    var request = RunRequest(file: file)
    request.block = block
    request.traceNames = traceNames
    request.steps = !noStep
    request.format = format.format
    request.display = display.request
    request.display.full = format.full
    return application.run(request)
  }
}
