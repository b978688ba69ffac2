import Arrays
import Autodiff
import NeuralNetworks

/// An optimizer of `lesson.optim`: groups of parameters, a rule, and what the rule remembers of each.
final class OptimizerObject: Object, TypedObject {
  /// `SGD`, `Adam` …
  let kind: String
  private let makeRule: (DictionaryObject, Session) throws -> UpdateRule
  /// Dictionaries with `params`, `lr` and the rule's numbers, which a program may change.
  let groups: [DictionaryObject]
  @exclusivity(unchecked) private var memories: [ObjectIdentifier: UpdateMemory] = [:]
  /// Steps taken.
  @exclusivity(unchecked) private(set) var steps = 0
  let isDecoupled: Bool
  /// How far each array of parameters moved at the last step, beside its norm before.
  @exclusivity(unchecked) var ratios: [(variable: VariableObject, ratio: Double)] = []
  /// Whether `ratios` are wanted.
  @exclusivity(unchecked) var isWatched = false
  /// The shift of `look_ahead()`, while it is open.
  @exclusivity(unchecked) private var ahead: [(variable: VariableObject, array: NDArray)]?

  init(
    _ kind: String, groups: [DictionaryObject], isDecoupled: Bool,
    _ makeRule: @escaping (DictionaryObject, Session) throws -> UpdateRule
  ) {
    self.kind = kind
    self.groups = groups
    self.isDecoupled = isDecoupled
    self.makeRule = makeRule
  }

  override var typeName: String { kind }
  func ownType(_ session: Session) -> TypeObject? {
    try? session.modules["lesson.optim"]?.attribute(kind, session)?.asObject(TypeObject.self)
  }

  override func representation(_ session: Session) throws -> String {
    let settings = try groups.first.map { group in
      try group.pairs.filter { $0.key.text != "params" }.map {
        "\($0.key.text ?? "")=\(try session.representation($0.value))"
      }
    }
    return "\(kind)(\((settings ?? []).joined(separator: ", ")))"
  }

  override var attributeNames: [String] {
    [
      "step", "zero_grad", "lr", "param_groups", "state", "steps", "state_dict",
      "load_state_dict", "look_ahead",
    ]
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "lr": return try groups.first?.get(.string("lr"), session)
    case "param_groups": return .list(groups.map { .object($0) })
    case "steps": return .int(steps)
    case "state": return try state(session)
    case "zero_grad":
      return makeMethod(name, "set_to_none=True") { [self] _, session in
        for variable in try variables(session) { variable.gradient = .none }
        return .none
      }
    case "step":
      return makeMethod(name, "gradients=None") { [self] bound, session in
        try step(bound.given(0), session)
        return .none
      }
    case "look_ahead":
      return makeMethod(name, "") { [self] _, _ in .object(LookAhead(self)) }
    case "state_dict":
      return makeMethod(name, "") { [self] _, _ in
        .object(OptimizerState(memories, steps, order: identifiers))
      }
    case "load_state_dict":
      return makeMethod(name, "state") { [self] bound, session in
        guard let state = bound[0]?.asObject(OptimizerState.self),
          state.order.count == identifiers.count
        else {
          throw PythonError.value(
            "\(kind).load_state_dict takes what `state_dict()` of an optimizer of as many parameters gave"
          )
        }
        memories = [:]
        for (key, old) in zip(identifiers, state.order) {
          guard var memory = state.memories[old] else { continue }
          memory.arrays = memory.arrays.map { $0.copy() }
          memories[key] = memory
        }
        steps = state.steps
        return .none
      }
    default: return nil
    }
  }

  override func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    guard name == "lr" else { return try super.setAttribute(name, value, session) }
    _ = try Self.rate(value, kind, session)
    for group in groups { try group.set(.string("lr"), value, session) }
  }

  private var identifiers: [ObjectIdentifier] {
    groups.flatMap { group in
      Self.items(of: group).compactMap { item in
        if case .object(let object) = item { ObjectIdentifier(object) } else { nil }
      }
    }
  }

  /// The learning rate of the first group.
  func rate(_ session: Session) throws -> Double {
    try Self.rate(groups.first?.get(.string("lr"), session) ?? .none, kind, session)
  }

  static func rate(_ value: Value, _ name: String, _ session: Session) throws -> Double {
    let rate = try session.double(value)
    guard rate >= 0, rate.isFinite else {
      throw PythonError.value(
        "\(name): lr is \(try session.representation(value))",
        hint: "a learning rate is a finite number, 0 or more")
    }
    return rate
  }

  static func items(of group: DictionaryObject) -> [Value] {
    for (key, value) in group.pairs where key.text == "params" {
      return value.asObject(SequenceObject.self)?.items ?? []
    }
    return []
  }

  func variables(_ session: Session) throws -> [VariableObject] {
    groups.flatMap { Self.items(of: $0).compactMap { $0.asObject(VariableObject.self) } }
  }

  // MARK: A step

  private func step(_ given: Value?, _ session: Session) throws {
    let all = groups.map { Self.items(of: $0) }
    let gradients = try given.map { try session.items(of: $0) }
    if let gradients, gradients.count != all.joined().count {
      throw PythonError.value(
        "\(kind).step: \(gradients.count) gradients for \(all.joined().count) arrays of parameters",
        hint: "one gradient for each, in the order of the parameters")
    }
    try NonFiniteLoss.check(kind, steps, session)
    ratios = []
    var position = 0
    var moved = 0
    for (group, items) in zip(groups, all) {
      let rule = try makeRule(group, session)
      let rate = try Self.rate(group.get(.string("lr"), session) ?? .none, kind, session)
      let decay = WeightDecay(
        try group.get(.string("weight_decay"), session).map { try session.double($0) } ?? 0,
        isDecoupled: isDecoupled)
      for item in items {
        defer { position += 1 }
        let own = gradients?[position] ?? item.asObject(VariableObject.self)?.gradient ?? .none
        if own.isNone {
          if gradients == nil, item.asObject(ArrayObject.self) != nil {
            throw PythonError.value(
              "\(kind).step: parameter \(position) is an array, which has no .grad",
              hint: "give the gradients: step([dW, db]); or make the parameters variables")
          }
          continue
        }
        try update(item, own, rule, rate, decay, position, session)
        moved += 1
      }
    }
    guard moved > 0 || position == 0 else {
      throw PythonError(
        "RuntimeError", "\(kind).step: no parameter has a gradient",
        hint: "`loss.backward()` comes before `step()`, `zero_grad()` before `backward()`")
    }
    steps += 1
  }

  private func update(
    _ item: Value, _ gradient: Value, _ rule: UpdateRule, _ rate: Double, _ decay: WeightDecay,
    _ position: Int, _ session: Session
  ) throws {
    guard case .object(let object) = item else { return }
    let slope = try session.untracked { try session.tensor(gradient) }.array
    let weights: NDArray
    if let variable = object as? VariableObject {
      weights = variable.content.asArray ?? NDArray([variable.content.number ?? 0], shape: [])
    } else {
      weights = (object as? ArrayObject)?.array ?? NDArray([0], shape: [])
    }
    guard slope.shape == weights.shape else {
      throw PythonError.value(
        "\(kind).step: parameter \(position) has shape \(pythonShape(weights.shape)), its gradient "
          + pythonShape(slope.shape), hint: "a gradient has the shape of what it is of")
    }
    try session.charge(elements: weights.count * 4)
    try NonFiniteLoss.check(gradient: slope, position, kind, steps, session)
    let key = ObjectIdentifier(object)
    if memories[key] == nil {
      try session.chargeMemory(weights.count * rule.memories, times: weights.dtype.size)
    }
    func apply(_ array: NDArray) throws {
      try rule.apply(
        to: array, gradient: slope, rate: rate, decay: decay,
        &memories[key, default: UpdateMemory()])
    }
    if let array = object as? ArrayObject {
      let result = array.array.copy()
      try apply(result)
      return try session.engine.write(
        Tensor(result), to: array.handle, Region(array.array), text: "[:]")
    }
    guard let variable = object as? VariableObject else { return }
    let before = isWatched ? weights.copy() : nil
    if variable.content.asArray == nil {
      let number = NDArray([variable.content.number ?? 0], shape: [])
      try apply(number)
      try variable.setAttribute("data", .float(number.scalar.double), session)
    } else {
      try variable.update(session, apply)
    }
    if let before {
      let after = variable.content.asArray ?? NDArray([variable.content.number ?? 0], shape: [])
      ratios.append((variable, Self.ratio(before, after)))
    }
  }

  /// ‖w′ − w‖₂ / ‖w‖₂.
  private static func ratio(_ before: NDArray, _ after: NDArray) -> Double {
    var (change, size) = (0.0, 0.0)
    for (x, y) in zip(before.doubles, after.doubles) {
      change += (y - x) * (y - x)
      size += x * x
    }
    return (change / size).squareRoot()
  }

  /// What the rule remembers, by the names of papers: a list of dictionaries, one a parameter.
  private func state(_ session: Session) throws -> Value {
    let rule = try groups.first.map { try makeRule($0, session) }
    return .list(
      try identifiers.map { key in
        let result = DictionaryObject()
        if let memory = memories[key] {
          try result.set(.string("step"), .int(memory.steps), session)
          for (name, array) in zip(rule?.memoryNames ?? [], memory.arrays) {
            try result.set(.string(name), .object(ArrayObject(array.copy())), session)
          }
        }
        return .object(result)
      })
  }

  // MARK: Looking ahead

  /// Moves the parameters to x + μv, where Nesterov's method asks for the gradient.
  func lookAhead(_ session: Session) throws {
    guard ahead == nil, let group = groups.first,
      case .momentum(let mu, _) = try makeRule(group, session)
    else {
      throw PythonError.value(
        "\(kind).look_ahead: this optimizer has no momentum to look along",
        hint: "it is for optim.SGD(…, momentum=0.9)")
    }
    var kept: [(VariableObject, NDArray)] = []
    for variable in try variables(session) {
      guard let array = variable.content.asArray else { continue }
      kept.append((variable, array))
      guard let v = memories[ObjectIdentifier(variable)]?.arrays.first else { continue }
      let shift = try NDArray.binary(.multiply, Operand(v), Tensor(mu).operand)
      variable.assign(try NDArray.binary(.add, Operand(array), Operand(shift)), session)
    }
    ahead = kept
  }

  /// Moves them back.
  func lookBack(_ session: Session) {
    for (variable, array) in ahead ?? [] { variable.assign(array, session) }
    ahead = nil
  }
}

/// `with optimizer.look_ahead():`
private final class LookAhead: Object {
  private let optimizer: OptimizerObject
  init(_ optimizer: OptimizerObject) { self.optimizer = optimizer }
  override var typeName: String { "lesson.optim.look_ahead" }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "__enter__":
      makeMethod(name, "") { [self] _, session in
        try optimizer.lookAhead(session)
        return .none
      }
    case "__exit__":
      makeMethod(name, "*args") { [self] _, session in
        optimizer.lookBack(session)
        return .bool(false)
      }
    default: nil
    }
  }
}

/// What `optimizer.state_dict()` gives: only good for `load_state_dict`.
final class OptimizerState: Object {
  let memories: [ObjectIdentifier: UpdateMemory]
  let steps: Int
  let order: [ObjectIdentifier]

  init(_ memories: [ObjectIdentifier: UpdateMemory], _ steps: Int, order: [ObjectIdentifier]) {
    self.memories = memories.mapValues { memory in
      var copy = memory
      copy.arrays = memory.arrays.map { $0.copy() }
      return copy
    }
    self.steps = steps
    self.order = order
  }

  override var typeName: String { "lesson.optim.state" }
  override func representation(_ session: Session) -> String {
    "<state of an optimizer after \(steps) steps>"
  }
}
