import ArgumentParser
import LessonApp

struct StartCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Copy a bundled lesson here to work in.",
    discussion: """
      The copy is yours: edit its code, and run it. A file that is there is never replaced.

      EXAMPLES:
        lesson start backprop
        lesson run backprop.md
      """)

  @Argument(
    help: ArgumentHelp("The name of a bundled lesson.", valueName: "name"),
    completion: .custom { _, _, _ in LessonNames.bundled() })
  var name: String

  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus { application.start(name) }
}
