import LessonOutput

/// A scalar tape written for the tests alone, so that pictures of traces can be made without the
/// engine: values, gradients and edges are computed, texts of equations are plain.
final class TinyTape {
  struct Operand {
    var from: Int
    var local: Double
    var formula: String
  }

  private var nodes: [TraceNode] = []
  private var operands: [[Operand]] = []
  var groups: [TraceGroup] = []
  var group: Int?

  func value(_ id: Int) -> Double { nodes[id].value.number ?? .nan }

  func leaf(_ name: String, _ value: Double) -> Int {
    nodes.append(
      TraceNode(
        id: nodes.count, kind: .leaf, name: name, label: name, gate: "leaf", group: group,
        value: Picture(value)))
    operands.append([])
    return nodes.count - 1
  }

  func gate(
    _ label: String, _ name: String?, _ value: Double, _ inputs: [Operand], formula: String,
    arithmetic: String, sentence: String
  ) -> Int {
    nodes.append(
      TraceNode(
        id: nodes.count, kind: .gate, name: name, label: label, gate: label, formula: formula,
        line: 3, group: group, value: Picture(value),
        forward: "\(digits(value)) = \(arithmetic)", sentence: sentence))
    operands.append(inputs)
    return nodes.count - 1
  }

  func digits(_ value: Double) -> String {
    if value == value.rounded() { return (value < 0 ? "−" : "") + String(Int(abs(value))) }
    let scaled = String(Int((abs(value) * 10000).rounded()))
    let padded = String(repeating: "0", count: max(0, 5 - scaled.count)) + scaled
    return (value < 0 ? "−" : "") + padded.dropLast(4) + "." + padded.suffix(4)
  }

  func bracketed(_ value: Double) -> String {
    value < 0 ? "(\(digits(value)))" : digits(value)
  }

  func named(_ id: Int) -> String { nodes[id].name ?? "(" + nodes[id].formula + ")" }

  func add(_ a: Int, _ b: Int, _ name: String? = nil) -> Int {
    gate(
      "+", name, value(a) + value(b),
      [Operand(from: a, local: 1, formula: "1"), Operand(from: b, local: 1, formula: "1")],
      formula: "\(named(a)) + \(named(b))",
      arithmetic: "\(digits(value(a))) + \(bracketed(value(b)))",
      sentence: "An add gate hands its gradient on to all inputs unchanged.")
  }

  func multiply(_ a: Int, _ b: Int, _ name: String? = nil) -> Int {
    gate(
      "×", name, value(a) * value(b),
      [
        Operand(from: a, local: value(b), formula: named(b)),
        Operand(from: b, local: value(a), formula: named(a)),
      ], formula: "\(named(a)) × \(named(b))",
      arithmetic: "\(digits(value(a))) × \(bracketed(value(b)))",
      sentence: "A multiply gate gives each input the gradient times the other input.")
  }

  func maximum(_ a: Int, _ b: Int, _ name: String? = nil) -> Int {
    gate(
      "max", name, max(value(a), value(b)),
      [
        Operand(from: a, local: value(a) > value(b) ? 1 : 0, formula: "1 if larger"),
        Operand(from: b, local: value(b) > value(a) ? 1 : 0, formula: "1 if larger"),
      ], formula: "max(\(named(a)), \(named(b)))",
      arithmetic: "max(\(digits(value(a))), \(digits(value(b))))",
      sentence: "A max gate routes the gradient to its larger input.")
  }

  func one(
    _ label: String, _ a: Int, _ value: Double, local: Double, formula: String,
    arithmetic: String, _ name: String? = nil
  ) -> Int {
    gate(
      label, name, value, [Operand(from: a, local: local, formula: formula)],
      formula: "\(label) of \(named(a))", arithmetic: arithmetic,
      sentence: "The gate \(label) multiplies the gradient by its slope.")
  }

  func scale(_ a: Int, _ factor: Double) -> Int {
    one(
      "×" + digits(factor), a, factor * value(a), local: factor, formula: digits(factor),
      arithmetic: "\(digits(value(a))) × \(bracketed(factor))")
  }

  func exp(_ a: Int, _ value: Double) -> Int {
    one("exp", a, value, local: value, formula: "exp", arithmetic: "exp(\(digits(self.value(a))))")
  }

  func increment(_ a: Int) -> Int {
    one("+1", a, value(a) + 1, local: 1, formula: "1", arithmetic: "\(digits(value(a))) + 1")
  }

  func reciprocal(_ a: Int, _ name: String? = nil) -> Int {
    one(
      "1/x", a, 1 / value(a), local: -1 / (value(a) * value(a)), formula: "−1/x²",
      arithmetic: "1 / \(bracketed(value(a)))", name)
  }

  func square(_ a: Int) -> Int {
    one(
      "x²", a, value(a) * value(a), local: 2 * value(a), formula: "2x",
      arithmetic: "\(bracketed(value(a)))²")
  }

  func trace(_ output: String) -> Trace {
    var gradients = [Double](repeating: 0, count: nodes.count)
    var parts = [[Double]](repeating: [], count: nodes.count)
    gradients[nodes.count - 1] = 1
    var edges: [TraceEdge] = []
    for id in nodes.indices.reversed() {
      for (index, operand) in operands[id].enumerated() {
        let sent = gradients[id] * operand.local
        gradients[operand.from] += sent
        parts[operand.from].append(sent)
        edges.append(
          TraceEdge(
            from: operand.from, to: id, operand: index, upstream: Picture(gradients[id]),
            local: LocalGradient(
              formula: "∂\(nodes[id].name ?? "out")/∂\(nodes[operand.from].name ?? "in")"
                + " = \(operand.formula)", value: Picture(operand.local)),
            downstream: Picture(sent),
            text: "\(digits(sent)) = \(digits(gradients[id])) × \(bracketed(operand.local))"))
      }
    }
    for id in nodes.indices {
      nodes[id].gradient = Picture(gradients[id])
      if parts[id].count > 1 {
        nodes[id].gradientSum =
          "\(digits(gradients[id])) = " + parts[id].map { bracketed($0) }.joined(separator: " + ")
      }
    }
    edges.sort { ($0.to, $0.operand) < ($1.to, $1.operand) }
    return Trace(
      output: output, outputNode: nodes.count - 1, nodes: nodes, edges: edges, groups: groups,
      gateCount: nodes.count { $0.kind == .gate })
  }
}

enum TinyTraces {
  static func chain() -> Trace {
    let t = TinyTape()
    let (x, y, z) = (t.leaf("x", -2), t.leaf("y", 5), t.leaf("z", -4))
    _ = t.multiply(t.add(x, y, "q"), z, "f")
    return t.trace("f")
  }

  static func fork() -> Trace {
    let t = TinyTape()
    let a = t.leaf("a", 3)
    _ = t.add(a, a, "f")
    return t.trace("f")
  }

  static func maximum() -> Trace {
    let t = TinyTape()
    let (x, y, z, w) = (t.leaf("x", 3), t.leaf("y", -4), t.leaf("z", 2), t.leaf("w", -1))
    _ = t.scale(t.add(t.multiply(x, y), t.maximum(z, w)), 2)
    return t.trace("f")
  }

  static func neuron() -> Trace {
    let t = TinyTape()
    let (w0, x0, w1, x1, w2) = (
      t.leaf("w[0]", 2), t.leaf("x[0]", -1), t.leaf("w[1]", -3), t.leaf("x[1]", -2),
      t.leaf("w[2]", -3)
    )
    let dot = t.add(t.add(t.multiply(w0, x0), t.multiply(w1, x1)), w2, "dot")
    _ = t.reciprocal(t.increment(t.exp(t.scale(dot, -1), 0.36787944117144233)), "f")
    return t.trace("f")
  }

  /// f = (x + σ(y)) / (σ(x) + (x + y)²) with σ as open or closed groups.
  static func staged(open: Bool = true) -> Trace {
    let t = TinyTape()
    let (x, y) = (t.leaf("x", 3), t.leaf("y", -4))
    func sigmoid(_ a: Int, _ e: Double, _ name: String) -> Int {
      let id = t.groups.count
      t.group = id
      let out = t.reciprocal(t.increment(t.exp(t.scale(a, -1), e)), name)
      t.group = nil
      let s = t.value(out)
      t.groups.append(
        TraceGroup(
          id: id, name: "σ", parent: nil, line: 2, open: open, inputs: [a], outputs: [out],
          edges: [
            TraceEdge(
              from: a, to: out, operand: 0, upstream: Picture(0),
              local: LocalGradient(formula: "∂σ/∂t = σ(1 − σ)", value: Picture(s * (1 - s))),
              downstream: Picture(0), text: "")
          ], forward: "\(t.digits(s)) = σ(\(t.digits(t.value(a))))"))
      return out
    }
    let sigy = sigmoid(y, 54.598150033144236, "sigy")
    let num = t.add(x, sigy, "num")
    let sigx = sigmoid(x, 0.049787068367863944, "sigx")
    let den = t.add(sigx, t.square(t.add(x, y, "xpy")), "den")
    _ = t.multiply(num, t.reciprocal(den, "invden"), "f")
    var trace = t.trace("f")
    for index in trace.groups.indices {
      var edge = trace.groups[index].edges[0]
      let upstream = trace.nodes[edge.to].gradient?.number ?? .nan
      let sent = upstream * (edge.local.value?.number ?? .nan)
      edge.upstream = Picture(upstream)
      edge.downstream = Picture(sent)
      edge.text =
        "\(t.digits(sent)) = \(t.digits(upstream)) × \(t.digits(edge.local.value?.number ?? .nan))"
      trace.groups[index].edges = [edge]
    }
    return trace
  }

  /// L = sum((W @ x)²): W 2×2, x 2.
  static func matrix() -> Trace {
    func array(_ shape: [Int], _ values: [Double]) -> Picture {
      Picture(shape: shape, dtype: "float64", values: values)
    }
    let q = array([2], [0.22, 0.26])
    let dq = array([2], [0.44, 0.52])
    let dW = array([2, 2], [0.088, 0.176, 0.104, 0.208])
    let dx = array([2], [-0.112, 0.636])
    return Trace(
      output: "f", outputNode: 4,
      nodes: [
        TraceNode(
          id: 0, kind: .leaf, name: "W", label: "W", gate: "leaf",
          value: array([2, 2], [0.1, 0.5, -0.3, 0.8]), gradient: dW),
        TraceNode(
          id: 1, kind: .leaf, name: "x", label: "x", gate: "leaf", value: array([2], [0.2, 0.4]),
          gradient: dx),
        TraceNode(
          id: 2, kind: .gate, name: "q", label: "@", gate: "matmul", formula: "W @ x", value: q,
          gradient: dq, forward: "q = W @ x   (2,) = (2, 2) @ (2,)",
          sentence: "A matrix product sends gradient @ xᵀ to W and Wᵀ @ gradient to x."),
        TraceNode(
          id: 3, kind: .gate, name: "s", label: "x²", gate: "square", formula: "q²",
          value: array([2], [0.0484, 0.0676]), gradient: array([2], [1, 1]),
          forward: "s = q²   (2,)", sentence: "A square gate doubles its input."),
        TraceNode(
          id: 4, kind: .gate, name: "f", label: "sum", gate: "sum", formula: "sum(s)",
          value: Picture(0.116), gradient: Picture(1), forward: "0.116 = 0.0484 + 0.0676",
          sentence: "A sum hands its gradient to every element."),
      ],
      edges: [
        TraceEdge(
          from: 0, to: 2, operand: 0, upstream: dq,
          local: LocalGradient(
            formula: "∂q/∂W: x in row i", value: nil, structure: .sparse, rows: 2, columns: 4),
          downstream: dW, text: "dW = dq @ xᵀ   (2, 2) = (2, 1) @ (1, 2)"),
        TraceEdge(
          from: 1, to: 2, operand: 1, upstream: dq,
          local: LocalGradient(
            formula: "∂q/∂x = W", value: nil, structure: .full, rows: 2, columns: 2),
          downstream: dx, text: "dx = Wᵀ @ dq   (2,) = (2, 2) @ (2,)"),
        TraceEdge(
          from: 2, to: 3, operand: 0, upstream: array([2], [1, 1]),
          local: LocalGradient(
            formula: "∂s/∂q = 2q", value: dq, structure: .diagonal, rows: 2, columns: 2),
          downstream: dq, text: "dq = ds × 2q   elementwise"),
        TraceEdge(
          from: 3, to: 4, operand: 0, upstream: Picture(1),
          local: LocalGradient(
            formula: "∂f/∂s = 1", value: nil, structure: .full, rows: 1, columns: 2),
          downstream: array([2], [1, 1]), text: "ds = 1, for each element"),
      ], gateCount: 3)
  }

  static let all: [(String, @Sendable () -> Trace)] = [
    ("chain", { chain() }), ("fork", { fork() }), ("maximum", { maximum() }),
    ("neuron", { neuron() }), ("staged", { staged() }), ("closed", { staged(open: false) }),
    ("matrix", { matrix() }),
  ]
}
