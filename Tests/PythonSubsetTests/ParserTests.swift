import Diagnostics
import Testing

@testable import PythonSubset

private func messages(_ text: String) -> [String] {
  let source = SourceText(name: "block", text: text)
  return Parser.parse(source, convertsPython2: false).diagnostics.map {
    "\(source.line(at: $0.span.start)): \($0.message)"
  }
}

private func slice(_ text: String, _ span: Span) -> String {
  SourceText(name: "block", text: text).slice(span)
}

// MARK: Messages that say more than CPython 3.11 does

@Test(
  arguments: [
    ("f(), a = 1, 2", "1: cannot assign to function call"),
    ("f(a=)", "1: expected argument value expression"),
    ("def f(/): pass", "1: at least one argument must precede /"),
    ("if (x:\n    y\n", "1: '(' was never closed"),
    ("[i for i y]", "1: invalid syntax"),
    ("match x:\n    pass", "1: invalid syntax"),
  ])
func clearerMessages(text: String, expected: String) {
  #expect(messages(text) == [expected])
}

@Test func everyProblemHasAHintOrNamesItsCure() throws {
  for snippet in try RecordedSyntax.load().rejected {
    for problem in parse(snippet.source).diagnostics {
      #expect(problem.hint?.isEmpty == false, "\(snippet.source)\(problem.message)")
      #expect(problem.span.start <= problem.span.end, "\(snippet.source)")
      #expect(problem.span.end <= snippet.source.utf8.count + 1, "\(snippet.source)")
    }
  }
}

// MARK: Recovery

@Test func allMistakesOfABlockAreReported() {
  let text = """
    x = = 1
    y = (1, 2
    z = 3 +
    def f(:
        return 5 5
    if y = 2:
        a b
    else:
        print "x"
    w = 'abc
    for i in range(3)
        print(i))
    v = 1
    break
    """
  #expect(
    messages(text) == [
      "1: invalid syntax",
      "2: '(' was never closed",
      "3: invalid syntax",
      "4: '(' was never closed",
      "6: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
      "7: invalid syntax",
      "9: Missing parentheses in call to 'print'. Did you mean print(...)?",
      "10: unterminated string literal (detected at line 10)",
      "11: expected ':'",
      "12: unmatched ')'",
      "14: 'break' outside loop",
    ])
}

@Test func aBadHeaderDoesNotMakeItsBodyWrong() {
  #expect(messages("def f(x) y:\n    return x\n") == ["1: expected ':'"])
  #expect(messages("for x i y:\n    break\n") == ["1: invalid syntax"])
  #expect(
    messages("try x:\n    a\nexcept A:\n    b\nfinally:\n    c\nd = 1\n") == ["1: expected ':'"])
}

@Test func statementsBesideAMistakeAreKept() {
  let result = parse("a = 1\nb = = 2\nc = 3\n")
  #expect(ParserDump.show(result.statements) == "(assign a 1) (assign c 3)")
}

@Test func anIndentedBlockIsOneMistake() {
  let result = parse("    x = 1\n    y = 2\n")
  #expect(result.diagnostics.map(\.message) == ["unexpected indent"])
  #expect(result.diagnostics.map(\.pythonType) == ["IndentationError"])
}

@Test func problemsAreBounded() {
  let result = parse(String(repeating: "x = = 1\n", count: 1_000))
  #expect(result.diagnostics.count == SyntaxLimits.problems)
}

// MARK: Refusals

@Test(
  arguments: [
    ("async def f():\n    await g()\n", "`async`"),
    ("x = [await y]", "`await`"),
    ("x = [i async for i in y]", "`async`"),
    ("match x:\n    case 1:\n        y\n", "`match`"),
    ("class A(metaclass=M): pass", "metaclasses"),
    ("x = 1j", "complex numbers"),
    ("x = 2.5e3J", "complex numbers"),
    ("x = b'abc'", "bytes literals"),
    ("x = Rb'abc'", "bytes literals"),
    ("x = 9223372036854775808", "integers past 64 bits"),
    ("x = -9223372036854775808 ** 2", "integers past 64 bits"),
    ("x = 0x1_0000_0000_0000_0000", "integers past 64 bits"),
    ("x = '\\N{DASH}'", "`\\N{…}` escapes"),
    ("x = f'\\N{DASH}'", "`\\N{…}` escapes"),
    ("x = '\\ud800'", "lone surrogates in strings"),
    ("type X = int", "`type` statement"),
    ("def f[T](x): pass", "type parameters"),
    ("try:\n    x\nexcept* A:\n    y\n", "`except*`"),
    ("%%bash\nls -l\n", "`%%bash` cells"),
  ])
func refusals(text: String, thing: String) {
  let found = parse(text).diagnostics
  #expect(found.map(\.message) == ["this language has no \(thing)"])
  #expect(found.allSatisfy { $0.isRefusal && $0.hint != nil })
}

// MARK: Notebook commands

@Test func notebookCommandsAreDroppedWithANote() {
  let result = parse("%matplotlib inline\n!pip install x \\\n  y\nnp.sum?\n?np\nx = 5 %2\n")
  #expect(result.diagnostics.isEmpty)
  #expect(ParserDump.show(result.statements) == "(assign x (% 5 2))")
  #expect(
    result.notes.map(\.message) == [
      "`%matplotlib inline` is a notebook command and was left out",
      "`!pip install x \\\n  y` is a notebook command and was left out",
      "`np.sum?` is a notebook command and was left out",
      "`?np` is a notebook command and was left out",
    ])
}

@Test func timedStatementsRun() {
  let result = parse("%%time\n%time x = f(1)\nif x:\n    %timeit y\n")
  #expect(result.diagnostics.isEmpty)
  #expect(ParserDump.show(result.statements) == "(assign x (call f 1)) (conditional x {(pass)} {})")
  #expect(result.notes.count == 3)
}

// MARK: Focus and spans

@Test func focusPointsAtWhatAnErrorIsAbout() throws {
  func expression(_ text: String) throws -> Expression {
    guard case .expression(let found)? = parse(text).statements.first?.kind else {
      throw SyntaxProblem("no expression", span: .zero)
    }
    return found
  }
  for (text, focus, whole) in [
    ("(a + b) * c", "*", "a + b) * c"), ("x.f(1, 2)", "x.f(1, 2)", "x.f(1, 2)"),
    ("a.b.c", "c", "a.b.c"), ("x[1:2]", "x[1:2]", "x[1:2]"), ("name", "name", "name"),
    ("a @ b", "@", "a @ b"), ("2 ** 3", "**", "2 ** 3"), ("a not in b", "not in", "a not in b"),
    ("-x", "-", "-x"), ("(a).b(c)", "(a).b(c)", "(a).b(c)"),
  ] {
    let found = try expression(text)
    #expect(slice(text, found.focus) == focus)
    #expect(slice(text, found.span) == whole)
  }
}

@Test func statementSpansCoverTheirBlocks() {
  let text = "x = 1  # c\nfor i in y:\n    z\n\n\n@d\ndef f():\n    return 1\n"
  let spans = parse(text).statements.map { slice(text, $0.span) }
  #expect(spans == ["x = 1", "for i in y:\n    z", "def f():\n    return 1"])
}

// MARK: Limits

@Test(
  arguments: [
    ("(", ")"), ("[", "]"), ("{", "}"), ("-", ""), ("not ", ""), ("lambda: ", ""), ("f(", ")"),
  ]
)
func nestingIsBounded(open: String, close: String) {
  func nested(_ count: Int) -> [SyntaxProblem] {
    parse(
      String(repeating: open, count: count) + "x" + String(repeating: close, count: count)
    ).diagnostics
  }
  #expect(nested(SyntaxLimits.nesting - 2).isEmpty)
  let refused = nested(SyntaxLimits.nesting + 1)
  #expect(refused.map(\.message) == ["this language has no nesting deeper than 100"])
  #expect(nested(100_000).count == 1)
}

@Test(arguments: [" + x", ".x", "()", "[0]", " - 1", " if x else y", " @ x"])
func chainsAreBounded(link: String) {
  func chain(_ count: Int) -> [SyntaxProblem] {
    parse("x" + String(repeating: link, count: count)).diagnostics
  }
  #expect(chain(SyntaxLimits.chain).isEmpty)
  #expect(
    chain(20_000).map(\.message) == [
      "this language has no expressions with chains longer than 1000"
    ])
}

@Test func powersAndBlocksAreBounded() {
  let powers = "x" + String(repeating: " ** x", count: 20_000)
  #expect(
    parse(powers).diagnostics.map(\.message) == ["this language has no nesting deeper than 100"])
  var blocks = ""
  for depth in 0..<2_000 { blocks += String(repeating: " ", count: depth) + "if x:\n" }
  let found = parse(blocks).diagnostics.map(\.message)
  #expect(found.contains("too many levels of indentation"))
  #expect(found.count <= SyntaxLimits.problems)
}

@Test func longFlatCodeIsFine() {
  var text = "if a:\n    b\n"
  for _ in 0..<5_000 { text += "elif a:\n    b\n" }
  text += "x = [" + String(repeating: "a or b, ", count: 20_000) + "]\n"
  text += "y = " + String(repeating: "a and ", count: 20_000) + "b\n"
  text += "z = " + String(repeating: "'s' ", count: 5_000) + "\n"
  #expect(parse(text).diagnostics.isEmpty)
}
