import Arrays
import Autodiff

/// `object.__dict__`: what is written into it becomes attributes.
final class FieldsDictionary: DictionaryObject {
  private let owner: InstanceObject

  init(_ owner: InstanceObject, _ session: Session) throws {
    self.owner = owner
    super.init()
    try session.charge(items: owner.order.count * 4)
    for field in owner.order {
      if let value = owner.fields[field] { try set(.string(field), value, session) }
    }
    onSet = { [unowned self] key, value in
      guard let name = key.text else { return }
      if self.owner.fields.updateValue(value, forKey: name) == nil { self.owner.order.append(name) }
    }
  }

  override func remove(_ key: Value, _ session: Session) throws -> Value? {
    if let name = key.text, owner.fields.removeValue(forKey: name) != nil {
      try session.charge(items: owner.order.count * 4)
      owner.order.removeAll { $0 == name }
    }
    return try super.remove(key, session)
  }

  override func removeAll() {
    owner.fields = [:]
    owner.order = []
    super.removeAll()
  }
}
