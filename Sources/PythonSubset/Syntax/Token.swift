import Diagnostics

struct Token {
  enum Kind: Equatable {
    case name, number, string, formatted, symbol, newline, indent, dedent, end
  }
  var kind: Kind
  var span: Span
  /// The text of a name or symbol.
  var text: String = ""
  /// A number's or plain string's value.
  var value: Expression.Kind = .none
  /// An f-string's pieces.
  var parts: [FormattedPart] = []
  var isBytes = false
}

/// Something that CPython refuses to compile, or that this language refuses by name.
package struct SyntaxProblem: Error {
  package var message: String
  package var hint: String?
  package var span: Span
  package var isRefusal = false
  package var pythonType = "SyntaxError"
}

package struct ParseResult {
  package var statements: [Statement] = []
  package var diagnostics: [SyntaxProblem] = []
  package var notes: [String] = []
}
