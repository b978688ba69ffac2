import Arrays

/// One thing that is done differently at a gate when the gradient comes back: a mistake people make.
package enum RuleChange: Hashable, Sendable {
  /// Nothing is sent along this wire.
  case drop
  /// What the wire sends is sent with the other sign.
  case negate
  /// What the wire sends is sent twice.
  case double
  /// The local gradient alone, without what comes back.
  case omitUpstream
  /// The gradient is handed on without the local gradient: a mask or a factor is left out.
  case omitLocal
  /// One factor of the local gradient is left out, numbered as in `ScalarExpression.factors`.
  case omitFactor(Int)
  /// The local gradient is taken at the input where it belongs to the output, or the other way.
  case exchangeInputAndOutput
  /// The local gradient of the other operand.
  case exchangeOperands
  /// A power's exponent is not lowered: n·xⁿ.
  case keepExponent
  /// A square in the local gradient is left out: 1 − f for 1 − f².
  case omitSquare
  /// The mask asks the gradient that comes in, not the input.
  case maskFromUpstream
  /// The mask of the other side of a switch.
  case invertMask
  /// The copies that a broadcast made are not added up.
  case keepCopies
  /// The sum runs over the axes that were not broadcast.
  case sumOverOtherAxes
  /// The sum runs over all axes.
  case sumOverAllAxes
  /// The gradient of a reduction is not handed to every element.
  case keepReduced
  /// A mean's 1/n is left out.
  case omitShare
  /// A 1/n that the gate does not have, or has only once.
  case divideByCount
  /// The product's transpose.
  case transposeResult
  /// A factor is not transposed.
  case omitTranspose
  /// The product's factors in the other order; the second case without a transpose as well.
  case exchangeFactors
  case exchangeFactorsOmitTranspose
  /// The gradient keeps the shape after a reshape.
  case keepShape
  /// Of an element taken several times only the last copy's gradient arrives.
  case lastCopyOnly
  /// The gradient goes to all elements, not only to those that were taken.
  case everywhere
}

extension Gate {
  /// What can go wrong at an operand of this gate, whatever else it feeds.
  ///
  /// - Parameter isBroadcast: the operand was repeated to the output's shape.
  package func changes(operand: Int, isBroadcast: Bool) -> [RuleChange] {
    var result: [RuleChange] = []
    if isBroadcast { result += [.keepCopies, .sumOverOtherAxes, .sumOverAllAxes] }
    switch rule {
    case .none: return []
    case .elementwise(let rule):
      guard operand < rule.locals.count else { return [] }
      let local = rule.locals[operand]
      let factors = local.factors
      if local.isMask { result.append(.maskFromUpstream) }
      if !factors.allSatisfy(\.isSign) { result.append(.omitLocal) }
      if name == "power", operand == 0 { result.append(.keepExponent) }
      if factors.count > 1 {
        for (number, factor) in factors.enumerated() where !factor.isSign {
          result.append(.omitFactor(number))
        }
      }
      if local != local.withoutSquares { result.append(.omitSquare) }
      if rule.locals.count == 1, !local.isMask { result.append(.exchangeInputAndOutput) }
      if rule.locals.count == 2, local.mentions(1 - operand) { result.append(.exchangeOperands) }
    case .tensor:
      switch name {
      case "sum": result += [.keepReduced, .divideByCount]
      case "mean": result += [.omitShare, .keepReduced, .divideByCount]
      case "max", "min", "cumsum": result.append(.omitLocal)
      case "where": result += [.omitLocal, .invertMask]
      case "write" where operand == 0: result.append(.omitLocal)
      case "matmul":
        result += [
          .transposeResult, .omitTranspose, .exchangeFactors, .exchangeFactorsOmitTranspose,
        ]
      case "transpose": result.append(.omitTranspose)
      case "reshape": result.append(.keepShape)
      case "broadcast": result += [.keepCopies, .sumOverOtherAxes, .sumOverAllAxes]
      case "index": result += [.lastCopyOnly, .everywhere]
      default: break
      }
    }
    return result + [.negate]
  }
}

extension ScalarExpression {
  /// A factor of a product; `isInverse` where it is divided by.
  package struct Factor: Hashable, Sendable {
    package var expression: ScalarExpression
    package var isInverse: Bool

    /// Only a sign: leaving it out is the mistake of a sign.
    package var isSign: Bool { expression == .constant(1) || expression == .constant(-1) }
  }

  /// The formula as a product: −x/y² is −1, x and 1/y².
  package var factors: [Factor] {
    switch self {
    case .product(let a, let b): return a.factors + b.factors
    case .quotient(let a, let b):
      return a.factors.filter { $0.expression != .constant(1) }
        + b.factors.map { Factor(expression: $0.expression, isInverse: !$0.isInverse) }
    case .negative(let a):
      return [Factor(expression: .constant(-1), isInverse: false)] + a.factors
    default: return [Factor(expression: self, isInverse: false)]
    }
  }

  /// x for every x².
  var withoutSquares: ScalarExpression {
    replacing { part in
      if case .power(let base, .constant(2)) = part { base } else { nil }
    }
  }

  package func leavingOut(factor number: Int) -> ScalarExpression {
    var result = ScalarExpression.constant(1)
    for (position, factor) in factors.enumerated() where position != number {
      result = factor.isInverse ? result / factor.expression : result * factor.expression
    }
    return result
  }

  /// A choice by comparing the operand with a constant or the other operand.
  package var isMask: Bool {
    if case .compare = self { true } else { false }
  }

  package func mentions(_ operand: Int) -> Bool {
    switch self {
    case .operand(let number): number == operand
    case .output, .constant: false
    case .negative(let a), .function(_, let a): a.mentions(operand)
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .quotient(let a, let b), .power(let a, let b), .maximum(let a, let b), .minimum(let a, let b):
      a.mentions(operand) || b.mentions(operand)
    case .compare(let a, let b, let greater, let tie, let less):
      [a, b, greater, tie, less].contains { $0.mentions(operand) }
    }
  }

  /// The formula with operands and output replaced.
  package func replacing(_ change: (ScalarExpression) -> ScalarExpression?) -> ScalarExpression {
    func inner(_ e: ScalarExpression) -> ScalarExpression { e.replacing(change) }
    if let replaced = change(self) { return replaced }
    switch self {
    case .operand, .output, .constant: return self
    case .negative(let a): return .negative(inner(a))
    case .function(let function, let a): return .function(function, inner(a))
    case .sum(let a, let b): return .sum(inner(a), inner(b))
    case .difference(let a, let b): return .difference(inner(a), inner(b))
    case .product(let a, let b): return .product(inner(a), inner(b))
    case .quotient(let a, let b): return .quotient(inner(a), inner(b))
    case .power(let a, let b): return .power(inner(a), inner(b))
    case .maximum(let a, let b): return .maximum(inner(a), inner(b))
    case .minimum(let a, let b): return .minimum(inner(a), inner(b))
    case .compare(let a, let b, let greater, let tie, let less):
      return .compare(
        inner(a), inner(b), greater: inner(greater), tie: inner(tie), less: inner(less))
    }
  }
}
