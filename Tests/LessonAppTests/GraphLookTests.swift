import Glibc
import LessonDocument
import LessonOutput
import LessonRunner
import Testing

@testable import LessonApp
@testable import Rendering

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
      for trace in run.blocks.flatMap(\.traces) {
        for isASCII in [false, true] where width % (isASCII ? 40 : 8) == 0 {
          let drawing = CircuitDrawing.fitting(
            TraceView(trace), width: width - 2, isASCII: isASCII)
          #expect((drawing?.collisions ?? 0) == 0, "\(width)")
        }
      }
    }
  }

  /// A wire that goes to several gates has a dot, in the drawing and in the legend; others none.
  @Test(arguments: kinds)
  func forksAreSeen(_ kind: String) throws {
    let run = try Self.run(kind)
    let trace = try #require(run.blocks.flatMap(\.traces).first)
    let view = TraceView(trace)
    let forks = view.nodes.count { $0.consumers.count > 1 }
    for width in [80, 120, 160] {
      let drawing = try #require(CircuitDrawing.fitting(view, width: width, isASCII: false))
      let dots = drawing.lines.map { $0.text.count { $0 == Canvas.fork } }.reduce(0, +)
      #expect(forks == 0 ? dots == 0 : dots >= forks, "\(width)")
    }
    let text = TerminalRenderer(options: TerminalOptions(width: 80)).render(run)
    #expect(text.contains("● fork") == (forks > 0))
  }

  /// The gate in focus is marked by signs too, not only by colour, and nothing else moves.
  @Test(arguments: kinds)
  func theGateInFocusIsSeenWithoutColour(_ kind: String) throws {
    let trace = try #require(try Self.run(kind).blocks.flatMap(\.traces).first)
    let view = TraceView(trace)
    let plain = try #require(CircuitDrawing.fitting(view, width: 118, isASCII: false))
    for count in stride(from: 1, through: view.steps.count, by: 5) {
      let progress = CircuitProgress(
        values: Set(view.nodes.indices), gradients: Set(view.nodes.indices),
        focus: CircuitProgress(after: count, of: view).focus)
      let drawing = try #require(
        CircuitDrawing.fitting(view, width: 118, isASCII: false, progress: progress))
      let text = drawing.lines.map(\.text).joined(separator: "\n")
      let box = view.nodes[try #require(progress.focus)].label
      #expect(text.contains("▸\(box)◂"))
      #expect(drawing.lines.map(\.width) == plain.lines.map(\.width))
    }
  }

  @Test(arguments: kinds)
  func everyEquationIsTrue(_ kind: String) throws {
    var count = 0
    for trace in try Self.run(kind).blocks.flatMap(\.traces) {
      let texts =
        trace.nodes.map(\.forward) + trace.nodes.map(\.gradientSum) + trace.edges.map(\.text)
        + trace.groups.flatMap { $0.edges.map(\.text) }
      let view = TraceView(trace)
      let elements =
        view.nodes.indices.compactMap { ProductElement.forward($0, in: view) }
        + view.wires.compactMap { ProductElement.backward($0, in: view) }
      for text in texts + elements where text.contains(" = ") || text.contains("≈") {
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

    /// Whether a label is what stands in this box.
    func holds(_ label: Label) -> Bool {
      text == label.text && box.left <= label.box.left && label.box.right <= box.right
        && box.top <= label.box.top && label.box.bottom <= box.bottom
    }
  }

  /// The boxes of the drawing's nodes, with what stands in them.
  private static func boxes(_ svg: Substring) -> [Label] {
    svg.split(separator: "<g class=\"node ").dropFirst().compactMap { piece -> Label? in
      guard let rect = piece.firstRange(of: "<rect "), let text = piece.firstRange(of: "<text ")
      else { return nil }
      func number(_ name: String) -> Double {
        guard let start = piece[rect.lowerBound...].firstRange(of: " \(name)=\"") else { return 0 }
        return Double(piece[start.upperBound...].prefix { $0 != "\"" }) ?? 0
      }
      let content = piece[text.upperBound...].drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }
      let (x, y) = (number("x"), number("y"))
      return Label(
        text: String(content).replacing("&lt;", with: "<"),
        box: (x, y, x + number("width"), y + number("height")))
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
    // Every gate has the number of its step in the table.
    let trace = try #require(try Self.run(kind).blocks.flatMap(\.traces).first)
    let view = TraceView(trace)
    for step in view.steps.prefix(view.forwardCount) {
      #expect(svg.contains(">\(step.number)</text>"))
      #expect(page.contains(">\(step.number)</th>"))
    }
    let boxes = Self.boxes(svg)
    #expect(boxes.count == view.nodes.count)
    for (index, box) in boxes.enumerated() {
      for other in boxes[(index + 1)...] { #expect(!box.overlaps(other)) }
      for label in labels where !box.holds(label) {
        #expect(!box.overlaps(label), "\(kind): \(label.text) on \(box.text)")
      }
    }
    // The drawing is moved in by its margin.
    for label in labels {
      #expect(label.box.left >= -14 && label.box.right <= sizes[0], "\(label.text)")
      #expect(label.box.top >= -28 && label.box.bottom <= sizes[1], "\(label.text)")
    }
  }
}
