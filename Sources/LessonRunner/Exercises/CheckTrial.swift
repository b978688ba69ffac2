import Arrays
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// One check, run against one answer in a session of the author's.
final class CheckTrial {
  let exchange: Exchange
  let module = CheckModule()
  let outcome: BlockOutcome
  /// What the learner's code printed under the check.
  let stdout: String
  /// A name of the answer that holds what cannot cross.
  private(set) var uncrossed: PythonError?
  /// What to say of a failure without words of its own.
  private(set) var explanation: [String] = []
  private let author: Session
  private let block: SourceBlock
  private let contract: Set<String>
  private let isHanded: Set<String>
  /// Names of the contract that the check uses and the answer does not bind.
  private let undefined: [String]

  init(
    _ sessions: ExerciseSessions, check: Int, _ run: AnswerRun, contract: Set<String>,
    gradients: [String] = []
  ) throws(ExerciseSessions.Broken) {
    block = sessions.lesson.blocks[check]
    author = try sessions.make()
    self.contract = contract
    module.order = gradients
    let code = AnswerCode(block.code)
    let mentioned = contract.intersection(code.names)
    let looksAtValues = !mentioned.isEmpty || code.names.contains("prints")
    undefined = mentioned.subtracting(code.bound).subtracting(run.outcome.assigned).sorted().filter
    {
      // Data of a set-up may be left as they are; a function or a class is the answer's own work.
      guard case .object(let known)? = run.session.global($0) else {
        return run.session.global($0) == nil
      }
      return !CheckModule.isData(known)
    }
    module.register(in: author)
    module.makeGlobal(in: author)
    exchange = Exchange(
      author: author, learner: run.session,
      passesObjects: sessions.starterOptions?.objects ?? false)
    module.answer = CheckedAnswer(
      exchange: exchange, code: run.code, stdout: run.stdout, steps: run.steps)
    sessions.limit(run.session, block)
    run.session.seed(sessions.seed(check))
    _ = run.session.output.take()
    run.session.startCounting()
    author.startCounting()
    var handed: Set<String> = []
    for name in contract.sorted() {
      guard let value = run.session.global(name) else { continue }
      if value.asObject(ModuleObject.self) != nil { continue }
      do {
        try exchange.hand(
          name, value, isCompared: mentioned.contains(name) || !looksAtValues)
        handed.insert(name)
      } catch let error as PythonError {
        uncrossed = uncrossed ?? error
        author.setGlobal(name, .unbound)
      } catch {}
    }
    isHanded = handed
    sessions.limit(author, block)
    author.seed(sessions.seed(check))
    let source = SourceText(name: sessions.lesson.source.name, text: block.code)
    var sources = [SourceText](
      repeating: SourceText(name: "", text: ""), count: sessions.lesson.blocks.count)
    sources[check] = source
    module.sources = sources
    let (session, block) = (author, block)
    module.line = { site in
      guard session.sites.indices.contains(Int(site)), site != 0 else { return nil }
      let place = session.sites[Int(site)]
      guard place.block == check else { return nil }
      return block.location(line: source.location(at: place.span.start).line, column: 1).line
    }
    outcome = author.run(source, block: check)
    stdout = run.session.output.take()
    // Now: later checks, which may be hidden, leave their traces in what the answer remembers.
    if let failure = outcome.failures.first, module.feedback == nil,
      exchange.failure(behind: failure.error) == nil
    {
      explanation = explained(failure)
    }
  }

  var transcript: Transcript { exchange.transcript }
  var changes: [Exchange.ChangedArgument] { exchange.changes }

  /// The name that the check wanted and the answer does not bind.
  func missing(_ error: PythonError) -> String? {
    if let name = undefined.first { return name }
    guard error.type == "NameError" else { return nil }
    let parts = error.message.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return nil }
    let name = String(parts[1])
    return contract.contains(name) && !isHanded.contains(name) ? name : nil
  }

  /// The learner's function that returned None where the check needs something.
  func returnedNothing(_ error: PythonError) -> String? {
    if let name = module.nothing { return name }
    return error.type == "AssertionError" ? nil : exchange.nothing.map { "\($0)()" }
  }

  /// What to say of a check that failed without words of its own.
  private func explained(_ failure: BlockOutcome.Failure) -> [String] {
    let error = failure.error
    if error.type != "AssertionError" {
      return ["the check could not use what your code gave: \(error.type): \(error.message)"]
    }
    if !error.message.isEmpty { return [error.message] }
    return assertion(failure) ?? []
  }

  /// `assert f(2) == 4`: both sides, computed once more.
  private func assertion(_ failure: BlockOutcome.Failure) -> [String]? {
    let source = SourceText(name: "check", text: block.code)
    let parsed = Parser.parse(source)
    for statement in parsed.statements {
      guard case .assertion(let test, _) = statement.kind,
        statement.span.start <= failure.span.start, failure.span.end <= statement.span.end
      else { continue }
      let text = source.slice(test.span)
      guard case .compare(let left, let rest) = test.kind, rest.count == 1 else {
        return ["`\(text)` does not hold"]
      }
      let words = ValueComparison(session: author)
      guard let found = try? author.evaluate(source.slice(left.span)),
        !ValueComparison.isBoundless(found)
      else {
        return ["`\(text)` does not hold"]
      }
      return [
        "`\(text)` does not hold", "\(source.slice(left.span)) is \(words.text(found))",
      ]
    }
    return nil
  }
}

/// Where an answer's code stands in its file.
struct AnswerPlaces {
  let lesson: LessonSource
  let answer: Answer
  let session: Session

  private static let longestMessage = 4000

  /// The failure as an error with places in the answer's file; a place outside of the answer, such
  /// as in the author's set-up, is the answer's first line.
  func error(_ failure: BlockOutcome.Failure) -> BlockError {
    let source = SourceText(name: answer.file.name, text: answer.code)
    let isMine = failure.block == lesson.blocks.count
    let call = failure.calls.last { $0.block == lesson.blocks.count }
    let span = isMine ? failure.span : call?.span ?? .zero
    let start = codeStart(source, source.location(at: span.start))
    let end = source.location(at: span.end)
    let place = answer.block.location(line: start.line, column: start.column)
    let line = source.lineText(start.line)
    let room = max(1, line.unicodeScalars.count - start.column + 1)
    let message = failure.error.message
    var error = BlockError(
      type: failure.error.type,
      message: message.utf8.count > Self.longestMessage
        ? message.prefix(Self.longestMessage / 2) + "…" : message, line: place.line,
      column: start.column,
      length: end.line == start.line ? max(1, min(room, end.column - start.column)) : room,
      sourceLine: line, hint: failure.error.hint)
    let loops = failure.loops.filter { $0.block == lesson.blocks.count }.map { loop in
      let line = source.location(at: loop.span.start).line
      return "the loop on line \(answer.block.location(line: line, column: 1).line) was in turn "
        + grouped(loop.turn)
    }
    if !loops.isEmpty { error.message += ": " + loops.joined(separator: ", ") }
    return error
  }

  /// The first line of code in place of an option's.
  private func codeStart(_ source: SourceText, _ place: Location) -> Location {
    guard source.lineText(place.line).hasPrefix("#|"),
      let line = (place.line...source.lineCount).first(where: {
        let text = source.lineText($0)
        return !text.hasPrefix("#|") && !text.allSatisfy(\.isWhitespace)
      })
    else { return place }
    let indentation = source.lineText(line).prefix { $0 == " " }.count
    return Location(line: line, column: indentation + 1)
  }
}
