import Arrays

extension Gate {
  /// Arrays end to end.
  package static let concatenate = Gate(
    "concatenate", symbol: "concat", .tensor(ConcatenateRule.self),
    sentence: "A concatenate gate cuts its gradient into the pieces it joined.",
    blockNames: ["np.concatenate", "np.hstack", "np.vstack"],
    source: "a selection matrix for each part")

  /// Numbers or arrays of one shape along a new axis.
  package static let stack = Gate(
    "stack", symbol: "stack", .tensor(StackRule.self),
    sentence: "A stack gate hands each part its own slice of the gradient.",
    blockNames: ["np.array([a, b])", "np.stack"], source: "a selection matrix for each part")

  /// Elements of x where the condition holds, else of y.
  package static let choose = Gate(
    "where", symbol: "where", .tensor(ChooseRule.self),
    sentence: "A where gate is a switch: each element's gradient goes to the side that was chosen.",
    blockNames: ["np.where(c, x, y)"], source: "a mask and its complement")
}

enum ConcatenateRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .axis(let axis) = visit.attribute else { return [] }
    let upstream = Tensor(visit.upstream.array.contiguous, node: visit.upstream.node)
    var start = 0
    return try visit.operands.enumerated().map { number, part in
      let size = part.array.shape[axis]
      defer { start += size }
      if !visit.wanted[number] { return nil }
      let piece = upstream.array.section(axis, start..<(start + size))
      var region = Region(piece)
      region.offset -= upstream.array.offset
      return try visit.engine.select(upstream, region, text: "[\(start):\(start + size)]")
    }
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .axis(let axis) = attribute else { return nil }
    return try engine.concatenate(operands, axis: axis)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1: its own piece"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    "[\(names.joined(separator: " ; "))]"
  }
}

enum StackRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .axis(let axis) = visit.attribute else { return [] }
    let upstream = Tensor(visit.upstream.array.contiguous, node: visit.upstream.node)
    return try visit.operands.indices.map { number in
      if !visit.wanted[number] { return nil }
      let section = upstream.array.section(axis, number..<(number + 1))
      var region = Region(section)
      region.offset -= upstream.array.offset
      region.shape.remove(at: axis)
      region.strides.remove(at: axis)
      return try visit.engine.select(upstream, region, text: "[\(number)]")
    }
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .axis(let axis) = attribute else { return nil }
    return try engine.stack(operands, axis: axis)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1: its own slice"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    names.count > 6
      ? "[\(names.prefix(3).joined(separator: ", ")), … \(names.last ?? "")]"
      : "[\(names.joined(separator: ", "))]"
  }
}

/// Operands: condition (a constant), x, y.
enum ChooseRule: TensorRule {
  static var usesValues: Bool { true }

  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let engine = visit.engine
    let mask = visit.operands[0].array.asType(.bool)
    let type: DType = visit.upstream.array.dtype.isFloat ? visit.upstream.array.dtype : .float64
    var result: [Tensor?] = [nil, nil, nil]
    for (number, side) in [(1, mask), (2, try mask.inverted())] where visit.wanted[number] {
      let sent = try engine.elementwise(.multiply, visit.upstream, Tensor(side.asType(type)))
      result[number] = try engine.unbroadcast(sent, to: visit.operands[number].array.shape)
    }
    return result
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    try engine.choose(Tensor(operands[0].array.asType(.bool)), operands[1], operands[2])
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    operand == 1 ? "1 where the condition holds, else 0" : "0 where the condition holds, else 1"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    "where(\(names.joined(separator: ", ")))"
  }
}
