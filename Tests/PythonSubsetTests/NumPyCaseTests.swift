import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// Small programs, one or more for each function of NumPy and of the standard modules; what CPython
/// prints was recorded by `scripts/oracles/record_numpy_cases.py`.
///
/// `RECORDED_NUMPY=file` compares with other recordings, `NUMPY_REPORT=file` writes how each came out.
@Suite struct NumPyCaseTests {
  struct Recording: Decodable {
    var cases: [Case]
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var features: [String]
    var code: String
    var printed: String
    var error: String
    var refused: Bool

    var testDescription: String { features.joined(separator: " ") }
  }

  static let recorded: [Case] = {
    let file =
      ProcessInfo.processInfo.environment["RECORDED_NUMPY"].map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/numpy.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode(Recording.self, from: data))?.cases ?? []
  }()

  /// What a case prints here, and the error or refusal that stopped it.
  private func run(_ item: Case) -> (printed: String, error: String, isRefused: Bool) {
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(SourceText(name: "case", text: item.code), block: 0)
    guard let error = outcome.failures.first?.error else { return (outcome.stdout, "", false) }
    return (outcome.stdout, "\(error.type): \(error.message)", error.isRefusal)
  }

  @Test func everyCaseAnswersAsNumPyDoes() throws {
    #expect(!Self.recorded.isEmpty)
    var report = ""
    for item in Self.recorded {
      let (printed, error, isRefused) = run(item)
      let isRight = item.refused ? isRefused : printed == item.printed && error == item.error
      report += (isRight ? item.refused ? "refused" : "right" : isRefused ? "REFUSED" : "WRONG")
      report += "\t\(item.features.joined(separator: " "))\n"
      guard !isRight else { continue }
      report += "\(item.code)--- here:\n\(printed)\(error)\n--- recorded:\n"
      report += "\(item.printed)\(item.error)\n\n"
      Issue.record(
        "\(item.features.joined(separator: " ")):\n\(item.code)gave \(printed)\(error)\nexpected \(item.printed)\(item.error)"
      )
    }
    if let path = ProcessInfo.processInfo.environment["NUMPY_REPORT"] {
      try report.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }
}
