import Arrays
import Autodiff

/// The border between two sessions: the author's, where checks run, and the learner's.
///
/// Data crosses as copies, functions as stand-ins that run in the session they come from, so that
/// neither side holds anything that the other can change. Both sessions run on one thread.
package final class Exchange {
  package let author: Session
  package let learner: Session
  /// Whether objects of classes cross, as stand-ins.
  package let passesObjects: Bool
  /// What the learner's functions gave to the author's side, in order.
  package private(set) var transcript = Transcript()
  /// The learner's functions that changed an argument, each once, with the argument's place.
  package private(set) var changes: [ChangedArgument] = []
  /// What the learner's code raised last, with its place in the learner's code.
  package private(set) var failure: BlockOutcome.Failure?
  /// How the raised error looked on the author's side.
  private var carried: PythonError?
  /// The learner's function that was called last, where it returned None.
  package private(set) var nothing: String?
  private var nesting = 0

  package struct ChangedArgument: Hashable {
    package var function: String
    /// The parameter's name, or its place.
    package var parameter: String
  }

  /// Calls from one side into the other, inside one another.
  private static let mostNesting = 60

  package init(author: Session, learner: Session, passesObjects: Bool) {
    self.author = author
    self.learner = learner
    self.passesObjects = passesObjects
  }

  /// Gives a name of the learner's to the author's side.
  ///
  /// - Parameter isCompared: whether the value tells answers apart: the check looks at it.
  /// - Throws: where it holds what cannot cross.
  package func hand(_ name: String, _ value: Value, isCompared: Bool = true) throws {
    let crossed = try copy(value, from: learner, to: author)
    if isCompared, !Self.isStandIn(crossed) { transcript.add(name, crossed) }
    author.setGlobal(name, crossed)
  }

  /// Notes what a check found in the answer's code.
  package func note(finding: String) { transcript.add(finding: finding) }

  /// Notes what the learner's code printed, where a check looks at it.
  package func note(printed text: String) { transcript.add("print", .string(text)) }

  /// Notes what the author's side read off an object of the learner's.
  fileprivate func note(read name: String, _ value: Value) {
    if !Self.isStandIn(value) { transcript.add(name, value) }
  }

  /// The learner's own failure, where it is what stopped the check.
  package func failure(behind error: PythonError) -> BlockOutcome.Failure? {
    carried == error ? failure : nil
  }

  // MARK: Calls

  /// Calls an object of a session for the other one.
  func call(
    _ target: Object, of home: Session, title: String, _ arguments: Arguments, from caller: Session
  ) throws -> Value {
    guard nesting < Self.mostNesting else {
      throw PythonError(
        "RecursionError", "the check and the learner's code call each other without an end")
    }
    let inner = Arguments(
      try arguments.positional.map { try copy($0, from: caller, to: home) },
      keywords: try arguments.keywords.map { ($0.name, try copy($0.value, from: caller, to: home)) }
    )
    let isLearners = home === learner
    let given = inner.positional + inner.keywords.map(\.value)
    let before = isLearners ? given.map(Transcript.fingerprint) : []
    let result = try run(in: home) { try target.call(inner, home) }
    if isLearners {
      for (place, value) in given.enumerated()
      where Transcript.fingerprint(value) != before[place] {
        let change = ChangedArgument(
          function: title, parameter: Self.parameter(place, of: target, inner))
        if !changes.contains(change) { changes.append(change) }
      }
    }
    if isLearners { nothing = result.isNone ? title : nil }
    let crossed = try copy(result, from: home, to: caller)
    if isLearners, !Self.isStandIn(crossed) { transcript.add(title, crossed) }
    return crossed
  }

  /// The name of an argument, else its place from 1.
  private static func parameter(_ place: Int, of target: Object, _ given: Arguments) -> String {
    if place >= given.positional.count {
      return given.keywords[place - given.positional.count].name
    }
    let names = (target as? FunctionObject)?.code.parameters.map(\.name) ?? []
    return names.indices.contains(place) ? names[place] : "\(place + 1)"
  }

  /// Runs something of a session, whatever that session is in the middle of; its errors come out as
  /// errors that belong to no session.
  package func run<T>(in home: Session, _ body: () throws -> T) throws -> T {
    nesting += 1
    let state = home.suspended
    defer { nesting -= 1 }
    do {
      return try home.untracked(body)
    } catch {
      let known = home.failure(error)
      home.resume(state)
      let plain = PythonError(
        builtinName(error) ?? known.error.type, known.error.message, hint: known.error.hint)
      if home === learner {
        failure = known
        carried = plain
      }
      throw plain
    }
  }

  /// The nearest built-in class of an exception: classes of one side are not known to the other.
  private func builtinName(_ error: any Error) -> String? {
    guard let raised = error as? Raised else { return nil }
    return raised.exception.type.line.first { $0.isBuiltin }?.name
  }

  // MARK: Values

  /// A value of one session as a value of the other.
  package func copy(_ value: Value, from home: Session, to target: Session) throws -> Value {
    var copied: [ObjectIdentifier: Value] = [:]
    return try copy(value, home, target, &copied, depth: 0)
  }

  private func copy(
    _ value: Value, _ home: Session, _ target: Session, _ copied: inout [ObjectIdentifier: Value],
    depth: Int
  ) throws -> Value {
    guard case .object(let object) = value else { return value.withNode(0) }
    if let known = copied[ObjectIdentifier(object)] { return known }
    guard depth < 100 else {
      throw PythonError("ValueError", "the value is nested more than 100 deep")
    }
    let result = try fresh(object, home, target, &copied, depth: depth)
    copied[ObjectIdentifier(object)] = result
    return result
  }

  private func fresh(
    _ object: Object, _ home: Session, _ target: Session,
    _ copied: inout [ObjectIdentifier: Value], depth: Int
  ) throws -> Value {
    func items(_ values: [Value], _ copied: inout [ObjectIdentifier: Value]) throws -> [Value] {
      try values.map { item in
        try target.step()
        return try copy(item, home, target, &copied, depth: depth + 1)
      }
    }
    switch object {
    case let array as ArrayObject: return .object(ArrayObject(array.array.copy()))
    case let variable as VariableObject:
      return try copy(variable.content, home, target, &copied, depth: depth + 1)
    case let list as ListObject:
      let twin = ListObject([])
      copied[ObjectIdentifier(list)] = .object(twin)
      twin.items = try items(list.items, &copied)
      return .object(twin)
    case let tuple as TupleObject: return .tuple(try items(tuple.items, &copied))
    case let dictionary as DictionaryObject:
      let twin = DictionaryObject()
      copied[ObjectIdentifier(dictionary)] = .object(twin)
      for (key, item) in dictionary.pairs {
        try twin.set(
          copy(key, home, target, &copied, depth: depth + 1),
          copy(item, home, target, &copied, depth: depth + 1), target)
      }
      return .object(twin)
    case let set as SetObject:
      let twin = SetObject(isFrozen: set.isFrozen)
      for item in try items(set.items, &copied) { try twin.members.set(item, .none, target) }
      return .object(twin)
    case is StringObject, is RangeObject, is StringArrayObject, is DTypeObject, is BuiltinType:
      return .object(object)
    case let standIn as StandIn where standIn.home === target: return .object(standIn.target)
    case is StandIn: return .object(object)
    case let iterator as IteratorObject:
      return .object(StandInIterator(iterator, of: home, self))
    case is FunctionObject, is BuiltinFunction, is PartialObject, is CachedFunction:
      return .object(StandIn(object, of: home, self))
    case let method as BoundMethod:
      if passesObjects || method.receiver.asObject(InstanceObject.self) == nil {
        return .object(StandIn(object, of: home, self))
      }
    default:
      if passesObjects, !(object is ModuleObject) {
        return .object(StandIn(object, of: home, self))
      }
    }
    throw refusal(object, home)
  }

  private func refusal(_ object: Object, _ home: Session) -> PythonError {
    let kind = home.typeName(.object(object))
    if home === learner {
      return PythonError.type(
        "a result is \(Self.article(kind)) \(kind) object; the check takes numbers, strings, lists, "
          + "dictionaries and arrays",
        hint: "return plain data: the numbers themselves")
    }
    return PythonError.type(
      "the check hands over \(Self.article(kind)) \(kind) object, and only plain data crosses",
      hint: "`#| objects: true` on the starter lets objects through")
  }

  private static func article(_ noun: String) -> String {
    noun.first.map { "aeiouAEIOU".contains($0) } ?? false ? "an" : "a"
  }

  static func isStandIn(_ value: Value) -> Bool {
    guard case .object(let object) = value else { return false }
    return object is StandIn || object is StandInIterator
  }
}

/// An object of one session, as the other one sees it.
package final class StandIn: Object {
  package let target: Object
  package let home: Session
  private let exchange: Exchange

  init(_ target: Object, of home: Session, _ exchange: Exchange) {
    self.target = target
    self.home = home
    self.exchange = exchange
  }

  /// The function that is called in the end, to read the names of its parameters.
  package var function: FunctionObject? {
    (target as? FunctionObject) ?? (target as? BoundMethod)?.function as? FunctionObject
  }

  private var isCallableOnly: Bool {
    target is FunctionObject || target is BuiltinFunction || target is PartialObject
      || target is CachedFunction || target is BoundMethod
  }

  private var title: String {
    function?.code.name ?? (target as? BuiltinFunction)?.name ?? target.typeName
  }

  override package var typeName: String { target.typeName }

  override package func representation(_ session: Session) throws -> String {
    isCallableOnly ? "<function \(title)>" : "<\(target.typeName) object>"
  }

  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.step()
    return try exchange.call(target, of: home, title: title, arguments, from: session)
  }

  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    if name == "__name__" { return .string(title) }
    guard !isCallableOnly, !name.hasPrefix("__") else { return nil }
    let value = try exchange.copy(
      try exchange.run(in: home) { try home.attribute(.object(target), name) }, from: home,
      to: session)
    if home === exchange.learner { exchange.note(read: name, value) }
    return value
  }

  /// The author may set up a learner's object; a learner changes nothing of the author's.
  override package func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    guard !isCallableOnly, home === exchange.learner, !name.hasPrefix("__") else {
      return try super.setAttribute(name, value, session)
    }
    let inner = try exchange.copy(value, from: session, to: home)
    try exchange.run(in: home) { try target.setAttribute(name, inner, home) }
  }

  override package func length(_ session: Session) throws -> Int {
    guard !isCallableOnly else { return try super.length(session) }
    return try exchange.run(in: home) { try target.length(home) }
  }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    guard !isCallableOnly else { return try super.item(key, session) }
    let inner = try exchange.copy(key, from: session, to: home)
    return try exchange.copy(
      try exchange.run(in: home) { try target.item(inner, home) }, from: home, to: session)
  }

  override package func iterator(_ session: Session) throws -> IteratorObject {
    guard !isCallableOnly else { return try super.iterator(session) }
    let inner = try exchange.run(in: home) { try target.iterator(home) }
    return StandInIterator(inner, of: home, exchange)
  }
}

/// Values that a session gives one by one to the other.
final class StandInIterator: IteratorObject {
  private let target: IteratorObject
  private let home: Session
  private let exchange: Exchange

  init(_ target: IteratorObject, of home: Session, _ exchange: Exchange) {
    self.target = target
    self.home = home
    self.exchange = exchange
  }

  override var typeName: String { target.typeName }

  override func next(_ session: Session) throws -> Value? {
    try session.step()
    guard let value = try exchange.run(in: home, { try target.next(home) }) else { return nil }
    return try exchange.copy(value, from: home, to: session)
  }
}
