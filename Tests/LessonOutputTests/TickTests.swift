import Foundation
import Testing

@testable import LessonOutput

/// Ticks, labels and levels equal matplotlib's (scripts/oracles/record_plots.py).
@Suite struct TickTests {
  struct Recorded: Decodable {
    struct Tick: Decodable {
      var value: Double
      var label: String
      init(from decoder: any Decoder) throws {
        var items = try decoder.unkeyedContainer()
        value = try items.decode(Double.self)
        label = try items.decode(String.self)
      }
    }
    struct Axis: Decodable {
      var ticks: [Tick]
      var offset: String
    }
    struct Range: Decodable {
      var kind: String
      var low: Double
      var high: Double
      var inches: Double
      var x: Axis
      var y: Axis
    }
    struct Levels: Decodable {
      var kind: String
      var low: Double
      var high: Double
      var count: Int?
      var levels: [Double]
    }
    var ranges: [Range]
    var levels: [Levels]
  }

  static func recorded() throws -> Recorded {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try JSONDecoder().decode(
      Recorded.self, from: Data(contentsOf: folder.appending(path: "Recorded/ticks.json")))
  }

  @Test func ticksOfHundredsOfRanges() throws {
    let recorded = try Self.recorded()
    #expect(recorded.ranges.count == 420)
    for range in recorded.ranges {
      for (side, known) in [(FigureSide.bottom, range.x), (.left, range.y)] {
        var draft = AxisDraft(side: side)
        if range.kind == "log" { draft.scale = FigureScale(.log) }
        let axis = AxisTicks.axis(
          draft, low: range.low, high: range.high, length: range.inches * 100)
        let name = "\(range.kind) \(range.low) to \(range.high), \(range.inches) inches, \(side)"
        #expect(axis.ticks.map(\.label) == known.ticks.map(\.label), "\(name)")
        #expect(axis.offset == known.offset, "\(name)")
        let span = abs(range.high - range.low)
        #expect(
          zip(axis.ticks, known.ticks).allSatisfy {
            abs($0.value - $1.value) <= 1e-9 * max(span, abs($1.value))
          }, "\(name)")
      }
    }
  }

  @Test func levelsOfContours() throws {
    for known in try Self.recorded().levels {
      let levels = ContourLevels.automatic(
        low: known.low, high: known.high, count: known.count ?? 7,
        isFilled: known.kind == "contourf")
      #expect(levels.count == known.levels.count, "\(known)")
      #expect(
        zip(levels, known.levels).allSatisfy {
          abs($0 - $1) <= 1e-9 * max(abs($1), known.high - known.low)
        }, "\(known): \(levels)")
    }
  }
}
