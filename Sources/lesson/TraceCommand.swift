import ArgumentParser
import LessonApp

struct TraceCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Trace an expression: values forward, gradients backward.",
    discussion: """
      EXAMPLES:
        lesson trace 'f = (x + y) * z' x=-2 y=5 z=-4
        lesson trace 'q = w * x; f = max(q, 0)' w=2 x=-1
        lesson trace 'f = np.sum(np.tanh(x))' 'x=[0.5, -1]'
      """)

  @Argument(
    help: ArgumentHelp("Python code whose last name is traced.", valueName: "expression"))
  var expression: String

  @Argument(help: ArgumentHelp("The inputs, such as x=-2.", valueName: "name=value"))
  var inputs: [String] = []

  @OptionGroup var format: FormatOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus {
    var request = TraceRequest(expression: expression, inputs: inputs)
    request.format = format.format
    request.display = display.request
    request.display.full = format.full
    return application.trace(request)
  }
}
