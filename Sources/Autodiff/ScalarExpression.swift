import Arrays

/// A formula of one gate's operands and output: the one statement of a rule from which numbers,
/// differentiable graphs and printed arithmetic are read.
package indirect enum ScalarExpression: Hashable, Sendable {
  /// The operand with this number.
  case operand(Int)
  /// The gate's own output.
  case output
  case constant(Double)
  case negative(ScalarExpression)
  case sum(ScalarExpression, ScalarExpression)
  case difference(ScalarExpression, ScalarExpression)
  case product(ScalarExpression, ScalarExpression)
  case quotient(ScalarExpression, ScalarExpression)
  case power(ScalarExpression, ScalarExpression)
  case function(FloatFunction, ScalarExpression)
  /// The larger, the smaller of two.
  case maximum(ScalarExpression, ScalarExpression)
  case minimum(ScalarExpression, ScalarExpression)
  /// `then` where left > right, `tie` where equal, else `otherwise`.
  case compare(
    ScalarExpression, ScalarExpression, greater: ScalarExpression, tie: ScalarExpression,
    less: ScalarExpression)

  package static let x = ScalarExpression.operand(0)
  package static let y = ScalarExpression.operand(1)

  package static prefix func - (a: Self) -> Self { .negative(a) }
  package static func + (a: Self, b: Self) -> Self { .sum(a, b) }
  package static func - (a: Self, b: Self) -> Self { .difference(a, b) }
  package static func * (a: Self, b: Self) -> Self { .product(a, b) }
  package static func / (a: Self, b: Self) -> Self { .quotient(a, b) }

  /// The number for these operands. Depth is that of a rule, a handful.
  package func evaluate(_ operands: [Double], output: Double) -> Double {
    func value(_ e: ScalarExpression) -> Double { e.evaluate(operands, output: output) }
    switch self {
    case .operand(let number): return number < operands.count ? operands[number] : .nan
    case .output: return output
    case .constant(let value): return value
    case .negative(let a): return -value(a)
    case .sum(let a, let b): return value(a) + value(b)
    case .difference(let a, let b): return value(a) - value(b)
    case .product(let a, let b): return value(a) * value(b)
    case .quotient(let a, let b): return value(a) / value(b)
    case .power(let a, let b): return Elementary.power(value(a), value(b))
    case .function(let function, let a): return function(value(a))
    case .maximum(let a, let b):
      let (x, y) = (value(a), value(b))
      return x >= y || x.isNaN ? x : y
    case .minimum(let a, let b):
      let (x, y) = (value(a), value(b))
      return x <= y || x.isNaN ? x : y
    case .compare(let a, let b, let greater, let tie, let less):
      let (x, y) = (value(a), value(b))
      return x > y ? value(greater) : x == y ? value(tie) : x < y ? value(less) : .nan
    }
  }

  /// The formula without comparisons: of each the branch that is taken for these operands.
  package func resolved(_ operands: [Double], output: Double) -> ScalarExpression {
    func inner(_ e: ScalarExpression) -> ScalarExpression { e.resolved(operands, output: output) }
    switch self {
    case .operand, .output, .constant: return self
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
      let x = a.evaluate(operands, output: output)
      let y = b.evaluate(operands, output: output)
      return inner(x > y ? greater : x == y ? tie : less)
    }
  }
}
