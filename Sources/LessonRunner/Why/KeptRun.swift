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
  let runner: LessonRunner
  var graphs: [Int: NumberGraph] = [:]
  /// Graphs made for a question, of values that the trace leaves out.
  var extra: [String: Graph] = [:]
  /// Runs made for a question, by block and question.
  var rerun: [String: Rerun] = [:]

  /// The calls that are open in the view that the question is asked from.
  var open: Set<Int>?

  /// A graph and the block it belongs to.
  struct Graph {
    var numbers: NumberGraph
    var block: Int
    var line: (UInt32) -> Int?
    /// Where a name of the graph's session now stands.
    var session: Session
  }

  init(_ runner: LessonRunner, _ run: LessonRun) {
    self.runner = runner
    self.run = run
  }

  var lesson: LessonSource { runner.lesson }

  /// Why a number is what it is.
  ///
  /// - Parameters:
  ///   - question: `x`, `x.grad`, `W.grad[0, 1]`, `label:x.grad`, `x@2`, `gate 5.grad`, `5`.
  ///   - block: only this block, by its index in `run.blocks`; nil for the last that has the number.
  ///   - trace: only this trace of the block, by its index in `traces`.
  ///   - open: the calls that are open in the view of that block, whose steps number the gates.
  ///   - isFull: list all numbers behind it, not a page of them.
  package func why(
    _ question: String, block: Int? = nil, trace: Int? = nil, open: Set<Int>? = nil,
    isFull: Bool = false
  ) -> Result<Derivation, QuestionProblem> {
    self.open = block == nil ? nil : open
    return BigStack.run {
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
    self.open = open
    return BigStack.run {
      do throws(QuestionProblem) {
        return .success(
          try answer(node, element, isGradient, block, trace, isFull))
      } catch {
        return .failure(error)
      }
    }
  }

  func answer(
    _ id: Int, _ element: [Int], _ isGradient: Bool, _ block: Int, _ trace: Int, _ isFull: Bool
  ) throws(QuestionProblem) -> Derivation {
    let blocks = lessonBlock(block)
    let index = runner.traced.indices.first {
      runner.traced[$0].blockIndex == blocks && place($0) == trace
    }
    guard let index else {
      throw QuestionProblem(.unanswered, "block \(block) has no trace \(trace)")
    }
    let graph = graph(index)
    guard let node = graph.numbers.builder.numbers.first(where: { $0.value == id })?.key else {
      throw QuestionProblem(.unanswered, "the trace lists no node \(id)")
    }
    let key = try graph.numbers.key(node, element, isGradient: isGradient)
    let text = graph.numbers.names.text(key)
    return try derive(Found(key: key, graph: graph), text, isFull)
  }

  func answer(_ text: String, _ block: Int?, _ trace: Int?, _ isFull: Bool)
    throws(QuestionProblem) -> Derivation
  {
    let question = try Question(text)
    let scope = try self.scope(question, block)
    if !question.isGradient, Question.step(question.name) == nil,
      scope.contains(where: { runner.assigned[$0].contains(question.root) })
    {
      return try lastValue(question, text, scope, trace, isFull)
    }
    var refusal: QuestionProblem?
    do {
      if let found = try find(question, scope, trace) {
        return try derive(found, question, text, isFull)
      }
    } catch { refusal = error }
    if let found = try elementGradient(question, scope) {
      return try derive(found, question, text, isFull)
    }
    if let refusal { throw refusal }
    if let derivation = try sentBackward(question, text, scope, isFull) { return derivation }
    if question.isGradient, self.block(binding: question, in: scope, InstanceObject.self) != nil {
      // `a.grad` of a learner's own class is an attribute.
      return try lastValue(question, text, scope, trace, isFull)
    }
    throw unknown(question, scope)
  }

  /// A value as the last block left it that binds the name and has such a number.
  private func lastValue(
    _ question: Question, _ text: String, _ scope: [Int], _ trace: Int?, _ isFull: Bool
  ) throws(QuestionProblem) -> Derivation {
    var refusal: QuestionProblem?
    for block in scope.reversed() where runner.assigned[block].contains(question.root) {
      do throws(QuestionProblem) {
        var derivation = try value(question, text, block, trace, isFull)
        if let refusal {
          derivation.notes.append("A later block binds the name anew; there \(refusal.message)")
        }
        return derivation
      } catch { refusal = refusal ?? error }
    }
    throw refusal ?? unknown(question, scope)
  }

  private func value(
    _ question: Question, _ text: String, _ block: Int, _ trace: Int?, _ isFull: Bool
  ) throws(QuestionProblem) -> Derivation {
    let isTraced = runner.traced.contains { $0.blockIndex == block }
    if isTraced, let found = try find(question, [block], trace) {
      return try derive(found, text, isFull)
    }
    return try untraced(question, text, block, isTraced: isTraced, isFull)
  }

  private func derive(_ found: Found, _ question: Question, _ text: String, _ isFull: Bool)
    throws(QuestionProblem) -> Derivation
  {
    var derivation = try derive(found, text, isFull)
    if let number = Question.step(question.name), !question.name.hasPrefix("gate"),
      found.graph.numbers.names.node(ofStep: number)?.isBackward == true
    {
      derivation.notes.append("Step \(number) goes backward: it sends this gradient on.")
    }
    return derivation
  }

  /// The last block of the scope that binds the question's name to an object of a type.
  func block<T: Object>(binding question: Question, in scope: [Int], _ type: T.Type) -> Int? {
    guard runner.session.global(question.root)?.asObject(type) != nil else { return nil }
    return scope.last { runner.assigned[$0].contains(question.root) }
  }

  /// The blocks that a question may be about.
  func scope(_ question: Question, _ block: Int?) throws(QuestionProblem) -> [Int] {
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
  func lessonBlock(_ shown: Int) -> Int {
    guard let only = runner.options.onlyBlock, run.blocks.count == 1 else { return shown }
    return lesson.blocks.firstIndex { $0.label == only } ?? shown
  }

  // MARK: Finding

  struct Found {
    var key: NumberKey
    var graph: Graph
    /// What the number is called where its node has no name of its own.
    var name: String?
    /// Other blocks whose trace has the number too.
    var others: [Int] = []
  }

  func graph(_ index: Int) -> Graph {
    let traced = runner.traced[index]
    let numbers = graphs[index] ?? NumberGraph(traced.builder, traced.trace)
    graphs[index] = numbers
    if numbers.names.open != open {
      numbers.names = NumberNames(traced.builder, traced.trace, open: open)
    }
    return Graph(
      numbers: numbers, block: traced.blockIndex, line: runner.places.line, session: runner.session)
  }

  /// The number in the last trace that has it.
  func find(_ question: Question, _ blocks: [Int], _ trace: Int?) throws(QuestionProblem)
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
        // An earlier trace may have such a number.
        problem = problem ?? error
      }
    }
    if found == nil, let problem { throw problem }
    return found
  }

  /// Which trace of its block a traced entry is.
  func place(_ index: Int) -> Int {
    let block = runner.traced[index].blockIndex
    return runner.traced[..<index].count { $0.blockIndex == block }
  }

  /// The node that a name's array stands for now: after writes it is another than when it was bound.
  func newest(_ name: String, _ graph: Graph) -> UInt32? {
    guard let array = graph.session.global(name)?.asObject(ArrayObject.self),
      array.array.coversCell
    else { return nil }
    let node = array.array.cell.node
    return node == 0 ? nil : node
  }
}

extension LessonRunner {
  /// The whole lesson, run, with its graphs kept for questions.
  package static func keep(_ lesson: LessonSource, options: RunOptions = RunOptions()) -> KeptRun {
    BigStack.run {
      var runner = LessonRunner(lesson, options)
      let run = runner.runAll()
      return KeptRun(runner, KeptRun(runner, run).zoomed())
    }
  }
}
