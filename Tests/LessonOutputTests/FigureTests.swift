import Testing

@testable import LessonOutput

@Suite struct FigureTests {
  /// Twice the area within a ring, positive where it runs counter-clockwise.
  func area(_ ring: FigureArea.Ring) -> Double {
    var sum = 0.0
    for index in ring.x.indices {
      let next = (index + 1) % ring.x.count
      sum += ring.x[index] * ring.y[next] - ring.x[next] * ring.y[index]
    }
    return sum / 2
  }

  func grid(_ count: Int, _ value: (Double, Double) -> Double) -> ContourGrid? {
    let places = (0..<count).map { -1 + 2 * Double($0) / Double(count - 1) }
    let x = (0..<count * count).map { places[$0 % count] }
    let y = (0..<count * count).map { places[$0 / count] }
    return ContourGrid(rows: count, columns: count, x: x, y: y, z: zip(x, y).map(value))
  }

  @Test func contoursOfACircleEncloseItsArea() throws {
    let grid = try #require(grid(200) { -($0 * $0 + $1 * $1) })
    let lines = grid.lines(at: -0.25)
    #expect(lines.count == 1)
    #expect(lines[0].x.first == lines[0].x.last)
    #expect(abs(area(lines[0]) - Double.pi / 4) < 1e-3)
    for (x, y) in zip(lines[0].x, lines[0].y) { #expect(abs(x * x + y * y - 0.25) < 1e-3) }
  }

  @Test func bandsFillTheWholeSquareOnce() throws {
    let grid = try #require(grid(50) { FigureMath.sine(5 * $0) * FigureMath.cosine(4 * $1) })
    let rimmed = grid.rimmed
    let levels = [-2, -0.5, 0, 0.3, 0.9, 2.0]
    var total = 0.0
    for (low, high) in zip(levels, levels.dropFirst()) {
      let lower = grid.rimmed.lines(at: low).reduce(0) { $0 + area($1) }
      let upper = rimmed.lines(at: high).reduce(0) { $0 + area($1) }
      #expect(lower - upper >= -1e-9)
      total += lower - upper
    }
    #expect(abs(total - 4) < 1e-9)
  }

  @Test func contoursOfNoise() throws {
    // Rings of a rimmed grid are closed whatever the numbers are.
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    for _ in 0..<20 {
      let grid = try #require(grid(9) { _, _ in next() < 0.1 ? .nan : next() })
      for ring in grid.rimmed.lines(at: 0.5) {
        #expect(ring.x.first == ring.x.last && ring.y.first == ring.y.last)
      }
    }
  }

  @Test(arguments: [
    ("viridis", 0x440154, 0x21918c, 0xfde725), ("gray", 0x000000, 0x808080, 0xffffff),
    ("jet", 0x000080, 0x7dff7a, 0x800000), ("RdBu", 0x67001f, 0xf6f7f7, 0x053061),
    ("coolwarm", 0x3b4cc0, 0xdddcdc, 0xb40426), ("magma", 0x000004, 0xb73779, 0xfcfdbf),
    ("hot", 0x0b0000, 0xff5c00, 0xffffff), ("viridis_r", 0xfde725, 0x20908d, 0x440154),
  ])
  func colorMapsAreThePublishedOnes(_ name: String, _ low: Int, _ middle: Int, _ high: Int) throws {
    let map = try #require(ColorMap.named(name))
    for (place, code) in [(0.0, low), (0.5, middle), (1.0, high)] {
      let (color, known) = (map.color(place), FigureColor(UInt32(code)))
      for part in [\FigureColor.red, \.green, \.blue] {
        #expect(abs(Int(color[keyPath: part]) - Int(known[keyPath: part])) <= 2, "\(color.text)")
      }
    }
    #expect(map.colors.count == 256)
  }

  @Test func listedMapsPickByClass() throws {
    let map = try #require(ColorMap.named("tab10"))
    #expect(map.colors == ColorNames.cycle)
    #expect(map.color(0.35).text == "#d62728")
  }

  @Test(arguments: [
    ("r", "#ff0000"), ("k", "#000000"), ("C1", "#ff7f0e"), ("C11", "#ff7f0e"),
    ("tab:green", "#2ca02c"), ("tab:grey", "#7f7f7f"), ("0.5", "#808080"), ("#1f7", "#11ff77"),
    ("#12345678", "#12345678"), ("rebeccapurple", "#663399"), ("Navy", "#000080"),
    ("none", "#00000000"),
  ])
  func colorsByName(_ name: String, _ code: String) {
    #expect(ColorNames.color(name)?.text == code)
  }

  @Test func colorsThatAreNone() {
    for name in ["", "#12", "#zzzzzz", "C", "C-1", "1.5", "-1", "tab:mauve", "reddish"] {
      #expect(ColorNames.color(name) == nil, "\(name)")
    }
  }

  @Test func scalesGoThereAndBack() {
    for scale in [
      FigureScale.linear, FigureScale(.log), FigureScale(.log, base: 2),
      FigureScale(.symlog, threshold: 0.5), FigureScale(.logit),
    ] {
      for value in [0.001, 0.2, 0.5, 0.99] {
        #expect(abs(scale.inverse(scale.transformed(value)) - value) < 1e-12, "\(scale)")
      }
    }
    let symmetric = FigureScale(.symlog)
    #expect(symmetric.transformed(-100) == -symmetric.transformed(100))
  }

  @Test func colorsReadBack() throws {
    #expect(FigureColor(hexadecimal: "#0a0b0c")?.text == "#0a0b0c")
    #expect(FigureColor(red: 2, green: -1, blue: .nan).text == "#ff0000")
    #expect(FigureColor(255, 0, 0, 128).over(.white).text == "#ff7f7f")
  }
}
