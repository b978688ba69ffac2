/// A value to be formatted: what it is as a number or string, and how it prints.
package struct FormatArgument {
  package enum Value: Sendable {
    case int(Int)
    case bool(Bool)
    case float(Double)
    case string(String)
    case other
  }

  package var value: Value
  /// Python's name of the type, for messages.
  package var typeName: String
  package var str: () throws -> String
  package var repr: () throws -> String

  package init(
    _ value: Value, typeName: String, str: @escaping () throws -> String,
    repr: @escaping () throws -> String
  ) {
    self.value = value
    self.typeName = typeName
    self.str = str
    self.repr = repr
  }

  package static func int(_ value: Int) -> Self {
    Self(.int(value), typeName: "int", str: { String(value) }, repr: { String(value) })
  }

  package static func bool(_ value: Bool) -> Self {
    let text = PythonText.str(value)
    return Self(.bool(value), typeName: "bool", str: { text }, repr: { text })
  }

  package static func float(_ value: Double) -> Self {
    Self(
      .float(value), typeName: "float", str: { PythonText.str(value) },
      repr: { PythonText.repr(value) })
  }

  /// `repr` is the caller's: quoting follows Python's rules for strings.
  package static func string(_ value: String, repr: @escaping () throws -> String) -> Self {
    Self(.string(value), typeName: "str", str: { value }, repr: repr)
  }
}

/// Python's formatting: `format(value, spec)` and `text % arguments`.
package enum PythonFormat {
  /// An exception with Python's type and message.
  package struct Failure: Error, Hashable, Sendable {
    package var type: String
    package var message: String

    package init(_ message: String, type: String = "ValueError") {
      self.type = type
      self.message = message
    }
  }

  /// Widths and precisions above this are refused: a line this long helps nobody and costs memory.
  package static let maximumWidth = 100_000

  static func checkWidth(_ width: Int, _ what: String) throws(Failure) {
    guard width <= maximumWidth else {
      throw Failure(
        "the \(what) \(width) of a format is larger than \(maximumWidth)", type: "Limit")
    }
  }
}
