import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// Wires of the trace: upstream, local and downstream gradient.
extension TraceBuilder {
  func edge(
    _ index: Int, _ operand: Int, _ number: Int, upstream: Tensor, downstream: Tensor
  ) -> TraceEdge {
    let operands = tape.operands(index)
    let gate = gate(index)
    let names = operandNames(index)
    let constants = operands.map { operand -> String? in
      tape.codes[operand] == GateCode.constant && isNumber(operand)
        ? mention(operand, by: index) : nil
    }
    let localNames = zip(names, constants).map { $1 ?? $0 }
    var formula: String
    var value: Picture?
    let rows = tape.shape(index).reduce(1, *)
    let columns = tape.shape(operands[number]).reduce(1, *)
    let text: String
    switch gate.rule {
    case .elementwise(let rule):
      let local = rule.locals[number]
      let shownLocal = local.substituting(self.constants(index))
      let out =
        self.name(index)
        ?? rule.forward.substituting(self.constants(index)).text(localNames, output: "f")
      let outText = out.isCompound(tighterThan: 3) ? "(\(out))" : out
      formula = "∂\(outText)/∂\(localNames[number]) = " + shownLocal.text(localNames, output: out)
      if isNumber(index), operands.allSatisfy(isNumber), let u = self.number(upstream),
        let d = self.number(downstream)
      {
        let values = operands.map { tape.array($0).scalar.double }
        let y = tape.array(index).scalar.double
        let isTie = rule.isTieWithConstant(
          values, isWanted: operands.map { tape.codes[$0] != GateCode.constant })
        let resolved: ScalarExpression = isTie ? .constant(0) : local.resolved(values, output: y)
        let localValue = resolved.evaluate(values, output: y)
        value = Picture(localValue)
        let factor = resolved.arithmetic(
          operands.map(arithmetic), output: .number(y, integer: tape.kinds[index] == .int)
        ).simplified
        text = Equation.text(
          result: d, integer: d.rounded() == d && abs(d) < 1e15,
          of: .product([.number(u, integer: u.rounded() == u && abs(u) < 1e15), factor]))
      } else {
        text = arrayBackward(index, number, rule, upstream: upstream, downstream: downstream)
      }
    case .tensor(let rule):
      let attribute = tape.record(index)?.attribute ?? .none
      formula = rule.localText(operand: number, names: names, attribute: attribute)
      if let d = self.number(downstream), let u = self.number(upstream), u != 0,
        gate.name != "matmul"
      {
        text = Equation.text(
          result: d, of: .product([.number(u), .number(d / u)]))
        value = Picture(d / u)
      } else {
        text = tensorBackward(index, number, upstream: upstream, downstream: downstream)
      }
    case .none:
      formula = ""
      text = ""
    }
    var edge = TraceEdge(
      from: numbers[operand] ?? 0, to: numbers[index] ?? 0, operand: number,
      upstream: Picture(upstream.array),
      local: LocalGradient(
        formula: formula, value: value,
        structure: JacobianStructure(tape).structure(index, operand: number), rows: rows,
        columns: columns), downstream: Picture(downstream.array), text: text)
    edge.shapes = ShapeLedger(tape).edge(index, operand: number, names: names)
    return edge
  }

  /// What operands are called in formulas: letters where they have no name.
  func operandNames(_ index: Int) -> [String] {
    let operands = tape.operands(index)
    let variables = operands.count { tape.codes[$0] != GateCode.constant }
    return operands.enumerated().map { number, operand in
      if isArrayConstant(operand) { return name(standing(operand)) ?? "constant" }
      return name(standing(operand)) ?? (variables == 1 || number == 0 ? generic.0 : generic.1)
    }
  }

  func constantEdge(_ index: Int, _ operand: Int, _ number: Int, _ upstream: Tensor)
    -> TraceEdge
  {
    TraceEdge(
      from: numbers[operand] ?? 0, to: numbers[index] ?? 0, operand: number,
      upstream: Picture(upstream.array),
      local: LocalGradient(formula: "a constant", value: nil),
      downstream: Picture(NDArray(zeros: tape.shape(operand), .float64)),
      text: "no gradient wanted")
  }
}
