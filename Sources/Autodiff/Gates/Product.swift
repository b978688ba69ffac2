import Arrays

extension Gate {
  /// Multiplies the elements along some axes.
  package static let product = Gate(
    "prod", symbol: "Π", .tensor(ProductRule.self),
    sentence: "A product gate sends each element the gradient times the product of all the others.",
    blockNames: ["np.prod", "x.prod()"], source: "d(Πxⱼ)/dxᵢ = Πⱼ≠ᵢ xⱼ")
}

enum ProductRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let engine = visit.engine
    let x = visit.operands[0]
    let shape = x.array.shape
    let upstream = try engine.restoringAxes(visit.upstream, visit.attribute, shape)
    if !x.array.scalars.contains(where: { $0.double == 0 }) {
      let whole = try engine.restoringAxes(visit.output, visit.attribute, shape)
      return [
        try engine.elementwise(.multiply, upstream, engine.elementwise(.divide, whole, x))
      ]
    }
    var axes = Array(0..<shape.count)
    if case .axes(let folded, _) = visit.attribute { axes = folded }
    let others =
      try engine.isTracked(x.node)
      ? recordedProductOfOthers(x, axes, engine) : Tensor(productOfOthers(x.array, axes))
    return [try engine.elementwise(.multiply, upstream, others)]
  }

  /// The same made of gates, so that it can be differentiated: for each element a copy of all that it
  /// was folded with, itself replaced by 1.
  private static func recordedProductOfOthers(_ x: Tensor, _ axes: [Int], _ engine: Engine) throws
    -> Tensor
  {
    let shape = x.array.shape
    let order = shape.indices.filter { !axes.contains($0) } + axes
    let size = axes.reduce(1) { $0 * shape[$1] }
    let rows = x.array.count / size
    _ = try NDArray.checkedCount([rows, size, size])
    let lines = try engine.reshape(engine.transpose(x, order), [rows, 1, size])
    let copies = try engine.broadcast(lines, to: [rows, size, size])
    let diagonal = NDArray(zeros: [size, size], .bool)
    for place in 0..<size { diagonal.set(place * (size + 1), .bool(true)) }
    let mask = try diagonal.broadcastExactly(to: [rows, size, size])
    let one = Tensor(NDArray(scalar: .float(1), x.array.dtype))
    let others = try engine.productOfElements(
      engine.choose(Tensor(mask), one, copies), axes: [2], keep: false)
    var back = order
    for (position, axis) in order.enumerated() { back[axis] = position }
    return try engine.transpose(engine.reshape(others, order.map { shape[$0] }), back)
  }

  /// For each element the product of the others it was folded with; right where elements are 0.
  private static func productOfOthers(_ x: NDArray, _ axes: [Int]) -> NDArray {
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let order = kept + axes
    let rows = x.permuted(order)
    let values = rows.doubles
    let size = max(1, axes.reduce(1) { $0 * x.shape[$1] })
    var others = [Double](repeating: 1, count: values.count)
    for start in stride(from: 0, to: values.count, by: size) {
      var left = 1.0
      for i in start..<start + size {
        others[i] = left
        left *= values[i]
      }
      var right = 1.0
      for i in (start..<start + size).reversed() {
        others[i] *= right
        right *= values[i]
      }
    }
    var back = order
    for (position, axis) in order.enumerated() { back[axis] = position }
    return NDArray(others, shape: rows.shape).permuted(back)
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .axes(let axes, let keep) = attribute else { return nil }
    return try engine.productOfElements(operands[0], axes: axes, keep: keep)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "the product of the others"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "Π \(names[0])\(axisText(attribute))"
  }
}
