/// An error that CPython or NumPy would raise: thrown without a place, given one by the interpreter.
package struct PythonError: Error, Hashable, Sendable {
  /// The exception's name: `ValueError`, `TypeError` …
  package var type: String
  /// NumPy's or CPython's own words where they have some.
  package var message: String
  /// One next move, for the learner.
  package var hint: String?

  package init(_ type: String, _ message: String, hint: String? = nil) {
    self.type = type
    self.message = message
    self.hint = hint
  }

  package static func value(_ message: String, hint: String? = nil) -> PythonError {
    PythonError("ValueError", message, hint: hint)
  }

  package static func type(_ message: String, hint: String? = nil) -> PythonError {
    PythonError("TypeError", message, hint: hint)
  }

  package static func index(_ message: String, hint: String? = nil) -> PythonError {
    PythonError("IndexError", message, hint: hint)
  }

  /// Something that CPython would do and this language does not: never caught by `except`.
  package static func refused(_ what: String, hint: String? = nil) -> PythonError {
    PythonError("Refused", "this language has no \(what)", hint: hint)
  }

  package static var integersPast64Bits: PythonError {
    refused("integers past 64 bits", hint: "floats are larger: 2.0 ** 64 is one")
  }

  package var isRefusal: Bool { type == "Refused" }

  /// A limit or an interruption: never caught by `except`.
  package var isStop: Bool { type == "Limit" || type == "Interrupted" }
}
