import Autodiff
import LessonOutput

/// Rules as text and as arithmetic.
extension ScalarExpression {
  /// The formula with names: `−1/x²`, `1 − f²`.
  func text(_ names: [String], output: String) -> String {
    write(names, output, above: 0)
  }

  private func write(_ names: [String], _ out: String, above: Int) -> String {
    func inner(_ e: ScalarExpression, _ level: Int) -> String { e.write(names, out, above: level) }
    func wrapped(_ text: String, _ level: Int) -> String { level < above ? "(\(text))" : text }
    switch self {
    case .operand(let number): return atom(number < names.count ? names[number] : "x", above)
    case .output: return atom(out, above)
    case .constant(let value): return constantText(value)
    case .negative(let a): return wrapped("−" + inner(a, 3), 2)
    case .sum(let a, let b): return wrapped(inner(a, 1) + " + " + inner(b, 1), 1)
    case .difference(let a, let b): return wrapped(inner(a, 1) + " − " + inner(b, 2), 1)
    case .product(.constant(-1), let a): return wrapped("−" + inner(a, 3), 2)
    case .product(let a, .constant(let value)) where value < 0:
      return wrapped(inner(a, 3) + "·(" + constantText(value) + ")", 3)
    case .product(let a, let b): return wrapped(inner(a, 3) + "·" + inner(b, 3), 3)
    case .quotient(let a, let b): return wrapped(inner(a, 3) + "/" + inner(b, 4), 3)
    case .power(let a, .constant(2)): return wrapped(inner(a, 5) + "²", 4)
    case .power(let a, let b):
      return wrapped(inner(a, 5) + "^" + inner(b, 5), 4)
    case .function(.exp, let a): return wrapped("e^" + inner(a, 5), 4)
    case .function(.sqrt, let a): return "√" + inner(a, 5)
    case .function(.fabs, let a): return "|" + inner(a, 0) + "|"
    case .function(.log, let a): return "ln(" + inner(a, 0) + ")"
    case .function(.sigmoid, let a): return "σ(" + inner(a, 0) + ")"
    case .function(let function, let a): return "\(function.rawValue)(" + inner(a, 0) + ")"
    case .maximum(let a, let b): return "max(\(inner(a, 0)), \(inner(b, 0)))"
    case .minimum(let a, let b): return "min(\(inner(a, 0)), \(inner(b, 0)))"
    case .compare(let a, let b, let greater, let tie, let less):
      let (tied, otherwise) = (inner(tie, 0), inner(less, 0))
      if inner(greater, 0) == otherwise, tied != otherwise {
        return "\(otherwise), \(tied) if \(inner(a, 0)) = \(inner(b, 0))"
      }
      if tied == otherwise {
        return "\(inner(greater, 0)) if \(inner(a, 0)) > \(inner(b, 0)), else \(otherwise)"
      }
      return
        "\(inner(greater, 0)) if \(inner(a, 0)) > \(inner(b, 0)), \(inner(tie, 0)) if equal, "
        + "else \(inner(less, 0))"
    }
  }

  /// Names that are formulas themselves are put in parentheses where they are operands.
  private func atom(_ name: String, _ above: Int) -> String {
    above > 0 && name.isCompound(tighterThan: above) ? "(\(name))" : name
  }

  /// The formula with known operands put in and what then is plain arithmetic worked out: 2·x for
  /// n·xⁿ⁻¹ at n = 2.
  func substituting(_ constants: [Double?]) -> ScalarExpression {
    func inner(_ e: ScalarExpression) -> ScalarExpression { e.substituting(constants) }
    switch self {
    case .operand(let number):
      if number < constants.count, let value = constants[number] { return .constant(value) }
      return self
    case .difference(let a, let b):
      if case (.constant(let x), .constant(let y)) = (inner(a), inner(b)) {
        return .constant(x - y)
      }
      return .difference(inner(a), inner(b))
    case .power(let a, let b):
      let exponent = inner(b)
      if case .constant(1) = exponent { return inner(a) }
      return .power(inner(a), exponent)
    case .negative(let a): return .negative(inner(a))
    case .sum(let a, let b): return .sum(inner(a), inner(b))
    case .product(let a, let b): return .product(inner(a), inner(b))
    case .quotient(let a, let b): return .quotient(inner(a), inner(b))
    case .function(let function, let a): return .function(function, inner(a))
    case .maximum(let a, let b): return .maximum(inner(a), inner(b))
    case .minimum(let a, let b): return .minimum(inner(a), inner(b))
    case .compare(let a, let b, let greater, let tie, let less):
      if case (.constant(let x), .constant(let y)) = (inner(a), inner(b)) {
        return inner(x > y ? greater : x == y ? tie : less)
      }
      return .compare(
        inner(a), inner(b), greater: inner(greater), tie: inner(tie), less: inner(less))
    case .output, .constant: return self
    }
  }

  /// The formula with numbers in the operands' places.
  func arithmetic(_ operands: [Arithmetic], output: Arithmetic) -> Arithmetic {
    func inner(_ e: ScalarExpression) -> Arithmetic { e.arithmetic(operands, output: output) }
    switch self {
    case .operand(let number): return number < operands.count ? operands[number] : output
    case .output: return output
    case .constant(let value): return .number(value, integer: value.rounded() == value)
    case .negative(let a): return .negative(inner(a))
    case .sum(let a, let b): return .sum([inner(a), inner(b)])
    case .difference(let a, let b): return .difference(inner(a), inner(b))
    case .product(let a, let b): return .product([inner(a), inner(b)])
    case .quotient(let a, let b): return .quotient(inner(a), inner(b))
    case .power(let a, let b):
      if case .number(let exponent, _) = inner(b), exponent == 1 { return inner(a) }
      return .power(inner(a), inner(b))
    case .function(let function, let a):
      return .call(function == .fabs ? "abs" : function.rawValue, [inner(a)])
    case .maximum(let a, let b): return .call("maximum", [inner(a), inner(b)])
    case .minimum(let a, let b): return .call("minimum", [inner(a), inner(b)])
    case .compare: return output
    }
  }
}

extension String {
  /// Whether a formula needs parentheses as an operand: sums anywhere, products and quotients under
  /// a product, a quotient's bottom or a power.
  func isCompound(tighterThan level: Int) -> Bool {
    var depth = 0
    for character in self {
      switch character {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case " " where depth == 0: return true
      // `gate 3` is one word, but its parts fall apart beside a power or below a line.
      case "\u{A0}" where depth == 0: if level > 3 { return true }
      case "·", "/", "^", "−": if depth == 0, level > 2 { return true }
      default: break
      }
    }
    return false
  }
}

extension Arithmetic {
  /// Powers and products with a known exponent, written as people do: `2 × 3` for `2 × 3^(2 − 1)`.
  var simplified: Arithmetic {
    switch self {
    case .difference(.number(let a, let whole), .number(let b, _)) where whole:
      return .number(a - b, integer: true)
    case .power(let base, let exponent):
      let exponent = exponent.simplified
      if case .number(let value, _) = exponent, value == 1 { return base.simplified }
      if case .number(let value, _) = exponent, value == 0 { return .number(1, integer: true) }
      return .power(base.simplified, exponent)
    case .product(let factors): return .product(factors.map(\.simplified))
    default: return self
    }
  }
}

/// A constant as the code has it where that is short, else rounded.
func constantText(_ value: Double) -> String {
  if value.rounded() == value, abs(value) < 1e6 { return NumberText.short(value, integer: true) }
  let exact = "\(value)"
  return exact.utf8.count <= 9 && !exact.contains("e")
    ? exact.replacing("-", with: "−") : NumberText.short(value)
}

/// What a gate with a constant operand does to a gradient; nil where it does as all of its kind.
func constantSentence(_ gate: Gate, constants: [Double?]) -> String? {
  guard constants.count == 2 else { return nil }
  switch (gate.name, constants[0] != nil, constants[1] != nil) {
  case ("add", true, false), ("add", false, true), ("subtract", false, true):
    return "Adding a constant changes no slope: the gradient is handed on, unchanged."
  case ("subtract", true, false):
    return "Taken from a constant, the input gets the negative of the gradient."
  case ("multiply", true, false), ("multiply", false, true):
    return "Multiplying by a constant multiplies the gradient by it."
  case ("divide", false, true): return "Dividing by a constant divides the gradient by it."
  case ("divide", true, false):
    let top = constants[0] == 1 ? "1" : constantText(constants[0] ?? 1)
    return "A \(top)/x gate multiplies its gradient by −\(top)/x²."
  default: return nil
  }
}

/// What a gate's box says, with constants folded in: `×−1`, `+1`, `1/x`, `x²`.
func gateLabel(_ gate: Gate, constants: [Double?]) -> String {
  func short(_ value: Double) -> String { constantText(value) }
  guard constants.count == 2 else { return gate.symbol }
  switch (gate.name, constants[0], constants[1]) {
  case ("add", let c?, nil), ("add", nil, let c?):
    return c < 0 ? "−" + short(-c) : "+" + short(c)
  case ("subtract", nil, let c?): return c < 0 ? "+" + short(-c) : "−" + short(c)
  case ("subtract", let c?, nil): return short(c) + "−x"
  case ("multiply", let c?, nil), ("multiply", nil, let c?): return "×" + short(c)
  case ("divide", nil, let c?): return "÷" + short(c)
  case ("divide", let c?, nil): return short(c) + "/x"
  case ("power", nil, let c?):
    if c.rounded() == c, abs(c) < 100, let whole = Int(exactly: c) {
      return "x" + NumberText.superscript(whole)
    }
    return "x^" + short(c)
  case ("power", let c?, nil): return short(c) + "ˣ"
  case ("maximum", let c?, nil), ("maximum", nil, let c?): return "max(\(short(c)), x)"
  case ("minimum", let c?, nil), ("minimum", nil, let c?): return "min(\(short(c)), x)"
  default: return gate.symbol
  }
}
