extension PythonFormat {
  /// What stands to the right of `text % …`.
  package enum PercentArguments {
    case tuple([FormatArgument])
    case single(FormatArgument)
    /// A dictionary: itself as one value, and its values by key. A missing key is the caller's error.
    case mapping(FormatArgument, (String) throws -> FormatArgument)
  }

  /// `text % arguments`. Throws `Failure` with Python's type and message.
  package static func percent(_ text: String, _ arguments: PercentArguments) throws -> String {
    var formatter = PercentFormatter(text, arguments)
    return try formatter.run()
  }
}

/// Walks over the text and fills in the values.
private struct PercentFormatter {
  typealias Failure = PythonFormat.Failure

  /// One conversion: `%(key)#0- +12.3f`.
  private struct Conversion {
    var leftAligned = false
    var sign: Unicode.Scalar?
    var alternate = false
    var zeros = false
    var width = 0
    var precision: Int?
    var argument: FormatArgument?
  }

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private let arguments: [FormatArgument]
  private var used = 0
  private let mapping: ((String) throws -> FormatArgument)?
  /// Python does not complain about a dictionary that is not used.
  private let mayBeUnused: Bool

  init(_ text: String, _ arguments: PythonFormat.PercentArguments) {
    scalars = Array(text.unicodeScalars)
    switch arguments {
    case .tuple(let values): (self.arguments, mapping, mayBeUnused) = (values, nil, false)
    case .single(let value): (self.arguments, mapping, mayBeUnused) = ([value], nil, false)
    case .mapping(let value, let lookUp):
      (self.arguments, mapping, mayBeUnused) = ([value], lookUp, true)
    }
  }

  mutating func run() throws -> String {
    var result = String.UnicodeScalarView()
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      if scalar != "%" {
        result.append(scalar)
      } else {
        result.append(contentsOf: try convert().unicodeScalars)
      }
    }
    if used < arguments.count && !mayBeUnused {
      throw Failure("not all arguments converted during string formatting", type: "TypeError")
    }
    return String(result)
  }

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func nextArgument() throws(Failure) -> FormatArgument {
    guard used < arguments.count else {
      throw Failure("not enough arguments for format string", type: "TypeError")
    }
    used += 1
    return arguments[used - 1]
  }

  private mutating func convert() throws -> String {
    var conversion = Conversion()
    // `%5%` is an error, as in Python since 3.10.
    let isBare = peek == "%"
    if peek == "(" { conversion.argument = try keyed() }
    readFlags(&conversion)
    if let width = try readNumber("width") {
      conversion.width = abs(width)
      if width < 0 { conversion.leftAligned = true }
    }
    if peek == "." {
      position += 1
      conversion.precision = max(0, try readNumber("precision") ?? 0)
    }
    while let modifier = peek, modifier == "h" || modifier == "l" || modifier == "L" {
      position += 1
    }
    guard let type = peek else { throw Failure("incomplete format") }
    position += 1
    if type == "%" && isBare { return "%" }
    let argument = try conversion.argument ?? nextArgument()
    return try text(argument, type, conversion)
  }

  private mutating func keyed() throws -> FormatArgument {
    guard let mapping else { throw Failure("format requires a mapping", type: "TypeError") }
    position += 1
    var depth = 1
    var key = String.UnicodeScalarView()
    while let scalar = peek {
      position += 1
      if scalar == "(" { depth += 1 }
      if scalar == ")" { depth -= 1 }
      if depth == 0 {
        used = arguments.count
        return try mapping(String(key))
      }
      key.append(scalar)
    }
    throw Failure("incomplete format key")
  }

  private mutating func readFlags(_ conversion: inout Conversion) {
    while let flag = peek {
      switch flag {
      case "-": conversion.leftAligned = true
      case "+": conversion.sign = "+"
      case " ": conversion.sign = conversion.sign ?? " "
      case "#": conversion.alternate = true
      case "0": conversion.zeros = true
      default: return
      }
      position += 1
    }
  }

  /// Digits, or `*` for the next argument.
  private mutating func readNumber(_ what: String) throws(Failure) -> Int? {
    if peek == "*" {
      position += 1
      switch try nextArgument().value {
      case .int(let value):
        try PythonFormat.checkWidth(Int(clamping: value.magnitude), what)
        return value
      case .bool(let value): return value ? 1 : 0
      default: throw Failure("* wants int", type: "TypeError")
      }
    }
    var value: Int?
    while let scalar = peek, ("0"..."9").contains(scalar) {
      let (shifted, tooLong) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, tooLarge) = shifted.addingReportingOverflow(Int(scalar.value) - 48)
      if tooLong || tooLarge { throw Failure("\(what) too big") }
      value = sum
      position += 1
    }
    try PythonFormat.checkWidth(value ?? 0, what)
    return value
  }

  private func text(
    _ argument: FormatArgument, _ type: Unicode.Scalar, _ conversion: Conversion
  ) throws -> String {
    switch type {
    case "s": return pad(cut(try argument.str(), conversion), conversion)
    case "r", "a":
      let text = try argument.repr()
      return pad(cut(type == "a" ? Self.escaped(text) : text, conversion), conversion)
    case "d", "i", "u", "o", "x", "X": return try integer(argument, type, conversion)
    case "e", "E", "f", "F", "g", "G": return try float(argument, type, conversion)
    case "c": return pad(try character(argument), conversion)
    default:
      throw Failure(
        "unsupported format character '\(printable(type))' "
          + "(0x\(String(type.value, radix: 16))) at index \(position - 1)")
    }
  }

  private func printable(_ type: Unicode.Scalar) -> String {
    type.value > 31 && type.value < 127 ? String(Character(type)) : "?"
  }

  private func character(_ argument: FormatArgument) throws(Failure) -> String {
    switch argument.value {
    case .int(let value): return try PythonFormat.character(value)
    case .bool(let value): return try PythonFormat.character(value ? 1 : 0)
    case .string(let value) where value.unicodeScalars.count == 1: return value
    default: throw Failure("%c requires int or char", type: "TypeError")
    }
  }

  private func integer(_ argument: FormatArgument, _ type: Unicode.Scalar, _ conversion: Conversion)
    throws(Failure) -> String
  {
    let isDecimal = type == "d" || type == "i" || type == "u"
    var digits: String
    var negative = false
    switch argument.value {
    case .int(let value):
      digits = Self.digits(value.magnitude, type)
      negative = value < 0
    case .bool(let value): digits = value ? "1" : "0"
    case .float(let value) where isDecimal:
      if value.isNaN { throw Failure("cannot convert float NaN to integer") }
      if value.isInfinite {
        throw Failure("cannot convert float infinity to integer", type: "OverflowError")
      }
      let whole = value.rounded(.towardZero)
      digits = DecimalDigits.fixed(abs(whole), decimals: 0)
      negative = whole < 0
    default:
      throw Failure(
        isDecimal
          ? "%\(type) format: a real number is required, not \(argument.typeName)"
          : "%\(type) format: an integer is required, not \(argument.typeName)",
        type: "TypeError")
    }
    if let precision = conversion.precision {
      digits = String(repeating: "0", count: max(0, precision - digits.utf8.count)) + digits
    }
    var head = PythonFormat.sign(negative: negative, conversion.sign)
    if conversion.alternate && !isDecimal { head += "0" + String(Character(type)) }
    return number(head, digits, conversion)
  }

  private static func digits(_ size: UInt, _ type: Unicode.Scalar) -> String {
    switch type {
    case "o": String(size, radix: 8)
    case "x": String(size, radix: 16)
    case "X": String(size, radix: 16, uppercase: true)
    default: String(size)
    }
  }

  private func float(_ argument: FormatArgument, _ type: Unicode.Scalar, _ conversion: Conversion)
    throws(Failure) -> String
  {
    let value: Double
    switch argument.value {
    case .int(let whole): value = Double(whole)
    case .bool(let flag): value = flag ? 1 : 0
    case .float(let number): value = number
    default:
      throw Failure("must be real number, not \(argument.typeName)", type: "TypeError")
    }
    guard let notation = FloatNotation(type, precision: conversion.precision) else { return "" }
    let negative = value.sign == .minus && !value.isNaN
    return number(
      PythonFormat.sign(negative: negative, conversion.sign),
      notation.text(abs(value), alternate: conversion.alternate), conversion)
  }

  /// Zeros go between the sign and the digits.
  private func number(_ head: String, _ digits: String, _ conversion: Conversion) -> String {
    let missing = max(0, conversion.width - head.utf8.count - digits.utf8.count)
    if conversion.leftAligned { return head + digits + String(repeating: " ", count: missing) }
    if conversion.zeros { return head + String(repeating: "0", count: missing) + digits }
    return String(repeating: " ", count: missing) + head + digits
  }

  private func cut(_ text: String, _ conversion: Conversion) -> String {
    guard let precision = conversion.precision else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(precision)))
  }

  private func pad(_ text: String, _ conversion: Conversion) -> String {
    let missing = max(0, conversion.width - text.unicodeScalars.count)
    let spaces = String(repeating: " ", count: missing)
    return conversion.leftAligned ? text + spaces : spaces + text
  }

  /// What `ascii()` does to a text that `repr` made.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let hex = String(scalar.value, radix: 16)
      switch scalar.value {
      case 0..<0x80: result.unicodeScalars.append(scalar)
      case 0x80..<0x100: result += "\\x" + zeros(hex, 2)
      case 0x100..<0x10000: result += "\\u" + zeros(hex, 4)
      default: result += "\\U" + zeros(hex, 8)
      }
    }
    return result
  }

  private static func zeros(_ hex: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - hex.utf8.count)) + hex
  }
}
