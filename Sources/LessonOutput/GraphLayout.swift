/// A layered drawing of a graph: where its boxes stand and which points its wires run through.
///
/// Pure and deterministic: the same graph and sizes give the same coordinates. Units are the caller's.
package struct GraphLayout: Hashable, Sendable {
  /// Graphs with more nodes are refused; nobody could read the drawing.
  package static let maximumNodes = 400

  package enum Direction: Sendable { case rightward, downward }

  package struct Size: Hashable, Sendable {
    package var width: Double
    package var height: Double
    package init(width: Double, height: Double) {
      self.width = width
      self.height = height
    }
  }

  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double
    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// A node's box; `x`, `y` is its upper left corner, y grows downward.
  package struct Box: Hashable, Sendable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double
    package var center: Point { Point(x: x + width / 2, y: y + height / 2) }
  }

  /// A wire between nodes by index; parallel wires are kept apart.
  package struct Wire: Hashable, Sendable {
    package var from: Int
    package var to: Int
    package init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  package struct Route: Hashable, Sendable {
    /// From the edge of the source's box to the edge of the target's. Two points for each layer that
    /// the wire passes, so that it is straight there; between layers it may slope.
    package var points: [Point]
    /// Just after the source, where the label of the source's value goes.
    package var label: Point
    /// Just before the target, where the branches of a fork are apart.
    package var branchLabel: Point
  }

  package struct Spacing: Hashable, Sendable {
    /// Between the boxes of neighbouring layers.
    package var layer: Double
    /// Between boxes in one layer.
    package var node: Double
    /// Between a wire that passes a layer and what is beside it.
    package var wire: Double
    /// Between the ends of wires that enter the same box.
    package var input: Double
    /// Between the starts of wires that leave the same box; 0 where a fork starts as one wire.
    package var output: Double
    /// From a box's edge to the label of a wire that ends there.
    package var label: Double

    package init(
      layer: Double, node: Double, wire: Double, input: Double = 0, output: Double = 0,
      label: Double = 0
    ) {
      self.layer = layer
      self.node = node
      self.wire = wire
      self.input = input
      self.output = output
      self.label = label
    }
  }

  package private(set) var boxes: [Box] = []
  /// One for each wire, in the order given.
  package private(set) var routes: [Route] = []
  package private(set) var width = 0.0
  package private(set) var height = 0.0
  package private(set) var crossings: Int
  /// The layer of each node, from 0 at the left (or top).
  package private(set) var layer: [Int]

  /// A layout, or nil if there are more than `maximumNodes` nodes or far too many long wires.
  ///
  /// Nodes are in topological order: `from < to` for every wire, else nil. Complexity: a few
  /// milliseconds for 100 nodes.
  package init?(nodes: [Size], wires: [Wire], direction: Direction, spacing: Spacing) {
    guard nodes.count <= Self.maximumNodes,
      let layers = GraphLayers(nodeCount: nodes.count, wires: wires, sharesBends: false)
    else { return nil }
    crossings = layers.crossings
    layer = Array(layers.layer.prefix(nodes.count))
    // `along` runs from layer to layer, `across` inside one.
    let along = nodes.map { direction == .rightward ? $0.width : $0.height }
    let across = nodes.map { direction == .rightward ? $0.height : $0.width }
    let ports = Ports(layers: layers, nodeCount: nodes.count, across: across, spacing: spacing)
    let position = ports.placement(layers, across: across, spacing: spacing).solve()

    var start = [Double](repeating: 0, count: layers.order.count)
    var thickness = start
    var at = 0.0
    for (index, items) in layers.order.enumerated() {
      thickness[index] = items.map { $0 < nodes.count ? along[$0] : 0 }.max() ?? 0
      start[index] = at
      at += thickness[index] + spacing.layer
    }
    let length = max(0, at - spacing.layer)
    var low = Double.infinity
    var high = -Double.infinity
    for (item, center) in position.enumerated() {
      let half = item < nodes.count ? across[item] / 2 : 0
      low = min(low, center - half)
      high = max(high, center + half)
    }
    if position.isEmpty { (low, high) = (0, 0) }
    func point(_ along: Double, _ across: Double) -> Point {
      direction == .rightward
        ? Point(x: along, y: across - low) : Point(x: across - low, y: along)
    }
    (width, height) = direction == .rightward ? (length, high - low) : (high - low, length)

    for node in nodes.indices {
      let index = layers.layer[node]
      let corner = point(
        start[index] + (thickness[index] - along[node]) / 2, position[node] - across[node] / 2)
      boxes.append(
        Box(x: corner.x, y: corner.y, width: nodes[node].width, height: nodes[node].height))
    }
    for (wire, chain) in layers.chains.enumerated() {
      guard let source = chain.first, let target = chain.last else { continue }
      func edge(_ node: Int, end: Bool) -> Double {
        let index = layers.layer[node]
        return start[index] + (thickness[index] + (end ? along[node] : -along[node])) / 2
      }
      let out = (edge(source, end: true), position[source] + ports.output[wire])
      let into = (edge(target, end: false), position[target] + ports.input[wire])
      var points = [point(out.0, out.1)]
      for item in chain.dropFirst().dropLast() {
        let index = layers.layer[item]
        points.append(point(start[index], position[item]))
        points.append(point(start[index] + thickness[index], position[item]))
      }
      points.append(point(into.0, into.1))
      routes.append(
        Route(
          points: points, label: point(out.0 + spacing.label, out.1),
          branchLabel: point(into.0 - spacing.label, into.1)))
    }
  }
}

/// Where on their boxes wires start and end, from the boxes' centres.
private struct Ports {
  var input: [Double]
  var output: [Double]

  init(layers: GraphLayers, nodeCount: Int, across: [Double], spacing: GraphLayout.Spacing) {
    var place = [Int](repeating: 0, count: layers.items.count)
    for items in layers.order { for (order, item) in items.enumerated() { place[item] = order } }
    input = Array(repeating: 0, count: layers.chains.count)
    output = input
    var entering = [[Int]](repeating: [], count: nodeCount)
    var leaving = entering
    for (wire, chain) in layers.chains.enumerated() {
      guard let source = chain.first, let target = chain.last else { continue }
      leaving[source].append(wire)
      entering[target].append(wire)
    }
    for node in 0..<nodeCount {
      // In the order of the neighbours, so that wires don't cross at the box.
      let sorted = entering[node].sorted {
        (place[layers.chains[$0].dropLast().last ?? 0], $0)
          < (place[layers.chains[$1].dropLast().last ?? 0], $1)
      }
      Self.spread(sorted, gap: spacing.input, across[node], into: &input)
      let leavingSorted = leaving[node].sorted {
        (place[layers.chains[$0].dropFirst().first ?? 0], $0)
          < (place[layers.chains[$1].dropFirst().first ?? 0], $1)
      }
      Self.spread(leavingSorted, gap: spacing.output, across[node], into: &output)
    }
  }

  private static func spread(
    _ wires: [Int], gap: Double, _ size: Double, into offsets: inout [Double]
  ) {
    guard wires.count > 1 else { return }
    let gap = min(gap, size / Double(wires.count))
    for (order, wire) in wires.enumerated() {
      offsets[wire] = (Double(order) - Double(wires.count - 1) / 2) * gap
    }
  }

  /// The distances and links that the positions have to keep.
  func placement(_ layers: GraphLayers, across: [Double], spacing: GraphLayout.Spacing)
    -> LayerPlacement
  {
    var distance = [Double](repeating: 0, count: layers.items.count)
    for items in layers.order {
      for (a, b) in zip(items, items.dropFirst()) {
        let isWire = a >= across.count || b >= across.count
        let halves =
          (a < across.count ? across[a] : 0) / 2 + (b < across.count ? across[b] : 0) / 2
        distance[b] = halves + (isWire ? spacing.wire : spacing.node)
      }
    }
    var links: [LayerPlacement.Link] = []
    for (wire, chain) in layers.chains.enumerated() {
      for (order, (a, b)) in zip(chain, chain.dropFirst()).enumerated() {
        let isFirst = order == 0
        let isLast = order == chain.count - 2
        // Long wires are kept straightest: their bends show most.
        links.append(
          LayerPlacement.Link(
            a, b, offsetA: isFirst ? output[wire] : 0, offsetB: isLast ? input[wire] : 0,
            weight: isFirst && isLast ? 1 : isFirst || isLast ? 2 : 8))
      }
    }
    return LayerPlacement(layers: layers.order, distance: distance, links: links)
  }
}
