import Arrays
import Autodiff

package final class StringObject: Object {
  package let value: String
  package private(set) lazy var scalars: [Unicode.Scalar] = Array(value.unicodeScalars)

  /// Whether it is an element of an array, NumPy's `str_`; otherwise no different from Python's.
  let isNumPy: Bool

  package init(_ value: String) {
    self.value = value
    isNumPy = false
  }

  init(_ value: String, isNumPy: Bool) {
    self.value = value
    self.isNumPy = isNumPy
  }

  override package var typeName: String { isNumPy ? "numpy.str_" : "str" }
  override package func isTrue(_ session: Session) -> Bool { !value.isEmpty }
  override package func length(_ session: Session) -> Int { scalars.count }
  override package func string(_ session: Session) -> String { value }
  override package func representation(_ session: Session) throws -> String {
    try session.charge(items: value.utf8.count * 8)
    return isNumPy ? "np.str_(\(pythonQuoted(value)))" : pythonQuoted(value)
  }
  override package func key(_ session: Session) throws -> HashKey {
    try session.charge(items: value.utf8.count)
    return .string(Array(value.utf8))
  }

  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    if let method = StringMethods.method(name, of: self) { return method }
    return isNumPy ? try StringArrayMembers.element(name, of: self) : nil
  }
  override package var attributeNames: [String] { StringMethods.names }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if let slice = key.asObject(SliceObject.self) {
      try session.charge(items: scalars.count)
      let indices = try slice.indices(length: scalars.count, session)
      var result = String.UnicodeScalarView()
      for index in indices { result.append(scalars[index]) }
      return .string(String(result))
    }
    let index = try session.sequenceIndex(key, count: scalars.count, "string")
    return .string(String(scalars[index]))
  }

  override package func iterator(_ session: Session) -> IteratorObject {
    var position = 0
    return ClosureIterator("str_iterator") { [self] _ in
      guard position < scalars.count else { return nil }
      defer { position += 1 }
      return .string(String(scalars[position]))
    }
  }

  override package func contains(_ other: Value, _ session: Session) throws -> Bool {
    guard let text = other.text else {
      throw PythonError.type(
        "'in <string>' requires string as left operand, not \(session.typeName(other))")
    }
    try session.charge(items: value.utf8.count)
    return text.isEmpty || firstRange(of: Array(text.utf8), in: Array(value.utf8), from: 0) != nil
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    switch operation {
    case .add:
      if reflected { return nil }
      guard let text = other.text else {
        throw PythonError.type(
          "can only concatenate str (not \"\(session.typeName(other))\") to str",
          hint: "`str(…)` or an f-string turns a value into text")
      }
      try session.charge(elements: (value.utf8.count + text.utf8.count) / 8)
      return .string(value + text)
    case .multiply:
      guard let count = session.repeatCount(other) else { return nil }
      if value.isEmpty { return .string("") }
      try session.chargeMemory(value.utf8.count, times: count)
      return .string(String(repeating: value, count: max(0, count)))
    case .remainder:
      if reflected { return nil }
      return .string(try session.percentFormat(value, other))
    default: return nil
    }
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let text = other.text else { return nil }
    try session.charge(items: min(value.utf8.count, text.utf8.count))
    switch operation {
    case .equal: return .bool(value.utf8.elementsEqual(text.utf8))
    case .notEqual: return .bool(!value.utf8.elementsEqual(text.utf8))
    case .less: return .bool(value.unicodeScalars.lexicographicallyPrecedes(text.unicodeScalars))
    case .greater:
      return .bool(text.unicodeScalars.lexicographicallyPrecedes(value.unicodeScalars))
    case .lessEqual:
      return .bool(!text.unicodeScalars.lexicographicallyPrecedes(value.unicodeScalars))
    case .greaterEqual:
      return .bool(!value.unicodeScalars.lexicographicallyPrecedes(text.unicodeScalars))
    default: return nil
    }
  }
}

/// Python's `repr` of a string.
package func pythonQuoted(_ text: String) -> String {
  let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
  var result = String(quote)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "'" where quote == "'": result += "\\'"
    case "\"" where quote == "\"": result += "\\\""
    default:
      let value = scalar.value
      if value < 32 || value == 127 {
        result += "\\x" + hexadecimal(value, digits: 2)
      } else if value > 127, !scalar.properties.isPrintable {
        result +=
          value < 256
          ? "\\x" + hexadecimal(value, digits: 2)
          : value < 65536
            ? "\\u" + hexadecimal(value, digits: 4) : "\\U" + hexadecimal(value, digits: 8)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + String(quote)
}

extension Unicode.Scalar.Properties {
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      false
    default: true
    }
  }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// Where a byte string first occurs at or after `from`.
package func firstRange(of needle: [UInt8], in text: [UInt8], from: Int) -> Int? {
  guard from <= text.count else { return nil }
  return places(of: needle, in: text, from..<text.count, most: 1).first
}

/// Where a sequence occurs in a part of another, the occurrences apart from one another unless they
/// may overlap. Complexity: O(n), by Knuth, Morris and Pratt's table of borders.
func places<Unit: Equatable>(
  of needle: [Unit], in text: [Unit], _ range: Range<Int>, most: Int = .max, overlap: Bool = false
) -> [Int] {
  if needle.isEmpty { return Array(range.lowerBound...range.upperBound).prefix(most).map { $0 } }
  // How much of the needle's start also ends its first i + 1 units.
  var borders = [Int](repeating: 0, count: needle.count)
  var length = 0
  for i in 1..<needle.count {
    while length > 0, needle[i] != needle[length] { length = borders[length - 1] }
    if needle[i] == needle[length] { length += 1 }
    borders[i] = length
  }
  var found: [Int] = []
  length = 0
  for position in range where found.count < most {
    while length > 0, text[position] != needle[length] { length = borders[length - 1] }
    if text[position] == needle[length] { length += 1 }
    if length == needle.count {
      found.append(position - length + 1)
      length = overlap ? borders[length - 1] : 0
    }
  }
  return found
}
