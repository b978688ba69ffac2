import Arrays

extension Gate {
  /// Adds the elements along some axes.
  package static let sum = Gate(
    "sum", symbol: "Σ", .tensor(SumRule.self),
    sentence: "A sum gate hands its gradient to every element it added: it broadcasts.",
    blockNames: ["np.sum", "x.sum()", "sum"], source: "adjoint of a sum is a broadcast")
}

enum SumRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let shape = visit.operands[0].array.shape
    let aligned = try visit.engine.restoringAxes(visit.upstream, visit.attribute, shape)
    return [try visit.engine.broadcast(aligned, to: shape)]
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .axes(let axes, let keep) = attribute else { return nil }
    return try engine.sum(operands[0], axes: axes, keep: keep)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1 for every element"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "Σ \(names[0])\(axisText(attribute))"
  }
}

/// ` over axis 0`, or nothing when all axes are folded.
func axisText(_ attribute: Attribute) -> String {
  guard case .axes(let axes, _) = attribute, !axes.isEmpty else { return "" }
  return " over axis " + axes.map(String.init).joined(separator: ", ")
}
