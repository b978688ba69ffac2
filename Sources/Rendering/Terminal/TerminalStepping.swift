import Diagnostics
import LessonOutput

/// The parts of a lesson that a stepper puts together: prose, code with the line it is at, tables
/// as far as they are known.
extension TerminalRenderer {
  private func context(_ run: LessonRun) -> TerminalContext {
    TerminalContext(options: options, run: run)
  }

  private var plainContext: TerminalContext {
    context(LessonRun(program: "", file: ""))
  }

  /// Part of a lesson's prose, with the blocks that stand in it.
  package func lines(of prose: [Prose], in run: LessonRun) -> [StyledLine] {
    context(run).lines(of: prose, width: options.width)
  }

  /// A title as it stands above a lesson that has no heading of its own.
  package func title(_ text: String) -> [StyledLine] {
    let context = plainContext
    return context.heading(1, context.text(text))
  }

  /// A block's code; `marked` are lines of the file.
  package func code(of block: BlockRun, marked: ClosedRange<Int>? = nil) -> [StyledLine] {
    let options = block.source.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("#|") }.count
    let first = block.line + 1 + options
    let lines = marked.map { ($0.lowerBound - first)...($0.upperBound - first) }
    return plainContext.code(
      block.shownSource, language: "python", width: self.options.width, marked: lines)
  }

  /// What a block gave besides its traces: what it printed, what went wrong, notes.
  package func outcome(of block: BlockRun, file: String) -> [StyledLine] {
    let parts = context(LessonRun(program: "", file: file))
      .outcome(of: block, width: options.width, showsTraces: false)
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [StyledLine()]))
  }

  /// Rows of the table of a view, with values and gradients as far as they are known.
  ///
  /// - Parameters:
  ///   - nodes: indices into the view's nodes.
  ///   - current: the row that is marked.
  package func table(
    of view: TraceView, nodes: Range<Int>, current: Int?, progress: CircuitProgress
  ) -> [StyledLine] {
    TerminalTrace(view, context: plainContext, width: options.width)
      .table(nodes, current: current, progress: progress)
  }

  /// What of a long trace is listed, and how much is not.
  package func abridgement(of trace: Trace) -> [StyledLine] {
    TerminalTrace(TraceView(trace), context: plainContext, width: options.width)
      .abridgement(trace.gateCount)
  }

  /// A sentence, broken into lines; signs become ASCII where the terminal has no others.
  package func wrapped(_ text: String, _ style: TextStyle = .plain, indent: Int = 0)
    -> [StyledLine]
  {
    plainContext.text(text, style).wrapped(width: max(8, options.width - indent)).map {
      $0.indented(by: indent)
    }
  }

  /// A line with our signs as the terminal can show them.
  package func line(_ text: String, _ style: TextStyle = .plain) -> StyledLine {
    StyledLine(plainContext.sign(text), style)
  }

  package func jacobian(_ table: JacobianTable, showsGradients: Bool) -> [StyledLine] {
    TerminalJacobian(table: table, context: plainContext, width: options.width)
      .lines(showsGradients: showsGradients)
  }

  /// What a statement changed: `q: 2 → 3`, one line for each name, and what it printed.
  package func lines(of statement: StatementRun) -> [StyledLine] {
    let context = plainContext
    var lines: [StyledLine] = []
    let number = "line \(statement.line)"
    let indent = 2 + number.count + 2
    func add(_ text: StyledText) {
      let wrapped = text.wrapped(width: max(8, options.width - indent))
      for (index, line) in wrapped.enumerated() {
        lines.append(
          lines.isEmpty && index == 0
            ? line.prefixed("  \(number)  ", .dim) : line.indented(by: indent))
      }
    }
    for change in statement.changes {
      var text = StyledText(change.name, .strong)
      switch (change.before, change.after) {
      case (nil, let after?): text.append(context.text(" = " + after))
      case (let before?, let after?): text.append(context.text(": \(before) → \(after)"))
      case (_, nil): text.append(" is deleted")
      }
      add(text)
    }
    if !statement.printed.isEmpty {
      var printed = statement.printed.textLines
      if printed.last?.isEmpty ?? false { printed.removeLast() }
      for line in printed.prefix(8) {
        var text = context.text("prints ", .dim)
        text.append(context.text(context.expanded(line)))
        add(text)
      }
      if printed.count > 8 { add(context.text("… \(printed.count - 8) more lines", .dim)) }
    }
    if lines.isEmpty { add(context.text("changes nothing", .dim)) }
    return lines
  }
}

extension TerminalTrace {
  /// Rows for some nodes, each as far as it is known.
  func table(_ nodes: Range<Int>, current: Int?, progress: CircuitProgress) -> [StyledLine] {
    let rows = nodes.clamped(to: view.nodes.indices).map { index in
      var row = row(index)
      if !progress.values.contains(index) {
        row.value = "–"
        row.equation = ""
        row.notes = []
      }
      if !progress.gradients.contains(index) {
        row.gradient = "–"
        row.notes.removeAll { $0.style == .gradient }
      }
      row.isCurrent = index == current
      return row
    }
    return StepTable(context: context, width: width).forward(rows, omitted: nil)
  }

  private func row(_ index: Int) -> StepTable.Row {
    let node = view.nodes[index]
    if node.isGate, let step = node.step, view.steps.indices.contains(step - 1) {
      return forwardRow(view.steps[step - 1])
    }
    return leafRow(node)
  }
}
