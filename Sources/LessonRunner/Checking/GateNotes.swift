import Autodiff
import LessonOutput
import PythonSubset

/// The first call of each of a block's own gates, compared with differences of its forward.
enum GateNotes {
  /// Elements of one input that are moved.
  private static let mostElements = 8
  /// A forward that takes more steps is compared only where that is asked for.
  private static let mostSteps = 2_000_000

  static func learner(_ tape: Tape, _ index: Int) -> GateCall? {
    guard case .learner(let gate)? = tape.record(index)?.attribute else { return nil }
    return gate as? GateCall
  }

  /// One remark for each class whose backward is wrong.
  static func notes(_ tape: Tape, _ session: Session, _ line: (UInt32) -> Int?) -> [String] {
    let code = Gate.code(named: "learner")
    var seen: Set<ObjectIdentifier> = []
    var notes: [String] = []
    for index in 0..<tape.count where tape.codes[index] == code {
      guard let gate = learner(tape, index), seen.insert(ObjectIdentifier(gate.type)).inserted,
        gate.cost <= mostSteps
      else { continue }
      // What its code raises is told where the trace needs it.
      guard
        let sent = try? session.untracked({
          try TapeCheck(session.engine, tape, to: index).gate(index, most: mostElements)
        }), let wrong = sent.first(where: { $0.differences.verdict == .wrong }),
        let worst = wrong.differences.worst
      else { continue }
      let place = GradientReports.place(worst.position, wrong.differences.shape)
      let element = place.isEmpty ? "" : "[" + place.map(String.init).joined(separator: ", ") + "]"
      notes.append(
        "the gate \(gate.name)\(line(tape.sites[index]).map { " of line \($0)" } ?? "") has a wrong "
          + "backward: for its input \(gate.inputName(wrong.operand))\(element) it gives "
          + "\(NumberText.short(worst.analytic)), central differences of its forward give "
          + "\(NumberText.short(worst.numeric)); \(nextMove(wrong, gate))")
    }
    return notes
  }

  /// How a gradient is wrong, and what to look at.
  static func nextMove(_ sent: TapeCheck.Sent, _ gate: GateCall?) -> String {
    let whose = gate == nil ? "its rule" : "your backward"
    switch sent.pattern {
    case .flippedSign: return "\(whose) has the opposite sign: is a minus missing, or one too many?"
    case .factor(let factor):
      return
        "\(whose) gives \(NumberText.short(factor)) times the right gradient: look for that factor"
    case .isZero: return "\(whose) gives 0: does what forward computes depend on it after all?"
    case .ignoresUpstream:
      return "\(whose) doesn't change with the gradient that arrives: multiply by dout"
    case .otherOperand(let other):
      let name = gate?.inputName(other) ?? "the other operand"
      return "\(whose) gives what \(name) should receive: are the two swapped?"
    case nil:
      return "\(whose) and forward disagree: differentiate forward by hand, term by term"
    }
  }
}
