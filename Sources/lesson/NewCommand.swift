import ArgumentParser
import LessonApp

struct NewCommand: LessonCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a small lesson to start from.",
    discussion: """
      It holds one of each: a traced block, numbers that are checked, a prediction, an exercise with its
      solution, checks, a wrong answer and a hint, a choice, a free answer. `lesson test` finds nothing
      wrong with it. A file that is there is never replaced.

      EXAMPLES:
        lesson new mine
        lesson new course/first.md
        lesson new 我的第一课 --lang zh-CN
      """)

  @Argument(help: ArgumentHelp("The lesson's name; `.md` is added.", valueName: "name"))
  var name: String

  @Option(
    name: .customLong("lang"),
    help: ArgumentHelp("The language of its prose: en or zh-CN.", valueName: "language"))
  var language = LessonTemplate.Language.english

  func perform(_ application: Application) -> ExitStatus {
    var request = NewRequest(name: name)
    request.language = language
    return application.new(request)
  }
}

extension LessonTemplate.Language: ExpressibleByArgument {}
