/// `[[fill]align][sign][z][#][0][width][,_][.precision][type]`, parsed.
struct FormatSpecification {
  var fill: Unicode.Scalar = " "
  var align: Unicode.Scalar
  var sign: Unicode.Scalar?
  /// `z`: a result of −0 is printed as 0.
  var coercesNegativeZero = false
  /// `#`
  var alternate = false
  var width = 0
  /// `,` or `_`
  var grouping: Unicode.Scalar?
  var groupLength = 3
  var precision: Int?
  var type: Unicode.Scalar?

  private let scalars: [Unicode.Scalar]
  private var position = 0

  /// Parses `text` for a value whose type is called `typeName` in messages.
  init(
    _ text: String, type: Unicode.Scalar?, align: Unicode.Scalar, typeName: String
  ) throws(PythonFormat.Failure) {
    scalars = Array(text.unicodeScalars)
    self.type = type
    self.align = align
    parseAlignment(defaultAlign: align)
    width = try parseNumber() ?? 0
    try parseGrouping()
    if peek == "." {
      position += 1
      guard let digits = try parseNumber() else {
        throw PythonFormat.Failure("Format specifier missing precision")
      }
      precision = digits
    }
    if scalars.count - position > 1 {
      throw PythonFormat.Failure(
        "Invalid format specifier '\(text)' for object of type '\(typeName)'")
    }
    if let last = peek { self.type = last }
    try checkGrouping()
    try PythonFormat.checkWidth(width, "width")
    try PythonFormat.checkWidth(precision ?? 0, "precision")
  }

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    position += 1
    return true
  }

  private static func isAlignment(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "<" || scalar == ">" || scalar == "=" || scalar == "^"
  }

  private mutating func parseAlignment(defaultAlign: Unicode.Scalar) {
    var hasFill = false
    var hasAlign = false
    if scalars.count >= 2, Self.isAlignment(scalars[1]) {
      (fill, align) = (scalars[0], scalars[1])
      (hasFill, hasAlign) = (true, true)
      position = 2
    } else if let first = peek, Self.isAlignment(first) {
      align = first
      hasAlign = true
      position = 1
    }
    if let next = peek, next == " " || next == "+" || next == "-" {
      sign = next
      position += 1
    }
    coercesNegativeZero = take("z")
    alternate = take("#")
    if !hasFill, take("0") {
      fill = "0"
      if !hasAlign && defaultAlign == ">" { align = "=" }
    }
  }

  private mutating func parseNumber() throws(PythonFormat.Failure) -> Int? {
    var value: Int?
    while let scalar = peek, ("0"..."9").contains(scalar) {
      let (shifted, tooLong) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, tooLarge) = shifted.addingReportingOverflow(Int(scalar.value) - 48)
      if tooLong || tooLarge {
        throw PythonFormat.Failure("Too many decimal digits in format string")
      }
      value = sum
      position += 1
    }
    return value
  }

  private mutating func parseGrouping() throws(PythonFormat.Failure) {
    let both = PythonFormat.Failure("Cannot specify both ',' and '_'.")
    if take(",") { grouping = "," }
    if take("_") {
      if grouping != nil { throw both }
      grouping = "_"
    }
    if peek == ",", grouping == "_" { throw both }
  }

  private mutating func checkGrouping() throws(PythonFormat.Failure) {
    guard let grouping else { return }
    switch type {
    case nil, "d", "e", "f", "g", "E", "G", "%", "F": return
    case "b" where grouping == "_", "o" where grouping == "_", "x" where grouping == "_",
      "X" where grouping == "_":
      groupLength = 4
    case .some(let type):
      throw PythonFormat.Failure("Cannot specify '\(grouping)' with '\(Self.shown(type))'.")
    }
  }

  /// How messages show a type character.
  static func shown(_ type: Unicode.Scalar) -> String {
    type.value > 32 && type.value < 128
      ? String(Character(type)) : "\\x" + String(type.value, radix: 16)
  }

  func unknownType(_ typeName: String) -> PythonFormat.Failure {
    let shown = type.map { Self.shown($0) } ?? ""
    return PythonFormat.Failure(
      "Unknown format code '\(shown)' for object of type '\(typeName)'")
  }
}
