import Autodiff
import LessonOutput

/// Follows a number to its leaves and writes down what it meets.
///
/// What is listed is what lies nearest to the number; each number is listed once. Nothing recurses.
struct DerivationBuilder {
  /// Steps that are listed unless all are asked for: a page.
  static let page = 60
  /// Steps that are listed at most.
  static let mostSteps = 100_000
  /// Numbers behind a page that are counted, and terms that are looked at to count them.
  static let mostCounted = 2_000
  static let mostWork = 200_000

  let graph: NumberGraph
  /// Line in the file of a site.
  let line: (UInt32) -> Int?

  private var compositions: [NumberKey: Composition] = [:]
  private var listed: Set<NumberKey> = []
  /// The number under which another is derived: the nearest to the question that uses it.
  private var homes: [NumberKey: NumberKey] = [:]
  private var hidden = 0
  private var hidesMore = false

  init(_ graph: NumberGraph, line: @escaping (UInt32) -> Int?) {
    self.graph = graph
    self.line = line
  }

  mutating func build(_ root: NumberKey, name: String, question: String, isFull: Bool)
    -> Derivation
  {
    choose(root, isFull: isFull)
    var steps = order(root)
    if let first = steps.indices.first { steps[first].name = name }
    var derivation = Derivation(question: question, block: 0, line: 1, steps: steps)
    derivation.output = root.isGradient ? graph.builder.outputName : nil
    derivation.hidden = hidden
    derivation.hidesMore = hidesMore
    return derivation
  }

  private func composition(_ key: NumberKey) -> Composition {
    key.isGradient ? graph.gradientComposition(key) : graph.valueComposition(key)
  }

  /// The numbers nearest to the one asked for, and how many there are behind them.
  private mutating func choose(_ root: NumberKey, isFull: Bool) {
    let limit = isFull ? Self.mostSteps : Self.page
    let start = graph.work
    var seen: Set<NumberKey> = [root]
    var queue = [root]
    var next = 0
    listed = [root]
    while next < queue.count {
      let key = queue[next]
      next += 1
      let composition = composition(key)
      if listed.contains(key) { compositions[key] = composition }
      for child in composition.numbers where seen.insert(child).inserted {
        if listed.count < limit {
          listed.insert(child)
          homes[child] = key
        } else {
          hidden += 1
        }
        queue.append(child)
      }
      if hidden > 0, hidden >= Self.mostCounted || graph.work - start > Self.mostWork {
        // What is listed still needs its arithmetic.
        guard next >= listed.count else { continue }
        hidesMore = next < queue.count
        hidden = min(hidden, Self.mostCounted)
        break
      }
    }
  }

  /// The steps in the order in which they are read: a number, then what it is made of.
  private func order(_ root: NumberKey) -> [DerivationStep] {
    var steps: [DerivationStep] = []
    var keys: [NumberKey] = []
    var ids: [NumberKey: Int] = [:]
    var stack: [(key: NumberKey, parent: Int?)] = [(root, nil)]
    while let (key, parent) = stack.popLast() {
      guard ids[key] == nil, let composition = compositions[key] else { continue }
      let id = steps.count
      ids[key] = id
      keys.append(key)
      steps.append(step(key, composition, id: id, parent: parent))
      for child in composition.numbers.reversed() where homes[child] == key {
        stack.append((child, id))
      }
    }
    for (id, key) in keys.enumerated() {
      let numbers = compositions[key]?.numbers ?? []
      steps[id].children = numbers.compactMap { ids[$0] }
      steps[id].omitted = numbers.count - steps[id].children.count
    }
    return steps
  }

  // MARK: One step

  private func step(_ key: NumberKey, _ composition: Composition, id: Int, parent: Int?)
    -> DerivationStep
  {
    let tape = graph.tape
    let place = composition.gate ?? key.node
    let group = Int(tape.groups[place])
    let shape = graph.shape(key.node)
    let value = graph.number(key)
    let isComputed = composition.kind == .computed
    let gate =
      key.isGradient
      ? composition.gate.map { graph.builder.gate($0).name } ?? ""
      : graph.builder.gate(key.node).name
    return DerivationStep(
      id: id, parent: parent, kind: composition.kind, name: graph.names.text(key),
      isGradient: key.isGradient,
      value: Picture(value, dtype: !key.isGradient && graph.isInteger(key) ? "int" : "float"),
      formula: isComputed ? formula(composition) : "",
      equation: isComputed ? equation(value, key, composition) : "",
      reason: composition.reason,
      call: group == 0 || !isComputed ? nil : tape.groupTable[group].name,
      line: line(tape.sites[place]) ?? line(tape.sites[key.node]), gate: gate,
      node: graph.builder.numbers[key.node],
      element: shape.isEmpty ? [] : ElementIndex.coordinates(key.element, shape))
  }

  private func equation(_ value: Double, _ key: NumberKey, _ composition: Composition) -> String {
    var parts = composition.terms.map { arithmetic($0) }
    if parts.count > 1, composition.form.adds {
      for index in parts.indices.dropFirst() { parts[index] = parts[index].subtractedIfNegative }
    }
    if let rest = composition.rest {
      let noun = if case .product = composition.form { "factors" } else { "terms" }
      parts.append(
        .rest(
          rest.value, integer: NumberGraph.isWhole(rest.value), count: rest.count, of: noun))
    }
    let right: Arithmetic
    switch composition.form {
    case _ where parts.isEmpty: right = .number(0, integer: true)
    case .sum: right = parts.count == 1 ? parts[0] : .sum(parts)
    case .mean(let count):
      right = .quotient(
        parts.count == 1 ? parts[0] : .sum(parts), .number(Double(count), integer: true))
    case .product: right = parts.count == 1 ? parts[0] : .product(parts)
    case .largest: right = parts.count == 1 ? parts[0] : .call("maximum", parts)
    case .smallest: right = parts.count == 1 ? parts[0] : .call("minimum", parts)
    }
    return Equation.text(result: value, integer: graph.isInteger(key), of: right)
  }

  private func arithmetic(_ term: Term) -> Arithmetic {
    let sources = term.sources.map { source -> Arithmetic in
      switch source {
      case .number(let key): .number(graph.number(key), integer: graph.isInteger(key))
      case .constant(let value, let integer): .number(value, integer: integer)
      }
    }
    return term.expression.arithmetic(sources, output: .number(term.value)).simplified
      .flattened
  }

  private func formula(_ composition: Composition) -> String {
    var parts = composition.terms.map { term in
      term.expression.text(term.sources.map { graph.names.word($0) }, output: "")
        .replacing("\u{A0}", with: " ")
    }
    guard !parts.isEmpty else { return "0" }
    if let rest = composition.rest { parts.append("… \(rest.count) more") }
    switch composition.form {
    case .sum: return sum(parts)
    case .mean(let count):
      return parts.count == 1 ? "\(parts[0])/\(count)" : "(\(sum(parts)))/\(count)"
    case .product:
      return parts.map { $0.isCompound(tighterThan: 2) ? "(\($0))" : $0 }.joined(separator: "·")
    case .largest: return parts.count == 1 ? parts[0] : "max(\(parts.joined(separator: ", ")))"
    case .smallest: return parts.count == 1 ? parts[0] : "min(\(parts.joined(separator: ", ")))"
    }
  }

  private func sum(_ parts: [String]) -> String {
    parts.dropFirst().reduce(parts[0]) { text, part in
      part.hasPrefix("−") ? "\(text) − \(part.dropFirst())" : "\(text) + \(part)"
    }
  }
}

extension Arithmetic {
  /// `a × 2 × b` for `a × (2 × b)`.
  fileprivate var flattened: Arithmetic {
    guard case .product(let factors) = self else { return self }
    return .product(
      factors.flatMap { factor -> [Arithmetic] in
        if case .product(let inner) = factor { inner } else { [factor] }
      })
  }

  /// `− 2 × 3` where a sum would have `+ (−2 × 3)`.
  fileprivate var subtractedIfNegative: Arithmetic {
    switch self {
    case .number(let value, let integer) where value < 0:
      return .negative(.number(-value, integer: integer))
    case .product(let factors):
      guard case .number(let value, let integer)? = factors.first, value < 0 else { return self }
      return .negative(.product([.number(-value, integer: integer)] + factors.dropFirst()))
    default: return self
    }
  }
}
