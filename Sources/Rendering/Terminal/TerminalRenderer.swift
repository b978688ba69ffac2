import LessonOutput

/// Shows a lesson that has run as text for a terminal: prose, blocks with their output, traces.
///
/// Read next: `StyledText` and `ASCIIText`; `TerminalProse`, `TerminalInline`, `TerminalTable`,
/// `TerminalCode`, `TerminalBlock`, one part of a lesson each; `TerminalTrace` with `StepTable`.
/// For circuits, `CircuitDrawing` tries styles until one fits; `CircuitPlan` puts gates and the ends
/// of wires on a grid, `CircuitChannel` finds tracks for wires that turn between layers,
/// `CircuitTracks` the columns of each layer, and `CircuitPen` draws on a `Canvas`.
package struct TerminalRenderer {
  package let options: TerminalOptions

  package init(options: TerminalOptions) { self.options = options }

  /// The whole lesson, ending in a newline.
  package func render(_ run: LessonRun) -> String { printed(lines(of: run)) }

  /// One block with what it gave, ending in a newline.
  package func render(block: BlockRun, file: String) -> String {
    printed(lines(of: block, file: file))
  }

  /// A trace as a circuit, a table of its gates and the steps backward, ending in a newline.
  package func render(trace: Trace, views: [String] = []) -> String {
    printed(lines(of: trace, views: views))
  }

  package func lines(of run: LessonRun) -> [StyledLine] {
    let context = TerminalContext(options: options, run: run)
    var lines: [StyledLine] = []
    let opensWithTitle =
      run.prose.first.map { prose in
        if case .heading(1, _, _) = prose { true } else { false }
      } ?? false
    if let title = run.title, !opensWithTitle { lines += context.heading(1, context.text(title)) }
    var body = context.lines(of: run.prose, width: options.width)
    if !lines.isEmpty, !body.isEmpty { body.insert(StyledLine(), at: 0) }
    for file in run.data {
      body.append(StyledLine())
      body += context.text("Data: \(file.name), \(file.remark)", .dim).wrapped(width: options.width)
    }
    return lines + body
  }

  package func lines(of block: BlockRun, file: String) -> [StyledLine] {
    let run = LessonRun(program: "", file: file)
    return TerminalContext(options: options, run: run).lines(of: block, width: options.width)
  }

  package func lines(of trace: Trace, views: [String] = []) -> [StyledLine] {
    let run = LessonRun(program: "", file: "")
    let context = TerminalContext(options: options, run: run)
    return TerminalTrace(TraceView(trace), context: context, width: options.width)
      .lines(views: views, abridged: trace.abridged ? trace.gateCount : nil)
  }

  /// The circuit of a view as far as a stepper has come, or nil where it does not fit.
  ///
  /// Nothing moves between steps: places are planned for all numbers.
  package func circuit(of view: TraceView, progress: CircuitProgress? = nil) -> [StyledLine]? {
    let context = TerminalContext(options: options, run: LessonRun(program: "", file: ""))
    return TerminalTrace(view, context: context, width: options.width).drawing(progress)?.lines
  }

  /// One step of a view: its row of the table, or what its gate sends back.
  ///
  /// - Parameter isBrief: the arithmetic alone, for a screen of few rows.
  package func lines(of step: TraceView.Step, in view: TraceView, isBrief: Bool = false)
    -> [StyledLine]
  {
    let context = TerminalContext(options: options, run: LessonRun(program: "", file: ""))
    return TerminalTrace(view, context: context, width: options.width)
      .lines(of: step, isBrief: isBrief)
  }

  /// Lines as they are written to the terminal.
  package func printed(_ lines: [StyledLine]) -> String {
    lines.map { $0.printed(color: options.color) + "\n" }.joined()
  }
}

/// What all parts of the rendering know.
struct TerminalContext {
  let options: TerminalOptions
  let run: LessonRun

  /// A sign of ours, or its ASCII form.
  func sign(_ text: String) -> String { options.unicode ? text : ASCIIText.of(text) }

  func text(_ text: String, _ style: TextStyle = .plain) -> StyledText {
    StyledText(sign(text), style)
  }

  /// A line, broken where it is wider than the width; what follows hangs.
  func fitted(_ line: StyledLine, width: Int, hang: Int) -> [StyledLine] {
    guard line.width > width else { return [line] }
    var text = StyledText()
    var indent = 0
    var isIndent = true
    for piece in line.pieces {
      var rest = piece.text
      while isIndent, rest.first == " " {
        rest.removeFirst()
        indent += 1
      }
      if !rest.isEmpty { isIndent = false }
      text.append(rest, piece.style)
    }
    indent = min(indent, width / 2)
    let hang = max(0, min(hang, width / 2))
    return text.wrapped(width: width - hang, firstWidth: width - indent).enumerated().map {
      $1.indented(by: $0 == 0 ? indent : hang)
    }
  }
}
