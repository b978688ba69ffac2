#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension EquationChecker {
  /// Reads, by descent:
  ///
  ///     sum     = product { (" + " | " − ") product }
  ///     product = factor { (" × " | "/") factor }
  ///     factor  = "−" factor | atom [ superscript | "^(" sum ")" ]
  ///     atom    = literal [ "[" note "]" ] | "(" sum ")" | "|" sum "|" | name "(" sum { "," sum } ")"
  ///     literal = ["−" | "+"] digits ["." digits] ["×10" superscript] | "inf" | "nan"
  struct Reader {
    struct Problem: Error {
      var what: String
      init(_ what: String) { self.what = what }
    }

    private let scalars: [Unicode.Scalar]
    private(set) var position = 0
    /// The largest literal read.
    private(set) var largest = 0.0
    private static let maximumDepth = 200

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var atEnd: Bool { position >= scalars.count }
    private var next: Unicode.Scalar? { atEnd ? nil : scalars[position] }

    mutating func skipSpaces() { while next == " " { position += 1 } }

    /// Moves past `text` if it stands here.
    mutating func take(_ text: String) -> Bool {
      let wanted = Array(text.unicodeScalars)
      guard scalars.count - position >= wanted.count,
        scalars[position..<(position + wanted.count)].elementsEqual(wanted)
      else { return false }
      position += wanted.count
      return true
    }

    mutating func sum(_ depth: Int) throws(Problem) -> Twofold {
      guard depth < Self.maximumDepth else { throw Problem("nested too deeply") }
      skipSpaces()
      var value = try product(depth)
      while true {
        if take(" + ") {
          value = value + (try product(depth))
        } else if take(" − ") {
          value = value - (try product(depth))
        } else {
          return value
        }
      }
    }

    private mutating func product(_ depth: Int) throws(Problem) -> Twofold {
      var value = try factor(depth)
      while true {
        if take(" × ") {
          if next == "−" { throw Problem("a minus after ×") }
          value = value * (try factor(depth))
        } else if take("/") {
          if next == "−" { throw Problem("a minus after /") }
          value = value / (try factor(depth))
        } else {
          return value
        }
      }
    }

    private mutating func factor(_ depth: Int) throws(Problem) -> Twofold {
      guard depth < Self.maximumDepth else { throw Problem("nested too deeply") }
      if take("−") { return -(try factor(depth + 1)) }
      let base = try atom(depth)
      if take(" [") {
        while !atEnd && next != "]" { position += 1 }
        try close("]")
      }
      if let exponent = superscript() { return raise(base, Twofold(Double(exponent))) }
      if take("^(") {
        let exponent = try sum(depth + 1)
        try close(")")
        return raise(base, exponent)
      }
      return base
    }

    private mutating func close(_ text: String) throws(Problem) {
      if !take(text) { throw Problem("no \(text) at \(position)") }
    }

    private mutating func atom(_ depth: Int) throws(Problem) -> Twofold {
      if take("(") {
        let value = try sum(depth + 1)
        try close(")")
        return value
      }
      if take("|") {
        let value = try sum(depth + 1)
        try close("|")
        return value.value < 0 ? -value : value
      }
      if let digit = next, ("0"..."9").contains(digit) {
        return try literal().value
      }
      return try named(depth)
    }

    private mutating func named(_ depth: Int) throws(Problem) -> Twofold {
      var name = ""
      while let scalar = next,
        scalar.properties.isAlphabetic || scalar == "_" || scalar == "√" || scalar == "∛"
          || (!name.isEmpty && ("0"..."9").contains(scalar))
      {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      if name == "e", take("^(") {
        let exponent = try sum(depth + 1)
        try close(")")
        return Twofold(exp(exponent.value))
      }
      if !take("(") {
        switch name {
        case "π":
          largest = max(largest, 4)
          return Twofold(Double.pi, 1.2246467991473532e-16)
        case "e":
          largest = max(largest, 3)
          return Twofold(2.718281828459045, 1.4456468917292502e-16)
        case "inf": return Twofold(.infinity)
        case "nan": return Twofold(.nan)
        default: throw Problem("no number at \(position)")
        }
      }
      var arguments = [try sum(depth + 1)]
      while take(",") { arguments.append(try sum(depth + 1)) }
      try close(")")
      guard let value = apply(name, arguments) else { throw Problem("unknown function \(name)") }
      return value
    }

    mutating func literal() throws(Problem) -> Literal {
      skipSpaces()
      let negative = take("−")
      if !negative { _ = take("+") }
      if take("inf") {
        return Literal(value: Twofold(negative ? -.infinity : .infinity), lastPlace: 0)
      }
      if take("nan") { return Literal(value: Twofold(.nan), lastPlace: 0) }
      var value = Twofold(0)
      var places = 0
      var count = 0
      var seenPoint = false
      while let scalar = next {
        if scalar == "." && !seenPoint {
          seenPoint = true
        } else if ("0"..."9").contains(scalar) {
          value = value * Twofold(10) + Twofold(Double(scalar.value - 48))
          count += 1
          if seenPoint { places += 1 }
        } else {
          break
        }
        position += 1
      }
      guard count > 0 else { throw Problem("no number at \(position)") }
      var exponent = 0
      if take("×10") {
        guard let power = superscript() else { throw Problem("no exponent at \(position)") }
        exponent = power
      }
      value = scale(value, exponent - places)
      largest = max(largest, abs(value.value))
      return Literal(value: negative ? -value : value, lastPlace: exponent - places)
    }

    private func scale(_ value: Twofold, _ exponent: Int) -> Twofold {
      var result = value
      for _ in 0..<min(abs(exponent), 400) {
        result = exponent < 0 ? result / Twofold(10) : result * Twofold(10)
      }
      return result
    }

    private mutating func superscript() -> Int? {
      let digits: [Unicode.Scalar] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
      let start = position
      let negative = take("⁻")
      var value = 0
      var count = 0
      while let scalar = next, let digit = digits.firstIndex(of: scalar), count < 4 {
        value = value * 10 + digit
        count += 1
        position += 1
      }
      guard count > 0 else {
        position = start
        return nil
      }
      return negative ? -value : value
    }

    private func raise(_ base: Twofold, _ exponent: Twofold) -> Twofold {
      guard exponent.error == 0, let n = Int(exactly: exponent.value), abs(n) <= 99 else {
        return Twofold(pow(base.value, exponent.value))
      }
      var result = Twofold(1)
      for _ in 0..<abs(n) { result = result * base }
      return n < 0 ? Twofold(1) / result : result
    }

    private func apply(_ name: String, _ arguments: [Twofold]) -> Twofold? {
      let x = arguments[0]
      let values = arguments.map(\.value)
      switch (name, arguments.count) {
      case ("abs", 1): return x.value < 0 ? -x : x
      case ("relu", 1): return x.value < 0 ? Twofold(0) : x
      case ("max", _): return values.contains { $0.isNaN } ? Twofold(.nan) : extreme(arguments, >)
      case ("min", _): return values.contains { $0.isNaN } ? Twofold(.nan) : extreme(arguments, <)
      case ("clip", 3): return extreme([extreme([x, arguments[1]], >), arguments[2]], <)
      case (_, 1): return Self.unary[name].map { Twofold($0(x.value)) }
      case (_, 2): return Self.binary[name].map { Twofold($0(x.value, values[1])) }
      default: return nil
      }
    }

    private func extreme(_ arguments: [Twofold], _ before: (Double, Double) -> Bool) -> Twofold {
      var best = arguments[0]
      for argument in arguments where before(argument.value, best.value) { best = argument }
      return best
    }

    private static let unary: [String: @Sendable (Double) -> Double] = [
      "ln": { log($0) }, "log2": { log2($0) }, "log10": { log10($0) }, "log1p": { log1p($0) },
      "exp2": { exp2($0) }, "expm1": { expm1($0) }, "√": { sqrt($0) }, "∛": { cbrt($0) },
      "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) }, "arcsin": { asin($0) },
      "arccos": { acos($0) }, "arctan": { atan($0) }, "sinh": { sinh($0) },
      "cosh": { cosh($0) }, "tanh": { tanh($0) }, "arsinh": { asinh($0) },
      "arcosh": { acosh($0) }, "artanh": { atanh($0) }, "σ": { 1 / (1 + exp(-$0)) },
      "softplus": { $0 > 30 ? $0 + exp(-$0) : log1p(exp($0)) }, "erf": { erf($0) },
      "erfc": { erfc($0) }, "floor": { floor($0) }, "ceil": { ceil($0) },
      "trunc": { trunc($0) }, "round": { rint($0) }, "square": { $0 * $0 },
      "reciprocal": { 1 / $0 }, "sign": { $0 == 0 || $0.isNaN ? $0 : copysign(1, $0) },
    ]

    private static let binary: [String: @Sendable (Double, Double) -> Double] = [
      "arctan2": { atan2($0, $1) }, "hypot": { hypot($0, $1) }, "pow": { pow($0, $1) },
      "power": { pow($0, $1) }, "fmod": { fmod($0, $1) },
      "mod": { $0 - floor($0 / $1) * $1 },
      "logaddexp": { max($0, $1) + log1p(exp(-abs($0 - $1))) },
    ]
  }
}
