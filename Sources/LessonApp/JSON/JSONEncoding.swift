import LessonOutput

/// Turns any encodable value into a `JSONValue`.
///
/// Unlike Foundation's encoder it keeps floats apart from integers (`3.0` stays `3.0`), writes an
/// absent value as `null` instead of leaving the field out, writes non-finite numbers as the
/// format's strings, and costs no start-up time.
package enum JSONEncoding {
  package static func value(_ subject: some Encodable) throws -> JSONValue {
    let slot = JSONSlot()
    try subject.encode(to: ValueEncoder(slot: slot, codingPath: []))
    return slot.value
  }
}

/// A place in the value that is being built.
private final class JSONSlot {
  enum Content {
    case empty
    case value(JSONValue)
    case array([JSONSlot])
    case object([String: JSONSlot])
  }

  var content = Content.empty

  /// Recursion goes as deep as the value that was encoded, which recursed likewise.
  var value: JSONValue {
    switch content {
    case .empty: .null
    case .value(let value): value
    case .array(let items): .array(items.map(\.value))
    case .object(let fields): .object(fields.mapValues(\.value))
    }
  }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  func becomeObject() {
    if case .object = content { return }
    content = .object([:])
  }

  func appended() -> JSONSlot {
    let slot = JSONSlot()
    if case .array(var items) = content {
      content = .empty
      items.append(slot)
      content = .array(items)
    }
    return slot
  }

  func field(_ name: String) -> JSONSlot {
    let slot = JSONSlot()
    if case .object(var fields) = content {
      content = .empty
      fields[name] = slot
      content = .object(fields)
    }
    return slot
  }

  var count: Int {
    if case .array(let items) = content { return items.count }
    return 0
  }

  func set<T: Encodable>(_ subject: T, _ path: [any CodingKey]) throws {
    switch subject {
    case let value as JSONValue: content = .value(value)
    case let value as String: content = .value(.string(value))
    case let value as Int: content = .value(.int(value))
    case let value as Double: content = .value(JSONValue(number: value))
    case let value as Bool: content = .value(.bool(value))
    case let value as Float: content = .value(JSONValue(number: Double(value)))
    case let value as any BinaryInteger:
      content = .value(Int(exactly: value).map { .int($0) } ?? .double(Double(value)))
    default: try subject.encode(to: ValueEncoder(slot: self, codingPath: path))
    }
  }
}

private struct ValueEncoder: Encoder {
  let slot: JSONSlot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.becomeObject()
    return KeyedEncodingContainer(FieldContainer<Key>(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.becomeArray()
    return ItemContainer(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    ValueContainer(slot: slot, codingPath: codingPath)
  }
}

private struct FieldContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: JSONSlot
  let codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) throws {
    slot.field(key.stringValue).content = .value(.null)
  }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try slot.field(key.stringValue).set(value, codingPath + [key])
  }

  // Synthesised encoders call these for optionals; by default a nil would leave the field out.
  mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  private mutating func encodeOptional<T: Encodable>(_ value: T?, _ key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    ValueEncoder(slot: slot.field(key.stringValue), codingPath: codingPath + [key])
      .container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    ValueEncoder(slot: slot.field(key.stringValue), codingPath: codingPath + [key])
      .unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    ValueEncoder(slot: slot.field("super"), codingPath: codingPath)
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    ValueEncoder(slot: slot.field(key.stringValue), codingPath: codingPath + [key])
  }
}

private struct ItemContainer: UnkeyedEncodingContainer {
  let slot: JSONSlot
  let codingPath: [any CodingKey]
  var count: Int { slot.count }

  mutating func encodeNil() throws { slot.appended().content = .value(.null) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    try slot.appended().set(value, codingPath)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(keyedBy keyType: NestedKey.Type)
    -> KeyedEncodingContainer<NestedKey>
  {
    ValueEncoder(slot: slot.appended(), codingPath: codingPath).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    ValueEncoder(slot: slot.appended(), codingPath: codingPath).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    ValueEncoder(slot: slot.appended(), codingPath: codingPath)
  }
}

private struct ValueContainer: SingleValueEncodingContainer {
  let slot: JSONSlot
  let codingPath: [any CodingKey]

  mutating func encodeNil() throws { slot.content = .value(.null) }

  mutating func encode<T: Encodable>(_ value: T) throws { try slot.set(value, codingPath) }
}
