import LessonOutput

/// The answer to `why` in the terminal: each number with its formula over its arithmetic, set at
/// the `=`, as a tree. Inputs and what was derived above stand in a line of their step's own.
struct TerminalDerivation {
  let derivation: Derivation
  let context: TerminalContext
  let width: Int

  /// Columns that the tree may take: deeper branches are not set in any further.
  private var mostIndent: Int { width / 3 }

  init(_ derivation: Derivation, context: TerminalContext, width: Int) {
    self.derivation = derivation
    self.context = context
    self.width = width
  }

  func lines() -> [StyledLine] {
    guard let first = derivation.steps.first else { return [] }
    var lines = first.kind == .computed ? title(first) + [StyledLine()] : []
    lines += tree()
    if derivation.hidden > 0 { lines += [StyledLine()] + footer() }
    for note in derivation.notes {
      lines += context.text(note, .dim).wrapped(width: width)
    }
    return lines
  }

  // MARK: Title and end

  private func title(_ first: DerivationStep) -> [StyledLine] {
    var text = context.text(first.name, .strong)
    text.append(context.text(" = "))
    text.append(context.text(number(first.value), style(first)))
    var place: [String] = []
    if let output = derivation.output { place.append("gradient of \(output)") }
    if let label = derivation.label { place.append("block \(label)") }
    if first.kind == .computed, let line = first.line { place.append("line \(line)") }
    if !place.isEmpty {
      text.append(context.text("   " + place.joined(separator: ", "), .dim))
    }
    return text.wrapped(width: width)
  }

  private func footer() -> [StyledLine] {
    let count = (derivation.hidesMore ? "more than " : "") + "\(derivation.hidden)"
    let text =
      "… \(count) more number\(derivation.hidden == 1 ? "" : "s") behind these; "
      + (context.options.full ? "ask for one of them" : "--full lists all")
    return context.text(text, .dim).wrapped(width: width)
  }

  // MARK: Tree

  /// A step that is to be printed, with what stands left of its first line and of the others.
  private struct Branch {
    var id: Int
    var first: String
    var rest: String
  }

  private func tree() -> [StyledLine] {
    var lines: [StyledLine] = []
    var explained: Set<String> = []
    var stack = [Branch(id: 0, first: "", rest: "")]
    while let branch = stack.popLast() {
      guard derivation.steps.indices.contains(branch.id) else { continue }
      var step = derivation.steps[branch.id]
      // A sentence says once what all gates of its kind do.
      if step.reason.hasSuffix("."), !explained.insert(step.reason).inserted {
        step.reason = step.gate.isEmpty ? "" : "\(step.gate) gate"
      }
      for (index, line) in self.lines(of: step, DisplayWidth.of(branch.rest)).enumerated() {
        lines.append(line.prefixed(context.sign(index == 0 ? branch.first : branch.rest), .dim))
      }
      let children = step.children.filter { isBranch($0, of: step) }
      let isDeep = DisplayWidth.of(branch.rest) + 2 > mostIndent
      for (index, child) in children.enumerated().reversed() {
        let isLast = index == children.count - 1
        // A step of one step stands below it: a chain is read downwards.
        if children.count == 1 || isDeep {
          stack.append(Branch(id: child, first: branch.rest, rest: branch.rest))
        } else {
          stack.append(
            Branch(
              id: child, first: branch.rest + (isLast ? "└ " : "├ "),
              rest: branch.rest + (isLast ? "  " : "│ ")))
        }
      }
    }
    return lines
  }

  /// Whether a number is derived here: inputs are named in passing, and nothing is derived twice.
  private func isBranch(_ child: Int, of step: DerivationStep) -> Bool {
    guard derivation.steps.indices.contains(child) else { return false }
    let other = derivation.steps[child]
    return other.parent == step.id && other.kind == .computed
  }

  // MARK: One step

  private func lines(of step: DerivationStep, _ indent: Int) -> [StyledLine] {
    let room = max(8, width - indent)
    guard step.kind == .computed else { return leaf(step, room) }
    let (left, relation, right) = split(context.sign(step.equation))
    let name = context.sign(step.name)
    var formula = context.sign(step.formula)
    // A number that is only passed on needs no line of arithmetic.
    let isPassed = left == right && relation == "="
    let column = isPassed ? 0 : max(DisplayWidth.of(name), DisplayWidth.of(left))
    // Then an input is named as one where it stands.
    let source = step.children.first.map { derivation.steps[$0] }
    let isNamed = isPassed && step.children.count == 1 && source?.kind != .computed
    if isNamed, let source { formula += " (\(word(source, under: step)))" }
    var text = StyledText()
    text.appendUnbroken(padded(name, column), style(step))
    text.append(" = " + unbroken(formula))
    if isPassed {
      text.append(" = ")
      text.appendUnbroken(left, style(step))
    }
    var lines: [StyledLine] = []
    let reason = context.sign(reason(step))
    let isBeside =
      DisplayWidth.of(text.text) + 3 + DisplayWidth.of(reason) <= room && !reason.isEmpty
    if isBeside {
      text.appendUnbroken("   " + reason, .dim)
    }
    lines += wrapped(text, room, hang(column + 3, room, formula))
    if !isPassed {
      var text = StyledText()
      text.appendUnbroken(
        String(repeating: " ", count: max(0, column - DisplayWidth.of(left))) + left, style(step))
      text.append(" \(relation) " + unbroken(right))
      lines += wrapped(text, room, hang(column + 3, room, right))
    }
    if !isBeside, !reason.isEmpty {
      lines += wrapped(StyledText("  " + unbroken(reason), .dim), room, 2)
    }
    let known = isNamed ? StyledText() : known(step)
    if !known.isEmpty { lines += wrapped(known, room, 4) }
    return lines
  }

  private func leaf(_ step: DerivationStep, _ room: Int) -> [StyledLine] {
    var text = context.text(step.name, style(step))
    text.append(context.text(" = "))
    text.append(context.text(number(step.value), style(step)))
    text.append(context.text("   " + reason(step), .dim))
    return wrapped(text, room, 4)
  }

  private func reason(_ step: DerivationStep) -> String {
    let places = step.call != nil || step.line != nil
    var parts = [
      step.reason.hasSuffix(".") && places ? String(step.reason.dropLast()) : step.reason
    ]
    if let call = step.call { parts.append("in \(call)") }
    if let line = step.line { parts.append("line \(line)") }
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// Numbers of the equation that are not derived below: inputs, and what stands above.
  private func known(_ step: DerivationStep) -> StyledText {
    var text = StyledText()
    func begin() { text.append(text.isEmpty ? "  with " : ", ", .dim) }
    for child in step.children where !isBranch(child, of: step) {
      guard derivation.steps.indices.contains(child) else { continue }
      let other = derivation.steps[child]
      begin()
      text.appendUnbroken(context.sign(other.name), style(other))
      text.appendUnbroken(context.sign(" = " + number(other.value)), .plain)
      text.appendUnbroken(" (" + context.sign(word(other, under: step)) + ")", .dim)
    }
    if step.omitted > 0 {
      begin()
      text.append(
        context.sign("\(step.omitted) number\(step.omitted == 1 ? "" : "s") not listed"), .dim)
    }
    return text
  }

  private func word(_ other: DerivationStep, under step: DerivationStep) -> String {
    switch other.kind {
    case .computed: other.id < step.id ? "above" : "below"
    case .leaf: "input"
    case .constant: "constant"
    case .seed: "the output"
    }
  }

  // MARK: Pieces

  private func style(_ step: DerivationStep) -> TextStyle { step.isGradient ? .gradient : .value }

  private func number(_ picture: Picture) -> String {
    picture.number.map {
      NumberText.short($0, integer: picture.isInteger || ($0.rounded() == $0 && abs($0) < 1e15))
    } ?? "?"
  }

  /// Left side, sign and right side of an equation.
  private func split(_ equation: String) -> (left: String, relation: String, right: String) {
    for relation in ["=", "≈", "~="] {
      if let range = equation.firstRange(of: " \(relation) ") {
        return (
          String(equation[..<range.lowerBound]), relation, String(equation[range.upperBound...])
        )
      }
    }
    return (equation, "=", "")
  }

  /// Continued lines stand behind the `=` where their pieces fit there.
  private func hang(_ column: Int, _ room: Int, _ text: String) -> Int {
    let widest = StyledText(unbroken(text)).widestWord
    return column + widest <= room ? column : min(4, room / 4)
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
  }

  /// A formula that breaks between its terms alone.
  private func unbroken(_ formula: String) -> String {
    var result = ""
    // Brackets that are open, and whether they belong to a name: `W[0, 1]`, `layer(x, W)`.
    var open: [Bool] = []
    for character in formula {
      if character == "[" { open.append(true) }
      if character == "(" {
        let isCall = result.last.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
        open.append(isCall && !result.hasSuffix("max") && !result.hasSuffix("min"))
      }
      if character == "]" || character == ")" { _ = open.popLast() }
      result.append(character == " " && open.contains(true) ? "\u{A0}" : character)
    }
    for sign in ["×", "*"] {
      result = result.replacing(" \(sign) ", with: "\u{A0}\(sign)\u{A0}")
    }
    for sign in ["+", "−", "-"] {
      result = result.replacing(" \(sign) ", with: " \(sign)\u{A0}")
    }
    return result.replacing(" gate ", with: "\u{A0}gate\u{A0}")
      .replacing("gate ", with: "gate\u{A0}")
  }

  private func wrapped(_ text: StyledText, _ room: Int, _ hang: Int) -> [StyledLine] {
    text.wrapped(width: room - hang, firstWidth: room).enumerated().map {
      $1.indented(by: $0 == 0 ? 0 : hang)
    }
  }
}

extension TerminalRenderer {
  /// The answer to `why`, ending in a newline.
  package func render(_ derivation: Derivation) -> String { printed(lines(of: derivation)) }

  package func lines(of derivation: Derivation) -> [StyledLine] {
    let context = TerminalContext(options: options, run: LessonRun(program: "", file: ""))
    return TerminalDerivation(derivation, context: context, width: options.width).lines()
  }
}
