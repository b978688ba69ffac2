import ArgumentParser
import LessonApp

struct TestCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Check that everything in a lesson holds.",
    discussion: """
      Runs every block and names, with its place, what fails: blocks, numbers in the prose that are
      stale, options, links.

      EXAMPLES:
        lesson test mine.md
        lesson test lessons
        lesson test mine.md --update
      """)

  @Argument(
    help: ArgumentHelp("Lessons, or folders of lessons.", valueName: "path"),
    completion: .custom { _, _, prefix in LessonNames.all(prefix) })
  var paths: [String]

  @Flag(help: "Rewrite stale numbers in the prose.")
  var update = false

  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus {
    var request = TestRequest(paths: paths)
    request.updates = update
    return application.test(request)
  }
}
