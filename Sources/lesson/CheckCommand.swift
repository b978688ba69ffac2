import ArgumentParser
import LessonApp

struct CheckCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check your answers to a lesson's exercises.",
    discussion: """
      Runs each answer by itself and says what is not right. The exit status is 1 if an answer is
      wrong; exercises that you have not begun are no failure.

      EXAMPLES:
        lesson check backprop.md
        lesson check backprop.md --exercise three-gates
        lesson check backprop.md --hint
        lesson check backprop.md --exercise three-gates --solution
      """)

  @Argument(
    help: ArgumentHelp("The file that you work in.", valueName: "file"),
    completion: .custom { _, _, prefix in LessonNames.all(prefix) })
  var file: String

  @Option(help: ArgumentHelp("Only this exercise.", valueName: "id"))
  var exercise: String?

  @Flag(help: "Show the next hint on the exercise, else on the first that is open.")
  var hint = false

  @Flag(help: "Show the author's solution, where it may be seen by now.")
  var solution = false

  @OptionGroup var display: DisplayOptions
  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("What to print: text or json.", valueName: "format"))
  var format = OutputFormat.text

  func perform(_ application: Application) -> ExitStatus {
    var request = CheckRequest(file: file)
    request.exercise = exercise
    request.showsHint = hint
    request.showsSolution = solution
    request.format = format
    request.display = display.request
    return application.check(request)
  }
}
