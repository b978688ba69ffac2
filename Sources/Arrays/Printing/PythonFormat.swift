extension PythonFormat {
  /// `format(value, spec)`, the language of f-strings and `str.format`.
  ///
  /// Throws `Failure` with Python's type and message, and whatever `str` throws.
  package static func format(_ spec: String, _ argument: FormatArgument) throws -> String {
    if spec.isEmpty { return try argument.str() }
    let typeName = argument.typeName
    switch argument.value {
    case .int(let value): return try integer(spec, value, typeName)
    case .bool(let value): return try integer(spec, value ? 1 : 0, typeName)
    case .float(let value):
      let parsed = try FormatSpecification(spec, type: nil, align: ">", typeName: typeName)
      return try float(parsed, value, typeName)
    case .string(let value): return try string(spec, value, typeName)
    case .other:
      throw Failure(
        "unsupported format string passed to \(typeName).__format__", type: "TypeError")
    }
  }

  private static func string(_ text: String, _ value: String, _ typeName: String)
    throws(Failure) -> String
  {
    let spec = try FormatSpecification(text, type: "s", align: "<", typeName: typeName)
    guard spec.type == "s" else { throw spec.unknownType(typeName) }
    if let sign = spec.sign {
      throw Failure(
        "\(sign == " " ? "Space" : "Sign") not allowed in string format specifier")
    }
    if spec.coercesNegativeZero {
      throw Failure("Negative zero coercion (z) not allowed in string format specifier")
    }
    if spec.alternate {
      throw Failure("Alternate form (#) not allowed in string format specifier")
    }
    if spec.align == "=" {
      throw Failure("'=' alignment not allowed in string format specifier")
    }
    let scalars = value.unicodeScalars
    let shown = String(String.UnicodeScalarView(scalars.prefix(spec.precision ?? scalars.count)))
    return pad(shown, spec)
  }

  private static func integer(_ text: String, _ value: Int, _ typeName: String)
    throws(Failure) -> String
  {
    var spec = try FormatSpecification(text, type: "d", align: ">", typeName: typeName)
    let size = value.magnitude
    var prefix = ""
    var digits: String
    switch spec.type {
    case "e", "E", "f", "F", "g", "G", "%": return try float(spec, Double(value), typeName)
    case "d", "n": digits = String(size)
    case "b": (prefix, digits) = ("0b", String(size, radix: 2))
    case "o": (prefix, digits) = ("0o", String(size, radix: 8))
    case "x": (prefix, digits) = ("0x", String(size, radix: 16))
    case "X": (prefix, digits) = ("0X", String(size, radix: 16, uppercase: true))
    case "c": digits = ""
    default: throw spec.unknownType(typeName)
    }
    if spec.precision != nil {
      throw Failure("Precision not allowed in integer format specifier")
    }
    if spec.coercesNegativeZero {
      throw Failure("Negative zero coercion (z) not allowed in integer format specifier")
    }
    if spec.type == "c" {
      if spec.sign != nil {
        throw Failure("Sign not allowed with integer format specifier 'c'")
      }
      if spec.alternate {
        throw Failure("Alternate form (#) not allowed with integer format specifier 'c'")
      }
      return pad(try character(value), spec)
    }
    if spec.type == "n" { spec.grouping = nil }
    let number = NumberParts(
      sign: sign(negative: value < 0, spec.sign), prefix: spec.alternate ? prefix : "",
      digits: digits, rest: "")
    return layOut(number, spec)
  }

  /// `chr(value)`; halves of surrogate pairs, which Swift strings cannot hold, become U+FFFD.
  static func character(_ value: Int) throws(Failure) -> String {
    guard (0...0x10FFFF).contains(value) else {
      throw Failure("%c arg not in range(0x110000)", type: "OverflowError")
    }
    return String(Character(Unicode.Scalar(UInt32(value)) ?? "\u{FFFD}"))
  }

  static func sign(negative: Bool, _ wanted: Unicode.Scalar?) -> String {
    if negative { return "-" }
    return wanted == "+" ? "+" : wanted == " " ? " " : ""
  }

  private static func float(_ spec: FormatSpecification, _ value: Double, _ typeName: String)
    throws(Failure) -> String
  {
    guard let notation = FloatNotation(spec.type, precision: spec.precision) else {
      throw spec.unknownType(typeName)
    }
    var text = notation.text(abs(spec.type == "%" ? value * 100 : value), alternate: spec.alternate)
    var negative = value.sign == .minus && !value.isNaN
    if negative && spec.coercesNegativeZero && value.isFinite && FloatNotation.isZero(text) {
      negative = false
    }
    if spec.type == "%" { text += "%" }
    let digits = text.unicodeScalars.prefix { ("0"..."9").contains($0) }
    let number = NumberParts(
      sign: sign(negative: negative, spec.sign), prefix: "", digits: String(digits),
      rest: String(text.unicodeScalars.dropFirst(digits.count)))
    return layOut(number, spec)
  }

  /// A number taken apart: only `digits` are grouped.
  struct NumberParts {
    var sign: String
    var prefix: String
    var digits: String
    var rest: String
  }

  static func layOut(_ number: NumberParts, _ spec: FormatSpecification) -> String {
    let bare = number.sign.utf8.count + number.prefix.utf8.count + number.rest.utf8.count
    let zeroWidth = spec.fill == "0" && spec.align == "=" ? spec.width - bare : 0
    var digits = number.digits
    if !digits.isEmpty {
      digits = group(digits, spec.grouping, spec.groupLength, atLeast: zeroWidth)
    }
    let missing = max(0, spec.width - bare - digits.utf8.count)
    let fill = String(repeating: Character(spec.fill), count: missing)
    let head = number.sign + number.prefix
    switch spec.align {
    case "<": return head + digits + number.rest + fill
    case "=": return head + fill + digits + number.rest
    case "^":
      let left = String(repeating: Character(spec.fill), count: missing / 2)
      let right = String(repeating: Character(spec.fill), count: missing - missing / 2)
      return left + head + digits + number.rest + right
    default: return fill + head + digits + number.rest
    }
  }

  /// Puts separators between groups, with zeros before so that it is at least so wide.
  private static func group(
    _ digits: String, _ separator: Unicode.Scalar?, _ length: Int, atLeast width: Int
  ) -> String {
    guard let separator else {
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    var rest = Array(digits.utf8)
    var missing = width
    var reversed: [UInt8] = []
    while true {
      let count = min(length, max(rest.count, missing, 1))
      for _ in 0..<count { reversed.append(rest.popLast() ?? UInt8(ascii: "0")) }
      missing -= count
      if rest.isEmpty && missing <= 0 { break }
      missing -= 1
      reversed.append(UInt8(truncatingIfNeeded: separator.value))
    }
    return String(decoding: reversed.reversed(), as: UTF8.self)
  }

  /// Pads a string; the default is to the left.
  private static func pad(_ text: String, _ spec: FormatSpecification) -> String {
    let missing = max(0, spec.width - text.unicodeScalars.count)
    let left: Int
    switch spec.align {
    case ">", "=": left = missing
    case "^": left = missing / 2
    default: left = 0
    }
    return String(repeating: Character(spec.fill), count: left) + text
      + String(repeating: Character(spec.fill), count: missing - left)
  }
}
