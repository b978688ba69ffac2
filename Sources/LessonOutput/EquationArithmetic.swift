/// Arithmetic over numbers, as the right-hand side of an equation shows it.
///
/// Built by gates, a few levels deep.
package indirect enum Arithmetic: Hashable, Sendable {
  case number(Double, integer: Bool = false)
  /// A number with a name of its own.
  case constant(Constant)
  /// `a + b + …`; a term that is `.negative` is subtracted.
  case sum([Arithmetic])
  case difference(Arithmetic, Arithmetic)
  /// `a × b × …`
  case product([Arithmetic])
  /// `a/b`
  case quotient(Arithmetic, Arithmetic)
  /// `a²`; exponents that are not small integers are written `a^(…)`.
  case power(Arithmetic, Arithmetic)
  case negative(Arithmetic)
  /// A number that stands for so many `terms` of a sum or `factors` of a product.
  case rest(Double, integer: Bool = false, count: Int, of: String)
  /// A function by its name in NumPy or the gate catalogue: `exp`, `tanh`, `sigmoid`, `maximum`.
  case call(String, [Arithmetic])

  package enum Constant: String, Hashable, Sendable {
    case pi = "π"
    case e

    var value: Double { self == .pi ? Double.pi : 2.718281828459045 }
    /// What the Double leaves out.
    var rest: Double { self == .pi ? 1.2246467991473532e-16 : 1.4456468917292502e-16 }
  }
}

extension Arithmetic {
  /// Sums and products longer than this show three operands and the rest as one.
  static let longest = 8
  static let shownOfLong = 3

  /// The numbers from left to right, and whether each is an integer.
  func forEachNumber(_ body: (Double, Bool) -> Void) {
    switch self {
    case .number(let value, let integer), .rest(let value, let integer, _, _): body(value, integer)
    case .constant: break
    case .sum(let operands), .product(let operands), .call(_, let operands):
      for operand in operands { operand.forEachNumber(body) }
    case .difference(let left, let right), .quotient(let left, let right),
      .power(let left, let right):
      left.forEachNumber(body)
      right.forEachNumber(body)
    case .negative(let operand): operand.forEachNumber(body)
    }
  }
}

/// Arithmetic in which long sums and products are cut short, with the rest as one number.
indirect enum PrintedArithmetic {
  case number(Int)
  case constant(Arithmetic.Constant)
  case sum([PrintedArithmetic])
  case product([PrintedArithmetic])
  case quotient(PrintedArithmetic, PrintedArithmetic)
  case power(PrintedArithmetic, PrintedArithmetic)
  case negative(PrintedArithmetic)
  case call(String, [PrintedArithmetic])
  /// A number that stands for operands left out: index, how many, `terms` or `factors`.
  case rest(Int, Int, String)
}

/// Cuts long sums and collects the numbers that are printed.
struct PrintedArithmeticBuilder {
  var numbers: [NumberText.Decimal] = []

  mutating func build(_ arithmetic: Arithmetic) -> PrintedArithmetic {
    switch arithmetic {
    case .number(let value, let integer):
      return .number(add(value, integer))
    case .rest(let value, let integer, let count, let noun):
      return .rest(add(value, integer), count, noun)
    case .constant(let constant): return .constant(constant)
    case .sum(let terms): return .sum(shorten(terms, "terms"))
    case .difference(let left, let right): return .sum([build(left), .negative(build(right))])
    case .product(let factors): return .product(shorten(factors, "factors"))
    case .quotient(let above, let below): return .quotient(build(above), build(below))
    case .power(let base, let exponent): return .power(build(base), build(exponent))
    case .negative(let operand): return .negative(build(operand))
    case .call(let name, let operands):
      return .call(name, operands.map { build($0) })
    }
  }

  private mutating func add(_ value: Double, _ integer: Bool) -> Int {
    numbers.append(NumberText.Decimal(value, integer: integer))
    return numbers.count - 1
  }

  private mutating func shorten(_ operands: [Arithmetic], _ noun: String) -> [PrintedArithmetic] {
    guard operands.count > Arithmetic.longest else { return operands.map { build($0) } }
    let shown = operands.prefix(Arithmetic.shownOfLong).map { build($0) }
    let hidden = Array(operands.dropFirst(Arithmetic.shownOfLong))
    var integer = true
    for operand in hidden { operand.forEachNumber { integer = integer && $1 } }
    let arithmetic: Arithmetic = noun == "terms" ? .sum(hidden) : .product(hidden)
    let value = EquationEvaluation.plainValue(of: arithmetic)
    let index = add(value, integer && value == value.rounded())
    return shown + [.rest(index, hidden.count, noun)]
  }
}
