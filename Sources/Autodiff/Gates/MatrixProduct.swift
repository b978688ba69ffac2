import Arrays

extension Gate {
  /// The matrix product.
  package static let matrixProduct = Gate(
    "matmul", symbol: "@", .tensor(MatrixProductRule.self),
    sentence:
      "A matrix product is a switcher too: each factor receives the gradient times the other, transposed.",
    blockNames: ["@", "np.dot", "np.matmul", "x.dot(y)"],
    source: "dW = dout · xᵀ, dx = Wᵀ · dout: the only products whose shapes fit")
}

enum MatrixProductRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let engine = visit.engine
    let (x, y) = (visit.operands[0], visit.operands[1])
    let (n, m) = (x.array.dimensions, y.array.dimensions)
    if n == 1, m == 1 {
      return [
        visit.wanted[0] ? try engine.elementwise(.multiply, visit.upstream, y) : nil,
        visit.wanted[1] ? try engine.elementwise(.multiply, visit.upstream, x) : nil,
      ]
    }
    let matrixX = n == 1 ? try engine.expand(x, at: 0) : x
    let matrixY = m == 1 ? try engine.expand(y, at: 1) : y
    var upstream = visit.upstream
    if n == 1 {
      upstream = try engine.expand(upstream, at: upstream.array.dimensions - (m == 1 ? 0 : 1))
    }
    if m == 1 { upstream = try engine.expand(upstream, at: upstream.array.dimensions) }
    var result: [Tensor?] = [nil, nil]
    if visit.wanted[0] {
      let full = try engine.product(upstream, engine.swappingLastAxes(matrixY))
      result[0] = try engine.reshape(
        engine.unbroadcast(full, to: matrixX.array.shape), x.array.shape)
    }
    if visit.wanted[1] {
      let full = try engine.product(engine.swappingLastAxes(matrixX), upstream)
      result[1] = try engine.reshape(
        engine.unbroadcast(full, to: matrixY.array.shape), y.array.shape)
    }
    return result
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    try engine.product(operands[0], operands[1])
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    operand == 0 ? "upstream · \(names[1])ᵀ" : "\(names[0])ᵀ · upstream"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "\(names[0]) · \(names[1])"
  }
}
