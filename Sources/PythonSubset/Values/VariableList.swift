import Arrays
import Autodiff

/// The variables that stand on a tape, and those of elsewhere that entered it.
///
/// The tape keeps its list; the list does not keep its members, so that a graph lives while a value
/// of it does.
package final class VariableList {
  /// A variable that has its value elsewhere, or had this one before: an input of the tape whose
  /// gradient is passed on.
  struct Link {
    var content: Value
    var origin: VariableObject
    /// The origin's version whose value this is.
    var version: Int
  }

  @exclusivity(unchecked) fileprivate var first: Unmanaged<VariableObject>?
  @exclusivity(unchecked) private(set) var links: [Link] = []
  /// The link that stands for a variable's present value.
  @exclusivity(unchecked) private var current: [ObjectIdentifier: Int] = [:]
  /// Bare values of the tape may be held by names: its gates keep their places.
  @exclusivity(unchecked) var isPinned = false
  @exclusivity(unchecked) fileprivate var gateLimit = VariableList.leastGates
  @exclusivity(unchecked) fileprivate var byteLimit = VariableList.leastBytes

  /// Below these it is not worth while to look for gates that can be forgotten.
  static let leastGates = 256
  static let leastBytes = 1 << 24

  /// After a backward pass the graph is likely to be done with: the next operation looks what is still
  /// held, so that a training loop's memory is used again while it is in the caches.
  func noteBackward() { byteLimit = min(byteLimit, 1 << 20) }

  static func of(_ tape: Tape) -> VariableList {
    if let known = tape.companion { return unsafeDowncast(known, to: VariableList.self) }
    let fresh = VariableList()
    tape.companion = fresh
    return fresh
  }

  func content(of variable: VariableObject) -> Value? {
    guard let place = current[ObjectIdentifier(variable)], links[place].version == variable.version
    else { return nil }
    return links[place].content
  }

  func enter(_ variable: VariableObject, _ content: Value) {
    current[ObjectIdentifier(variable)] = links.count
    links.append(Link(content: content, origin: variable, version: variable.version))
  }

  fileprivate func keepLinks(_ isKept: (Link) -> Bool) {
    var kept: [Link] = []
    var places: [ObjectIdentifier: Int] = [:]
    for (index, link) in links.enumerated() where isKept(link) {
      let key = ObjectIdentifier(link.origin)
      if current[key] == index { places[key] = kept.count }
      kept.append(link)
    }
    links = kept
    current = places
  }

  func members(_ visit: (VariableObject) -> Void) {
    var next = first
    while let member = next {
      next = member._withUnsafeGuaranteedRef {
        visit($0)
        return $0.place.next
      }
    }
  }
}

/// A variable's place among those of its tape.
struct VariablePlace {
  fileprivate var previous: Unmanaged<VariableObject>?
  fileprivate var next: Unmanaged<VariableObject>?
}

extension VariableObject {
  func link(to list: VariableList) {
    place.next = list.first
    list.first?._withUnsafeGuaranteedRef { $0.place.previous = Unmanaged.passUnretained(self) }
    list.first = Unmanaged.passUnretained(self)
  }

  func unlink(from list: VariableList) {
    if let previous = place.previous {
      previous._withUnsafeGuaranteedRef { $0.place.next = place.next }
    } else {
      list.first = place.next
    }
    place.next?._withUnsafeGuaranteedRef { $0.place.previous = place.previous }
    place = VariablePlace()
  }
}

extension Session {
  /// Forgets the gates of a tape that no variable leads to, once it has grown enough. Called where no
  /// bare value of the tape is held by the interpreter itself.
  func compact(_ tape: Tape) {
    guard !tape.keepsGroups, bareValues == 0, heldTapes == 0, let companion = tape.companion else {
      return
    }
    let list = unsafeDowncast(companion, to: VariableList.self)
    if tape.count < list.gateLimit && tape.recordedBytes < list.byteLimit || list.isPinned {
      return
    }
    compact(tape, list)
  }

  @inline(never)
  private func compact(_ tape: Tape, _ list: VariableList) {
    var roots: [Int] = []
    func add(_ node: UInt32) { if tape.owns(node) { roots.append(tape.index(node)) } }
    list.members { member in
      if let array = member.content.asObject(ArrayObject.self) {
        add(array.handle.node)
        add(array.array.cell.node)
      } else {
        add(member.content.node)
      }
    }
    let (base, count) = (tape.base, tape.count)
    guard let moved = tape.compact(keeping: roots) else { return }
    func new(_ node: UInt32) -> UInt32 {
      node >= base && Int(node - base) < count ? moved[Int(node - base)] : node
    }
    func exchange(_ content: Value) -> Value {
      guard let array = content.asObject(ArrayObject.self) else {
        return content.withNode(new(content.node))
      }
      array.handle.node = new(array.handle.node)
      array.array.cell.node = new(array.array.cell.node)
      return content
    }
    list.members { $0.exchangeContent(exchange) }
    list.keepLinks { link in
      guard let array = link.content.asObject(ArrayObject.self) else {
        return new(link.content.node) != 0
      }
      return new(array.handle.node) != 0
    }
    list.exchangeLinks(exchange)
    list.gateLimit = max(VariableList.leastGates, tape.count * 2)
    list.byteLimit = max(VariableList.leastBytes, tape.recordedBytes * 2)
  }
}

extension VariableList {
  fileprivate func exchangeLinks(_ exchange: (Value) -> Value) {
    for index in links.indices { links[index].content = exchange(links[index].content) }
  }
}
