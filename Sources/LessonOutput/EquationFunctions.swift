#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The functions an equation can name: how each is written and what it gives.
enum EquationFunction {
  /// How the function is written around its arguments.
  enum Notation: Hashable {
    /// `tanh(x)`
    case named(String)
    /// `e^(x)`
    case exponential
    /// `|x|`
    case bars
  }

  static func notation(_ name: String) -> Notation {
    switch name {
    case "exp": .exponential
    case "abs", "absolute", "fabs": .bars
    case "log", "ln": .named("ln")
    case "sqrt": .named("√")
    case "cbrt": .named("∛")
    case "sigmoid", "σ": .named("σ")
    case "maximum", "amax": .named("max")
    case "minimum", "amin": .named("min")
    case "asin": .named("arcsin")
    case "acos": .named("arccos")
    case "atan": .named("arctan")
    case "atan2": .named("arctan2")
    case "asinh": .named("arsinh")
    case "acosh": .named("arcosh")
    case "atanh": .named("artanh")
    case "arcsinh": .named("arsinh")
    case "arccosh": .named("arcosh")
    case "arctanh": .named("artanh")
    case "rint", "around": .named("round")
    case "mod", "remainder", "fmod": .named(name == "fmod" ? "fmod" : "mod")
    default: .named(name)
    }
  }

  /// The value of the function, or nil where the name or the number of arguments is unknown.
  static func value(_ name: String, _ arguments: [Double]) -> Double? {
    switch arguments.count {
    case 1: unary(name, arguments[0])
    case 2: binary(name, arguments[0], arguments[1])
    default: variadic(name, arguments)
    }
  }

  private static func unary(_ name: String, _ x: Double) -> Double? {
    switch name {
    case "exp": exp(x)
    case "exp2": exp2(x)
    case "expm1": expm1(x)
    case "log", "ln": log(x)
    case "log2": log2(x)
    case "log10": log10(x)
    case "log1p": log1p(x)
    case "sqrt": x.squareRoot()
    case "cbrt": cbrt(x)
    case "square": x * x
    case "reciprocal": 1 / x
    case "sin": sin(x)
    case "cos": cos(x)
    case "tan": tan(x)
    case "asin", "arcsin": asin(x)
    case "acos", "arccos": acos(x)
    case "atan", "arctan": atan(x)
    case "sinh": sinh(x)
    case "cosh": cosh(x)
    case "tanh": tanh(x)
    case "asinh", "arcsinh", "arsinh": asinh(x)
    case "acosh", "arccosh", "arcosh": acosh(x)
    case "atanh", "arctanh", "artanh": atanh(x)
    case "degrees": x * (180 / Double.pi)
    case "radians": x * (Double.pi / 180)
    case "sigmoid", "σ": x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
    case "softplus": max(x, 0) + log1p(exp(-abs(x)))
    case "erf": erf(x)
    case "erfc": erfc(x)
    case "abs", "absolute", "fabs": abs(x)
    case "relu": x.isNaN ? x : max(x, 0)
    case "sign": x.isNaN ? x : x > 0 ? 1 : x < 0 ? -1 : 0
    case "floor": x.rounded(.down)
    case "ceil": x.rounded(.up)
    case "trunc": x.rounded(.towardZero)
    case "round", "rint", "around": x.rounded(.toNearestOrEven)
    default: variadic(name, [x])
    }
  }

  private static func binary(_ name: String, _ x: Double, _ y: Double) -> Double? {
    switch name {
    case "atan2", "arctan2": atan2(x, y)
    case "hypot": hypot(x, y)
    case "pow", "power": pow(x, y)
    case "fmod": fmod(x, y)
    case "mod", "remainder": x - (x / y).rounded(.down) * y
    case "logaddexp": max(x, y) + log1p(exp(-abs(x - y)))
    default: variadic(name, [x, y])
    }
  }

  private static func variadic(_ name: String, _ arguments: [Double]) -> Double? {
    guard let first = arguments.first else { return nil }
    switch name {
    case "max", "maximum", "amax":
      return arguments.contains(where: \.isNaN) ? .nan : arguments.reduce(first, max)
    case "min", "minimum", "amin":
      return arguments.contains(where: \.isNaN) ? .nan : arguments.reduce(first, min)
    case "clip" where arguments.count == 3:
      return min(max(arguments[0], arguments[1]), arguments[2])
    default: return nil
    }
  }
}

/// `x` to the power `y`, for files that do not see the C library.
func equationPower(_ x: Double, _ y: Double) -> Double { pow(x, y) }
