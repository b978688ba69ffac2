import LessonOutput

/// One trace on the page: the circuit, the numbered tables of both passes, and what closed calls
/// hold inside.
struct TraceWriter {
  /// Insides of closed calls shown in one trace; more would drown the page.
  private static let maximumInsides = 40

  let trace: Trace
  let view: TraceView
  let name: String
  private let views: Set<String>

  init(_ trace: Trace, block: Int, order: Int, views: [String]) {
    self.trace = trace
    self.view = TraceView(trace)
    name = "block-\(block + 1)-trace-\(order + 1)"
    self.views = Set(views)
  }

  func section() -> String {
    let output = HTMLText.escape(trace.output)
    var html = "<section class=\"trace\" id=\"\(name)\" aria-label=\"Trace of \(output)\">\n"
    html += body(view, name: name, title: "Circuit of \(trace.output)")
    html += insides()
    if !trace.backwardCalls.isEmpty {
      html += "<ul class=\"note\">\n"
      for call in trace.backwardCalls { html += "<li>\(HTMLText.escape(call.text))</li>\n" }
      html += "</ul>\n"
    }
    return html + "</section>\n"
  }

  private func body(_ view: TraceView, name: String, title: String) -> String {
    var html = ""
    if trace.abridged {
      let left = max(0, trace.gateCount - view.nodes.count { $0.isGate })
      html +=
        "<p class=\"note\">This trace has \(trace.gateCount) gates. Listed are its inputs, what "
      html +=
        "calls give, and the result; \(left) gates between them are left out. Their gradients "
      html += "are computed all the same.</p>\n"
    } else if wants("graph") {
      if let drawing = CircuitSVG(view, name: name) {
        html += "<figure class=\"circuit\">\n<div class=\"scroll\" tabindex=\"0\" role=\"region\""
        html += "\(HTMLText.attribute("aria-label", title))>\n\(drawing.svg(title: title))</div>\n"
        html += "<figcaption class=\"legend\"><span class=\"value\">value, over the wire</span> "
        html += "<span class=\"gradient\">gradient of \(HTMLText.escape(trace.output)),"
        html += " under the wire</span>"
        if view.nodes.contains(where: { $0.consumers.count > 1 }) {
          html += " <span>● fork: each branch shows its share before its gate, they add up</span>"
        }
        html += "</figcaption>\n</figure>\n"
      } else if !view.isDrawable {
        html += "<p class=\"note\">With \(view.nodes.count) nodes this circuit is too large to be "
        html += "drawn (at most \(TraceView.maximumDrawn)).</p>\n"
      }
    }
    let tables = GateTables(view: view, name: name, differentiated: trace.output)
    if wants("table") { html += tables.forward() }
    if wants("steps") { html += tables.backward() }
    return html
  }

  private func wants(_ kind: String) -> Bool { views.isEmpty || views.contains(kind) }

  /// Each closed call, opened below the trace: its gates between what enters and what leaves.
  private func insides() -> String {
    var html = ""
    var pending = view.nodes.compactMap(\.group)
    var seen: Set<Int> = []
    var opened = view.openGroups
    pending.reverse()
    while let id = pending.popLast() {
      guard seen.insert(id).inserted, let group = trace.groups.first(where: { $0.id == id }) else {
        continue
      }
      guard seen.count <= Self.maximumInsides else {
        return html + "<p class=\"note\">More calls are closed; their insides are not shown.</p>\n"
      }
      opened.insert(id)
      guard let inside = TraceView(trace, open: opened).inside(of: group, in: trace) else {
        continue
      }
      pending += inside.nodes.compactMap(\.group).reversed()
      let gates = inside.nodes.count(where: \.isGate)
      html += "<details class=\"inside\">\n<summary>Inside "
      html += "<code>\(HTMLText.escape(group.name))</code>: "
      html += "\(gates) \(gates == 1 ? "gate" : "gates")"
      html +=
        group.forward.isEmpty
        ? ""
        : ", <span class=\"eq\" data-equation=\"forward\">\(HTMLText.escape(group.forward))</span>"
      html += "</summary>\n"
      html += body(inside, name: "\(name)-group-\(id)", title: "Circuit of \(group.name)")
      html += "</details>\n"
    }
    return html
  }

  /// `data-` attributes of a node: its id in the trace and its numbers in full.
  static func data(_ node: TraceNode) -> String {
    var text = " data-node=\"\(node.id)\" data-value=\"\(PictureText.exact(node.value))\""
    if let gradient = node.gradient {
      text += " data-gradient=\"\(PictureText.exact(gradient))\""
    }
    if !node.value.isScalar {
      text += " data-shape=\"\(node.value.shape.map(String.init).joined(separator: ","))\""
    }
    return text
  }
}

extension TraceView {
  /// The part of the view that lies in one open group, with what enters it as leaves.
  ///
  /// Steps keep the numbers that they have with the group open.
  func inside(of group: TraceGroup, in trace: Trace) -> TraceView? {
    var parents: [Int: Int] = [:]
    for group in trace.groups { parents[group.id] = group.parent }
    func isInside(_ id: Int?) -> Bool {
      var current = id
      var hops = 0
      while let known = current, hops <= trace.groups.count {
        if known == group.id { return true }
        current = parents[known]
        hops += 1
      }
      return false
    }
    let members = Set(nodes.indices.filter { isInside(nodes[$0].node.group) })
    guard members.contains(where: { nodes[$0].isGate }) else { return nil }
    let kept = wires.indices.filter { members.contains(wires[$0].to) }
    let shown = members.union(kept.map { wires[$0].from }).sorted()
    var place: [Int: Int] = [:]
    for (new, old) in shown.enumerated() { place[old] = new }

    var result = self
    result.nodes = shown.map { old in
      var node = nodes[old]
      node.inputs = []
      node.consumers = []
      if !members.contains(old) {
        // What happened before is told outside.
        node.label = node.node.name ?? node.label
        node.node.kind = .leaf
        node.group = nil
        node.gradientSum = ""
      }
      return node
    }
    result.wires = []
    var newWire: [Int: Int] = [:]
    for old in kept {
      guard let from = place[wires[old].from], let to = place[wires[old].to] else { continue }
      newWire[old] = result.wires.count
      result.nodes[from].consumers.append(result.wires.count)
      result.nodes[to].inputs.append(result.wires.count)
      var wire = wires[old]
      (wire.from, wire.to) = (from, to)
      result.wires.append(wire)
    }
    result.steps = steps.compactMap { step in
      guard members.contains(step.node), let node = place[step.node] else { return nil }
      var step = step
      step.node = node
      step.wires = step.wires.compactMap { newWire[$0] }
      return step
    }
    result.forwardCount = result.steps.count { $0.direction == .forward }
    let leaving = group.outputs.last.flatMap { id in result.nodes.firstIndex { $0.id == id } }
    result.outputIndex = leaving ?? max(0, result.nodes.count - 1)
    result.output = result.nodes[result.outputIndex].node.name ?? group.name
    return result
  }
}
