import LessonOutput

/// Draws a plan; upright is the same with rows and columns exchanged.
struct CircuitPen {
  let plan: CircuitPlan
  let tracks: CircuitTracks
  let progress: CircuitProgress?
  private(set) var canvas: Canvas

  init(
    plan: CircuitPlan, tracks: CircuitTracks, progress: CircuitProgress?, width: Int, height: Int
  ) {
    self.plan = plan
    self.tracks = tracks
    self.progress = progress
    canvas = Canvas(width: width, height: height)
  }

  private var isUpright: Bool { plan.style.isUpright }

  private mutating func line(along a: Int, across b: Int, along c: Int, across d: Int, net: Int) {
    if isUpright {
      canvas.line(b, a, d, c, net: net)
    } else {
      canvas.line(a, b, c, d, net: net)
    }
  }

  mutating func draw() {
    for layer in plan.layers.order.indices { drawWires(layer) }
    for port in plan.ports { enter(port) }
    for node in plan.view.nodes.indices { drawBox(node) }
    drawOutput(plan.output)
  }

  private func net(_ item: Int) -> Int {
    if case .bend(let source) = plan.layers.items[item] { return source }
    return item
  }

  /// Where a wire leaves an item, along.
  private func start(_ item: Int) -> Int {
    let layer = plan.layers.layer[item]
    guard item < plan.view.nodes.count else { return tracks.boxes[layer] }
    if isUpright { return tracks.labels[layer] - 1 }
    return boxStart(item) + DisplayWidth.of(plan.boxes[item])
      + (plan.view.nodes[item].inputs.isEmpty ? 1 : 0)
  }

  /// First column of a box, lying: leaves end where the labels start, gates are centred.
  private func boxStart(_ node: Int) -> Int {
    let layer = plan.layers.layer[node]
    let zone = tracks.labels[layer] - tracks.boxes[layer]
    let width = DisplayWidth.of(plan.boxes[node])
    if plan.view.nodes[node].inputs.isEmpty { return tracks.labels[layer] - 1 - width }
    return tracks.boxes[layer] + (zone - width) / 2
  }

  /// Where wires come into a gate from the sides, along.
  private func centre(_ gate: Int) -> Int {
    let layer = plan.layers.layer[gate]
    if isUpright { return tracks.boxes[layer] }
    return boxStart(gate) + (DisplayWidth.of(plan.boxes[gate]) - 1) / 2
  }

  private mutating func drawWires(_ layer: Int) {
    for net in tracks.nets[layer] {
      let id = self.net(net.item)
      let end = tracks.ends[layer]
      let turn = tracks.routes[layer].track[net.item].map {
        tracks.channels[layer] + (isUpright ? $0 : 2 * $0)
      }
      line(
        along: start(net.item), across: net.source, along: turn ?? end, across: net.source, net: id)
      guard let turn else { continue }
      line(along: turn, across: net.low, along: turn, across: net.high, net: id)
      for target in net.targets {
        line(along: turn, across: target, along: end, across: target, net: id)
      }
    }
  }

  private mutating func enter(_ port: CircuitPlan.Port) {
    let layer = plan.layers.layer[port.gate]
    let id = plan.view.wires[port.wire].from
    let across = plan.position[port.slot]
    let centre = centre(port.gate)
    if tracks.boxes[layer] < centre || !isUpright {
      line(along: tracks.boxes[layer], across: across, along: centre, across: across, net: id)
    }
    line(along: centre, across: across, along: centre, across: plan.position[port.gate], net: id)
  }

  // MARK: Boxes and labels

  private mutating func drawBox(_ node: Int) {
    let layer = plan.layers.layer[node]
    let across = plan.position[node]
    let isLeaf = plan.view.nodes[node].inputs.isEmpty
    let style: TextStyle = progress?.focus == node ? .focus : isLeaf ? .strong : .plain
    let box = progress?.focus == node ? focused(plan.boxes[node]) : plan.boxes[node]
    let label = plan.labels[node]
    let showsValue = progress?.values.contains(node) ?? true
    let showsGradient = progress?.gradients.contains(node) ?? true
    let hasWire = !plan.view.nodes[node].consumers.isEmpty || node == plan.view.outputIndex
    if isUpright {
      canvas.text(
        box, across - plan.half(node).before, tracks.boxes[layer], style, overWires: true)
      guard hasWire else { return }
      let row = tracks.labels[layer]
      if showsValue {
        canvas.text(label.value, across - 1 - DisplayWidth.of(label.value), row, .value)
      }
      if showsGradient { canvas.text(label.gradient, across + 2, row, .gradient) }
    } else {
      canvas.text(box, boxStart(node), across, style, overWires: true)
      if isLeaf {
        canvas.text(" ", boxStart(node) + DisplayWidth.of(box), across, style, overWires: true)
      }
      guard hasWire else { return }
      let zone = tracks.channels[layer] - tracks.labels[layer]
      let (value, gradient, width) = label.aligned
      let column = tracks.labels[layer] + (zone - width) / 2
      if showsValue { canvas.text(label.value, column + value, across - 1, .value) }
      if showsGradient { canvas.text(label.gradient, column + gradient, across + 1, .gradient) }
    }
  }

  /// `▸×◂` for `(×)`: the gate in focus is seen without colour too.
  private func focused(_ box: String) -> String {
    guard box.count > 2, box.hasPrefix("(") || box.hasPrefix("[") else { return box }
    return "▸" + box.dropFirst().dropLast() + "◂"
  }

  private mutating func drawOutput(_ output: String) {
    let node = plan.view.outputIndex
    let layer = plan.layers.layer[node]
    let across = plan.position[node]
    let end = tracks.channels[layer]
    if isUpright {
      line(along: start(node), across: across, along: end, across: across, net: node)
      canvas.text(
        output, across - (DisplayWidth.of(output) - 1) / 2, end, .strong, overWires: true)
    } else {
      line(along: start(node), across: across, along: end - 1, across: across, net: node)
      canvas.text(output, end + 1, across, .strong)
    }
  }
}
