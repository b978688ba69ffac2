import Foundation
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering
import Testing

@testable import LessonApp

/// Thirty figures as course notes draw them, and what matplotlib decides for each of them
/// (scripts/oracles/record_plots.py).
@Suite struct PlotGalleryTests {
  struct Recorded: Decodable {
    struct Axis: Decodable {
      struct Tick: Decodable {
        var value: Double
        var label: String
        init(from decoder: any Decoder) throws {
          var items = try decoder.unkeyedContainer()
          value = try items.decode(Double.self)
          label = try items.decode(String.self)
        }
      }
      var ticks: [Tick]
      var offset: String
      var shown: Bool
    }
    struct Axes: Decodable {
      var xlim: [Double]
      var ylim: [Double]
      var x: Axis
      var y: Axis
      var title: String
      var off: Bool
    }
    struct Limits: Decodable {
      var program: String
      var axes: Axes
    }
    struct Histogram: Decodable {
      var program: String
      var counts: JSONValue
      var edges: [Double]
    }
    var figures: [String: [Axes]]
    var limits: [Limits]
    var histograms: [Histogram]
  }

  static let folder = packageFolder + "/Tests/LessonAppTests/Gallery"

  static func recorded() throws -> Recorded {
    try JSONDecoder().decode(
      Recorded.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/recorded.json")))
  }

  static func run(_ program: String) -> LessonRun {
    let lesson = "```python\nimport numpy as np\n\(program)\n```\n"
    return LessonRunner.run(LessonReader.read(text: lesson, name: "figure.md"))
  }

  static func program(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name).py", encoding: .utf8)
  }

  func isNear(_ a: Double, _ b: Double, _ scale: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(scale, abs(b))
  }

  /// What differs between axes and what matplotlib has.
  func differences(_ axes: FigureAxes, _ known: Recorded.Axes, ticks: Bool = true) -> [String] {
    var found: [String] = []
    for (name, axis, limits, other) in [
      ("x", axes.x, known.xlim, known.x), ("y", axes.y, known.ylim, known.y),
    ] {
      let span = abs(limits[1] - limits[0])
      if !isNear(axis.low, limits[0], span) || !isNear(axis.high, limits[1], span) {
        found.append("\(name) from \(axis.low) to \(axis.high), not \(limits)")
      }
      if known.off || !other.shown || !ticks || !axis.isShown { continue }
      let mine = axis.ticks.map { $0.label.replacingOccurrences(of: "$", with: "") }
      let theirs = other.ticks.map(\.label)
      if theirs.isEmpty, mine.allSatisfy(\.isEmpty) { continue }
      if mine.map(plain) != theirs.map(plain) {
        found.append("\(name) labels \(mine), not \(theirs)")
      } else if !zip(axis.ticks, other.ticks).allSatisfy({ isNear($0.value, $1.value, span) }) {
        found.append("\(name) ticks \(axis.ticks.map(\.value)), not \(other.ticks.map(\.value))")
      }
      if axis.offset != other.offset { found.append("\(name) offset \(axis.offset)") }
    }
    if axes.title.text != known.title { found.append("title \(axes.title.text)") }
    return found
  }

  func plain(_ label: String) -> String {
    label.replacingOccurrences(of: "\\pi", with: "π").replacingOccurrences(of: "\\", with: "")
  }

  @Test func thirtyFiguresAreMatplotlibs() throws {
    let recorded = try Self.recorded()
    #expect(recorded.figures.count == 30)
    for (name, known) in recorded.figures.sorted(by: { $0.key < $1.key }) {
      let run = Self.run(try Self.program(name))
      let block = try #require(run.blocks.first)
      #expect(block.error == nil, "\(name)")
      #expect(block.notes == [], "\(name)")
      let figure = try #require(block.plots.first?.figure, "\(name)")
      #expect(figure.axes.count == known.count, "\(name)")
      // Where texts would lie on each other, frames here are smaller, and so have fewer ticks.
      let isRearranged = name == "05-activation-histograms" || name == "17-activations"
      for (number, pair) in zip(figure.axes, known).enumerated() {
        #expect(
          differences(pair.0, pair.1, ticks: !isRearranged) == [], "\(name), axes \(number)")
      }
    }
  }

  @Test func limitsFollowFromDataAsInMatplotlib() throws {
    for known in try Self.recorded().limits {
      let block = try #require(Self.run(known.program).blocks.first)
      #expect(block.error == nil, "\(known.program)")
      let axes = try #require(block.plots.first?.figure?.axes.first, "\(known.program)")
      #expect(differences(axes, known.axes) == [], "\(known.program)")
    }
  }

  @Test func histogramsCountAsMatplotlib() throws {
    for known in try Self.recorded().histograms {
      let run = Self.run("n, edges, p = \(known.program)\nprint(n.tolist())\nprint(edges.tolist())")
      let block = try #require(run.blocks.first)
      #expect(block.error == nil, "\(known.program)")
      let lines = block.stdout.split(separator: "\n").map(String.init)
      let counts = try JSONDecoder().decode(JSONValue.self, from: Data(lines[0].utf8))
      #expect(flat(counts).count == flat(known.counts).count)
      for (a, b) in zip(flat(counts), flat(known.counts)) {
        #expect(isNear(a, b, 1), "\(known.program): \(counts)")
      }
      let edges = try JSONDecoder().decode([Double].self, from: Data(lines[1].utf8))
      #expect(zip(edges, known.edges).allSatisfy { isNear($0, $1, 1) }, "\(known.program)")
    }
  }

  func flat(_ value: JSONValue) -> [Double] {
    if case .array(let items) = value { return items.flatMap(flat) }
    return value.number.map { [$0] } ?? []
  }

  @Test func everyFigureIsDrawnEverywhere() throws {
    for name in try Self.recorded().figures.keys.sorted() {
      let run = Self.run(try Self.program(name))
      let page = HTMLRenderer().fragment(run)
      #expect(page.contains("<svg class=\"figure"), "\(name)")
      #expect(!page.contains("nan"), "\(name)")
      #expect(!page.contains("inf\""), "\(name)")
      #expect(page.utf8.count < 400_000, "\(name): \(page.utf8.count)")
      for width in [40, 80, 120] {
        for color in [false, true] {
          for unicode in [false, true] {
            let options = TerminalOptions(width: width, color: color, unicode: unicode)
            let lines = TerminalRenderer(options: options).lines(of: run)
            #expect(lines.count > 8, "\(name)")
            let widest = lines.map(\.width).max() ?? 0
            #expect(widest <= width, "\(name) at \(width): \(widest)")
            if !unicode {
              let plots = run.blocks[0].plots.count
              #expect(plots == 1)
              let text = TerminalRenderer(options: options).render(
                block: shownAlone(run.blocks[0]), file: "f")
              #expect(
                text.unicodeScalars.allSatisfy { $0.value < 0x250 || $0 == "\u{1B}" }, "\(name)")
            }
          }
        }
      }
    }
  }

  private func shownAlone(_ block: BlockRun) -> BlockRun {
    var block = block
    block.show.echo = false
    return block
  }
}
