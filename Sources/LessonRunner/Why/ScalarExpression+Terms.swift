import Autodiff

/// Rules as parts of terms: which operands occur, and the gate's output as one of them.
extension ScalarExpression {
  /// Whether the formula differs from case to case, as for max.
  var hasBranches: Bool {
    switch self {
    case .compare: true
    default: false
    }
  }

  /// The product, as a quotient where the factor is 1/y.
  func scaled(by factor: ScalarExpression) -> ScalarExpression {
    if case .quotient(.constant(1), let below) = factor { return .quotient(self, below) }
    return .product(self, factor)
  }

  /// The operands that occur, in the order in which they are written.
  var operands: [Int] {
    switch self {
    case .operand(let number): [number]
    case .output, .constant: []
    case .negative(let a), .function(_, let a): a.operands
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .quotient(let a, let b), .power(let a, let b), .maximum(let a, let b), .minimum(let a, let b):
      a.operands + b.operands
    case .compare(let a, let b, let greater, let tie, let less):
      a.operands + b.operands + greater.operands + tie.operands + less.operands
    }
  }

  /// The formula with the gate's output as one more operand.
  func naming(output number: Int) -> ScalarExpression {
    func inner(_ e: ScalarExpression) -> ScalarExpression { e.naming(output: number) }
    switch self {
    case .output: return .operand(number)
    case .operand, .constant: return self
    case .negative(let a): return .negative(inner(a))
    case .sum(let a, let b): return .sum(inner(a), inner(b))
    case .difference(let a, let b): return .difference(inner(a), inner(b))
    case .product(let a, let b): return .product(inner(a), inner(b))
    case .quotient(let a, let b): return .quotient(inner(a), inner(b))
    case .power(let a, let b): return .power(inner(a), inner(b))
    case .function(let function, let a): return .function(function, inner(a))
    case .maximum(let a, let b): return .maximum(inner(a), inner(b))
    case .minimum(let a, let b): return .minimum(inner(a), inner(b))
    case .compare(let a, let b, let greater, let tie, let less):
      return .compare(
        inner(a), inner(b), greater: inner(greater), tie: inner(tie), less: inner(less))
    }
  }
}
