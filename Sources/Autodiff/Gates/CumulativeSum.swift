import Arrays

extension Gate {
  /// Running sums along an axis.
  package static let cumulativeSum = Gate(
    "cumsum", symbol: "Σ…", .tensor(CumulativeSumRule.self),
    sentence:
      "A running-sum gate hands each element the gradients of all sums it went into: those from its place on.",
    blockNames: ["np.cumsum", "x.cumsum()"], source: "a triangle of ones and its transpose")
}

enum CumulativeSumRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .axis(let axis) = visit.attribute else { return [nil] }
    let engine = visit.engine
    let turned = try engine.flip(visit.upstream, axis)
    return [try engine.flip(engine.cumulativeSum(turned, axis: axis), axis)]
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .axis(let axis) = attribute else { return nil }
    return try engine.cumulativeSum(operands[0], axis: axis)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1 for every sum from its place on"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "running sums of \(names[0])"
  }
}

extension Engine {
  package func cumulativeSum(_ x: Tensor, axis: Int) throws -> Tensor {
    record(
      Gate.code(named: "cumsum"), [x], try x.array.cumulated(axis, product: false),
      attribute: .axis(axis))
  }

  /// The elements in reverse order along an axis.
  package func flip(_ x: Tensor, _ axis: Int) throws -> Tensor {
    let shape = x.array.shape
    var region = Region(shape: shape, strides: rowMajorStrides(shape), offset: 0)
    region.offset = region.strides[axis] * max(0, shape[axis] - 1)
    region.strides[axis] = -region.strides[axis]
    return try select(x, region, text: "[::-1]")
  }
}
