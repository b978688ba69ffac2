import CKernels

/// The elementary functions, in one place: `CKernels` gives the same bits on every machine, for numbers and arrays.
package enum Elementary {
  /// `a` to the power `b`.
  package static func power(_ a: Double, _ b: Double) -> Double {
    b == 2 ? a * a : ck_pair_function(CK_POWER, a, b)
  }
  package static func arctan2(_ y: Double, _ x: Double) -> Double {
    ck_pair_function(CK_ARCTAN2, y, x)
  }
  package static func hypot(_ x: Double, _ y: Double) -> Double {
    ck_pair_function(CK_HYPOT, x, y)
  }
}

// The names of the C library, whose last digits differ between machines, mean these instead in this module.
func exp(_ x: Double) -> Double { ck_function(CK_EXP, x) }
func log(_ x: Double) -> Double { ck_function(CK_LOG, x) }
func log1p(_ x: Double) -> Double { ck_function(CK_LOG1P, x) }
func sin(_ x: Double) -> Double { ck_function(CK_SIN, x) }
func cos(_ x: Double) -> Double { ck_function(CK_COS, x) }
func tan(_ x: Double) -> Double { ck_function(CK_TAN, x) }
func acos(_ x: Double) -> Double { ck_function(CK_ARCCOS, x) }
func atan(_ x: Double) -> Double { ck_function(CK_ARCTAN, x) }
func pow(_ x: Double, _ y: Double) -> Double { Elementary.power(x, y) }

/// Functions of one float that give a float.
package enum FloatFunction: String, CaseIterable, Sendable {
  case exp, exp2, log, log2, log10, log1p, expm1, sqrt, cbrt
  case sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh, arcsinh, arccosh, arctanh
  case floor, ceil, trunc, rint, reciprocal, fabs, sigmoid
  case degrees, radians
  /// The error function, and 1 − erf(x), exact for large x.
  case erf, erfc

  package func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .sqrt: x.squareRoot()
    case .floor: x.rounded(.down)
    case .ceil: x.rounded(.up)
    case .trunc: x.rounded(.towardZero)
    case .rint: x.rounded(.toNearestOrEven)
    case .reciprocal: 1 / x
    case .fabs: abs(x)
    case .degrees: x * (180 / Double.pi)
    case .radians: x * (Double.pi / 180)
    default: elementary.map { ck_function($0, x) } ?? .nan
    }
  }

  /// The loop in `CKernels` for what one instruction computes.
  var simple: CKSimple? {
    switch self {
    case .sqrt: CK_SQUARE_ROOT
    case .fabs: CK_ABSOLUTE
    case .reciprocal: CK_RECIPROCAL
    case .floor: CK_FLOOR
    case .ceil: CK_CEILING
    case .trunc: CK_TRUNCATE
    case .rint: CK_NEAREST
    default: nil
    }
  }

  /// The function in `CKernels`; nil for what one instruction computes.
  var elementary: CKFunction? {
    switch self {
    case .exp: CK_EXP
    case .exp2: CK_EXP2
    case .log: CK_LOG
    case .log2: CK_LOG2
    case .log10: CK_LOG10
    case .log1p: CK_LOG1P
    case .expm1: CK_EXPM1
    case .cbrt: CK_CBRT
    case .sin: CK_SIN
    case .cos: CK_COS
    case .tan: CK_TAN
    case .arcsin: CK_ARCSIN
    case .arccos: CK_ARCCOS
    case .arctan: CK_ARCTAN
    case .sinh: CK_SINH
    case .cosh: CK_COSH
    case .tanh: CK_TANH
    case .arcsinh: CK_ARCSINH
    case .arccosh: CK_ARCCOSH
    case .arctanh: CK_ARCTANH
    case .sigmoid: CK_SIGMOID
    case .erf: CK_ERF
    case .erfc: CK_ERFC
    case .sqrt, .floor, .ceil, .trunc, .rint, .reciprocal, .fabs, .degrees, .radians: nil
    }
  }
}
