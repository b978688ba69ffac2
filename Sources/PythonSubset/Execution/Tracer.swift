import Arrays
import Autodiff

/// What a traced block remembers beside its tape: which names are inputs, and what nodes are called.
package final class Tracer {
  package let tape: Tape
  /// Names whose first binding makes an input.
  private let candidates: Set<String>
  /// The author's own list of inputs, where there is one.
  private let chosen: Set<String>?
  /// Global slots that still hold what an earlier block left there.
  @exclusivity(unchecked)
  private var foreign: Set<Int>
  /// Node to the name it was first given.
  @exclusivity(unchecked)
  package private(set) var names: [UInt32: String] = [:]
  /// Names inside calls, shown only there: node to group and name.
  @exclusivity(unchecked)
  package private(set) var localNames: [UInt32: (group: UInt32, name: String)] = [:]
  /// Every binding of a local name, where `recordsLocals` asks for them.
  @exclusivity(unchecked)
  package private(set) var localBindings: [(group: UInt32, name: String, node: UInt32)] = []
  @exclusivity(unchecked)
  package var recordsLocals = false
  /// What a call's inputs are called inside it.
  @exclusivity(unchecked)
  package private(set) var parameterNames: [GroupedNode: String] = [:]
  @exclusivity(unchecked)
  private var versions: [String: Int] = [:]
  /// The node a top-level name was last bound to, in binding order.
  @exclusivity(unchecked)
  package private(set) var lastBound: [(name: String, node: UInt32)] = []

  package static let maximumNames = 20_000

  package init(tape: Tape, candidates: Set<String>, chosen: [String]?, foreign: Set<Int>) {
    self.tape = tape
    self.candidates = candidates
    self.chosen = chosen.map(Set.init)
    self.foreign = foreign
  }

  @inline(__always)
  package func isForeign(_ slot: Int) -> Bool { !foreign.isEmpty && foreign.contains(slot) }

  /// A name of an earlier block is read for the first time: it becomes an input.
  package func readForeign(_ slot: Int, _ name: String, _ value: Value, _ session: Session) throws
    -> Value
  {
    foreign.remove(slot)
    nameParameters(of: value, name)
    if let chosen, !chosen.contains(name) { return value }
    return try makeLeaf(name, value, session) ?? value
  }

  /// A top-level name is bound: perhaps an input, perhaps a new name for a node.
  package func bind(_ slot: Int, _ name: String, _ value: Value, _ session: Session) throws -> Value
  {
    foreign.remove(slot)
    nameParameters(of: value, name)
    let isInput = chosen.map { $0.contains(name) } ?? candidates.contains(name)
    if isInput {
      if chosen != nil, versions[name] == nil, let cut = try cutFromPast(value, session) {
        return try makeLeaf(name, cut, session) ?? cut
      }
      if let leaf = try makeLeaf(name, value, session) { return leaf }
    }
    give(name, to: value, session)
    return value
  }

  /// The parameters of a layer or network go by its name and theirs: `layer.weight`.
  private func nameParameters(of value: Value, _ name: String) {
    guard case .object(let object) = value,
      object is LayerObject || (object as? InstanceObject)?.type.isNamed("Module") == true
    else { return }
    for (path, variable) in NetworkTree(value).parameters { variable.label = "\(name).\(path)" }
  }

  /// The author said that a computed value is an input: its past is cut off.
  private func cutFromPast(_ value: Value, _ session: Session) throws -> Value? {
    if session.engine.isTracked(value.node) { return value.withNode(0) }
    if let array = value.asObject(ArrayObject.self),
      session.engine.isTracked(session.engine.read(array.handle).node)
    {
      return .object(ArrayObject(array.array.copy()))
    }
    return value
  }

  /// Makes a number, a list of numbers or an array an input; nil where it is none of these or tracked already.
  private func makeLeaf(_ name: String, _ value: Value, _ session: Session) throws -> Value? {
    let engine = session.engine
    switch value {
    case .int(let x, let node):
      if engine.isTracked(node) { return nil }
      return .int(x, record(name, engine.leaf(Double(x), .int)))
    case .float(let x, let node):
      if engine.isTracked(node) { return nil }
      return .float(x, record(name, engine.leaf(x, .float)))
    case .scalar(var scalar):
      if engine.isTracked(scalar.node) || scalar.dtype == .bool { return nil }
      scalar.node = record(name, engine.leaf(scalar.value.double, .scalar))
      return .scalar(scalar)
    case .object(let object):
      if let array = object as? ArrayObject {
        if array.array.dtype == .bool || engine.isTracked(engine.read(array.handle).node) {
          return nil
        }
        _ = record(name, engine.makeLeaf(array.handle))
        return value
      }
      if let sequence = object as? SequenceObject, holdsOnlyNumbers(sequence, engine, 0) {
        makeLeaves(name, sequence, session)
        return value
      }
      if let dictionary = object as? DictionaryObject {
        for (key, item) in dictionary.pairs {
          let label = "\(name)[\((try? session.representation(key)) ?? "")]"
          if let leaf = try makeLeaf(label, item, session) {
            try dictionary.set(key, leaf, session)
          }
        }
        return value
      }
      return nil
    default: return nil
    }
  }

  /// Makes an argument of a call an input: the value to call with.
  package func input(_ name: String, _ value: Value, _ session: Session) throws -> Value {
    try makeLeaf(name, value, session) ?? value
  }

  /// Nested lists of untracked numbers, not empty, bools and deep nesting excluded.
  private func holdsOnlyNumbers(_ sequence: SequenceObject, _ engine: Engine, _ depth: Int) -> Bool
  {
    !sequence.items.isEmpty && depth < 8
      && sequence.items.allSatisfy { item in
        switch item {
        case .int, .float: return !engine.isTracked(item.node)
        case .scalar(let scalar): return scalar.dtype != .bool && !engine.isTracked(scalar.node)
        case .object(let object):
          guard let inner = object as? SequenceObject else { return false }
          return holdsOnlyNumbers(inner, engine, depth + 1)
        default: return false
        }
      }
  }

  private func makeLeaves(_ name: String, _ sequence: SequenceObject, _ session: Session) {
    for (i, item) in sequence.items.enumerated() {
      let label = "\(name)[\(i)]"
      if let inner = item.asObject(SequenceObject.self) {
        makeLeaves(label, inner, session)
      } else if let leaf = try? makeLeaf(label, item, session) {
        sequence.items[i] = leaf
      }
    }
  }

  private func record(_ name: String, _ node: UInt32) -> UInt32 {
    if names.count < Self.maximumNames, node != 0 { names[node] = versioned(name) }
    remember(name, node)
    return node
  }

  private func remember(_ name: String, _ node: UInt32) {
    // Loops bind a few names again and again: those stand at the end.
    if let place = lastBound.lastIndex(where: { $0.name == name }) {
      if place == lastBound.count - 1 {
        lastBound[place].node = node
        return
      }
      lastBound.remove(at: place)
    }
    lastBound.append((name, node))
  }

  /// The node that a top-level name was last bound to.
  package func lastNode(_ name: String) -> UInt32? {
    lastBound.last { $0.name == name }?.node
  }

  /// x, x′, x″, then x@4 and so on.
  private func versioned(_ name: String) -> String {
    let number = versions[name, default: 0] + 1
    versions[name] = number
    switch number {
    case 1: return name
    case 2: return name + "′"
    case 3: return name + "″"
    default: return "\(name)@\(number)"
    }
  }

  /// Names the node behind a value, unless it has a name.
  package func give(_ name: String, to value: Value, _ session: Session) {
    if let node = node(of: value, session) {
      if names.count < Self.maximumNames, names[node] == nil { names[node] = versioned(name) }
      remember(name, node)
      return
    }
    guard names.count < Self.maximumNames, let sequence = value.asObject(SequenceObject.self),
      sequence.items.count <= 64
    else {
      return
    }
    for (i, item) in sequence.items.enumerated() {
      if let node = node(of: item, session), names[node] == nil { names[node] = "\(name)[\(i)]" }
    }
  }

  /// A local name of a function names a node that was made in that call.
  package func giveLocal(_ name: String, to value: Value, _ session: Session) {
    guard localNames.count < Self.maximumNames, let node = node(of: value, session) else { return }
    let index = tape.index(node)
    if recordsLocals, localBindings.count < Self.maximumNames {
      localBindings.append((tape.currentGroup, name, node))
    }
    if localNames[node] == nil, tape.groups[index] == tape.currentGroup {
      localNames[node] = (tape.currentGroup, name)
    }
  }

  /// A parameter's value enters a call: inside the group it goes by the parameter's name.
  package func enter(_ name: String, _ value: Value, _ session: Session) {
    guard parameterNames.count < Self.maximumNames, let node = node(of: value, session) else {
      return
    }
    let place = GroupedNode(group: tape.currentGroup, node: node)
    parameterNames[place] = name
    if parameterPlaces[place] == nil { parameterPlaces[place] = parameterPlaces.count }
  }

  /// Parameters in the order in which their values entered calls.
  @exclusivity(unchecked)
  private var parameterPlaces: [GroupedNode: Int] = [:]

  /// Where a node stands among what entered a call; nil where it did not enter as a parameter.
  package func parameterOrder(group: UInt32, node: UInt32) -> Int? {
    parameterPlaces[GroupedNode(group: group, node: node)]
  }

  package struct GroupedNode: Hashable {
    package var group: UInt32
    package var node: UInt32

    package init(group: UInt32, node: UInt32) {
      self.group = group
      self.node = node
    }
  }

  /// The tracked node of a number, an array or a variable; nil for anything else.
  package func node(of value: Value, _ session: Session) -> UInt32? {
    var node = value.node
    if let array = value.asObject(ArrayObject.self) {
      node = session.engine.read(array.handle).node
    }
    if let variable = value.asObject(VariableObject.self) {
      return variable.tape === tape ? self.node(of: variable.content, session) : nil
    }
    return session.engine.isTracked(node) ? node : nil
  }
}
