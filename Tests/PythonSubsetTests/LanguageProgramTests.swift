import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// Programs that print; what CPython prints was recorded by
/// `scripts/oracles/record_language_programs.py`.
@Suite struct LanguageProgramTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Programs")

  static let recorded: [String: String] = {
    guard let data = try? Data(contentsOf: folder.appendingPathComponent("recorded.json")),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return [:] }
    return json["programs"] as? [String: String] ?? [:]
  }()

  @Test(arguments: recorded.keys.sorted()) func program(_ name: String) throws {
    let source = try String(
      contentsOf: Self.folder.appendingPathComponent("\(name).py"), encoding: .utf8)
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(SourceText(name: name, text: source), block: 0)
    let failure = outcome.failures.first
    #expect(failure == nil, "\(failure?.error.type ?? ""): \(failure?.error.message ?? "")")
    let found = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = (Self.recorded[name] ?? "").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(found.count == expected.count)
    for (line, (a, b)) in zip(found, expected).enumerated() where a != b {
      Issue.record("\(name), output line \(line + 1): \(a)\nexpected: \(b)")
    }
  }

  @Test func everyProgramIsRecorded() throws {
    let programs = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }
    #expect(Set(programs) == Set(Self.recorded.keys))
  }

  @Test func refusalsNameWhatIsMissingAndAreNotCaught() throws {
    let cases: [(code: String, message: String)] = [
      ("async def f(): pass", "this language has no `async`"),
      ("x = 3j", "this language has no complex numbers"),
      ("b = b'x'", "this language has no bytes literals"),
      ("import pandas", "this language has no module `pandas`"),
      ("try:\n  open('f')\nexcept Exception: pass", "this language has no `open`"),
      (
        "x = 9223372036854775807\ntry:\n  x += 1\nexcept OverflowError: pass",
        "this language has no integers past 64 bits"
      ),
      ("class A(int, str): pass", "this language has no class with more than one base"),
      ("import numpy as np\nnp.sum([1], where=[True])", "this language has no `where=` of sum"),
      ("import numpy as np\nnp.fft", "this language has no `numpy.fft`"),
    ]
    for (code, message) in cases {
      let session = Session()
      session.prepare(seed: 0)
      let outcome = session.run(SourceText(name: "t", text: code), block: 0)
      #expect(outcome.failures.first?.error.message == message, "\(code)")
      #expect(outcome.failures.first?.error.isRefusal == true, "\(code)")
    }
  }

  @Test func limitsStopABlockAndTheSessionGoesOn() throws {
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 10_000
    let endless = session.run(SourceText(name: "t", text: "while True:\n    pass"), block: 0)
    #expect(endless.failures.first?.error.type == "Limit")
    #expect(endless.failures.first?.error.message == "the block took more than 10,000 steps")
    let deep = session.run(
      SourceText(name: "t", text: "def f(n): return f(n + 1)\nf(0)"), block: 1)
    #expect(deep.failures.first?.error.type == "RecursionError")
    let big = session.run(SourceText(name: "t", text: "x = 'a' * (1 << 40)"), block: 2)
    #expect(big.failures.first?.error.type == "Limit")
    let after = session.run(SourceText(name: "t", text: "1 + 1"), block: 3)
    #expect(after.value == "2")
  }

  @Test func everyExampleOfTheDocumentationRuns() throws {
    for entry in BuiltinCatalogue.entries {
      let session = Session()
      session.prepare(seed: 0)
      session.data = ExampleData.lesson
      let outcome = session.run(SourceText(name: entry.name, text: entry.example), block: 0)
      let failure = outcome.failures.first
      #expect(failure == nil, "\(entry.name): \(failure?.error.message ?? "")")
      #expect(!entry.summary.isEmpty)
    }
  }

  @Test func syntaxErrorsOfABlockAreReportedTogether() {
    let session = Session()
    let outcome = session.run(
      SourceText(name: "t", text: "x = (1\ny = 2\n"), block: 0)
    #expect(outcome.failures.first?.error.message == "'(' was never closed")
    let two = session.run(SourceText(name: "t", text: "x = = 1\ny = 2\nfor i in: pass\n"), block: 1)
    #expect(two.failures.count == 2)
    #expect(!two.started)
  }
}
