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
    let rest = a.truncatingRemainder(dividingBy: b)
    var quotient = (a - rest) / b
    if rest != 0, (b < 0) != (rest < 0) { quotient -= 1 }
    if quotient == 0 { return Self(signOf: a / b, magnitudeOf: 0) }
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
  /// NaN wins, and of equal numbers the second, as in NumPy: it tells 0 from -0.
  @inline(__always) static func larger(_ a: Self, _ b: Self) -> Self { a > b || a.isNaN ? a : b }
  @inline(__always) static func smaller(_ a: Self, _ b: Self) -> Self { a < b || a.isNaN ? a : b }
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
