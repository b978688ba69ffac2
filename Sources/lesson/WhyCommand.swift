import ArgumentParser
import LessonApp

struct WhyCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Show the arithmetic behind one number, down to the inputs.",
    discussion: """
      A question names a value or a gradient: `q`, `x.grad`, `W[0, 1]`, `W.grad[0, 1]`, `x@2` for
      the second value of x, `neuron:x.grad` for the block with that label, `gate 3.grad` for the
      gate of step 3.

      EXAMPLES:
        lesson why backprop x.grad
        lesson why mine.md 'W.grad[0, 1]'
        lesson why mine.md loss --full
      """)

  @Argument(
    help: ArgumentHelp("A Markdown file, or the name of a bundled lesson.", valueName: "file"),
    completion: .file(extensions: ["md"]))
  var file: String

  @Argument(help: ArgumentHelp("The number, such as 'W.grad[0, 1]'.", valueName: "question"))
  var question: String

  @Option(
    name: .customLong("trace"),
    help: ArgumentHelp(
      "Trace every block that binds this name. May be given several times.", valueName: "name"))
  var traceNames: [String] = []

  @Option(
    help: ArgumentHelp("What to print: text, or json for programs.", valueName: "format"))
  var format = OutputFormat.text

  @Flag(help: "List all numbers behind it, not the nearest alone.")
  var full = false

  @OptionGroup var display: DisplayOptions
  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus {
    var request = WhyRequest(file: file, question: question)
    request.traceNames = traceNames
    request.format = format
    request.display = display.request
    request.display.full = full
    return application.why(request)
  }
}
