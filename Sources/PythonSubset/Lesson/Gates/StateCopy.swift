import Arrays

/// An object with copies of all that hangs on it; arrays share their memory until either is written.
struct StateCopy {
  /// Parts that are copied; what lies beyond is shared.
  private static let mostParts = 10_000
  private static let deepest = 64

  private let session: Session
  private var memo: [ObjectIdentifier: Object] = [:]

  private init(_ session: Session) { self.session = session }

  static func of(_ instance: InstanceObject, _ session: Session) -> InstanceObject {
    var copy = StateCopy(session)
    return copy.instance(instance, 0)
  }

  static func of(_ value: Value, _ session: Session) -> Value {
    var copy = StateCopy(session)
    return copy.value(value, 0)
  }

  private mutating func instance(_ original: InstanceObject, _ depth: Int) -> InstanceObject {
    let twin = InstanceObject(original.type)
    memo[ObjectIdentifier(original)] = twin
    twin.order = original.order
    for (name, field) in original.fields { twin.fields[name] = value(field, depth + 1) }
    return twin
  }

  private mutating func value(_ original: Value, _ depth: Int) -> Value {
    guard case .object(let object) = original else { return original }
    if let known = memo[ObjectIdentifier(object)] { return .object(known) }
    guard depth < Self.deepest, memo.count < Self.mostParts else { return original }
    func remember(_ twin: Object) { memo[ObjectIdentifier(object)] = twin }
    switch object {
    case let array as ArrayObject:
      let twin = ArrayObject(array.array.snapshot)
      remember(twin)
      return .object(twin)
    case let list as ListObject:
      let twin = ListObject([])
      remember(twin)
      twin.items = list.items.map { value($0, depth + 1) }
      return .object(twin)
    case let tuple as TupleObject where !(tuple is NamedTuple):
      let twin = TupleObject(tuple.items.map { value($0, depth + 1) })
      remember(twin)
      return .object(twin)
    case let dictionary as DictionaryObject:
      let twin = (dictionary as? ExtendedDictionary)?.twin() ?? DictionaryObject()
      remember(twin)
      for (key, item) in dictionary.pairs {
        try? twin.set(key, value(item, depth + 1), session)
      }
      return .object(twin)
    case let set as SetObject where !set.isFrozen:
      let twin = SetObject()
      remember(twin)
      for item in set.items { try? twin.members.set(item, .none, session) }
      return .object(twin)
    case let instance as InstanceObject where !instance.type.isException:
      return .object(self.instance(instance, depth))
    default: return original
    }
  }
}
