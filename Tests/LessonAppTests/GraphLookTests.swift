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
  static let kinds = [
    "chain", "fork", "max", "staged", "vector", "matrix", "net", "open", "loop",
  ]
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

  // MARK: On a page

  private struct Label {
    var text: String
    var box: (left: Double, top: Double, right: Double, bottom: Double)

    func overlaps(_ other: Label) -> Bool {
      box.left < other.box.right && other.box.left < box.right && box.top < other.box.bottom
        && other.box.top < box.bottom
    }
  }

  /// Labels of the drawing, with about the room that their letters take.
  private static func labels(_ svg: Substring) -> [Label] {
    var labels: [Label] = []
    for piece in svg.split(separator: "<text ").dropFirst() {
      guard let close = piece.firstIndex(of: ">"), let end = piece.firstIndex(of: "<") else {
        continue
      }
      func attribute(_ name: String) -> String {
        let parts = piece[..<close].split(separator: "\"", omittingEmptySubsequences: false)
        for (key, value) in zip(parts, parts.dropFirst()) where key.hasSuffix("\(name)=") {
          return String(value)
        }
        return ""
      }
      let text = piece[piece.index(after: close)..<end].replacing("&lt;", with: "<")
      let kind = attribute("class")
      let size = kind.contains("branch") ? 13.0 : kind == "name" ? 12 : kind == "symbol" ? 20 : 15
      let width = Double(text.count) * size * 0.5
      let x = Double(attribute("x")) ?? 0
      let y = Double(attribute("y")) ?? 0
      let anchor = attribute("text-anchor")
      let left = anchor == "middle" ? x - width / 2 : anchor == "end" ? x - width : x
      labels.append(
        Label(text: String(text), box: (left, y - size * 0.7, left + width, y)))
    }
    return labels
  }

  @Test(arguments: kinds)
  func noLabelOfADrawingCoversAnother(_ kind: String) throws {
    let page = HTMLRenderer(options: HTMLOptions()).page(try Self.run(kind))
    let start = try #require(page.firstRange(of: "<svg class=\"drawing"))
    let end = try #require(page[start.lowerBound...].firstRange(of: "</svg>"))
    let svg = page[start.lowerBound..<end.lowerBound]
    let labels = Self.labels(svg)
    #expect(labels.count > 8)
    for (index, label) in labels.enumerated() {
      for other in labels[(index + 1)...] {
        #expect(!label.overlaps(other), "\(kind): \(label.text) and \(other.text)")
      }
    }
    let box = try #require(svg.firstRange(of: "viewBox=\"0 0 "))
    let sizes = svg[box.upperBound...].prefix { $0 != "\"" }.split(separator: " ")
      .compactMap { Double($0) }
    // The drawing is moved in by its margin.
    for label in labels {
      #expect(label.box.left >= -14 && label.box.right <= sizes[0], "\(label.text)")
      #expect(label.box.top >= -28 && label.box.bottom <= sizes[1], "\(label.text)")
    }
  }
}
