import Arrays
import Autodiff

/// `copy`.
enum CopyModule {
  static var catalogue: [Builtin] {
    [
      Builtin(
        "copy", "x", "A new object with the same parts.",
        "import copy\na = [[1], 2]\nb = copy.copy(a)\nb[0] is a[0]"
      ) { bound, session in
        var memo: [ObjectIdentifier: Value] = [:]
        return try copied(bound[0] ?? .none, isDeep: false, &memo, session)
      },
      Builtin(
        "deepcopy", "x, memo!", "A new object with copies of its parts, and of theirs.",
        "import copy\na = [[1], 2]\nb = copy.deepcopy(a)\nb[0] is a[0]"
      ) { bound, session in
        var memo: [ObjectIdentifier: Value] = [:]
        return try copied(bound[0] ?? .none, isDeep: true, &memo, session)
      },
    ]
  }

  private static func copied(
    _ value: Value, isDeep: Bool, _ memo: inout [ObjectIdentifier: Value], _ session: Session
  ) throws -> Value {
    guard case .object(let object) = value else { return value }
    if let known = memo[ObjectIdentifier(object)] { return known }
    try session.step()
    try session.enter()
    defer { session.leave() }
    func part(_ item: Value) throws -> Value {
      isDeep ? try copied(item, isDeep: true, &memo, session) : item
    }
    func remember(_ twin: Object) -> Value {
      memo[ObjectIdentifier(object)] = .object(twin)
      return .object(twin)
    }
    switch object {
    case let list as ListObject:
      let twin = ListObject([])
      let result = remember(twin)
      try session.chargeMemory(16, times: list.items.count)
      for item in list.items { twin.items.append(try part(item)) }
      return result
    case let tuple as TupleObject:
      if !isDeep { return value }
      let items = try tuple.items.map { try part($0) }
      if let known = memo[ObjectIdentifier(object)] { return known }
      var isSame = true
      for (a, b) in zip(items, tuple.items) where try !session.isSame(a, b) { isSame = false }
      if isSame { return value }
      if let named = tuple as? NamedTuple { return remember(NamedTuple(named.type, items)) }
      return remember(TupleObject(items))
    case let dictionary as DictionaryObject:
      let twin = (dictionary as? ExtendedDictionary)?.twin() ?? DictionaryObject()
      let result = remember(twin)
      for (key, item) in dictionary.pairs { try twin.set(part(key), part(item), session) }
      return result
    case let set as SetObject:
      if set.isFrozen { return value }
      let twin = SetObject()
      for item in set.items { try twin.members.set(part(item), .none, session) }
      return remember(twin)
    case let deque as DequeObject:
      let twin = DequeObject([], limit: deque.limit)
      let result = remember(twin)
      twin.items = try deque.items.map { try part($0) }
      return result
    case let array as ArrayObject:
      try session.chargeMemory(8, times: array.array.count)
      return remember(
        ArrayObject(session.engine.adopt(try session.engine.copy(session.tensor(value)))))
    case let instance as InstanceObject:
      return try copied(instance, isDeep: isDeep, &memo, session)
    case let gate as GateInstance:
      let twin = try copied(gate.instance, isDeep: isDeep, &memo, session)
      return try twin.asObject(InstanceObject.self).map { remember(GateInstance($0)) } ?? twin
    case is VariableObject:
      throw PythonError.refused(
        "copy of a variable inside another object",
        hint: "`variable(x.data)` makes one of its own")
    case is IteratorObject:
      throw PythonError.type(
        "cannot pickle '\(session.typeName(value))' object",
        hint: "`list(…)` keeps the items")
    case is GeneratorBox, is RandomStateBox:
      throw PythonError.refused(
        "copy of a random stream",
        hint: "make a second one with the same seed")
    default: return value
    }
  }

  private static func copied(
    _ instance: InstanceObject, isDeep: Bool, _ memo: inout [ObjectIdentifier: Value],
    _ session: Session
  ) throws -> Value {
    if let result = try instance.callSpecial(
      isDeep ? "__deepcopy__" : "__copy__", isDeep ? [.object(DictionaryObject())] : [], session)
    {
      return result
    }
    let twin = InstanceObject(instance.type)
    memo[ObjectIdentifier(instance)] = .object(twin)
    twin.order = instance.order
    for (name, field) in instance.fields {
      twin.fields[name] = isDeep ? try copied(field, isDeep: true, &memo, session) : field
    }
    return .object(twin)
  }
}
