import ArgumentParser
import LessonApp

struct StudentCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "student",
    abstract: "Write the copy of a lesson that learners work in.",
    discussion: """
      The copy has the visible checks; solutions, hidden checks, wrong answers, keys and rubrics stay
      with you. It tells the lesson and its version, so that grading knows what was handed out.

      EXAMPLES:
        lesson student backprop.md -o handout/
        lesson student backprop.md --learner ana -o handout/ana.md
      """)

  @Argument(
    help: ArgumentHelp("The lesson.", valueName: "file"),
    completion: .custom { _, _, prefix in LessonNames.all(prefix) })
  var file: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The copy, or a folder for it.", valueName: "path"))
  var output: String

  @Option(help: ArgumentHelp("Who gets it: chooses the numbers of `variants`.", valueName: "id"))
  var learner: String?

  @Flag(help: "Keep the solutions.")
  var withSolutions = false

  @Flag(help: "Take the place of a file that is there.")
  var force = false

  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus {
    var request = StudentRequest(file: file, output: output)
    request.learner = learner
    request.withSolutions = withSolutions
    request.replaces = force
    return application.student(request)
  }
}
