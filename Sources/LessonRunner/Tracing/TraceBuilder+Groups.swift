import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// Calls of functions: what enters and leaves them, and their Jacobians.
extension TraceBuilder {
  struct Members {
    var id: Int
    var inputs: [Int]
    var outputs: [Int]
    var inside: Set<Int>
  }

  func isInside(_ index: Int, _ group: Int) -> Bool {
    var current = Int(tape.groups[index])
    while current != 0 {
      if current == group { return true }
      current = Int(tape.groupTable[current].parent)
    }
    return false
  }

  func groupsOf(_ shown: [Int]) -> [Members] {
    var inside: [Int: Set<Int>] = [:]
    for index in shown where tape.codes[index] != GateCode.constant && !isShownAsLeaf(index) {
      var group = Int(tape.groups[index])
      while group != 0 {
        inside[group, default: []].insert(index)
        group = Int(tape.groupTable[group].parent)
      }
    }
    if inside.isEmpty { return [] }
    var consumers: [Int: [Int]] = [:]
    for index in shown {
      for (operand, _) in shownOperands(index) { consumers[operand, default: []].append(index) }
    }
    return inside.keys.sorted().prefix(Self.maximumGroups).map { group in
      let members = inside[group] ?? []
      var inputs: Set<Int> = []
      for member in members {
        for (operand, _) in shownOperands(member)
        where !members.contains(operand) && tape.codes[operand] != GateCode.constant {
          inputs.insert(operand)
        }
      }
      let outputs = members.filter { member in
        member == output || (consumers[member] ?? []).contains { !members.contains($0) }
      }
      // As the parameters stand, then what the function reads from outside.
      func order(_ input: Int) -> (Int, Int) {
        let id = tape.id(input)
        let order =
          tracer.parameterOrder(group: UInt32(group), node: id)
          ?? tape.groupTable[group].inputs.firstIndex(of: id)
        return (order ?? .max, input)
      }
      return Members(
        id: group, inputs: inputs.sorted { order($0) < order($1) }, outputs: outputs.sorted(),
        inside: members)
    }
  }

  func traceGroup(
    _ members: Members, gateCount: Int, _ jacobians: inout JacobianEntries
  ) throws -> TraceGroup {
    let record = tape.groupTable[members.id]
    var within = [Bool](repeating: false, count: output + 1)
    for member in members.inside { within[member] = true }
    var edges: [TraceEdge] = []
    for target in members.outputs {
      guard let upstream = gradients.tensor(target, tape) else { continue }
      let sent = try session.engine.backward(tape, from: target, seed: upstream, within: within)
      let unit =
        isNumber(target) ? try session.engine.backward(tape, from: target, within: within) : nil
      for (operand, input) in members.inputs.enumerated() {
        var picks = [input]
        picks += merged.filter { $0.value == input }.map(\.key)
        let parts = picks.compactMap { sent.tensor($0, tape) }
        guard let first = parts.first else { continue }
        let total =
          parts.count == 1 ? first : Tensor(parts.reduce(0) { $0 + $1.array.scalar.double })
        let inner = tracer.parameterNames[
          .init(group: UInt32(members.id), node: tape.id(input))]
        let name = inner ?? self.name(input) ?? "x"
        let formula = "∂\(self.name(target) ?? record.name)/∂\(name)"
        var value: Picture?
        var text = "through \(record.name)"
        if let unit, let u = number(upstream), let d = number(total) {
          let local = picks.compactMap { number(unit.tensor($0, tape)) }.reduce(0, +)
          value = Picture(local)
          text = Equation.text(
            result: d, of: .product([.number(u, integer: u.rounded() == u), .number(local)]))
        }
        var local = LocalGradient(
          formula: formula, value: value, rows: tape.shape(target).reduce(1, *),
          columns: tape.shape(input).reduce(1, *))
        if local.rows * local.columns != 1 {
          let isElementwise = JacobianStructure(tape).isElementwise(
            members.inside, from: picks, to: target)
          local.structure = isElementwise ? .diagonal : .full
        }
        local.entries = try jacobians.call(target, picks, within: within, local)
        edges.append(
          TraceEdge(
            from: numbers[input] ?? 0, to: numbers[target] ?? 0, operand: operand,
            upstream: Picture(upstream.array), local: local,
            downstream: Picture(total.array), text: text))
      }
    }
    let isOpen = depth.map { record.depth <= $0 } ?? (gateCount <= 12 && !record.isProvided)
    let values = members.inputs.map { index in
      isNumber(index)
        ? NumberText.short(tape.array(index).scalar.double, integer: tape.kinds[index] == .int)
        : pythonShape(tape.shape(index))
    }.joined(separator: ", ")
    let forward =
      members.outputs.count == 1 && isNumber(members.outputs[0])
      ? "\(record.name)(\(values)) → \(NumberText.short(tape.array(members.outputs[0]).scalar.double))"
      : calls[members.id] ?? record.name
    return TraceGroup(
      id: members.id, name: record.name, parent: record.parent == 0 ? nil : Int(record.parent),
      line: line(record.site), open: isOpen, inputs: members.inputs.compactMap { numbers[$0] },
      outputs: members.outputs.compactMap { numbers[$0] }, edges: edges, forward: forward,
      rule: record.rule?.formula ?? "", sentence: record.rule?.sentence ?? "")
  }
}
