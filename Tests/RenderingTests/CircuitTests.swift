import LessonOutput
import Testing

@testable import Rendering

/// Every style the fitting may choose, both ways.
private let styles: [CircuitPlan.Style] = [false, true].flatMap { isUpright in
  [(5, true, 2), (4, false, 1), (3, false, 0)].map {
    CircuitPlan.Style(isUpright: isUpright, digits: $0.0, hasNames: $0.1, padding: $0.2)
  }
}

private func draw(_ view: TraceView, _ style: CircuitPlan.Style, isASCII: Bool = false)
  -> CircuitDrawing?
{
  let wires = view.wires.map { GraphLayout.Wire(from: $0.from, to: $0.to) }
  guard
    let layers = GraphLayers(nodeCount: view.nodes.count, wires: wires, sharesBends: true)
  else { return nil }
  return CircuitDrawing(view, layers, style, width: 1000, isASCII: isASCII)
}

/// Signs and the sides where they meet their neighbours: left 1, right 2, up 4, down 8.
private let sides: [Character: Int] = [
  "╮": 9, "╯": 5, "╭": 10, "╰": 6, "┤": 13, "├": 14, "┬": 11, "┴": 7, "┼": 15,
]

/// Places where a wire's end meets nothing.
private func looseEnds(_ lines: [StyledLine]) -> [String] {
  let grid = lines.map { Array($0.text) }
  func at(_ x: Int, _ y: Int) -> Character {
    grid.indices.contains(y) && grid[y].indices.contains(x) ? grid[y][x] : " "
  }
  var loose: [String] = []
  for y in grid.indices {
    for x in grid[y].indices {
      guard let own = sides[grid[y][x]] else { continue }
      let neighbours = [(1, -1, 0, "─"), (2, 1, 0, "─"), (4, 0, -1, "│"), (8, 0, 1, "│")]
      for (side, dx, dy, straight) in neighbours where own & side != 0 {
        let other = at(x + dx, y + dy)
        let opposite = side == 1 || side == 4 ? side * 2 : side / 2
        // A crossing is drawn as the upright wire, which the lying one passes.
        let meets =
          other == Character(straight) || other == "│"
          || sides[other].map { $0 & opposite != 0 }
            ?? (other != " ")
        if !meets { loose.append("\(grid[y][x]) at \(x), \(y)") }
      }
    }
  }
  return loose
}

/// A random circuit whose gates read one to four earlier nodes, all of them used.
private func random(_ seed: UInt64) -> Trace {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  func next(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(1, limit)))
  }
  let t = TinyTape()
  var unread = (0..<(1 + next(5))).map { t.leaf("x\($0)", Double(next(19) - 9)) }
  var all = unread
  for number in 0..<(2 + next(14)) {
    let count = min(all.count, [1, 1, 2, 2, 2, 3, 4][next(7)])
    let inputs = (0..<count).map { index in
      index == 0 && !unread.isEmpty ? unread.removeFirst() : all[next(all.count)]
    }
    let gate = t.gate(
      ["+", "×", "max", "exp"][next(4)], next(3) == 0 ? "v\(number)" : nil,
      Double(next(2000) - 1000) / 7,
      inputs.map { .init(from: $0, local: Double(next(9)) / 3, formula: "") }, formula: "",
      arithmetic: "", sentence: "")
    all.append(gate)
    unread.append(gate)
  }
  _ = t.gate(
    "+", "out", 1, unread.map { .init(from: $0, local: 1, formula: "1") }, formula: "",
    arithmetic: "", sentence: "")
  return t.trace("out")
}

@Suite struct CircuitTests {
  @Test(arguments: TinyTraces.all.indices)
  func labelsAndWiresKeepApart(_ index: Int) throws {
    let view = TraceView(TinyTraces.all[index].1())
    for style in styles {
      let drawing = try #require(draw(view, style))
      #expect(drawing.collisions == 0)
      #expect(looseEnds(drawing.lines) == [])
    }
  }

  @Test func randomCircuitsKeepApart() {
    var drawn = 0
    for seed in 1...30 {
      let view = TraceView(random(UInt64(seed)))
      for style in styles {
        guard let drawing = draw(view, style) else { continue }
        drawn += 1
        let text = drawing.lines.map(\.text).joined(separator: "\n")
        #expect(drawing.collisions == 0, "seed \(seed)\n\(text)")
        #expect(looseEnds(drawing.lines) == [], "seed \(seed)\n\(text)")
      }
    }
    // A few have wires that no order of tracks keeps apart; the table shows those.
    #expect(drawn > 30 * styles.count * 9 / 10)
  }

  @Test(arguments: TinyTraces.all.indices)
  func everyNumberIsThere(_ index: Int) throws {
    let view = TraceView(TinyTraces.all[index].1())
    for style in styles {
      let drawing = try #require(draw(view, style))
      var values: [String: Int] = [:]
      var gradients: [String: Int] = [:]
      for node in view.nodes {
        let value = CircuitNumber.text(node.node.value, digits: style.digits)
        let isNamed = style.hasNames && node.isGate && node.id != view.nodes[view.outputIndex].id
        let name = isNamed ? node.node.name.map { $0 + " = " } ?? "" : ""
        values[name + value, default: 0] += 1
        gradients[CircuitNumber.text(node.node.gradient, digits: style.digits), default: 0] += 1
      }
      let pieces = drawing.lines.flatMap(\.pieces)
      func counted(_ style: TextStyle) -> [String: Int] {
        Dictionary(pieces.filter { $0.style == style }.map { ($0.text, 1) }, uniquingKeysWith: +)
      }
      #expect(counted(.value) == values)
      #expect(counted(.gradient) == gradients)
    }
  }

  @Test func turnsUprightWhereItIsNarrow() throws {
    let view = TraceView(TinyTraces.neuron())
    let wide = try #require(CircuitDrawing.fitting(view, width: 120, isASCII: false))
    let narrow = try #require(CircuitDrawing.fitting(view, width: 78, isASCII: false))
    #expect(!wide.style.isUpright && wide.width <= 120)
    #expect(narrow.style.isUpright && narrow.width <= 78)
    #expect(CircuitDrawing.fitting(view, width: 30, isASCII: false) == nil)
  }

  @Test func largeCircuitsAreNotDrawn() {
    let t = TinyTape()
    var last = t.leaf("x", 1)
    for _ in 0..<TraceView.maximumDrawn { last = t.increment(last) }
    let text = TerminalRenderer(options: .init(width: 80)).render(trace: t.trace("f"))
    #expect(text.contains("A circuit of 101 nodes would not be readable"))
    #expect(text.contains("steps left out"))
    let full = TerminalRenderer(options: .init(width: 80, full: true)).render(trace: t.trace("f"))
    #expect(!full.contains("left out"))
    #expect(full.contains(" 100 "))
  }

  @Test func progressFillsInWithoutMovingAnything() throws {
    let view = TraceView(TinyTraces.chain())
    let renderer = TerminalRenderer(options: .init(width: 80))
    // Without the signs of the gate in focus, which stand where its parentheses are.
    func text(_ steps: Int) throws -> [String] {
      try #require(renderer.circuit(of: view, progress: .init(after: steps, of: view)))
        .map { $0.text.replacing("▸", with: "(").replacing("◂", with: ")") }
    }
    let whole = try #require(renderer.circuit(of: view)).map(\.text)
    #expect(try text(4) == whole)
    let start = try text(0).joined()
    #expect(!start.contains("q = 3") && !start.contains("−12"))
    #expect(try text(1).joined().contains("q = 3"))
    for steps in 0...4 {
      for (partial, complete) in zip(try text(steps), whole) {
        for (a, b) in zip(partial, complete) { #expect(a == b || a == " ") }
      }
    }
    #expect(CircuitProgress(after: 3, of: view).focus == 4)
    // q and z know their gradient after the first step back, x and y not yet.
    #expect(CircuitProgress(after: 3, of: view).gradients == [2, 3, 4])
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (3, "3"), (-12, "−12"), (0.5, "0.5"), (0.19661193324148185, "0.1966"),
    (-0.53444664, "−0.5344"), (1.36787944, "1.368"), (54.598150033, "54.6"), (999999, "999999"),
    (1_000_000, "1×10⁶"), (1234.5678, "1235"), (0.000012345, "1.235×10⁻⁵"), (9.99999, "10"),
    (0.99999, "1"), (-2.5e-300, "−2.5×10⁻³⁰⁰"), (1e300, "1×10³⁰⁰"), (.nan, "nan"),
    (.infinity, "∞"), (-.infinity, "−∞"), (0.1 + 0.2, "0.3"), (123456.7, "123457"),
  ])
  func shortNumbers(_ value: Double, _ text: String) {
    #expect(CircuitNumber.text(value, digits: 4) == text)
  }
}
