import ArgumentParser
import LessonApp

extension GradeRequest.Report: ExpressibleByArgument {}

struct GradeCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Grade what a class handed in.",
    discussion: """
      Each file is judged in a process of its own; whatever it holds, it gets one row. Answers are
      found by the ids of exercises. Free answers are pending: they come out in answers.csv (with -o)
      and go back in by --scores.

      EXAMPLES:
        lesson grade backprop.md handed-in/
        lesson grade backprop.md handed-in/ --roster class.csv --report csv,html -o grades
        lesson grade backprop.md handed-in/ --scores grades/answers.csv --report csv
        lesson grade backprop.md handed-in/ --compare last-week/grades.json
      """)

  @Argument(
    help: ArgumentHelp("The author's lesson.", valueName: "file"),
    completion: .custom { _, _, prefix in LessonNames.all(prefix) })
  var file: String

  @Argument(
    help: ArgumentHelp("Files that were handed in, or folders of them.", valueName: "submission"),
    completion: .file())
  var submissions: [String]

  @Option(
    help: ArgumentHelp(
      "A table of learners: student_id, and first_name, last_name, email, file as far as known.",
      valueName: "csv"), completion: .file(extensions: ["csv"]))
  var roster: String?

  @Option(
    help: ArgumentHelp(
      "text, json, csv (nbgrader's columns), junit, gradescope, html; several with commas.",
      valueName: "reports"))
  var report = "text"

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The folder for the reports; created if missing.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp("Points for free answers: answers.csv, filled in.", valueName: "csv"),
    completion: .file(extensions: ["csv"]))
  var scores: String?

  @Option(
    help: ArgumentHelp("An earlier grades.json, to see what changed.", valueName: "json"),
    completion: .file(extensions: ["json"]))
  var compare: String?

  @Option(
    help: ArgumentHelp(
      "Exit with 1 if anyone has less than so many percent of the points.", valueName: "percent"))
  var failUnder: Double?

  @Option(help: ArgumentHelp("Seconds for one submission.", valueName: "seconds"))
  var timeout = 30

  @OptionGroup var display: DisplayOptions
  @OptionGroup var data: DataOptions

  func validate() throws {
    guard (1...86_400).contains(timeout) else {
      throw ValidationError("--timeout \(timeout) is out of range: 1 to 86400 seconds are possible")
    }
    if let failUnder, !(0...100).contains(failUnder) {
      throw ValidationError(
        "--fail-under \(failUnder.formattedPlainly) is out of range: 0 to 100 percent are possible")
    }
    _ = try reports()
  }

  private func reports() throws -> [GradeRequest.Report] {
    var result: [GradeRequest.Report] = []
    for word in report.split(separator: ",") {
      let name = word.filter { $0 != " " }
      guard let known = GradeRequest.Report(rawValue: name) else {
        let all = GradeRequest.Report.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no report `\(name)`: there are \(all)")
      }
      if !result.contains(known) { result.append(known) }
    }
    return result.isEmpty ? [.text] : result
  }

  func perform(_ application: Application) -> ExitStatus {
    var request = GradeRequest(file: file, submissions: submissions)
    request.roster = roster
    request.reports = (try? reports()) ?? [.text]
    request.output = output
    request.scores = scores
    request.compare = compare
    request.failUnder = failUnder
    request.seconds = timeout
    request.display = display.request
    return application.grade(request)
  }
}

/// The process behind one row of `lesson grade`.
struct JudgeSubmissionCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge-submission", abstract: "Judge one file for `lesson grade`.",
    shouldDisplay: false)

  @Argument var file: String
  @Argument var submission: String
  @Option var learner: String?
  /// No copy of the class names a learner.
  @Flag var nameless = false
  @Option var from: String?
  @OptionGroup var data: DataOptions

  func perform(_ application: Application) -> ExitStatus {
    application.judge(
      lesson: file, submission: submission,
      owner: FileOwner(learner: learner, isNamelessClass: nameless), from: from)
  }
}

extension Double {
  /// `101`, `0.5`, `nan`.
  fileprivate var formattedPlainly: String {
    Int(exactly: self).map { String($0) } ?? "\(self)"
  }
}
