import Testing

@testable import LessonApp

/// Formulas that go too far become text; nothing traps or hangs.
@Suite(.enabled(if: InstalledKaTeX.isThere, InstalledKaTeX.wanted))
struct KaTeXLimitTests {
  static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  static let hostile: [String] = [
    repeated("{", 10_000) + repeated("}", 10_000),
    repeated("{", 1_900) + "x" + repeated("}", 1_900),
    repeated(#"\frac{"#, 300) + "x" + repeated("}{y}", 300),
    repeated(#"\sqrt{"#, 500) + repeated("}", 500),
    repeated("x^{", 900) + repeated("}", 900),
    repeated(#"\left("#, 600) + repeated(#"\right)"#, 0),
    repeated(#"\begin{matrix}"#, 200),
    #"\def\x{\x\x}\x"#,
    #"\def\a{\b\b}\def\b{\c\c}\def\c{\d\d}\def\d{\e\e}\def\e{xxxxxxxxxxxxxxxx}\a\a\a\a"#,
    #"\edef\a{xxxxxxxxxx}\edef\a{\a\a\a\a\a\a\a\a\a\a}\edef\a{\a\a\a\a\a\a\a\a\a\a}"#
      + #"\edef\a{\a\a\a\a\a\a\a\a\a\a}\edef\a{\a\a\a\a\a\a\a\a\a\a}\a"#,
    #"\xdef\a{xx}\a"#, #"\def\x{⁰\x}a\x"#, #"\def\x{a⁰₀\x\x}\x"#,
    #"\newcommand\y[1]{#1#1}\y{\y{\y{x}}}"#,
    repeated(#"\sqrt"#, 700) + "x", repeated("x^", 1_500) + "x", repeated("'", 3_000),
    #"\rule{99999999em}{99999999em}"#, #"\rule{1e999em}{-5em}"#, #"\kern{1e308em}x"#,
    "}", "{", #"\"#, "\\begin{", "\\frac", "x^", "x^2^3", "&", "#1", "%", "$", "",
    "\u{0}", "\u{1}x", "\u{FFFD}", "\u{202E}x",
    repeated("a_{1}+", 17_000),
    repeated("x", 100_000),
  ]

  @Test(arguments: hostile.indices)
  func becomesTextOrMarkup(index: Int) {
    let tex = Self.hostile[index]
    let typesetter = KaTeXTypesetter(InstalledKaTeX.places)
    for display in [false, true] {
      if let markup = typesetter.markup(tex, display: display) {
        #expect(MarkupReader(markup).problems == [])
        #expect(markup.utf8.count <= KaTeXState.maximumMarkupBytes)
      } else {
        #expect(typesetter.problems.contains { $0.tex == tex })
      }
    }
    typesetter.startPage()
    // What came before does no harm to what follows.
    #expect(typesetter.markup("x", display: false)?.contains("mathnormal") == true)
  }

  @Test func aFormulaMayHaveSoManyBytes() {
    let typesetter = KaTeXTypesetter(InstalledKaTeX.places)
    let limit = KaTeXState.maximumFormulaBytes
    let text = #"\text{"# + Self.repeated("x", limit - 7) + "}"
    #expect(typesetter.markup(text, display: false) != nil)
    #expect(typesetter.markup(text + "x", display: false) == nil)
    #expect(typesetter.problems.count == 1)
  }

  @Test func bracesMayBeNestedSoDeep() {
    let typesetter = KaTeXTypesetter(InstalledKaTeX.places)
    let limit = KaTeXState.maximumDepth
    let open = Self.repeated("{", limit)
    let close = Self.repeated("}", limit)
    #expect(typesetter.markup(open + "x" + close, display: false) != nil)
    #expect(typesetter.markup("{" + open + "x" + close + "}", display: false) == nil)
    #expect(typesetter.problems.count == 1)
  }

  @Test func aPageMayTakeSoMuchWork() {
    let typesetter = KaTeXTypesetter(InstalledKaTeX.places)
    let macro = #"\def\a{"# + Self.repeated("x_1", 10) + "}" + Self.repeated(#"\a"#, 20)
    let first = typesetter.markup(macro, display: false)
    #expect(first != nil)
    let count = 200
    let set = (0..<count).filter { typesetter.markup(macro + "\($0)", display: false) != nil }
    // The first ones, and then none.
    #expect(set == Array(0..<set.count) && set.count > 3 && set.count < count)
    #expect(typesetter.markup(macro, display: false) == first)
    #expect(typesetter.markup("x", display: false) == nil)
    typesetter.startPage()
    #expect(typesetter.markup("x", display: false) != nil)
  }

  @Test func aPageGivesUpAfterExhaustedFormulas() {
    let typesetter = KaTeXTypesetter(InstalledKaTeX.places)
    let long = #"\def\a{"# + Self.repeated("x_1", 100) + "}" + Self.repeated(#"\a"#, 200)
    for number in 0..<2 {
      #expect(typesetter.markup(long + "\(number)", display: false) == nil)
      #expect(typesetter.problems[number].reason == "it takes too much work")
    }
    #expect(typesetter.markup("x", display: false) == nil)
    typesetter.startPage()
    #expect(typesetter.markup("x", display: false) != nil)
  }

  @Test func aHeapKeepsItsLimits() throws {
    let library = try #require(DuktapeLibrary.find())
    let heap = try #require(
      DuktapeHeap(library, limits: DuktapeHeap.Limits(bytes: 1 << 20, allocations: 1000)))
    _ = try heap.run(
      source: Array(
        """
        this.grow = function (text) { var all = []; while (true) { all.push([text]); } };
        this.many = function () { while (true) { var x = [1]; } };
        this.deep = function deep(text) { return deep(text) + text; };
        this.echo = function (text, flag) { return text + flag; };
        """.utf8))
    #expect(throws: DuktapeHeap.Failure.exhausted) { _ = try heap.call("grow", "x", false) }
    #expect(throws: DuktapeHeap.Failure.exhausted) { _ = try heap.call("many", "x", false) }
    #expect(throws: DuktapeHeap.Failure.self) { _ = try heap.call("deep", "x", false) }
    #expect(throws: DuktapeHeap.Failure.self) { _ = try heap.call("missing", "x", false) }
    #expect(try heap.call("echo", "𠮷é", true) == "𠮷étrue")
  }

  @Test func duktapesTextIsReadBack() {
    for text in ["", "x", "é漢", "𠮷", "a𠮷b🙂"] {
      let bytes = DuktapeText.bytes(text)
      #expect(bytes.withUnsafeBufferPointer(DuktapeText.string) == text)
    }
    let lone: [UInt8] = [0xED, 0xA0, 0x80, 0x78]
    #expect(lone.withUnsafeBufferPointer(DuktapeText.string) == "\u{FFFD}x")
    let cut: [UInt8] = [0xED, 0xA0]
    _ = cut.withUnsafeBufferPointer(DuktapeText.string)
  }
}
