import Diagnostics
import Testing

@Suite struct TextLineTests {
  @Test(arguments: [
    ("", [""]), ("a", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b", ""]),
    ("a\rb", ["a", "b"]), ("\r\n\r\n", ["", "", ""]), ("a\n\rb", ["a", "", "b"]),
    ("e\u{301}\r\n\u{301}x\u{2028}y", ["e\u{301}", "\u{301}x\u{2028}y"]),
  ])
  func linesEndInThreeWays(text: String, expected: [String]) {
    #expect(text.textLines.map(String.init) == expected)
    // Nothing is lost, and without returns there are as many lines.
    let whole = text.linesWithEnds.map { String($0.text) + String($0.end) }.joined()
    #expect(Array(whole.utf8) == Array(text.utf8))
    #expect(text.withLineFeeds == expected.joined(separator: "\n"))
  }
}
