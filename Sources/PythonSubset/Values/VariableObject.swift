import Arrays
import Autodiff

/// `lesson.variable(x)`: a number or array that remembers how it was made and has `.grad`.
package final class VariableObject: Object {
  /// The value, with its node on `tape`.
  @exclusivity(unchecked) package private(set) var content: Value
  /// Nil for a variable that was given a new value: it enters every tape that uses it.
  @exclusivity(unchecked) package private(set) var tape: Tape?
  @exclusivity(unchecked) package var gradient: Value = .none
  @exclusivity(unchecked) var place = VariablePlace()
  /// Its value is used as a constant: no gradient enters here.
  @exclusivity(unchecked) package var isFrozen = false
  /// What a traced block calls it: `layer.weight`.
  @exclusivity(unchecked) var label: String?
  /// Grows with every new value.
  @exclusivity(unchecked) private(set) var version = 0

  package init(_ content: Value, tape: Tape) {
    self.content = content
    self.tape = tape
    super.init()
    link(to: .of(tape))
  }

  /// A parameter: it stands on no tape before it is used.
  private init(_ array: NDArray) {
    content = .object(ArrayObject(array))
    super.init()
  }

  /// A parameter of a layer, made of an array that nobody else writes into.
  static func parameter(_ array: NDArray, _ session: Session) throws -> VariableObject {
    session.hasVariables = true
    return VariableObject(array)
  }

  /// Gives it a new value, as `data = …` does, of an array that nobody else writes into.
  func assign(_ array: NDArray, _ session: Session) {
    replace(.object(ArrayObject(array)), session)
  }

  /// Changes an array's numbers: in place where nothing else holds them, such as a tape.
  func update(_ session: Session, _ change: (NDArray) throws -> Void) throws {
    guard let array = content.asArray else { return }
    assign(array.snapshot, session)
    let fresh = content.asArray?.snapshot ?? array
    let before = content
    content = .none
    do {
      try change(fresh)
      content = .object(ArrayObject(fresh))
    } catch {
      content = before
      throw error
    }
  }

  deinit { if let tape { unlink(from: .of(tape)) } }

  func exchangeContent(_ exchange: (Value) -> Value) { content = exchange(content) }

  override package var typeName: String { "lesson.variable" }

  override package func isTrue(_ session: Session) throws -> Bool { try session.isTrue(content) }
  override package func length(_ session: Session) throws -> Int {
    guard case .object(let object) = content else { return try super.length(session) }
    return try object.length(session)
  }
  override package func representation(_ session: Session) throws -> String {
    "variable(\(try session.string(content)))"
  }

  override package func string(_ session: Session) throws -> String {
    try session.string(content)
  }

  /// The node of the value as it is now; 0 where it stands on no tape.
  private var node: UInt32 {
    content.asObject(ArrayObject.self)?.handle.node ?? content.node
  }

  /// The place of the value on its tape.
  package var index: Int? {
    guard let tape, tape.owns(node) else { return nil }
    return tape.index(node)
  }

  /// A new variable for an untracked value; opens a tape for the block if there is none.
  package static func make(_ value: Value, _ session: Session) throws -> VariableObject {
    if let known = value.asObject(VariableObject.self) { return known }
    session.hasVariables = true
    let tape = try session.engine.tape ?? session.engine.openTape()
    return VariableObject(try input(value, session), tape: tape)
  }

  /// An untracked value as an input of the open tape.
  private static func input(_ value: Value, _ session: Session) throws -> Value {
    let engine = session.engine
    switch value {
    case .int(let x, _): return .int(x, engine.leaf(Double(x), .int))
    case .float(let x, _): return .float(x, engine.leaf(x, .float))
    case .bool:
      throw PythonError.type("a variable holds a number or an array of numbers, not a bool")
    case .scalar(var scalar):
      scalar.node = engine.leaf(scalar.value.double, .scalar)
      return .scalar(scalar)
    default:
      let given = try session.tensor(value).array
      let array = ArrayObject(given.isContiguous ? given.snapshot : given.copy())
      _ = engine.makeLeaf(array.handle)
      array.array.cell.isReadOnly = true
      return .object(array)
    }
  }

  /// The value without its node, in memory of its own.
  var plain: Value {
    content.asObject(ArrayObject.self).map { .object(ArrayObject($0.array.snapshot)) }
      ?? content.withNode(0)
  }

  /// The value on the current tape: itself, or an input that leads back to where it was made.
  package func entered(_ session: Session) throws -> Value {
    if session.engine.isPaused || isFrozen {
      return content.asObject(ArrayObject.self).map { .object(ArrayObject($0.array)) }
        ?? content.withNode(0)
    }
    let current = try session.engine.tape ?? session.engine.openTape()
    if current === tape { return content }
    let list = VariableList.of(current)
    if let known = list.content(of: self) { return known }
    let entry = try Self.input(plain, session)
    if let label, let tracer = session.tracer { tracer.give(label, to: entry, session) }
    list.enter(self, entry)
    return entry
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
    session.bareValues += 1
    let result: Value
    do {
      defer { session.bareValues -= 1 }
      result = try body(lowered)
    }
    return lift(result, session)
  }

  /// Wraps a tracked result; anything else stays what it is.
  package static func lift(_ result: Value, _ session: Session) -> Value {
    guard let tape = session.engine.tape else { return result }
    var node = result.node
    if let array = result.asObject(ArrayObject.self) {
      node = session.engine.read(array.handle).node
    }
    guard session.engine.isTracked(node) else { return result }
    let variable = VariableObject(result, tape: tape)
    session.compact(tape)
    return .object(variable)
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
    guard let tape, let index else { return true }
    return tape.codes[index] == GateCode.leaf
  }

  /// The array that a write goes into: a result of the current tape.
  private func written(_ session: Session) throws -> ArrayObject? {
    guard let array = content.asObject(ArrayObject.self) else { return nil }
    if isLeaf || session.engine.tape !== tape || array.array.cell.isReadOnly {
      throw PythonError(
        "RuntimeError",
        "this variable is an input of the graph: written into, its `.grad` would belong to no value",
        hint: "write into a copy (`w = v.copy()`), or give the variable a new value between passes "
          + "(`v.data = …`)")
    }
    return array
  }

  override package func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    if session.engine.isPaused, isLeaf, let fresh = plain.asObject(ArrayObject.self) {
      try fresh.setItem(key, lower(value, session), session)
      return replace(.object(fresh), session)
    }
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

  /// A new value, which enters the next tape that uses it. What was computed with the old one still
  /// leads back here.
  private func replace(_ value: Value, _ session: Session) {
    if let tape {
      let list = VariableList.of(tape)
      if isLeaf { list.enter(self, content) }
      unlink(from: list)
    }
    version &+= 1
    tape = nil
    content = value
    content = plain
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
    [
      "grad", "data", "requires_grad", "backward", "zero_grad", "detach", "item", "shape", "sum",
      "mean",
    ]
  }

  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "grad": return gradient
    case "requires_grad": return .bool(!isFrozen)
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
    case "item", "numpy", "tolist":
      let value = plain
      if value.number != nil {
        return makeMethod(name, "") { _, _ in value.number.map { .float($0) } ?? value }
      }
      return name == "numpy"
        ? makeMethod(name, "") { _, _ in value } : try session.attribute(value, name)
    case "detach":
      return .object(
        BuiltinFunction("detach", Signature("")) { [self] _, _ in
          plain
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
      if found.asObject(BuiltinFunction.self) != nil {
        return .object(
          BuiltinFunction(name, Signature("*args, **kwargs")) { [self] bound, session in
            try Self.lifting(Arguments(bound.rest, keywords: bound.keywords), session) {
              arguments in
              let mine = try entered(session)
              var method: Value?
              if case .object(let object) = mine {
                method = try object.attribute(name, session)
              } else {
                method = try NumberMembers.attribute(name, of: mine, session)
              }
              guard let method else { return .none }
              return try session.call(method, arguments)
            }
          })
      }
      return Self.lift(found, session)
    }
  }

  override package func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    switch name {
    case "grad": gradient = value
    case "requires_grad": isFrozen = try !session.isTrue(value)
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
  ///
  /// Tapes are swept from the newest to the oldest, each once.
  func runBackward(_ output: VariableObject, seed: Value?) throws {
    if let array = output.content.asObject(ArrayObject.self), array.array.count != 1, seed == nil {
      throw PythonError(
        "RuntimeError",
        "backward() needs a single number, but this has shape \(pythonShape(array.array.shape))",
        hint: "`.sum()` makes one number of it")
    }
    NonFiniteLoss.note(output, self)
    var pending: [(tape: Tape, seeds: [Int: Tensor?])] = []
    func send(_ gradient: Tensor?, to variable: VariableObject) throws {
      guard let tape = variable.tape, let index = variable.index else {
        if let gradient, variable !== output { try accumulate(gradient, in: variable) }
        return
      }
      guard let place = pending.firstIndex(where: { $0.tape === tape }) else {
        pending.append((tape, [index: gradient]))
        return
      }
      if case let known?? = pending[place].seeds[index], let gradient {
        pending[place].seeds[index] = try untracked {
          try engine.elementwise(.add, known, gradient)
        }
      } else {
        pending[place].seeds[index] = gradient
      }
    }
    try send(try seed.map { try tensor($0) }, to: output)
    while let next = pending.indices.max(by: { pending[$0].tape.base < pending[$1].tape.base }) {
      let (tape, seeds) = pending.remove(at: next)
      guard let from = seeds.keys.max() else { continue }
      let gradients = try engine.backward(
        tape, from: from, seeds: seeds, keepsAll: tape.keepsGroups)
      try charge(elements: from * 8)
      var sent: [(node: UInt32, gradient: [Double], shape: [Int])] = []
      var received: [(gradient: Tensor, variable: VariableObject, isOwn: Bool)] = []
      func receive(_ index: Int, _ variable: VariableObject, isOwn: Bool) {
        guard index <= from, let gradient = gradients.tensor(index, tape) else { return }
        if tape.keepsGroups {
          sent.append((tape.id(index), gradient.array.doubles, gradient.array.shape))
        }
        received.append((gradient, variable, isOwn))
      }
      let list = VariableList.of(tape)
      list.noteBackward()
      list.members { variable in
        guard let index = variable.index, tape.codes[index] == GateCode.leaf else { return }
        receive(index, variable, isOwn: true)
      }
      for link in list.links {
        let node = link.content.asObject(ArrayObject.self)?.handle.node ?? link.content.node
        if tape.owns(node) { receive(tape.index(node), link.origin, isOwn: false) }
      }
      for item in received {
        if item.isOwn {
          try accumulate(item.gradient, in: item.variable)
        } else {
          try send(item.gradient, to: item.variable)
        }
      }
      if tape.keepsGroups, let node = output.tape === tape ? output.index : from {
        sent.sort { $0.node < $1.node }
        tape.backwardCalls.append(.init(site: engine.site, output: tape.id(node), sent: sent))
      }
    }
  }

  private func accumulate(_ gradient: Tensor, in variable: VariableObject) throws {
    let array = gradient.array
    let isWhole =
      array.isContiguous && array.count * array.dtype.size * 2 > array.cell.buffer.byteCount
    let fresh: Value =
      array.dimensions == 0
      ? .float(array.scalar.double)
      : .object(ArrayObject(isWhole ? array.snapshot : array.copy()))
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
