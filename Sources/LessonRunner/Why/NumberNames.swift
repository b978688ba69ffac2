import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// What the nodes of a trace are called where they stand alone, each by a name of its own.
///
/// In this order: the name the code gives (`q`, `x′`); the call that gives it (`sigmoid(y)`); a
/// local name (`out`, or `layer.out` and `layer@2.out` where it would not be the only one); the
/// number of its forward step (`gate 4`, `H gate 4` for an array after a write), or of its place in
/// a closed call (`sigmoid gate 2`).
final class NumberNames {
  private let builder: TraceBuilder
  private let trace: Trace
  /// The calls that are open in the view whose steps are meant; nil as the trace proposes.
  let open: Set<Int>?
  private var known: [Int: String] = [:]

  init(_ builder: TraceBuilder, _ trace: Trace, open: Set<Int>? = nil) {
    self.builder = builder
    self.trace = trace
    self.open = open
  }

  private var tape: Tape { builder.tape }

  // MARK: Texts

  /// `W[0, 1]`, `W.grad[0, 1]`.
  func text(_ key: NumberKey) -> String {
    base(key.node) + (key.isGradient ? ".grad" : "")
      + ElementIndex.text(key.element, tape.shape(key.node))
  }

  func text(_ source: Term.Source) -> String {
    switch source {
    case .number(let key): text(key)
    case .constant(let value, _): constantText(value)
    }
  }

  /// The text as one word of a formula: its spaces don't break.
  func word(_ source: Term.Source) -> String {
    text(source).replacing(" ", with: "\u{A0}")
  }

  /// Whether the code gives the node a name at its top level.
  func isNamed(_ node: Int) -> Bool { builder.tracer.names[tape.id(node)] != nil }

  /// The node's name without an index.
  func base(_ node: Int) -> String {
    if let text = known[node] { return text }
    let text = makeBase(node)
    known[node] = text
    return text
  }

  private func makeBase(_ node: Int) -> String {
    let id = tape.id(node)
    if let name = builder.tracer.names[id] { return name }
    if builder.isPick(node) {
      return base(Int(tape.a[node])) + pickText(node)
    }
    if let group = builder.results[node], let call = uniqueCalls[group] { return call }
    if let local = localNames[id] { return localName(node, local.name, local.group) }
    if tape.codes[node] == GateCode.constant { return constantName(node) }
    return [writtenName(node), gateName(node)].compactMap { $0 }.joined(separator: " ")
  }

  /// An array that was written to keeps its name before the number of the write.
  private func writtenName(_ node: Int) -> String? {
    var array = node
    while builder.gate(array).name == "write" {
      array = Int(tape.a[array])
      if let name = builder.tracer.names[tape.id(array)] { return name }
    }
    return nil
  }

  private func gateName(_ node: Int) -> String {
    if let step = steps[node] { return "gate \(step)" }
    let group = Int(tape.groups[node])
    guard group != 0, tape.groupTable.indices.contains(group) else {
      return "gate \(ordinal(node))"
    }
    return "\(groupLabel(group)) gate \(placeInGroup(node, group))"
  }

  private func pickText(_ node: Int) -> String {
    guard case .region(_, let text)? = tape.record(node)?.attribute else { return "" }
    return text
  }

  // MARK: Constants

  /// Array constants that have been met, each once, and what they are called.
  private var constants: [(node: Int, name: String)] = []
  /// More are not compared.
  private static let mostConstants = 64

  /// The first node of the same array constant: every use records it anew.
  func firstConstant(_ node: Int) -> Int {
    if let known = constants.first(where: { $0.node == node }) { return known.node }
    if let known = constants.first(where: {
      tape.array($0.node).showsSameMemory(as: tape.array(node))
    }) {
      return known.node
    }
    if constants.count < Self.mostConstants { constants.append((node, newName(node))) }
    return node
  }

  private func constantName(_ node: Int) -> String {
    let first = firstConstant(node)
    return constants.first { $0.node == first }?.name ?? "constant of node \(node)"
  }

  /// The name that the code has for the array, if one still holds it, else `constant 2`.
  private func newName(_ node: Int) -> String {
    let array = tape.array(node)
    let session = builder.session
    let taken = Set(builder.tracer.names.values)
    let name = session.globalNames.first { name in
      !taken.contains(name)
        && session.global(name)?.asObject(ArrayObject.self)?.array.showsSameMemory(as: array)
          ?? false
    }
    return name ?? "constant \(constants.count + 1)"
  }

  // MARK: Steps

  /// Forward steps of the view, by node.
  private(set) lazy var steps: [Int: Int] = {
    guard !trace.abridged else { return [:] }
    var nodes: [Int: Int] = [:]
    for (node, id) in builder.numbers { nodes[id] = node }
    var result: [Int: Int] = [:]
    for node in view.nodes {
      if let step = node.step, let index = nodes[node.id] { result[index] = step }
    }
    return result
  }()

  private(set) lazy var view = TraceView(trace, open: open)

  /// The node of a step, and whether that is a step backward; nil where there is no such step.
  func node(ofStep number: Int) -> (node: Int, isBackward: Bool)? {
    if trace.abridged {
      guard number >= 1, number <= ordinals.count else { return nil }
      return (ordinals[number - 1], false)
    }
    guard view.steps.indices.contains(number - 1) else { return nil }
    let step = view.steps[number - 1]
    let id = view.nodes[step.node].id
    guard let node = builder.numbers.first(where: { $0.value == id })?.key else { return nil }
    return (node, step.direction == .backward)
  }

  /// How many steps there are.
  var stepCount: Int { trace.abridged ? ordinals.count : view.steps.count }

  /// Gates that are shown, in tape order.
  private lazy var ordinals: [Int] = builder.visible.indices.filter { node in
    builder.visible[node] && tape.flags[node] & 3 != 0 && !builder.isShownAsLeaf(node)
  }

  private func ordinal(_ node: Int) -> Int {
    var (low, high) = (0, ordinals.count)
    while low < high {
      let middle = (low + high) / 2
      if ordinals[middle] < node { low = middle + 1 } else { high = middle }
    }
    return low + 1
  }

  // MARK: Calls

  /// Calls as they are written, where only one reads so.
  private lazy var uniqueCalls: [Int: String] = {
    var counts: [String: Int] = [:]
    for text in builder.calls.values { counts[text, default: 0] += 1 }
    let named = Set(builder.tracer.names.values)
    return builder.calls.filter { counts[$0.value] == 1 && !named.contains($0.value) }
  }()

  private lazy var groupNumbers: (byGroup: [Int], counts: [String: Int]) = {
    var counts: [String: Int] = [:]
    let numbers = tape.groupTable.map { group in
      counts[group.name, default: 0] += 1
      return counts[group.name] ?? 1
    }
    return (numbers, counts)
  }()

  /// `sigmoid`, or of several calls `sigmoid(x)` where that is short, else `sigmoid@2`.
  func groupLabel(_ group: Int) -> String {
    let name = tape.groupTable[group].name
    let number = groupNumbers.byGroup[group]
    if (groupNumbers.counts[name] ?? 1) == 1 { return name }
    if let call = uniqueCalls[group], call.utf8.count <= 12 { return call }
    return "\(name)@\(number)"
  }

  private lazy var gatesOfGroups: [Int: [Int]] = Dictionary(
    grouping: ordinals, by: { Int(tape.groups[$0]) })

  private func placeInGroup(_ node: Int, _ group: Int) -> Int {
    (gatesOfGroups[group]?.firstIndex(of: node) ?? 0) + 1
  }

  func node(inGroup label: String, gate number: Int) -> Int? {
    guard let group = tape.groupTable.indices.dropFirst().first(where: { groupLabel($0) == label }),
      let gates = gatesOfGroups[group], gates.indices.contains(number - 1)
    else { return nil }
    return gates[number - 1]
  }

  // MARK: Local names

  /// Names in functions of the block, and in those that the program provides.
  private lazy var localNames: [UInt32: (group: UInt32, name: String)] = {
    var result = builder.tracer.localNames
    for (id, name) in tape.innerNames where result[id] == nil && tape.owns(id) {
      result[id] = (tape.groups[tape.index(id)], name)
    }
    return result
  }()

  /// How many nodes bear a local name, and its nodes in each call, in tape order.
  private lazy var locals: (counts: [String: Int], inCalls: [String: [Int]]) = {
    var counts: [String: Int] = [:]
    var inCalls: [String: [Int]] = [:]
    for (id, local) in localNames.sorted(by: { $0.key < $1.key }) {
      guard builder.tracer.names[id] == nil else { continue }
      counts[local.name, default: 0] += 1
      inCalls["\(local.group) \(local.name)", default: []].append(tape.index(id))
    }
    for name in Set(builder.tracer.names.values) { counts[name, default: 0] += 1 }
    return (counts, inCalls)
  }()

  private func localName(_ node: Int, _ name: String, _ group: UInt32) -> String {
    // Nobody wrote a name that a provided function gives: it stays with its function.
    if locals.counts[name] == 1, tape.innerNames[tape.id(node)] == nil { return name }
    let same = locals.inCalls["\(group) \(name)"] ?? []
    let text = "\(groupLabel(Int(group))).\(name)"
    guard let place = same.firstIndex(of: node), place > 0 else { return text }
    return "\(text)@\(place + 1)"
  }

  /// The nodes that can be asked for by a name, the newest last.
  private lazy var byName: [String: Int] = {
    var result: [String: Int] = [:]
    for id in localNames.keys.sorted() where builder.tracer.names[id] == nil {
      result[base(tape.index(id))] = tape.index(id)
    }
    for (node, group) in builder.results {
      if let call = uniqueCalls[group] { result[call] = node }
    }
    for (id, name) in builder.tracer.names.sorted(by: { $0.key < $1.key }) {
      result[name] = tape.index(id)
    }
    return result
  }()

  func node(named name: String) -> Int? { byName[name] }

  /// Names that can be asked for, for suggestions.
  var all: [String] { byName.keys.sorted() }
}
