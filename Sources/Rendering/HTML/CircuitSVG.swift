import LessonOutput

/// Draws a trace as the course draws circuits: gates in circles, the value over each wire, the
/// gradient under it.
///
/// Between two layers there are three zones: values and gradients at the wire's source, the bend,
/// and at its target what a branch of a fork sends back. Only the middle zone has sloping wires, so
/// no label is ever crossed.
struct CircuitSVG {
  let view: TraceView
  /// Names the drawing in ids.
  let name: String

  private static let fontSize = 15.0
  private static let gateHeight = 40.0
  private static let leafHeight = 30.0
  /// Across a bend; steep ones get more.
  private static let bendZones = 20.0...72.0
  private static let margin = 14.0
  /// Room for the name over a gate, and the same below so that wires meet the middle.
  private static let nameRoom = 14.0

  private let values: [String]
  private let gradients: [String]
  private let branches: [String?]
  private let layout: GraphLayout
  /// Left edge and width of each node's box; the layout's own are as far apart as the widest gap.
  private let left: [Double]
  private let sizes: [GraphLayout.Size]
  /// Where each layer's boxes end, where its labels end, and where its branch labels start.
  private let layers: [Layer]
  private let outputEnd: Double
  /// What stands over the first gate of an open call.
  private let calls: [Int: String]

  private struct Layer {
    var boxes: ClosedRange<Double>
    var labelEnd: Double
    var branchStart: Double
  }

  /// Nil where the graph is too big to be drawn.
  init?(_ view: TraceView, name: String) {
    guard view.isDrawable, !view.nodes.isEmpty else { return nil }
    self.view = view
    self.name = name
    values = view.nodes.map { PictureText.wire($0.node.value) }
    gradients = view.nodes.map { $0.node.gradient.map(PictureText.wire) ?? "–" }
    branches = view.wires.map {
      view.nodes[$0.from].consumers.count > 1 ? PictureText.wire($0.edge.downstream) : nil
    }
    let calls = Self.callNames(view)
    self.calls = calls
    let sizes = view.nodes.enumerated().map { index, node in
      let inputs = node.inputs.count
      let branched = node.inputs.contains { view.nodes[view.wires[$0].from].consumers.count > 1 }
      let ports = inputs > 1 ? Double(inputs) * (branched ? 27 : 18) : 0
      return GraphLayout.Size(
        width: Self.boxWidth(node),
        height: max(node.isGate ? Self.gateHeight : Self.leafHeight, ports)
          + 2 * Self.room(index, in: view))
    }
    guard
      let layout = GraphLayout(
        nodes: sizes, wires: view.wires.map { GraphLayout.Wire(from: $0.from, to: $0.to) },
        direction: .rightward,
        spacing: GraphLayout.Spacing(layer: 100, node: 18, wire: 26, input: 27))
    else { return nil }
    self.layout = layout
    self.sizes = sizes
    let (layers, outputEnd) = Self.place(view, layout, sizes, values, gradients, branches)
    (self.layers, self.outputEnd) = (layers, outputEnd)
    left = sizes.indices.map { node in
      let boxes = layers[layout.layer[node]].boxes
      return (boxes.lowerBound + boxes.upperBound - sizes[node].width) / 2
    }
  }

  /// Each layer as wide as its boxes, each gap as wide as the labels in it and its bends need.
  private static func place(
    _ view: TraceView, _ layout: GraphLayout, _ sizes: [GraphLayout.Size], _ values: [String],
    _ gradients: [String], _ branches: [String?]
  ) -> ([Layer], Double) {
    let count = (layout.layer.max() ?? 0) + 1
    var boxWidth = [Double](repeating: 0, count: count)
    var labelWidth = boxWidth
    var branchWidth = boxWidth
    var rise = boxWidth
    for (node, layer) in layout.layer.enumerated() {
      boxWidth[layer] = max(boxWidth[layer], sizes[node].width)
      if node == view.outputIndex || !view.nodes[node].consumers.isEmpty {
        let text = max(width(values[node]), width(gradients[node]))
        labelWidth[layer] = max(labelWidth[layer], text + 14)
      }
    }
    for (index, wire) in view.wires.enumerated() {
      let layer = layout.layer[wire.to]
      if let text = branches[index] {
        branchWidth[layer] = max(branchWidth[layer], width(text) + 14)
      }
      let points = layout.routes[index].points
      for gap in stride(from: 0, to: points.count - 1, by: 2) {
        let at = layout.layer[wire.from] + gap / 2
        guard rise.indices.contains(at) else { continue }
        rise[at] = max(rise[at], abs(points[gap].y - points[gap + 1].y))
      }
    }
    var layers: [Layer] = []
    var x = 0.0
    for layer in 0..<count {
      if layer > 0 {
        let bend = 12 + rise[layer - 1] * 0.6
        x += min(max(bend, bendZones.lowerBound), bendZones.upperBound) + branchWidth[layer]
      }
      let end = x + boxWidth[layer]
      layers.append(
        Layer(
          boxes: x...end, labelEnd: end + labelWidth[layer],
          branchStart: x - branchWidth[layer]))
      x = end + labelWidth[layer]
    }
    return (layers, x)
  }

  /// Room over a node for its name, and under it: in an open call all have some, for the frame.
  private static func room(_ index: Int, in view: TraceView) -> Double {
    let node = view.nodes[index]
    guard node.isGate else { return 0 }
    let isNamed = node.node.name != nil && node.group == nil
    return isNamed || !view.openCalls(of: index).isEmpty ? nameRoom : 0
  }

  /// The drawing with a title and a description in words.
  func svg(title: String) -> String {
    let side = Self.margin
    let top = Self.margin + 14
    let width = outputEnd + Self.width(view.output) + 14 + 2 * side
    let height = layout.height + 2 * top
    let size = PageStyle.widthClass(width).map { " " + $0 } ?? ""
    var svg = "<svg class=\"drawing\(size)\" viewBox=\"0 0 \(p(width)) \(p(height))\""
    svg += " width=\"\(p(width))\" height=\"\(p(height))\" role=\"img\""
    svg += " aria-labelledby=\"\(name)-title \(name)-desc\">\n"
    svg += "<title id=\"\(name)-title\">\(HTMLText.escape(title))</title>\n"
    svg += "<desc id=\"\(name)-desc\">\(HTMLText.escape(description))</desc>\n"
    svg += "<g transform=\"translate(\(p(side)) \(p(top)))\">\n"
    for call in view.openGroups.sorted() { svg += frame(call) }
    for index in view.wires.indices { svg += wire(index) }
    svg += outputWire()
    for index in view.nodes.indices { svg += fork(index) + node(index) }
    for index in view.nodes.indices { svg += sourceLabels(index) }
    for index in view.wires.indices { svg += branchLabel(index) }
    return svg + "</g>\n</svg>\n"
  }

  /// The graph in words: what stands in for the drawing where it can't be seen.
  private var description: String {
    view.nodes.map { node in
      let name = node.node.name ?? node.label
      let head = node.isGate && !node.node.formula.isEmpty ? "\(name) = \(node.node.formula)" : name
      let gradient = node.node.gradient.map { ", gradient \(PictureText.wire($0))" } ?? ""
      return "\(head): value \(PictureText.wire(node.node.value))\(gradient)."
    }.joined(separator: " ")
  }

  private func node(_ index: Int) -> String {
    let node = view.nodes[index]
    let box = box(index)
    let center = box.center
    let room = Self.room(index, in: view)
    let height = box.height - 2 * room
    var kind = node.isGate ? "gate" : node.node.kind.rawValue
    if node.group != nil { kind += " group" }
    var svg = "<g class=\"node \(kind)\"\(TraceWriter.data(node.node))>"
    svg += "<title>\(HTMLText.escape(tooltip(node)))</title>"
    let radius = node.isGate ? min(box.width, height) / 2 : 5
    svg += "<rect x=\"\(p(box.x))\" y=\"\(p(box.y + room))\" width=\"\(p(box.width))\""
    svg += " height=\"\(p(height))\" rx=\"\(p(radius))\"/>"
    let isSymbol = node.isGate && node.label.count <= 2
    svg += "<text\(isSymbol ? " class=\"symbol\"" : "") x=\"\(p(center.x))\""
    svg += " y=\"\(p(center.y + (isSymbol ? 7 : 5)))\" text-anchor=\"middle\">"
    svg += "\(HTMLText.escape(node.label))</text>"
    var name =
      !node.isGate || index == view.outputIndex || node.group != nil ? "" : node.node.name ?? ""
    if let call = calls[index] { name = call + (name.isEmpty ? ":" : ": \(name)") }
    if !name.isEmpty {
      svg += "<text class=\"name\" x=\"\(p(center.x))\" y=\"\(p(box.y + room - 5))\""
      svg += " text-anchor=\"middle\">\(HTMLText.escape(name))</text>"
    }
    if let step = node.step {
      svg += "<text class=\"order\" x=\"\(p(center.x))\""
      svg += " y=\"\(p(box.y + room + height + 11))\" text-anchor=\"middle\">\(step)</text>"
    }
    return svg + "</g>\n"
  }

  private func box(_ index: Int) -> GraphLayout.Box {
    var box = layout.boxes[index]
    box.x = left[index]
    return box
  }

  private func tooltip(_ node: TraceView.Node) -> String {
    let name = node.node.name ?? node.label
    var lines = [node.node.formula.isEmpty ? name : "\(name) = \(node.node.formula)"]
    if !node.forward.isEmpty { lines.append(node.forward) }
    if !node.gradientSum.isEmpty { lines.append("gradient " + node.gradientSum) }
    return lines.joined(separator: "\n")
  }

  /// From the source's edge through each gap: straight past the labels, bent, straight again.
  private func path(_ index: Int) -> String {
    let wire = view.wires[index]
    let points = layout.routes[index].points
    guard let first = points.first, let last = points.last else { return "" }
    let source = box(wire.from)
    var path = "M\(p(source.x + source.width)) \(p(first.y))"
    var y = first.y
    let passed = layout.layer[wire.from]..<max(layout.layer[wire.from], layout.layer[wire.to])
    for (order, layer) in passed.enumerated() {
      let start = layers[layer].labelEnd
      let end = layers[layer + 1].branchStart
      let at = 2 * order + 1
      let next = points.indices.contains(at) ? points[at].y : last.y
      let middle = (start + end) / 2
      path += "H\(p(start))C\(p(middle)) \(p(y)) \(p(middle)) \(p(next)) \(p(end)) \(p(next))"
      y = next
    }
    // Into the round box, which covers the end.
    return path + "H\(p(box(wire.to).center.x))"
  }

  private func wire(_ index: Int) -> String {
    let wire = view.wires[index]
    let path = path(index)
    if path.isEmpty { return "" }
    var svg = "<path class=\"wire\" data-from=\"\(wire.edge.from)\" data-to=\"\(wire.edge.to)\""
    svg += " data-operand=\"\(wire.edge.operand)\" d=\"\(path)\"/>\n"
    return svg
  }

  /// The name of each open call at its first gate.
  private static func callNames(_ view: TraceView) -> [Int: String] {
    var names: [Int: String] = [:]
    var seen: Set<Int> = []
    for index in view.nodes.indices {
      let new = view.openCalls(of: index).filter { seen.insert($0).inserted }
      if !new.isEmpty {
        names[index] = new.compactMap { view.groupNames[$0] }.joined(separator: " ▸ ")
      }
    }
    return names
  }

  /// What was made in an open call: a frame around its gates where nothing else stands in it, else
  /// its gates and the wires between them underlaid.
  private func frame(_ call: Int) -> String {
    let inside = view.nodes.indices.filter { view.openCalls(of: $0).contains(call) }
    guard let first = inside.first else { return "" }
    var svg = "<g class=\"call\">"
    svg += "<title>\(HTMLText.escape("in " + (view.groupNames[call] ?? "")))</title>"
    let inner = inside.map { view.openCalls(of: $0).drop { $0 != call }.count }.max() ?? 1
    let pad = 1 + 4 * Double(min(inner, 4))
    var (left, top) = (box(first).x, box(first).y)
    var (right, bottom) = (left, top)
    for index in inside {
      let box = box(index)
      (left, top) = (min(left, box.x - pad), min(top, box.y - 2))
      (right, bottom) = (max(right, box.x + box.width + pad), max(bottom, box.y + box.height - 2))
    }
    let isClear = view.nodes.indices.allSatisfy { index in
      let box = box(index)
      let end = layers[layout.layer[index]].labelEnd
      return inside.contains(index) || box.x >= right || end <= left || box.y >= bottom
        || box.y + box.height <= top
    }
    if isClear {
      svg += "<rect class=\"frame\" x=\"\(p(left))\" y=\"\(p(top))\""
      svg += " width=\"\(p(right - left))\" height=\"\(p(bottom - top))\" rx=\"12\"/>"
      return svg + "</g>\n"
    }
    let members = Set(inside)
    for (index, wire) in view.wires.enumerated()
    where members.contains(wire.from) && members.contains(wire.to) {
      svg += "<path d=\"\(path(index))\"/>"
    }
    for index in inside {
      let box = box(index)
      svg += "<rect x=\"\(p(box.x - 7))\" y=\"\(p(box.y - 4))\" width=\"\(p(box.width + 14))\""
      svg += " height=\"\(p(box.height + 8))\" rx=\"12\"/>"
    }
    return svg + "</g>\n"
  }

  /// Where the wires of a fork part.
  private func fork(_ index: Int) -> String {
    guard view.nodes[index].consumers.count > 1 else { return "" }
    let x = layers[layout.layer[index]].labelEnd
    return "<circle class=\"fork\" cx=\"\(p(x))\" cy=\"\(p(box(index).center.y))\" r=\"3\"/>\n"
  }

  private func outputWire() -> String {
    guard layout.boxes.indices.contains(view.outputIndex) else { return "" }
    let box = box(view.outputIndex)
    var svg = "<path class=\"wire\" d=\"M\(p(box.x + box.width)) \(p(box.center.y))"
    svg += "H\(p(outputEnd))\"/>\n"
    svg += "<text class=\"output\" x=\"\(p(outputEnd + 6))\" y=\"\(p(box.center.y + 5))\">"
    svg += "\(HTMLText.escape(view.output))</text>\n"
    return svg
  }

  private func sourceLabels(_ index: Int) -> String {
    let node = view.nodes[index]
    guard index == view.outputIndex || !node.consumers.isEmpty else { return "" }
    let box = box(index)
    let x = layers[layout.layer[index]].boxes.upperBound + 8
    var svg = "<text class=\"value\" x=\"\(p(x))\" y=\"\(p(box.center.y - 6))\">"
    svg += "\(HTMLText.escape(values[index]))</text>"
    svg += "<text class=\"gradient\" x=\"\(p(x))\" y=\"\(p(box.center.y + 17))\">"
    return svg + "\(HTMLText.escape(gradients[index]))</text>\n"
  }

  private func branchLabel(_ index: Int) -> String {
    guard let text = branches[index], let end = layout.routes[index].points.last else { return "" }
    let x = layers[layout.layer[view.wires[index].to]].boxes.lowerBound - 6
    return "<text class=\"gradient branch\" x=\"\(p(x))\" y=\"\(p(end.y + 15))\""
      + " text-anchor=\"end\">\(HTMLText.escape(text))</text>\n"
  }

  private static func boxWidth(_ node: TraceView.Node) -> Double {
    let text = width(node.label)
    return node.isGate ? max(gateHeight, text + 22) : max(leafHeight, text + 18)
  }

  /// About what a text takes in the drawing's font, on the generous side.
  private static func width(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      let wide = (0x1100...0x115F).contains(scalar.value) || scalar.value >= 0x2E80
      let mark = (0x300...0x36F).contains(scalar.value)
      return sum + (mark ? 0 : wide ? 1 : 0.6) * fontSize
    }
  }

  /// A coordinate with one decimal place.
  private func p(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }
}
