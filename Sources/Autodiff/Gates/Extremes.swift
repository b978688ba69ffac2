import Arrays

extension Gate {
  /// The largest element along some axes.
  package static let largest = Gate(
    "max", symbol: "max", .tensor(LargestRule.self),
    sentence: "A max over elements routes its gradient to the winner; ties share it equally.",
    blockNames: ["np.max", "x.max()"], source: "subgradient; ties split equally",
    kinks: "where two elements tie for the largest")

  /// The smallest element along some axes.
  package static let smallest = Gate(
    "min", symbol: "min", .tensor(SmallestRule.self),
    sentence: "A min over elements routes its gradient to the winner; ties share it equally.",
    blockNames: ["np.min", "x.min()"], source: "subgradient; ties split equally",
    kinks: "where two elements tie for the smallest")
}

enum LargestRule: ExtremeRule { static let word = "max" }
enum SmallestRule: ExtremeRule { static let word = "min" }

protocol ExtremeRule: TensorRule {
  static var word: String { get }
}

extension ExtremeRule {
  package static var usesValues: Bool { true }

  package static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let engine = visit.engine
    let x = visit.operands[0]
    let shape = x.array.shape
    let winner = try engine.restoringAxes(
      Tensor(visit.output.array), visit.attribute, shape)
    let mask = try NDArray.binary(.equal, Operand(x.array), Operand(winner.array))
      .asType(x.array.dtype.isFloat ? x.array.dtype : .float64)
    var axes = Array(0..<shape.count)
    if case .axes(let folded, _) = visit.attribute { axes = folded }
    let ties = try mask.reduced(.sum, axes: axes, keep: true)
    let share = try NDArray.binary(.divide, Operand(mask), Operand(ties))
    let aligned = try engine.restoringAxes(visit.upstream, visit.attribute, shape)
    return [try engine.elementwise(.multiply, aligned, Tensor(share))]
  }

  package static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .axes(let axes, let keep) = attribute else { return nil }
    return try engine.extreme(operands[0], largest: word == "max", axes: axes, keep: keep)
  }

  package static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1 at the winner, 0 elsewhere"
  }

  package static func formula(names: [String], attribute: Attribute) -> String {
    "\(word)(\(names[0]))\(axisText(attribute))"
  }
}
