import Arrays
import Autodiff

/// One call of a learner's gate on the tape: its inputs, and the object's state before and after.
package final class GateCall: LearnerGate {
  private unowned let session: Session
  /// The learner's own object.
  private let live: InstanceObject
  private let owner: GateInstance
  private let arguments: Arguments
  /// Inputs that can have a gradient, and which positional argument each is.
  private(set) var operands: [Tensor] = []
  private var positions: [Int] = []
  private var before: InstanceObject
  private var after: InstanceObject
  /// Fields that forward bound, with what it bound them to.
  private var bound: [String: Value] = [:]
  private var fieldsBefore: [String: Value] = [:]
  /// The random streams as forward found them.
  private var random: RandomStreams
  /// What forward gave, for its type.
  private var result: Value = .none

  init(_ owner: GateInstance, _ arguments: Arguments, _ session: Session) {
    self.session = session
    self.owner = owner
    live = owner.instance
    self.arguments = arguments
    (before, after) = (live, live)
    random = session.random
  }

  package var name: String { live.typeName }
  package private(set) var cost = 0
  private var stepsBefore = 0
  /// Backward has worked on the learner's own object.
  private var hasRunLive = false
  /// Calls of one class are one gate.
  package var type: ClassObject { live.type }

  // MARK: Inputs

  func readOperands() throws {
    for (position, argument) in arguments.positional.enumerated() {
      if argument.number == nil, !(argument.asObject(ArrayObject.self) != nil),
        !(argument.asObject(SequenceObject.self) != nil)
      {
        continue
      }
      let isSequence = argument.asObject(SequenceObject.self) != nil
      guard
        let tensor = isSequence
          ? try? session.tensorOperand(argument) : try session.tensorOperand(argument)
      else { continue }
      operands.append(tensor)
      positions.append(position)
    }
  }

  /// How often each input array was written to.
  var versions: [UInt32] {
    positions.map { arguments.positional[$0].asObject(ArrayObject.self)?.array.cell.version ?? 0 }
  }

  /// What forward calls an operand.
  package func inputName(_ operand: Int) -> String {
    guard positions.indices.contains(operand) else { return "input \(operand)" }
    let position = positions[operand]
    let parameters = parameters
    if parameters.indices.contains(position), parameters[position].kind != .star {
      return parameters[position].name
    }
    return "input \(position)"
  }

  private var parameters: [FunctionCode.Parameter] {
    let code = live.type.lookup("forward")?.asObject(FunctionObject.self)?.code
    return Array((code?.parameters ?? []).dropFirst())
  }

  func keepStateBefore() {
    before = StateCopy.of(live, session)
    stepsBefore = session.steps
    fieldsBefore = live.fields
  }

  func keepStateAfter() {
    cost = session.steps &- stepsBefore
    after = StateCopy.of(live, session)
    for (name, value) in live.fields {
      if let known = fieldsBefore[name], isIdentical(known, value) { continue }
      bound[name] = value
    }
    fieldsBefore = [:]
  }

  private func isIdentical(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.object(let x), .object(let y)): x === y
    case (.object, _), (_, .object): false
    default: (try? session.isSame(a, b)) ?? false
    }
  }

  // MARK: Output

  /// What forward gave, as the gate's output.
  func output(_ result: Value) throws -> Tensor {
    self.result = result
    switch result {
    case .int, .float, .scalar:
      if let tensor = try session.tensorOperand(result) {
        return Tensor(tensor.array, kind: tensor.kind)
      }
    case .object(let object):
      if let array = object as? ArrayObject, array.array.dtype != .bool {
        let cell = array.array.cell
        let isShared = positions.contains {
          arguments.positional[$0].asObject(ArrayObject.self)?.array.cell === cell
        }
        return Tensor(isShared ? array.array.copy() : array.array)
      }
    default: break
    }
    throw PythonError.type(
      "forward of \(name) returned \(described(result)); a gate has one output, a number or an array",
      hint: result.isNone
        ? "does forward end with `return`?"
        : "keep the rest on self: `self.cache = …`")
  }

  private func described(_ value: Value) -> String {
    if value.isNone { return "None" }
    if value.asObject(ArrayObject.self) != nil { return "an array of bools" }
    if let tuple = value.asObject(TupleObject.self) { return "a tuple of \(tuple.items.count)" }
    return "a value of type \(session.typeName(value))"
  }

  /// A tensor as the program sees it: of the kind that `original` is.
  func value(_ tensor: Tensor, like original: Value) -> Value {
    switch original {
    case .int:
      if tensor.kind == .int { return .int(tensor.array.scalar.int, tensor.node) }
      return .float(tensor.array.scalar.double, tensor.node)
    case .float, .bool: return .float(tensor.array.scalar.double, tensor.node)
    case .scalar(let scalar):
      let dtype = tensor.array.dtype.isFloat ? tensor.array.dtype : scalar.dtype
      return .scalar(NumPyScalar(tensor.array.scalar, dtype, node: tensor.node))
    default: return .object(ArrayObject(session.engine.adopt(tensor)))
    }
  }

  // MARK: Running it again

  package func forward(_ operands: [Tensor]) throws -> Tensor {
    try session.aside {
      let (_, output) = try run(operands.map { Tensor($0.array.snapshot, kind: $0.kind) })
      return output
    }
  }

  /// Forward from the state it started from; gives the object too.
  private func run(_ operands: [Tensor]) throws -> (InstanceObject, Tensor) {
    session.random = random
    let twin = StateCopy.of(before, session)
    var arguments = arguments
    for (position, operand) in zip(positions, operands) {
      arguments.positional[position] = value(operand, like: arguments.positional[position])
    }
    let result = try twin.callSpecial("forward", arguments, session) ?? .none
    guard let tensor = try session.tensorOperand(result) else {
      throw PythonError.type("forward of \(name) returned \(described(result))")
    }
    return (twin, tensor)
  }

  // MARK: Backward

  package func backward(_ visit: GateVisit) throws -> [Tensor?] {
    if session.engine.isTracing { return try recordedBackward(visit) }
    if session.isRunning { return try liveBackward(visit) }
    return try session.aside {
      if session.keepsGateState, !hasRunLive, !owner.isBackwardAsked {
        return try liveBackward(visit)
      }
      return try sent(by: StateCopy.of(after, session), visit.upstream.array.copy(), 0, visit)
    }
  }

  /// The program asked for it, or its trace makes the pass: backward works on the learner's own
  /// object, as forward of this call left it.
  private func liveBackward(_ visit: GateVisit) throws -> [Tensor?] {
    hasRunLive = true
    let site = session.engine.site
    var replaced: [String: (old: Value?, new: Value)] = [:]
    for (name, value) in bound {
      if let known = live.fields[name], isIdentical(known, value) { continue }
      guard let kept = after.fields[name] else { continue }
      let fresh = StateCopy.of(kept, session)
      replaced[name] = (live.fields[name], fresh)
      live.fields[name] = fresh
    }
    defer {
      for (name, change) in replaced {
        if let now = live.fields[name], isIdentical(now, change.new) {
          live.fields[name] = change.old
        }
      }
    }
    let result = try sent(by: live, visit.upstream.array.copy(), 0, visit)
    session.engine.site = site
    return result
  }

  /// On an open tape forward runs again, recorded, so that what backward reads is tracked.
  private func recordedBackward(_ visit: GateVisit) throws -> [Tensor?] {
    try session.aside(isRecorded: true) {
      try session.engine.grouped("\(name).backward") {
        let inputs = visit.operands.map {
          Tensor($0.array.snapshot, node: $0.node, kind: $0.kind)
        }
        let (twin, output) = try run(inputs)
        let (now, then) = (output.array.doubles, visit.output.array.doubles)
        guard now.elementsEqual(then, by: { $0 == $1 || ($0.isNaN && $1.isNaN) }) else {
          throw PythonError.refused(
            "second derivative through \(name): run again, its forward gave other numbers",
            hint: "forward may use its inputs and self, nothing that changes between calls")
        }
        // Every gradient is made of dout: with a node of its own it shows which are not.
        let upstream =
          session.engine.isTracked(visit.upstream.node)
          ? visit.upstream : session.engine.separated(visit.upstream)
        let parts = try sent(by: twin, upstream.array.snapshot, upstream.node, visit)
        for (operand, part) in parts.enumerated() {
          guard let part, visit.wanted[operand],
            !session.engine.isTracked(part.node), part.array.doubles.contains(where: { $0 != 0 })
          else { continue }
          throw PythonError.refused(
            "second derivative through \(name): its d\(inputName(operand)) is not made of dout",
            hint: "use array operations in backward; `int(…)` and new arrays cut the trace")
        }
        return parts
      }
    }
  }

  /// What an object's backward makes of the gradient that arrives, checked.
  private func sent(
    by instance: InstanceObject, _ upstream: NDArray, _ node: UInt32, _ visit: GateVisit
  ) throws -> [Tensor?] {
    let function = instance.type.lookup("backward")?.asObject(FunctionObject.self)
    // Where backward computes nothing itself, mistakes point at its definition.
    if let site = function?.code.site { session.engine.site = site }
    let dout = value(Tensor(upstream, node: node, kind: .float), like: upstreamKind)
    let result = try instance.callSpecial("backward", Arguments([dout]), session) ?? .none
    return try GateAnswer(
      gate: name, inputs: inputNames, shapes: visit.operands.map(\.array.shape),
      upstream: upstream.shape, positions: positions, session: session
    ).parts(result)
  }

  private var upstreamKind: Value {
    switch result {
    case .int: .float(0)
    default: result
    }
  }

  private var inputNames: [String] {
    let named = parameters.prefix { $0.kind != .star }.map(\.name)
    return arguments.positional.indices.map { $0 < named.count ? named[$0] : "input \($0)" }
  }
}
