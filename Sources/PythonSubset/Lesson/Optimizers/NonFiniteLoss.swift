import Arrays
import Autodiff
import Diagnostics

/// A loss or a gradient that is not finite stops a run: with the step, the first gate that went wrong
/// and the usual causes.
enum NonFiniteLoss {
  /// What the last backward pass from a loss that is not finite leaves behind.
  struct Finding {
    var loss: String
    /// Where it began: "`exp` in `np.exp(s)`: exp(1000) = inf".
    var origin: String?
    var cause: String
  }

  /// Looks at the output of a backward pass.
  static func note(_ output: VariableObject, _ session: Session) {
    let number =
      output.content.asArray.map { $0.count == 1 ? $0.scalar.double : 0 }
      ?? output.content.number ?? 0
    guard !number.isFinite else {
      session.badLoss = nil
      return
    }
    var finding = Finding(loss: text(number), cause: general)
    if let tape = output.tape, let index = output.index {
      (finding.origin, finding.cause) = origin(tape, upTo: index, session)
    }
    session.badLoss = finding
  }

  /// Before a step: throws where the last loss was not finite.
  static func check(_ kind: String, _ steps: Int, _ session: Session) throws {
    guard let finding = session.badLoss else { return }
    session.badLoss = nil
    throw PythonError(
      "FloatingPointError",
      "the loss is \(finding.loss) at step \(steps + 1) of \(kind)"
        + (finding.origin.map { "; it began with \($0)" } ?? ""), hint: finding.cause)
  }

  /// The same of the gradient of one parameter.
  static func check(
    gradient: NDArray, _ position: Int, _ kind: String, _ steps: Int, _ session: Session
  ) throws {
    guard gradient.hasNonFinite else { return }
    throw PythonError(
      "FloatingPointError",
      "the gradient of parameter \(position) is not finite at step \(steps + 1) of \(kind), "
        + "though the loss is",
      hint: "usual causes: a root or a norm at 0, a quotient by nearly 0, a logarithm of nearly 0; "
        + "`gradient-check: true` on a small block finds the gate")
  }

  /// Signs of NaN say nothing.
  private static func text(_ number: Double) -> String { number.isNaN ? "nan" : "\(number)" }

  private static let general =
    "usual causes: a learning rate that is too large (try a tenth), weights that start too large, a "
    + "logarithm of 0, a division by 0"

  /// The first gate whose value is not finite.
  private static func origin(_ tape: Tape, upTo last: Int, _ session: Session) -> (String?, String)
  {
    for index in 0...last {
      let values: NDArray?
      if tape.flags[index] & 4 == 0 {
        if tape.values[index].isFinite { continue }
        values = NDArray([tape.values[index]], shape: [])
      } else {
        values = tape.record(index)?.value
      }
      guard let values, values.hasNonFinite else { continue }
      let code = tape.codes[index]
      let isInput = code == GateCode.leaf || code == GateCode.constant
      if isInput || tape.operands(index).contains(where: { tape.array($0).hasNonFinite }) {
        return (
          "parameters or data that were not finite already",
          "parameters that are not finite come from the step before: a tenth of the learning rate; of the "
            + "data, np.isfinite(x).all() tells"
        )
      }
      let gate = Gate.catalogue[Int(code)]
      let place = session.sourceText(of: tape.sites[index]).map { " in `\($0)`" } ?? ""
      return (
        "the \(gate.name) gate\(place)\(example(tape, index, values))", cause(gate.name)
      )
    }
    return (nil, general)
  }

  /// ", exp(1000) = inf": the operands of the first element that went wrong.
  private static func example(_ tape: Tape, _ index: Int, _ values: NDArray) -> String {
    let flat = values.contiguous.doubles
    guard let bad = flat.firstIndex(where: { !$0.isFinite }) else { return "" }
    let gate = Gate.catalogue[Int(tape.codes[index])]
    guard case .elementwise = gate.rule else { return ": \(text(flat[bad]))" }
    let operands = tape.operands(index).map { operand -> String? in
      let array = tape.array(operand)
      let part = try? array.broadcastExactly(to: values.shape).contiguous.doubles
      guard let part, bad < part.count else { return nil }
      return "\(Float(part[bad]))"
    }
    guard operands.allSatisfy({ $0 != nil }) else { return ": \(text(flat[bad]))" }
    return
      ": \(gate.name)(\(operands.compactMap { $0 }.joined(separator: ", "))) = \(text(flat[bad]))"
  }

  private static func cause(_ gate: String) -> String {
    switch gate {
    case "exp", "exp2", "expm1", "sinh", "cosh":
      "e to the power of more than 709 is past float64 (88 in float32): subtract the largest score "
        + "first, as nn.cross_entropy and nn.softmax do; or the scores have grown since the learning "
        + "rate is too large"
    case "log", "log2", "log10", "log1p":
      "the logarithm of 0: a probability has become 0; nn.cross_entropy takes scores and avoids it"
    case "divide", "power", "sqrt":
      "a division by 0, or a root of less than 0: a small eps in the denominator or below the root "
        + "prevents it"
    default: general
    }
  }
}
