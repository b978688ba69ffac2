import Arrays
import Autodiff
import Diagnostics
import LessonOutput

/// What a block is asked to trace.
package struct TraceRequest: Sendable {
  /// Names of outputs; empty for the last top-level name bound to a tracked number.
  package var outputs: [String]
  /// The author's own list of inputs.
  package var leaves: [String]?
  /// An expression that is evaluated, and recorded, after the block.
  package var question: String?

  package init(outputs: [String], leaves: [String]? = nil, question: String? = nil) {
    self.outputs = outputs
    self.leaves = leaves
    self.question = question
  }
}

/// What a block did.
package struct BlockOutcome {
  package var stdout = ""
  /// `repr` of a last bare expression that is not None.
  package var value: String?
  /// What a last bare expression is shown as, where that is a table.
  package var tables: [TableBlock] = []
  package var failures: [Failure] = []
  /// Whether anything had run before a failure.
  package var started = false
  package var notes: [String] = []
  /// Figures that the block showed, and those open at its end.
  package var plots: [Plot] = []
  /// Top-level names that the block binds.
  package var assigned: Set<String> = []
  package var tape: Tape?
  package var tracer: Tracer?
  /// What the request's question gave.
  package var answer: Result<Value, any Error>?
  /// The node of that, where it is made of inputs.
  package var answerNode: UInt32?

  package struct Failure {
    package var error: PythonError
    package var span: Span
    /// The block that the span points into.
    package var block: Int
    package var calls: [(function: String, block: Int, span: Span)] = []
    /// Loops that a limit stopped, the innermost first, and the turn they were in.
    package var loops: [(block: Int, span: Span, turn: Int)] = []
  }
}

extension Session {
  /// Runs one block in the session's names, on a stack that deep calls fit in.
  package func run(_ source: SourceText, block number: Int, trace: TraceRequest? = nil)
    -> BlockOutcome
  {
    BigStack.run { runHere(source, block: number, trace: trace) }
  }

  private func runHere(_ source: SourceText, block number: Int, trace: TraceRequest?)
    -> BlockOutcome
  {
    block = number
    sources[number] = source
    badLoss = nil
    clearNotes()
    var outcome = BlockOutcome()
    let parsed = Parser.parse(source)
    if !parsed.diagnostics.isEmpty {
      outcome.failures = parsed.diagnostics.map { problem in
        .init(
          error: PythonError(
            problem.isRefusal ? "Refused" : problem.pythonType, problem.message, hint: problem.hint),
          span: problem.span, block: number)
      }
      return outcome
    }
    for remark in parsed.notes { note(remark.message) }
    let resolver = Resolver(parsed.statements)
    if !resolver.problems.isEmpty {
      outcome.failures = resolver.problems.map { problem in
        .init(
          error: PythonError(problem.pythonType, problem.message, hint: problem.hint),
          span: problem.span, block: number)
      }
      outcome.notes = notes
      return outcome
    }
    outcome.assigned = Set(resolver.bindings.keys)
    let compiler = Compiler(session: self, resolver: resolver)
    compiler.usePython2(parsed.isPython2, resolver.python2Names)
    var body = parsed.statements
    var last: (value: Eval, statement: Statement)?
    if let final = body.last, case .expression(let e) = final.kind {
      last = (Eval(compiler.expression(e)), final)
      body.removeLast()
    }
    let code = compiler.block(body)
    if !compiler.problems.isEmpty {
      outcome.failures = compiler.problems.map { .init(error: $0.0, span: $0.1, block: number) }
      outcome.notes = notes
      return outcome
    }
    let top = stackTop
    let depthBefore = nativeState
    startCounting()
    if let trace {
      let tape: Tape
      do { tape = try engine.openTape(keepsGroups: true) } catch {
        outcome.failures = [failure(error)]
        return outcome
      }
      let foreign = Set(
        globalIndex.filter { !globals[$0.value].isUnbound }.map(\.value))
      tracer = Tracer(
        tape: tape, candidates: resolver.boundOnce, chosen: trace.leaves, foreign: foreign)
    }
    outcome.started = true
    isRunning = true
    do {
      let count = resolver.module.slotCount
      let frame = try pushFrame(count)
      defer { if outcome.failures.isEmpty { popFrame(frame, count) } }
      do {
        recorder?.begin(self)
        _ = try code.run(frame)
        if let last {
          var value = Value.none
          if let recorder {
            let names = last.statement.touchedNames
            _ = try recorder.run(last.statement.span, names: names, self) {
              value = try last.value.run(frame)
              return .next
            }
          } else {
            value = try last.value.run(frame)
          }
          if !value.isNone {
            engine.site = site(last.statement.span)
            outcome.value = try representation(value)
          }
          if case .object(let object) = value, let tabular = object as? any Tabular {
            outcome.tables = [try tabular.table(self)]
            for remark in tabular.remarks { note(remark) }
          }
          if let figure = value.asObject(FigureObject.self), !figure.wasShown {
            plotting.showLast(figure, self)
          }
        }
        if let question = trace?.question { answer(question, &outcome) }
      } catch {
        outcome.failures = [failure(error)]
      }
    } catch {
      outcome.failures = [failure(error)]
    }
    isRunning = false
    unwind(to: top, depth: depthBefore)
    outcome.plots = plotting.take(self)
    outcome.stdout = output.take()
    outcome.notes = notes
    outcome.tape = engine.tape
    outcome.tracer = tracer
    tracer = nil
    (bareValues, heldTapes) = (0, 0)
    engine.isPaused = false
    engine.closeTape()
    return outcome
  }

  /// An error with the place where the program stands and the calls that led there.
  func failure(_ error: any Error) -> BlockOutcome.Failure {
    let place = sites[Int(engine.site)]
    let calls = callsInProgress.map { call -> (function: String, block: Int, span: Span) in
      let site = sites[Int(call.site)]
      return (call.function, site.block, site.span)
    }
    var plain = PythonError("Error", "\(error)")
    if let known = error as? PythonError { plain = known }
    if let raised = error as? Raised {
      let text = (try? raised.exception.string(self)) ?? ""
      plain = PythonError(raised.exception.type.name, text)
      if case .object(let hint)? = raised.exception.fields["__hint__"] {
        plain.hint = (hint as? StringObject)?.value
      }
    }
    let loops = stoppedLoops.map { loop -> (block: Int, span: Span, turn: Int) in
      let site = sites[Int(loop.site)]
      return (site.block, site.span, loop.turn)
    }
    return .init(
      error: plain, span: place.span, block: place.block, calls: calls,
      loops: plain.isStop ? loops : [])
  }

  private func answer(_ question: String, _ outcome: inout BlockOutcome) {
    let (top, depth) = (stackTop, nativeState)
    defer { unwind(to: top, depth: depth) }
    outcome.answer = Result {
      let (code, slots) = try compiled(question)
      return try code.run(try pushFrame(slots))
    }
    if case .success(let value)? = outcome.answer {
      outcome.answerNode = tracer?.node(of: value, self)
    }
  }

  /// The value of an expression in the session's names, for live numbers; nothing is recorded.
  package func evaluate(_ text: String) throws -> Value {
    let (code, slots) = try compiled(text)
    let (top, depth) = (stackTop, nativeState)
    defer { unwind(to: top, depth: depth) }
    startCounting()
    let frame = try pushFrame(slots)
    return try untracked { try code.run(frame) }
  }

  /// An expression that stands in no block, and how many slots its frame has.
  private func compiled(_ text: String) throws -> (code: Eval, slots: Int) {
    let source = SourceText(name: "expression", text: text)
    let parsed = Parser.parse(source)
    if let problem = parsed.diagnostics.first {
      throw PythonError(problem.pythonType, problem.message, hint: problem.hint)
    }
    guard parsed.statements.count == 1, case .expression(let e) = parsed.statements[0].kind else {
      throw PythonError("SyntaxError", "an expression is expected here, such as `f` or `x.grad`")
    }
    let resolver = Resolver(parsed.statements)
    let before = block
    block = -1
    defer { block = before }
    let compiler = Compiler(session: self, resolver: resolver)
    let code = Eval(compiler.expression(e))
    if let problem = compiler.problems.first { throw problem.0 }
    return (code, resolver.module.slotCount)
  }
}
