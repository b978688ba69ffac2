import Arrays
import Autodiff

/// A layer of `lesson.nn`: named parameters, what it does to its input, and whether it trains.
final class LayerObject: Object, TypedObject {
  typealias Forward = (LayerObject, Arguments, Session) throws -> Value

  /// The class it is made by, such as `Conv2d`.
  let kind: String
  /// Its arguments as `repr` shows them: `3, 16, kernel_size=3`.
  let text: String
  @exclusivity(unchecked) var parameters: [(name: String, variable: VariableObject)] = []
  /// Arrays that belong to the layer and are not learned, such as running averages.
  @exclusivity(unchecked) var buffers: [(name: String, array: ArrayObject)] = []
  /// Layers inside it, in the order they run.
  @exclusivity(unchecked) var children: [Value] = []
  /// Whether noise and batch statistics are used: `train()` and `eval()`.
  @exclusivity(unchecked) var isTraining = true
  /// What watches it, and what it is called there.
  @exclusivity(unchecked) weak var monitor: MonitorObject?
  @exclusivity(unchecked) var monitorPath = ""
  private let forward: Forward

  init(_ kind: String, _ text: String, forward: @escaping Forward) {
    self.kind = kind
    self.text = text
    self.forward = forward
  }

  override var typeName: String { kind }

  func ownType(_ session: Session) -> TypeObject? {
    try? session.modules["lesson.nn"]?.attribute(kind, session)?.asObject(TypeObject.self)
  }

  override func representation(_ session: Session) throws -> String {
    if children.isEmpty { return "\(kind)(\(text))" }
    let lines = try children.enumerated().map { index, child in
      "  (\(index)): "
        + (try session.representation(child)).split(
          separator: "\n", omittingEmptySubsequences: false
        ).joined(separator: "\n  ")
    }
    try session.charge(items: lines.reduce(0) { $0 + $1.utf8.count })
    return "\(kind)(\n" + lines.joined(separator: "\n") + "\n)"
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.step()
    try session.enter()
    defer { session.leave() }
    let result: Value
    if session.engine.isTracing, isGroup {
      result = try session.engine.grouped(kind) { try forward(self, arguments, session) }
    } else {
      result = try forward(self, arguments, session)
    }
    session.layerObserver?(self, result)
    monitor?.note(monitorPath, self, result)
    return result
  }

  /// Whether it is made of more than one gate, so that a trace shows its call as one that opens.
  private var isGroup: Bool {
    !children.isEmpty || ["Linear", "DropConnect", "Maxout"].contains(kind)
  }

  /// A parameter by name.
  func variable(_ name: String) -> Value? {
    parameters.first { $0.name == name }.map { .object($0.variable) }
  }

  override var attributeNames: [String] {
    parameters.map(\.name) + buffers.map(\.name) + ["training", "forward"] + NetworkMembers.names
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    if let found = variable(name) { return found }
    if let found = buffers.first(where: { $0.name == name }) { return .object(found.array) }
    switch name {
    case "training": return .bool(isTraining)
    case "forward", "__call__":
      return makeMethod(name, "*args, **kwargs") { [self] bound, session in
        try call(Arguments(bound.rest, keywords: bound.keywords), session)
      }
    case "bias": return Value.none
    case "append" where kind == "Sequential":
      return makeMethod(name, "layer") { [self] bound, session in
        let layer = bound[0] ?? .none
        try Self.requireLayer(layer, at: children.count, session)
        children.append(layer)
        return .object(self)
      }
    default: return NetworkMembers.attribute(name, of: .object(self))
    }
  }

  override func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    if name == "training" {
      isTraining = try session.isTrue(value)
      return
    }
    guard let place = parameters.firstIndex(where: { $0.name == name }) else {
      return try super.setAttribute(name, value, session)
    }
    let known = parameters[place].variable
    let fresh = try VariableObject.make(value, session)
    let (old, new) = (known.shape, fresh.shape)
    guard old == new else {
      throw PythonError.value(
        "\(kind).\(name) has shape \(pythonShape(old)), the new value \(pythonShape(new))",
        hint: "give an array of the same shape")
    }
    parameters[place].variable = fresh
  }

  // MARK: As a sequence of layers

  override func length(_ session: Session) throws -> Int {
    guard kind == "Sequential" else { return try super.length(session) }
    return children.count
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    guard kind == "Sequential" else { return try super.item(key, session) }
    let part = try ListObject(children).item(key, session)
    guard let list = part.asObject(ListObject.self) else { return part }
    return .object(Self.sequential(list.items))
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    guard kind == "Sequential" else { return try super.iterator(session) }
    return try session.iterator(.list(children))
  }

  /// Layers that run one after another.
  static func sequential(_ layers: [Value]) -> LayerObject {
    let made = LayerObject("Sequential", "") { layer, arguments, session in
      guard var x = arguments.positional.first, arguments.positional.count == 1,
        arguments.keywords.isEmpty
      else {
        throw PythonError.type(
          "a Sequential takes one input, not \(arguments.positional.count)",
          hint: "a class of your own from nn.Module can take several")
      }
      for (index, child) in layer.children.enumerated() {
        do { x = try session.call(child, Arguments([x])) } catch let error as PythonError {
          throw try layer.placed(error, index, child, session)
        }
      }
      return x
    }
    made.children = layers
    return made
  }

  /// The error with the layer that it came from.
  private func placed(
    _ error: PythonError, _ index: Int, _ child: Value, _ session: Session
  ) throws -> PythonError {
    guard !error.isStop, !error.message.contains("(layer ") else { return error }
    var placed = error
    let text = try session.representation(child)
    placed.message += " (layer \(index), \(text.contains("\n") ? session.typeName(child) : text))"
    return placed
  }

  static func requireLayer(_ value: Value, at index: Int, _ session: Session) throws {
    if case .object(let object) = value {
      if object is LayerObject || object is FunctionObject || object is BuiltinFunction
        || object is BoundMethod
      {
        return
      }
      if (object as? InstanceObject)?.special("__call__") != nil { return }
      if object is ConstructorType || object is ClassObject {
        throw PythonError.type(
          "layer \(index) is the class \((object as? TypeObject)?.name ?? "")",
          hint: "call it to make a layer: `nn.ReLU()`, not `nn.ReLU`")
      }
    }
    throw PythonError.type(
      "layer \(index) is \(session.typeName(value)), not a layer or a function",
      hint: "give the layers one by one: nn.Sequential(nn.Linear(2, 3), nn.ReLU())")
  }
}

/// A class of the product: its calls make objects, `isinstance` knows them.
final class ConstructorType: TypeObject {
  private let function: BuiltinFunction

  init(_ function: BuiltinFunction) {
    self.function = function
    super.init(function.name)
  }

  override func representation(_ session: Session) -> String { "<class '\(name)'>" }
  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try function.call(arguments, session)
  }
  override func includes(_ value: Value, _ session: Session) -> Bool {
    session.typeName(value) == name
  }
}
