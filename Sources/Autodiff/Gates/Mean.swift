import Arrays

extension Gate {
  /// The arithmetic mean along some axes.
  package static let mean = Gate(
    "mean", symbol: "mean", .tensor(MeanRule.self),
    sentence: "A mean gate hands every element an equal share: the gradient divided by the count.",
    blockNames: ["np.mean", "x.mean()"], source: "sum followed by × 1/n")
}

enum MeanRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let shape = visit.operands[0].array.shape
    let count = Double(max(1, visit.operands[0].array.count / max(1, visit.output.array.count)))
    let aligned = try visit.engine.restoringAxes(visit.upstream, visit.attribute, shape)
    let share = try visit.engine.elementwise(.divide, aligned, Tensor(count))
    return [try visit.engine.broadcast(share, to: shape)]
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .axes(let axes, let keep) = attribute else { return nil }
    return try engine.mean(operands[0], axes: axes, keep: keep)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1/n for every element"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "mean(\(names[0]))\(axisText(attribute))"
  }
}
