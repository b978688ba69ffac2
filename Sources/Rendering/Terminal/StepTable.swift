import LessonOutput

/// The columns of a trace's steps. Equations are set at their `=`, numbers at their point.
struct StepTable {
  struct Note {
    var label = ""
    var text: String
    var style: TextStyle
  }

  /// A leaf or a gate on the way forward.
  struct Row {
    var number: Int?
    var name: String
    var equation: String
    var value: String
    var gradient: String
    var notes: [Note]
    /// Where a stepper is.
    var isCurrent = false
    /// The open call that the gate was made in.
    var call = ""
  }

  /// What a gate sends to one operand.
  struct Sent {
    var to: String
    var equation: String
    var local: String
    /// One element written out, where the equation has only shapes.
    var element = ""
    /// That the operand was repeated.
    var repetition = ""
  }

  struct Backward {
    var number: Int
    var box: String
    var name: String
    var rows: [Sent] = []
    var sums: [String] = []
    /// What a closed call sends back, as a formula.
    var rule = ""
    var sentence: String
    /// The open call that the gate was made in.
    var call = ""
  }

  let context: TerminalContext
  let width: Int

  /// Widest name of a gate before it is cut.
  private static let widestName = 26
  private static let narrowestName = 16

  // MARK: Forward

  func forward(_ rows: [Row], omitted: (after: Int, count: Int)?) -> [StyledLine] {
    let numberColumns =
      Points(rows.map { sign($0.value) }, header: "value").width + 2
      + Points(rows.map { sign($0.gradient) }, header: "gradient").width
    let step = numberWidth(rows.compactMap(\.number))
    // Names give way, down to a point, so that equations fit beside them.
    let equationWidth = Equations(rows.map { sign($0.equation) }).width
    let free = width - (2 + step + 2 + 2) - (equationWidth + 2) - numberColumns
    let widestName = max(Self.narrowestName, min(Self.widestName, free))
    let rows = rows.map { row in
      var row = row
      row.name = cut((row.call.isEmpty ? "" : "  ") + sign(row.name), widestName)
      row.equation = sign(row.equation)
      row.value = sign(row.value)
      row.gradient = sign(row.gradient)
      return row
    }
    let names = max(7, widest(rows.map(\.name)))
    let values = Points(rows.map(\.value), header: "value")
    let gradients = Points(rows.map(\.gradient), header: "gradient")
    let numbers = values.width + 2 + gradients.width
    let room = width - (2 + step + 2 + names + 2) - numbers - 2
    // Equations that don't fit beside the numbers go below.
    let equations = Equations(rows.map(\.equation), room: room)
    let middle = equations.width == 0 ? 0 : equations.width + 2
    let indent = 2 + step + 2

    var head = StyledLine("  " + pad("", step) + "  ", .dim)
    head.append(pad("forward", names) + "  ", .dim)
    head.append(String(repeating: " ", count: middle), .dim)
    head.append(values.header, .dim)
    head.append("  ")
    head.append(gradients.header, .dim)
    var lines = context.fitted(head, width: width, hang: indent)
    for (index, row) in rows.enumerated() {
      if let omitted, omitted.after == index { lines += gap(omitted.count, indent) }
      if row.call != (index > 0 ? rows[index - 1].call : "") { lines += heading(row.call, indent) }
      var line = StyledLine(row.isCurrent ? context.sign("▸ ") : "  ", .strong)
      line.append(left(row.number.map { String($0) } ?? "", step) + "  ", .dim)
      line.append(pad(row.name, names) + "  ", row.number == nil ? .strong : .plain)
      let isBeside = equations.fits(row.equation)
      if middle > 0 {
        line.append(
          pad(isBeside ? equations.set(row.equation) : "", equations.width) + "  ")
      }
      line.append(values.set(row.value), .value)
      line.append("  ")
      line.append(gradients.set(row.gradient), .gradient)
      lines += context.fitted(line, width: width, hang: indent + 2)
      if !isBeside, !row.equation.isEmpty {
        let below = StyledLine(String(repeating: " ", count: indent + 2) + row.equation)
        lines += context.fitted(below, width: width, hang: indent + 4)
      }
      for note in row.notes {
        var below = StyledLine(String(repeating: " ", count: indent + 2))
        if !note.label.isEmpty { below.append(pad(note.label, 8) + " ", .dim) }
        below.append(sign(note.text), note.style)
        lines += context.fitted(below, width: width, hang: indent + 11)
      }
    }
    return lines
  }

  // MARK: Backward

  func backward(_ steps: [Backward], omitted: (after: Int, count: Int)?) -> [StyledLine] {
    guard !steps.isEmpty else { return [] }
    let sent = steps.flatMap(\.rows)
    let step = numberWidth(steps.map(\.number))
    let boxes = widest(steps.map { sign($0.box) })
    let names = widest(steps.map { cut(sign($0.name), 12) })
    let targets = widest(sent.map { "to " + cut(sign($0.to), 12) })
    let equations = Equations(sent.map { sign($0.equation) })
    let indent = 2 + step + 2
    let before = indent + boxes + 2 + names + 2 + targets + 2
    let isBeside = before + equations.width <= width
    let localColumn = isBeside ? localColumn(sent, equations, before) : 0

    var head = StyledLine(String(repeating: " ", count: indent))
    let meaning = "    downstream = upstream × local"
    head.append("backward", .dim)
    if head.width + meaning.count <= width { head.append(sign(meaning), .dim) }
    var lines = context.fitted(head, width: width, hang: indent)
    if let names = GenericNames.legend(sent.map(\.local), named: sent.map(\.to)) {
      lines += context.text(names, .dim).wrapped(width: max(8, width - indent)).map {
        $0.indented(by: indent)
      }
    }
    for (index, step) in steps.enumerated() {
      if let omitted, omitted.after == index { lines += gap(omitted.count, indent) }
      if step.call != (index > 0 ? steps[index - 1].call : "") {
        lines += heading(step.call, indent)
      }
      for (order, row) in step.rows.enumerated() {
        var line = StyledLine("  ")
        line.append(left(order == 0 ? String(step.number) : "", indent - 4) + "  ", .dim)
        line.append(pad(order == 0 ? sign(step.box) : "", boxes) + "  ", .strong)
        line.append(pad(order == 0 ? cut(sign(step.name), 12) : "", names) + "  ", .dim)
        line.append(pad("to " + cut(sign(row.to), 12), targets))
        let equation = sign(row.equation)
        let local = sign(row.local)
        let start = max(localColumn, before + equations.end(equation) + 3)
        let hasLocal = isBeside && start + DisplayWidth.of(local) <= width
        let hang = indent + boxes + 2
        if isBeside {
          line.append("  ")
          line.append(equations.set(equation), .gradient)
          if hasLocal {
            line = line.padded(to: start)
            line.append(local, .dim)
          }
          lines.append(line)
        } else {
          lines += context.fitted(line, width: width, hang: hang)
          let below = StyledLine(String(repeating: " ", count: hang)).appending(
            equation, .gradient)
          lines += context.fitted(below, width: width, hang: hang + 2)
        }
        if !row.element.isEmpty {
          let text = sign(row.element)
          let start = max(hang, min(before, width - DisplayWidth.of(text)))
          let below = StyledLine(String(repeating: " ", count: start)).appending(text, .gradient)
          lines += context.fitted(below, width: width, hang: hang + 2)
        }
        if !hasLocal, !local.isEmpty {
          let isSentence = local.hasPrefix("downstream") || local.contains(" must be ")
          let text = isSentence ? local : "local " + local
          let start = max(hang, min(before, width - DisplayWidth.of(text)))
          let below = StyledLine(String(repeating: " ", count: start)).appending(text, .dim)
          lines += context.fitted(below, width: width, hang: hang + 2)
        }
        if !row.repetition.isEmpty {
          let text = sign(row.repetition)
          let start = max(hang, min(before, width - DisplayWidth.of(text)))
          let below = StyledLine(String(repeating: " ", count: start)).appending(text, .dim)
          lines += context.fitted(below, width: width, hang: hang + 2)
        }
      }
      if !step.rule.isEmpty {
        lines += context.fitted(
          StyledLine(String(repeating: " ", count: indent)).appending(sign(step.rule), .plain),
          width: width, hang: indent + 2)
      }
      if !step.sentence.isEmpty {
        lines += context.fitted(
          StyledLine(String(repeating: " ", count: indent)).appending(
            sign(step.sentence), .dim), width: width, hang: indent)
      }
      for sum in step.sums {
        lines += context.fitted(
          StyledLine(String(repeating: " ", count: indent)).appending(sign(sum), .gradient),
          width: width, hang: indent + 2)
      }
    }
    return lines
  }

  /// Over the first of some gates that were made in one open call.
  private func heading(_ call: String, _ indent: Int) -> [StyledLine] {
    guard !call.isEmpty else { return [] }
    let text = String(repeating: " ", count: indent) + sign("in \(call):")
    return context.fitted(StyledLine(text, .dim), width: width, hang: indent + 2)
  }

  // MARK: Columns

  private func gap(_ count: Int, _ indent: Int) -> [StyledLine] {
    let text = sign("… \(count) steps left out; --full shows all")
    return context.fitted(
      StyledLine(String(repeating: " ", count: indent)).appending(text, .dim), width: width,
      hang: indent)
  }

  private func sign(_ text: String) -> String { context.sign(text) }

  private func numberWidth(_ numbers: [Int]) -> Int {
    max(2, numbers.map { String($0).count }.max() ?? 0)
  }

  private func widest(_ texts: [String]) -> Int { texts.map { DisplayWidth.of($0) }.max() ?? 0 }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
  }

  private func left(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - DisplayWidth.of(text))) + text
  }

  /// Where local gradients stand beside the equations: as far right as lets most of them fit.
  private func localColumn(_ sent: [Sent], _ equations: Equations, _ before: Int) -> Int {
    let rows = sent.map { row in
      (before + equations.end(sign(row.equation)) + 3, DisplayWidth.of(sign(row.local)))
    }
    var best = (fitting: 0, column: 0)
    for column in Set(rows.map(\.0)) {
      let fitting = rows.count { max(column, $0.0) + $0.1 <= width }
      if fitting > best.fitting || fitting == best.fitting && column > best.column {
        best = (fitting, column)
      }
    }
    return best.column
  }

  private func cut(_ text: String, _ width: Int) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    var result = ""
    var column = 0
    for character in text {
      column += DisplayWidth.of(character)
      if column > width - 1 { break }
      result.append(character)
    }
    return result + (context.options.unicode ? "…" : "~")
  }

  /// Equations whose relation signs stand under one another.
  private struct Equations {
    var left: Int
    var width: Int

    /// - Parameter room: what is wider is not counted, and does not fit.
    init(_ texts: [String], room: Int = .max) {
      (left, width) = Self.measure(texts)
      var shorter = texts
      while width > max(0, room) {
        let longest = shorter.map { DisplayWidth.of($0) }.max() ?? 0
        shorter.removeAll { DisplayWidth.of($0) >= longest }
        (left, width) = Self.measure(shorter)
      }
    }

    private static func measure(_ texts: [String]) -> (left: Int, width: Int) {
      let left = texts.map { Self.left($0) }.max() ?? 0
      let widths = texts.map { text in
        (Self.left(text) == 0 ? 0 : left - Self.left(text)) + DisplayWidth.of(text)
      }
      return (left, widths.max() ?? 0)
    }

    func fits(_ text: String) -> Bool {
      let before = Self.left(text)
      return before <= left && end(text) <= width
    }

    /// Columns before the first relation sign; 0 where there is none.
    private static func left(_ text: String) -> Int {
      var column = 0
      var previous: Character = "x"
      for character in text {
        if previous == " ", character == "=" || character == "≈" || character == "~" {
          return column
        }
        column += DisplayWidth.of(character)
        previous = character
      }
      return 0
    }

    /// Columns up to the end of the equation where it stands.
    func end(_ text: String) -> Int { DisplayWidth.of(set(text)) }

    func set(_ text: String) -> String {
      // What is no equation starts where equations do.
      let indent = Self.left(text) == 0 ? 0 : left - Self.left(text)
      return String(repeating: " ", count: indent) + text
    }
  }

  /// Numbers whose points stand under one another.
  private struct Points {
    var left: Int
    var width: Int
    var header: String

    init(_ texts: [String], header: String) {
      left = texts.map { Self.left($0) }.max() ?? 0
      let left = left
      let natural = texts.map { left - Self.left($0) + DisplayWidth.of($0) }.max() ?? 0
      width = max(natural, header.count)
      self.left += (width - natural)
      self.header = String(repeating: " ", count: width - header.count) + header
    }

    private static func left(_ text: String) -> Int {
      DisplayWidth.of(String(text.prefix { $0 != "." }))
    }

    func set(_ text: String) -> String {
      let line = String(repeating: " ", count: max(0, left - Self.left(text))) + text
      return line + String(repeating: " ", count: max(0, width - DisplayWidth.of(line)))
    }
  }
}
