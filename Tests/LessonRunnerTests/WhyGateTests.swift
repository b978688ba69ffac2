import Arrays
import Autodiff
import LessonOutput
import Testing

@testable import LessonRunner

/// Each kind of gate, all elements: what is said of one element is what the whole gate does.
@Suite struct WhyGateTests {
  static let start = """
    from lesson import nn
    np.random.seed(5)
    A = np.random.randn(3, 4)
    B = np.random.randn(4, 2)
    v = np.array([0.5, -1.5, 2.0, 3.0])
    w = np.array([[1.0], [-2.0], [0.5]])
    s = 1.5
    T = np.random.randn(2, 3, 4)
    I = np.random.randn(2, 3, 4, 5)
    K = np.random.randn(2, 3, 3, 2)
    k = np.random.randn(2)
    C = np.array([[0.3, -0.7, 1.1, 2.2], [1.0, 0.4, -0.2, 0.9], [2.0, 2.0, -2.0, 0.0]])

    """

  /// What each gate of the catalogue is exercised by.
  static let uses = [
    "add": "(A + v).sum() + (A + w).sum() * s + (A + s).sum()",
    "subtract": "(v - A).sum() * s + (w - v).max()",
    "multiply": "(A * w * v).sum() + (s * A).sum()",
    "divide": "(A / (w * w + 1)).sum() + (s / (v * v + 1)).sum()",
    "power": "(np.abs(A) ** s).sum() + (A ** 3).sum() + (2.0 ** v).sum()",
    "negate": "(-A * v).sum()",
    "exp": "np.exp(A * w).sum()",
    "log": "np.log(A * A + 1).sum()",
    "sqrt": "np.sqrt(A * A + v * v).sum()",
    "tanh": "np.tanh(A + w).mean()",
    "maximum": "np.maximum(A, C).sum() + np.maximum(0, C).sum() + np.maximum(C, s).sum()",
    "minimum": "np.minimum(A, w).sum() * s + np.minimum(C, 2.0).sum()",
    "abs": "np.abs(C).sum() * s",
    "sin": "(np.sin(A) * np.cos(w) + np.tan(v / 4) + np.arctan(A)).sum()",
    "sinh": "(np.sinh(A) + np.cosh(w) * np.log1p(np.abs(v)) + np.expm1(A)).sum()",
    "log2": "(np.log2(A * A + 1) + np.log10(w * w + 1)).sum()",
    "arcsin": "(np.arcsin(np.tanh(A)) + np.arccos(np.tanh(w)) + np.arctanh(np.tanh(A * s))).sum()",
    "arcsinh": "(np.arcsinh(A) * np.arccosh(w * w + 1.5) + np.exp2(A) + np.cbrt(C + 3)).sum()",
    "erf": "math.erf(s) * A.sum() + math.erfc(s / 2) * v.sum()",
    "hypot": "(np.hypot(A, v) * w).sum() + np.hypot(s, v).sum()",
    "degrees": "(np.degrees(A) * np.radians(v)).sum()",
    "floor":
      "(np.floor(A) * A + np.ceil(A) * w + np.trunc(A) * v + np.rint(A) * s + np.sign(C)).sum()",
    "leaky_relu": "(nn.leaky_relu(C) * A).sum() + nn.leaky_relu(A, s).sum()",
    "prelu": "(nn.prelu(C, v * 0.1) * A).sum() + nn.prelu(A, s).sum()",
    "elu": "(nn.elu(C) * A).sum() + nn.elu(A, s).sum() + (nn.selu(C) * A).sum()",
    "gelu": "(nn.gelu(C) * A).sum() + (nn.gelu(A, approximate=\"tanh\") * w).sum()",
    "softplus": "(nn.softplus(A) * C).sum() + (nn.relu(C) * nn.sigmoid(A)).sum()",
    "cumsum":
      "(np.cumsum(A, axis=1) * C).sum() + (np.cumsum(A, axis=0) * C).sum() + (np.cumsum(v) ** 2).sum()",
    "sum":
      "(A.sum(axis=0) * v).sum() + (T.sum(axis=(0, 2)) ** 2).sum() + A.sum(axis=1, keepdims=True).max()",
    "mean": "(A.mean(axis=0) * v).sum() + (T.mean(axis=1) ** 2).mean()",
    "prod":
      "np.prod(A, axis=1).sum() * np.prod(C) + np.prod(v) + np.prod(C, axis=1).sum() + np.prod(T)",
    "max": "(C.max(axis=1) * A.max(axis=0)[:3]).sum() + T.max() + np.max(v * 0 + s)",
    "min": "(C.min(axis=0) * v).sum() + T.min(axis=(1, 2)).sum()",
    "matmul":
      "(A @ B).sum() * (A @ v).sum() + ((v @ B) ** 2).sum() + v @ v + ((T @ B) ** 2).sum() + ((T @ v) ** 2).sum() + ((A @ T.transpose(0, 2, 1)) ** 2).sum() + (w.T @ T).sum()",
    "conv":
      "(nn.conv2d(I, K, k, stride=2, padding=1, floor=True) ** 2).sum() + (nn.conv1d(T, K[:, :, 0]) ** 2).sum() + (nn.conv2d(I, K, dilation=(2, 1), padding=(2, 0)) * s).sum()",
    "max_pool":
      "(nn.max_pool2d(I, 3, stride=2, padding=1, floor=True) ** 2).sum() + nn.max_pool2d(I, (4, 5)).sum() * s + (nn.max_pool1d(T, 2) ** 2).sum() + (nn.fractional_max_pool2d(I, output=(3, 4)) ** 2).sum()",
    "avg_pool":
      "(nn.avg_pool2d(I, 3, stride=2, padding=1, floor=True) ** 2).sum() + nn.avg_pool1d(T, 4).sum() * s",
    "reshape":
      "(A.reshape(2, 6) ** 2).sum() + (T.ravel() * T.ravel()).sum() + (v[:, None] * B).sum()",
    "transpose":
      "(A.T @ w * s).sum() + (T.transpose(2, 0, 1) * B.sum(axis=1)[:, None, None]).sum()",
    "broadcast": "(np.broadcast_to(v, (3, 4)) * A).sum() + (np.broadcast_to(w, (3, 4)) * A).sum()",
    "copy": "(A.copy() * C).sum() + (A.astype(np.float64) ** 2).sum()",
    "index":
      "A[1, 2] * s + (A[::-1, 1:3] ** 2).sum() + (v[[0, 0, 3]] * v[[1, 0, 0]]).sum() + (A[C > 0.5] ** 2).sum() + T[1].sum() * T[-1, 0, 2]",
    "concatenate":
      "(np.concatenate([A, C * s]) ** 2).sum() + (np.concatenate([A, w], axis=1) ** 3).sum()",
    "stack": "(np.stack([v, v * 2], axis=1) ** 2).sum() + (np.array([s, s * 2, v[0]]) ** 2).sum()",
    "where": "np.where(C > 0, A, w).sum() * s + np.where(v > 0, v * v, s).sum()",
  ]

  @Test(arguments: uses.keys.sorted()) func everyElement(_ gate: String) throws {
    let use = try #require(Self.uses[gate])
    try check(Self.start + "f = " + use, gate)
  }

  @Test func writes() throws {
    try check(
      Self.start + """
        H = A * 1.0
        H[1] = v * s
        H[:, 2] = w[:, 0] * 2
        H[[0, 0], [1, 3]] = np.array([s, s * s])
        H[2, 0] = 7.0
        H += A
        f = (H ** 2).sum() + H[0, 1] * s
        """, "write")
  }

  @Test(arguments: [
    "(nn.batch_norm(A, v, v * 2) ** 3).sum()",
    "(nn.batch_norm(I, C[:, 0], A[:, 1]) ** 3).sum()",
    "(nn.batch_norm(A, v, v * 2, v * 1.0, v * v, training=False) ** 3).sum()",
    "(nn.layer_norm(A, v, v) ** 3).sum()", "(nn.layer_norm(I, axis=(1, 2, 3)) ** 3).sum()",
    "(nn.dropout(A) ** 3).sum()", "(nn.drop_connect(A, B) ** 3).sum()",
    "(nn.dropout2d(I) ** 2).sum()",
    "(nn.stochastic_depth(A, np.tanh, 1, 9, training=False) * A).sum()",
  ]) func normalizationsAndMasks(_ use: String) throws {
    try check(Self.start + "f = \(use)", "multiply")
  }

  /// Losses open into gates that all can be asked.
  @Test func losses() throws {
    for loss in [
      "nn.cross_entropy(A, y)", "nn.cross_entropy(A, nn.softmax(C))", "nn.hinge(A, y, s)",
      "nn.squared_hinge(A, y)", "nn.binary_cross_entropy_with_logits(A, nn.sigmoid(C))",
      "nn.l1_loss(A, C)", "nn.l2_loss(A, C)", "nn.maxout(A, C).sum()",
      "(nn.maxout(A, pieces=2) ** 2).sum()", "(nn.log_softmax(A, axis=0) * C).sum()",
    ] {
      try check(Self.start + "y = [1, 0, 3]\nf = \(loss)", "index", isRequired: false)
    }
  }

  private func check(_ code: String, _ gate: String, isRequired: Bool = true) throws {
    let (graph, _) = try WhyTests.graph(code)
    let used = graph.builder.visible.indices.filter { graph.builder.visible[$0] }
    #expect(
      !isRequired || used.contains { graph.builder.gate($0).name == gate },
      "\(gate) is not in the graph")
    for key in WhyTests.keys(graph) {
      let composition =
        key.isGradient ? graph.gradientComposition(key) : graph.valueComposition(key)
      guard composition.kind == .computed else { continue }
      let values = composition.terms.map { term in
        term.expression.evaluate(term.sources.map { graph.number($0) }, output: .nan)
      }
      let rest = composition.rest?.value
      let number = graph.number(graph.origin(key))
      let found: Double =
        switch composition.form {
        case .sum: values.reduce(0, +) + (rest ?? 0)
        case .mean(let count): (values.reduce(0, +) + (rest ?? 0)) / Double(count)
        case .product: values.reduce(1, *) * (rest ?? 1)
        case .largest: values.max() ?? .nan
        case .smallest: values.min() ?? .nan
        }
      let size = (values + [number]).map(abs).max() ?? 0
      #expect(
        abs(found - number) <= 1e-10 * max(size, 1e-12),
        "\(graph.names.text(key)) = \(number), its arithmetic gives \(found)")
    }
    try compareWithWholeGates(graph)
  }

  /// The terms of one element against what the gate sends for a gradient of 1 at each element.
  private func compareWithWholeGates(_ graph: NumberGraph) throws {
    for node in 0...graph.output where graph.builder.visible[node] {
      guard graph.builder.paths[node], graph.gradient(node, 0) != nil else { continue }
      for (number, operand) in graph.tape.operands(node).enumerated()
      where graph.builder.paths[operand] {
        for element in 0..<graph.shape(operand).reduce(1, *) {
          let exact = sum(graph, node, number, element) {
            graph.addTerms(node, number, element, &$0)
          }
          let whole = sum(graph, node, number, element) {
            graph.addUnknown(node, number, element, &$0)
          }
          #expect(
            abs(exact - whole) <= 1e-9 * max(1, abs(whole)),
            "\(graph.builder.gate(node).name), operand \(number), element \(element)")
        }
      }
    }
  }

  private func sum(
    _ graph: NumberGraph, _ gate: Int, _ operand: Int, _ element: Int,
    _ add: (inout TermCollector) -> Void
  ) -> Double {
    var terms = TermCollector()
    add(&terms)
    var composition = Composition()
    terms.fill(&composition)
    return composition.terms.reduce(composition.rest?.value ?? 0) { $0 + $1.value }
  }
}
