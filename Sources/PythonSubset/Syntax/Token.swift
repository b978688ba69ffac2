import Diagnostics

/// A piece of a block's text: its kind and its bytes.
struct Token {
  var kind: Kind
  var start: Int
  var end: Int
  /// For `.invalid`, the index of its problem.
  var detail = 0

  var span: Span { Span(start, end) }

  enum Kind: UInt8 {
    case end, newline, indent, dedent
    /// Text that the lexer could not read; `detail` says why.
    case invalid
    /// A notebook command that was dropped.
    case command
    case name, integer, real, string
    /// Only where Python 2 is read.
    case backtick
    /// An f-string: `formatStart`, then text and `{ expression ! name : … }`, then `formatEnd`.
    case formatStart, formatText, formatEnd

    case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
    case comma, colon, semicolon, dot, ellipsis, arrow, walrus, assign, exclamation
    case plus, minus, star, slash, doubleSlash, percent, doubleStar, at
    case ampersand, bar, caret, tilde, leftShift, rightShift
    case less, lessEqual, greater, greaterEqual, equal, notEqual
    case plusAssign, minusAssign, starAssign, slashAssign, doubleSlashAssign, percentAssign
    case doubleStarAssign, atAssign, ampersandAssign, barAssign, caretAssign
    case leftShiftAssign, rightShiftAssign

    case `false`, none, `true`, and, `as`, assert, async, await, `break`, `class`, `continue`
    case def, del, elif, `else`, except, finally, `for`, from, global, `if`, `import`, `in`, `is`
    case lambda, nonlocal, not, or, pass, raise, `return`, `try`, `while`, with, yield
  }
}

extension Token.Kind {
  /// The keyword that a name's bytes spell, or nil.
  ///
  /// Keywords have 2 to 8 bytes, so a name fits one integer and no string is made.
  static func keyword(_ bytes: ArraySlice<UInt8>) -> Token.Kind? {
    guard bytes.count >= 2, bytes.count <= 8 else { return nil }
    return keywords[pack(bytes)]
  }

  private static func pack(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static let keywords: [UInt64: Token.Kind] = {
    let table: [(String, Token.Kind)] = [
      ("False", .false), ("None", .none), ("True", .true), ("and", .and), ("as", .as),
      ("assert", .assert), ("async", .async), ("await", .await), ("break", .break),
      ("class", .class), ("continue", .continue), ("def", .def), ("del", .del), ("elif", .elif),
      ("else", .else), ("except", .except), ("finally", .finally), ("for", .for),
      ("from", .from), ("global", .global), ("if", .if), ("import", .import), ("in", .in),
      ("is", .is), ("lambda", .lambda), ("nonlocal", .nonlocal), ("not", .not), ("or", .or),
      ("pass", .pass), ("raise", .raise), ("return", .return), ("try", .try),
      ("while", .while), ("with", .with), ("yield", .yield),
    ]
    return Dictionary(
      table.map { (pack($0.0.utf8), $0.1) }, uniquingKeysWith: { first, _ in first })
  }()

  var isKeyword: Bool { rawValue >= Token.Kind.false.rawValue }

  /// Whether an expression can begin with it.
  var startsExpression: Bool {
    switch self {
    case .name, .integer, .real, .string, .formatStart, .leftParenthesis, .leftBracket,
      .leftBrace, .backtick, .ellipsis, .plus, .minus, .tilde, .not, .lambda, .none, .true, .false,
      .await:
      true
    default: false
    }
  }

  /// The operator of an augmented assignment, or nil.
  var augmentedOperator: BinaryOperator? {
    switch self {
    case .plusAssign: .add
    case .minusAssign: .subtract
    case .starAssign: .multiply
    case .slashAssign: .divide
    case .doubleSlashAssign: .floorDivide
    case .percentAssign: .remainder
    case .doubleStarAssign: .power
    case .atAssign: .matrixMultiply
    case .ampersandAssign: .bitAnd
    case .barAssign: .bitOr
    case .caretAssign: .bitXor
    case .leftShiftAssign: .leftShift
    case .rightShiftAssign: .rightShift
    default: nil
    }
  }

  /// The left-associative binary operator and how tightly it binds, or nil.
  var binaryOperator: (operation: BinaryOperator, precedence: Int)? {
    switch self {
    case .bar: (.bitOr, 1)
    case .caret: (.bitXor, 2)
    case .ampersand: (.bitAnd, 3)
    case .leftShift: (.leftShift, 4)
    case .rightShift: (.rightShift, 4)
    case .plus: (.add, 5)
    case .minus: (.subtract, 5)
    case .star: (.multiply, 6)
    case .slash: (.divide, 6)
    case .doubleSlash: (.floorDivide, 6)
    case .percent: (.remainder, 6)
    case .at: (.matrixMultiply, 6)
    default: nil
    }
  }
}
