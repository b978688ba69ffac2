import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// `#| gradient-check: true`: a trace's gates, calls and inputs beside central differences.
struct GradientReports {
  /// Gates that are compared; of more, so many spread over all.
  private static let mostGates = 2_000
  private static let mostCalls = 40
  private static let mostInputs = 60
  /// Elements of one operand where there are many gates.
  private static let fewElements = 4

  let builder: TraceBuilder
  let trace: Trace

  func report() throws -> GradientReport {
    let session = builder.session
    return try session.untracked {
      var check = try TapeCheck(session.engine, builder.tape, to: builder.output)
      var report = GradientReport(output: trace.output, step: Differences.step)
      try addGates(check, &report)
      try addCalls(&check, &report)
      try addInputs(&check, &report)
      let all = report.gates + report.calls + report.inputs
      if all.contains(where: { $0.verdict == .wrong }) {
        report.verdict = .wrong
      } else if all.contains(where: { $0.verdict == .doubtful }) {
        report.verdict = .doubtful
      } else if report.numbers > 0 {
        report.verdict = .right
      }
      return report
    }
  }

  // MARK: Gates

  private func addGates(_ check: TapeCheck, _ report: inout GradientReport) throws {
    let tape = builder.tape
    var gates = (0...builder.output).reversed().filter {
      builder.paths[$0] && tape.flags[$0] & 3 != 0 && builder.gradients.reaches($0)
    }
    report.gateCount = gates.count
    if gates.count > Self.mostGates {
      let all = gates
      gates = (0..<Self.mostGates).map { all[$0 * all.count / Self.mostGates] }
    }
    report.checkedGates = gates.count
    let most = gates.count > 200 ? Self.fewElements : TapeCheck.mostElements
    var largest: Double?
    for index in gates {
      if tape.record(index)?.dtype == .float32 { report.singleGates += 1 }
      for sent in try check.gate(index, most: most) {
        let found = sent.differences
        report.numbers += found.elements.count
        report.kinks += found.kinks
        report.undefined += found.undefined
        switch found.verdict {
        case .right: largest = max(largest ?? 0, found.relativeError)
        case .unchecked: break
        case .doubtful, .wrong: report.gates.append(comparison(index, sent))
        }
      }
    }
    report.largestError = largest.map { Picture($0) }
  }

  private func comparison(_ index: Int, _ sent: TapeCheck.Sent) -> GradientReport.Comparison {
    let operands = builder.tape.operands(index)
    let learner = GateNotes.learner(builder.tape, index)
    let name = builder.name(index)
    var operand = builder.mention(operands[sent.operand], by: index)
    if let input = learner?.inputName(sent.operand), input != operand {
      operand = "its input \(input) (\(operand))"
    }
    let words = (name.map { "\($0) = " } ?? "") + builder.formula(index)
    var result = Self.comparison(
      words, sent.differences, line: builder.line(builder.tape.sites[index]))
    result.operand = operand
    result.node = builder.numbers[index]
    result.remark = GateNotes.nextMove(sent, learner)
    return result
  }

  static func comparison(
    _ name: String, _ found: Differences, line: Int? = nil
  ) -> GradientReport.Comparison {
    let worst = found.worst
    return GradientReport.Comparison(
      name: name, line: line, shape: found.shape,
      element: place(worst?.position ?? 0, found.shape), gradient: worst?.analytic ?? .nan,
      differences: worst?.numeric ?? .nan, relativeError: found.relativeError,
      verdict: GradientReport.Verdict(rawValue: found.verdict.rawValue) ?? .unchecked,
      compared: found.elements.count, total: found.total)
  }

  /// A place in row-major order as one index for each axis.
  static func place(_ position: Int, _ shape: [Int]) -> [Int] {
    var rest = position
    var index = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() where shape[axis] > 0 {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }

  // MARK: Calls and inputs

  private func addCalls(_ check: inout TapeCheck, _ report: inout GradientReport) throws {
    let shown = (0...builder.output).filter { builder.visible[$0] }
    for members in builder.groupsOf(shown).prefix(Self.mostCalls) {
      var inside = [Bool](repeating: false, count: builder.output + 1)
      for member in members.inside { inside[member] = true }
      for entering in members.inputs {
        let found = try check.call(entering, outputs: members.outputs, inside: inside)
        var result = Self.comparison(
          builder.calls[members.id] ?? builder.tape.groupTable[members.id].name, found,
          line: builder.line(builder.tape.groupTable[members.id].site))
        result.operand = builder.mention(entering, by: members.outputs.first ?? entering)
        report.calls.append(result)
      }
    }
  }

  private func addInputs(_ check: inout TapeCheck, _ report: inout GradientReport) throws {
    let tape = builder.tape
    for leaf in 0...builder.output where tape.codes[leaf] == GateCode.leaf {
      guard builder.gradients.reaches(leaf),
        let gradient = builder.gradients.tensor(leaf, tape)?.array
      else { continue }
      if report.inputs.count == Self.mostInputs { return }
      let found = try check.input(leaf, gradient)
      var result = Self.comparison(
        builder.name(leaf) ?? "input", found, line: builder.line(tape.sites[leaf]))
      result.node = builder.numbers[leaf]
      if found.elements.isEmpty, found.kinks > 0 {
        result.remark =
          "a kink lies within h of each, as where the input of a ReLU is 0; start it elsewhere"
      }
      if found.isZero {
        result.remark =
          "0 everywhere up to rounding, which says little; trace a sum with unlike weights, "
          + "such as (y * weights).sum()"
      }
      report.inputs.append(result)
    }
  }
}
