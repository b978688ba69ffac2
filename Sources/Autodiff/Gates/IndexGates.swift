import Arrays

extension Gate {
  /// Some elements of an array; of one element it is only a name.
  package static let index = Gate(
    "index", symbol: "[ ]", .tensor(IndexRule.self),
    sentence: "An index gate puts its gradient back where the elements came from, and 0 elsewhere.",
    blockNames: ["x[i]", "x[1:3]", "x[mask]", "np.take"], source: "a selection matrix")

  /// Zeros with a value put in some places: what an index gate does to a gradient.
  package static let place = Gate(
    "place", symbol: "place", .tensor(PlaceRule.self),
    sentence: "A place gate picks its gradient up from the places it filled.",
    blockNames: [], source: "adjoint of a selection")

  /// An array after some of its elements were overwritten.
  package static let write = Gate(
    "write", symbol: "←", .tensor(WriteRule.self),
    sentence:
      "A write gate cuts the old elements off (they receive 0) and sends the gradient to what was written.",
    blockNames: ["x[i] = v", "x += v on an array"], source: "a selection and its complement")
}

enum IndexRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .region(let region, let text) = visit.attribute else { return [nil] }
    return [
      try visit.engine.place(
        visit.upstream, region, text: text, shape: visit.operands[0].array.shape)
    ]
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .region(let region, let text) = attribute else { return nil }
    return try engine.select(operands[0], region, text: text)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1 where taken, 0 elsewhere"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    guard case .region(_, let text) = attribute else { return names[0] }
    return names[0] + text
  }
  static func label(attribute: Attribute) -> String? {
    if case .region(_, let text) = attribute { text } else { nil }
  }
}

enum PlaceRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .region(let region, let text) = visit.attribute else { return [nil] }
    let picked = try visit.engine.select(visit.upstream, region, text: text)
    return [try visit.engine.unbroadcast(picked, to: visit.operands[0].array.shape)]
  }
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .region(let region, let text) = attribute else { return nil }
    return try engine.place(operands[0], region, text: text, shape: shape)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    "1 where placed"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    guard case .region(_, let text) = attribute else { return names[0] }
    return "\(names[0]) at \(text)"
  }
}

/// Operands: the array before, the value written.
enum WriteRule: TensorRule {
  static func backward(_ visit: GateVisit) throws -> [Tensor?] {
    guard case .region(let region, let text) = visit.attribute else { return [nil, nil] }
    let engine = visit.engine
    var result: [Tensor?] = [nil, nil]
    if visit.wanted[0] {
      let zero = Tensor(NDArray(scalar: .float(0), visit.upstream.array.dtype))
      result[0] = try engine.write(zero, into: visit.upstream, region, text: text)
    }
    if visit.wanted[1] {
      var sent = try engine.select(visit.upstream, region, text: text)
      if let positions = region.positions, Set(positions).count != positions.count {
        sent = try engine.elementwise(
          .multiply, sent, Tensor(Self.lastWins(positions, region.shape)))
      }
      result[1] = try engine.unbroadcast(sent, to: visit.operands[1].array.shape)
    }
    return result
  }

  /// 1 for the last write to each place, 0 for those it overwrote.
  private static func lastWins(_ positions: [Int], _ shape: [Int]) -> NDArray {
    var last: [Int: Int] = [:]
    for (order, position) in positions.enumerated() { last[position] = order }
    return NDArray(
      positions.enumerated().map { last[$0.element] == $0.offset ? 1.0 : 0.0 }, shape: shape)
  }

  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor? {
    guard case .region(let region, let text) = attribute else { return nil }
    return try engine.write(operands[1], into: operands[0], region, text: text)
  }

  static func localText(operand: Int, names: [String], attribute: Attribute) -> String {
    operand == 0 ? "0 where overwritten, 1 elsewhere" : "1 where written"
  }
  static func formula(names: [String], attribute: Attribute) -> String {
    guard case .region(_, let text) = attribute else { return names[0] }
    return "\(names[0]) with \(text) ← \(names[1])"
  }
  static func label(attribute: Attribute) -> String? {
    if case .region(_, let text) = attribute { "\(text)←" } else { nil }
  }
}
