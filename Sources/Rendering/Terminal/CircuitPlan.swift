import LessonOutput

/// Where the gates of a circuit stand on a grid of characters, in layers: `along` counts through the
/// layers, `across` inside one. Lying, along is columns; upright, along is rows.
///
/// A gate with several inputs takes them from three sides: those above come down into it, those
/// below come up, one may go straight in. Each that turns has a slot of its own in the layer (a
/// port), so that the placement can bring it onto the wire that it continues.
struct CircuitPlan {
  struct Style: Hashable {
    var isUpright: Bool
    /// Significant digits of the numbers.
    var digits: Int
    /// Whether a wire tells the name of its value: `q = 3`.
    var hasNames: Bool
    /// Free cells beside labels.
    var padding: Int
    /// Whether short vectors stand on their wires whole.
    var showsElements = false
  }

  /// A wire's end at a gate.
  struct Port {
    var wire: Int
    var gate: Int
    /// The slot of its own, or the gate's where the wire goes straight in.
    var slot: Int
  }

  struct Label {
    var value: String
    var gradient: String

    /// Columns of value and gradient so that their points stand over one another.
    var aligned: (value: Int, gradient: Int, width: Int) {
      let wholes = (Self.whole(value), Self.whole(gradient))
      let left = max(wholes.0, wholes.1)
      let right = max(DisplayWidth.of(value) - wholes.0, DisplayWidth.of(gradient) - wholes.1)
      return (left - wholes.0, left - wholes.1, left + right)
    }

    /// Columns before the decimal point.
    private static func whole(_ text: String) -> Int {
      // Lists stand with their brackets under one another.
      if text.hasPrefix("[") { return 0 }
      return DisplayWidth.of(String(text.prefix { $0 != "." }))
    }
  }

  let view: TraceView
  let style: Style
  let layers: GraphLayers
  /// What stands at the end of the last wire.
  let output: String
  private(set) var ports: [Port] = []
  /// Across, for every item and port.
  private(set) var position: [Int] = []
  private(set) var boxes: [String] = []
  private(set) var labels: [Label] = []
  /// Slots of each layer in order.
  private(set) var slots: [[Int]] = []
  private var sources: [Int] = []
  /// Least distance from each slot to the one before it.
  private var distance: [Int] = []

  var itemCount: Int { layers.items.count }

  init(_ view: TraceView, _ layers: GraphLayers, _ style: Style, isASCII: Bool) {
    self.view = view
    self.style = style
    self.layers = layers
    output = isASCII ? ASCIIText.of(view.output) : view.output
    for (index, node) in view.nodes.enumerated() {
      let text = { (text: String) in isASCII ? ASCIIText.of(text) : text }
      boxes.append(text(Self.box(node)))
      var value = CircuitNumber.text(
        node.node.value, digits: style.digits, showsElements: style.showsElements)
      if style.hasNames, node.isGate, let name = node.node.name, index != view.outputIndex {
        value = "\(name) = \(value)"
      }
      var gradient = CircuitNumber.text(
        node.node.gradient, digits: style.digits, showsElements: style.showsElements)
      // What an edit changed is marked.
      if node.isValueChanged { value += "*" }
      if node.isGradientChanged { gradient += "*" }
      labels.append(Label(value: text(value), gradient: text(gradient)))
    }
    makePorts()
    distance = distances()
  }

  private static func box(_ node: TraceView.Node) -> String {
    if node.group != nil { return "[\(node.label)]" }
    if node.isGate { return "(\(node.label))" }
    return node.node.name ?? node.label
  }

  // MARK: Ports

  private mutating func makePorts() {
    var place = [Int](repeating: 0, count: itemCount)
    for items in layers.order { for (order, item) in items.enumerated() { place[item] = order } }
    var next = itemCount
    for layer in layers.order {
      var slots: [Int] = []
      for item in layer {
        guard item < view.nodes.count, !view.nodes[item].inputs.isEmpty else {
          slots.append(item)
          continue
        }
        func before(_ wire: Int) -> Int { layers.chains[wire].dropLast().last ?? 0 }
        let entering = view.nodes[item].inputs.sorted {
          (place[before($0)], $0) < (place[before($1)], $1)
        }
        let straight = straightInput(entering)
        var lower: [Int] = []
        for (order, wire) in entering.enumerated() {
          if order == straight {
            ports.append(Port(wire: wire, gate: item, slot: item))
            continue
          }
          ports.append(Port(wire: wire, gate: item, slot: next))
          sources.append(before(wire))
          let isBefore = straight.map { order < $0 } ?? (order < entering.count / 2)
          if isBefore { slots.append(next) } else { lower.append(next) }
          next += 1
        }
        slots += [item] + lower
      }
      self.slots.append(slots)
    }
  }

  /// Which of a gate's inputs goes straight in: an only one, the gate beside a leaf, the middle one.
  private func straightInput(_ wires: [Int]) -> Int? {
    if wires.count == 2 {
      let isGate = wires.map { view.nodes[view.wires[$0].from].isGate }
      if view.wires[wires[0]].from == view.wires[wires[1]].from { return nil }
      return isGate[0] == isGate[1] ? nil : isGate[0] ? 0 : 1
    }
    return wires.count % 2 == 1 ? wires.count / 2 : nil
  }

  // MARK: Placement

  /// Cells that an item takes before and after its centre, across.
  func extent(_ slot: Int) -> (before: Int, after: Int) {
    guard slot < view.nodes.count else { return (0, 0) }
    guard style.isUpright else { return (1, 1) }
    let box = DisplayWidth.of(boxes[slot])
    let name = slot == view.outputIndex ? DisplayWidth.of(output) : 0
    return (
      max((box - 1) / 2, DisplayWidth.of(labels[slot].value) + 1, (name - 1) / 2),
      max(box / 2, DisplayWidth.of(labels[slot].gradient) + 1, name / 2)
    )
  }

  /// Width of a box on each side of its centre.
  func half(_ node: Int) -> (before: Int, after: Int) {
    let box = DisplayWidth.of(boxes[node])
    return ((box - 1) / 2, box / 2)
  }

  /// How far a gate's label reaches past a port that stands as near as it may.
  private func overhang(_ gate: Int, isAfter: Bool) -> Int {
    let (extent, half) = (extent(gate), half(gate))
    return isAfter
      ? max(0, extent.after - half.after - 2) : max(0, extent.before - half.before - 2)
  }

  private func distances() -> [Int] {
    let count = itemCount + sources.count
    var gateOf = [Int](repeating: -1, count: count)
    for port in ports where port.slot >= itemCount { gateOf[port.slot] = port.gate }
    var distance = [Int](repeating: 0, count: count)
    for slots in slots {
      for (a, b) in zip(slots, slots.dropFirst()) {
        if gateOf[a] == b || gateOf[b] == a {
          let half = half(gateOf[a] == b ? b : a)
          distance[b] = style.isUpright ? (gateOf[a] == b ? half.before : half.after) + 2 : 2
        } else if style.isUpright {
          // A gate's label may reach past its ports.
          let after = gateOf[a] < 0 ? extent(a).after : overhang(gateOf[a], isAfter: true)
          let before = gateOf[b] < 0 ? extent(b).before : overhang(gateOf[b], isAfter: false)
          distance[b] = after + before + 2 + style.padding
        } else {
          distance[b] = max(2, extent(a).after + extent(b).before + 1)
        }
      }
    }
    return distance
  }

  /// Columns along a layer, lying: of its boxes and of the labels after them.
  func lengths(of layer: Int) -> (boxes: Int, labels: Int) {
    let nodes = layers.order[layer].filter { $0 < view.nodes.count }
    // A leaf's name is followed by a space.
    let names = nodes.map {
      DisplayWidth.of(boxes[$0]) + (view.nodes[$0].inputs.isEmpty ? 1 : 0)
    }
    let widths = nodes.map { labels[$0].aligned.width }
    return (names.max() ?? 0, max(3, (widths.max() ?? 0) + style.padding))
  }

  /// The drawing has at least as many columns, known before anything is placed.
  var leastWidth: Int {
    if style.isUpright {
      let widths = slots.map { slots in
        slots.dropFirst().reduce(1) { $0 + distance[$1] }
      }
      return widths.max() ?? 0
    }
    var width = 1 + DisplayWidth.of(output)
    for layer in layers.order.indices {
      let lengths = lengths(of: layer)
      width += lengths.boxes + lengths.labels
    }
    return width
  }

  mutating func place() {
    var links: [LayerPlacement.Link] = []
    var entering: [Int: [Int]] = [:]
    for port in ports {
      entering[port.gate, default: []].append(
        layers.chains[port.wire].dropLast().last ?? 0)
    }
    for port in ports {
      let chain = layers.chains[port.wire]
      let source = chain.dropLast().last ?? 0
      // Both wires of `a + a` have to turn: the gate stands before their source.
      let isPair = entering[port.gate, default: []].count { $0 == source } > 1
      links.append(
        LayerPlacement.Link(
          source, port.slot, weight: isPair ? 1 : chain.count > 2 ? 6 : 4, isWire: !isPair))
      if port.slot != port.gate {
        links.append(
          LayerPlacement.Link(source, port.gate, weight: isPair ? 3 : 1, isWire: isPair))
      }
    }
    var seen: Set<[Int]> = []
    for chain in layers.chains {
      for (a, b) in zip(chain.dropLast(), chain.dropLast().dropFirst())
      where seen.insert([a, b]).inserted {
        links.append(LayerPlacement.Link(a, b, weight: 8))
      }
    }
    let solved = LayerPlacement(
      layers: slots, distance: distance.map { Double($0) }, links: links
    ).solve()
    position = solved.map { Int(($0 + 0.5).rounded(.down)) }
    var low = 0
    for slot in 0..<itemCount { low = min(low, position[slot] - extent(slot).before) }
    position = position.map { $0 - low }
  }

  /// Cells across that the drawing takes.
  var breadth: Int {
    (0..<position.count).map { position[$0] + extent($0).after + 1 }.max() ?? 0
  }
}
