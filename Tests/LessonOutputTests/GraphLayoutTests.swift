import Testing

@testable import LessonOutput

/// A sigmoid neuron: w0 x0 w1 x1 w2, two products, two sums, ×−1, exp, +1, 1/x.
private let neuron: [(Int, Int)] = [
  (0, 2), (1, 2), (3, 5), (4, 5), (2, 6), (5, 6), (6, 8), (7, 8), (8, 9), (9, 10), (10, 11),
  (11, 12),
]

private let spacing = GraphLayout.Spacing(
  layer: 60, node: 36, wire: 24, input: 12, output: 8, label: 6)

private func layout(
  _ count: Int, _ wires: [(Int, Int)], _ direction: GraphLayout.Direction = .rightward
) -> GraphLayout? {
  GraphLayout(
    nodes: Array(repeating: .init(width: 40, height: 28), count: count),
    wires: wires.map { .init(from: $0.0, to: $0.1) }, direction: direction, spacing: spacing)
}

/// A graph of `count` nodes, each reading two earlier ones chosen by a fixed generator.
private func tangle(_ count: Int) -> [(Int, Int)] {
  var state: UInt64 = 42
  func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
  return (2..<count).flatMap { node in
    let low = max(0, node - 12)
    return [(low + next(node - low), node), (low + next(node - low), node)]
  }
}

@Suite struct GraphLayoutTests {
  @Test func chainIsStraight() throws {
    let graph = try #require(layout(4, [(0, 1), (1, 2), (2, 3)]))
    #expect(graph.boxes.map(\.y) == [0, 0, 0, 0])
    #expect(graph.boxes.map(\.x) == [0, 100, 200, 300])
    #expect(graph.width == 340 && graph.height == 28)
    #expect(graph.routes[0].points == [.init(x: 40, y: 14), .init(x: 100, y: 14)])
    #expect(graph.routes[0].label == .init(x: 46, y: 14))
    #expect(graph.routes[0].branchLabel == .init(x: 94, y: 14))
  }

  @Test func downwardIsTheSameTurned() throws {
    let graph = try #require(layout(4, [(0, 1), (1, 2), (2, 3)], .downward))
    #expect(graph.boxes.map(\.x) == [0, 0, 0, 0])
    #expect(graph.boxes.map(\.y) == [0, 88, 176, 264])
    #expect(graph.routes[0].points == [.init(x: 20, y: 28), .init(x: 20, y: 88)])
  }

  @Test func neuronHasNoCrossingsAndItsTailIsStraight() throws {
    let graph = try #require(layout(13, neuron))
    #expect(graph.crossings == 0)
    let tail = [6, 8, 9, 10, 11, 12].map { graph.boxes[$0].center.y }
    // The last five gates have one input each: nothing bends between them.
    #expect(Set(tail.dropFirst()).count == 1)
    // Leaves stand beside their consumer.
    #expect(graph.layer[7] == graph.layer[8] - 1)
    #expect(graph.layer[0] == graph.layer[2] - 1)
  }

  @Test func operandsKeepTheirOrder() throws {
    let graph = try #require(layout(3, [(0, 2), (1, 2)]))
    #expect(graph.boxes[0].y < graph.boxes[1].y)
    #expect(graph.routes[0].points[1].y < graph.routes[1].points[1].y)
    let swapped = try #require(layout(3, [(1, 2), (0, 2)]))
    #expect(swapped.boxes[1].y < swapped.boxes[0].y)
  }

  @Test func parallelWiresAreTwo() throws {
    let graph = try #require(layout(2, [(0, 1), (0, 1)]))
    #expect(graph.routes.count == 2)
    #expect(graph.routes[0].points[0].y != graph.routes[1].points[0].y)
    #expect(graph.routes[0].points[1].y != graph.routes[1].points[1].y)
  }

  @Test func longWiresPassOtherNodesAtADistance() throws {
    // 0 feeds both ends of the chain 0 → 1 → 2 → 3.
    let graph = try #require(layout(4, [(0, 1), (1, 2), (2, 3), (0, 3)]))
    let long = graph.routes[3].points
    #expect(long.count == 6)
    for box in graph.boxes[1...2] {
      #expect(
        !long.contains {
          $0.y > box.y - 20 && $0.y < box.y + box.height + 20
            && $0.x >= box.x && $0.x <= box.x + box.width
        })
    }
  }

  @Test(arguments: [GraphLayout.Direction.rightward, .downward])
  func boxesNeverOverlap(_ direction: GraphLayout.Direction) throws {
    let graph = try #require(layout(100, tangle(100), direction))
    for (index, a) in graph.boxes.enumerated() {
      for b in graph.boxes[(index + 1)...] {
        let apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y
          || b.y + b.height <= a.y
        #expect(apart)
      }
      #expect(a.x >= 0 && a.y >= 0)
      #expect(a.x + a.width <= graph.width + 1e-9 && a.y + a.height <= graph.height + 1e-9)
    }
  }

  @Test func sameGraphSameCoordinates() {
    #expect(layout(60, tangle(60)) == layout(60, tangle(60)))
  }

  @Test func refusesWhatNobodyCouldRead() {
    let most = GraphLayout.maximumNodes
    #expect(layout(most, (1..<most).map { ($0 - 1, $0) }) != nil)
    // A leaf that every node of a long chain reads would need tens of thousands of bends.
    #expect(layout(most, (1..<most).flatMap { [($0 - 1, $0), ($0 / 2, $0)] }) == nil)
    #expect(layout(GraphLayout.maximumNodes + 1, []) == nil)
    #expect(layout(2, [(1, 0)]) == nil)
    #expect(layout(2, [(0, 2)]) == nil)
    #expect(layout(2, [(0, 0)]) == nil)
  }

  @Test func emptyAndSingle() throws {
    let empty = try #require(layout(0, []))
    #expect(empty.width == 0 && empty.height == 0)
    let single = try #require(layout(1, []))
    #expect(single.width == 40 && single.height == 28)
  }

  @Test func crossingsAreCounted() {
    // K(2,2) can't be drawn in two layers without one crossing.
    let wires = [(0, 2), (0, 3), (1, 2), (1, 3)].map { GraphLayout.Wire(from: $0.0, to: $0.1) }
    #expect(GraphLayers(nodeCount: 4, wires: wires, sharesBends: false)?.crossings == 1)
  }

  @Test func sharedBendsAreOnePerLayer() throws {
    let wires = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 4)].map {
      GraphLayout.Wire(from: $0.0, to: $0.1)
    }
    let apart = try #require(GraphLayers(nodeCount: 5, wires: wires, sharesBends: false))
    let shared = try #require(GraphLayers(nodeCount: 5, wires: wires, sharesBends: true))
    #expect(apart.items.count == 5 + 2 + 3)
    #expect(shared.items.count == 5 + 3)
    #expect(shared.chains[4] == [0, 5, 6, 3])
    #expect(shared.chains[5] == [0, 5, 6, 7, 4])
  }
}
