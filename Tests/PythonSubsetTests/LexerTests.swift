import Diagnostics
import Testing

@testable import PythonSubset

private func kinds(_ text: String) -> [Token.Kind] {
  var lexer = Lexer(SourceText(name: "block", text: text))
  lexer.run()
  return lexer.tokens.map(\.kind)
}

@Test func linesAndIndentation() {
  #expect(
    kinds("if x:\n  y\n\n  # c\nz") == [
      .if, .name, .colon, .newline, .indent, .name, .newline, .dedent, .name, .newline, .end,
    ])
  #expect(kinds("") == [.end])
  #expect(kinds("# c\n\n") == [.end])
  #expect(kinds("\u{FEFF}x\r\ny\rz") == [.name, .newline, .name, .newline, .name, .newline, .end])
}

@Test func linesJoinInBracketsAndAfterBackslash() {
  #expect(
    kinds("(a,\n  b)\n") == [
      .leftParenthesis, .name, .comma, .name, .rightParenthesis, .newline, .end,
    ])
  #expect(kinds("a + \\\r\n b\n") == [.name, .plus, .name, .newline, .end])
}

@Test func everyOperatorIsOneToken() {
  let operators: [(String, Token.Kind)] = [
    ("+", .plus), ("**", .doubleStar), ("**=", .doubleStarAssign), ("//", .doubleSlash),
    ("//=", .doubleSlashAssign), ("@=", .atAssign), ("->", .arrow), (":=", .walrus),
    ("...", .ellipsis), ("<<=", .leftShiftAssign), (">>", .rightShift), ("!=", .notEqual),
    ("<=", .lessEqual), ("==", .equal), ("~", .tilde), ("|=", .barAssign), ("^", .caret),
  ]
  for (text, kind) in operators {
    #expect(kinds("a \(text) b") == [.name, kind, .name, .newline, .end])
  }
}

@Test func formatStringsNest() {
  #expect(
    kinds("f'a{x!r:{w}}b'") == [
      .formatStart, .formatText, .leftBrace, .name, .exclamation, .name, .colon, .leftBrace,
      .name, .rightBrace, .rightBrace, .formatText, .formatEnd, .newline, .end,
    ])
  #expect(
    kinds("f'{d['k']}'") == [
      .formatStart, .leftBrace, .name, .leftBracket, .string, .rightBracket, .rightBrace,
      .formatEnd, .newline, .end,
    ])
}

@Test func keywordsNeedTheWholeName() {
  #expect(
    kinds("iff If lambdas None_ continue") == [
      .name, .name, .name, .name, .continue, .newline, .end,
    ])
}

@Test func unreadableCharactersAreNamed() {
  func message(_ text: String) -> String? {
    let source = SourceText(name: "block", text: text)
    return Parser.parse(source, convertsPython2: false).diagnostics.first?.message
  }
  #expect(message("x = 1\u{A0}+ 2") == "invalid non-printable character U+00A0")
  #expect(message("x = 1 \u{2212} 2") == "invalid character '\u{2212}' (U+2212)")
  #expect(message("x = \u{1}") == "invalid non-printable character U+0001")
  #expect(message("x = 1 \\") == "unexpected EOF while parsing")
}

/// Random edits of real snippets must not trap, and their problems must lie in the text.
@Test func mutatedSnippetsDoNotTrap() throws {
  let recorded = try RecordedSyntax.load()
  let seeds =
    recorded.accepted.map { Array($0.source.utf8) }
    + recorded.rejected.map { Array($0.source.utf8) }
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  func random(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(1, bound)))
  }
  let pieces: [[UInt8]] = [
    "(", ")", "[", "]", "{", "}", "f'", "f\"\"\"", "'", "\"", "\\", "\n", "\n    ", "\t", ":",
    "=", ":=", "!", "{x", "if ", "else", " for ", "lambda ", "not ", "*", "**", "@", "0x", "1e",
    "\\N{", "\\u", "yield ", "with (", "match ", "\r", "%", "é", ",", ";", "async ",
  ].map { Array($0.utf8) }
  for _ in 0..<3_000 {
    var bytes = seeds[random(seeds.count)]
    for _ in 0...random(4) {
      let at = random(bytes.count + 1)
      switch random(4) {
      case 0: bytes.insert(contentsOf: pieces[random(pieces.count)], at: at)
      case 1: if at < bytes.count { bytes[at] = UInt8(random(256)) }
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(6)))
      default: bytes.insert(contentsOf: seeds[random(seeds.count)], at: at)
      }
    }
    let source = SourceText(name: "block", text: String(decoding: bytes, as: UTF8.self))
    for problem in Parser.parse(source, convertsPython2: false).diagnostics {
      #expect(problem.span.start >= 0 && problem.span.end <= source.bytes.count + 1)
      #expect(problem.span.start <= problem.span.end)
    }
  }
}
