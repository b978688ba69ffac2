import LessonOutput

/// A trace in the terminal: the circuit, the forward steps in a table, the steps backward.
struct TerminalTrace {
  /// Traces with more steps show their ends only, unless everything was asked for.
  static let mostSteps = 40
  private static let head = 12
  private static let tail = 6

  let view: TraceView
  let context: TerminalContext
  let width: Int

  init(_ view: TraceView, context: TerminalContext, width: Int) {
    self.view = view
    self.context = context
    self.width = width
  }

  /// - Parameters:
  ///   - views: `graph`, `table`, `steps`; none for all.
  ///   - abridged: how many gates the tape has, where the trace left some out.
  func lines(views: [String] = [], abridged: Int? = nil) -> [StyledLine] {
    func wants(_ name: String) -> Bool { views.isEmpty || views.contains(name) }
    guard !view.nodes.isEmpty else { return sentence("The trace is empty.") }
    var parts: [[StyledLine]] = []
    // Of a graph whose gates are left out there is nothing to draw.
    // Of a graph whose gates are left out there is nothing to draw.
    if wants("graph"), abridged == nil { parts.append(circuit()) }
    if let abridged { parts.append(abridgement(abridged)) }
    if wants("table") { parts.append(forwardTable()) }
    if wants("steps") { parts.append(backwardSteps()) }
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [StyledLine()]))
  }

  /// What of a long trace is kept, what is left out, and how many.
  func abridgement(_ gates: Int) -> [StyledLine] {
    let listed = view.nodes.count { $0.isGate }
    let inputs = view.nodes.count - listed
    let left = max(0, gates - listed)
    return sentence(
      "No graph: this trace has \(gates) gates. Listed are its \(inputs) "
        + "\(inputs == 1 ? "input" : "inputs") and \(listed) \(listed == 1 ? "gate" : "gates"): "
        + "what calls give, and the result; \(left) gates between them are left out. Their "
        + "gradients are computed all the same.")
  }

  private func sentence(_ text: String, indent: Int = 2) -> [StyledLine] {
    context.text(text, .dim).wrapped(width: max(8, width - indent)).map { $0.indented(by: indent) }
  }

  // MARK: Circuit

  private func circuit() -> [StyledLine] {
    guard let drawing = drawing() else {
      let reason =
        view.isDrawable
        ? "The circuit of \(view.nodes.count) nodes does not fit in \(width) columns"
        : "A circuit of \(view.nodes.count) nodes would not be readable"
      return sentence(reason + "; the steps below have all of it.")
    }
    return drawing.lines.map { $0.indented(by: 2) } + [StyledLine()] + legend(drawing.style)
  }

  func drawing(_ progress: CircuitProgress? = nil) -> CircuitDrawing? {
    CircuitDrawing.fitting(
      view, width: width - 2, isASCII: !context.options.unicode, progress: progress)
  }

  private func legend(_ style: CircuitPlan.Style) -> [StyledLine] {
    let color = context.options.color
    let places = style.isUpright ? ("left of", "right of") : ("over", "under")
    var text = StyledText()
    text.append("value", .value)
    text.append(" \(places.0) the wire\(color ? ", green" : ""); ", .dim)
    text.append(context.sign("gradient of \(view.output)"), .gradient)
    text.append(" \(places.1) it\(color ? ", red" : "")", .dim)
    if view.nodes.contains(where: { $0.consumers.count > 1 }) {
      text.append("; ", .dim)
      text.appendUnbroken(context.sign("\(Canvas.fork) fork: gradients add up"), .dim)
    }
    return text.wrapped(width: width - 2).map { $0.indented(by: 2) }
  }

  private func box(_ node: TraceView.Node) -> String {
    node.group == nil ? node.label : "[\(node.label)]"
  }

  private func formula(_ node: TraceView.Node) -> String {
    let right = node.group != nil || node.node.formula.isEmpty ? box(node) : node.node.formula
    return node.node.name.map { "\($0) = \(right)" } ?? right
  }

  // MARK: Forward

  private func forwardTable() -> [StyledLine] {
    var rows: [StepTable.Row] = []
    for node in view.nodes where !node.isGate {
      rows.append(leafRow(node))
    }
    let leaves = rows.count
    rows += view.steps.prefix(view.forwardCount).map { forwardRow($0) }
    let (shown, omitted) = abridge(rows, keeping: leaves)
    return StepTable(context: context, width: width).forward(shown, omitted: omitted)
  }

  /// A star marks what an edit changed.
  private func cell(_ picture: Picture?, _ isChanged: Bool) -> String {
    TerminalPicture.cell(picture) + (isChanged ? "*" : "")
  }

  func leafRow(_ node: TraceView.Node) -> StepTable.Row {
    StepTable.Row(
      number: nil, name: node.node.name ?? node.label, equation: "",
      value: cell(node.node.value, node.isValueChanged),
      gradient: cell(node.node.gradient, node.isGradientChanged), notes: notes(node))
  }

  func forwardRow(_ step: TraceView.Step) -> StepTable.Row {
    let node = view.nodes[step.node]
    var row = StepTable.Row(
      number: step.number, name: formula(node), equation: node.forward,
      value: cell(node.node.value, node.isValueChanged),
      gradient: cell(node.node.gradient, node.isGradientChanged), notes: notes(node))
    if let element = ProductElement.forward(step.node, in: view) {
      row.notes.insert(StepTable.Note(label: "element", text: element, style: .plain), at: 0)
    }
    row.call = view.callPath(of: step.node)
    return row
  }

  /// What a row can't hold: arrays, and how much a closed group stands for.
  private func notes(_ node: TraceView.Node) -> [StepTable.Note] {
    var notes: [StepTable.Note] = []
    if node.group != nil, node.gates > 0 {
      notes.append(
        StepTable.Note(
          text: "\(node.gates) gate\(node.gates == 1 ? "" : "s") inside", style: .dim))
    }
    if !node.node.value.isScalar {
      notes.append(
        StepTable.Note(
          label: "value", text: TerminalPicture.description(node.node.value), style: .value))
      if let gradient = node.node.gradient {
        notes.append(
          StepTable.Note(
            label: "gradient", text: TerminalPicture.description(gradient), style: .gradient))
      }
    }
    return notes
  }

  /// The head and tail of a long list, and where how many were left out.
  private func abridge<Row>(_ rows: [Row], keeping leading: Int = 0)
    -> (rows: [Row], omitted: (after: Int, count: Int)?)
  {
    let head = min(leading, Self.head) + Self.head
    guard !context.options.full, view.steps.count > Self.mostSteps,
      rows.count > head + Self.tail + 1
    else { return (rows, nil) }
    return (
      Array(rows.prefix(head) + rows.suffix(Self.tail)), (head, rows.count - head - Self.tail)
    )
  }

  // MARK: Backward

  private func backwardSteps() -> [StyledLine] {
    var explained: Set<String> = []
    var steps: [StepTable.Backward] = []
    for step in view.steps.dropFirst(view.forwardCount) {
      let node = view.nodes[step.node]
      var row = backwardRow(step)
      // A sentence says once what all gates of its kind do.
      if !explained.insert(node.rule + node.sentence).inserted {
        (row.rule, row.sentence) = ("", "")
      }
      steps.append(row)
    }
    let (shown, omitted) = abridge(steps)
    return StepTable(context: context, width: width).backward(shown, omitted: omitted)
  }

  private func backwardRow(_ step: TraceView.Step) -> StepTable.Backward {
    let node = view.nodes[step.node]
    var row = StepTable.Backward(
      number: step.number, box: box(node), name: view.name(of: step.node),
      rule: node.rule, sentence: node.sentence)
    row.call = view.callPath(of: step.node)
    for wire in step.wires.map({ view.wires[$0] }) {
      let name = view.name(of: wire.from)
      row.rows.append(
        StepTable.Sent(
          to: name, equation: wire.edge.text, local: local(wire),
          element: ProductElement.backward(wire, in: view) ?? "",
          repetition: repetition(wire)))
      // Gates send in reverse order, so the first consumer is the last to send.
      let source = view.nodes[wire.from]
      let isLast = source.consumers.first.map { view.wires[$0].to == step.node } ?? false
      let parts = source.uses == source.consumers.count ? "branch" : "use"
      let sum = "\(name) receives \(source.gradientSum), one from each \(parts)"
      if isLast, !source.gradientSum.isEmpty, !row.sums.contains(sum) { row.sums.append(sum) }
    }
    return row
  }

  /// One step, as it stands in the table or in the list.
  func lines(of step: TraceView.Step, isBrief: Bool = false) -> [StyledLine] {
    let table = StepTable(context: context, width: width)
    switch step.direction {
    case .forward: return table.forward([forwardRow(step)], omitted: nil)
    case .backward:
      var row = backwardRow(step)
      if isBrief { (row.rule, row.sentence) = ("", "") }
      let lines = table.backward([row], omitted: nil)
      return isBrief ? Array(lines.dropFirst()) : lines
    }
  }

  /// That an array was repeated; of a number the arithmetic shows it.
  private func repetition(_ wire: TraceView.Wire) -> String {
    wire.edge.local.columns == 1 ? "" : JacobianText.repetition(wire.edge) ?? ""
  }

  private func local(_ wire: TraceView.Wire) -> String {
    let rule = JacobianText.rule(wire.edge)
    guard let jacobian = JacobianText.jacobian(wire.edge.local) else { return rule }
    return rule + (rule.isEmpty ? "" : ", ") + jacobian
  }
}
