import Arrays
import Autodiff

/// `lesson.gate(Class)`: gates that a program defines.
enum LearnerGates {
  static func make(_ value: Value) throws -> Value {
    guard case .object(let object) = value else { throw notAGate(value) }
    switch object {
    case is GateClass, is GateInstance: return value
    case let type as ClassObject:
      try validate(type)
      return .object(GateClass(type))
    case let instance as InstanceObject:
      try validate(instance.type)
      return .object(GateInstance(instance))
    default: throw notAGate(value)
    }
  }

  private static func notAGate(_ value: Value) -> PythonError {
    let isFunction = value.asObject(FunctionObject.self) != nil
    return .type(
      "gate() takes a class with `forward` and `backward`, or an object of one",
      hint: isFunction
        ? "a function needs no gate of its own: what it computes is traced as it stands"
        : "`Mul = gate(Mul)`, or `@gate` above `class Mul:`")
  }

  private static func validate(_ type: ClassObject) throws {
    for name in ["forward", "backward"] {
      guard let found = type.lookup(name) else {
        let near = type.attributeNames.first {
          $0.lowercased().hasPrefix(name.prefix(4)) && $0 != "forward" && $0 != "backward"
        }
        throw PythonError.type(
          "the class \(type.name) has no `\(name)`, which a gate needs",
          hint: near.map { "it has `\($0)`: call it `\(name)`" }
            ?? (name == "forward"
              ? "`def forward(self, x):` gives the output"
              : "`def backward(self, dout):` gives a gradient for each input of forward"))
      }
      if found.asObject(DescriptorObject.self) != nil {
        throw PythonError.type(
          "`\(name)` of \(type.name) is a static or class method; a gate keeps what backward needs "
            + "on self",
          hint: "`def \(name)(self, …)`, and `self.x = x` in place of `ctx.save_for_backward(x)`")
      }
    }
  }
}

/// A class whose objects are gates. Called with inputs it is a gate of its own for each call; called
/// without any, or where `__init__` takes arguments, it makes an object.
final class GateClass: TypeObject {
  let type: ClassObject

  init(_ type: ClassObject) {
    self.type = type
    super.init(type.name)
  }

  private var takesArguments: Bool {
    guard let initializer = type.lookup("__init__")?.asObject(FunctionObject.self) else {
      return type.lookup("__init__") != nil
    }
    return initializer.code.parameters.count > 1
  }

  override func representation(_ session: Session) -> String { type.representation(session) }
  override func includes(_ value: Value, _ session: Session) -> Bool {
    value.asObject(GateInstance.self)?.instance.type.inherits(from: type)
      ?? type.includes(value, session)
  }
  override var attributeNames: [String] { type.attributeNames }
  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    try type.attribute(name, session)
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    try type.setAttribute(name, value, session)
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    let isConstructor = takesArguments || arguments.positional.isEmpty
    let made = try type.call(isConstructor ? arguments : Arguments(), session)
    guard let instance = made.asObject(InstanceObject.self) else { return made }
    let gate = GateInstance(instance)
    return isConstructor ? .object(gate) : try gate.call(arguments, session)
  }
}

/// An object of such a class; its state is its own.
final class GateInstance: Object {
  let instance: InstanceObject
  /// The program took `backward` itself since the last call: what it sets then is not set again.
  private(set) var isBackwardAsked = false

  init(_ instance: InstanceObject) { self.instance = instance }

  override var typeName: String { instance.typeName }
  override func representation(_ session: Session) throws -> String {
    try instance.representation(session)
  }
  override func string(_ session: Session) throws -> String { try instance.string(session) }
  override var attributeNames: [String] { instance.attributeNames }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    if name == "backward" { isBackwardAsked = true }
    guard name == "forward" else { return try instance.attribute(name, session) }
    return .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { [self] bound, session in
        try call(Arguments(bound.rest, keywords: bound.keywords), session)
      })
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    try instance.setAttribute(name, value, session)
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.step()
    guard
      arguments.positional.contains(where: \.isVariable)
        || arguments.keywords.contains(where: \.value.isVariable)
    else { return try apply(arguments, session) }
    return try VariableObject.lifting(arguments, session) { try apply($0, session) }
  }

  /// Runs forward, and records the call where an input is tracked.
  private func apply(_ arguments: Arguments, _ session: Session) throws -> Value {
    let engine = session.engine
    let site = engine.site
    guard engine.isTracing else { return try forward(arguments, session) }
    let call = GateCall(self, arguments, session)
    try call.readOperands()
    guard call.operands.contains(where: { engine.isTracked($0.node) }) else {
      return try forward(arguments, session)
    }
    isBackwardAsked = false
    call.keepStateBefore()
    let versions = call.versions
    let tracer = session.tracer
    session.tracer = nil
    defer { session.tracer = tracer }
    let result = try session.untracked { try forward(arguments, session) }
    let now = call.versions
    if let changed = now.indices.first(where: { now[$0] != versions[$0] }) {
      throw PythonError.value(
        "forward of \(typeName) wrote into its input \(call.inputName(changed)), so the value that "
          + "went in is lost",
        hint:
          "compute with a copy: `\(call.inputName(changed)) = \(call.inputName(changed)).copy()`")
    }
    let output = try call.output(result)
    call.keepStateAfter()
    engine.site = site
    let recorded = engine.record(
      Gate.code(named: "learner"), call.operands, output.array, kind: output.kind,
      attribute: .learner(call))
    return call.value(recorded, like: result)
  }

  private func forward(_ arguments: Arguments, _ session: Session) throws -> Value {
    guard let result = try instance.callSpecial("forward", arguments, session) else { return .none }
    return result
  }
}

extension InstanceObject {
  func callSpecial(_ name: String, _ arguments: Arguments, _ session: Session) throws -> Value? {
    try special(name)?.call(arguments, session)
  }
}
