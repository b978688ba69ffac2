import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// Thousands of random cases whose texts NumPy was asked for by
/// `scripts/oracles/record_properties.py`; of each text 24 bits of a hash are kept.
@Suite struct PropertyTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Properties")

  static let recorded: [String: [String]] = {
    guard let data = try? Data(contentsOf: folder.appendingPathComponent("recorded.json")),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = json["cases"] as? [String: String]
    else { return [:] }
    return cases.mapValues { text in
      let digits = Array(text)
      return stride(from: 0, to: digits.count - 5, by: 6).map { String(digits[$0..<$0 + 6]) }
    }
  }()

  static func hash(_ text: Substring) -> String {
    var value: UInt32 = 0x811C_9DC5
    for byte in text.utf8 { value = (value ^ UInt32(byte)) &* 0x0100_0193 }
    let digits = String(value & 0xFFFFFF, radix: 16)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  @Test(arguments: ["printing", "indexing", "expressions"])
  func everyCaseIsAsNumPyHasIt(_ name: String) throws {
    let expected = try #require(Self.recorded[name])
    #expect(expected.count >= 4_000)
    let source = try String(
      contentsOf: Self.folder.appendingPathComponent("\(name).py"), encoding: .utf8)
    let session = Session()
    session.prepare(seed: 0)
    let definitions = session.run(SourceText(name: name, text: source), block: 0)
    #expect(definitions.failures.isEmpty)
    let size = 250
    for (number, start) in stride(from: 0, to: expected.count, by: size).enumerated() {
      let end = min(start + size, expected.count)
      let outcome = session.run(
        SourceText(
          name: name, text: "for i in range(\(start), \(end)): print(case(i), end='\\x01')"),
        block: number + 1)
      #expect(outcome.failures.isEmpty, "\(outcome.failures.first?.error.message ?? "")")
      let texts = outcome.stdout.split(separator: "\u{1}", omittingEmptySubsequences: false)
      #expect(texts.count == end - start + 1)
      for (text, i) in zip(texts, start..<end) where Self.hash(text) != expected[i] {
        Issue.record("\(name) \(i) (scripts/oracles/record_properties.py \(name) \(i)): \(text)")
      }
    }
  }
}
