import Diagnostics
import LessonOutput
import Testing

@testable import LessonDocument

/// Inputs made to break readers: all must come back, none may trap.
@Suite struct HostileTests {
  private static func times(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  static let inputs: [(String, String)] = [
    ("quotes", times("> ", 50_000) + "x"),
    ("list items", times("- ", 10_000) + "x"),
    ("nested lists", (0..<300).map { times(" ", 2 * $0) + "- x\n" }.joined()),
    ("brackets", times("[", 100_000)),
    ("links", times("[a](", 20_000)),
    ("nested links", times("[", 20_000) + "a" + times("](x)", 20_000)),
    ("emphasis", times("*a ", 50_000)),
    ("nested emphasis", times("*a **b ", 5_000) + "x" + times("** *", 5_000)),
    ("backticks", (1..<400).map { times("`", $0) + " " }.joined()),
    ("comments", times("a <!--", 50_000)),
    ("tags", times("<a x=", 50_000)),
    ("quoted tags", times("<a x='<a y=\"", 20_000)),
    ("open tags", "x " + times("<b>", 20_000) + times("</i>", 20_000)),
    ("inline frames", times("<iframe>", 20_000)),
    ("nested tags and emphasis", times("<b>*a <i>**b ", 2_000)),
    ("details", times("<details>\n\n", 5_000)),
    ("details in quotes", times("> <details>\n\n", 5_000)),
    ("dollars", times("$", 100_000)),
    ("single dollars", times("$a ", 50_000)),
    ("display dollars", times("$$\n", 50_000)),
    ("pipes", times("|", 50_000) + "\n" + times("-|", 50_000)),
    ("delimiter rows", "a|b\n" + times("-|-\n", 5_000)),
    ("footnotes", (0..<5_000).map { "[^\($0)]: w\n" }.joined()),
    ("digits", times("1", 100_000) + "<!-- f -->"),
    ("zero bytes", times("a\0$x$\n", 5_000)),
    ("carriage returns", times("\r", 50_000)),
    ("dead emphasis", times("**a。**b", 10_000)),
    ("options", "```python\n" + times("#| label: a\n", 10_000) + "```\n"),
    ("continuations", "```python\n#| check:\n" + times("#|   b\n", 10_000) + "```\n"),
    ("empty summaries", times("<details><summary></summary>\n\n<summary>\n\n", 1_000)),
    ("hints", times("<!-- hint -->\n\n", 5_000)),
    (
      "every private-use character",
      (0xE000...0xF8FF).map { String(Unicode.Scalar(UInt16($0))!) }
        .joined() + " $x$"
    ),
  ]

  private func depth(_ prose: [Prose]) -> Int {
    prose.map { block in
      switch block {
      case .quote(let content), .details(_, _, let content): 1 + depth(content)
      case .list(let list): 1 + (list.items.map(depth).max() ?? 0)
      case .part(let part): depth(part.content)
      default: 1
      }
    }.max() ?? 0
  }

  @Test(arguments: inputs.map(\.0)) func comesBack(_ name: String) throws {
    let text = try #require(Self.inputs.first { $0.0 == name }?.1)
    let lesson = read(text)
    #expect(depth(lesson.prose) <= Prose.maximumDepth + 1)
    #expect(lesson.diagnostics.count <= 3 * DiagnosticList.maximumOfEachSeverity + 1)
    for diagnostic in lesson.diagnostics.prefix(3) {
      #expect(!diagnostic.formatted(file: "lesson.md").isEmpty)
    }
  }

  @Test func contentBelowTheDepthLimitStays() {
    let lesson = read(Self.times("> ", 500) + "deep")
    #expect(String(describing: lesson.prose).contains("deep"))
    #expect(depth(lesson.prose) == Prose.maximumDepth + 1)
  }

  @Test func sizeLimit() {
    let most = String(repeating: "a", count: LessonReader.maximumBytes)
    #expect(!read(most).hasErrors)
    #expect(read(most + "a").hasErrors)
    #expect(LessonReader.read(bytes: Array((most + "a").utf8), name: "x").hasErrors)
  }

  @Test func blockLimit() {
    let most = String(repeating: "a\n\n", count: LessonReader.maximumBlocks)
    #expect(read(most).prose.count == LessonReader.maximumBlocks)
    #expect(read(most + "a").hasErrors)
  }

  @Test func badBytesAreErrorsWithTheirPlace() {
    let bytes = Array("a\né".utf8) + [0xFF, 0xFE] + Array(" $x$".utf8)
    let lesson = LessonReader.read(bytes: bytes, name: "lesson.md")
    #expect(lesson.diagnostics.map(\.severity) == [.error])
    #expect(lesson.diagnostics.first?.location == Location(line: 2, column: 2))
    #expect(
      lesson.prose == [
        .paragraph([.text("a"), .softBreak, .text("é\u{FFFD} "), .math("x")])
      ])
    for bad: [UInt8] in [
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE4, 0xB8],
    ] {
      #expect(LessonReader.read(bytes: bad, name: "x").hasErrors)
    }
  }

  @Test func byteOrderMark() {
    let lesson = read("\u{FEFF}---\ntitle: x\n---\n# a $x$\n")
    #expect(lesson.frontMatter.title == "x")
    #expect(lesson.prose.count == 1)
    #expect(inlines("\u{FEFF}$x$ 1<!-- f -->") == [.math("x"), .text(" "), .number(0)])
  }

  @Test func emptyFile() {
    #expect(read("").prose.isEmpty)
    #expect(read("\n\n").diagnostics.isEmpty)
  }
}
