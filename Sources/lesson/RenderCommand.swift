import ArgumentParser
import LessonApp

struct RenderCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write lessons as HTML pages.",
    discussion: """
      Each page is one file that needs no network. A folder renders every lesson in it.

      EXAMPLES:
        lesson render backprop -o site
        lesson render lessons -o site
        lesson render mine.md --fragment
      """)

  @Argument(
    help: ArgumentHelp("Lessons, or folders of lessons.", valueName: "path"),
    completion: .custom { _, _, prefix in LessonNames.all(prefix) })
  var paths: [String]

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The folder for the pages; created if missing.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @Option(
    help: ArgumentHelp(
      "Formulas: typeset by KaTeX where it is found, as Unicode text, or as TeX source.",
      discussion: "The default is katex, for a fragment unicode.", valueName: "form"))
  var math: MathMode?

  @Flag(help: "Write the body alone; without -o, print it.")
  var fragment = false

  @Flag(help: "Show keys, hidden checks, wrong answers and solutions: not for learners.")
  var instructor = false

  @OptionGroup var data: DataOptions

  func validate() throws {
    if folder == nil, !fragment {
      throw ValidationError("The folder for the pages is missing: add -o DIR")
    }
    if folder?.isEmpty == true { throw ValidationError("-o needs the name of a folder") }
  }

  func perform(_ application: Application) -> ExitStatus {
    var request = RenderRequest(paths: paths, folder: folder)
    request.isFragment = fragment
    request.math = math
    request.isForInstructor = instructor
    return application.render(request)
  }
}

extension MathMode: ExpressibleByArgument {}
