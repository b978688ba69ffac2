import Glibc
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering
import Testing

@testable import LessonApp

/// How eight kinds of graph look: in the terminal at two widths, in ASCII, in colour, on a page.
///
/// The files beside the lessons are what was looked at and found good. After a change that is meant:
/// `LESSON_RECORD=1 swift test --filter GraphLookTests`, then read the difference.
struct GraphLookTests {
  static let kinds = ["chain", "fork", "max", "staged", "vector", "matrix", "net", "loop"]
  private static let folder = packageFolder + "/Tests/LessonAppTests/Graphs"
  private static let isRecording = getenv("LESSON_RECORD") != nil

  static func run(_ kind: String) throws -> LessonRun {
    let path = "\(folder)/\(kind).md"
    let bytes = try FileSystem.read(path, limit: 1 << 20)
    return LessonRunner.run(LessonReader.read(bytes: bytes, name: "\(kind).md"))
  }

  @Test(arguments: kinds, ["80", "120", "ascii", "color"])
  func terminal(_ kind: String, _ look: String) throws {
    let options = TerminalOptions(
      width: look == "120" ? 120 : 80, color: look == "color", unicode: look != "ascii")
    let found = TerminalRenderer(options: options).render(try Self.run(kind))
    let path = "\(Self.folder)/\(kind).\(look).txt"
    if Self.isRecording { try FileSystem.write(Array(found.utf8), to: path) }
    let wanted = String(
      decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
    if found == wanted { return }
    let lines = zip(
      found.split(separator: "\n", omittingEmptySubsequences: false),
      wanted.split(separator: "\n", omittingEmptySubsequences: false))
    let first = lines.enumerated().first { $1.0 != $1.1 }
    Issue.record(
      """
      \(kind).\(look).txt, line \((first?.offset ?? -1) + 1)
      found  \(first?.element.0 ?? "")
      wanted \(first?.element.1 ?? "")
      """)
  }

  /// No line is too wide, and no label falls on a wire, at any width.
  @Test(arguments: kinds)
  func everyWidth(_ kind: String) throws {
    let run = try Self.run(kind)
    for width in stride(from: 40, through: 160, by: 4) {
      let renderer = TerminalRenderer(options: TerminalOptions(width: width))
      for line in renderer.lines(of: run) { #expect(line.width <= width, "\(width): \(line.text)") }
    }
  }

  @Test(arguments: kinds)
  func everyEquationIsTrue(_ kind: String) throws {
    var count = 0
    for trace in try Self.run(kind).blocks.flatMap(\.traces) {
      let texts =
        trace.nodes.map(\.forward) + trace.nodes.map(\.gradientSum) + trace.edges.map(\.text)
        + trace.groups.flatMap { $0.edges.map(\.text) }
      for text in texts where text.contains(" = ") || text.contains("≈") {
        #expect(EquationChecker.check(text) == nil, "\(text)")
        count += 1
      }
    }
    #expect(count > 5)
  }
}
