import LessonOutput
import Rendering

/// What a stepper shows: the lesson up to where one is, a message, a line with the place.
extension Stepper {
  struct Frame {
    var lines: [StyledLine]
    /// Column and row, from 0, while something is typed.
    var cursor: (column: Int, row: Int)?
  }

  var width: Int { renderer.options.width }

  /// Rows above the message and the line with the place.
  var bodyRows: Int { max(1, rows - 1 - shownMessage.count - (showsPromptKeys ? 1 : 0)) }

  /// Above a line that is being typed stands what the keys do, where there is room for both.
  private var showsPromptKeys: Bool {
    if case .prompt = mode { return rows >= 8 }
    return false
  }

  private var shownMessage: [StyledLine] {
    Array(message.prefix(max(1, min(8, rows / 3))))
  }

  mutating func frame() -> Frame {
    var body: [StyledLine]
    var status: [StyledLine]
    var cursor: (column: Int, row: Int)?
    switch mode {
    case .overlay(let overlay):
      body = Array(overlay.lines.dropFirst(overlay.top).prefix(bodyRows))
      status = [overlayStatus(overlay)]
    case .lesson, .prompt:
      body = visibleLines()
      if case .prompt(let prompt) = mode {
        let (line, column) = promptLine(prompt)
        status = showsPromptKeys ? [placeLine(keysOf: prompt.kind), line] : [line]
        cursor = (column, rows - 1)
      } else {
        status = [placeLine()]
      }
    }
    while body.count < bodyRows { body.append(StyledLine()) }
    let lines = body.prefix(bodyRows) + shownMessage + status
    return Frame(lines: lines.map { $0.clipped(to: width) }, cursor: cursor)
  }

  // MARK: Lines of the lesson

  /// The screen's part of the lesson: the current section, above it those before.
  private mutating func visibleLines() -> [StyledLine] {
    let room = bodyRows
    var lines = content()
    var above = section - 1
    while lines.count < room + below, above >= 0 {
      lines = finished(above) + [StyledLine()] + lines
      above -= 1
    }
    let hidden = min(below, max(0, lines.count - room))
    let end = lines.count - hidden
    return Array(lines[max(0, end - room)..<end])
  }

  /// How many lines can be scrolled through, as far as is asked.
  mutating func scrollableLines(atLeast wanted: Int) -> Int {
    var count = content().count
    var above = section - 1
    while count < wanted, above >= 0 {
      count += finished(above).count + 1
      above -= 1
    }
    return max(count, bodyRows)
  }

  /// The current section as far as it has come.
  mutating func content() -> [StyledLine] {
    guard script.sections[section].block != nil else {
      guard let (lines, _) = exerciseLines(section, isCurrent: true) else { return head(section) }
      work += lines.count
      let head = head(section)
      return head + (head.isEmpty ? [] : [StyledLine()]) + lines
    }
    let stage = stage()
    work += stage.count
    var lines = head(section, marking: markedLines())
    if !stage.isEmpty { lines += [StyledLine()] + stage }
    return lines
  }

  /// A section that lies behind, whole.
  private mutating func finished(_ index: Int) -> [StyledLine] {
    if let known = sectionLines[index] { return known }
    var lines = prose(index)
    if let block = script.block(index) {
      if !lines.isEmpty { lines.append(StyledLine()) }
      lines += renderer.lines(of: block, file: script.run.file)
    } else if let (exercise, _) = exerciseLines(index, isCurrent: false) {
      lines += (lines.isEmpty ? [] : [StyledLine()]) + exercise
    }
    work += lines.count
    sectionLines[index] = lines
    return lines
  }

  private mutating func prose(_ index: Int) -> [StyledLine] {
    if let known = headLines[index] { return known }
    var lines: [StyledLine] = []
    if index == 0, let title = script.run.title, !opensWithTitle {
      lines += renderer.title(title) + [StyledLine()]
    }
    lines += renderer.lines(of: shownProse(index), in: script.run)
    work += lines.count
    headLines[index] = lines
    return lines
  }

  private var opensWithTitle: Bool {
    if case .heading(1, _, _)? = script.run.prose.first { return true }
    return false
  }

  /// A section's prose and code.
  mutating func head(_ index: Int, marking marked: ClosedRange<Int>? = nil) -> [StyledLine] {
    var lines = prose(index)
    if let block = script.block(index), block.show.echo {
      if !lines.isEmpty { lines.append(StyledLine()) }
      let code = renderer.code(of: block, marked: marked)
      work += code.count
      lines += code
    }
    return lines
  }

  /// The lines of the file that the step or the focus is about.
  private mutating func markedLines() -> ClosedRange<Int>? {
    guard let block else { return nil }
    if let (place, current) = tracePlace() {
      let view = knowledge(place).view
      guard let index = focus ?? currentNode(view, current), let line = view.nodes[index].node.line
      else { return nil }
      return line...line
    }
    guard block.traces.isEmpty, block.statements.indices.contains(step - 1) else { return nil }
    let statement = block.statements[step - 1]
    return statement.line...max(statement.line, statement.lastLine)
  }

  // MARK: The stage

  /// What stands below the code: the circuit or the table, and the arithmetic of the step.
  private mutating func stage() -> [StyledLine] {
    guard let block else { return [] }
    guard let (place, current) = tracePlace() else { return statements(block) }
    let knowledge = knowledge(place)
    let detail = detail(block, place, knowledge, current)
    let room = max(3, bodyRows - detail.count - 1)
    var picture: [StyledLine] = []
    if !showsTable, block.show.views.isEmpty || block.show.views.contains("graph") {
      picture = circuit(place, current, room: room) ?? []
    }
    if picture.isEmpty {
      let kept = trace(place).abridged ? renderer.abridgement(of: trace(place)) : []
      picture = kept + table(knowledge, current, room: max(3, room - kept.count))
    }
    return picture + [StyledLine()] + detail
  }

  private mutating func circuit(_ place: TracePlace, _ current: Int, room: Int) -> [StyledLine]? {
    let knowledge = knowledge(place)
    let view = knowledge.view
    guard view.isDrawable, !trace(place).abridged else { return nil }
    let index = focus ?? currentNode(view, current)
    let progress = knowledge.progress(view.nodes.indices, after: current, focus: index)
    guard let lines = renderer.circuit(of: view, progress: progress) else { return nil }
    let indented = lines.map { $0.indented(by: 2) }
    guard indented.count > room else { return indented }
    // Only part of it has room: the part around the gate that stands out.
    let row = indented.firstIndex { $0.pieces.contains { $0.style == .focus } } ?? 0
    let first = min(max(0, row - room / 2), indented.count - room)
    return Array(indented[first..<first + room])
  }

  private mutating func table(_ knowledge: StepKnowledge, _ current: Int, room: Int)
    -> [StyledLine]
  {
    let view = knowledge.view
    let index = focus ?? currentNode(view, current) ?? 0
    let count = max(3, min(room - 2, 40))
    let first = max(0, min(index - count / 2, view.nodes.count - count))
    let nodes = first..<min(view.nodes.count, first + count)
    let progress = knowledge.progress(nodes, after: current, focus: index)
    var lines = renderer.table(
      of: view, nodes: nodes, current: focus ?? currentNode(view, current), progress: progress)
    if lines.count > room {
      let mark = renderer.line("▸").text
      let row = lines.firstIndex { $0.text.hasPrefix(mark) } ?? 0
      let start = min(max(1, row - room / 2), lines.count - room + 1)
      lines = [lines[0]] + lines[start..<min(lines.count, start + room - 1)]
    }
    return lines
  }

  /// The arithmetic of the step or of the focus; at the end what the block gave.
  private mutating func detail(
    _ block: BlockRun, _ place: TracePlace, _ knowledge: StepKnowledge, _ current: Int
  ) -> [StyledLine] {
    let view = knowledge.view
    var lines: [StyledLine] = []
    if let focus {
      lines = focusLines(focus, knowledge, current)
    } else if current == 0 {
      lines = question() + renderer.wrapped(stepsAhead(view, trace(place)), .dim, indent: 2)
    } else if view.steps.indices.contains(current - 1) {
      let made = view.steps[current - 1]
      switch made.direction {
      case .forward:
        // The gradient of this gate is still to come.
        let nodes = made.node..<made.node + 1
        lines = renderer.table(
          of: view, nodes: nodes, current: nil,
          progress: knowledge.progress(nodes, after: current, focus: nil))
      case .backward: lines = renderer.lines(of: made, in: view, isBrief: rows < 16)
      }
    }
    if step == stepCount(section), focus == nil {
      let outcome = renderer.outcome(of: block, file: script.run.file)
      if !outcome.isEmpty { lines += [StyledLine()] + outcome }
    }
    return lines
  }

  private func trace(_ place: TracePlace) -> Trace {
    script.run.blocks[place.block].traces[place.trace]
  }

  private func stepsAhead(_ view: TraceView, _ trace: Trace) -> String {
    let back = view.steps.count - view.forwardCount
    if trace.abridged {
      return "Only the \(view.steps.count) \(view.steps.count == 1 ? "step" : "steps") that the "
        + "listed gates make can be stepped through."
    }
    if view.steps.isEmpty { return "There is nothing to step through." }
    return "\(view.forwardCount) \(view.forwardCount == 1 ? "step" : "steps") forward, "
      + "then \(back) back."
  }

  /// The prediction that stands here.
  private mutating func question() -> [StyledLine] {
    guard let prediction = script.prediction(section) else { return [] }
    if let answer = answer(to: prediction, section), answer.isDone {
      return renderer.wrapped(
        (answer.isRight ? "You said so: " : "") + prediction.nameAndAnswer + ".", .dim, indent: 2)
    }
    var lines = renderer.wrapped("Before you look: \(prediction.prompt)", .strong, indent: 2)
    if let points = prediction.points {
      lines += renderer.wrapped(
        "It counts: \(NumberText.short(points)) \(points == 1 ? "point" : "points"). "
          + "Your first answer is the one that is kept.", .dim,
        indent: 2)
    }
    return lines
  }

  private mutating func focusLines(_ index: Int, _ knowledge: StepKnowledge, _ current: Int)
    -> [StyledLine]
  {
    let view = knowledge.view
    let node = view.nodes[index]
    var lines: [StyledLine] = []
    let progress = knowledge.progress(index..<index + 1, after: current, focus: index)
    lines += renderer.table(
      of: view, nodes: index..<index + 1, current: index, progress: progress)
    if knowledge.knowsGradient(index, after: current), !node.gradientSum.isEmpty {
      lines += renderer.wrapped(
        "\(view.name(of: index)) receives \(node.gradientSum)", .gradient, indent: 4)
    }
    if let back = view.steps.dropFirst(view.forwardCount).first(where: { $0.node == index }),
      back.number <= current
    {
      lines += renderer.lines(of: back, in: view)
    }
    return lines
  }

  /// An untraced block: what its statements changed so far, the latest last.
  private mutating func statements(_ block: BlockRun) -> [StyledLine] {
    let count = stepCount(section)
    if step == 0 {
      let lines = question()
      guard block.statements.count > 1 else { return lines }
      let count = block.statements.count
      let text =
        block.statementsOmitted == 0
        ? "\(count) statements."
        : "The first \(count) of \(count + block.statementsOmitted) statements can be stepped "
          + "through; the others run after them, unseen."
      return lines + renderer.wrapped(text, .dim, indent: 2)
    }
    var lines: [StyledLine] = []
    var index = min(step, block.statements.count) - 1
    while index >= 0, lines.count < bodyRows {
      let entry = renderer.lines(of: block.statements[index])
      lines = entry + lines
      index -= 1
    }
    if step == count {
      if block.statementsOmitted > 0 {
        lines += renderer.wrapped(
          "… \(block.statementsOmitted) more statements ran; the first "
            + "\(block.statements.count) can be stepped through.", .dim, indent: 2)
      }
      var rest = block
      // What was printed stands with its statements already.
      if block.statementsOmitted == 0, !block.statements.isEmpty { rest.stdout = "" }
      let outcome = renderer.outcome(of: rest, file: script.run.file)
      if !outcome.isEmpty { lines += (lines.isEmpty ? [] : [StyledLine()]) + outcome }
    }
    return lines
  }
}
