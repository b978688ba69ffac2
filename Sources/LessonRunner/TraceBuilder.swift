import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// Turns a tape into the trace of one output: plain values, names, equations.
struct TraceBuilder {
  /// Above this many nodes only inputs, outputs of groups and the output are listed.
  static let maximumNodes = 5_000
  /// Groups whose Jacobians are worked out.
  static let maximumGroups = 200

  let session: Session
  let tape: Tape
  let tracer: Tracer
  let output: Int
  let outputName: String
  let gradients: Gradients
  /// Line in the file of a site.
  let line: (UInt32) -> Int?
  let depth: Int?
  let isFull: Bool

  private var visible: [Bool] = []
  /// Picked elements of an input array stand for it: node → the node that shows that element.
  private var merged: [Int: Int] = [:]
  private var numbers: [Int: Int] = [:]
  /// What unnamed operands are called in a local gradient: letters that the block does not use.
  private let generic: (String, String)
  /// Calls as they read where their result is used: `sigmoid(y)`.
  private var calls: [Int: String] = [:]

  init(
    session: Session, tape: Tape, tracer: Tracer, output: Int, outputName: String, depth: Int?,
    isFull: Bool, line: @escaping (UInt32) -> Int?
  ) throws {
    self.session = session
    self.tape = tape
    self.tracer = tracer
    self.output = output
    self.outputName = outputName
    self.line = line
    self.depth = depth
    self.isFull = isFull
    let used = Set(tracer.names.values)
    let pairs = [("x", "y"), ("u", "v"), ("a", "b"), ("s", "t")]
    generic = pairs.first { !used.contains($0.0) && !used.contains($0.1) } ?? ("·", "··")
    gradients = try session.engine.backward(tape, from: output)
  }

  // MARK: Nodes

  /// Ancestors of the output that lie on a path from an input.
  private mutating func markVisible() throws {
    let paths = try session.engine.differentiablePaths(tape, to: output)
    visible = [Bool](repeating: false, count: output + 1)
    visible[output] = true
    for index in stride(from: output, through: 0, by: -1) where visible[index] {
      for operand in tape.operands(index) {
        visible[operand] = paths[operand] || isArrayConstant(operand)
      }
    }
  }

  private func isArrayConstant(_ index: Int) -> Bool {
    tape.codes[index] == GateCode.constant && !tape.shape(index).isEmpty
  }

  private func gate(_ index: Int) -> Gate { Gate.catalogue[Int(tape.codes[index])] }

  /// An element taken from an input array: naming, not a gate.
  private func isPick(_ index: Int) -> Bool {
    gate(index).name == "index" && tape.kinds[index] == .scalar && tape.shape(index).isEmpty
      && tape.codes[Int(tape.a[index])] == GateCode.leaf
  }

  /// Where all that is taken of an input array are single elements, these are the inputs.
  private mutating func mergePicks() {
    var consumers: [Int: [Int]] = [:]
    for index in 0...output where visible[index] {
      for operand in tape.operands(index) where visible[operand] {
        consumers[operand, default: []].append(index)
      }
    }
    for (leaf, users) in consumers
    where tape.codes[leaf] == GateCode.leaf && !tape.shape(leaf).isEmpty && leaf != output
      && users.allSatisfy(isPick)
    {
      visible[leaf] = false
      var first: [Int: Int] = [:]
      for user in users.sorted() {
        guard case .region(let region, _)? = tape.record(user)?.attribute else { continue }
        if let known = first[region.offset] {
          merged[user] = known
          visible[user] = false
        } else {
          first[region.offset] = user
        }
      }
    }
  }

  private func standing(_ index: Int) -> Int { merged[index] ?? index }

  /// Operands as they are shown, merged elements as one; constants that fold away are left out.
  private func shownOperands(_ index: Int) -> [(operand: Int, number: Int)] {
    if isShownAsLeaf(index) { return [] }
    return tape.operands(index).enumerated().compactMap { number, operand in
      let shown = standing(operand)
      return visible[shown] ? (shown, number) : nil
    }
  }

  private func isShownAsLeaf(_ index: Int) -> Bool {
    tape.codes[index] == GateCode.leaf || (isPick(index) && !visible[Int(tape.a[index])])
  }

  /// The name a node goes by, or nil.
  private func name(_ index: Int) -> String? {
    let id = tape.id(index)
    if let name = tracer.names[id] { return name }
    if isPick(index), let base = tracer.names[tape.id(Int(tape.a[index]))],
      case .region(_, let text)? = tape.record(index)?.attribute
    {
      return base + text
    }
    return tracer.localNames[id]?.name
  }

  /// What an operand is called where it is used: its name, the call that made it, its formula
  /// while that is short, else "(…)".
  private func mention(_ index: Int, by consumer: Int, depth: Int = 0) -> String {
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
  private func enteredGroup(_ index: Int, from consumer: Int) -> Int? {
    var found: Int?
    var current = Int(tape.groups[index])
    while current != 0, !isInside(consumer, current) {
      found = current
      current = Int(tape.groupTable[current].parent)
    }
    return found
  }

  private func constants(_ index: Int) -> [Double?] {
    tape.operands(index).map { operand in
      tape.codes[operand] == GateCode.constant && isNumber(operand)
        ? tape.array(operand).scalar.double : nil
    }
  }

  private func formula(_ index: Int, depth: Int = 0) -> String {
    written(index, depth: depth).replacing("((…))", with: "(…)")
  }

  private func written(_ index: Int, depth: Int) -> String {
    let names = tape.operands(index).map { mention($0, by: index, depth: depth) }
    switch gate(index).rule {
    case .none: return ""
    case .elementwise(let rule):
      return rule.forward.substituting(constants(index)).text(names, output: "f")
    case .tensor(let rule):
      return rule.formula(names: names, attribute: tape.record(index)?.attribute ?? .none)
    }
  }

  // MARK: Arithmetic

  private func isNumber(_ index: Int) -> Bool { tape.shape(index).isEmpty }

  private func arithmetic(_ index: Int) -> Arithmetic {
    .number(
      tape.array(index).scalar.double, integer: tape.kinds[index] == .int)
  }

  private func number(_ tensor: Tensor?) -> Double? {
    guard let tensor, tensor.array.dimensions == 0 else { return nil }
    return tensor.array.scalar.double
  }

  private func forward(_ index: Int) -> String {
    let operands = tape.operands(index)
    if isShownAsLeaf(index) { return "" }
    if case .elementwise(let rule) = gate(index).rule, isNumber(index),
      operands.allSatisfy(isNumber)
    {
      return Equation.text(
        result: tape.array(index).scalar.double, integer: tape.kinds[index] == .int,
        of: rule.forward.arithmetic(
          operands.map(arithmetic), output: .number(tape.array(index).scalar.double)))
    }
    if isNumber(index), let text = reduction(index, operands, tape.array(index).scalar.double) {
      return text
    }
    let shapes = operands.map { isNumber($0) ? "number" : pythonShape(tape.shape($0)) }
    let result = isNumber(index) ? "number" : pythonShape(tape.shape(index))
    return "shapes \(shapes.joined(separator: ", ")) → \(result)"
  }

  /// Short sums, means and dot products are written out.
  private func reduction(_ index: Int, _ operands: [Int], _ value: Double) -> String? {
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

  // MARK: Edges

  private func edge(
    _ index: Int, _ operand: Int, _ number: Int, upstream: Tensor, downstream: Tensor
  ) -> TraceEdge {
    let operands = tape.operands(index)
    let gate = gate(index)
    let variables = operands.count { tape.codes[$0] != GateCode.constant }
    let names = operands.enumerated().map { number, operand in
      self.name(standing(operand)) ?? (variables == 1 || number == 0 ? generic.0 : generic.1)
    }
    let constants = operands.map { operand -> String? in
      tape.codes[operand] == GateCode.constant && isNumber(operand)
        ? mention(operand, by: index) : nil
    }
    let localNames = zip(names, constants).map { $1 ?? $0 }
    var formula: String
    var value: Picture?
    var structure = LocalGradient.Structure.scalar
    let rows = tape.shape(index).reduce(1, *)
    let columns = tape.shape(operands[number]).reduce(1, *)
    var text: String
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
        structure = .diagonal
        let upstreamShape = pythonShape(upstream.array.shape)
        let mine = tape.shape(operands[number])
        text = "upstream ⊙ local, shape \(upstreamShape)"
        if mine != upstream.array.shape {
          text += ", summed to \(mine.isEmpty ? "a number" : pythonShape(mine))"
        }
      }
    case .tensor(let rule):
      let attribute = tape.record(index)?.attribute ?? .none
      formula = rule.localText(operand: number, names: names, attribute: attribute)
      structure = gate.name == "matmul" ? .full : .sparse
      if ["reshape", "transpose", "copy"].contains(gate.name) { structure = .permutation }
      text = formula
      if let d = self.number(downstream), let u = self.number(upstream), u != 0,
        gate.name != "matmul"
      {
        text = Equation.text(
          result: d, of: .product([.number(u), .number(d / u)]))
        value = Picture(d / u)
      } else {
        let shape = downstream.array.shape
        text += shape.isEmpty ? ", a number" : ", shape \(pythonShape(shape))"
      }
    case .none:
      formula = ""
      text = ""
    }
    return TraceEdge(
      from: numbers[operand] ?? 0, to: numbers[index] ?? 0, operand: number,
      upstream: Picture(upstream.array),
      local: LocalGradient(
        formula: formula, value: value, structure: structure, rows: rows, columns: columns),
      downstream: Picture(downstream.array), text: text)
  }

  // MARK: The trace

  mutating func build() throws -> Trace {
    try markVisible()
    mergePicks()
    let shown = (0...output).filter { visible[$0] }
    let isAbridged = shown.count > Self.maximumNodes && !isFull
    let groups = groupsOf(shown)
    var listed = shown
    if isAbridged {
      let outputs = Set(groups.flatMap { $0.outputs + $0.inputs })
      listed = shown.filter {
        tape.codes[$0] == GateCode.leaf || $0 == output || outputs.contains($0)
      }
      if listed.count > Self.maximumNodes {
        listed = Array(listed.prefix(Self.maximumNodes - 1)) + [output]
      }
    }
    for (position, index) in listed.enumerated() { numbers[index] = position + 1 }
    for group in groups {
      let inputs = group.inputs.map { name($0) ?? "…" }
      calls[group.id] = "\(tape.groupTable[group.id].name)(\(inputs.joined(separator: ", ")))"
    }
    var edges: [TraceEdge] = []
    var received: [Int: [Double]] = [:]
    var gateCount = 0
    for index in shown where !isShownAsLeaf(index) && tape.codes[index] != GateCode.constant {
      gateCount += 1
      guard !isAbridged, let upstream = gradients.tensor(index, tape) else { continue }
      let operands = tape.operands(index)
      let wanted = operands.map { gradientWanted($0) }
      let sent = try session.untracked {
        try session.engine.contributions(tape, index, upstream, wanted: wanted)
      }
      for (operand, number) in shownOperands(index) {
        guard let part = sent[number] else {
          if tape.codes[operands[number]] == GateCode.constant {
            edges.append(constantEdge(index, operand, number, upstream))
          }
          continue
        }
        edges.append(edge(index, operand, number, upstream: upstream, downstream: part))
        if let value = self.number(part) { received[operand, default: []].append(value) }
      }
    }
    let nodes = listed.map { index in node(index, received[index] ?? []) }
    var trace = Trace(
      output: outputName, outputNode: numbers[output] ?? 0, nodes: nodes, edges: edges,
      groups: try groups.map { try traceGroup($0, gateCount: gateCount) }, gateCount: gateCount)
    trace.abridged = isAbridged
    trace.backwardCalls = backwardCalls()
    return trace
  }

  private func gradientWanted(_ operand: Int) -> Bool {
    operand < gradients.reached.count && gradients.reached[operand]
  }

  private func constantEdge(_ index: Int, _ operand: Int, _ number: Int, _ upstream: Tensor)
    -> TraceEdge
  {
    TraceEdge(
      from: numbers[operand] ?? 0, to: numbers[index] ?? 0, operand: number,
      upstream: Picture(upstream.array),
      local: LocalGradient(formula: "a constant", value: nil, structure: .sparse),
      downstream: Picture(NDArray(zeros: tape.shape(operand), .float64)),
      text: "no gradient wanted")
  }

  private func node(_ index: Int, _ received: [Double]) -> TraceNode {
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
    return TraceNode(
      id: numbers[index] ?? 0, kind: isLeaf ? .leaf : isConstant ? .constant : .gate, name: name,
      label: isLeaf ? name ?? "input" : isConstant ? "constant" : label,
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
      sentence: isLeaf || isConstant ? "" : gate.sentence)
  }

  // MARK: Groups

  private struct Members {
    var id: Int
    var inputs: [Int]
    var outputs: [Int]
    var inside: Set<Int>
  }

  private func isInside(_ index: Int, _ group: Int) -> Bool {
    var current = Int(tape.groups[index])
    while current != 0 {
      if current == group { return true }
      current = Int(tape.groupTable[current].parent)
    }
    return false
  }

  private func groupsOf(_ shown: [Int]) -> [Members] {
    var inside: [Int: Set<Int>] = [:]
    for index in shown where tape.codes[index] != GateCode.constant && !isShownAsLeaf(index) {
      var group = Int(tape.groups[index])
      while group != 0 {
        inside[group, default: []].insert(index)
        group = Int(tape.groupTable[group].parent)
      }
    }
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
      return Members(
        id: group, inputs: inputs.sorted(), outputs: outputs.sorted(), inside: members)
    }
  }

  private func traceGroup(_ members: Members, gateCount: Int) throws -> TraceGroup {
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
        edges.append(
          TraceEdge(
            from: numbers[input] ?? 0, to: numbers[target] ?? 0, operand: operand,
            upstream: Picture(upstream.array),
            local: LocalGradient(
              formula: formula, value: value,
              structure: value == nil ? .full : .scalar, rows: tape.shape(target).reduce(1, *),
              columns: tape.shape(input).reduce(1, *)),
            downstream: Picture(total.array), text: text))
      }
    }
    let isOpen = depth.map { record.depth <= $0 } ?? (gateCount <= 12)
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
      outputs: members.outputs.compactMap { numbers[$0] }, edges: edges, forward: forward)
  }

  // MARK: Calls of backward

  private func backwardCalls() -> [BackwardCall] {
    var totals: [UInt32: [Double]] = [:]
    return tape.backwardCalls.enumerated().map { position, call in
      let sent = call.sent.compactMap { item -> BackwardCall.Sent? in
        guard let name = tracer.names[item.node] else { return nil }
        var total = ""
        if item.shape.isEmpty, let value = item.gradient.first {
          totals[item.node, default: []].append(value)
          let all = totals[item.node] ?? []
          if all.count > 1 {
            total = Equation.text(
              result: all.reduce(0, +),
              of: .sum(all.map { .number($0, integer: $0.rounded() == $0 && abs($0) < 1e15) }))
          }
        }
        let picture =
          item.shape.isEmpty
          ? Picture(item.gradient.first ?? .nan)
          : Picture(shape: item.shape, dtype: "float64", values: item.gradient)
        return .init(name: name, gradient: picture, total: total)
      }
      return BackwardCall(
        number: position + 1, line: line(call.site),
        output: tracer.names[call.output] ?? "an unnamed value", sent: sent)
    }
  }
}
