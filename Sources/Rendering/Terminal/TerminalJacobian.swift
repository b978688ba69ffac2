import LessonOutput

/// A small Jacobian in the terminal: rows × upstream, and what each column sends back.
struct TerminalJacobian {
  let table: JacobianTable
  let context: TerminalContext
  let width: Int

  /// - Parameter showsGradients: whether the gradients are known yet; else the Jacobian alone.
  func lines(showsGradients: Bool) -> [StyledLine] {
    var lines = wrapped(table.title, .strong, indent: 2)
    let left = showsGradients ? ["upstream"] + table.upstream.map(number) : []
    let leftWidth = left.map { DisplayWidth.of($0) }.max() ?? 0
    let names = (table.rows + (showsGradients ? ["downstream"] : [])).map(context.sign)
    let nameWidth = names.map { DisplayWidth.of($0) }.max() ?? 0
    let start = 4 + nameWidth + (showsGradients ? 2 + leftWidth : 0)
    var first = 0
    let all = table.columns.indices.map { cells($0, showsGradients: showsGradients) }
    let whole = all.reduce(start) { $0 + 3 + ($1.map { DisplayWidth.of($0) }.max() ?? 0) }
    // Where there is little room, the title says what the columns are elements of.
    let isBrief = whole > width
    // Columns that don't fit beside one another go below.
    while first < table.columns.count {
      var columns: [[String]] = []
      var column = start
      while first + columns.count < table.columns.count {
        var next = all[first + columns.count]
        if isBrief, let bracket = next[0].lastIndex(of: "[") {
          next[0] = String(next[0][bracket...])
        }
        let size = 3 + (next.map { DisplayWidth.of($0) }.max() ?? 0)
        if !columns.isEmpty, column + size > width { break }
        column += size
        columns.append(next)
      }
      lines += part(columns, names: names, left: left, nameWidth, leftWidth)
      first += columns.count
    }
    guard showsGradients else { return lines }
    lines += wrapped(
      "downstream = each column × the upstream beside it, added up:", .dim, indent: 4)
    for equation in table.equations { lines += wrapped(equation, .gradient, indent: 4) }
    return lines
  }

  /// A column from its name down to what it sends back.
  private func cells(_ column: Int, showsGradients: Bool) -> [String] {
    [context.sign(table.columns[column])] + table.entries.map { number($0[column]) }
      + (showsGradients ? [number(table.downstream[column])] : [])
  }

  private func part(
    _ columns: [[String]], names: [String], left: [String], _ nameWidth: Int, _ leftWidth: Int
  ) -> [StyledLine] {
    let widths = columns.map { $0.map { DisplayWidth.of($0) }.max() ?? 0 }
    return (0...names.count).map { row in
      let isLast = row > table.rows.count
      var line = StyledLine("    ")
      let name = row == 0 ? "" : names[row - 1]
      line.append(name + spaces(nameWidth - DisplayWidth.of(name)), isLast ? .gradient : .plain)
      if !left.isEmpty {
        let text = row < left.count ? left[row] : ""
        line.append(
          "  " + spaces(leftWidth - DisplayWidth.of(text)) + text, row == 0 ? .dim : .gradient)
      }
      for (column, cells) in columns.enumerated() {
        let text = cells[row]
        line.append(
          spaces(3 + widths[column] - DisplayWidth.of(text)) + text,
          row == 0 ? .dim : isLast ? .gradient : .plain)
      }
      return line
    }
  }

  private func number(_ value: Double) -> String {
    context.sign(CircuitNumber.text(value, digits: 4))
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  private func wrapped(_ text: String, _ style: TextStyle, indent: Int) -> [StyledLine] {
    context.text(text, style).wrapped(width: max(8, width - indent)).map {
      $0.indented(by: indent)
    }
  }
}

extension TerminalRenderer {
  /// The Jacobians of a gate by its operands: whole where they are small, else what stands in their
  /// place.
  package func jacobians(of node: Int, in view: TraceView, showsGradients: Bool) -> [StyledLine] {
    guard view.nodes.indices.contains(node) else { return [] }
    var lines: [StyledLine] = []
    if let shapes = view.nodes[node].node.shapes, view.nodes[node].group == nil {
      lines += wrapped(shapes, .plain, indent: 2) + [StyledLine()]
    }
    let wires = view.nodes[node].inputs.map { view.wires[$0] }
    for wire in wires {
      let name = view.name(of: wire.from)
      if let table = JacobianTable(wire, in: view) {
        lines += jacobian(table, showsGradients: showsGradients)
      } else {
        let words = JacobianText.jacobian(wire.edge.local) ?? scalar(wire.edge.local)
        lines += wrapped("by \(name): \(words)", .strong, indent: 2)
        let rule = JacobianText.rule(wire.edge)
        if !rule.isEmpty, rule != wire.edge.shapes { lines += wrapped(rule, .dim, indent: 4) }
      }
      if let shapes = wire.edge.shapes { lines += wrapped(shapes, .dim, indent: 4) }
      lines.append(StyledLine())
    }
    if !lines.isEmpty { lines.removeLast() }
    return lines
  }

  private func scalar(_ local: LocalGradient) -> String {
    switch local.structure {
    case .unknown: "only your backward knows the Jacobian, \(local.rows) × \(local.columns)"
    default: "one number" + (local.value?.number.map { ", \(NumberText.short($0))" } ?? "")
    }
  }
}
