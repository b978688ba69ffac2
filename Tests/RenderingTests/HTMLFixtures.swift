import LessonOutput

/// Records scalar gates and runs backward, so that tests have traces whose numbers are computed.
struct ScalarTape {
  struct Operand {
    var node: Int
    var local: Double
    var formula: String
  }

  private(set) var nodes: [TraceNode] = []
  private(set) var groups: [TraceGroup] = []
  private var operands: [[Operand]] = []
  private var currentGroup: Int?

  static func text(_ value: Double) -> String {
    let rounded = (value * 1e4).rounded() / 1e4
    let text = Int(exactly: rounded).map(String.init) ?? String(rounded)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  static func factor(_ value: Double) -> String {
    value < 0 ? "(\(text(value)))" : text(value)
  }

  mutating func leaf(_ name: String, _ value: Double, dtype: String = "float") -> Int {
    add(
      TraceNode(
        id: nodes.count, kind: .leaf, name: name, label: name, gate: "leaf",
        value: Picture(value, dtype: dtype)), [])
  }

  private mutating func add(_ node: TraceNode, _ operands: [Operand]) -> Int {
    nodes.append(node)
    self.operands.append(operands)
    return node.id
  }

  private func value(_ node: Int) -> Double { nodes[node].value.number ?? .nan }

  private func named(_ node: Int) -> String {
    nodes[node].name ?? "(\(nodes[node].formula))"
  }

  mutating func gate(
    _ label: String, _ gate: String, _ result: Double, arithmetic: String, formula: String,
    name: String?, sentence: String, _ operands: [Operand]
  ) -> Int {
    add(
      TraceNode(
        id: nodes.count, kind: .gate, name: name, label: label, gate: gate, formula: formula,
        group: currentGroup, value: Picture(result),
        forward: "\(Self.text(result)) = \(arithmetic)", sentence: sentence), operands)
  }

  mutating func sum(_ a: Int, _ b: Int, name: String? = nil) -> Int {
    gate(
      "+", "add", value(a) + value(b),
      arithmetic: "\(Self.text(value(a))) + \(Self.factor(value(b)))",
      formula: "\(named(a)) + \(named(b))", name: name,
      sentence: "An add gate hands its gradient on unchanged to all its inputs.",
      [Operand(node: a, local: 1, formula: "1"), Operand(node: b, local: 1, formula: "1")])
  }

  mutating func product(_ a: Int, _ b: Int, name: String? = nil) -> Int {
    let result = name ?? "out"
    return gate(
      "×", "multiply", value(a) * value(b),
      arithmetic: "\(Self.text(value(a))) × \(Self.factor(value(b)))",
      formula: "\(named(a)) × \(named(b))", name: name,
      sentence: "A multiply gate switches its inputs: each gets the gradient times the other.",
      [
        Operand(node: a, local: value(b), formula: "∂\(result)/∂\(named(a)) = \(named(b))"),
        Operand(node: b, local: value(a), formula: "∂\(result)/∂\(named(b)) = \(named(a))"),
      ])
  }

  mutating func unary(
    _ label: String, _ gate: String, _ a: Int, _ result: Double, local: Double, formula: String,
    name: String? = nil
  ) -> Int {
    self.gate(
      label, gate, result, arithmetic: "\(gate) of \(Self.text(value(a)))", formula: formula,
      name: name, sentence: "The \(gate) gate scales the gradient by its slope.",
      [Operand(node: a, local: local, formula: "slope of \(gate)")])
  }

  mutating func openGroup(_ name: String, open: Bool = false) {
    currentGroup = groups.count
    groups.append(
      TraceGroup(
        id: groups.count, name: name, parent: nil, line: nil, open: open, inputs: [], outputs: [],
        edges: [], forward: ""))
  }

  mutating func closeGroup(inputs: [Int], output: Int) {
    guard let id = currentGroup else { return }
    groups[id].inputs = inputs
    groups[id].outputs = [output]
    currentGroup = nil
  }

  /// The trace of the last node, gradients by the chain rule.
  func trace(output: String) -> Trace {
    var gradient = [Double](repeating: 0, count: nodes.count)
    gradient[nodes.count - 1] = 1
    var parts = [[Double]](repeating: [], count: nodes.count)
    var edges: [TraceEdge] = []
    for to in nodes.indices.reversed() {
      for (operand, input) in operands[to].enumerated() {
        let downstream = gradient[to] * input.local
        gradient[input.node] += downstream
        parts[input.node].append(downstream)
        edges.append(
          TraceEdge(
            from: input.node, to: to, operand: operand, upstream: Picture(gradient[to]),
            local: LocalGradient(formula: input.formula, value: Picture(input.local)),
            downstream: Picture(downstream),
            text: "\(Self.text(downstream)) = \(Self.text(gradient[to])) × "
              + Self.factor(input.local)))
      }
    }
    var nodes = nodes
    for index in nodes.indices {
      nodes[index].gradient = Picture(gradient[index])
      if parts[index].count > 1 {
        nodes[index].gradientSum =
          Self.text(gradient[index]) + " = "
          + parts[index].map(Self.factor).joined(separator: " + ")
      }
    }
    var groups = groups
    for index in groups.indices {
      guard let out = groups[index].outputs.first else { continue }
      groups[index].forward = "\(Self.text(value(out))) = \(groups[index].name)"
      for (operand, input) in groups[index].inputs.enumerated() {
        let local = slope(of: out, by: input)
        groups[index].edges.append(
          TraceEdge(
            from: input, to: out, operand: operand, upstream: Picture(gradient[out]),
            local: LocalGradient(formula: "slope of \(groups[index].name)", value: Picture(local)),
            downstream: Picture(gradient[out] * local),
            text: "\(Self.text(gradient[out] * local)) = \(Self.text(gradient[out])) × "
              + Self.factor(local)))
      }
    }
    return Trace(
      output: output, outputNode: nodes.count - 1, nodes: nodes, edges: edges, groups: groups,
      gateCount: nodes.count { $0.kind == .gate })
  }

  private func slope(of output: Int, by input: Int) -> Double {
    var gradient = [Double](repeating: 0, count: nodes.count)
    gradient[output] = 1
    for to in (0...output).reversed() {
      for operand in operands[to] { gradient[operand.node] += gradient[to] * operand.local }
    }
    return gradient[input]
  }
}

enum HTMLFixtures {
  /// f = (x + y)·z at −2, 5, −4.
  static var circuit: Trace {
    var tape = ScalarTape()
    let x = tape.leaf("x", -2, dtype: "int")
    let y = tape.leaf("y", 5, dtype: "int")
    let z = tape.leaf("z", -4, dtype: "int")
    let q = tape.sum(x, y, name: "q")
    _ = tape.product(q, z, name: "f")
    return tape.trace(output: "f")
  }

  /// The sigmoid neuron at w = [2, −3, −3], x = [−1, −2].
  ///
  /// - Parameter closed: the sigmoid is a call that is closed at first.
  static func neuron(closed: Bool) -> Trace {
    var tape = ScalarTape()
    let w0 = tape.leaf("w[0]", 2)
    let x0 = tape.leaf("x[0]", -1)
    let w1 = tape.leaf("w[1]", -3)
    let x1 = tape.leaf("x[1]", -2)
    let w2 = tape.leaf("w[2]", -3)
    let first = tape.product(w0, x0)
    let second = tape.product(w1, x1)
    let both = tape.sum(first, second)
    let dot = tape.sum(both, w2, name: "dot")
    if closed { tape.openGroup("sigmoid") }
    let negative = tape.unary("×−1", "negate", dot, -1, local: -1, formula: "−dot")
    let power = tape.unary(
      "exp", "exp", negative, 0.36787944117144233, local: 0.36787944117144233,
      formula: "exp(−dot)")
    let plus = tape.unary(
      "+1", "add constant", power, 1.3678794411714423, local: 1, formula: "1 + exp(−dot)")
    let f = tape.unary(
      "1/x", "reciprocal", plus, 0.7310585786300049,
      local: -1 / (1.3678794411714423 * 1.3678794411714423), formula: "1/(1 + exp(−dot))",
      name: "f")
    if closed { tape.closeGroup(inputs: [dot], output: f) }
    return tape.trace(output: "f")
  }

  /// f = (x·y + x)·(x + y) + x·x: forks, and two wires between the same nodes.
  static var forks: Trace {
    var tape = ScalarTape()
    let x = tape.leaf("x", 3)
    let y = tape.leaf("y", -1.25)
    let xy = tape.product(x, y)
    let a = tape.sum(xy, x, name: "a")
    let b = tape.sum(x, y, name: "b")
    let ab = tape.product(a, b)
    let square = tape.product(x, x, name: "s")
    _ = tape.sum(ab, square, name: "f")
    return tape.trace(output: "f")
  }

  /// A vector through a matrix, summed.
  static var arrays: Trace {
    func picture(_ shape: [Int], _ values: [Double]) -> Picture {
      Picture(shape: shape, dtype: "float64", values: values)
    }
    let weights = picture([2, 2], [0.1, 0.5, -0.3, 0.8])
    let x = picture([2], [0.2, 0.4])
    let q = picture([2], [0.22, 0.26])
    let large = picture([10, 12], (0..<120).map { Double($0 % 7) - 3 })
    let nodes = [
      TraceNode(
        id: 0, kind: .leaf, name: "W", label: "W", gate: "leaf", value: weights,
        gradient: picture([2, 2], [0.088, 0.176, 0.104, 0.208])),
      TraceNode(
        id: 1, kind: .leaf, name: "x", label: "x", gate: "leaf", value: x,
        gradient: picture([2], [-0.112, 0.636])),
      TraceNode(
        id: 2, kind: .constant, name: "mask", label: "mask", gate: "constant", value: large),
      TraceNode(
        id: 3, kind: .gate, name: "q", label: "@", gate: "matmul", formula: "W @ x", value: q,
        gradient: picture([2], [0.44, 0.52]), forward: "(2,) = (2, 2) @ (2,)",
        sentence: "A matrix product sends the upstream gradient through the transpose."),
      TraceNode(
        id: 4, kind: .gate, name: "f", label: "‖·‖²", gate: "squared_norm", formula: "‖q‖²",
        value: Picture(0.116), gradient: Picture(1), forward: "0.116 = 0.22² + 0.26²",
        sentence: "A squared norm doubles what it is given."),
    ]
    func edge(_ from: Int, _ to: Int, _ operand: Int, _ text: String, _ local: LocalGradient)
      -> TraceEdge
    {
      TraceEdge(
        from: from, to: to, operand: operand, upstream: nodes[to].gradient ?? Picture(0),
        local: local, downstream: nodes[from].gradient ?? Picture(0), text: text)
    }
    let full = LocalGradient(
      formula: "Wᵀ", value: nil, structure: .full, rows: 2, columns: 2)
    return Trace(
      output: "f", outputNode: 4, nodes: nodes,
      edges: [
        edge(0, 3, 0, "(2, 2) = (2, 1) @ (1, 2)", full),
        edge(1, 3, 1, "(2,) = (2, 2) @ (2,)", full),
        edge(3, 4, 0, "[0.44, 0.52] = 1 × 2 · [0.22, 0.26]", full),
      ], gateCount: 2)
  }

  static func run(_ prose: [Prose], blocks: [BlockRun] = []) -> LessonRun {
    var run = LessonRun(program: "lesson 0.1", file: "course/test.md", title: "Test")
    run.prose = prose
    run.blocks = blocks
    return run
  }

  static func block(_ label: String, _ source: String, traces: [Trace]) -> BlockRun {
    var block = BlockRun(label: label, line: 12, source: source)
    block.traces = traces
    return block
  }

  /// A lesson as they are: Chinese prose, formulas, a table, questions, traces, an error.
  static var lesson: LessonRun {
    var circuit = block(
      "circuit", "#| trace: f\nx, y, z = -2, 5, -4\nq = x + y  # 加法门\nf = q * z\n",
      traces: [circuit])
    circuit.notes = ["z is an integer; its derivative is real."]
    var neuron = block(
      "neuron",
      "#| trace: f\nimport math\n\ndef sigmoid(t):\n    \"\"\"压缩到 (0, 1)\"\"\"\n"
        + "    return 1 / (1 + math.exp(-t))\n\nw, x = [2, -3, -3], [-1, -2]\n"
        + "dot = w[0] * x[0] + w[1] * x[1] + w[2]\nf = sigmoid(dot)\nprint(f'{f:.4f}')\nf\n",
      traces: [HTMLFixtures.neuron(closed: true)])
    neuron.stdout = "0.7311\n"
    neuron.value = "0.7310585786300049"
    var broken = BlockRun(label: "broken", line: 60, source: "a = [1, 2]\nb = a[2] + 1\n")
    broken.status = .failed
    broken.error = BlockError(
      type: "IndexError", message: "list index out of range", line: 62, column: 5, length: 4,
      sourceLine: "b = a[2] + 1", hint: "the list has 2 items; the last one is a[1]")
    var refused = BlockRun(label: nil, line: 70, source: "import os\nos.remove('x')\n")
    refused.status = .refused
    refused.started = false
    refused.error = BlockError(
      type: "Refused", message: "the module os is not available in lessons", line: 71, column: 8,
      length: 2, sourceLine: "import os", hint: "lessons can't touch files; use numpy or math")
    var skipped = BlockRun(label: nil, line: 80, source: "relu_backward(x)\n")
    skipped.status = .skipped
    skipped.reason = "needs relu-backward"
    var folded = block("forks", "f = (x*y + x) * (x + y) + x*x\n", traces: [forks])
    folded.show.folded = true
    var run = LessonRun(
      program: "lesson 0.1", file: "backprop.md", title: "反向传播：每个门的局部工作",
      language: "zh")
    run.description = "从一个门开始，看梯度怎样流回每一个输入。"
    var number = LiveNumber(expression: "x.grad", format: "", shown: "-4", line: 30)
    number.computed = "−4"
    number.block = 0
    number.node = 0
    number.isGradient = true
    run.numbers = [number]
    run.blocks = [circuit, neuron, folded, broken, refused, skipped]
    run.prose = [
      .heading(level: 1, id: "反向传播", content: [.text("反向传播：每个门的局部工作")]),
      .paragraph([
        .text("一个表达式可以画成"), .strong([.text("计算图")]),
        .text(" (computational graph)。向前走时，每个门算出一个值；往回走时，每个门只做一次乘法："),
        .math("\\text{downstream} = \\text{upstream} \\times \\text{local}"),
        .text("。"), .emphasis([.text("不需要知道整个图")]),
        .text("，这就是链式法则的好处。"), .footnote(number: 1, label: "chain"),
        .text(" 参见"), .link(destination: "losses.md#softmax", title: "", content: [.text("损失函数")]),
        .text("一节和代码 "), .code("np.maximum(0, x)"), .text("。"),
      ]),
      .heading(level: 2, id: "gate", content: [.text("一个加法门，一个乘法门")]),
      .paragraph([
        .text("下面的程序里 "), .code("x"), .text(" 的梯度是 "), .number(0),
        .text("：如果 x 变大一点，f 会变小四倍那么多。"),
      ]),
      .block(0),
      .math(
        "\\frac{\\partial f}{\\partial x} = \\frac{\\partial f}{\\partial q}\\frac{\\partial q}{\\partial x}"
      ),
      .table(
        TableBlock(
          alignments: [.left, .right, .center],
          header: [[.text("门")], [.text("局部梯度")], [.text("作用")]],
          rows: [
            [[.code("+")], [.text("1")], [.text("分发")]],
            [[.code("max")], [.text("0 或 1")], [.text("路由")]],
            [[.code("×")], [.text("另一个输入")], [.text("交换")]],
          ])),
      .heading(level: 2, id: "neuron-section", content: [.text("一个 sigmoid 神经元")]),
      .block(1),
      .details(
        summary: [.text("为什么是 "), .math("\\sigma(1-\\sigma)"), .text("？")], open: false,
        content: [.paragraph([.text("对 σ 求导，整理之后只剩下输出本身。")])]),
      .heading(level: 2, id: "forks-section", content: [.text("分叉处相加")]),
      .block(2),
      .quote([.paragraph([.text("梯度在分叉处相加，不是覆盖。")])]),
      .list(
        ListBlock(
          start: 1, tight: true,
          items: [
            [.paragraph([.text("向前：记住每个值")])], [.paragraph([.text("向后：乘以局部梯度")])],
          ], checked: [nil, nil])),
      .part(
        ProsePart(
          kind: .choice, exercise: "which-gate", options: ["points": "1"],
          content: [
            .paragraph([.text("哪一个门把梯度原样传下去？")]),
            .list(
              ListBlock(
                start: nil, tight: true,
                items: [
                  [.paragraph([.text("加法门")])], [.paragraph([.text("乘法门")])],
                  [.paragraph([.text("max 门")])],
                ], checked: [true, false, false])),
          ])),
      .block(3), .block(4), .block(5),
      .code(language: "text", text: "x ──▶ (+) ──▶ q\n"),
      .paragraph([.image(source: "img/graph.png", title: "", alternative: "计算图的照片")]),
      .footnotes([
        Footnote(
          number: 1, label: "chain",
          content: [.paragraph([.text("链式法则：复合函数的导数是导数之积。")])])
      ]),
    ]
    return run
  }
}
