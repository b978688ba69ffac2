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
  let gradients: TapeGradients
  /// Line in the file of a site.
  let line: (UInt32) -> Int?
  let depth: Int?
  let isFull: Bool

  var visible: [Bool] = []
  /// Which nodes lie on a path from an input to the output.
  private(set) var paths: [Bool] = []
  /// Picked elements of an input array stand for it: node → the node that shows that element.
  var merged: [Int: Int] = [:]
  var numbers: [Int: Int] = [:]
  /// What unnamed operands are called in a local gradient: letters that the block does not use.
  let generic: (String, String)
  /// Calls as they read where their result is used: `sigmoid(y)`.
  var calls: [Int: String] = [:]
  /// Names of arrays that are no inputs, by their constants.
  private(set) var constantNames: [Int: String] = [:]
  /// What calls give: node → the outermost call whose only result it is.
  var results: [Int: Int] = [:]

  /// - Parameter keepsGateState: what backward of the program's gates sets on their objects stays
  ///   there. Each call of a gate does so once, whatever is traced.
  init(
    session: Session, tape: Tape, tracer: Tracer, output: Int, outputName: String, depth: Int?,
    isFull: Bool, keepsGateState: Bool = false, line: @escaping (UInt32) -> Int?
  ) throws {
    self.session = session
    self.tape = tape
    self.tracer = tracer
    self.output = output
    self.outputName = outputName
    self.line = line
    self.depth = depth
    self.isFull = isFull
    // `x[3]` and `x′` are x to a reader.
    let used = Set(
      tracer.names.values.map { name in
        String(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
      })
    let pairs = [("x", "y"), ("u", "v"), ("a", "b"), ("s", "t")]
    generic = pairs.first { !used.contains($0.0) && !used.contains($0.1) } ?? ("·", "··")
    session.keepsGateState = keepsGateState
    defer { session.keepsGateState = false }
    gradients = try session.engine.backward(tape, from: output)
  }

  // MARK: Nodes

  /// Ancestors of the output that lie on a path from an input.
  mutating func markVisible() throws {
    paths = session.engine.differentiablePaths(tape, to: output)
    visible = [Bool](repeating: false, count: output + 1)
    visible[output] = true
    for index in stride(from: output, through: 0, by: -1) where visible[index] {
      tape.forEachOperand(index) { operand in
        visible[operand] = paths[operand] || isArrayConstant(operand)
      }
    }
  }

  /// Names the constants that a name of the program still holds.
  private mutating func nameConstants() {
    let constants = (0...output).filter { visible[$0] && isArrayConstant($0) }
    if constants.isEmpty { return }
    let taken = Set(tracer.names.values)
    let arrays = session.globalNames.compactMap { name -> (name: String, array: NDArray)? in
      guard !taken.contains(name), let array = session.global(name)?.asObject(ArrayObject.self)
      else { return nil }
      return (name, array.array)
    }
    for index in constants {
      let value = tape.array(index)
      constantNames[index] = arrays.first { $0.array.showsSameMemory(as: value) }?.name
    }
  }

  func isArrayConstant(_ index: Int) -> Bool {
    tape.codes[index] == GateCode.constant && tape.flags[index] & 4 != 0
      && !tape.shape(index).isEmpty
  }

  func gate(_ index: Int) -> Gate { Gate.catalogue[Int(tape.codes[index])] }

  private static let indexCode = Gate.code(named: "index")

  /// An element taken from an input array: naming, not a gate.
  func isPick(_ index: Int) -> Bool {
    tape.codes[index] == Self.indexCode && tape.kinds[index] == .scalar && tape.shape(index).isEmpty
      && tape.codes[Int(tape.a[index])] == GateCode.leaf
  }

  /// Where all that is taken of an input array are single elements, these are the inputs.
  mutating func mergePicks() {
    var consumers: [Int: [Int]] = [:]
    for index in 0...output where visible[index] {
      tape.forEachOperand(index) { operand in
        if visible[operand], tape.codes[operand] == GateCode.leaf, tape.flags[operand] & 4 != 0 {
          consumers[operand, default: []].append(index)
        }
      }
    }
    for (leaf, users) in consumers
    where !tape.shape(leaf).isEmpty && leaf != output && users.allSatisfy(isPick) {
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

  func standing(_ index: Int) -> Int { merged[index] ?? index }

  /// Operands as they are shown, merged elements as one; constants that fold away are left out.
  func shownOperands(_ index: Int) -> [(operand: Int, number: Int)] {
    if isShownAsLeaf(index) { return [] }
    return tape.operands(index).enumerated().compactMap { number, operand in
      let shown = standing(operand)
      return visible[shown] ? (shown, number) : nil
    }
  }

  func isShownAsLeaf(_ index: Int) -> Bool {
    tape.codes[index] == GateCode.leaf || (isPick(index) && !visible[Int(tape.a[index])])
  }

  // MARK: The trace

  mutating func build() throws -> Trace {
    try markVisible()
    mergePicks()
    nameConstants()
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
      let inputs = group.inputs.map { input in
        // A call of a call reads as the code does, while that is short.
        name(input) ?? results[input].flatMap { calls[$0] }.flatMap { $0.count <= 24 ? $0 : nil }
          ?? "…"
      }
      calls[group.id] = "\(tape.groupTable[group.id].name)(\(inputs.joined(separator: ", ")))"
      if group.outputs.count == 1, results[group.outputs[0]] == nil {
        results[group.outputs[0]] = group.id
      }
    }
    var edges: [TraceEdge] = []
    var received: [Int: [Double]] = [:]
    var jacobians = JacobianEntries(session.engine, tape)
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
        var edge = edge(index, operand, number, upstream: upstream, downstream: part)
        edge.local.entries = try jacobians.gate(index, operand: number, edge.local)
        edges.append(edge)
        if let value = self.number(part) { received[operand, default: []].append(value) }
      }
    }
    let nodes = listed.map { index in node(index, received[index] ?? []) }
    var trace = Trace(
      output: outputName, outputNode: numbers[output] ?? 0, nodes: nodes, edges: edges,
      groups: try groups.map { try traceGroup($0, gateCount: gateCount, &jacobians) },
      gateCount: gateCount)
    trace.abridged = isAbridged
    trace.backwardCalls = backwardCalls()
    return trace
  }

  func gradientWanted(_ operand: Int) -> Bool {
    gradients.reaches(operand)
  }
}
