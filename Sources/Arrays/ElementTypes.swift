import Glibc

/// What the inner loops need of an element type; integers wrap as in NumPy.
protocol ArrayElement: Comparable {
  static func plus(_ a: Self, _ b: Self) -> Self
  static func minus(_ a: Self, _ b: Self) -> Self
  static func times(_ a: Self, _ b: Self) -> Self
  /// Rounds toward −∞; integer division by zero gives 0.
  static func floorDivide(_ a: Self, _ b: Self) -> Self
  /// Has the sign of the divisor; integer remainder by zero gives 0.
  static func remainder(_ a: Self, _ b: Self) -> Self
  static func raise(_ a: Self, _ b: Self) -> Self
  static func larger(_ a: Self, _ b: Self) -> Self
  static func smaller(_ a: Self, _ b: Self) -> Self
  static var zero: Self { get }
  static var one: Self { get }
}

protocol WrappingElement: ArrayElement, FixedWidthInteger {}

extension WrappingElement {
  @inline(__always) static func plus(_ a: Self, _ b: Self) -> Self { a &+ b }
  @inline(__always) static func minus(_ a: Self, _ b: Self) -> Self { a &- b }
  @inline(__always) static func times(_ a: Self, _ b: Self) -> Self { a &* b }

  static func floorDivide(_ a: Self, _ b: Self) -> Self {
    if b == 0 { return 0 }
    let (quotient, overflow) = a.dividedReportingOverflow(by: b)
    if overflow { return a }
    return (a % b != 0) && ((a < 0) != (b < 0)) ? quotient - 1 : quotient
  }

  static func remainder(_ a: Self, _ b: Self) -> Self {
    if b == 0 { return 0 }
    let (rest, overflow) = a.remainderReportingOverflow(dividingBy: b)
    if overflow { return 0 }
    return rest != 0 && (rest < 0) != (b < 0) ? rest &+ b : rest
  }

  static func raise(_ a: Self, _ b: Self) -> Self {
    var result: Self = 1
    var base = a
    var exponent = b
    while exponent > 0 {
      if exponent & 1 == 1 { result = result &* base }
      base = base &* base
      exponent >>= 1
    }
    return result
  }

  @inline(__always) static func larger(_ a: Self, _ b: Self) -> Self { a > b ? a : b }
  @inline(__always) static func smaller(_ a: Self, _ b: Self) -> Self { a < b ? a : b }
  static var one: Self { 1 }
}

extension Int8: WrappingElement {}
extension Int16: WrappingElement {}
extension Int32: WrappingElement {}
extension Int: WrappingElement {}
extension UInt8: WrappingElement {}
extension UInt16: WrappingElement {}
extension UInt32: WrappingElement {}
extension UInt: WrappingElement {}

protocol FloatElement: ArrayElement, BinaryFloatingPoint {
  static func function(_ function: FloatFunction, _ x: Self) -> Self
  static func powers(_ a: Self, _ b: Self) -> Self
}

extension FloatElement {
  @inline(__always) static func plus(_ a: Self, _ b: Self) -> Self { a + b }
  @inline(__always) static func minus(_ a: Self, _ b: Self) -> Self { a - b }
  @inline(__always) static func times(_ a: Self, _ b: Self) -> Self { a * b }

  static func floorDivide(_ a: Self, _ b: Self) -> Self {
    if b == 0 { return a / b }
    let rest = remainder(a, b)
    let quotient = (a - rest) / b
    let floored = quotient.rounded(.down)
    return quotient - floored > 0.5 ? floored + 1 : floored
  }

  static func remainder(_ a: Self, _ b: Self) -> Self {
    if b == 0 { return .nan }
    var rest = a.truncatingRemainder(dividingBy: b)
    if rest != 0 {
      if (b < 0) != (rest < 0) { rest += b }
    } else {
      rest = b < 0 ? -0.0 : 0
    }
    return rest
  }

  @inline(__always) static func raise(_ a: Self, _ b: Self) -> Self { powers(a, b) }
  /// NaN wins, as in NumPy.
  @inline(__always) static func larger(_ a: Self, _ b: Self) -> Self { a >= b || a.isNaN ? a : b }
  @inline(__always) static func smaller(_ a: Self, _ b: Self) -> Self { a <= b || a.isNaN ? a : b }
  static var one: Self { 1 }
}

extension Double: FloatElement {
  static func powers(_ a: Double, _ b: Double) -> Double { Elementary.power(a, b) }
  static func function(_ function: FloatFunction, _ x: Double) -> Double { function(x) }
}

extension Float: FloatElement {
  static func powers(_ a: Float, _ b: Float) -> Float {
    b == 2 ? a * a : Float(Elementary.power(Double(a), Double(b)))
  }
  static func function(_ function: FloatFunction, _ x: Float) -> Float {
    function == .sqrt ? x.squareRoot() : Float(function(Double(x)))
  }
}

/// The elementary functions, in one place: the C library's for the time being.
package enum Elementary {
  /// `a` to the power `b`, exact for small whole exponents by the C library's own rounding.
  package static func power(_ a: Double, _ b: Double) -> Double { b == 2 ? a * a : pow(a, b) }
  package static func arctan2(_ y: Double, _ x: Double) -> Double { Glibc.atan2(y, x) }
  package static func hypot(_ x: Double, _ y: Double) -> Double { Glibc.hypot(x, y) }
}

/// Functions of one float that give a float.
package enum FloatFunction: String, CaseIterable, Sendable {
  case exp, log, log2, log10, log1p, expm1, sqrt, cbrt
  case sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh, arcsinh, arccosh, arctanh
  case floor, ceil, trunc, rint, reciprocal, fabs, sigmoid
  case degrees, radians

  package func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .exp: Glibc.exp(x)
    case .log: Glibc.log(x)
    case .log2: Glibc.log2(x)
    case .log10: Glibc.log10(x)
    case .log1p: Glibc.log1p(x)
    case .expm1: Glibc.expm1(x)
    case .sqrt: x.squareRoot()
    case .cbrt: Glibc.cbrt(x)
    case .sin: Glibc.sin(x)
    case .cos: Glibc.cos(x)
    case .tan: Glibc.tan(x)
    case .arcsin: Glibc.asin(x)
    case .arccos: Glibc.acos(x)
    case .arctan: Glibc.atan(x)
    case .sinh: Glibc.sinh(x)
    case .cosh: Glibc.cosh(x)
    case .tanh: Glibc.tanh(x)
    case .arcsinh: Glibc.asinh(x)
    case .arccosh: Glibc.acosh(x)
    case .arctanh: Glibc.atanh(x)
    case .floor: x.rounded(.down)
    case .ceil: x.rounded(.up)
    case .trunc: x.rounded(.towardZero)
    case .rint: x.rounded(.toNearestOrEven)
    case .reciprocal: 1 / x
    case .fabs: abs(x)
    case .sigmoid: x >= 0 ? 1 / (1 + Glibc.exp(-x)) : Glibc.exp(x) / (1 + Glibc.exp(x))
    case .degrees: x * (180 / Double.pi)
    case .radians: x * (Double.pi / 180)
    }
  }
}
