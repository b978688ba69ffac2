/// What is seen of a trace when some of its groups are open and the others closed: nodes, wires and
/// numbered steps. The terminal, the page and the stepper all number the same steps.
package struct TraceView: Hashable, Sendable {
  /// Graphs with more nodes are listed, not drawn: a picture of them would not be read.
  package static let maximumDrawn = 100

  /// Name of the output, as in the code.
  package var output: String
  /// Index of the output's node in `nodes`.
  package var outputIndex = 0
  /// In tape order: every wire goes from a lower to a higher index.
  package var nodes: [Node] = []
  package var wires: [Wire] = []
  package var steps: [Step] = []
  /// Steps `1 ... forwardCount` are forward, the rest backward.
  package var forwardCount = 0
  package var openGroups: Set<Int>
  /// Names of the calls, and the calls around them, by id.
  package var groupNames: [Int: String] = [:]
  package var groupParents: [Int: Int] = [:]

  /// A leaf, a constant, a gate, or one output of a closed group, which looks like a gate.
  package struct Node: Hashable, Sendable {
    /// The trace's node; for a closed group the node that leaves it.
    package var node: TraceNode
    /// The closed group this stands for, or nil.
    package var group: Int?
    /// Gates inside, for a closed group; else 1 for gates and 0 for leaves.
    package var gates: Int
    /// What stands in the box: the group's name for a closed group.
    package var label: String
    /// The forward line: the group's for a closed group.
    package var forward: String
    /// What a closed group does to a gradient as a formula, where one is known.
    package var rule: String
    /// What it does to a gradient, in a sentence: the group's for a closed group.
    package var sentence: String
    /// The gradient as the sum of what arrived; empty where fewer than two wires are seen.
    package var gradientSum: String
    /// Uses of the value in the whole trace: the terms of the sum. More than there are consumers
    /// where some are inside closed groups.
    package var uses: Int
    /// Number of the forward step, for gates.
    package var step: Int?
    /// Indices into `wires`: what enters, by operand, and what leaves, by consumer.
    package var inputs: [Int] = []
    package var consumers: [Int] = []
    /// An edit of an input changed it: marked `*` where it is shown.
    package var isValueChanged = false
    package var isGradientChanged = false

    package var id: Int { node.id }
    package var isGate: Bool { group != nil || node.kind == .gate }
  }

  package struct Wire: Hashable, Sendable {
    /// Indices into `nodes`.
    package var from: Int
    package var to: Int
    package var edge: TraceEdge
  }

  package struct Step: Hashable, Sendable {
    package enum Direction: String, Sendable { case forward, backward }
    /// From 1, through both directions.
    package var number: Int
    package var direction: Direction
    /// Index into `nodes`.
    package var node: Int
    /// Indices into `wires`, by operand: what enters (forward), what is sent back (backward).
    package var wires: [Int]
  }

  /// What a node is called in a sentence: its name, or `gate 3` by its forward step.
  package func name(of node: Int) -> String {
    guard nodes.indices.contains(node) else { return "?" }
    if let name = nodes[node].node.name { return name }
    return nodes[node].step.map { "gate \($0)" } ?? nodes[node].label
  }

  /// The open calls that a gate was made in, outermost first.
  package func openCalls(of node: Int) -> [Int] {
    guard nodes.indices.contains(node), nodes[node].isGate else { return [] }
    var calls: [Int] = []
    // A closed call stands in the call around it.
    var current = nodes[node].group.map { groupParents[$0] } ?? nodes[node].node.group
    while let call = current, !calls.contains(call) {
      if openGroups.contains(call) { calls.append(call) }
      current = groupParents[call]
    }
    return calls.reversed()
  }

  /// `affine`, `net ▸ affine`: the open calls that a gate was made in; empty outside.
  package func callPath(of node: Int) -> String {
    openCalls(of: node).compactMap { groupNames[$0] }.joined(separator: " ▸ ")
  }

  /// Whether the graph is small enough to be drawn.
  package var isDrawable: Bool { nodes.count <= Self.maximumDrawn }

  /// The view with the groups of `open` open; nil means as the trace proposes.
  ///
  /// A group that lies in a closed one is not seen. A group whose inside the trace left out stays
  /// closed. A closed group with two outputs is two gates, one for each.
  package init(_ trace: Trace, open: Set<Int>? = nil) {
    let groups = VisibleGroups(trace, open: open)
    output = trace.output
    openGroups = groups.open
    for group in trace.groups {
      groupNames[group.id] = group.name
      if let parent = group.parent, parent != group.id { groupParents[group.id] = parent }
    }

    var uses: [Int: Int] = [:]
    for edge in trace.edges { uses[edge.from, default: 0] += 1 }
    var index: [Int: Int] = [:]
    for node in trace.nodes.sorted(by: { $0.id < $1.id }) {
      guard index[node.id] == nil, groups.shows(node) else { continue }
      index[node.id] = nodes.count
      let closed = node.kind == .gate ? groups.closed(around: node.group) : nil
      nodes.append(
        Node(
          node: node, group: closed?.id,
          gates: closed.map { groups.gateCount[$0.id] ?? 0 } ?? (node.kind == .gate ? 1 : 0),
          label: closed?.name ?? node.label, forward: closed?.forward ?? node.forward,
          rule: closed?.rule ?? "", sentence: closed?.sentence ?? node.sentence,
          gradientSum: node.gradientSum, uses: uses[node.id] ?? 0))
    }

    var edges: [TraceEdge] = []
    for edge in trace.edges where index[edge.to].map({ nodes[$0].group == nil }) ?? false {
      edges.append(edge)
    }
    for group in trace.groups {
      edges += group.edges.filter { edge in
        index[edge.to].map { nodes[$0].group == group.id } ?? false
      }
    }
    edges.sort { ($0.to, $0.operand, $0.from) < ($1.to, $1.operand, $1.from) }
    for edge in edges {
      guard let from = index[edge.from], let to = index[edge.to], from < to else { continue }
      nodes[from].consumers.append(wires.count)
      nodes[to].inputs.append(wires.count)
      wires.append(Wire(from: from, to: to, edge: edge))
    }
    for position in nodes.indices where nodes[position].consumers.count < 2 {
      nodes[position].gradientSum = ""
    }
    outputIndex = index[trace.outputNode] ?? max(0, nodes.count - 1)

    let gates = nodes.indices.filter { nodes[$0].isGate }
    forwardCount = gates.count
    for gate in gates {
      nodes[gate].step = steps.count + 1
      steps.append(
        Step(
          number: steps.count + 1, direction: .forward, node: gate, wires: nodes[gate].inputs))
    }
    for gate in gates.reversed() where !nodes[gate].inputs.isEmpty {
      steps.append(
        Step(
          number: steps.count + 1, direction: .backward, node: gate, wires: nodes[gate].inputs))
    }
  }
}

/// Which groups are closed around which node.
private struct VisibleGroups {
  var open: Set<Int> = []
  /// Gates inside each group, with those of the groups inside it.
  var gateCount: [Int: Int] = [:]
  /// The outermost closed group at or around each group.
  private var outermost: [Int: TraceGroup] = [:]
  private var gates: [Int: Set<Int>] = [:]

  init(_ trace: Trace, open wanted: Set<Int>?) {
    var byId: [Int: TraceGroup] = [:]
    for group in trace.groups { byId[group.id] = group }
    let reached = Set(trace.edges.map(\.to))
    for group in trace.groups where wanted?.contains(group.id) ?? group.open {
      open.insert(group.id)
    }
    for group in trace.groups {
      let isLeftOut = !group.edges.isEmpty && !group.outputs.contains { reached.contains($0) }
      if isLeftOut { open.remove(group.id) }
      // Nothing would stand for a closed group without an output.
      if group.outputs.isEmpty { open.insert(group.id) }
      gates[group.id] = Set(group.outputs)
    }
    let order = Self.parentsFirst(trace.groups, byId)
    for group in order {
      let around = group.parent.flatMap { outermost[$0] }
      outermost[group.id] = around ?? (open.contains(group.id) ? nil : group)
    }
    for node in trace.nodes where node.kind == .gate {
      if let id = node.group { gateCount[id, default: 0] += 1 }
    }
    for group in order.reversed() {
      if let parent = group.parent, parent != group.id {
        gateCount[parent, default: 0] += gateCount[group.id] ?? 0
      }
    }
  }

  /// Groups in an order where each comes after the one around it; a circle is cut somewhere.
  private static func parentsFirst(_ groups: [TraceGroup], _ byId: [Int: TraceGroup])
    -> [TraceGroup]
  {
    var order: [TraceGroup] = []
    var isPlaced: Set<Int> = []
    for group in groups {
      var chain: [TraceGroup] = []
      var current: TraceGroup? = group
      while let known = current, isPlaced.insert(known.id).inserted {
        chain.append(known)
        current = known.parent.flatMap { byId[$0] }
      }
      order += chain.reversed()
    }
    return order
  }

  func closed(around group: Int?) -> TraceGroup? { group.flatMap { outermost[$0] } }

  func shows(_ node: TraceNode) -> Bool {
    guard let group = closed(around: node.group) else { return true }
    return node.kind == .gate
      ? gates[group.id]?.contains(node.id) ?? false : group.inputs.contains(node.id)
  }
}
