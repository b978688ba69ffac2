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
    return [try engine.elementwise(.multiply, upstream, Tensor(productOfOthers(x.array, axes)))]
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

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "the product of the others"
  }

  static func formula(names: [String], attribute: Attribute) -> String {
    "Π \(names[0])\(axisText(attribute))"
  }
}
