import Arrays
import Autodiff

/// `math`: functions of one number, traced where they have a derivative.
enum MathModule {
  static var constants: [String: Value] {
    [
      "pi": .float(Double.pi), "e": .float(2.718281828459045), "inf": .float(.infinity),
      "nan": .float(.nan), "tau": .float(2 * Double.pi),
    ]
  }

  /// Those that NumPy has under the same name.
  private static let ofArrays: Set<String> = [
    "sqrt", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "sinh", "cosh",
    "tanh", "floor", "ceil", "trunc", "fabs", "radians", "degrees",
  ]

  private static func number(_ value: Value?, _ session: Session, _ name: String = "") throws
    -> Double
  {
    guard let value else { return .nan }
    if let array = value.asObject(ArrayObject.self), array.array.dimensions > 0,
      ofArrays.contains(name)
    {
      throw PythonError.type(
        "must be real number, not \(session.typeName(value))",
        hint: "`np.\(name)` takes the elements of an array")
    }
    return try session.double(value)
  }

  /// A function with a gate.
  private static func traced(
    _ name: String, _ gate: Gate, _ summary: String, at example: String = "1.0",
    domain: @escaping (Double) -> Bool = { _ in true }
  ) -> Builtin {
    Builtin(name, "x", summary, "math.\(name)(\(example))") { bound, session in
      let value = bound[0] ?? .none
      let x = try number(value, session, name)
      if !domain(x) { throw PythonError.value("math domain error") }
      let result = gate.elementwise?.forward.evaluate([x], output: 0) ?? .nan
      if result.isInfinite, x.isFinite {
        if name == "log" || name.hasPrefix("log") { throw PythonError.value("math domain error") }
        throw PythonError("OverflowError", "math range error")
      }
      var node = value.node
      if let array = value.asObject(ArrayObject.self) {
        node = session.engine.read(array.handle).node
      }
      return .float(
        result,
        node == 0
          ? 0 : session.engine.number(Gate.code(named: gate.name), node, result: result, .float))
    }
  }

  private static func plain(
    _ name: String, _ signature: String, _ summary: String, _ example: String,
    _ body: @escaping ([Double]) throws -> Value
  ) -> Builtin {
    Builtin(name, signature, summary, example) { bound, session in
      for value in bound.given { session.lost(value.node, "math.\(name)") }
      if ["floor", "ceil", "trunc"].contains(name) {
        if case .int(let x, _)? = bound[0] { return .int(x) }
        if let instance = bound[0]?.asObject(InstanceObject.self),
          let result = try instance.callSpecial("__\(name)__", [], session)
        {
          return result
        }
      }
      return try body(try bound.given.map { try number($0, session, name) })
    }
  }

  private static func whole(_ x: Double) throws -> Value {
    if x.isNaN { throw PythonError.value("cannot convert float NaN to integer") }
    guard let value = Int(exactly: x) else {
      throw x.isInfinite
        ? PythonError("OverflowError", "cannot convert float infinity to integer")
        : PythonError.integersPast64Bits
    }
    return .int(value)
  }

  static var catalogue: [Builtin] {
    [
      traced("exp", .exp, "e to the power x."),
      traced("sqrt", .squareRoot, "The square root.", at: "9") { !($0 < 0) },
      traced("tanh", .tanh, "The hyperbolic tangent."),
      traced("sinh", .sinh, "The hyperbolic sine."),
      traced("cosh", .cosh, "The hyperbolic cosine."),
      traced("sin", .sin, "The sine of an angle in radians."),
      traced("cos", .cos, "The cosine of an angle in radians."),
      traced("tan", .tan, "The tangent of an angle in radians."),
      traced("atan", .arctan, "The angle whose tangent is x."),
      traced("log2", .log2, "The logarithm to base 2.", at: "8") { $0 > 0 },
      traced("log10", .log10, "The logarithm to base 10.", at: "100") { $0 > 0 },
      traced("log1p", .log1p, "ln(1 + x), exact for small x.") { $0 > -1 },
      traced("expm1", .expm1, "eˣ − 1, exact for small x."),
      traced("fabs", .absolute, "The size of a number.", at: "-2"),
      Builtin(
        "log", "x, base=None", "The natural logarithm, or to a base.", "math.log(2.718281828459045)"
      ) {
        bound, session in
        let value = bound[0] ?? .none
        let x = try number(value, session, "log")
        if x <= 0 { throw PythonError.value("math domain error") }
        let result = FloatFunction.log(x)
        let natural = Value.float(
          result,
          value.node == 0
            ? 0 : session.engine.number(GateCode.log, value.node, result: result, .float))
        guard let base = bound.given(1) else { return natural }
        return try session.binary(
          .divide, natural, .float(FloatFunction.log(number(base, session))))
      },
      Builtin("pow", "x, y", "x to the power y, as a float.", "math.pow(2, 3)") { bound, session in
        func float(_ value: Value?) throws -> Value {
          .float(try number(value, session), value?.node ?? 0)
        }
        return try session.binary(.power, float(bound[0]), float(bound[1]))
      },
      plain("floor", "x", "The largest whole number not above x.", "math.floor(-1.5)") {
        try whole($0[0].rounded(.down))
      },
      plain("ceil", "x", "The smallest whole number not below x.", "math.ceil(1.2)") {
        try whole($0[0].rounded(.up))
      },
      plain("trunc", "x", "x without its fraction.", "math.trunc(-1.5)") {
        try whole($0[0].rounded(.towardZero))
      },
      plain("isnan", "x", "Whether x is not a number.", "math.isnan(math.nan)") {
        .bool($0[0].isNaN)
      },
      plain("isinf", "x", "Whether x is infinite.", "math.isinf(math.inf)") {
        .bool($0[0].isInfinite)
      },
      plain("isfinite", "x", "Whether x is finite.", "math.isfinite(1.0)") {
        .bool($0[0].isFinite)
      },
      Builtin("hypot", "x, y", "√(x² + y²).", "math.hypot(3, 4)") { bound, session in
        let (x, y) = (try number(bound[0], session), try number(bound[1], session))
        let result = Elementary.hypot(x, y)
        let node = session.engine.number(
          Gate.code(named: "hypot"), x, .float, bound[0]?.node ?? 0, y, .float,
          bound[1]?.node ?? 0, result: result, .float)
        return .float(result, node)
      },
      plain("atan2", "y, x", "The angle of the point (x, y).", "math.atan2(1, 1)") {
        .float(Elementary.arctan2($0[0], $0[1]))
      },
      traced("asin", .arcsin, "The angle whose sine is x.") { !(abs($0) > 1) },
      traced("acos", .arccos, "The angle whose cosine is x.") { !(abs($0) > 1) },
      plain("copysign", "x, y", "x with the sign of y.", "math.copysign(1, -2)") {
        .float(Double(signOf: $0[1], magnitudeOf: $0[0]))
      },
      traced("degrees", .degrees, "Radians as degrees.", at: "math.pi"),
      traced("radians", .radians, "Degrees as radians.", at: "180"),
      Builtin("prod", "iterable, *, start=1", "The product of all items.", "math.prod([2, 3])") {
        bound, session in
        var total = bound[1] ?? .int(1)
        for item in try session.items(of: bound[0] ?? .none) {
          total = try session.binary(.multiply, total, item)
        }
        return total
      },
      Builtin("fsum", "iterable", "The exact sum, rounded once.", "math.fsum([0.1] * 10)") {
        bound, session in
        // Shewchuk's partial sums: each is exact, none overlaps.
        var partials: [Double] = []
        for item in try session.items(of: bound[0] ?? .none) {
          session.lost(item.node, "math.fsum")
          var x = try number(item, session)
          var kept: [Double] = []
          for var y in partials {
            if abs(x) < abs(y) { swap(&x, &y) }
            let high = x + y
            let low = y - (high - x)
            if low != 0 { kept.append(low) }
            x = high
          }
          partials = kept + [x]
        }
        return .float(partials.reversed().reduce(0, +))
      },
      Builtin("factorial", "n", "n!", "math.factorial(5)") { bound, session in
        let n = try session.integer(bound[0] ?? .none)
        if n < 0 { throw PythonError.value("factorial() not defined for negative values") }
        if n > 20 { throw PythonError.integersPast64Bits }
        return .int((0..<n).reduce(1) { $0 * ($1 + 1) })
      },
      Builtin("comb", "n, k", "The number of ways to choose k of n.", "math.comb(5, 2)") {
        bound, session in
        let (n, k) = (
          try session.integer(bound[0] ?? .none), try session.integer(bound[1] ?? .none)
        )
        if n < 0 || k < 0 { throw PythonError.value("n must be a non-negative integer") }
        if k > n { return .int(0) }
        var result = 1
        for i in 0..<min(k, n - k) {
          let (product, overflow) = result.multipliedReportingOverflow(by: n - i)
          if overflow { throw PythonError.integersPast64Bits }
          result = product / (i + 1)
        }
        return .int(result)
      },
      Builtin("gcd", "a, b", "The greatest common divisor.", "math.gcd(12, 18)") { bound, session in
        var a = try session.integer(bound[0] ?? .none).magnitude
        var b = try session.integer(bound[1] ?? .none).magnitude
        while b != 0 { (a, b) = (b, a % b) }
        return .int(Int(clamping: a))
      },
      Builtin("isqrt", "n", "The whole square root.", "math.isqrt(10)") { bound, session in
        let n = try session.integer(bound[0] ?? .none)
        if n < 0 { throw PythonError.value("isqrt() argument must be nonnegative") }
        var root = Int(Double(n).squareRoot())
        while root > 0, root > n / root { root -= 1 }
        while (root + 1) <= n / (root + 1) { root += 1 }
        return .int(root)
      },
      Builtin(
        "isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", "Whether two numbers are nearly equal.",
        "math.isclose(0.1 + 0.2, 0.3)"
      ) { bound, session in
        let (a, b) = (try number(bound[0], session), try number(bound[1], session))
        let relative = try bound.given(2).map { try session.double($0) } ?? 1e-9
        let absolute = try bound.given(3).map { try session.double($0) } ?? 0
        if a == b { return .bool(true) }
        return .bool(abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute))
      },
    ] + further
  }

  private static func finite(_ x: Double, _ result: Double) throws -> Value {
    if result.isNaN, !x.isNaN { throw PythonError.value("math domain error") }
    if result.isInfinite, x.isFinite { throw PythonError("OverflowError", "math range error") }
    return .float(result)
  }

  private static var further: [Builtin] {
    [
      plain("fmod", "x, y", "The remainder with the sign of x.", "math.fmod(-7, 3)") {
        if $0[1] == 0 || $0[0].isInfinite { throw PythonError.value("math domain error") }
        return .float($0[0].truncatingRemainder(dividingBy: $0[1]))
      },
      plain("remainder", "x, y", "The remainder nearest to zero.", "math.remainder(7, 3)") {
        if $0[1] == 0 || $0[0].isInfinite { throw PythonError.value("math domain error") }
        return .float(SpecialFunctions.nearestRemainder($0[0], $0[1]))
      },
      plain("modf", "x", "Fraction and whole part.", "math.modf(1.5)") {
        let whole = $0[0].rounded(.towardZero)
        let rest = $0[0].isInfinite ? 0 : $0[0] - whole
        return .tuple([.float(Double(signOf: $0[0], magnitudeOf: rest)), .float(whole)])
      },
      plain("frexp", "x", "x as a fraction from 0.5 and a power of 2.", "math.frexp(8)") {
        if $0[0] == 0 || !$0[0].isFinite { return .tuple([.float($0[0]), .int(0)]) }
        let exponent = Int($0[0].exponent) + 1
        return .tuple([.float(SpecialFunctions.scaled($0[0], by: -exponent)), .int(exponent)])
      },
      Builtin("ldexp", "x, i", "x · 2ⁱ.", "math.ldexp(0.5, 4)") { bound, session in
        let x = try number(bound[0], session)
        session.lost(bound[0]?.node ?? 0, "math.ldexp")
        return try finite(
          x, SpecialFunctions.scaled(x, by: try session.integer(bound[1] ?? .none)))
      },
      traced("cbrt", .cubeRoot, "The cube root.", at: "8"),
      traced("exp2", .exp2, "2 to the power x.", at: "3"),
      traced("erf", .erf, "The error function.", at: "0.5"),
      traced("erfc", .erfc, "1 − erf(x).", at: "0.5"),
      traced("asinh", .arcsinh, "The inverse of sinh."),
      traced("acosh", .arccosh, "The inverse of cosh.", at: "2") { !($0 < 1) },
      traced("atanh", .arctanh, "The inverse of tanh.", at: "0.5") { !(abs($0) >= 1) },
      plain("ulp", "x", "The spacing of floats at x.", "math.ulp(1.0)") {
        .float($0[0].isInfinite ? .infinity : abs($0[0]).ulp)
      },
      plain("nextafter", "x, y", "The next float from x towards y.", "math.nextafter(1, 2)") {
        let (x, y) = ($0[0], $0[1])
        return .float(
          x.isNaN || y.isNaN ? .nan : x == y ? y : x < y ? x.nextUp : x.nextDown)
      },
      plain("gamma", "x", "(x − 1)! for whole x.", "math.gamma(5)") {
        let x = $0[0]
        guard x == x.rounded(), x < 24 else {
          throw PythonError.refused(
            "`math.gamma` of other than whole numbers up to 23",
            hint: "math.factorial(n - 1) for whole numbers")
        }
        if x <= 0 { throw PythonError.value("math domain error") }
        return .float((1..<max(1, Int(x))).reduce(1.0) { $0 * Double($1) })
      },
      Builtin("perm", "n, k=None", "The number of ways to arrange k of n.", "math.perm(5, 2)") {
        bound, session in
        let n = try session.integer(bound[0] ?? .none)
        let k = try bound.given(1).map { try session.integer($0) } ?? n
        if n < 0 { throw PythonError.value("n must be a non-negative integer") }
        if k < 0 { throw PythonError.value("k must be a non-negative integer") }
        if k > n { return .int(0) }
        var result = 1
        for i in 0..<k {
          let (product, overflow) = result.multipliedReportingOverflow(by: n - i)
          if overflow { throw PythonError.integersPast64Bits }
          result = product
        }
        return .int(result)
      },
      Builtin("lcm", "*integers", "The least common multiple.", "math.lcm(4, 6)") {
        bound, session in
        var total = 1
        for value in bound.rest {
          let next = try session.integer(value)
          if next == 0 || total == 0 {
            total = 0
            continue
          }
          var (a, b) = (total.magnitude, next.magnitude)
          while b != 0 { (a, b) = (b, a % b) }
          let (product, overflow) = (total / Int(clamping: a)).multipliedReportingOverflow(
            by: Int(clamping: next.magnitude))
          if overflow { throw PythonError.integersPast64Bits }
          total = product
        }
        return .int(total)
      },
      Builtin("dist", "p, q", "The distance of two points.", "math.dist([0, 0], [3, 4])") {
        bound, session in
        func coordinates(_ value: Value?) throws -> [Double] {
          try session.items(of: value ?? .none).map { item in
            session.lost(item.node, "math.dist")
            return try session.double(item)
          }
        }
        let (p, q) = (try coordinates(bound[0]), try coordinates(bound[1]))
        if p.count != q.count {
          throw PythonError.value("both points must have the same number of dimensions")
        }
        // Scaled by the largest difference, so that squares neither overflow nor vanish.
        let differences = zip(p, q).map { abs($0 - $1) }
        if p.count == 2 { return .float(Elementary.hypot(differences[0], differences[1])) }
        let largest = differences.max() ?? 0
        if largest == 0 || !largest.isFinite { return .float(largest) }
        return .float(
          largest
            * differences.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot())
      },
    ]
  }
}
