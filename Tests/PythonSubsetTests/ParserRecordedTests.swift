import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// What CPython 3.11 made of the snippets of `scripts/oracles/record_syntax.py`.
struct RecordedSyntax: Decodable {
  struct Accepted: Decodable {
    var source: String
    var tree: String
  }
  struct Rejected: Decodable {
    var source: String
    var type: String
    var message: String
    var line: Int
  }
  var accepted: [Accepted]
  var rejected: [Rejected]

  static func load(_ file: String = #filePath) throws -> RecordedSyntax {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Recorded/syntax.json"))
    return try JSONDecoder().decode(RecordedSyntax.self, from: data)
  }
}

func parse(_ text: String) -> ParseResult {
  Parser.parse(SourceText(name: "block", text: text), convertsPython2: false)
}

@Test func acceptedSnippetsHaveThePythonTree() throws {
  let recorded = try RecordedSyntax.load()
  #expect(recorded.accepted.count >= 120)
  for snippet in recorded.accepted {
    let result = parse(snippet.source)
    let tree = ParserDump.show(result.statements)
    #expect(result.diagnostics.isEmpty, "\(snippet.source)\(result.diagnostics)")
    #expect(tree == snippet.tree, "\(snippet.source)")
  }
}

@Test func rejectedSnippetsHaveThePythonMessage() throws {
  let recorded = try RecordedSyntax.load()
  #expect(recorded.rejected.count >= 60)
  for snippet in recorded.rejected {
    let source = SourceText(name: "block", text: snippet.source)
    let found = Parser.parse(source, convertsPython2: false).diagnostics.first
    let line = found.map { source.line(at: $0.span.start) }
    let ours = "\(found?.pythonType ?? "-") \(line ?? 0) \(found?.message ?? "accepted")"
    let expected = "\(snippet.type) \(snippet.line) \(snippet.message)"
    #expect(ours == expected, "\(snippet.source)")
  }
}
