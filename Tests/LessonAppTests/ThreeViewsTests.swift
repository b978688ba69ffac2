import Foundation
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering
import Testing

@testable import LessonApp

/// The terminal, the JSON and the page of one run say the same numbers, and every equation that any
/// of them shows is true.
@Suite struct ThreeViewsTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized

  private static func run(_ name: String) throws -> LessonRun {
    let path = root.appendingPathComponent("lessons/\(name)").path
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var options = RunOptions()
    options.summarises = true
    return LessonRunner.run(LessonReader.read(bytes: bytes, name: path), options: options)
  }

  private func traces(_ run: LessonRun) throws -> [(block: [String: Any], trace: [String: Any])] {
    let text = JSONText.pretty(try JSONEncoding.value(run))
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let blocks = try #require(json?["blocks"] as? [[String: Any]])
    return blocks.flatMap { block in
      let traces = block["traces"] as? [[String: Any]] ?? []
      return traces.map { (block: block, trace: $0) }
    }
  }

  /// Labels of blocks and what must come out: the course's own figures, recomputed.
  private static let expected: [(label: String, name: String, value: Double, gradient: Double)] = [
    ("circuit", "x", -2, -4), ("circuit", "y", 5, -4), ("circuit", "z", -4, 3),
    ("circuit", "q", 3, -4), ("circuit", "f", -12, 1),
    ("neuron", "w[0]", 2, -0.19661193), ("neuron", "w[1]", -3, -0.39322387),
    ("neuron", "w[2]", -3, 0.19661193), ("neuron", "x[0]", -1, 0.39322387),
    ("neuron", "x[1]", -2, -0.58983580), ("neuron", "f", 0.73105858, 1),
    ("neuron", "den", 1.36787944, -0.53444665),
    ("habits", "x", 3, -8), ("habits", "y", -4, 6), ("habits", "z", 2, 2), ("habits", "w", -1, 0),
    ("habits", "f", -20, 1),
    ("copy", "a", 3, 2),
    ("small-input", "w", 0.5, 0.6), ("large-input", "w", 0.5, 60),
    ("staged", "x", 3, 2.05956980), ("staged", "y", -4, 1.59223275),
    ("staged", "f", 1.54564488, 1),
  ]

  @Test func theCoursesNumbersComeOut() throws {
    let all = try traces(Self.run("backprop.md"))
    for item in Self.expected {
      let trace = try #require(
        all.first { $0.block["label"] as? String == item.label }?.trace, "\(item.label)")
      let nodes = try #require(trace["nodes"] as? [[String: Any]])
      let node = try #require(
        nodes.last { $0["name"] as? String == item.name }, "\(item.label): \(item.name)")
      let value = try #require((node["value"] as? NSNumber)?.doubleValue)
      let gradient = try #require((node["gradient"] as? NSNumber)?.doubleValue)
      #expect(abs(value - item.value) < 1e-8, "\(item.label): \(item.name) is \(value)")
      #expect(abs(gradient - item.gradient) < 1e-8, "\(item.label): d\(item.name) is \(gradient)")
    }
    // dx of the staged function is a sum of three branches.
    let staged = try #require(all.first { $0.block["label"] as? String == "staged" }?.trace)
    let nodes = try #require(staged["nodes"] as? [[String: Any]])
    let x = try #require(nodes.first { $0["name"] as? String == "x" }?["id"] as? Int)
    let edges = try #require(staged["edges"] as? [[String: Any]])
    let sent = edges.filter { $0["from"] as? Int == x }.compactMap {
      ($0["downstream"] as? NSNumber)?.doubleValue
    }
    #expect(sent.count == 3)
    for part in [1.583186895, -0.035761548, 0.512144449] {
      #expect(sent.contains { abs($0 - part) < 1e-8 }, "no branch sends \(part): \(sent)")
    }
  }

  /// Whole numbers are written without a point where they are integers.
  private func digits(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  @Test(arguments: ["backprop.md", "guide/first-lesson.md"])
  func terminalJSONAndPageAgree(_ name: String) throws {
    let run = try Self.run(name)
    func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    var options = TerminalOptions()
    options.width = 100
    options.full = true
    let terminal = squeezed(TerminalRenderer(options: options).render(run))
    let page = HTMLRenderer(options: HTMLOptions()).page(run)
    let squeezedPage = squeezed(page)
    var checked = 0
    for block in run.blocks {
      for trace in block.traces {
        let view = TraceView(trace)
        for node in view.nodes {
          if node.isGate, node.group == nil {
            let isInTerminal = terminal.contains(squeezed(node.forward))
            #expect(isInTerminal, "terminal: \(node.forward)")
            let isOnPage = squeezedPage.contains(squeezed(node.forward))
            #expect(isOnPage, "page: \(node.forward)")
          }
          if let value = node.node.value.number {
            let isOnPage =
              page.contains("data-value=\"\(value)\"")
              || page.contains("data-value=\"\(digits(value))\"")
            #expect(isOnPage, "page: value \(value)")
          }
          if let gradient = node.node.gradient?.number {
            let isOnPage =
              page.contains("data-gradient=\"\(gradient)\"")
              || page.contains("data-gradient=\"\(digits(gradient))\"")
            #expect(isOnPage, "page: gradient \(gradient)")
          }
        }
        for wire in view.wires {
          let text = squeezed(wire.edge.text)
          let isShown = (terminal.contains(text), squeezedPage.contains(text))
          #expect(isShown == (true, true), "terminal, page: \(wire.edge.text)")
          checked += 1
        }
      }
    }
    #expect(checked > 0)
    // The JSON holds the very numbers of the run.
    let text = JSONText.pretty(try JSONEncoding.value(run))
    let read = try JSONDecoder().decode(LessonRun.self, from: Data(text.utf8))
    for (block, found) in zip(run.blocks, read.blocks) {
      for (trace, other) in zip(block.traces, found.traces) {
        #expect(trace.nodes.map(\.value.number) == other.nodes.map(\.value.number))
        #expect(trace.nodes.map(\.gradient?.number) == other.nodes.map(\.gradient?.number))
        #expect(trace.edges.map(\.text) == other.edges.map(\.text))
        #expect(trace.edges.map(\.downstream.number) == other.edges.map(\.downstream.number))
      }
    }
    #expect(read.blocks.map(\.stdout) == run.blocks.map(\.stdout))
  }

  @Test(arguments: ["backprop.md", "guide/first-lesson.md"])
  func everyEquationThatIsShownIsTrue(_ name: String) throws {
    let run = try Self.run(name)
    var count = 0
    for trace in run.blocks.flatMap(\.traces) {
      let texts =
        trace.nodes.map(\.forward) + trace.nodes.map(\.gradientSum) + trace.edges.map(\.text)
        + trace.groups.flatMap { $0.edges.map(\.text) }
      for text in texts where text.contains("=") || text.contains("≈") {
        let problem = EquationChecker.check(text)
        #expect(problem == nil, "\(text): \(problem ?? "")")
        count += 1
      }
    }
    #expect(count > 0)
  }
}
