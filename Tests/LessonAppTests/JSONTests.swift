import Foundation
import LessonOutput
import LessonRunner
import Testing

@testable import LessonApp

@Suite struct JSONTests {
  struct Sample: Encodable {
    var whole = 3.0
    var count = 3
    var missing: String?
    var infinite = -Double.infinity
    var flag = true
    var nested = ["b": [1, 2], "a": []]
  }

  @Test func keepsFloatsApartFromIntegersAndWritesNull() throws {
    let text = JSONText.pretty(try JSONEncoding.value(Sample()))
    #expect(
      text == """
        {
          "count": 3,
          "flag": true,
          "infinite": "-inf",
          "missing": null,
          "nested": {
            "a": [],
            "b": [1, 2]
          },
          "whole": 3.0
        }

        """)
  }

  @Test func escapesWhatJSONCannotHold() throws {
    let strange = "a\"b\\c\n\r\t\u{0}\u{1B}\u{7F}é∂🎈\u{2028}"
    let text = JSONText.pretty(.string(strange))
    #expect(text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
    #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) == .string(strange))
  }

  @Test func breaksLongArrays() throws {
    let text = JSONText.pretty(.array((0..<40).map { .int($0 * 1000) }))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 90 })
    #expect(text.split(separator: "\n").count == 42)
  }

  @Test(arguments: [0.1, -0.0, 5e-324, 1e300, 123456789.125, 9007199254740993, 1e16])
  func numbersComeBackExactly(value: Double) throws {
    let text = JSONText.pretty(.double(value))
    let read = try JSONDecoder().decode(Double.self, from: Data(text.utf8))
    #expect(read.bitPattern == value.bitPattern)
  }

  @Test func aRunComesBack() throws {
    let run = LessonRunner.trace(
      expression: "f = (x + y) * z", inputs: [("x", "-2.5"), ("y", "5.0"), ("z", "-4.0")],
      options: RunOptions())
    let text = JSONText.pretty(try JSONEncoding.value(run))
    let read = try JSONDecoder().decode(LessonRun.self, from: Data(text.utf8))
    // Whole floats read as integers, as in any JSON reader; all else is what it was.
    #expect(read.prose == run.prose)
    #expect(read.blocks.map(\.source) == run.blocks.map(\.source))
    let (trace, original) = (read.blocks.first?.traces.first, run.blocks.first?.traces.first)
    #expect(trace?.nodes.map(\.name) == ["x", "y", "z", nil, "f"])
    #expect(trace?.nodes.map(\.value.number) == original?.nodes.map(\.value.number))
    #expect(trace?.edges.map(\.text) == original?.edges.map(\.text))
  }
}
