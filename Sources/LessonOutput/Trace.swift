/// The graph of one output: forward values and, edge by edge, the upstream, local and downstream
/// gradient. Only ancestors of the output; nodes in tape order, so every edge goes from a lower to
/// a higher id.
package struct Trace: Hashable, Sendable, Codable {
  /// Name of the output as in the code.
  package var output: String
  package var outputNode: Int
  package var nodes: [TraceNode]
  package var edges: [TraceEdge]
  package var groups: [TraceGroup]
  /// Gates on the tape, also where `nodes` leaves some out.
  package var gateCount: Int
  /// Nodes inside groups were left out because there were too many.
  package var abridged = false
  /// What calls of `backward()` in the block sent, in order.
  package var backwardCalls: [BackwardCall] = []

  package init(
    output: String, outputNode: Int, nodes: [TraceNode], edges: [TraceEdge],
    groups: [TraceGroup] = [], gateCount: Int
  ) {
    self.output = output
    self.outputNode = outputNode
    self.nodes = nodes
    self.edges = edges
    self.groups = groups
    self.gateCount = gateCount
  }
}

/// One call of `backward()`.
package struct BackwardCall: Hashable, Sendable, Codable {
  /// From 1.
  package var number: Int
  package var line: Int?
  /// What was differentiated.
  package var output: String
  package var sent: [Sent]

  /// What one input received in this call.
  package struct Sent: Hashable, Sendable, Codable {
    package var name: String
    package var gradient: Picture
    /// All calls so far for this input, as a sum: `−8 = −4 − 4`; empty for the first.
    package var total: String

    package init(name: String, gradient: Picture, total: String) {
      self.name = name
      self.gradient = gradient
      self.total = total
    }
  }

  /// `backward() call 2, line 6, of f: 6 to x, in all 12 = 6 + 6`.
  package var text: String {
    let place = line.map { ", line \($0)" } ?? ""
    let parts = sent.map { item in
      let amount = item.gradient.number.map { NumberText.short($0) } ?? "a gradient"
      return "\(amount) to \(item.name)" + (item.total.isEmpty ? "" : ", in all \(item.total)")
    }
    return "backward() call \(number)\(place), of \(output): " + parts.joined(separator: "; ")
  }

  package init(number: Int, line: Int?, output: String, sent: [Sent]) {
    self.number = number
    self.line = line
    self.output = output
    self.sent = sent
  }
}

package struct TraceNode: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable {
    /// An input of the graph.
    case leaf
    case gate
    /// A constant that could not be folded into its gate (arrays).
    case constant
  }

  package var id: Int
  package var kind: Kind
  /// The name the code gave it (`q`, `x′`, `w[0]`), or nil for an intermediate result.
  package var name: String?
  /// What stands in the gate's box: `+`, `×`, `×−1`, `1/x`, `tanh`; the name for a leaf.
  package var label: String
  /// Name of the gate in the catalogue: `add`, `multiply`, `tanh`; `leaf` for a leaf.
  package var gate: String
  /// What the gate computed, in names: `x + y`. Empty for a leaf.
  package var formula: String
  /// Line in the file; nil for expressions typed on the command line.
  package var line: Int?
  /// Innermost group, by id.
  package var group: Int?
  package var value: Picture
  /// Nil where no gradient enters.
  package var gradient: Picture?
  /// The arithmetic of the forward value, true as printed: `3 = −2 + 5`. Empty for a leaf.
  package var forward: String
  /// The gradient as the sum of what the consumers sent, where there are two or more:
  /// `4 = 1 + 3`; else empty.
  package var gradientSum: String
  /// One sentence on what this gate does to a gradient.
  package var sentence: String
  /// For a matrix product: `x (4, 3) · W (3, 2) → (4, 2); dout (4, 2)`.
  package var shapes: String?

  package init(
    id: Int, kind: Kind, name: String?, label: String, gate: String, formula: String = "",
    line: Int? = nil, group: Int? = nil, value: Picture, gradient: Picture? = nil,
    forward: String = "", gradientSum: String = "", sentence: String = ""
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.label = label
    self.gate = gate
    self.formula = formula
    self.line = line
    self.group = group
    self.value = value
    self.gradient = gradient
    self.forward = forward
    self.gradientSum = gradientSum
    self.sentence = sentence
  }
}

/// A wire: data flows `from` → `to`, the gradient the other way. `a + a` has two.
package struct TraceEdge: Hashable, Sendable, Codable {
  package var from: Int
  package var to: Int
  /// Which operand of `to` this is, from 0.
  package var operand: Int
  /// Gradient of the output with respect to `to`'s value.
  package var upstream: Picture
  package var local: LocalGradient
  /// What this wire sends to `from`: upstream × local.
  package var downstream: Picture
  /// The arithmetic, true as printed: `−4 = 1 × (−4)`.
  package var text: String
  /// What shapes say of this gradient: `dW must be (3, 2): xᵀ · dout`, or that an operand was repeated.
  package var shapes: String?

  package init(
    from: Int, to: Int, operand: Int, upstream: Picture, local: LocalGradient,
    downstream: Picture, text: String
  ) {
    self.from = from
    self.to = to
    self.operand = operand
    self.upstream = upstream
    self.local = local
    self.downstream = downstream
    self.text = text
  }
}

/// The derivative of a gate's output with respect to one operand.
package struct LocalGradient: Hashable, Sendable, Codable {
  package enum Structure: String, Sendable, Codable {
    case scalar, full, diagonal, sparse, permutation
    /// Of a matrix product: one factor, repeated in blocks.
    case kronecker
    /// Of a gate of the learner's own: only its backward knows.
    case unknown
  }

  /// Jacobians of up to so many entries are carried whole.
  package static let maximumEntries = Picture.maximumElements

  /// In names: `∂f/∂q = z`.
  package var formula: String
  /// For scalar gates, and for elementwise gates the diagonal; nil where it is a full Jacobian.
  package var value: Picture?
  package var structure: Structure
  /// Rows (elements of the output) and columns (elements of the operand) of the Jacobian.
  package var rows: Int
  package var columns: Int
  /// The Jacobian itself, row by row, where it is small; larger ones are never built.
  package var entries: Picture?

  package init(
    formula: String, value: Picture?, structure: Structure = .scalar, rows: Int = 1,
    columns: Int = 1
  ) {
    self.formula = formula
    self.value = value
    self.structure = structure
    self.rows = rows
    self.columns = columns
  }
}

/// A call of a function, which opens and closes; closed, it is one gate.
package struct TraceGroup: Hashable, Sendable, Codable {
  package var id: Int
  package var name: String
  package var parent: Int?
  package var line: Int?
  /// How it is shown at first.
  package var open: Bool
  /// Node ids whose values enter from outside, and those that leave.
  package var inputs: [Int]
  package var outputs: [Int]
  /// The wires of the closed group: `to` is the output node, `from` the input node.
  package var edges: [TraceEdge]
  /// The forward line of the closed group: `0.73 = σ(1)`.
  package var forward: String
  /// What the closed group does to a gradient as a formula, `dx = dout·mask`, where one is known; else empty.
  package var rule: String
  /// The same in a sentence; else empty.
  package var sentence: String

  package init(
    id: Int, name: String, parent: Int?, line: Int?, open: Bool, inputs: [Int], outputs: [Int],
    edges: [TraceEdge], forward: String, rule: String = "", sentence: String = ""
  ) {
    self.rule = rule
    self.sentence = sentence
    self.id = id
    self.name = name
    self.parent = parent
    self.line = line
    self.open = open
    self.inputs = inputs
    self.outputs = outputs
    self.edges = edges
    self.forward = forward
  }
}
