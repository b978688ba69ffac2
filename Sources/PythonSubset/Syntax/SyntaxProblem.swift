import Diagnostics

/// A mistake in a block's text, or something in it that the language refuses.
package struct SyntaxProblem: Error, Hashable, Sendable {
  package var message: String
  /// The next move, or nil.
  package var hint: String?
  package var span: Span
  /// True when CPython would accept the text and this language does not.
  package var isRefusal: Bool
  /// `SyntaxError`, `IndentationError` or `TabError`.
  package var pythonType: String

  package init(
    _ message: String, hint: String? = nil, span: Span, isRefusal: Bool = false,
    pythonType: String = "SyntaxError"
  ) {
    self.message = message
    self.hint = hint
    self.span = span
    self.isRefusal = isRefusal
    self.pythonType = pythonType
  }

  /// A refusal in the phrasing that all refusals share.
  package static func refusal(_ thing: String, hint: String?, span: Span) -> SyntaxProblem {
    SyntaxProblem("this language has no \(thing)", hint: hint, span: span, isRefusal: true)
  }

  static let genericMessage = "invalid syntax"
  var isGeneric: Bool { message == SyntaxProblem.genericMessage }
}

/// Something the reader of a block should know, though it is no mistake.
package struct SyntaxNote: Hashable, Sendable {
  package var message: String
  package var span: Span
  package init(_ message: String, span: Span) {
    self.message = message
    self.span = span
  }
}

/// What parsing a block gives: the statements that could be read, all mistakes in order of place,
/// and notes.
package struct ParseResult {
  package var statements: [Statement]
  package var diagnostics: [SyntaxProblem]
  package var notes: [SyntaxNote]
  /// The block was read as Python 2.
  package var isPython2 = false
}

/// How much a block may hold before it is refused; what follows may then recurse over the tree.
package enum SyntaxLimits {
  /// Brackets, blocks and prefix operators inside one another. CPython stops at 200 brackets and
  /// 100 blocks; a tree this deep needs about 1 MB of stack in a debug build.
  package static let nesting = 100
  /// The links of a chain such as `a + b + …` or `f()()…`.
  package static let chain = 1_000
  /// Expressions inside one another once chains and brackets are combined.
  package static let height = chain + nesting
  /// Mistakes reported for one block; the rest would bury the first.
  package static let problems = 50
}
