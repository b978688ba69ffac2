import LessonOutput
import Testing

@testable import Rendering

@Suite struct PNGTests {
  /// Reads what `Deflate` writes: one block of fixed codes (RFC 1951, 3.2.6).
  struct Inflater {
    var bytes: [UInt8]
    var place = 16

    mutating func bit() -> Int {
      defer { place += 1 }
      return place / 8 < bytes.count ? Int(bytes[place / 8] >> (place % 8)) & 1 : 0
    }

    mutating func number(_ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | bit() << $1 }
    }

    mutating func code(_ count: Int, from start: Int = 0) -> Int {
      (0..<count).reduce(start) { value, _ in value << 1 | bit() }
    }

    mutating func symbol() -> Int {
      let seven = code(7)
      if seven < 24 { return 256 + seven }
      let eight = code(1, from: seven)
      if eight >= 0x30, eight <= 0xBF { return eight - 0x30 }
      if eight >= 0xC0, eight <= 0xC7 { return 280 + eight - 0xC0 }
      return 144 + code(1, from: eight) - 0x190
    }

    mutating func all() -> [UInt8] {
      var result: [UInt8] = []
      guard number(3) == 3 else { return [] }
      while place / 8 < bytes.count {
        let symbol = symbol()
        if symbol == 256 { break }
        if symbol < 256 {
          result.append(UInt8(symbol))
          continue
        }
        let offset = symbol - 257
        let extra = offset < 8 || symbol == 285 ? 0 : (offset - 4) / 4
        var length = 3 + (offset < 8 ? offset : (4 + offset % 4) << extra) + number(extra)
        if symbol == 285 { length = 258 }
        let distanceCode = code(5)
        let more = distanceCode < 4 ? 0 : (distanceCode - 2) / 2
        let distance =
          1 + (distanceCode < 4 ? distanceCode : (2 + distanceCode % 2) << more) + number(more)
        guard distance <= result.count else { return result }
        for _ in 0..<length { result.append(result[result.count - distance]) }
      }
      return result
    }
  }

  @Test func compressionReadsBack() {
    var state: UInt32 = 1
    func next() -> UInt8 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
    let samples: [[UInt8]] = [
      [], [7], Array(repeating: 0, count: 100_000), (0..<5_000).map { UInt8($0 % 7) },
      (0..<20_000).map { _ in next() }, (0..<40_000).map { _ in next() % 3 * 80 },
      (0..<70_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 9) },
    ]
    for sample in samples {
      let packed = Deflate.zlib(sample)
      var inflater = Inflater(bytes: packed)
      #expect(inflater.all() == sample)
    }
    #expect(Deflate.zlib(Array(repeating: 9, count: 100_000)).count < 1_000)
  }

  @Test func anImageOfTwoColours() {
    let image = FigureImage(
      rows: 1, columns: 2, cells: [0, 1], palette: [.black, .white], extent: [0, 2, 0, 1],
      shape: [1, 2])
    // Read by browsers; the same bytes as a plain encoder's.
    #expect(
      PNGImage.dataAddress(image, flipX: false, flipY: false)?.hasPrefix(
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAMAAAD") ?? false)
    var broken = image
    broken.cells = [0, 5]
    #expect(PNGImage.dataAddress(broken, flipX: false, flipY: false) == nil)
  }

  @Test func formulasInLabels() {
    #expect(FigureLabel.text("$x_1$ and $\\alpha$") == "x₁ and α")
    #expect(FigureLabel.text("costs 5$") == "costs 5$")
    #expect(FigureLabel.text("5\\$ and 6\\$") == "5$ and 6$")
    #expect(
      FigureLabel.runs("$5 n^{-0.3}$") == [
        .init(text: "5 "), .init(text: "n", isItalic: true), .init(text: "−0.3", level: 1),
      ] || FigureLabel.runs("$5 n^{-0.3}$").map(\.text).joined().hasSuffix("n−0.3"))
    #expect(FigureLabel.runs("10⁻³") == [.init(text: "10"), .init(text: "−3", level: 1)])
  }

  @Test(arguments: [(255, 0, 0, 196), (0, 0, 0, 16), (128, 128, 128, 244), (31, 119, 180, 31)])
  func nearestOf256(_ red: Int, _ green: Int, _ blue: Int, _ index: Int) {
    #expect(TerminalPaint.index(FigureColor(UInt8(red), UInt8(green), UInt8(blue))) == index)
  }
}
