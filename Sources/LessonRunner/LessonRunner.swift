import Arrays
import Autodiff
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// How a lesson is run.
package struct RunOptions: Sendable {
  /// Show only this block; what precedes it runs silently.
  package var onlyBlock: String?
  /// Trace every block that binds one of these names.
  package var traceNames: [String] = []
  /// List every node of every trace.
  package var isFull = false
  /// Summarise what each block bound; for `--format json`.
  package var summarises = false
  /// List what each statement of an untraced block changed.
  package var recordsStatements = false
  /// Stops the run from another thread or a signal handler; what was not reached is skipped.
  package var cancellation: Cancellation?
  /// What reads the lesson's data files; without it blocks reach none.
  package var data: (any DataReader)?
  /// What the result says of the files that the lesson lists.
  package var dataFiles: [DataFile] = []
  /// Told how far loops with `progress` are, while they run.
  package var onProgress: (@Sendable (ProgressState) -> Void)?

  /// Show keys, hidden checks, wrong answers and solutions: for the author's eyes.
  package var showsKeys = false
  /// Judge the answers that the file holds, and use those that pass.
  package var judges = false
  /// Solutions stand in for answers that later blocks use.
  package var usesSolutions = false
  /// What is kept beside the file: choices that were made.
  package var sheet: AnswerSheet?
  /// The bundled lesson that a copy was made from, with its keys.
  package var original: LessonSource?

  package init() {}
}

/// Runs the blocks of a lesson from top to bottom, in one session.
package struct LessonRunner {
  /// What `LessonRun.program` says.
  package static let program = "lesson 0.1.0"

  let lesson: LessonSource
  let options: RunOptions
  let session = Session()
  let checks = CheckModule()
  var run: LessonRun
  private(set) var sources: [SourceText] = []
  var traced: [TracedBlock] = []
  /// Top-level names that each block binds.
  private(set) var assigned: [Set<String>] = []
  /// A block that is traced for the sake of one question, whatever its options; it is the last to
  /// run.
  var forced: ForcedTrace?
  /// What the question gave at the end of that block.
  var answer: (value: Result<Value, any Error>, node: UInt32?)?
  private var summaries: [String: Summary] = [:]
  private var nextNumber = 0
  /// Names that exercises bind whose answers do not stand: by name, the exercise.
  var open: [String: String] = [:]
  /// Names that blocks which are no parts of exercises read, with the last such block.
  lazy var readers = ExerciseReaders(lesson)
  /// Exercises whose answers later blocks read, and those that these need.
  lazy var wanted = readExercises()

  init(_ lesson: LessonSource, _ options: RunOptions) {
    self.lesson = lesson
    self.options = options
    run = LessonRun(
      program: Self.program, file: lesson.source.name, title: lesson.frontMatter.title,
      language: lesson.frontMatter.language)
    run.description = lesson.frontMatter.description
    run.diagnostics = lesson.diagnostics
    run.data = options.dataFiles
    run.prose = options.showsKeys ? lesson.prose : lesson.prose.map(\.withoutKeys)
    run.numbers = lesson.numbers.map(\.number)
    session.prepare(seed: lesson.frontMatter.seed)
    checks.register(in: session)
    session.cancellation = options.cancellation
    session.data = LessonData(declared: lesson.frontMatter.data, reader: options.data)
    session.onProgress = options.onProgress
    if lesson.frontMatter.dtype == "float32" { session.defaultType = .float32 }
  }

  /// The whole lesson, run. Never throws: what fails is in the result.
  package static func run(_ lesson: LessonSource, options: RunOptions = RunOptions()) -> LessonRun {
    BigStack.run {
      var runner = LessonRunner(lesson, options)
      defer { runner.session.end() }
      let run = runner.runAll()
      guard lesson.blocks.contains(where: { $0.options.zoom != nil }) else { return run }
      return KeptRun(runner, run).zoomed()
    }
  }

  mutating func runAll() -> LessonRun {
    let last =
      forced?.block
      ?? options.onlyBlock.flatMap { label in
        lesson.blocks.firstIndex { $0.label == label }
      } ?? lesson.blocks.count - 1
    for (number, block) in lesson.blocks.enumerated() {
      if forced == nil { evaluateNumbers(before: block.fenceLine) }
      assigned.append([])
      sources.append(SourceText(name: lesson.source.name, text: block.code))
      checks.sources = sources
      checks.line = places.line
      run.blocks.append(number <= last ? runBlock(number, block) : skipped(block, "not asked for"))
    }
    if forced == nil { evaluateNumbers(before: Int.max) }
    if options.judges { judgeAll() }
    if let label = options.onlyBlock { show(only: label) }
    return run
  }

  private mutating func show(only label: String) {
    guard let index = lesson.blocks.firstIndex(where: { $0.label == label }) else {
      let known = lesson.blocks.compactMap(\.label)
      run.diagnostics.append(
        Diagnostic(
          .error, "there is no block with the label `\(label)`",
          hint: didYouMean(label, among: known)
            ?? (known.isEmpty
              ? "blocks get labels by `#| label: name`"
              : "labels: " + known.joined(separator: ", "))))
      run.prose = []
      run.blocks = []
      return
    }
    run.prose = [.block(0)]
    run.blocks = [run.blocks[index]]
  }

  func skipped(_ block: SourceBlock, _ reason: String) -> BlockRun {
    var result = description(of: block)
    result.status = .skipped
    result.reason = reason
    return result
  }

  private func description(of block: SourceBlock) -> BlockRun {
    var result = BlockRun(label: block.label, line: block.fenceLine, source: block.code)
    result.show.echo = block.options.echo
    result.show.output = block.options.output
    result.show.include = block.options.include
    result.show.folded = block.options.codeFold
    result.show.views = block.options.view
    return result
  }

  // MARK: Blocks

  private mutating func runBlock(_ number: Int, _ block: SourceBlock) -> BlockRun {
    if block.part != nil, block.part?.kind != .setup, !standsIn(number, block) {
      return shownPart(block)
    }
    if let id = openExercise(number) {
      for name in readers.bound(number) { open[name] = id }
      return skipped(block, "needs \(id)")
    }
    if options.cancellation?.isCancelled ?? false { return skipped(block, "the run was stopped") }
    if !block.options.eval { return skipped(block, "`eval: false`") }
    var result = description(of: block)
    session.limits.steps = block.options.steps ?? lesson.frontMatter.stepLimit ?? Limits().steps
    session.limits.memory =
      block.options.memory ?? lesson.frontMatter.memoryLimit ?? Limits().memory
    if let seed = block.options.seed { session.seed(seed) }
    var request = traceRequest(block, number)
    let recorder = options.recordsStatements && request == nil ? StatementRecorder() : nil
    session.recorder = recorder
    let before = block.options.compare == .none ? [:] : gradientsBefore()
    var outcome = session.run(sources[number], block: number, trace: request)
    session.recorder = nil
    if request == nil, let names = namesBound(outcome), !names.isEmpty {
      // `--trace f`: the block binds `f`, which is known only now; run again, traced.
      request = TraceRequest(outputs: names)
      outcome = session.run(sources[number], block: number, trace: request)
    }
    assigned[number] = outcome.assigned
    result.stdout = outcome.stdout
    result.value = outcome.value
    result.tables = outcome.tables
    result.notes = outcome.notes
    result.plots = outcome.plots
    // The author's words are of the block: they go with its first figure.
    if !result.plots.isEmpty {
      if let alternative = block.options.figAlt { result.plots[0].alternative = alternative }
      result.plots[0].caption = block.options.figCap
    }
    result.started = outcome.started
    if let failure = outcome.failures.first {
      result.status = failure.error.isRefusal ? .refused : .failed
      result.error = blockError(failure, expected: block.options.error)
      for more in outcome.failures.dropFirst() {
        let location = location(more.block, more.span.start)
        result.notes.append("line \(location.line): \(more.error.message)")
      }
    }
    if let request, outcome.failures.isEmpty { addTraces(&result, outcome, request, block) }
    if let tape = outcome.tape, outcome.failures.isEmpty, !block.options.gradientCheck {
      result.notes += GateNotes.notes(tape, session, places.line)
    }
    if let recorder, result.traces.isEmpty { addStatements(&result, recorder, number) }
    result.reports += checks.take()
    compareBackward(&result, block, number, before)
    addPrediction(&result, block)
    if options.summarises {
      result.bound = changedSummaries(outcome.assigned)
    }
    return result
  }

  private func namesBound(_ outcome: BlockOutcome) -> [String]? {
    options.traceNames.isEmpty ? nil : options.traceNames.filter { outcome.assigned.contains($0) }
  }

  private func traceRequest(_ block: SourceBlock, _ number: Int) -> TraceRequest? {
    if let forced, forced.block == number {
      return TraceRequest(
        outputs: forced.outputs, leaves: block.options.leaves, question: forced.question)
    }
    switch block.options.trace {
    case .none, .auto(false): return nil
    case .auto(true): return TraceRequest(outputs: [], leaves: block.options.leaves)
    case .names(let names): return TraceRequest(outputs: names, leaves: block.options.leaves)
    }
  }

  private func location(_ block: Int, _ offset: Int) -> Location {
    places.location(block, offset)
  }

  /// Where the code that has run so far stands in the file.
  var places: Places { Places(session: session, sources: sources, lesson: lesson) }

  func blockError(_ failure: BlockOutcome.Failure, expected: Bool) -> BlockError {
    let start = location(failure.block, failure.span.start)
    let end = location(failure.block, failure.span.end)
    let (text, column) = shownLine(failure, start)
    let room = max(1, text.unicodeScalars.count - column + 1)
    var error = BlockError(
      type: failure.error.type, message: failure.error.message, line: start.line,
      column: column,
      length: end.line == start.line ? max(1, end.column - start.column) : room,
      sourceLine: text, hint: failure.error.hint)
    if !failure.loops.isEmpty {
      let loops = failure.loops.map { loop in
        "the loop on line \(location(loop.block, loop.span.start).line) was in turn "
          + grouped(loop.turn)
      }
      error.message += ": " + loops.joined(separator: ", ")
    }
    error.expected = expected
    let calls = failure.calls.map { call in
      BlockError.Call(function: call.function, line: location(call.block, call.span.start).line)
    }
    error.calls = calls
    if calls.count > 8 {
      error.calls =
        calls.prefix(3)
        + [.init(function: "… \(calls.count - 6) more calls …", line: calls[3].line)]
        + calls.suffix(3)
    }
    return error
  }

  /// An error that an option makes, at the option's line; at the block's first line where the
  /// option was given elsewhere.
  func optionError(_ option: String, _ error: PythonError, _ block: SourceBlock)
    -> BlockError
  {
    let number = block.options.given[option]
    let place = block.location(line: number ?? 1, column: 1)
    let text = lesson.source.lineText(place.line)
    let scalars = Array(text.unicodeScalars)
    var start = min(max(0, place.column - 1), scalars.count)
    if number != nil, let key = text.firstRange(of: option + ":") {
      start = text[..<key.lowerBound].unicodeScalars.count
    }
    return BlockError(
      type: error.type, message: error.message, line: place.line, column: start + 1,
      length: max(1, scalars.count - start), sourceLine: text, hint: error.hint)
  }

  /// The line where something failed and the column in it: the file's line, or, where an edit of an
  /// input put other code there, the line that ran.
  private func shownLine(_ failure: BlockOutcome.Failure, _ place: Location) -> (String, Int) {
    let line = lesson.source.lineText(place.line)
    guard sources.indices.contains(failure.block) else { return (line, place.column) }
    let source = sources[failure.block]
    let inCode = source.location(at: failure.span.start)
    let ran = source.lineText(inCode.line)
    return line.hasSuffix(ran) ? (line, place.column) : (ran, inCode.column)
  }

  private mutating func changedSummaries(_ assigned: Set<String>) -> [String: Summary] {
    var changed: [String: Summary] = [:]
    for name in session.globalNames {
      guard let value = session.global(name) else { continue }
      let summary = Summaries.summary(value, session)
      if assigned.contains(name) || (summaries[name] != nil && summaries[name] != summary) {
        changed[name] = summary
      }
      summaries[name] = summary
    }
    return changed
  }

  private func addStatements(
    _ result: inout BlockRun, _ recorder: StatementRecorder, _ number: Int
  ) {
    result.statementsOmitted = recorder.omitted
    result.statements = recorder.records.map { record in
      StatementRun(
        line: location(number, record.span.start).line,
        lastLine: location(number, max(record.span.start, record.span.end - 1)).line,
        changes: record.changes.map {
          StatementRun.Change(name: $0.name, before: $0.before, after: $0.after)
        },
        printed: record.printed)
    }
  }

  private func addPrediction(_ result: inout BlockRun, _ block: SourceBlock) {
    guard let text = block.options.predict, result.status == .ok else { return }
    var prediction = LiveNumbers.prediction(
      text, session, traced.filter { $0.blockIndex == run.blocks.count })
    prediction.points = block.options.points
    if let problem = prediction.problem {
      result.notes.append("`#| predict: \(text)` can't be asked: \(problem)")
    } else {
      result.predictions = [prediction]
    }
  }

  // MARK: Numbers in the prose

  private mutating func evaluateNumbers(before line: Int) {
    while nextNumber < lesson.numbers.count, lesson.numbers[nextNumber].number.line < line {
      let site = lesson.numbers[nextNumber]
      if let exercise = VariantNumbers.exercise(
        site.expression, line: site.number.line, in: lesson)
      {
        VariantNumbers.bind(exercise, lesson, lesson.frontMatter.learner, session)
      }
      run.numbers[nextNumber] = LiveNumbers.evaluate(site, session, traced)
      nextNumber += 1
    }
  }
}

/// A block that is run for a question that is evaluated, and recorded, at its end.
struct ForcedTrace {
  var block: Int
  var question: String
  /// What the block traces in any case.
  var outputs: [String]
}

/// Places in the blocks' code as places in the file.
struct Places {
  let session: Session
  let sources: [SourceText]
  let lesson: LessonSource

  func location(_ block: Int, _ offset: Int) -> Location {
    guard block >= 0, block < sources.count else { return Location(line: 1, column: 1) }
    let place = sources[block].location(at: offset)
    return lesson.blocks[block].location(line: place.line, column: place.column)
  }

  /// The line of a site of the session.
  func line(_ site: UInt32) -> Int? {
    guard site != 0, session.sites.indices.contains(Int(site)) else { return nil }
    let place = session.sites[Int(site)]
    // A question's own operations stand in no block.
    if place.block < 0 { return nil }
    return location(place.block, place.span.start).line
  }
}

/// A traced block's graph, kept for numbers in the prose and for questions.
struct TracedBlock {
  var label: String?
  var blockIndex: Int
  var builder: TraceBuilder
  var trace: Trace

  var tape: Tape { builder.tape }
  var tracer: Tracer { builder.tracer }
  var gradients: TapeGradients { builder.gradients }
}
