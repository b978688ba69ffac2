/// Forward passes made at random: branches, broadcasting, reductions, products, switches, penalties.
struct RandomNetwork {
  private var state: UInt64
  private var lines: [String] = []
  private var shapes: [(name: String, shape: [Int])] = []
  private(set) var names: [String] = []
  private let isSingle: Bool

  /// The code of a traced block that binds `loss`.
  var code: String { lines.joined(separator: "\n") }

  init(seed: UInt64, isSingle: Bool) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    self.isSingle = isSingle
    let (rows, columns) = (2 + pick(4), 2 + pick(3))
    leaf([rows, columns])
    for shape in [[columns], [1, columns], [rows, 1], [columns, columns], []] where pick(3) > 0 {
      leaf(shape)
    }
    for _ in 0..<(4 + pick(9)) { gate() }
    finish()
  }

  // MARK: Chance

  private mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return z ^ (z >> 27)
  }

  private mutating func pick(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

  private mutating func number() -> String {
    let value = Double(next() >> 40) / Double(1 << 24) * 3 - 1.5
    return "\((value * 1000).rounded() / 1000)"
  }

  // MARK: Code

  private mutating func bind(_ text: String, _ shape: [Int]) {
    let name = "v\(names.count)"
    lines.append("\(name) = \(text)")
    shapes.append((name, shape))
    names.append(name)
  }

  private mutating func leaf(_ shape: [Int]) {
    func nested(_ shape: ArraySlice<Int>, _ me: inout RandomNetwork) -> String {
      guard let count = shape.first else { return me.number() }
      return "[" + (0..<count).map { _ in nested(shape.dropFirst(), &me) }.joined(separator: ", ")
        + "]"
    }
    let list = nested(shape[...], &self)
    bind(
      shape.isEmpty ? list : "np.array(\(list), dtype=np.\(isSingle ? "float32" : "float64"))",
      shape)
  }

  private func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    var result: [Int] = []
    for place in 1...max(1, max(a.count, b.count)) {
      let x = place <= a.count ? a[a.count - place] : 1
      let y = place <= b.count ? b[b.count - place] : 1
      if x != y, x != 1, y != 1 { return nil }
      if place <= max(a.count, b.count) { result.insert(max(x, y), at: 0) }
    }
    return result
  }

  private mutating func gate() {
    let (a, shape) = shapes[pick(shapes.count)]
    let (b, other) = shapes[pick(shapes.count)]
    switch pick(16) {
    case 0...4:
      guard let result = broadcast(shape, other) else { return }
      let text = ["\(a) + \(b)", "\(a) * \(b)", "\(a) - \(b)", "\(a) / (1.0 + \(b) ** 2)"]
      bind(text[pick(text.count)], result)
    case 5:
      guard shape.count == 2, let inner = shape.last, inner == other.first else { return }
      bind("\(a) @ \(b)", [shape[0]] + other.dropFirst())
    case 6:
      guard shape.count == 2 else { return }
      bind("\(a).T @ \(a)", [shape[1], shape[1]])
    case 7: bind("np.maximum(0, \(a))", shape)
    case 8: bind("np.tanh(\(a))", shape)
    case 9: bind("1.0 / (1.0 + np.exp(-\(a)))", shape)
    case 10: bind("np.exp(0.3 * np.tanh(\(a)))", shape)
    case 11:
      guard !shape.isEmpty else { return }
      let axis = pick(shape.count)
      let keeps = pick(2) == 0
      var result = shape
      if keeps { result[axis] = 1 } else { result.remove(at: axis) }
      let function = ["sum", "mean", "max"][pick(3)]
      bind("\(a).\(function)(axis=\(axis)\(keeps ? ", keepdims=True" : ""))", result)
    case 12:
      guard shape.count == 2 else { return }
      bind("\(a)[np.array([0, \(shape[0] - 1), 0])]", [3, shape[1]])
    case 13:
      guard let result = broadcast(shape, other) else { return }
      bind("np.where(\(a) > 0.1, \(b), 0.5 * \(a))", result)
    case 14:
      guard let result = broadcast(shape, other), !result.isEmpty else { return }
      bind("np.maximum(\(a), \(b))", result)
    default: bind("np.log(1.5 + \(a) * \(a))", shape)
    }
  }

  private mutating func finish() {
    var terms: [String] = []
    for (name, shape) in shapes.suffix(3) {
      terms.append(shape.isEmpty ? name : "np.\(pick(2) == 0 ? "sum" : "mean")(\(name))")
    }
    for (name, shape) in shapes.prefix(2) where pick(2) == 0 {
      terms.append(shape.isEmpty ? "0.1 * \(name) ** 2" : "0.05 * np.sum(\(name) * \(name))")
    }
    lines.append("loss = " + terms.joined(separator: " + "))
  }
}
