import Arrays
import Autodiff
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// What traced blocks show.
extension LessonRunner {
  mutating func addTraces(
    _ result: inout BlockRun, _ outcome: BlockOutcome, _ request: TraceRequest, _ block: SourceBlock
  ) {
    guard let tape = outcome.tape, let tracer = outcome.tracer else { return }
    answer = outcome.answer.map { ($0, outcome.answerNode) }
    var names = request.outputs.isEmpty ? lastScalar(tape, tracer) : request.outputs
    if let question = request.question, request.outputs.isEmpty {
      // What is asked may be a constant: then there is nothing to trace.
      names = outcome.answerNode == nil ? [] : [question]
    } else if names.isEmpty {
      result.notes.append(
        "nothing to trace: no name of this block is bound to a number made of inputs")
    }
    for name in names {
      do {
        let asked = request.outputs.isEmpty ? outcome.answerNode : nil
        let node = try asked.map { tape.index($0) } ?? outputNode(name, tape, tracer)
        var builder = try TraceBuilder(
          session: session, tape: tape, tracer: tracer, output: node, outputName: name,
          depth: block.options.depth, isFull: options.isFull, keepsGateState: true,
          line: places.line)
        let trace = try builder.build()
        result.traces.append(trace)
        if block.options.gradientCheck {
          result.reports.append(try GradientReports(builder: builder, trace: trace).report().report)
        }
        traced.append(
          TracedBlock(
            label: block.label, blockIndex: run.blocks.count, builder: builder, trace: trace))
      } catch let error as AsideFailure {
        result.status = error.failure.error.isRefusal ? .refused : .failed
        result.error = blockError(error.failure, expected: block.options.error)
      } catch let error as PythonError {
        result.status = .failed
        result.error = optionError("trace", error, block)
      } catch {
        result.notes.append("\(error)")
      }
    }
  }

  /// `trace: true`: the last top-level name bound to a tracked number.
  private func lastScalar(_ tape: Tape, _ tracer: Tracer) -> [String] {
    let scalars = tracer.lastBound.filter { item in
      tape.owns(item.node) && tape.shape(tape.index(item.node)).isEmpty
        && tape.codes[tape.index(item.node)] != 0
    }
    return scalars.last.map { [$0.name] } ?? []
  }

  private func outputNode(_ name: String, _ tape: Tape, _ tracer: Tracer) throws -> Int {
    guard let item = tracer.lastBound.last(where: { $0.name == name }) else {
      if let value = session.global(name) {
        throw PythonError(
          "TraceError", "`\(name)` is not made of this block's inputs, so it has no gradient",
          hint: value.number == nil
            ? "trace the name of a number"
            : "inputs are names bound once to a number, a list of numbers or an array; "
              + "`#| leaves:` names others")
      }
      throw PythonError(
        "TraceError", "`#| trace: \(name)`, but the block binds no name `\(name)`",
        hint: didYouMean(name, among: tracer.lastBound.map(\.name)))
    }
    let index = tape.index(item.node)
    let shape = tape.shape(index)
    if shape.reduce(1, *) != 1 {
      throw PythonError(
        "TraceError", "`\(name)` has shape \(pythonShape(shape)); a gradient needs one number",
        hint: "trace its sum: `total = \(name).sum()` and `#| trace: total`")
    }
    return index
  }
}
