import Testing

@testable import LessonDocument

/// The limits that keep a hostile file from taking more memory than there is.
@Suite struct SizeLimitTests {
  private func pieces(_ text: String) -> Int { MarkdownPieces.count(Array(text.utf8)[...]) }

  @Test func piecesAreCounted() {
    #expect(pieces("") == 0)
    #expect(pieces("a b") == 3)
    #expect(pieces("a\n\n\nb") == 6)
    #expect(pieces("*a* **b**") == 2 + 7)
    #expect(pieces("[a](b)") == 2 + 4)
    #expect(pieces("[[[[") == 2 + 4)
  }

  @Test func fencedCodeIsOnePiece() {
    #expect(pieces("```\n*a*\n*b*\n```\n") == 1)
    #expect(pieces("~~~~ x\n~~~\n*a*\n  ~~~~  \nb") == 1 + 3)
    #expect(pieces("``` a`b\nc") > 3)
    // These may be in raw HTML, or end a fence of a list.
    #expect(pieces("<!--\n```\n-->\n*a*") > 6)
    #expect(pieces("- ```\n  ```\n*a*\n") > 6)
    #expect(pieces(" ```\n```\n*a*\n") > 4)
  }

  /// No more nodes are made than were counted, whatever the text.
  @Test func theCountIsABound() {
    for (_, text) in HostileTests.inputs where text.utf8.count < 200_000 {
      let nodes = CMarkDocument(Array(text.utf8)).tree().nodes.count
      // Containers can stand many on a line.
      let containers = text.utf8.count { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "-") }
      #expect(nodes <= pieces(text) + 2 * containers + 1, "\(text.prefix(40))")
    }
  }

  @Test func pieceLimit() {
    let most = String(repeating: "[", count: LessonReader.maximumPieces - 2)
    #expect(!read(most).hasErrors)
    let refused = read(most + "[")
    #expect(refused.prose.isEmpty)
    #expect(refused.diagnostics.map(\.severity) == [.error])
    #expect(
      refused.diagnostics.first?.message.contains("at most \(LessonReader.maximumPieces)") == true)
  }

  @Test func numberLimit() {
    let text = String(repeating: "1<!-- f --> ", count: LessonReader.maximumNumbers + 10)
    let lesson = read(text)
    #expect(lesson.numbers.count == LessonReader.maximumNumbers)
    #expect(lesson.diagnostics.contains { $0.message.hasPrefix("Live numbers below this one") })
  }

  @Test func textsApartGetTheDefinitionsTheyName() {
    let definitions = LinkDefinitions(
      ["[a b]: /u", "[A  B]: /v", "[c\\]d]: /w", "[e]: /x"].map { Array($0.utf8)[...] })
    func named(_ text: String) -> String {
      String(decoding: definitions.named(in: Array(text.utf8)), as: UTF8.self)
    }
    #expect(named("x [A B] [a b] [c\\]d]") == "[a b]: /u\n[c\\]d]: /w\n")
    #expect(named("[none] \\[e]") == "")
    let lesson = read("| [a] | [*b*][c] |\n|---|---|\n| [d] | x |\n\n[a]: /1\n[C]: /2\n[d]: /3\n")
    let shown = String(describing: lesson.prose)
    for address in ["/1", "/2", "/3"] { #expect(shown.contains("\"\(address)\"")) }
  }
}
