extension Gate {
  /// A class of the program with `forward` and `backward`.
  package static let learner = Gate(
    "learner", symbol: "gate", .tensor(LearnerRule.self),
    sentence:
      "A gate of your own: what it sends back is what your backward makes of the gradient that arrives.",
    blockNames: ["lesson.gate(Class)"], source: "the backward of the class")
}

/// One call of a gate that a program defines, with what its forward kept.
package protocol LearnerGate: AnyObject {
  /// The name of its class.
  var name: String { get }
  /// Steps that its forward took.
  var cost: Int { get }
  /// What its backward sends to each operand; nil where it sends nothing.
  func backward(_ visit: GateVisit) throws -> [Tensor?]
  /// The output for other operands, computed from the same state; nothing of the program changes.
  func forward(_ operands: [Tensor]) throws -> Tensor
}

enum LearnerRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .learner(let gate) = visit.attribute else { return visit.operands.map { _ in nil } }
    return try gate.backward(visit)
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .learner(let gate) = attribute else { return nil }
    return try gate.forward(operands)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "your backward"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "\(label(attribute: attribute) ?? "gate")(\(names.joined(separator: ", ")))"
  }

  static func label(attribute: Attribute) -> String? {
    if case .learner(let gate) = attribute { gate.name } else { nil }
  }
}
