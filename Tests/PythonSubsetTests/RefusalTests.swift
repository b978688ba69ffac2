import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// Every construct that is refused, with its message: `Recorded/refusals.txt` holds a line for each,
/// the code (`\n` for a new line), ` => `, the message.
@Suite struct RefusalTests {
  static let cases: [(code: String, message: String)] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/refusals.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      guard !line.hasPrefix("#"), let arrow = line.range(of: " => ", options: .backwards) else {
        return nil
      }
      return (
        line[..<arrow.lowerBound].replacingOccurrences(of: "\\n", with: "\n"),
        String(line[arrow.upperBound...])
      )
    }
  }()

  private func run(_ code: String) -> BlockOutcome {
    let session = Session()
    session.prepare(seed: 0)
    return session.run(SourceText(name: "t", text: code), block: 0)
  }

  @Test func everyRefusalNamesWhatIsMissing() {
    #expect(Self.cases.count > 150)
    for (code, message) in Self.cases {
      let failure = run(code).failures.first
      #expect(failure?.error.message == "this language has no " + message, "\(code)")
      #expect(failure?.error.isRefusal == true, "\(code)")
      #expect(failure?.error.hint?.isEmpty == false, "\(code): no next move")
    }
  }

  @Test func noExceptCatchesARefusal() {
    for (code, message) in Self.cases where !code.contains("\n") {
      let indented = "try:\n  \(code)\nexcept BaseException:\n  print('caught')"
      let outcome = run(indented)
      // What is refused before anything has run is refused here too.
      #expect(outcome.stdout == "", "\(code)")
      #expect(outcome.failures.contains { $0.error.message.hasSuffix(message) }, "\(code)")
    }
  }

  /// The texts of refusals in the sources: the fixed parts, between which something is computed.
  private static func patterns() throws -> [(file: String, parts: [String])] {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/PythonSubset")
    var found: [(String, [String])] = []
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?:refused|refusal|refuse)\(\s*"/) {
        found.append((file.lastPathComponent, literal(text[match.range.upperBound...])))
      }
    }
    return found
  }

  /// The fixed parts of a string literal, from behind its first quotation mark.
  private static func literal(_ text: Substring) -> [String] {
    var parts = [""]
    var depth = 0
    var escaped = false
    for character in text {
      if depth > 0 {
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
      } else if escaped, character == "(" {
        depth = 1
        parts.append("")
      } else if !escaped, character == "\"" {
        break
      } else if character != "\\" || escaped {
        parts[parts.count - 1].append(character)
      }
      escaped = character == "\\" && !escaped && depth == 0
    }
    return parts
  }

  private static func matches(_ message: String, _ parts: [String]) -> Bool {
    guard message.hasPrefix(parts[0]), message.hasSuffix(parts[parts.count - 1]) else {
      return false
    }
    var rest = Substring(message)
    for part in parts where !part.isEmpty {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  @Test func everyRefusalOfTheSourcesHasACase() throws {
    // The first three are reached only by trees that the parser does not make, `.…` only by a method
    // of arrays that is no function of NumPy; the limits of nesting have a test of their own.
    let elsewhere: Set<String> = [
      "augmented assignment to this", "`del` of this", "starred expression here", "`.",
      "nesting deeper than ", "expressions with chains longer than ",
    ]
    let messages = Self.cases.map(\.message)
    let patterns = try Self.patterns()
    #expect(patterns.count > 120)
    for (file, parts) in patterns where !elsewhere.contains(parts[0]) {
      #expect(
        messages.contains { Self.matches($0, parts) }, "\(file): \(parts.joined(separator: "…"))")
    }
  }

  @Test func limitsStopABlockByNumber() {
    let cases = [
      ("x = [0] * (1 << 40)", "the result would take more than 2,147,483,648 bytes"),
      ("x = 'a' * (1 << 40)", "the result would take more than 2,147,483,648 bytes"),
      ("np.zeros(1 << 45)", "is larger than any size or distance here"),
      ("range(10)[1:(1 << 60)]\nnp.arange(1 << 50)", ""),
      (
        "for i in range(1 << 62): print('x' * 10000)", "the block printed more than 4,194,304 bytes"
      ),
    ]
    for (code, message) in cases {
      let failure = run(code).failures.first
      #expect(failure != nil, "\(code)")
      #expect(failure?.error.message.contains(message) ?? false || message.isEmpty, "\(code)")
    }
    let deep = run("def f(n): return f(n + 1)\nf(0)").failures.first
    #expect(deep?.error.type == "RecursionError")
    let nested = run(String(repeating: "(", count: 150) + "1" + String(repeating: ")", count: 150))
    #expect(nested.failures.first?.error.message == "this language has no nesting deeper than 100")
    let chain = run("x = " + String(repeating: "1 + ", count: 1_500) + "1")
    #expect(
      chain.failures.first?.error.message
        == "this language has no expressions with chains longer than 1000")
  }
}
