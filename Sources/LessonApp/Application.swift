import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// The program behind the command line: each command is one method that returns an exit status.
package struct Application {
  package let console: Console
  package let library: LessonLibrary
  package let device: OutputDevice
  /// What is kept of learners.
  package let progress: ProgressStore
  /// Our own executable, which judges submissions in processes of their own; nil judges them here.
  package var program: String?
  private let katex: KaTeXPlaces?
  /// The folder of `--data`, where downloaded data sets lie.
  package var dataFolder: String?

  /// - Parameter katex: where KaTeX is; nil looks in the usual places when a page has formulas.
  package init(
    console: Console, library: LessonLibrary = .bundled(),
    device: OutputDevice = .standardOutput, progress: ProgressStore = .standard(),
    katex: KaTeXPlaces? = nil
  ) {
    self.katex = katex
    self.console = console
    self.library = library
    self.device = device
    self.progress = progress
  }

  /// Name and version, as `--version` prints them.
  package static let version = LessonRunner.program

  var finder: LessonFinder { LessonFinder(library: library) }

  var places: KaTeXPlaces { katex ?? .standard(lessons: library.folder) }

  func terminal(_ request: DisplayRequest) -> TerminalRenderer {
    TerminalRenderer(options: device.options(request))
  }

  /// Reports a file that could not be used.
  func report(_ problem: FileProblem) -> ExitStatus {
    console.diagnose(problem.diagnostic, file: problem.path)
    return .usage
  }

  /// Prints what is wrong with a lesson and with its run to standard error.
  ///
  /// - Parameter showsFailures: whether blocks that failed are named too; on a terminal they are
  ///   seen in their place in the lesson.
  func report(_ run: LessonRun, showsFailures: Bool) -> ExitStatus {
    var status = ExitStatus.success
    for diagnostic in run.diagnostics {
      console.diagnose(diagnostic, file: run.file)
      if diagnostic.severity == .error { status = max(status, .brokenLesson) }
    }
    for block in run.blocks {
      guard let failure = block.unexpectedFailure else { continue }
      status = max(status, .failure)
      if showsFailures { console.diagnose(failure, file: run.file) }
    }
    return status
  }
}

/// What a run is printed as.
package enum OutputFormat: String, Sendable, CaseIterable {
  case text, json
}

extension BlockRun {
  /// Why the block failed or was refused, unless the author expects a failure there.
  var unexpectedFailure: Diagnostic? {
    guard status == .failed || status == .refused else { return nil }
    guard let error else {
      return Diagnostic(
        .error, "the block failed without saying why", location: Location(line: line, column: 1))
    }
    return error.expected ? nil : error.diagnostic
  }
}

extension BlockError {
  var diagnostic: Diagnostic {
    Diagnostic(
      .error, type == "Refused" ? message : "\(type): \(message)", hint: hint,
      location: Location(line: line, column: column), length: length, sourceLine: sourceLine)
  }
}
