import LessonOutput

/// Both passes of a trace as tables, step by step.
struct GateTables {
  /// Rows of one table; longer graphs are cut, with the count of what is missing.
  static let maximumRows = 600

  let view: TraceView
  let name: String
  /// What the gradients are of: the trace's output, also inside a call.
  let differentiated: String

  /// Number of each gate's forward step, by index of its node.
  private let forwardSteps: [Int: Int]

  init(view: TraceView, name: String, differentiated: String) {
    self.view = view
    self.name = name
    self.differentiated = differentiated
    var steps: [Int: Int] = [:]
    for step in view.steps where step.direction == .forward { steps[step.node] = step.number }
    forwardSteps = steps
  }

  // MARK: Forward

  func forward() -> String {
    let values = PointAlignment(view.nodes.map(\.node.value))
    let gradients = PointAlignment(view.nodes.compactMap(\.node.gradient))
    func row(_ node: TraceView.Node, step: Int?, _ gate: String, _ arithmetic: String) -> String {
      var html = "<tr id=\"\(name)-node-\(node.id)\"\(TraceWriter.data(node.node))>"
      html += "<th scope=\"row\" class=\"step\">\(step.map(String.init) ?? "")</th>"
      html += "<td>\(gate)</td><td>\(arithmetic)</td>"
      html += "<td class=\"number value\">\(values.cell(node.node.value))</td>"
      let gradient = node.node.gradient.map(gradients.cell)
      return html + "<td class=\"number gradient\">\(gradient ?? Self.none)</td></tr>\n"
    }
    var html = start(
      caption: "Forward: values, from the inputs to \(view.output)", kind: "forward",
      columns: ["step", "gate", "arithmetic", "value", "gradient"])
    html += "<tbody class=\"inputs\">\n"
    let inputs = view.nodes.filter { !$0.isGate }
    for node in inputs.prefix(Self.maximumRows) {
      let kind = node.node.kind == .constant ? "constant" : "input"
      html += row(node, step: nil, "<code>\(HTMLText.escape(node.label))</code>", kind)
    }
    html += "</tbody>\n<tbody>\n"
    let steps = view.steps.filter { $0.direction == .forward }
    var call = ""
    for step in steps.prefix(Self.maximumRows) {
      let node = view.nodes[step.node]
      let inside = view.callPath(of: step.node)
      if inside != call, !inside.isEmpty {
        html += "<tr class=\"call\"><td></td><td colspan=\"4\">in <code>"
        html += "\(HTMLText.escape(inside))</code></td></tr>\n"
      }
      call = inside
      html += row(
        node, step: step.number, gate(node),
        equation(node.forward, kind: "forward") + shapes(node)
          + element(ProductElement.forward(step.node, in: view)))
    }
    html += "</tbody>\n"
    return html + end(left: max(0, steps.count - Self.maximumRows))
  }

  private func gate(_ node: TraceView.Node) -> String {
    let formula = node.node.formula.isEmpty || node.group != nil ? node.label : node.node.formula
    let name = node.node.name.map { "\($0) = " } ?? ""
    return "<code>\(HTMLText.escape(name + formula))</code>"
  }

  // MARK: Backward

  func backward() -> String {
    let steps = view.steps.filter { $0.direction == .backward }
    guard !steps.isEmpty else { return "" }
    let shown = steps.prefix(Self.maximumRows)
    let upstream = PointAlignment(view.wires.map(\.edge.upstream))
    let downstream = PointAlignment(view.wires.map(\.edge.downstream))
    let sums = sumsByStep(steps)
    var explained: Set<String> = []
    let wires = shown.flatMap(\.wires).map { view.wires[$0] }
    let names = GenericNames.legend(
      wires.map { JacobianText.rule($0.edge) }, named: wires.map { view.name(of: $0.from) })
    var html = start(
      caption: "Backward: gradients of \(differentiated), downstream = upstream × local"
        + (names.map { "; \($0)" } ?? ""),
      kind: "backward",
      columns: ["step", "gate", "to", "upstream", "local", "downstream", "arithmetic"])
    for step in shown {
      let node = view.nodes[step.node]
      html += "<tbody data-step=\"\(step.number)\">\n"
      for (order, index) in step.wires.enumerated() {
        let wire = view.wires[index]
        let edge = wire.edge
        html += "<tr data-from=\"\(edge.from)\" data-to=\"\(edge.to)\">"
        if order == 0 {
          let span = step.wires.count > 1 ? " rowspan=\"\(step.wires.count)\"" : ""
          html += "<th scope=\"rowgroup\" class=\"step\"\(span)>\(step.number)</th>"
          html += "<td class=\"symbol\"\(span)>\(symbol(node))</td>"
        }
        html += "<td><code>\(HTMLText.escape(title(wire.from)))</code></td>"
        html += "<td class=\"number\">\(upstream.cell(edge.upstream))</td>"
        html += "<td>\(local(wire))</td>"
        html += "<td class=\"number gradient\""
        html += " data-downstream=\"\(PictureText.exact(edge.downstream))\">"
        html += "\(downstream.cell(edge.downstream))</td>"
        html += "<td>\(equation(edge.text, kind: "backward"))"
        html += "\(element(ProductElement.backward(wire, in: view)))</td></tr>\n"
      }
      for index in step.wires {
        guard let table = JacobianTable(view.wires[index], in: view) else { continue }
        html += "<tr class=\"sentence\"><td></td><td colspan=\"6\">"
        html += "\(JacobianSection.html(table))</td></tr>\n"
      }
      let sentence = node.sentence
      let kind = node.group == nil ? node.node.gate : node.rule + sentence
      if !sentence.isEmpty, explained.insert(kind).inserted {
        html += "<tr class=\"sentence\"><td></td><td colspan=\"6\">"
        html += node.rule.isEmpty ? "" : "<code>\(HTMLText.escape(node.rule))</code><br>"
        html += "\(HTMLText.escape(sentence))</td></tr>\n"
      }
      for index in sums[step.number] ?? [] {
        html += "<tr class=\"sum\" data-node=\"\(view.nodes[index].id)\"><td></td>"
        html += "<td colspan=\"6\">The branches of <code>\(HTMLText.escape(title(index)))</code> "
        html += "add up: \(equation(view.nodes[index].gradientSum, kind: "sum"))</td></tr>\n"
      }
      html += "</tbody>\n"
    }
    return html + end(left: steps.count - shown.count)
  }

  /// Nodes whose last branch has sent its part, by the number of that step.
  private func sumsByStep(_ steps: [TraceView.Step]) -> [Int: [Int]] {
    var last: [Int: Int] = [:]
    for step in steps {
      for wire in step.wires { last[view.wires[wire].from] = step.number }
    }
    var sums: [Int: [Int]] = [:]
    for (node, step) in last.sorted(by: { $0.key < $1.key })
    where !view.nodes[node].gradientSum.isEmpty {
      sums[step, default: []].append(node)
    }
    return sums
  }

  private func symbol(_ node: TraceView.Node) -> String {
    let name = node.node.name.map { " <span class=\"of\">\(HTMLText.escape($0))</span>" } ?? ""
    return "<code>\(HTMLText.escape(node.label))</code>\(name)"
  }

  /// A longer formula isn't a name.
  private static let maximumTitle = 28

  /// What a node is called where wires end at it: its name, else what it computes, else its step.
  private func title(_ index: Int) -> String {
    let node = view.nodes[index].node
    if let name = node.name { return name }
    // A closed call's node knows only the last gate inside.
    let formula = view.nodes[index].group == nil ? node.formula : ""
    if !formula.isEmpty, formula.count <= Self.maximumTitle { return formula }
    let step = forwardSteps[index].map { " of step \($0)" } ?? ""
    return view.nodes[index].label + step
  }

  private func local(_ wire: TraceView.Wire) -> String {
    let local = wire.edge.local
    let rule = JacobianText.rule(wire.edge)
    var parts: [String] = []
    if let value = local.value {
      parts.append("<span class=\"number\">\(PictureText.cell(value))</span>")
    }
    let isSaid = local.value?.isScalar == true && local.value.map(PictureText.cell) == rule
    if !rule.isEmpty, !isSaid {
      parts.append("<span class=\"formula\">\(HTMLText.escape(rule))</span>")
    }
    if let jacobian = JacobianText.jacobian(local, times: " × ") {
      parts.append("<span class=\"statistics\">\(HTMLText.escape(jacobian))</span>")
    }
    if let repetition = JacobianText.repetition(wire.edge) {
      parts.append("<span class=\"statistics\">\(HTMLText.escape(repetition))</span>")
    }
    return parts.joined(separator: " ")
  }

  // MARK: Parts

  /// The shapes of a matrix product, by name.
  private func shapes(_ node: TraceView.Node) -> String {
    guard node.group == nil, let shapes = node.node.shapes else { return "" }
    return "<br><span class=\"statistics\">\(HTMLText.escape(shapes))</span>"
  }

  private static let none = "<span class=\"none\" title=\"no gradient enters here\">–</span>"

  private func equation(_ text: String, kind: String) -> String {
    guard !text.isEmpty else { return "" }
    return "<span class=\"eq\" data-equation=\"\(kind)\">\(HTMLText.escape(text))</span>"
  }

  /// One element written out below an equation that has only shapes.
  private func element(_ text: String?) -> String {
    text.map { "<br>" + equation($0, kind: "element") } ?? ""
  }

  private func start(caption: String, kind: String, columns: [String]) -> String {
    let caption = HTMLText.escape(caption)
    var html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption)\">\n"
    html += "<table class=\"gates \(kind)\">\n<caption>\(caption)</caption>\n<thead>\n<tr>"
    let numbers: Set<String> = ["value", "gradient", "upstream", "downstream"]
    for column in columns {
      let alignment = numbers.contains(column) ? " class=\"number\"" : ""
      html += "<th scope=\"col\"\(alignment)>\(column)</th>"
    }
    return html + "</tr>\n</thead>\n"
  }

  private func end(left: Int) -> String {
    let rest =
      left > 0
      ? "<p class=\"note\">\(left) more steps are not listed here.</p>\n" : ""
    return "</table>\n</div>\n\(rest)"
  }
}

/// Lines the numbers of a column up on their points: shorter fractions are filled up unseen.
private struct PointAlignment {
  private let widest: Int

  init(_ pictures: [Picture]) {
    widest = pictures.map { $0.isScalar ? Self.fraction(PictureText.cell($0)) : 0 }.max() ?? 0
  }

  func cell(_ picture: Picture) -> String {
    let text = PictureText.cell(picture)
    guard picture.isScalar else { return text }
    let own = Self.fraction(text)
    guard own < widest else { return text }
    let fill = (own == 0 ? "." : "") + String(repeating: "0", count: widest - max(1, own))
    return text + "<span class=\"pad\" data-fill=\"\(fill)\"></span>"
  }

  /// Characters after the whole part, with the point.
  private static func fraction(_ text: String) -> Int {
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return text.distance(from: point, to: text.endIndex)
  }
}
