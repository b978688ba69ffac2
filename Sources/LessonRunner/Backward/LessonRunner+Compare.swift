import Arrays
import Autodiff
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// `#| compare: true`: a backward pass written by hand beside the nearest trace.
extension LessonRunner {
  /// What names held before a block, to know after a failure which it had bound.
  func gradientsBefore() -> [String: HeldValue] {
    var result: [String: HeldValue] = [:]
    for name in session.globalNames {
      if let value = session.global(name) { result[name] = HeldValue(value) }
    }
    return result
  }

  /// - Parameter before: what names held when the block began.
  mutating func compareBackward(
    _ result: inout BlockRun, _ block: SourceBlock, _ number: Int, _ before: [String: HeldValue]
  ) {
    guard block.options.compare != .none, result.started else { return }
    // A block that failed has no trace of its own.
    guard result.status == .ok || (result.status == .failed && block.options.trace == .none)
    else { return }
    do {
      let trace = try comparedTrace(block)
      var reader = ClaimReader(
        index: NodeIndex(
          tape: trace.tape, tracer: trace.tracer, output: trace.builder.output,
          outputName: trace.trace.output, gradients: trace.gradients), session: session)
      // Blocks between the trace and this one may hold the first part of the pass.
      let first = trace.blockIndex
      reader.loopNames = (first...number).reduce(into: []) { names, index in
        names.formUnion(LoopNames.assigned(in: sources[index]))
      }
      var mine = assigned[number]
      if result.status == .failed {
        // What the block would have bound or filled further down is not there.
        mine = mine.filter { name in
          guard let value = session.global(name), HeldValue(value) != before[name] else {
            return false
          }
          return value.asObject(ArrayObject.self)?.array.doubles.contains { $0 != 0 } ?? true
        }
      }
      let all = (first..<number).reduce(into: mine) { $0.formUnion(assigned[$1]) }
      for name in order(all) {
        if let value = session.global(name) { reader.read(name, value) }
      }
      if reader.claims.isEmpty { return noteNothing(&result, reader.index, trace, mine) }
      let comparison = BackwardComparison(
        engine: session.engine, tape: trace.tape, output: trace.builder.output,
        outputName: trace.trace.output, gradients: trace.gradients,
        words: NodeWords(
          name: { trace.builder.name($0) }, formula: { trace.builder.formula($0) },
          line: { trace.builder.line(trace.tape.sites[$0]) }),
        updated: updatedValues(reader.index))
      var report = try comparison.report(reader.claims)
      if first != number { report.keep { mine.contains(String($0.name.prefix { $0 != "[" })) } }
      if report.rows.isEmpty { return noteNothing(&result, reader.index, trace, mine) }
      noteUnread(&result, reader.index, mine)
      result.reports.append(Report(report))
    } catch let error as PythonError {
      if result.error != nil { return }
      result.status = .failed
      result.error = optionError("compare", error, block)
    } catch {
      result.notes.append("\(error)")
    }
  }

  /// The nearest traced block's trace; of several the one that is named.
  private func comparedTrace(_ block: SourceBlock) throws -> TracedBlock {
    guard let last = traced.last else {
      throw PythonError(
        "CompareError", "no block with a trace stands above",
        hint: "give the block that computes the loss `#| trace: loss`")
    }
    guard case .names(let names) = block.options.compare else { return last }
    guard let name = names.first, names.count == 1 else {
      throw PythonError(
        "CompareError", "`compare:` takes one output",
        hint: "the names that are compared are found by themselves: `dW` beside `W`")
    }
    if let found = traced.last(where: { $0.trace.output == name }) { return found }
    throw PythonError(
      "CompareError", "no block above traces `\(name)`",
      hint: didYouMean(name, among: traced.map(\.trace.output))
        ?? "traced above: \(Set(traced.map(\.trace.output)).sorted().joined(separator: ", "))")
  }

  /// As names first appeared in the session.
  private func order(_ names: Set<String>) -> [String] {
    session.globalNames.filter(names.contains)
  }

  /// Values of the forward pass that have been replaced since.
  private func updatedValues(_ index: NodeIndex) -> [Int: NDArray] {
    var result: [Int: NDArray] = [:]
    for (name, nodes) in index.names {
      guard let node = nodes.last, let value = session.global(name),
        let now = try? session.untracked({ try session.tensor(value).array })
      else { continue }
      let then = index.tape.array(node)
      if now.shape == then.shape, now.dtype.isFloat, now.doubles != then.doubles {
        result[node] = now.copy()
      }
    }
    return result
  }

  private func noteNothing(
    _ result: inout BlockRun, _ index: NodeIndex, _ trace: TracedBlock, _ mine: Set<String>
  ) {
    let wanted = index.wanted.prefix(8).joined(separator: ", ")
    result.notes.append(
      "nothing to compare: this block binds no gradient of the trace of `\(trace.trace.output)`; "
        + "it looks for \(wanted)")
    noteUnread(&result, index, mine)
  }

  /// Names that look like gradients but belong to no node: a slip in spelling, most often.
  private func noteUnread(_ result: inout BlockRun, _ index: NodeIndex, _ mine: Set<String>) {
    let wanted = index.wanted
    for name in mine.sorted()
    where name.hasPrefix("d") && name.count > 2 && index.subject(of: name) == nil
      && !index.isForward(name)
    {
      guard let value = session.global(name) else { continue }
      guard value.number != nil || value.asObject(ArrayObject.self) != nil,
        let hint = didYouMean(name, among: wanted)
      else { continue }
      result.notes.append("`\(name)` is compared with nothing: \(hint)")
    }
  }
}

/// A name's value as far as it tells whether the name was bound anew.
enum HeldValue: Hashable {
  case number(UInt64)
  case object(ObjectIdentifier)
  case other

  init(_ value: Value) {
    if case .object(let object) = value {
      self = .object(ObjectIdentifier(object))
    } else if let number = value.number {
      self = .number(number.bitPattern)
    } else {
      self = .other
    }
  }
}

extension BackwardReport {
  /// Leaves only some rows.
  mutating func keep(_ isKept: (Row) -> Bool) { rows = rows.filter(isKept) }
}
