import ArgumentParser
import Diagnostics
import LessonApp

/// The command line: each command reads its options, makes one call and returns an exit status.
@main
struct Lesson {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let status = BigStack.run {
      let console = Console()
      return console.finish(CommandLineRun(console: console).run(arguments))
    }
    exitProcess(status.rawValue)
  }
}

/// The root command; alone it lists the lessons.
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson",
    abstract: "Lessons that run: how gradients flow, step by step.",
    usage: "lesson [COMMAND]",
    discussion: """
      Without a command it lists the lessons there are.

      EXAMPLES:
        lesson run backprop                              a bundled lesson, step by step
        lesson start backprop                            a copy of it to work in
        lesson run mine.md                               a lesson of your own
        lesson trace 'f = (x + y) * z' x=-2 y=5 z=-4     one expression
        lesson why mine.md 'W.grad[0, 1]'                where one number comes from
        lesson render mine.md -o site                    a page for it
        lesson watch backprop.md                         checks your answers whenever you save
        lesson new mine                                  a lesson to start writing from
        lesson test mine.md                              whether all of it holds
        lesson --generate-completion-script bash         Tab completes; also zsh, fish
      """,
    version: Application.version,
    subcommands: [
      RunCommand.self, StartCommand.self, TraceCommand.self, WhyCommand.self, RenderCommand.self,
      CheckCommand.self, WatchCommand.self, NewCommand.self, TestCommand.self, StudentCommand.self,
      GradeCommand.self, DocsCommand.self, JudgeSubmissionCommand.self,
    ])
}

/// A command that does its work through the application.
protocol LessonCommand: ParsableCommand {
  func perform(_ application: Application) -> ExitStatus
}

extension Root: LessonCommand {
  func perform(_ application: Application) -> ExitStatus { application.list() }
}
