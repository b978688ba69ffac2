/// What a name held when it was last looked at: the text that is shown, and enough of what the text
/// leaves out to notice that it changed.
struct SeenValue {
  /// Elements beyond these are not compared; a statement is to cost little.
  private static let maximumElements = 4_096
  private static let maximumDepth = 4
  /// Changed elements that are named one by one.
  private static let named = 3

  let text: String
  /// A number made of each element, where there are elements.
  private let elements: [Int]

  /// Nil for what has nothing to show.
  init?(_ value: Value, _ session: Session) {
    guard let text = ValueText.short(value, session) else { return nil }
    self.text = text
    var room = Self.maximumElements
    elements = Self.elements(value, &room, session)
  }

  /// The elements that differ though the text does not: `a[37] = 5`.
  func changedElements(
    of name: String, _ value: Value, since before: SeenValue, _ session: Session
  ) -> [StatementRecorder.Change] {
    guard elements != before.elements else { return [] }
    let changed = zip(elements, before.elements).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
    if changed.count > Self.named || changed.isEmpty {
      let what =
        changed.isEmpty ? "changed inside" : "\(changed.count) elements changed"
      return [.init(name: name, before: text, after: "\(text), \(what)")]
    }
    return changed.map { index in
      let (place, element) = Self.element(index, of: value, session)
      return .init(name: name + place, before: nil, after: element)
    }
  }

  // MARK: Elements

  private static func elements(_ value: Value, _ room: inout Int, _ session: Session) -> [Int] {
    guard case .object(let object) = value else { return [] }
    switch object {
    case let array as ArrayObject:
      let numbers = array.array.doubles.prefix(max(0, room))
      room -= numbers.count
      return numbers.map { Int(bitPattern: UInt(truncatingIfNeeded: $0.bitPattern)) }
    case let variable as VariableObject:
      return elements(variable.content, &room, session)
    case let sequence as SequenceObject:
      return sequence.items.prefix(max(0, room)).map { mark($0, &room, session, depth: 0) }
    case let dictionary as DictionaryObject:
      return dictionary.pairs.prefix(max(0, room)).map { mark($0.value, &room, session, depth: 0) }
    default: return []
    }
  }

  /// A number that changes when the value does.
  private static func mark(_ value: Value, _ room: inout Int, _ session: Session, depth: Int)
    -> Int
  {
    room -= 1
    var hasher = Hasher()
    guard case .object(let object) = value else {
      if let number = value.number { hasher.combine(number) } else { hasher.combine(value.isNone) }
      return hasher.finalize()
    }
    switch object {
    case is StringObject: hasher.combine((try? session.representation(value)) ?? "")
    case is ArrayObject, is SequenceObject, is DictionaryObject, is VariableObject:
      if depth < maximumDepth {
        for element in nested(value, &room, session, depth: depth + 1) { hasher.combine(element) }
      }
    default: hasher.combine(ObjectIdentifier(object))
    }
    return hasher.finalize()
  }

  private static func nested(_ value: Value, _ room: inout Int, _ session: Session, depth: Int)
    -> [Int]
  {
    guard case .object(let object) = value else { return [] }
    switch object {
    case let sequence as SequenceObject:
      return sequence.items.prefix(max(0, room)).map { mark($0, &room, session, depth: depth) }
    case let dictionary as DictionaryObject:
      return dictionary.pairs.prefix(max(0, room)).map {
        mark($0.value, &room, session, depth: depth)
      }
    default: return elements(value, &room, session)
    }
  }

  /// `[37]`, `[1, 2]` or `['k']`, and what stands there.
  private static func element(_ index: Int, of value: Value, _ session: Session)
    -> (place: String, text: String)
  {
    guard case .object(let object) = value else { return ("", "") }
    switch object {
    case let array as ArrayObject:
      let numbers = array.array.doubles
      var rest = index
      var places: [Int] = []
      for size in array.array.shape.reversed() where size > 0 {
        places.insert(rest % size, at: 0)
        rest /= size
      }
      let number = numbers.indices.contains(index) ? ValueText.shortNumber(numbers[index]) : "?"
      return ("[\(places.map(String.init).joined(separator: ", "))]", number)
    case let variable as VariableObject: return element(index, of: variable.content, session)
    case let sequence as SequenceObject:
      guard sequence.items.indices.contains(index) else { return ("[\(index)]", "?") }
      return ("[\(index)]", ValueText.short(sequence.items[index], session) ?? "?")
    case let dictionary as DictionaryObject:
      let pairs = dictionary.pairs
      guard pairs.indices.contains(index) else { return ("", "?") }
      let key = ValueText.short(pairs[index].key, session) ?? "?"
      return ("[\(key)]", ValueText.short(pairs[index].value, session) ?? "?")
    default: return ("", "?")
    }
  }
}
