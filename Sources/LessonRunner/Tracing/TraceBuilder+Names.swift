import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// What nodes are called, and formulas in these names.
extension TraceBuilder {
  /// The name a node goes by, or nil.
  func name(_ index: Int) -> String? {
    let id = tape.id(index)
    if let name = tracer.names[id] { return name }
    if isPick(index), let base = tracer.names[tape.id(Int(tape.a[index]))],
      case .region(_, let text)? = tape.record(index)?.attribute
    {
      return base + text
    }
    return tracer.localNames[id]?.name ?? tape.innerNames[id] ?? constantNames[index]
  }

  /// What an operand is called where it is used: its name, the call that made it, its formula
  /// while that is short, else "(…)".
  func mention(_ index: Int, by consumer: Int, depth: Int = 0) -> String {
    let shown = standing(index)
    if let name = tracer.names[tape.id(shown)] { return name }
    if let group = enteredGroup(shown, from: consumer), let call = calls[group] { return call }
    if let name = name(shown) { return name }
    if tape.codes[index] == GateCode.constant {
      if tape.shape(index).isEmpty { return constantText(tape.array(index).scalar.double) }
      return "constant"
    }
    // Formulas that nest deeper are longer than is shown anyway.
    if depth == 4 { return "(…)" }
    let text = formula(shown, depth: depth + 1)
    return text.count <= 18 ? text : "(…)"
  }

  /// The outermost call that holds a node but not its consumer.
  func enteredGroup(_ index: Int, from consumer: Int) -> Int? {
    var found: Int?
    var current = Int(tape.groups[index])
    while current != 0, !isInside(consumer, current) {
      found = current
      current = Int(tape.groupTable[current].parent)
    }
    return found
  }

  func constants(_ index: Int) -> [Double?] {
    tape.operands(index).map { operand in
      tape.codes[operand] == GateCode.constant && isNumber(operand)
        ? tape.array(operand).scalar.double : nil
    }
  }

  func formula(_ index: Int, depth: Int = 0) -> String {
    written(index, depth: depth).replacing("((…))", with: "(…)")
  }

  func written(_ index: Int, depth: Int) -> String {
    let names = tape.operands(index).map { mention($0, by: index, depth: depth) }
    switch gate(index).rule {
    case .none: return ""
    case .elementwise(let rule):
      return rule.forward.substituting(constants(index)).text(names, output: "f")
    case .tensor(let rule):
      var attribute = tape.record(index)?.attribute ?? .none
      // A sum of everything names no axes.
      if case .axes = attribute, isNumber(index) { attribute = .none }
      return rule.formula(names: names, attribute: attribute)
    }
  }
}
