extension Gate {
  /// A function made of small gates, computed in one go where no reader can open it: the numbers and the
  /// gradients are the same.
  package static let fused = Gate(
    "fused", symbol: "fused", .tensor(FusedRule.self),
    sentence: "A fused gate sends back what the small gates that it stands for would send.",
    source: "the composition of the same name")
}

/// One call of a function that stands for a composition of gates.
package protocol FusedFunction: Sendable {
  /// What readers know it by: `batch_norm`.
  var name: String { get }
  /// What the composition sends to each operand. Made of gates where gates are recorded.
  func backward(_ visit: GateVisit) throws -> [Tensor?]
  /// The composition for other operands.
  func forward(_ engine: Engine, _ operands: [Tensor]) throws -> Tensor
}

enum FusedRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .fused(let function) = visit.attribute else {
      return visit.operands.map { _ in nil }
    }
    return try function.backward(visit)
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .fused(let function) = attribute else { return nil }
    return try function.forward(engine, operands)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "what the gates inside send back"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "\(label(attribute: attribute) ?? "fused")(\(names.joined(separator: ", ")))"
  }

  static func label(attribute: Attribute) -> String? {
    if case .fused(let function) = attribute { function.name } else { nil }
  }
}

extension Engine {
  /// Whether a composition of these operands is recorded as one gate: gradients are wanted, and nobody
  /// can open the call.
  func fuses(_ operands: Tensor...) -> Bool {
    guard let tape, !tape.keepsGroups else { return false }
    return operands.contains { isTracked($0.node) }
  }

  /// Runs something without recording it.
  func unrecorded<T>(_ body: () throws -> T) rethrows -> T {
    let saved = tape
    tape = nil
    defer { tape = saved }
    return try body()
  }
}
