import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// Implementations of training differ in small ways; here is how each is fixed, with its source.
///
/// Every definition has a program in `Programs/definitions`, written as learners write it. Where the
/// product has a function for it, the program calls that; else the program states the definition,
/// and a function that comes later must equal it. Its `answers` must be what an independent source
/// gives, which `scripts/oracles/record_definitions.py` recorded: mostly PyTorch in float64.
@Suite struct DefinitionTests {
  struct Record {
    /// What each program must answer, by program and name.
    var answers: [String: [String: [Double]]] = [:]
    /// What a library answers that has fixed the same thing differently.
    var elsewhere: [String: [String: [Double]]] = [:]
    var versions: [String: String] = [:]
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  static let record: Record = {
    let file = folder.appendingPathComponent("Recorded/definitions.json")
    guard let data = try? Data(contentsOf: file),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return Record() }
    func numbers(_ key: String) -> [String: [String: [Double]]] {
      json[key] as? [String: [String: [Double]]] ?? [:]
    }
    return Record(
      answers: numbers("answers"), elsewhere: numbers("elsewhere"),
      versions: json.compactMapValues { $0 as? String })
  }()

  private static func run(_ code: String) -> BlockOutcome {
    let session = Session()
    session.prepare(seed: 0)
    return session.run(SourceText(name: "definition", text: code), block: 0)
  }

  /// The `answers` of a program, flat.
  private static func answers(_ program: String) throws -> [String: [Double]] {
    let file = folder.appendingPathComponent("Programs/definitions/\(program).py")
    let code = try String(contentsOf: file, encoding: .utf8)
    let outcome = run(
      code + """

        for _name, _value in answers.items():
            print(_name + "\\t" + " ".join(str(v) for v in np.ravel(np.array(_value, dtype=float)).tolist()))
        """)
    let failure = outcome.failures.first
    #expect(failure == nil, "\(program): \(failure?.error.message ?? "")")
    var found: [String: [Double]] = [:]
    for line in outcome.stdout.split(separator: "\n") {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      found[String(parts[0])] = parts[1].split(separator: " ").map { Double($0) ?? .nan }
    }
    return found
  }

  /// The largest difference, as a share of the largest number of the expected.
  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count, !b.isEmpty else { return .infinity }
    let scale = b.map(abs).max() ?? 0
    let furthest = zip(a, b).map { $0 == $1 ? 0 : abs($0 - $1) }.reduce(0) {
      $1.isNaN ? .infinity : max($0, $1)
    }
    return furthest == 0 ? 0 : furthest / scale
  }

  @Test(arguments: Definition.table) func agreesWithItsSource(_ definition: Definition) throws {
    let found = try Self.answers(definition.program)
    let expected = Self.record.answers[definition.program] ?? [:]
    #expect(!definition.source.isEmpty)
    #expect(!expected.isEmpty && Set(found.keys) == Set(expected.keys))
    for (name, numbers) in expected.sorted(by: { $0.key < $1.key }) {
      let answer = found[name] ?? []
      let distance = Self.distance(answer, numbers)
      #expect(
        distance <= definition.tolerance,
        "\(definition.item), \(name): \(answer.prefix(6)), the source has \(numbers.prefix(6))")
    }
    for stated in definition.stated {
      let answer = found[stated.name] ?? []
      #expect(answer.count >= stated.numbers.count, "\(stated.name)")
      for (a, b) in zip(answer, stated.numbers) {
        #expect(abs(a - b) <= stated.within, "\(definition.item), \(stated.name): \(a), not \(b)")
      }
    }
  }

  /// What is fixed differently elsewhere shows in the numbers.
  @Test(arguments: Definition.table.filter { record.elsewhere[$0.program] != nil })
  func othersDiffer(_ definition: Definition) throws {
    let found = try Self.answers(definition.program)
    for (name, numbers) in Self.record.elsewhere[definition.program] ?? [:] {
      let answer = try #require(found[name], "\(name)")
      #expect(answer.count == numbers.count, "\(name)")
      #expect(Self.distance(answer, numbers) > 1e-3, "\(definition.item), \(name)")
    }
  }

  @Test(arguments: Definition.table.flatMap(\.refused))
  func whatIsAmbiguousIsRefused(_ refused: Definition.Refused) {
    let outcome = Self.run("from lesson import nn\n" + refused.code)
    let error = outcome.failures.first?.error
    #expect(error?.message == refused.message, "\(refused.code)")
    for part in refused.hint {
      #expect(error?.hint?.contains(part) == true, "\(refused.code): \(error?.hint ?? "")")
    }
  }

  @Test func everyDefinitionHasItsProgramAndRecord() throws {
    let programs = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appendingPathComponent("Programs/definitions").path
    ).filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }
    #expect(programs.sorted() == Definition.table.map(\.program).sorted())
    #expect(programs.sorted() == Self.record.answers.keys.sorted())
    #expect(Set(Definition.table.map(\.item)).count == 19)
    for library in ["python", "numpy", "torch", "mpmath"] {
      #expect(Self.record.versions[library]?.isEmpty == false, "\(library)")
    }
  }
}
