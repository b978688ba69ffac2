import Arrays
import Autodiff
import LessonOutput

/// What gates, values and gradients are called in an explanation.
extension MistakeSearch {
  func name(_ node: Int) -> String {
    words.name(node) ?? short(words.formula(node))
  }

  func short(_ text: String) -> String { text.count <= 24 ? text : "(…)" }

  /// What the learner calls the gradient of a node.
  func gradient(_ node: Int) -> String {
    var node = node
    // An add gate hands its gradient on: that of the sum is its operand's too.
    while names[node] == nil, words.name(node) == nil, let next = graph.consumers[node]?.first,
      graph.consumers[node]?.count == 1, graph.tape.codes[next] == GateCode.add,
      graph.tape.shape(next) == graph.tape.shape(node)
    {
      node = next
    }
    if node == graph.output, names[node] == nil { return "1" }
    return names[node] ?? words.name(node).map { "d" + $0 } ?? "upstream"
  }

  /// `scores = hidden · W2 + b2`, or the formula alone.
  static func gateText(_ gate: Int, _ words: NodeWords) -> String {
    let formula = words.formula(gate)
    guard let name = words.name(gate), !formula.isEmpty else { return formula }
    return "\(name) = \(formula)"
  }

  /// `∂q/∂x = y`, or in words for a tensor gate.
  static func localText(_ tape: Tape, _ gate: Int, _ operand: Int, _ words: NodeWords) -> String? {
    let operands = tape.operands(gate)
    let names = operands.map { mention($0, tape, words) }
    switch Gate.catalogue[Int(tape.codes[gate])].rule {
    case .none: return nil
    case .elementwise(let rule):
      guard operand < rule.locals.count else { return nil }
      return local(rule.locals[operand], tape, gate, words)
    case .tensor(let rule):
      return rule.localText(
        operand: operand, names: names, attribute: tape.record(gate)?.attribute ?? .none)
    }
  }

  static func mention(_ operand: Int, _ tape: Tape, _ words: NodeWords) -> String {
    if let name = words.name(operand) { return name }
    if tape.codes[operand] == GateCode.constant {
      return tape.shape(operand).isEmpty
        ? NumberText.short(tape.array(operand).scalar.double, integer: tape.kinds[operand] == .int)
        : "constant"
    }
    let formula = words.formula(operand)
    return formula.count <= 18 ? formula : "(…)"
  }

  static func local(
    _ expression: ScalarExpression, _ tape: Tape, _ gate: Int, _ words: NodeWords
  ) -> String {
    let operands = tape.operands(gate)
    let constants = operands.map { operand -> Double? in
      tape.codes[operand] == GateCode.constant && tape.shape(operand).isEmpty
        ? tape.array(operand).scalar.double : nil
    }
    let formula = words.formula(gate)
    return expression.substituting(constants).text(
      operands.map { mention($0, tape, words) },
      output: words.name(gate) ?? (formula.count <= 18 ? formula : "f"))
  }

  func axes(_ axes: [Int]) -> String {
    axes.count == 1
      ? "axis \(axes[0])" : "axes \(BackwardReport.list(axes.map(String.init)))"
  }

  /// `axis=0`, `axis=(0, 2), keepdims=True`.
  func sumArguments(_ shape: [Int], _ full: [Int]) -> String {
    let axes = ChangedRule.repeatedAxes(shape, in: full)
    let list = axes.map(String.init).joined(separator: ", ")
    let keeps = shape.count == full.count
    if axes.count == full.count, !keeps { return "" }
    return (axes.count == 1 ? "axis=\(list)" : "axis=(\(list))") + (keeps ? ", keepdims=True" : "")
  }
}
