import Testing

@testable import LessonOutput

/// σ(x)·x with σ as a group of two gates: x (0), exp′ (1), σ (2, leaves the group), × (3).
private func grouped(open: Bool, parent: Int? = nil) -> Trace {
  func node(_ id: Int, _ kind: TraceNode.Kind, _ label: String, _ group: Int?) -> TraceNode {
    TraceNode(
      id: id, kind: kind, name: kind == .leaf ? label : nil, label: label, gate: label,
      group: group, value: Picture(1),
      forward: kind == .gate ? "\(label) forward" : "", gradientSum: id == 0 ? "2 = 1 + 1" : "")
  }
  func edge(_ from: Int, _ to: Int, _ operand: Int, _ text: String) -> TraceEdge {
    TraceEdge(
      from: from, to: to, operand: operand, upstream: Picture(1),
      local: LocalGradient(formula: "", value: Picture(1)), downstream: Picture(1), text: text)
  }
  return Trace(
    output: "f", outputNode: 3,
    nodes: [
      node(0, .leaf, "x", nil), node(1, .gate, "exp", 0), node(2, .gate, "1/x", 0),
      node(3, .gate, "×", nil),
    ],
    edges: [
      edge(0, 1, 0, "a"), edge(1, 2, 0, "b"), edge(2, 3, 0, "c"), edge(0, 3, 1, "d"),
    ],
    groups: [
      TraceGroup(
        id: 0, name: "sigmoid", parent: parent, line: 1, open: open, inputs: [0], outputs: [2],
        edges: [edge(0, 2, 0, "whole")], forward: "0.7 = sigmoid(1)")
    ], gateCount: 3)
}

@Suite struct TraceViewTests {
  @Test func openGroupShowsItsGates() {
    let view = TraceView(grouped(open: true))
    #expect(view.nodes.map(\.label) == ["x", "exp", "1/x", "×"])
    #expect(view.wires.map(\.edge.text) == ["a", "b", "c", "d"])
    #expect(view.forwardCount == 3)
    #expect(view.steps.map(\.number) == [1, 2, 3, 4, 5, 6])
    #expect(view.steps.map(\.node) == [1, 2, 3, 3, 2, 1])
    #expect(view.steps[3].wires == [2, 3])
    #expect(view.steps[3].direction == .backward)
    #expect(view.outputIndex == 3)
  }

  @Test func closedGroupIsOneGate() {
    let view = TraceView(grouped(open: false))
    #expect(view.nodes.map(\.label) == ["x", "sigmoid", "×"])
    #expect(view.nodes.map(\.id) == [0, 2, 3])
    #expect(view.nodes[1].gates == 2)
    #expect(view.nodes[1].forward == "0.7 = sigmoid(1)")
    #expect(view.wires.map(\.edge.text) == ["whole", "c", "d"])
    #expect(view.steps.map(\.node) == [1, 2, 2, 1])
    #expect(view.nodes[0].gradientSum == "2 = 1 + 1")
  }

  @Test func openSetOverridesTheTrace() {
    #expect(TraceView(grouped(open: false), open: [0]).nodes.count == 4)
    #expect(TraceView(grouped(open: true), open: []).nodes.count == 3)
  }

  @Test func outermostClosedGroupDecides() {
    var trace = grouped(open: true, parent: 7)
    trace.groups.append(
      TraceGroup(
        id: 7, name: "layer", parent: nil, line: 1, open: false, inputs: [0], outputs: [2],
        edges: trace.groups[0].edges, forward: "0.7 = layer(1)"))
    let closed = TraceView(trace)
    #expect(closed.nodes.map(\.label) == ["x", "layer", "×"])
    #expect(closed.nodes[1].gates == 2)
    #expect(closed.openGroups == [0])
    #expect(TraceView(trace, open: [7]).nodes.map(\.label) == ["x", "sigmoid", "×"])
    #expect(TraceView(trace, open: [0, 7]).nodes.count == 4)
  }

  @Test func groupWithoutItsInsideStaysClosed() {
    var trace = grouped(open: true)
    trace.nodes.remove(at: 1)
    trace.edges.removeAll { $0.to == 2 || $0.to == 1 }
    trace.abridged = true
    let view = TraceView(trace, open: [0])
    #expect(view.nodes.map(\.label) == ["x", "sigmoid", "×"])
    #expect(view.wires.count == 3)
  }

  @Test func usesAreCountedInsideClosedGroupsToo() {
    var trace = grouped(open: false)
    trace.edges.append(trace.edges[0])
    trace.edges[4].to = 2
    trace.edges[4].operand = 1
    let view = TraceView(trace)
    #expect(view.nodes[0].consumers.count == 2)
    #expect(view.nodes[0].uses == 3)
    #expect(view.name(of: 0) == "x")
    #expect(view.name(of: 1) == "gate 1")
    #expect(view.name(of: 9) == "?")
  }

  @Test func sumOfOneBranchIsNotASum() {
    var trace = grouped(open: true)
    trace.edges.removeAll { $0.to == 3 && $0.from == 0 }
    #expect(TraceView(trace).nodes[0].gradientSum.isEmpty)
  }

  @Test func damagedTracesAreTolerated() {
    var trace = grouped(open: false)
    trace.groups[0].parent = 0
    trace.groups[0].outputs = []
    trace.edges.append(trace.edges[0])
    trace.edges[0].from = 99
    trace.outputNode = 77
    let view = TraceView(trace)
    #expect(view.nodes.count == 4)
    #expect(view.outputIndex == 3)
    #expect(
      TraceView(Trace(output: "f", outputNode: 0, nodes: [], edges: [], gateCount: 0)).steps == [])
  }
}
