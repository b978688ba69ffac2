import Arrays
import Autodiff

/// `lesson.variable(x)`: a number or array that remembers how it was made and has `.grad`.
package final class VariableObject: Object {
  /// The value, with its node on `tape`.
  package private(set) var content: Value
  package private(set) var tape: Tape
  /// The same variable on an earlier tape, to which gradients that arrive here are passed on.
  package let origin: VariableObject?
  package var gradient: Value = .none

  package init(_ content: Value, tape: Tape, origin: VariableObject? = nil) {
    self.content = content
    self.tape = tape
    self.origin = origin
  }

  override package var typeName: String { "lesson.variable" }

  override package func isTrue(_ session: Session) throws -> Bool { try session.isTrue(content) }
  override package func length(_ session: Session) throws -> Int {
    guard case .object(let object) = content else { return try super.length(session) }
    return try object.length(session)
  }
  override package func representation(_ session: Session) throws -> String {
    "variable(\(try session.string(content)))"
  }

  /// A new variable for an untracked value; opens a tape for the block if there is none.
  package static func make(_ value: Value, _ session: Session) throws -> VariableObject {
    let engine = session.engine
    let tape = engine.tape ?? engine.openTape()
    switch value {
    case .int(let x, _):
      return register(VariableObject(.int(x, engine.leaf(Double(x), .int)), tape: tape), session)
    case .float(let x, _):
      return register(VariableObject(.float(x, engine.leaf(x, .float)), tape: tape), session)
    case .bool:
      throw PythonError.type("a variable holds a number or an array of numbers, not a bool")
    case .scalar(var scalar):
      scalar.node = engine.leaf(scalar.value.double, .scalar)
      return register(VariableObject(.scalar(scalar), tape: tape), session)
    default:
      if let known = value.asObject(VariableObject.self) { return known }
      let array = ArrayObject(try session.tensor(value).array.copy())
      _ = engine.makeLeaf(array.handle)
      return register(VariableObject(.object(array), tape: tape), session)
    }
  }

  private static func register(_ variable: VariableObject, _ session: Session) -> VariableObject {
    session.register(variable)
    return variable
  }

  /// The value on the current tape: itself, or an entry that leads back to where it was made.
  package func entered(_ session: Session) throws -> Value {
    if session.engine.isPaused {
      return content.asObject(ArrayObject.self).map { .object(ArrayObject($0.array)) }
        ?? content.withNode(0)
    }
    if session.engine.tape === tape { return content }
    let current = session.engine.tape ?? session.engine.openTape()
    if current === tape { return content }
    if let known = session.entries[ObjectIdentifier(self)], known.tape === current {
      return known.content
    }
    var plain = content.withNode(0)
    if let array = content.asObject(ArrayObject.self) {
      plain = .object(ArrayObject(array.array.copy()))
    }
    let made = try VariableObject.make(plain, session)
    let entry = VariableObject(made.content, tape: current, origin: self)
    session.register(entry)
    session.entries[ObjectIdentifier(self)] = entry
    return entry.content
  }

  /// Runs a function on the variables' values and makes a variable of what comes out.
  package static func lifting(
    _ arguments: Arguments, _ session: Session, _ body: (Arguments) throws -> Value
  ) throws -> Value {
    func lower(_ value: Value) throws -> Value {
      guard let variable = value.asObject(VariableObject.self) else { return value }
      return try variable.entered(session)
    }
    let lowered = Arguments(
      try arguments.positional.map(lower),
      keywords: try arguments.keywords.map { ($0.name, try lower($0.value)) })
    return lift(try body(lowered), session)
  }

  /// Wraps a tracked result; anything else stays what it is.
  package static func lift(_ result: Value, _ session: Session) -> Value {
    guard let tape = session.engine.tape else { return result }
    if session.engine.isTracked(result.node) {
      return .object(VariableObject(result, tape: tape))
    }
    if let array = result.asObject(ArrayObject.self),
      session.engine.isTracked(session.engine.read(array.handle).node)
    {
      return .object(VariableObject(result, tape: tape))
    }
    return result
  }

  private func lower(_ value: Value, _ session: Session) throws -> Value {
    try value.asObject(VariableObject.self)?.entered(session) ?? value
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard try session.tensorOperandKind(other) else { return nil }
    let mine = try entered(session)
    let theirs = try lower(other, session)
    let result = try session.binary(
      operation, reflected ? theirs : mine, reflected ? mine : theirs)
    return Self.lift(result, session)
  }

  override package func unary(_ operation: UnaryOperator, _ session: Session) throws -> Value? {
    Self.lift(try session.unary(operation, entered(session)), session)
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    if case .object(let object) = other, object is StringObject { return nil }
    return try session.compare(
      operation, content, other.asObject(VariableObject.self)?.content ?? other)
  }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    guard case .object(let object) = try entered(session) else {
      return try super.item(key, session)
    }
    return Self.lift(try object.item(key, session), session)
  }

  /// Whether the value is an input of its tape.
  private var isLeaf: Bool {
    var node = content.node
    if let array = content.asObject(ArrayObject.self) { node = array.handle.node }
    return !tape.owns(node) || tape.codes[tape.index(node)] == GateCode.leaf
  }

  /// The array that a write goes into: a result of the current tape.
  private func written(_ session: Session) throws -> ArrayObject? {
    guard let array = content.asObject(ArrayObject.self) else { return nil }
    if isLeaf || session.engine.tape !== tape {
      throw PythonError(
        "RuntimeError",
        "this variable is an input of the graph: written into, its `.grad` would belong to no value",
        hint: "write into a copy (`w = v.copy()`), or give the variable a new value between passes "
          + "(`v.data = …`)")
    }
    return array
  }

  override package func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    guard let array = try written(session) else { return try super.setItem(key, value, session) }
    try array.setItem(key, lower(value, session), session)
  }

  /// Numbers and inputs under `no_grad()` take a new value; results change in place, as every alias
  /// sees.
  override package func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session)
    throws -> Value?
  {
    if session.engine.isPaused, isLeaf {
      guard
        let result = try binary(operation, other, reflected: false, session)
      else { return nil }
      replace(result, session)
      return .object(self)
    }
    guard try session.tensorOperandKind(other), let array = try written(session) else { return nil }
    guard try array.inPlace(operation, lower(other, session), session) != nil else { return nil }
    return .object(self)
  }

  /// A new value, which enters the next tape that uses it.
  private func replace(_ value: Value, _ session: Session) {
    content = value.withNode(0)
    if let array = value.asObject(ArrayObject.self) {
      content = .object(ArrayObject(array.array.copy()))
    }
    tape = session.noTape
    session.entries[ObjectIdentifier(self)] = nil
  }

  override package func iterator(_ session: Session) throws -> IteratorObject {
    let count = try length(session)
    var position = 0
    return ClosureIterator("iterator") { [self] session in
      guard position < count else { return nil }
      defer { position += 1 }
      return try item(.int(position), session)
    }
  }

  override package var attributeNames: [String] {
    ["grad", "data", "backward", "zero_grad", "detach", "item", "shape", "sum", "mean"]
  }

  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "grad": return origin?.gradient ?? gradient
    case "data", "value":
      guard let array = content.asObject(ArrayObject.self) else { return content.withNode(0) }
      let copy = array.array.copy()
      copy.cell.isReadOnly = true
      return .object(ArrayObject(copy))
    case "backward":
      return .object(
        BuiltinFunction("backward", Signature("gradient=None")) { [self] bound, session in
          try session.runBackward(self, seed: bound.given(0))
          return .none
        })
    case "zero_grad":
      return .object(
        BuiltinFunction("zero_grad", Signature("")) { [self] _, _ in
          gradient = .none
          return .none
        })
    case "detach":
      return .object(
        BuiltinFunction("detach", Signature("")) { [self] _, _ in
          content.asObject(ArrayObject.self).map { .object(ArrayObject($0.array.copy())) }
            ?? content.withNode(0)
        })
    default:
      let mine = try entered(session)
      let found: Value?
      if case .object(let object) = mine {
        found = try object.attribute(name, session)
      } else {
        found = try NumberMembers.attribute(name, of: mine, session)
      }
      guard let found else { return nil }
      if let method = found.asObject(BuiltinFunction.self) {
        return .object(
          BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
            try Self.lifting(Arguments(bound.rest, keywords: bound.keywords), session) {
              try method.call($0, session)
            }
          })
      }
      return Self.lift(found, session)
    }
  }

  override package func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    switch name {
    case "grad": gradient = value
    case "data", "value":
      let plain = try value.asObject(VariableObject.self)?.content ?? value
      replace(
        plain.number == nil ? .object(ArrayObject(try session.tensor(plain).array)) : plain, session
      )
    default: try super.setAttribute(name, value, session)
    }
  }
}

extension Value {
  package var isVariable: Bool { asObject(VariableObject.self) != nil }
}

extension Session {
  /// Whether a variable can compute with a value.
  func tensorOperandKind(_ value: Value) throws -> Bool {
    if value.number != nil || value.isVariable { return true }
    guard case .object(let object) = value else { return false }
    return object is ArrayObject || object is SequenceObject
  }

  /// `f.backward()`: adds to the `.grad` of every variable that led here.
  func runBackward(_ output: VariableObject, seed: Value?) throws {
    var pending: [(VariableObject, Tensor?)] = [(output, try seed.map { try tensor($0) })]
    while let (variable, seed) = pending.popLast() {
      let tape = variable.tape
      var node = variable.content.node
      if let array = variable.content.asObject(ArrayObject.self) {
        node = array.handle.node
        if array.array.count != 1, seed == nil {
          throw PythonError(
            "RuntimeError",
            "backward() needs a single number, but this has shape \(pythonShape(array.array.shape))",
            hint: "`.sum()` makes one number of it")
        }
      }
      guard tape.owns(node) else {
        // An input that was given a new value: it stands on no tape itself.
        if let seed, variable !== output { try accumulate(seed, in: variable) }
        continue
      }
      let from = tape.index(node)
      let gradients = try engine.backward(tape, from: from, seed: seed)
      try charge(elements: tape.count * 8)
      var sent: [(node: UInt32, gradient: [Double], shape: [Int])] = []
      for leaf in leaves(of: tape) where leaf.index <= from {
        guard let gradient = gradients.tensor(leaf.index, tape) else { continue }
        sent.append((tape.id(leaf.index), gradient.array.doubles, gradient.array.shape))
        if let origin = leaf.variable.origin {
          pending.append((origin, gradient))
        } else {
          try accumulate(gradient, in: leaf.variable)
        }
      }
      tape.backwardCalls.append(.init(site: engine.site, output: node, sent: sent))
    }
  }

  /// The variables that are leaves of a tape.
  private func leaves(of tape: Tape) -> [(index: Int, variable: VariableObject)] {
    variables.compactMap { reference in
      guard let variable = reference.variable, variable.tape === tape else { return nil }
      var node = variable.content.node
      if let array = variable.content.asObject(ArrayObject.self) { node = array.handle.node }
      guard tape.owns(node), tape.codes[tape.index(node)] == GateCode.leaf else { return nil }
      return (tape.index(node), variable)
    }
  }

  private func accumulate(_ gradient: Tensor, in variable: VariableObject) throws {
    let plain = Tensor(gradient.array, kind: gradient.array.dimensions == 0 ? .float : .array)
    let fresh: Value =
      gradient.array.dimensions == 0
      ? .float(gradient.array.scalar.double) : .object(ArrayObject(plain.array.copy()))
    variable.gradient =
      variable.gradient.isNone
      ? fresh : try untracked { try binary(.add, variable.gradient, fresh) }
  }

  /// Runs something without recording it.
  package func untracked<T>(_ body: () throws -> T) rethrows -> T {
    let tape = engine.tape
    engine.tape = nil
    defer { engine.tape = tape }
    return try body()
  }
}
