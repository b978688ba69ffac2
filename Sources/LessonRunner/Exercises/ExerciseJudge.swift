import Arrays
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// Judges one exercise of a lesson: runs an answer in a session of its own and the author's checks
/// in another, each check by itself.
///
/// Visible checks run before hidden ones, so that what an answer remembers of a hidden check is
/// never shown.
package final class ExerciseJudge {
  private let lesson: LessonSource
  private let exercise: Exercise
  private let sessions: ExerciseSessions
  /// What the wrong answers with words for the learner give to each check.
  private var wrongTranscripts: [WrongKey: Transcript?] = [:]

  private struct WrongKey: Hashable {
    var wrong: Int
    var check: Int
  }

  package init(_ lesson: LessonSource, _ exercise: Exercise, options: JudgeOptions = JudgeOptions())
  {
    self.lesson = lesson
    self.exercise = exercise
    sessions = ExerciseSessions(lesson: lesson, exercise: exercise, options: options)
  }

  /// What a block of the lesson itself gives, such as the solution.
  package func judge(block: Int) -> ExerciseResult {
    judge(Answer(block: lesson.blocks[block], file: lesson.source))
  }

  /// What an answer gives; nil stands for one that is not there.
  package func judge(_ answer: Answer?) -> ExerciseResult {
    BigStack.run { judgeHere(answer) }
  }

  private func judgeHere(_ answer: Answer?) -> ExerciseResult {
    var result = ExerciseResult(id: exercise.id, title: exercise.heading)
    result.line = answer?.block.fenceLine
    result.items = emptyItems
    guard let answer else {
      result.settle()
      return result
    }
    let code = AnswerCode(answer.code)
    let starter = exercise.starter.map { lesson.blocks[$0].code }
    if !code.gaps.isEmpty,
      starter.map({ Submission.essence($0) == Submission.essence(answer.code) }) ?? true
    {
      result.settle()
      return result
    }
    let learner: Session
    do { learner = try sessions.make() } catch {
      return broken(&result, error)
    }
    sessions.limit(learner, nil)
    learner.seed(lesson.frontMatter.seed)
    let steps = learner.steps
    let number = lesson.blocks.count
    let outcome = learner.run(
      SourceText(name: answer.file.name, text: answer.code), block: number)
    result.stdout = outcome.stdout
    result.notes = outcome.notes
    if let failure = outcome.failures.first {
      result.feedback = ownError(failure, answer, learner, code)
      for index in result.items.indices { result.items[index].status = .failed }
      result.settle()
      return result
    }
    let run = AnswerRun(
      answer: answer, code: code, session: learner, stdout: outcome.stdout,
      steps: learner.steps - steps, assigned: outcome.assigned)
    let order =
      exercise.checks.indices.sorted { a, b in
        let hidden = [a, b].map { isHidden(exercise.checks[$0]) ? 1 : 0 }
        return (hidden[0], a) < (hidden[1], b)
      }
    for place in order {
      do throws(ExerciseSessions.Broken) {
        try judge(check: exercise.checks[place], run, &result.items[place], &result.notes)
      } catch {
        return broken(&result, error)
      }
    }
    applyAllOrNothing(&result)
    result.settle()
    return result
  }

  // MARK: Points

  /// The checks, none of which has been looked at.
  private var emptyItems: [ExerciseItem] {
    let shares = Self.shares(lesson, exercise)
    return zip(exercise.checks, shares).map { check, maximum in
      let options = lesson.blocks[check].options
      var item = ExerciseItem(.check, options.check ?? "", maximum: maximum)
      item.isHidden = options.hidden
      return item
    }
  }

  /// Points of the checks: their own, else equal shares of the starter's.
  package static func shares(_ lesson: LessonSource, _ exercise: Exercise) -> [Points] {
    let own = exercise.checks.map { lesson.blocks[$0].options.points }
    if own.contains(where: { $0 != nil }) { return own.map { Points($0 ?? 0) } }
    let total = exercise.starter.flatMap { lesson.blocks[$0].options.points }.map { Points($0) }
    return own.map { _ in (total ?? Points(1)).divided(by: own.count) }
  }

  private func applyAllOrNothing(_ result: inout ExerciseResult) {
    guard sessions.starterOptions?.allOrNothing ?? false,
      result.items.contains(where: { $0.status != .passed })
    else { return }
    if result.items.contains(where: { $0.points > .zero }) {
      result.notes.append("the points of this exercise are given only if every check passes")
    }
    for index in result.items.indices { result.items[index].points = .zero }
  }

  private func isHidden(_ check: Int) -> Bool { lesson.blocks[check].options.hidden }

  // MARK: Checks

  private func judge(
    check: Int, _ run: AnswerRun, _ item: inout ExerciseItem, _ notes: inout [String]
  ) throws(ExerciseSessions.Broken) {
    let block = lesson.blocks[check]
    let trial = try CheckTrial(sessions, check: check, run, contract: contract(run))
    let hidden = block.options.hidden
    if !hidden {
      item.stdout = trial.stdout
      for change in trial.changes {
        let note =
          "\(change.function)() changed its argument \(change.parameter); the check has its own copy"
        if !notes.contains(note) { notes.append(note) }
      }
    }
    guard let failure = trial.outcome.failures.first else {
      item.status = .passed
      item.points = item.maximum
      return
    }
    item.status = .failed
    let full = feedback(failure, trial, check, run)
    item.author = full
    if hidden {
      item.feedback = block.options.fail.map { Feedback(.fail, Sealed.message($0)) }
    } else {
      item.feedback = full
    }
  }

  /// The first that applies: an error in the learner's code; `says`; `fail`; a known mistake;
  /// expected and found.
  private func feedback(
    _ failure: BlockOutcome.Failure, _ trial: CheckTrial, _ check: Int, _ run: AnswerRun
  ) -> Feedback {
    let own = trial.module.feedback
    if own == nil, let mine = trial.exchange.failure(behind: failure.error) {
      return ownError(mine, run.answer, run.session, run.code)
    }
    if let missing = trial.missing(failure.error) {
      return Feedback(
        .error, "Your code does not define `\(missing)`.",
        hint: didYouMean(missing, among: run.assigned.sorted()))
    }
    if let error = trial.uncrossed { return Feedback(.error, error.message, hint: error.hint) }
    var plain = own ?? Feedback(.values, "")
    if own == nil { plain.details = trial.explain(failure) }
    let details = plain.details
    if let says = matchingWrong(trial.transcript, check, run) {
      return Feedback(.says, says, details: details)
    }
    if let fail = lesson.blocks[check].options.fail {
      return Feedback(.fail, Sealed.message(fail), details: details)
    }
    return plain
  }

  /// The names that an answer owes to the checks.
  private func contract(_ run: AnswerRun) -> Set<String> {
    var names: Set<String> = []
    var isAuthors = false
    for part in exercise.solutions + exercise.wrongAnswers + [exercise.starter].compactMap({ $0 }) {
      let code = AnswerCode(lesson.blocks[part].code)
      if lesson.blocks[part].part?.kind == .solution { isAuthors = true }
      names.formUnion(code.bound)
    }
    // A learner's copy has no solution: what the answer binds and the check reads.
    if !isAuthors { names.formUnion(run.code.bound.subtracting(CheckModule.names)) }
    return names
  }

  // MARK: Known wrong answers

  private func matchingWrong(_ transcript: Transcript, _ check: Int, _ run: AnswerRun) -> String? {
    guard !transcript.isEmpty else { return nil }
    for wrong in exercise.wrongAnswers {
      guard let says = lesson.blocks[wrong].options.says else { continue }
      let theirs: Transcript?
      if lesson.blocks[wrong] == run.answer.block {
        theirs = transcript
      } else {
        theirs = transcriptOfWrong(wrong, check)
      }
      if let theirs, theirs.matches(transcript) { return says }
    }
    let sealed = lesson.blocks[check].options.known
    if sealed.isEmpty { return nil }
    let key = transcript.digest
    return sealed.lazy.compactMap { Sealed.open($0, key: key) }.first
  }

  /// The messages of wrong answers for a check, each sealed under the values of its answer.
  package func sealedMessages(_ check: Int) -> [String] {
    BigStack.run {
      exercise.wrongAnswers.compactMap { wrong in
        guard let says = lesson.blocks[wrong].options.says,
          let transcript = transcriptOfWrong(wrong, check), !transcript.isEmpty
        else { return nil }
        return Sealed.seal(says, key: transcript.digest)
      }
    }
  }

  /// What a wrong answer gives to a check that it fails; nil where it passes or raises.
  private func transcriptOfWrong(_ wrong: Int, _ check: Int) -> Transcript? {
    let key = WrongKey(wrong: wrong, check: check)
    if let known = wrongTranscripts[key] { return known }
    var found: Transcript?
    let answer = Answer(block: lesson.blocks[wrong], file: lesson.source)
    if let session = try? sessions.make() {
      session.seed(lesson.frontMatter.seed)
      let steps = session.steps
      let outcome = session.run(
        SourceText(name: answer.file.name, text: answer.code), block: lesson.blocks.count)
      if outcome.failures.isEmpty {
        let run = AnswerRun(
          answer: answer, code: AnswerCode(answer.code), session: session, stdout: outcome.stdout,
          steps: session.steps - steps, assigned: outcome.assigned)
        if let trial = try? CheckTrial(sessions, check: check, run, contract: contract(run)),
          let failure = trial.outcome.failures.first,
          trial.exchange.failure(behind: failure.error) == nil || trial.module.feedback != nil
        {
          found = trial.transcript
        }
      }
    }
    wrongTranscripts[key] = .some(found)
    return found
  }

  // MARK: Errors

  private func ownError(
    _ failure: BlockOutcome.Failure, _ answer: Answer, _ session: Session, _ code: AnswerCode
  ) -> Feedback {
    let places = AnswerPlaces(lesson: lesson, answer: answer, session: session)
    let error = places.error(failure)
    if failure.error.type == "NameError", AnswerCode.isGap(quotedName(failure.error.message)) {
      var feedback = Feedback(.error, "There is still a gap in line \(error.line).")
      feedback.hint = "write what belongs in place of the underscores"
      return feedback
    }
    var text = error.type == "Refused" ? error.message : "\(error.type): \(error.message)"
    if failure.error.type == "Limit" { text = error.message }
    var feedback = Feedback(.error, text, hint: error.hint)
    feedback.error = error
    return feedback
  }

  private func quotedName(_ message: String) -> String {
    let parts = message.split(separator: "'", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : ""
  }

  private func broken(_ result: inout ExerciseResult, _ problem: ExerciseSessions.Broken)
    -> ExerciseResult
  {
    result.status = .broken
    result.feedback = Feedback(
      .file, "The lesson's own set-up of this exercise does not run: this is not your mistake.",
      hint: "tell the author")
    result.authorProblem = "\(problem.failure.error.type): \(problem.failure.error.message)"
    result.authorProblemLine =
      lesson.blocks.indices.contains(problem.failure.block)
      ? problem.sources[problem.failure.block].map { source in
        let place = source.location(at: problem.failure.span.start)
        return lesson.blocks[problem.failure.block].location(line: place.line, column: 1).line
      } : nil
    for index in result.items.indices { result.items[index].status = .open }
    return result
  }

}

/// An answer that has run.
struct AnswerRun {
  let answer: Answer
  let code: AnswerCode
  let session: Session
  let stdout: String
  let steps: Int
  let assigned: Set<String>
}
