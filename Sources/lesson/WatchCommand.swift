import ArgumentParser
import LessonApp

struct WatchCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Check your answers whenever you save the file.",
    discussion: """
      Shows the next open exercise and what your answer gives; goes on when it passes. Keep it open
      beside your editor. Keys: h hint, s solution, n next, p previous, l list, r re-run, q quit;
      Ctrl-C stops a check that does not end. Without a screen it prints the result of each
      change, until standard input ends.

      EXAMPLES:
        lesson watch backprop.md
      """)

  @Argument(
    help: ArgumentHelp("The file that you work in.", valueName: "file"),
    completion: .custom { _, _, prefix in LessonNames.all(prefix) })
  var file: String

  @OptionGroup var display: DisplayOptions
  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus {
    var request = WatchRequest(file: file)
    request.display = display.request
    return application.watch(request)
  }
}
