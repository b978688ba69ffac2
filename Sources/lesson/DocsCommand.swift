import ArgumentParser
import LessonApp

struct DocsCommand: LessonCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs",
    abstract: "Show what lessons can use.",
    discussion: """
      EXAMPLES:
        lesson docs
        lesson docs trace
        lesson docs --schema
        lesson docs --schema grades
      """)

  @Argument(help: ArgumentHelp("What to explain; with --schema: run or grades.", valueName: "name"))
  var name: String?

  @Flag(help: "Print the JSON schema of `lesson run --format json`, or of the grades' JSON.")
  var schema = false

  @OptionGroup var display: DisplayOptions

  func perform(_ application: Application) -> ExitStatus {
    schema ? application.schema(name) : application.documentation(name, display.request)
  }
}
