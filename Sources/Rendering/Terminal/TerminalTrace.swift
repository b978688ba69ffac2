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
    var parts: [[StyledLine]] = []
    if wants("graph") { parts.append(circuit()) }
    if wants("table") { parts.append(forwardTable()) }
    if wants("steps") { parts.append(backwardSteps()) }
    if let abridged {
      parts.append(
        sentence("The trace has \(abridged) gates; those inside calls are left out here."))
    }
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [StyledLine()]))
  }

  private func sentence(_ text: String, indent: Int = 2) -> [StyledLine] {
    context.text(text, .dim).wrapped(width: max(8, width - indent)).map { $0.indented(by: indent) }
  }

  // MARK: Circuit

  private func circuit() -> [StyledLine] {
    let isASCII = !context.options.unicode
    guard let drawing = CircuitDrawing.fitting(view, width: width - 2, isASCII: isASCII) else {
      let reason =
        view.isDrawable
        ? "The circuit of \(view.nodes.count) nodes is wider than \(width) columns"
        : "A circuit of \(view.nodes.count) nodes would not be readable"
      return sentence(reason + "; the table below has all of it.")
    }
    return drawing.lines.map { $0.indented(by: 2) } + [StyledLine()] + legend(drawing.style)
  }

  private func legend(_ style: CircuitPlan.Style) -> [StyledLine] {
    let color = context.options.color
    let places = style.isUpright ? ("left of", "right of") : ("over", "under")
    var text = StyledText()
    text.append("value", .value)
    text.append(" \(places.0) the wire\(color ? ", green" : ""); ", .dim)
    text.append(context.sign("gradient of \(view.output)"), .gradient)
    text.append(" \(places.1) it\(color ? ", red" : "")", .dim)
    return text.wrapped(width: width - 2).map { $0.indented(by: 2) }
  }

  // MARK: Names

  /// `q`, or `gate 3` for what has no name, by its forward step.
  func name(_ node: Int) -> String {
    if let name = view.nodes[node].node.name { return name }
    if !view.nodes[node].isGate { return view.nodes[node].label }
    return "gate \(forwardNumber(node))"
  }

  private func forwardNumber(_ node: Int) -> Int {
    view.nodes[...node].count { $0.isGate }
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
    let table = StepTable(context: context, width: width)
    var rows: [StepTable.Row] = []
    for node in view.nodes where !node.isGate {
      rows.append(
        StepTable.Row(
          number: nil, name: node.node.name ?? node.label, equation: "",
          value: TerminalPicture.cell(node.node.value),
          gradient: TerminalPicture.cell(node.node.gradient), notes: notes(node)))
    }
    let leaves = rows.count
    for step in view.steps.prefix(view.forwardCount) {
      let node = view.nodes[step.node]
      rows.append(
        StepTable.Row(
          number: step.number, name: formula(node), equation: node.forward,
          value: TerminalPicture.cell(node.node.value),
          gradient: TerminalPicture.cell(node.node.gradient), notes: notes(node)))
    }
    let (shown, omitted) = abridge(rows, keeping: leaves)
    return table.forward(shown, omitted: omitted)
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
    let table = StepTable(context: context, width: width)
    var explained: Set<String> = []
    var pending = view.nodes.map(\.consumers.count)
    var steps: [StepTable.Backward] = []
    for step in view.steps.dropFirst(view.forwardCount) {
      let node = view.nodes[step.node]
      var rows: [StepTable.Sent] = []
      var sums: [String] = []
      for wire in step.wires.map({ view.wires[$0] }) {
        rows.append(
          StepTable.Sent(
            to: name(wire.from), equation: wire.edge.text, local: local(wire.edge.local)))
        pending[wire.from] -= 1
        let source = view.nodes[wire.from]
        if pending[wire.from] == 0, !source.gradientSum.isEmpty {
          sums.append(
            "\(name(wire.from)) receives \(source.gradientSum), one from each branch")
        }
      }
      let kind = node.group.map { "group \($0)" } ?? node.node.gate
      var sentence = ""
      if node.group == nil, explained.insert(kind).inserted { sentence = node.node.sentence }
      steps.append(
        StepTable.Backward(
          number: step.number, box: box(node), name: name(step.node), rows: rows, sums: sums,
          sentence: sentence))
    }
    let (shown, omitted) = abridge(steps)
    return table.backward(shown, omitted: omitted, output: view.output)
  }

  private func local(_ local: LocalGradient) -> String {
    var text = local.formula
    switch local.structure {
    case .scalar: return text
    case .full, .diagonal, .sparse, .permutation:
      text +=
        (text.isEmpty ? "" : ", ") + "\(local.structure.rawValue) \(local.rows)×\(local.columns)"
      return text
    }
  }
}
