import LessonDocument
import LessonOutput
import Rendering

/// What a stepper asks of the lesson that it shows: questions whose answers need the engine.
protocol StepperHost: AnyObject {
  /// The derivation of one number, as lines; or why there is none.
  func why(_ question: StepperQuestion, _ renderer: TerminalRenderer)
    -> Result<[StyledLine], StepperProblem>
  /// Runs the lesson again with a new value of an input.
  func edit(_ text: String, block: Int) -> Result<LessonRun, StepperProblem>
  /// The lesson as it stands in its file.
  func reset() -> LessonRun
  /// The exercises that are offered; their indices are of the run's blocks.
  var exercises: [Exercise] { get }
  /// The file that the learner works in; nil where no exercises are offered.
  var learner: LearnerFile? { get }
  /// Why the learner should not edit the file.
  var editProblem: StepperProblem? { get }
  /// Reads the file again and, where the lesson in it has changed, runs it.
  func reload() -> Result<StepperReload, StepperProblem>
  /// Called before an answer is checked, which may take its time.
  func willCheck()
  /// Keeps what the learner has done.
  func save(_ progress: LessonProgress)
}

/// What came of reading a lesson's file again.
enum StepperReload {
  case unchanged
  case changed(LessonRun)
}

/// A number that is asked about, in the view that is looked at.
struct StepperQuestion {
  enum Subject {
    /// As typed: `W.grad[0, 1]`.
    case text(String)
    /// A node of the trace, by its id.
    case node(Int, element: [Int], isGradient: Bool)
  }

  var subject: Subject
  var block: Int
  var trace: Int?
  /// The calls that are open: gates are numbered by what is seen.
  var open: Set<Int>?
}

/// Why something could not be done, and the next move.
struct StepperProblem: Error, Hashable {
  var message: String
  var hint: String?
}
