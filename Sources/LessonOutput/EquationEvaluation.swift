/// Evaluates arithmetic with the numbers as they are printed, and bounds the error of doing so.
struct EquationEvaluation {
  /// A value and how far it can be from the exact one.
  struct Bounded {
    var value: DoublePair
    var error: Double

    init(_ value: DoublePair, error: Double) {
      self.value = value
      // A part of the error that is nan comes from values that are not finite either.
      self.error = error.isNaN ? 0 : error
    }
  }

  /// Relative error of one operation on pairs, and of one function of the C library.
  static let pairError = 0x1p-98
  static let functionError = 0x1p-50

  let numbers: [DoublePair]

  init(_ numbers: [NumberText.Rounded]) {
    self.numbers = numbers.map(\.pair)
  }

  /// Nil where a function is unknown.
  func value(of arithmetic: PrintedArithmetic) -> Bounded? {
    switch arithmetic {
    case .number(let index), .rest(let index, _, _): return leaf(numbers[index])
    case .constant(let constant):
      return leaf(DoublePair(exactSumOf: constant.value, constant.rest))
    case .sum(let terms): return fold(terms, 0) { Self.sum($0, $1) }
    case .product(let factors): return fold(factors, 1) { Self.product($0, $1) }
    case .quotient(let above, let below):
      guard let a = value(of: above), let b = value(of: below) else { return nil }
      return Self.quotient(a, b)
    case .negative(let operand):
      return value(of: operand).map { Bounded(-$0.value, error: $0.error) }
    case .power(let base, let exponent):
      guard let x = value(of: base), let y = value(of: exponent) else { return nil }
      return Self.power(x, y)
    case .call(let name, let operands):
      var arguments: [Bounded] = []
      for operand in operands {
        guard let argument = value(of: operand) else { return nil }
        arguments.append(argument)
      }
      return Self.call(name, arguments)
    }
  }

  private func leaf(_ number: DoublePair) -> Bounded {
    Bounded(number, error: number.low == 0 ? 0 : abs(number.high) * Self.pairError)
  }

  private func fold(
    _ operands: [PrintedArithmetic], _ empty: Double, _ combine: (Bounded, Bounded) -> Bounded
  ) -> Bounded? {
    guard let first = operands.first else { return Bounded(DoublePair(empty), error: 0) }
    guard var result = value(of: first) else { return nil }
    for operand in operands.dropFirst() {
      guard let next = value(of: operand) else { return nil }
      result = combine(result, next)
    }
    return result
  }

  private static func sum(_ a: Bounded, _ b: Bounded) -> Bounded {
    let value = a.value + b.value
    let size = max(abs(a.value.high), abs(b.value.high))
    return Bounded(value, error: a.error + b.error + size * pairError)
  }

  private static func product(_ a: Bounded, _ b: Bounded) -> Bounded {
    let value = a.value * b.value
    var error = abs(a.value.high) * b.error + abs(b.value.high) * a.error + a.error * b.error
    error += abs(value.high) * pairError + underflow(value.high)
    return Bounded(value, error: error)
  }

  private static func quotient(_ a: Bounded, _ b: Bounded) -> Bounded {
    let value = a.value / b.value
    let below = max(0, abs(b.value.high) - b.error)
    var error = (a.error + abs(value.high) * b.error) / below
    error += abs(value.high) * pairError + underflow(value.high)
    return Bounded(value, error: error)
  }

  /// What the low part may have lost near the smallest Doubles.
  private static func underflow(_ x: Double) -> Double {
    abs(x) < 0x1p-960 && x != 0 ? abs(x) * 0x1p-50 + 0x1p-1070 : 0
  }

  private static func power(_ x: Bounded, _ y: Bounded) -> Bounded {
    if y.value.low == 0, y.error == 0, let n = Int(exactly: y.value.high), abs(n) <= 64 {
      var result = Bounded(DoublePair(1), error: 0)
      for _ in 0..<abs(n) { result = product(result, x) }
      return n < 0 ? quotient(Bounded(DoublePair(1), error: 0), result) : result
    }
    return call("pow", [x, y]) ?? Bounded(DoublePair(.nan), error: 0)
  }

  private static func call(_ name: String, _ arguments: [Bounded]) -> Bounded? {
    switch (name, arguments.count) {
    case ("abs", 1), ("absolute", 1), ("fabs", 1):
      return arguments[0].value.high < 0
        ? Bounded(-arguments[0].value, error: arguments[0].error) : arguments[0]
    case ("relu", 1):
      if arguments[0].value.high > 0 { return arguments[0] }
    case ("square", 1): return product(arguments[0], arguments[0])
    case ("max", 1...), ("maximum", 1...), ("amax", 1...):
      if let choice = choose(arguments, >) { return choice }
    case ("min", 1...), ("minimum", 1...), ("amin", 1...):
      if let choice = choose(arguments, <) { return choice }
    default: break
    }
    let points = arguments.map(\.value.high)
    guard let value = EquationFunction.value(name, points) else { return nil }
    var result = DoublePair(value)
    var error = abs(value) * functionError
    for (index, argument) in arguments.enumerated() {
      let low = argument.value.low
      let uncertain = argument.error + abs(low)
      guard uncertain > 0, uncertain.isFinite else { continue }
      let step = max(uncertain, abs(points[index]) * 0x1p-26)
      let (slope, spread) = slope(name, points, index, step, around: value)
      // First order for the low part; the spread bounds the rest.
      result = result + DoublePair(slope * low)
      error += argument.error * spread * 1.25 + abs(low) * abs(spread - abs(slope)) * 1.25
      error += abs(slope * low) * 0x1p-20
    }
    return Bounded(result, error: error)
  }

  /// The mean slope around a point, and the larger of the slopes on both sides.
  private static func slope(
    _ name: String, _ points: [Double], _ index: Int, _ step: Double, around value: Double
  ) -> (mean: Double, largest: Double) {
    var slopes: [Double] = []
    for sign in [-1.0, 1.0] {
      var moved = points
      moved[index] += sign * step
      guard let other = EquationFunction.value(name, moved), other.isFinite else { continue }
      slopes.append((other - value) / (sign * step))
    }
    guard !slopes.isEmpty, value.isFinite else { return (0, 0) }
    return (slopes.reduce(0, +) / Double(slopes.count), slopes.map { abs($0) }.max() ?? 0)
  }

  private static func choose(_ arguments: [Bounded], _ before: (Double, Double) -> Bool) -> Bounded?
  {
    guard var best = arguments.first else { return nil }
    for argument in arguments {
      if argument.value.high.isNaN { return argument }
      if before(argument.value.high, best.value.high) { best = argument }
    }
    return best
  }

  /// The value in plain Double arithmetic; nan where a function is unknown.
  static func plainValue(of arithmetic: Arithmetic) -> Double {
    switch arithmetic {
    case .number(let value, _), .rest(let value, _, _, _): value
    case .constant(let constant): constant.value
    case .sum(let terms): terms.reduce(0) { $0 + plainValue(of: $1) }
    case .difference(let a, let b): plainValue(of: a) - plainValue(of: b)
    case .product(let factors): factors.reduce(1) { $0 * plainValue(of: $1) }
    case .quotient(let a, let b): plainValue(of: a) / plainValue(of: b)
    case .power(let a, let b): equationPower(plainValue(of: a), plainValue(of: b))
    case .negative(let a): -plainValue(of: a)
    case .call(let name, let operands):
      EquationFunction.value(name, operands.map { plainValue(of: $0) }) ?? .nan
    }
  }
}

extension NumberText.Rounded {
  /// The decimal that is printed, as a pair.
  var pair: DoublePair {
    if let special = decimal.special { return DoublePair(special) }
    let pair = DoublePair(mantissa: decimal.mantissa, exponent: lastPlace)
    return decimal.negative ? -pair : pair
  }
}
