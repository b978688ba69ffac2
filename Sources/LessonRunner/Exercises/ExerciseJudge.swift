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
  let lesson: LessonSource
  let exercise: Exercise
  private let sessions: ExerciseSessions
  /// The names that an answer owes to the checks.
  private lazy var contract = Self.defined(lesson, exercise)
  /// What the wrong answers with words for the learner give to each check.
  private var wrongTranscripts: [Int: [Transcript?]] = [:]
  /// Gradients that the solution gives to each check.
  private var owed: [Int: [String]] = [:]

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
    BigStack.run {
      defer { sessions.end() }
      return judgeHere(answer)
    }
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
      if lesson.frontMatter.isCopy {
        // Handed out or half done: the copy does not tell.
        let lines = code.gaps.map { answer.block.location(line: $0, column: 1).line }
        result.notes.append(
          "still to fill in: line\(lines.count == 1 ? "" : "s") "
            + lines.prefix(8).map(String.init).joined(separator: ", "))
      }
      result.settle()
      return result
    }
    let run: AnswerRun
    do throws(ExerciseSessions.Broken) { run = try self.run(answer, code) } catch {
      return broken(&result, error)
    }
    result.stdout = run.stdout
    result.notes = run.outcome.notes
    if let failure = run.outcome.failures.first {
      result.feedback = ownError(failure, answer, run.session, code)
      for index in result.items.indices { result.items[index].status = .failed }
      result.settle()
      return result
    }
    let order =
      exercise.checks.indices.sorted { a, b in
        let hidden = [a, b].map { isHidden(exercise.checks[$0]) ? 1 : 0 }
        return (hidden[0], a) < (hidden[1], b)
      }
    var trials: [Int: CheckTrial] = [:]
    for place in order {
      do throws(ExerciseSessions.Broken) {
        trials[place] = try CheckTrial(
          sessions, check: exercise.checks[place], run, contract: contract,
          gradients: required(exercise.checks[place]))
      } catch {
        return broken(&result, error)
      }
    }
    let transcripts = exercise.checks.indices.map { trials[$0]?.transcript ?? Transcript() }
    for place in exercise.checks.indices {
      guard let trial = trials[place] else { continue }
      settle(place, trial, transcripts, run, &result.items[place], &result.notes)
    }
    quietHidden(&result)
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

  private func settle(
    _ place: Int, _ trial: CheckTrial, _ transcripts: [Transcript], _ run: AnswerRun,
    _ item: inout ExerciseItem, _ notes: inout [String]
  ) {
    let block = lesson.blocks[exercise.checks[place]]
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
      let missing = required(exercise.checks[place]).filter { !trial.module.claimed.contains($0) }
      if !missing.isEmpty {
        item.status = .failed
        let names = missing.map { "`\($0)`" }.joined(separator: ", ")
        let full = Feedback(
          .values, "Your result has no gradient of \(names).",
          hint: "give one for each, in the order of the arguments or under names such as "
            + (missing.first.map { "d\($0)" } ?? "dx"))
        item.author = full
        item.feedback =
          hidden ? block.options.fail.map { Feedback(.fail, Sealed.message($0)) } : full
        return
      }
      item.status = .passed
      item.points = item.maximum
      return
    }
    item.status = .failed
    let full = feedback(failure, trial, place, transcripts, run)
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
    _ failure: BlockOutcome.Failure, _ trial: CheckTrial, _ place: Int,
    _ transcripts: [Transcript], _ run: AnswerRun
  ) -> Feedback {
    let own = trial.module.feedback
    if own == nil, let mine = trial.exchange.failure(behind: failure.error) {
      return ownError(mine, run.answer, run.session, run.code)
    }
    if let missing = trial.missing(failure.error) {
      return Feedback(
        .error, "Your code does not define `\(missing)`.",
        hint: didYouMean(missing, among: run.outcome.assigned.sorted()))
    }
    if let error = trial.uncrossed { return Feedback(.error, error.message, hint: error.hint) }
    var plain = own ?? Feedback(.values, "")
    if own == nil { plain.details = trial.explanation }
    let details = plain.details
    if let says = matchingWrong(transcripts, place, run) {
      return Feedback(.says, says, details: details)
    }
    if let name = trial.returnedNothing(failure.error) {
      return Feedback(.error, "\(name) returned None: is there a `return`?")
    }
    if let fail = lesson.blocks[exercise.checks[place]].options.fail {
      return Feedback(.fail, Sealed.message(fail), details: details)
    }
    // The repair is not handed out before anybody has tried one.
    if plain.source == .mistake, isUntouched(run.answer) { plain.hint = nil }
    return plain
  }

  /// What `defines:` says, else the top-level names of solution and starter.
  package static func defined(_ lesson: LessonSource, _ exercise: Exercise) -> Set<String> {
    let starter = exercise.starter.map { lesson.blocks[$0] }
    if let names = starter?.options.defines, !names.isEmpty { return Set(names) }
    return ([starter].compactMap { $0 } + exercise.solutions.map { lesson.blocks[$0] })
      .reduce(into: []) { $0.formUnion(AnswerCode($1.code).bound) }
  }

  // MARK: Gradients that are owed

  /// What an answer must give gradients of: what the option says, else what the solution gives, in
  /// its order.
  package func requiredGradients(_ check: Int) -> [String] {
    BigStack.run {
      defer { sessions.end() }
      return required(check)
    }
  }

  private func required(_ check: Int) -> [String] {
    let block = lesson.blocks[check]
    if !block.options.gradients.isEmpty { return block.options.gradients }
    if let known = owed[check] { return known }
    var names: [String] = []
    if let solution = exercise.solutions.first,
      !AnswerCode(block.code).names.isDisjoint(with: ["gradient", "backward", "check"]),
      let run = runAnswer(solution),
      let trial = try? CheckTrial(sessions, check: check, run, contract: contract)
    {
      names = trial.module.claimed
    }
    owed[check] = names
    return names
  }

  /// A block of the lesson as an answer; nil where it raises.
  private func runAnswer(_ block: Int) -> AnswerRun? {
    let answer = Answer(block: lesson.blocks[block], file: lesson.source)
    guard let run = try? run(answer, AnswerCode(answer.code)), run.outcome.failures.isEmpty else {
      return nil
    }
    return run
  }

  private func run(_ answer: Answer, _ code: AnswerCode) throws(ExerciseSessions.Broken)
    -> AnswerRun
  {
    let session = try sessions.make()
    session.seed(lesson.frontMatter.seed)
    let steps = session.steps
    let outcome = session.run(
      SourceText(name: answer.file.name, text: answer.code), block: lesson.blocks.count)
    return AnswerRun(
      answer: answer, code: code, session: session, outcome: outcome,
      steps: session.steps - steps)
  }

  // MARK: Known wrong answers

  /// Of the wrong answers that give the same to this check, the one that gives the same to most.
  private func matchingWrong(_ transcripts: [Transcript], _ place: Int, _ run: AnswerRun) -> String?
  {
    var best: (says: String, matches: Int)?
    for wrong in exercise.wrongAnswers {
      guard let says = lesson.blocks[wrong].options.says else { continue }
      if lesson.blocks[wrong] == run.answer.block { return transcripts[place].isEmpty ? nil : says }
      guard let here = transcriptOfWrong(wrong, place), matches(here, transcripts[place]) else {
        continue
      }
      let count = exercise.checks.indices.count { other in
        transcriptOfWrong(wrong, other).map { $0.matches(transcripts[other]) } ?? false
      }
      // Where a check looks at the code alone, all values must be the same.
      if here.isOfCode, count < exercise.checks.count { continue }
      if count > best?.matches ?? -1 { best = (says, count) }
    }
    if let best { return best.says }
    let sealed = lesson.blocks[exercise.checks[place]].options.known
    if sealed.isEmpty || transcripts[place].isEmpty { return nil }
    let key = transcripts[place].digest
    return sealed.lazy.compactMap { Sealed.open($0, key: key) }.first
  }

  private func matches(_ a: Transcript, _ b: Transcript) -> Bool { !a.isEmpty && a.matches(b) }

  /// The messages of wrong answers for a check, each sealed under the values of its answer.
  package func sealedMessages(_ check: Int) -> [String] {
    BigStack.run {
      defer { sessions.end() }
      return exercise.wrongAnswers.compactMap { wrong in
        guard let says = lesson.blocks[wrong].options.says,
          let place = exercise.checks.firstIndex(of: check),
          let transcript = transcriptOfWrong(wrong, place), !transcript.isEmpty,
          !transcript.isOfCode
        else { return nil }
        return Sealed.seal(says, key: transcript.digest)
      }
    }
  }

  /// What a wrong answer gives to a check; nil where it raises.
  private func transcriptOfWrong(_ wrong: Int, _ place: Int) -> Transcript? {
    if wrongTranscripts[wrong] == nil { wrongTranscripts[wrong] = allTranscripts(wrong) }
    return wrongTranscripts[wrong]?[place] ?? nil
  }

  private func allTranscripts(_ wrong: Int) -> [Transcript?] {
    let none = [Transcript?](repeating: nil, count: exercise.checks.count)
    guard let run = runAnswer(wrong) else { return none }
    return exercise.checks.map { check in
      guard let trial = try? CheckTrial(sessions, check: check, run, contract: contract) else {
        return nil
      }
      if let failure = trial.outcome.failures.first, trial.module.feedback == nil,
        trial.exchange.failure(behind: failure.error) != nil
      {
        return nil
      }
      return trial.transcript
    }
  }
}

/// An answer that has run.
struct AnswerRun {
  let answer: Answer
  let code: AnswerCode
  let session: Session
  let outcome: BlockOutcome
  let steps: Int

  var stdout: String { outcome.stdout }
}
