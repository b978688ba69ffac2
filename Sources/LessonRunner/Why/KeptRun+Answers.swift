import Arrays
import Autodiff
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// From the number that was found to its derivation.
extension KeptRun {
  func derive(_ found: Found, _ text: String, _ isFull: Bool)
    throws(QuestionProblem) -> Derivation
  {
    var graph = found.graph
    if !found.key.isGradient, !graph.numbers.lists(found.key.node) {
      // The trace of its output leaves it out: a trace of its own numbers the gates.
      graph = try own(found.key.node, graph)
    }
    let numbers = graph.numbers
    numbers.mostTerms = isFull ? TermCollector.longestInFull : TermCollector.longest
    defer { numbers.mostTerms = TermCollector.longest }
    var builder = DerivationBuilder(numbers, line: graph.line)
    var derivation = builder.build(
      numbers.origin(found.key), name: found.name ?? numbers.names.text(found.key), question: text,
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

  func place(_ derivation: inout Derivation, _ block: Int) {
    derivation.block = run.blocks.count == 1 && runner.options.onlyBlock != nil ? 0 : block
    derivation.label = lesson.blocks[block].label
    derivation.line = lesson.blocks[block].fenceLine
  }

  func own(_ node: Int, _ graph: Graph) throws(QuestionProblem) -> Graph {
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

  /// The lesson run again up to a block, with an expression evaluated at its end as if the block
  /// went on.
  struct Rerun {
    var graphs: [Graph]
    var session: Session
    var value: Result<Value, any Error>?
    /// The node of the value on the graphs' tape.
    var node: UInt32?
  }

  private func rerun(_ expression: String, _ block: Int) -> Rerun {
    let place = "\(block) \(expression)"
    if let known = rerun[place] { return known }
    var again = LessonRunner(lesson, runner.options)
    let outputs = runner.traced.filter { $0.blockIndex == block }.map(\.builder.outputName)
    again.forced = ForcedTrace(block: block, question: expression, outputs: outputs)
    _ = again.runAll()
    let line = again.places.line
    let graphs = again.traced.filter { $0.blockIndex == block }.map { traced in
      Graph(
        numbers: NumberGraph(traced.builder, traced.trace), block: block, line: line,
        session: again.session)
    }
    let result = Rerun(
      graphs: graphs, session: again.session, value: again.answer?.value, node: again.answer?.node)
    rerun[place] = result
    return result
  }

  /// The gradient of what no name stands for, such as an element of a list made in the block.
  func elementGradient(_ question: Question, _ scope: [Int]) throws(QuestionProblem) -> Found? {
    guard question.isGradient, Question.step(question.name) == nil else { return nil }
    let expression = question.withoutGradient
    for block in scope.reversed() where runner.assigned[block].contains(question.root) {
      guard runner.traced.contains(where: { $0.blockIndex == block }) else { continue }
      let rerun = rerun(expression, block)
      guard let node = rerun.node else { continue }
      for graph in rerun.graphs.reversed() where graph.numbers.tape.owns(node) {
        let index = graph.numbers.tape.index(node)
        guard let key = try? graph.numbers.key(index, [], isGradient: true) else { continue }
        return Found(key: key, graph: graph, name: question.text)
      }
    }
    return nil
  }

  /// The gradient of a variable whose block calls `backward()` itself: what the last call sent.
  func sentBackward(_ question: Question, _ text: String, _ scope: [Int], _ isFull: Bool)
    throws(QuestionProblem) -> Derivation?
  {
    guard question.isGradient,
      runner.session.global(question.root)?.asObject(VariableObject.self) != nil,
      let block = scope.last(where: { runner.assigned[$0].contains(question.root) }),
      let graph = rerun(question.root, block).graphs.last,
      let node = graph.numbers.builder.tracer.lastNode(question.root)
    else { return nil }
    let tape = graph.numbers.tape
    let calls = tape.backwardCalls.filter { $0.sent.contains { $0.node == node } }
    guard let call = calls.last, tape.owns(call.output) else { return nil }
    let own = try own(tape.index(call.output), graph)
    guard let key = try own.numbers.find(question, newest: { _ in nil }) else { return nil }
    var derivation = try derive(Found(key: key, graph: own), text, isFull)
    if calls.count > 1 {
      derivation.notes.append(
        "backward() was called \(calls.count) times and the gradients added up; this is what the "
          + "last call sent.")
    }
    return derivation
  }

  /// A value of a block that is not traced: the lesson is run again up to there, with the block
  /// traced.
  func untraced(
    _ question: Question, _ text: String, _ block: Int, isTraced: Bool, _ isFull: Bool
  ) throws(QuestionProblem) -> Derivation {
    if !isTraced, let graph = rerun(question.root, block).graphs.last,
      let key = try graph.numbers.find(question, newest: { self.newest($0, graph) })
    {
      return try derive(Found(key: key, graph: graph), text, isFull)
    }
    guard question.name.allSatisfy({ $0 != "@" && $0 != "′" && $0 != "″" }),
      !question.name.contains("gate ")
    else {
      throw unknown(question, [block])
    }
    let rerun = rerun(question.text, block)
    if let node = rerun.node, let graph = rerun.graphs.last, graph.numbers.tape.owns(node) {
      let key = try graph.numbers.key(graph.numbers.tape.index(node), [], isGradient: false)
      return try derive(Found(key: key, graph: graph, name: question.text), text, isFull)
    }
    return try constant(question, text, block, rerun)
  }

  /// A number that no input has a part in: there is nothing behind it.
  private func constant(_ question: Question, _ text: String, _ block: Int, _ rerun: Rerun)
    throws(QuestionProblem) -> Derivation
  {
    let value: Value
    do {
      // A block that fails leaves what it had bound.
      value = try rerun.value?.get() ?? rerun.session.evaluate(question.text)
    } catch {
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
      let list = value.asObject(SequenceObject.self)?.items.count
      throw QuestionProblem(
        .unanswered,
        array.map {
          "`\(question.text)` holds \($0.count) numbers, shape \(pythonShape($0.shape))\n"
            + ArrayPicture.lines($0.doubles, $0.shape).joined(separator: "\n")
        } ?? list.map { "`\(question.text)` is a list of \($0)" }
          ?? "`\(question.text)` is not a number",
        hint: array.map {
          "add an index for each axis, for example "
            + "`\(question.text)\(ElementIndex.text(0, $0.shape))`"
        } ?? list.map {
          $0 == 0 ? "it is empty" : "ask for one of it, such as `\(question.text)[0]`"
        }
          ?? Question.examples)
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
}

extension NumberGraph {
  /// Whether the trace has the node among what leads to its output.
  func lists(_ node: Int) -> Bool {
    node <= output
      && (builder.visible[node] || builder.merged[node] != nil || builder.gate(node).name == "write"
        || tape.codes[node] == GateCode.leaf || tape.codes[node] == GateCode.constant)
  }
}
