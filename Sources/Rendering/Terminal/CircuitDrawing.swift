import LessonOutput

/// The circuit of a trace in characters: forward values over the wires and gradients under them, or,
/// upright, left and right of them.
struct CircuitDrawing {
  /// Taller drawings are not a picture any more.
  static let maximumRows = 100

  private(set) var lines: [StyledLine]
  let style: CircuitPlan.Style
  /// Labels that would have fallen on a wire or on one another; none, or the plan is wrong.
  private(set) var collisions: Int
  var width: Int { lines.map(\.width).max() ?? 0 }

  /// The clearest drawing that fits, or nil: lying if it can, upright if not, with fewer digits
  /// rather than turned.
  static func fitting(
    _ view: TraceView, width: Int, isASCII: Bool, filled: Set<Int>? = nil, sent: Set<Int>? = nil
  ) -> CircuitDrawing? {
    let styles: [(digits: Int, hasNames: Bool, padding: Int)] = [
      (5, true, 2), (4, true, 2), (4, true, 1), (4, false, 1), (3, true, 1), (3, false, 1),
      (4, false, 0), (3, false, 0),
    ]
    for isUpright in [false, true] {
      for candidate in styles {
        let style = CircuitPlan.Style(
          isUpright: isUpright, digits: candidate.digits, hasNames: candidate.hasNames,
          padding: candidate.padding)
        guard
          let drawing = CircuitDrawing(
            view, style, width: width, isASCII: isASCII, filled: filled, sent: sent)
        else { continue }
        return drawing
      }
    }
    return nil
  }

  /// - Parameters:
  ///   - filled: nodes whose value is known; nil for all.
  ///   - sent: nodes whose gradient is known; nil for all.
  init?(
    _ view: TraceView, _ style: CircuitPlan.Style, width: Int, isASCII: Bool,
    filled: Set<Int>? = nil, sent: Set<Int>? = nil
  ) {
    guard
      let plan = CircuitPlan(view, style, isASCII: isASCII, filled: filled, sent: sent)
    else { return nil }
    let tracks = CircuitTracks(plan)
    guard !tracks.isBlocked else { return nil }
    let output = isASCII ? ASCIIText.of(view.output) : view.output
    var size = (width: 0, height: 0)
    if style.isUpright {
      size = (plan.breadth, tracks.length + 1)
    } else {
      size = (tracks.length + 1 + DisplayWidth.of(output), plan.breadth)
    }
    guard size.width <= width, size.height <= Self.maximumRows else { return nil }
    self.style = style
    var pen = CircuitPen(plan: plan, tracks: tracks, width: size.width, height: size.height)
    pen.draw(output: output)
    collisions = pen.canvas.collisions
    lines = pen.canvas.lines()
    while let first = lines.first, first.text.allSatisfy({ $0 == " " }) { lines.removeFirst() }
    while let last = lines.last, last.text.allSatisfy({ $0 == " " }) { lines.removeLast() }
    if isASCII {
      lines = lines.map { line in
        var plain = StyledLine()
        for piece in line.pieces { plain.append(ASCIIText.of(piece.text), piece.style) }
        return plain
      }
    }
  }
}

/// Where each layer's boxes, labels and turning wires lie along the drawing.
struct CircuitTracks {
  /// First cell of each layer's boxes, of its labels, of its tracks, and of the next layer.
  private(set) var boxes: [Int] = []
  private(set) var labels: [Int] = []
  private(set) var channels: [Int] = []
  private(set) var ends: [Int] = []
  private(set) var routes: [CircuitChannel] = []
  private(set) var nets: [[CircuitChannel.Net]] = []
  private(set) var isBlocked = false
  private(set) var length = 0

  init(_ plan: CircuitPlan) {
    let order = plan.layers.order
    for index in order.indices {
      let nets = Self.nets(plan, index)
      let route = CircuitChannel(nets)
      isBlocked = isBlocked || route.isBlocked
      let nodes = order[index].filter { $0 < plan.view.nodes.count }
      boxes.append(length)
      if plan.style.isUpright {
        length += 1
        labels.append(length)
        length += 1
      } else {
        length += nodes.map { Self.along(plan, $0) }.max() ?? 0
        labels.append(length)
        let widths = nodes.map { CircuitPen.labelWidth(plan.labels[$0]) }
        length += max(3, (widths.max() ?? 0) + plan.style.padding)
      }
      channels.append(length)
      length += plan.style.isUpright ? route.trackCount : 2 * route.trackCount
      ends.append(length)
      routes.append(route)
      self.nets.append(nets)
    }
  }

  /// A leaf's name is followed by a space.
  private static func along(_ plan: CircuitPlan, _ node: Int) -> Int {
    DisplayWidth.of(plan.boxes[node]) + (plan.view.nodes[node].inputs.isEmpty ? 1 : 0)
  }

  private static func nets(_ plan: CircuitPlan, _ layer: Int) -> [CircuitChannel.Net] {
    var targets: [Int: Set<Int>] = [:]
    for port in plan.ports {
      let source = plan.layers.chains[port.wire].dropLast().last ?? 0
      if plan.layers.layer[source] == layer {
        targets[source, default: []].insert(plan.position[port.slot])
      }
    }
    for chain in plan.layers.chains {
      for (a, b) in zip(chain.dropLast(), chain.dropLast().dropFirst())
      where plan.layers.layer[a] == layer {
        targets[a, default: []].insert(plan.position[b])
      }
    }
    return plan.layers.order[layer].compactMap { item in
      targets[item].map {
        CircuitChannel.Net(item: item, source: plan.position[item], targets: $0.sorted())
      }
    }
  }
}

/// Draws a plan; upright is the same with rows and columns exchanged.
struct CircuitPen {
  let plan: CircuitPlan
  let tracks: CircuitTracks
  private(set) var canvas: Canvas

  init(plan: CircuitPlan, tracks: CircuitTracks, width: Int, height: Int) {
    self.plan = plan
    self.tracks = tracks
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

  mutating func draw(output: String) {
    for layer in plan.layers.order.indices { drawWires(layer) }
    for port in plan.ports { enter(port) }
    for node in plan.view.nodes.indices { drawBox(node) }
    drawOutput(output)
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
    let style: TextStyle = isLeaf ? .strong : .plain
    let box = plan.boxes[node]
    let label = plan.labels[node]
    let hasWire = !plan.view.nodes[node].consumers.isEmpty || node == plan.view.outputIndex
    if isUpright {
      canvas.text(
        box, across - plan.half(node).before, tracks.boxes[layer], style, overWires: true)
      guard hasWire else { return }
      let row = tracks.labels[layer]
      canvas.text(label.value, across - 1 - DisplayWidth.of(label.value), row, .value)
      canvas.text(label.gradient, across + 2, row, .gradient)
    } else {
      canvas.text(box, boxStart(node), across, style, overWires: true)
      if isLeaf {
        canvas.text(" ", boxStart(node) + DisplayWidth.of(box), across, style, overWires: true)
      }
      guard hasWire else { return }
      let zone = tracks.channels[layer] - tracks.labels[layer]
      let (value, gradient, width) = Self.aligned(label)
      let column = tracks.labels[layer] + (zone - width) / 2
      canvas.text(label.value, column + value, across - 1, .value)
      canvas.text(label.gradient, column + gradient, across + 1, .gradient)
    }
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

  /// Columns of value and gradient so that their points stand over one another.
  private static func aligned(_ label: CircuitPlan.Label) -> (value: Int, gradient: Int, width: Int)
  {
    let value = whole(label.value)
    let gradient = whole(label.gradient)
    let left = max(value, gradient)
    let right = max(
      DisplayWidth.of(label.value) - value, DisplayWidth.of(label.gradient) - gradient)
    return (left - value, left - gradient, left + right)
  }

  static func labelWidth(_ label: CircuitPlan.Label) -> Int { aligned(label).width }

  /// Columns before the decimal point.
  private static func whole(_ text: String) -> Int {
    var count = 0
    for character in text {
      if character == "." { break }
      count += DisplayWidth.of(character)
    }
    return count
  }
}
