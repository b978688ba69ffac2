import Arrays
import Autodiff
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// A lesson that has run, with its graphs: numbers of it can be asked why.
///
/// Confined to one thread at a time.
package final class KeptRun {
  package let run: LessonRun
  private let runner: LessonRunner
  private var graphs: [Int: NumberGraph] = [:]
  /// Graphs made for a question: of blocks that are not traced, of values that the trace leaves out.
  private var extra: [String: Graph] = [:]

  /// A graph and the block it belongs to.
  private struct Graph {
    var numbers: NumberGraph
    var block: Int
    var line: (UInt32) -> Int?
    /// Where a name of the graph's session now stands.
    var session: Session
  }

  fileprivate init(_ runner: LessonRunner, _ run: LessonRun) {
    self.runner = runner
    self.run = run
  }

  private var lesson: LessonSource { runner.lesson }

  /// Why a number is what it is.
  ///
  /// - Parameters:
  ///   - question: `x`, `x.grad`, `W.grad[0, 1]`, `label:x.grad`, `x@2`, `gate 5.grad`, `5`.
  ///   - block: only this block, by its index in `run.blocks`; nil for the last that has the number.
  ///   - trace: only this trace of the block, by its index in `traces`.
  ///   - isFull: list all numbers behind it, not a page of them.
  package func why(
    _ question: String, block: Int? = nil, trace: Int? = nil, isFull: Bool = false
  ) -> Result<Derivation, QuestionProblem> {
    BigStack.run {
      do throws(QuestionProblem) {
        return .success(try answer(question, block, trace, isFull))
      } catch {
        return .failure(error)
      }
    }
  }

  /// Why a number of a trace is what it is, for who has the node before them.
  ///
  /// - Parameters:
  ///   - node: `TraceNode.id`.
  ///   - element: an index for each axis; none for a number.
  ///   - open: the calls that are open in the view, whose steps number the gates.
  package func why(
    node: Int, element: [Int] = [], isGradient: Bool, block: Int, trace: Int,
    open: Set<Int>? = nil, isFull: Bool = false
  ) -> Result<Derivation, QuestionProblem> {
    BigStack.run {
      do throws(QuestionProblem) {
        return .success(
          try answer(node, element, isGradient, block, trace, open, isFull))
      } catch {
        return .failure(error)
      }
    }
  }

  private func answer(
    _ id: Int, _ element: [Int], _ isGradient: Bool, _ block: Int, _ trace: Int,
    _ open: Set<Int>?, _ isFull: Bool
  ) throws(QuestionProblem) -> Derivation {
    let blocks = lessonBlock(block)
    let index = runner.traced.indices.first {
      runner.traced[$0].blockIndex == blocks && place($0) == trace
    }
    guard let index else {
      throw QuestionProblem(.unanswered, "block \(block) has no trace \(trace)")
    }
    let graph = graph(index)
    if graph.numbers.names.open != open {
      graph.numbers.names = NumberNames(graph.numbers.builder, graph.numbers.trace, open: open)
    }
    guard let node = graph.numbers.builder.numbers.first(where: { $0.value == id })?.key else {
      throw QuestionProblem(.unanswered, "the trace lists no node \(id)")
    }
    let key = try graph.numbers.key(node, element, isGradient: isGradient)
    let text = graph.numbers.names.text(key)
    return try derive(Found(key: key, graph: graph), text, isFull)
  }

  private func answer(_ text: String, _ block: Int?, _ trace: Int?, _ isFull: Bool)
    throws(QuestionProblem) -> Derivation
  {
    let question = try Question(text)
    let scope = try self.scope(question, block)
    if !question.isGradient, Question.step(question.name) == nil,
      let last = scope.last(where: { runner.assigned[$0].contains(question.root) })
    {
      let isTraced = runner.traced.contains { $0.blockIndex == last }
      if isTraced, let found = try find(question, [last], trace) {
        return try derive(found, text, isFull)
      }
      return try untraced(question, text, last, isTraced: isTraced, isFull)
    }
    if let found = try find(question, scope, trace) {
      var derivation = try derive(found, text, isFull)
      if let number = Question.step(question.name), !question.name.hasPrefix("gate"),
        found.graph.numbers.names.node(ofStep: number)?.isBackward == true
      {
        derivation.notes.append("Step \(number) goes backward: it sends this gradient on.")
      }
      return derivation
    }
    throw unknown(question, scope)
  }

  /// The blocks that a question may be about.
  private func scope(_ question: Question, _ block: Int?) throws(QuestionProblem) -> [Int] {
    let all = Array(runner.assigned.indices)
    if let label = question.label {
      let labels = lesson.blocks.compactMap(\.label)
      guard let index = lesson.blocks.firstIndex(where: { $0.label == label }) else {
        throw QuestionProblem(
          .unanswered, "there is no block with the label `\(label)`",
          hint: didYouMean(label, among: labels)
            ?? (labels.isEmpty
              ? "blocks get labels by `#| label: \(label)`"
              : "labels: " + labels.joined(separator: ", ")))
      }
      return all.filter { $0 == index }
    }
    guard let block else { return all }
    return all.filter { $0 == lessonBlock(block) }
  }

  /// Where one block alone is shown, it is the first of the run.
  private func lessonBlock(_ shown: Int) -> Int {
    guard let only = runner.options.onlyBlock, run.blocks.count == 1 else { return shown }
    return lesson.blocks.firstIndex { $0.label == only } ?? shown
  }

  // MARK: Finding

  private struct Found {
    var key: NumberKey
    var graph: Graph
    /// Other blocks whose trace has the number too.
    var others: [Int] = []
  }

  private func graph(_ index: Int) -> Graph {
    let traced = runner.traced[index]
    let numbers = graphs[index] ?? NumberGraph(traced.builder, traced.trace)
    graphs[index] = numbers
    return Graph(
      numbers: numbers, block: traced.blockIndex, line: runner.places.line, session: runner.session)
  }

  /// The number in the last trace that has it.
  private func find(_ question: Question, _ blocks: [Int], _ trace: Int?) throws(QuestionProblem)
    -> Found?
  {
    var found: Found?
    var problem: QuestionProblem?
    for index in runner.traced.indices.reversed() {
      let block = runner.traced[index].blockIndex
      guard blocks.contains(block) else { continue }
      if let trace, trace != place(index) { continue }
      let graph = graph(index)
      do throws(QuestionProblem) {
        guard
          let key = try graph.numbers.find(
            question, newest: { self.newest($0, graph) })
        else { continue }
        if found == nil {
          found = Found(key: key, graph: graph)
        } else if block != found?.graph.block, found?.others.contains(block) == false {
          found?.others.append(block)
        }
        // Looking for others costs what their graphs cost.
        if !question.isGradient { break }
      } catch {
        // An earlier trace may have a gradient for it.
        if error.kind != .withoutGradient, found == nil { throw error }
        problem = problem ?? error
      }
    }
    if found == nil, let problem { throw problem }
    return found
  }

  /// Which trace of its block a traced entry is.
  private func place(_ index: Int) -> Int {
    let block = runner.traced[index].blockIndex
    return runner.traced[..<index].count { $0.blockIndex == block }
  }

  /// The node that a name's array stands for now: after writes it is another than when it was bound.
  private func newest(_ name: String, _ graph: Graph) -> UInt32? {
    guard let array = graph.session.global(name)?.asObject(ArrayObject.self),
      array.array.coversCell
    else { return nil }
    let node = array.array.cell.node
    return node == 0 ? nil : node
  }

  // MARK: Answers

  private func derive(_ found: Found, _ text: String, _ isFull: Bool)
    throws(QuestionProblem) -> Derivation
  {
    var graph = found.graph
    if !found.key.isGradient, !graph.numbers.lists(found.key.node) {
      // The trace of its output leaves it out: a trace of its own numbers the gates.
      graph = try own(found.key.node, graph)
    }
    let numbers = graph.numbers
    var builder = DerivationBuilder(numbers, line: graph.line)
    var derivation = builder.build(
      numbers.origin(found.key), name: numbers.names.text(found.key), question: text,
      isFull: isFull)
    place(&derivation, graph.block)
    if !found.others.isEmpty {
      let others = found.others.map { block in
        lesson.blocks[block].label.map { "`\($0):\(text)`" }
          ?? "line \(lesson.blocks[block].fenceLine)"
      }
      derivation.notes.append(
        "The last traced block that has it; others: " + others.joined(separator: ", "))
    }
    return derivation
  }

  private func place(_ derivation: inout Derivation, _ block: Int) {
    derivation.block = run.blocks.count == 1 && runner.options.onlyBlock != nil ? 0 : block
    derivation.label = lesson.blocks[block].label
    derivation.line = lesson.blocks[block].fenceLine
  }

  private func own(_ node: Int, _ graph: Graph) throws(QuestionProblem) -> Graph {
    let name = "\(graph.block) \(graph.numbers.tape.id(node))"
    if let known = extra[name] { return known }
    let old = graph.numbers.builder
    do {
      var builder = try TraceBuilder(
        session: graph.session, tape: old.tape, tracer: old.tracer, output: node,
        outputName: graph.numbers.names.base(node), depth: nil, isFull: false, line: graph.line)
      let trace = try builder.build()
      var own = graph
      own.numbers = NumberGraph(builder, trace)
      extra[name] = own
      return own
    } catch {
      throw QuestionProblem(.unanswered, "\(error)")
    }
  }

  /// A value of a block that is not traced: the lesson is run again up to there, with the block
  /// traced.
  private func untraced(
    _ question: Question, _ text: String, _ block: Int, isTraced: Bool, _ isFull: Bool
  ) throws(QuestionProblem) -> Derivation {
    if !isTraced {
      var graph = extra["\(block) \(question.root)"]
      if graph == nil {
        var again = LessonRunner(lesson, runner.options)
        again.forced = (block, question.root)
        _ = again.runAll()
        if let traced = again.traced.last(where: { $0.blockIndex == block }) {
          graph = Graph(
            numbers: NumberGraph(traced.builder, traced.trace), block: block,
            line: again.places.line, session: again.session)
          extra["\(block) \(question.root)"] = graph
        }
      }
      if let graph,
        let key = try graph.numbers.find(question, newest: { self.newest($0, graph) })
      {
        return try derive(Found(key: key, graph: graph), text, isFull)
      }
    }
    guard question.name.allSatisfy({ $0 != "@" && $0 != "′" && $0 != "″" && $0 != " " }) else {
      throw unknown(question, [block])
    }
    return try constant(question, text, block)
  }

  /// A number that no input has a part in: there is nothing behind it.
  private func constant(_ question: Question, _ text: String, _ block: Int)
    throws(QuestionProblem) -> Derivation
  {
    let value: Value
    do { value = try runner.session.evaluate(question.text) } catch {
      throw QuestionProblem(
        .unanswered,
        "`\(question.text)` has no value: "
          + ((error as? PythonError)?.message ?? "\(error)"),
        hint: (error as? PythonError)?.hint)
    }
    var number = value.number
    if number == nil, let array = value.asObject(ArrayObject.self)?.array, array.count == 1 {
      number = array.scalar.double
    }
    guard let number else {
      let array = value.asObject(ArrayObject.self)?.array
      throw QuestionProblem(
        .unanswered,
        array.map {
          "`\(question.text)` holds \($0.count) numbers, shape \(pythonShape($0.shape))\n"
            + ArrayPicture.lines($0.doubles, $0.shape).joined(separator: "\n")
        } ?? "`\(question.text)` is not a number",
        hint: array.map {
          "add an index for each axis, for example "
            + "`\(question.text)\(ElementIndex.text(0, $0.shape))`"
        } ?? Question.examples)
    }
    var isInteger = false
    if case .int = value { isInteger = true }
    let step = DerivationStep(
      id: 0, parent: nil, kind: .constant, name: question.text, isGradient: false,
      value: Picture(number, dtype: isInteger ? "int" : "float"),
      reason: "constant: no input has a part in it", line: lesson.blocks[block].fenceLine,
      gate: "constant")
    var derivation = Derivation(question: text, block: block, line: 1, steps: [step])
    place(&derivation, block)
    return derivation
  }

  // MARK: Problems

  private func holdsNumbers(_ name: String) -> Bool {
    guard let value = runner.session.global(name) else { return false }
    return value.number != nil || value.asObject(ArrayObject.self) != nil
      || value.asObject(SequenceObject.self) != nil
  }

  private func unknown(_ question: Question, _ scope: [Int]) -> QuestionProblem {
    let traced = runner.traced.indices.filter { scope.contains(runner.traced[$0].blockIndex) }
    let name = question.name
    if traced.isEmpty, question.isGradient || Question.step(name) != nil {
      let isBound = scope.contains { runner.assigned[$0].contains(question.root) }
      return QuestionProblem(
        .unanswered,
        question.isGradient
          ? "`\(question.text)`: no block is traced, so no number has a gradient"
          : "there is no step \(name): no block is traced",
        hint: isBound || !question.isGradient
          ? "`#| trace: f` at the top of a block traces it; so does --trace f"
          : "no block binds `\(question.root)` either")
    }
    var known = Set(traced.flatMap { graph($0).numbers.names.all })
    for block in scope { known.formUnion(runner.assigned[block].filter(holdsNumbers)) }
    let isBound = known.contains(question.root)
    let isTraced = traced.contains { index in
      graph(index).numbers.names.all.contains { question.isVersion($0) }
    }
    if question.isGradient, isBound, !isTraced {
      return QuestionProblem(
        .unanswered,
        "`\(question.root)` is bound in a block that is not traced, so it has no gradient",
        hint: "`#| trace: f` at the top of that block traces it; so does --trace f")
    }
    let versions = known.filter { question.isVersion($0) && $0 != name }.sorted()
    return QuestionProblem(
      .unanswered,
      isBound
        ? "`\(name)` is no number of a trace" : "no block that ran binds `\(question.root)`",
      hint: isBound && !versions.isEmpty
        ? "there is " + versions.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
        : didYouMean(name, among: known.sorted())
          ?? didYouMean(question.root, among: known.sorted())
          ?? (known.isEmpty
            ? Question.examples : "names: " + known.sorted().prefix(12).joined(separator: ", ")))
  }
}

extension NumberGraph {
  /// Whether the trace has the node among what leads to its output.
  func lists(_ node: Int) -> Bool {
    node <= output
      && (builder.visible[node] || builder.merged[node] != nil || builder.gate(node).name == "write"
        || tape.codes[node] == GateCode.leaf || tape.codes[node] == GateCode.constant)
  }
}

extension LessonRunner {
  /// The whole lesson, run, with its graphs kept for questions.
  package static func keep(_ lesson: LessonSource, options: RunOptions = RunOptions()) -> KeptRun {
    BigStack.run {
      var runner = LessonRunner(lesson, options)
      let run = runner.runAll()
      return KeptRun(runner, run)
    }
  }
}
