import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// Nodes of the trace with the arithmetic of their values.
extension TraceBuilder {
  func node(_ index: Int, _ received: [Double]) -> TraceNode {
    let gate = gate(index)
    let isLeaf = isShownAsLeaf(index)
    let isConstant = tape.codes[index] == GateCode.constant
    let constants = isLeaf ? [] : self.constants(index)
    let name = name(index)
    var label = gateLabel(gate, constants: constants)
    if case .tensor(let rule) = gate.rule,
      let special = rule.label(attribute: tape.record(index)?.attribute ?? .none)
    {
      label = special
    }
    var gradient = gradients.tensor(index, tape)
    if merged.values.contains(index) {
      gradient = Tensor(received.reduce(0, +))
    }
    let group = Int(tape.groups[index])
    let total = number(gradient)
    var node = TraceNode(
      id: numbers[index] ?? 0, kind: isLeaf ? .leaf : isConstant ? .constant : .gate, name: name,
      label: isLeaf ? name ?? "input" : isConstant ? name ?? "constant" : label,
      gate: isLeaf ? "leaf" : gate.name, formula: isLeaf || isConstant ? "" : formula(index),
      line: line(tape.sites[index]), group: group == 0 ? nil : group,
      value: Picture(tape, index),
      gradient: isConstant ? nil : gradient.map { Picture($0.array) },
      forward: isConstant ? "" : forward(index),
      gradientSum: received.count > 1 && total != nil
        ? Equation.text(
          result: total ?? 0,
          of: .sum(received.map { .number($0, integer: $0.rounded() == $0 && abs($0) < 1e15) }))
        : "",
      sentence: isLeaf || isConstant
        ? "" : constantSentence(gate, constants: constants) ?? gate.sentence)
    if gate.name == "matmul" {
      node.shapes = ShapeLedger(tape).node(index, names: operandNames(index))
    }
    return node
  }

  func isNumber(_ index: Int) -> Bool { tape.shape(index).isEmpty }

  func arithmetic(_ index: Int) -> Arithmetic {
    .number(
      tape.array(index).scalar.double, integer: tape.kinds[index] == .int)
  }

  func number(_ tensor: Tensor?) -> Double? {
    guard let tensor, tensor.array.dimensions == 0 else { return nil }
    return tensor.array.scalar.double
  }

  func forward(_ index: Int) -> String {
    let operands = tape.operands(index)
    if isShownAsLeaf(index) { return "" }
    if case .elementwise(let rule) = gate(index).rule, isNumber(index),
      operands.allSatisfy(isNumber)
    {
      let value = tape.array(index).scalar.double
      let taken = rule.forward.resolved(
        operands.map { tape.array($0).scalar.double }, output: value)
      return Equation.text(
        result: value, integer: tape.kinds[index] == .int,
        of: taken.arithmetic(operands.map(arithmetic), output: .number(value)))
    }
    if isNumber(index), let text = reduction(index, operands, tape.array(index).scalar.double) {
      return text
    }
    return arrayForward(index)
  }

  /// Short sums, means and dot products are written out.
  func reduction(_ index: Int, _ operands: [Int], _ value: Double) -> String? {
    let count = tape.shape(operands[0]).reduce(1, *)
    guard count > 0, count <= 8 else { return nil }
    let x = tape.array(operands[0])
    let isWhole = !x.dtype.isFloat
    let terms = x.doubles.map { Arithmetic.number($0, integer: isWhole) }
    switch gate(index).name {
    case "sum": return Equation.text(result: value, integer: isWhole, of: .sum(terms))
    case "mean":
      return Equation.text(
        result: value,
        of: .quotient(.sum(terms), .number(Double(x.count), integer: true)))
    case "max": return Equation.text(result: value, integer: isWhole, of: .call("maximum", terms))
    case "min": return Equation.text(result: value, integer: isWhole, of: .call("minimum", terms))
    case "matmul":
      let y = tape.array(operands[1])
      guard y.count == x.count, x.dimensions == 1, y.dimensions == 1 else { return nil }
      let products = zip(x.doubles, y.doubles).map { a, b in
        Arithmetic.product([
          .number(a, integer: isWhole), .number(b, integer: !y.dtype.isFloat),
        ])
      }
      return Equation.text(
        result: value, integer: isWhole && !y.dtype.isFloat, of: .sum(products))
    default: return nil
    }
  }
}
