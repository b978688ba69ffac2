import Arrays
import Diagnostics
import Foundation
import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner
@testable import PythonSubset

/// Small programs under `trace`: values as CPython + NumPy give them, gradients as central
/// differences of the same program give them (recorded by `scripts/oracles/record_traced_programs.py`).
@Suite struct TracedProgramTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Programs")

  nonisolated(unsafe) static let recorded: [String: [String: Any]] = {
    guard let data = try? Data(contentsOf: folder.appendingPathComponent("recorded.json")),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let programs = json["programs"] as? [String: [String: Any]]
    else { return [:] }
    return programs
  }()

  static let names = recorded.keys.sorted()

  @Test func thereAreAtLeastForty() {
    #expect(Self.names.count >= 40)
  }

  @Test(arguments: names) func program(_ name: String) throws {
    let recorded = try #require(Self.recorded[name])
    let text = try String(
      contentsOf: Self.folder.appendingPathComponent("\(name).py"), encoding: .utf8)
    let lesson = LessonReader.read(text: "```python\n\(text)\n```\n", name: name)
    #expect(lesson.diagnostics.isEmpty, "\(lesson.diagnostics)")
    let block = try #require(lesson.blocks.first)
    let session = Session()
    session.prepare(seed: 0)
    let output = try #require(recorded["output"] as? String)
    let outcome = session.run(
      SourceText(name: name, text: block.code), block: 0,
      trace: TraceRequest(outputs: [output], leaves: block.options.leaves))
    let failure = outcome.failures.first
    try #require(failure == nil, "\(failure?.error.type ?? ""): \(failure?.error.message ?? "")")
    #expect(outcome.stdout == recorded["stdout"] as? String)

    for (variable, expected) in recorded["bound"] as? [String: Any] ?? [:] {
      let value = try #require(session.global(variable), "\(variable) is not bound")
      try compare("\(name): \(variable)", numbers(of: value, session), flatten(expected), 1e-9)
    }

    let tape = try #require(outcome.tape)
    let tracer = try #require(outcome.tracer)
    let node = try #require(tracer.lastBound.last { $0.name == output }?.node)
    var builder = try TraceBuilder(
      session: session, tape: tape, tracer: tracer, output: tape.index(node), outputName: output,
      depth: nil, isFull: true, line: { _ in nil })
    let trace = try builder.build()
    let traced = TracedBlock(label: nil, blockIndex: 0, builder: builder, trace: trace)
    for (leaf, expected) in recorded["gradients"] as? [String: Any] ?? [:] {
      let wanted = flatten(expected)
      guard let gradient = LiveNumbers.gradient(leaf, traced, session) else {
        #expect(wanted.allSatisfy { abs($0) < 1e-9 }, "\(name): no gradient for \(leaf)")
        continue
      }
      try compare("\(name): gradient of \(leaf)", numbers(of: gradient, session), wanted, 1e-6)
    }
    for text in equations(trace) {
      let problem = EquationChecker.check(text)
      #expect(problem == nil, "\(name): \(text): \(problem ?? "")")
    }
  }

  private func equations(_ trace: Trace) -> [String] {
    (trace.nodes.map(\.forward) + trace.nodes.map(\.gradientSum) + trace.edges.map(\.text)
      + trace.groups.flatMap { $0.edges.map(\.text) }).filter {
        $0.contains("=") || $0.contains("≈")
      }
  }

  private func compare(_ what: String, _ found: [Double], _ expected: [Double], _ tolerance: Double)
    throws
  {
    #expect(found.count == expected.count, "\(what): \(found) for \(expected)")
    for (a, b) in zip(found, expected) {
      let close = a == b || abs(a - b) <= tolerance * max(1, abs(a), abs(b)) || (a.isNaN && b.isNaN)
      #expect(close, "\(what): \(a), expected \(b)")
    }
  }

  private func numbers(of value: Value, _ session: Session) throws -> [Double] {
    if let number = value.number { return [number] }
    if let array = value.asObject(ArrayObject.self) { return array.array.doubles }
    if let dictionary = value.asObject(DictionaryObject.self) {
      return try dictionary.pairs.flatMap { try numbers(of: $0.value, session) }
    }
    if let sequence = value.asObject(SequenceObject.self) {
      return try sequence.items.flatMap { try numbers(of: $0, session) }
    }
    return []
  }

  private func flatten(_ json: Any) -> [Double] {
    if let number = json as? NSNumber { return [number.doubleValue] }
    if let list = json as? [Any] { return list.flatMap(flatten) }
    if let fields = json as? [String: Any] {
      if let values = fields["values"] ?? fields["value"] ?? fields["items"] {
        return flatten(values)
      }
    }
    return []
  }
}
