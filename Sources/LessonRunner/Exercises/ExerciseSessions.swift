import Arrays
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// How exercises are judged.
package struct JudgeOptions: Sendable {
  /// Who learns: chooses the numbers of `variants:`; nil takes the first of each.
  package var learner: String?
  /// Stops the run from another thread.
  package var cancellation: Cancellation?
  package var data: (any DataReader)?

  package init() {}
}

/// The code that is judged, and where it stands.
package struct Answer: Sendable {
  package var block: SourceBlock
  /// The file that the block is of.
  package var file: SourceText

  package init(block: SourceBlock, file: SourceText) {
    self.block = block
    self.file = file
  }

  package var code: String { block.code }
}

/// Sessions with what an exercise may use: the lesson's set-up, what it needs, its own set-up.
struct ExerciseSessions {
  /// What a learner's code and a check may use where nobody says otherwise.
  static let steps = 50_000_000
  static let memory = 1 << 30

  let lesson: LessonSource
  let exercise: Exercise
  let options: JudgeOptions
  private let made = Made()

  /// Sessions hold themselves by their functions until they are ended.
  private final class Made { var sessions: [Session] = [] }

  init(lesson: LessonSource, exercise: Exercise, options: JudgeOptions) {
    self.lesson = lesson
    self.exercise = exercise
    self.options = options
  }

  /// Ends every session that was made: nothing of them is used any more.
  func end() {
    for session in made.sessions { session.end() }
    made.sessions = []
  }

  /// The author's own part does not run.
  struct Broken: Error {
    var failure: BlockOutcome.Failure
    var sources: [Int: SourceText]
  }

  /// The blocks that run before an answer, in order.
  var preparation: [Int] {
    var blocks = lesson.blocks.indices.filter { index in
      lesson.blocks[index].part?.kind == .setup && lesson.blocks[index].part?.exercise == nil
    }
    var seen: Set<String> = [exercise.id]
    addNeeded(exercise, &blocks, &seen)
    return blocks + exercise.setups
  }

  private func addNeeded(_ exercise: Exercise, _ blocks: inout [Int], _ seen: inout Set<String>) {
    guard let starter = exercise.starter else { return }
    for id in lesson.blocks[starter].options.needs where seen.insert(id).inserted {
      guard let needed = lesson.exercises.first(where: { $0.id == id }) else { continue }
      addNeeded(needed, &blocks, &seen)
      blocks += needed.setups
      // The reference; in a learner's copy, what the learner wrote.
      if let reference = needed.solutions.first ?? needed.starter { blocks.append(reference) }
    }
  }

  var starterOptions: BlockOptions? { exercise.starter.map { lesson.blocks[$0].options } }

  /// A session where that has run.
  func make() throws(Broken) -> Session {
    let session = Session()
    made.sessions.append(session)
    session.prepare(seed: lesson.frontMatter.seed)
    session.cancellation = options.cancellation
    session.data = LessonData(declared: lesson.frontMatter.data, reader: options.data)
    if lesson.frontMatter.dtype == "float32" { session.defaultType = .float32 }
    limit(session, nil)
    for variant in starterOptions?.variants ?? [] {
      let value = Variants.value(
        of: variant, exercise: exercise.id, learner: options.learner)
      let line = SourceText(name: "variants", text: "\(variant.name) = \(value)")
      let outcome = session.run(line, block: lesson.blocks.count + 1)
      if let failure = outcome.failures.first {
        throw Broken(failure: failure, sources: session.ranSources)
      }
    }
    for index in preparation {
      let block = lesson.blocks[index]
      if let seed = block.options.seed { session.seed(seed) }
      let outcome = session.run(
        SourceText(name: lesson.source.name, text: block.code), block: index)
      if let failure = outcome.failures.first {
        throw Broken(failure: failure, sources: session.ranSources)
      }
    }
    return session
  }

  /// Sets what a block may use: its own options, else the starter's, else the lesson's.
  func limit(_ session: Session, _ block: SourceBlock?) {
    session.limits.steps =
      block?.options.steps ?? starterOptions?.steps ?? lesson.frontMatter.stepLimit ?? Self.steps
    session.limits.memory =
      block?.options.memory ?? starterOptions?.memory ?? lesson.frontMatter.memoryLimit
      ?? Self.memory
  }

  /// The seed of a part: its own option, else the lesson's seed and the part's place.
  func seed(_ block: Int) -> Int {
    lesson.blocks[block].options.seed ?? (lesson.frontMatter.seed &+ 1_000_003 &* (block + 1))
      & 0x7fff_ffff
  }
}

/// Numbers that differ between learners.
package enum Variants {
  /// One of the values as written: the first without a learner, else chosen by a hash of the
  /// learner, the exercise and the name.
  package static func value(of variant: BlockOptions.Variant, exercise: String, learner: String?)
    -> String
  {
    guard let learner, variant.values.count > 1 else { return variant.values.first ?? "None" }
    var hash = StableHash("\(learner)\u{0}\(exercise)\u{0}\(variant.name)").value
    hash ^= hash >> 33
    hash &*= 0xff51_afd7_ed55_8ccd
    hash ^= hash >> 33
    return variant.values[Int(hash % UInt64(variant.values.count))]
  }
}
