import LessonOutput
import Testing

@testable import Rendering

@Suite struct HTMLTraceTests {
  private func section(_ trace: Trace, views: [String] = []) -> String {
    TraceWriter(trace, block: 0, order: 0, views: views).section()
  }

  private static let traces: [Trace] = [
    HTMLFixtures.circuit, HTMLFixtures.neuron(closed: false), HTMLFixtures.neuron(closed: true),
    HTMLFixtures.forks, HTMLFixtures.arrays,
  ]

  /// As in the terminal: the table is the forward pass, the steps are those of the backward pass.
  @Test func eachViewAlone() {
    func parts(_ views: [String]) -> [Bool] {
      let html = section(HTMLFixtures.circuit, views: views)
      return ["<svg", "class=\"gates forward", "class=\"gates backward"].map { html.contains($0) }
    }
    #expect(parts([]) == [true, true, true])
    #expect(parts(["graph"]) == [true, false, false])
    #expect(parts(["table"]) == [false, true, false])
    #expect(parts(["steps"]) == [false, false, true])
    #expect(parts(["graph", "steps"]) == [true, false, true])
  }

  @Test(arguments: traces) func isWellFormed(_ trace: Trace) {
    #expect(HTMLChecker(section(trace)).problems == [])
  }

  /// Each node stands in the drawing and in the table with its numbers in full, also inside a call.
  @Test(arguments: traces) func everyNumberIsThere(_ trace: Trace) {
    let elements = HTMLChecker(section(trace)).elements
    for node in trace.nodes {
      for name in ["g", "tr"] {
        let own = elements.filter {
          $0.name == name && $0.attributes["data-node"] == String(node.id)
            && $0.attributes["data-value"] != nil
        }
        #expect(!own.isEmpty, "\(name) of node \(node.id)")
        for element in own {
          let attributes = element.attributes
          if let value = node.value.number {
            #expect(attributes["data-value"].flatMap(Double.init) == value)
          } else if !node.value.elements.isEmpty {
            #expect(
              attributes["data-value"]
                == "[" + node.value.elements.map(\.description).joined(separator: ", ") + "]")
          }
          #expect((attributes["data-gradient"] == nil) == (node.gradient == nil))
          if let gradient = node.gradient?.number {
            #expect(attributes["data-gradient"].flatMap(Double.init) == gradient)
          }
        }
      }
    }
  }

  @Test(arguments: traces) func everyEquationIsThereAsItCame(_ trace: Trace) {
    let html = section(trace)
    func count(_ kind: String, _ text: String) -> Bool {
      html.contains(
        "<span class=\"eq\" data-equation=\"\(kind)\">\(HTMLText.escape(text))</span>")
    }
    for node in trace.nodes where !node.forward.isEmpty {
      #expect(count("forward", node.forward), "\(node.forward)")
    }
    for edge in trace.edges { #expect(count("backward", edge.text), "\(edge.text)") }
    for node in trace.nodes where !node.gradientSum.isEmpty {
      #expect(count("sum", node.gradientSum), "\(node.gradientSum)")
    }
    for node in trace.nodes where !node.sentence.isEmpty {
      #expect(html.contains(HTMLText.escape(node.sentence)))
    }
  }

  @Test func stepsAreNumberedAsInTheView() {
    let html = section(HTMLFixtures.circuit)
    let view = TraceView(HTMLFixtures.circuit)
    let numbers = html.split(separator: "class=\"step\"").dropFirst().compactMap { piece in
      Int(piece.drop { $0 != ">" }.dropFirst().prefix { $0.isNumber })
    }
    #expect(numbers == view.steps.map(\.number))
    #expect(numbers == [1, 2, 3, 4])
  }

  @Test func wiresAreDrawnOnceEach() {
    let elements = HTMLChecker(section(HTMLFixtures.forks)).elements
    let wires = elements.filter { $0.attributes["class"] == "wire" }
    let edges = HTMLFixtures.forks.edges
    #expect(wires.count == edges.count + 1)
    // x · x has two wires, which part.
    let parallel = wires.filter {
      $0.attributes["data-from"] == "0" && $0.attributes["data-to"] == "6"
    }
    #expect(parallel.count == 2)
    #expect(parallel[0].attributes["d"] != parallel[1].attributes["d"])
  }

  /// Boxes and labels of a drawing, as far as the file tells.
  private struct Area {
    var what: String
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    func overlaps(_ other: Area) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  private func areas(_ svg: String) -> [Area] {
    var areas: [Area] = []
    func number(_ attributes: [String: String], _ key: String) -> Double {
      attributes[key].flatMap(Double.init) ?? 0
    }
    for piece in svg.split(separator: "<") {
      let checker = HTMLChecker("<" + piece.prefix { $0 != ">" } + ">")
      guard let element = checker.elements.first else { continue }
      let a = element.attributes
      let (x, y) = (number(a, "x"), number(a, "y"))
      if element.name == "rect" {
        areas.append(
          Area(
            what: "box", left: x, right: x + number(a, "width"), top: y,
            bottom: y + number(a, "height")))
      } else if element.name == "text", let kind = a["class"], kind != "symbol", kind != "output" {
        let text = piece.drop { $0 != ">" }.dropFirst()
        let width = 8 * Double(text.count)
        let left =
          a["text-anchor"] == "end" ? x - width : a["text-anchor"] == "middle" ? x - width / 2 : x
        areas.append(
          Area(what: "\(kind) \(text)", left: left, right: left + width, top: y - 11, bottom: y + 2)
        )
      }
    }
    return areas
  }

  private func expectApart(_ trace: Trace) throws {
    let drawing = try #require(CircuitSVG(TraceView(trace), name: "t"))
    let all = areas(drawing.svg(title: "t"))
    #expect(all.count >= 3 * trace.nodes.count / 2)
    for (index, area) in all.enumerated() {
      for other in all[(index + 1)...] {
        #expect(!area.overlaps(other), "\(area.what) and \(other.what)")
      }
    }
  }

  @Test(arguments: traces) func labelsDoNotCollide(_ trace: Trace) throws {
    try expectApart(trace)
  }

  @Test(arguments: 1...12) func labelsOfRandomGraphsDoNotCollide(_ seed: Int) throws {
    var state = UInt64(seed)
    func random(below count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var tape = ScalarTape()
    var nodes = (0..<3 + seed % 4).map { tape.leaf("w[\($0)]", Double($0) * 1.37 - 3.123) }
    for index in 0..<2 * seed {
      let a = nodes[random(below: nodes.count)]
      let b = nodes[nodes.count - 1 - random(below: 3)]
      let name = random(below: 2) == 0 ? "n\(index)" : nil
      nodes.append(
        random(below: 2) == 0 ? tape.sum(a, b, name: name) : tape.product(a, b, name: name))
    }
    var total = nodes[0]
    for node in nodes.dropFirst() { total = tape.sum(total, node) }
    let trace = tape.trace(output: "f")
    try expectApart(trace)
    #expect(HTMLChecker(section(trace)).problems == [])
  }

  @Test func closedCallsOpenBelow() {
    let html = section(HTMLFixtures.neuron(closed: true))
    #expect(html.contains("<details class=\"inside\">"))
    #expect(html.contains("Inside <code>sigmoid</code>: 4 gates"))
    #expect(html.contains("id=\"block-1-trace-1-group-0-node-9\""))
    #expect(!section(HTMLFixtures.neuron(closed: false)).contains("<details"))
  }

  @Test func insideOfACallKeepsItsNumbers() throws {
    let trace = HTMLFixtures.neuron(closed: true)
    let opened = TraceView(trace, open: [0])
    let inside = try #require(opened.inside(of: trace.groups[0], in: trace))
    #expect(inside.nodes.map(\.label) == ["dot", "×−1", "exp", "+1", "1/x"])
    #expect(inside.nodes[0].isGate == false)
    #expect(inside.wires.count == 4)
    #expect(inside.steps.map(\.number) == [5, 6, 7, 8, 9, 10, 11, 12])
    #expect(inside.output == "f")
  }

  @Test func smallJacobiansUnfoldUnderTheirGate() throws {
    var trace = HTMLFixtures.arrays
    let place = try #require(
      trace.edges.firstIndex {
        $0.local.rows == 2 && $0.local.columns == 2 && $0.upstream.elements.count == 2
          && $0.downstream.elements.count == 2
      })
    trace.edges[place].local.entries = Picture(
      shape: [2, 2], dtype: "float64", values: [1, 2, 3, 4])
    let html = section(trace)
    #expect(html.contains("<details class=\"jacobian\">\n<summary>Jacobian of "))
    #expect(html.contains("2 × 2, full</summary>"))
    #expect(html.contains("<td class=\"number\">3</td><td class=\"number\">4</td></tr>"))
    #expect(html.matches(of: /data-equation="jacobian"/).count == 2)
  }

  @Test func arraysAreSmallMatricesOrStatistics() {
    let html = section(HTMLFixtures.arrays)
    #expect(html.contains("aria-label=\"Array of shape (2, 2)\""))
    #expect(html.contains("<td>−0.3</td><td>0.8</td>"))
    #expect(
      html.contains(
        "<span>(10, 12)</span> · <span>mean −0.025 ± 2.01</span> · <span>−3 … 3</span> · "
          + "<span>17 zeros</span>"))
    #expect(html.contains("no gradient enters here"))
    #expect(html.contains("full Jacobian 2 × 2"))
    let broken = Picture(
      shape: [100], dtype: "float64", values: [Double](repeating: .nan, count: 100))
    #expect(PictureText.cell(broken).contains("100 not finite"))
    #expect(PictureText.cell(Picture(shape: [0], dtype: "float64", values: [])).contains("(0,)"))
  }

  @Test func numbersAreExactInTheData() {
    #expect(PictureText.exact(Picture(0.1 + 0.2)) == "0.30000000000000004")
    #expect(PictureText.exact(Picture(-12, dtype: "int")) == "-12")
    #expect(PictureText.exact(Picture(-12)) == "-12.0")
    #expect(PictureText.exact(Picture(.nan)) == "nan")
    #expect(PictureText.number(-12, digits: 4, isInteger: true) == "−12")
    #expect(PictureText.number(123_456_789, digits: 4, isInteger: true) == "123456789")
    #expect(PictureText.number(0.7310585786300049, digits: 6) == "0.731059")
  }

  @Test func largeGraphsAreListed() {
    var tape = ScalarTape()
    var last = tape.leaf("x", 1)
    for _ in 0..<GateTables.maximumRows + 50 {
      last = tape.unary("×−1", "negate", last, 1, local: -1, formula: "−x")
    }
    let html = section(tape.trace(output: "f"))
    #expect(!html.contains("<svg"))
    #expect(html.contains("too large to be drawn"))
    #expect(html.contains("50 more steps are not listed here"))
    #expect(HTMLChecker(html).problems == [])
  }

  @Test func emptyTraceIsNoTrap() {
    let html = section(Trace(output: "f", outputNode: 3, nodes: [], edges: [], gateCount: 0))
    #expect(HTMLChecker(html).problems == [])
  }
}
