import Arrays
import Testing

@testable import Autodiff

/// What gates send back is made of gates: differentiated once more, it agrees with differences.
@Suite struct SecondDerivativeTests {
  /// Some operands for each gate that has no probes: a tensor gate is tried as a function of its inputs.
  private static var matrix: NDArray { NDArray([0.5, -1.2, 2.0, 0.3, 1.1, -0.4], shape: [2, 3]) }
  private static var other: NDArray { NDArray([0.2, 0.7, -0.5, 1.4, 0.9, -1.1], shape: [3, 2]) }
  private static let region = Region(shape: [2, 2], strides: [3, 1], offset: 1)
  private static var labels: NDArray { NDArray([2, 0]) }

  @Test func elementwiseGates() throws {
    for gate in Gate.catalogue where gate.elementwise != nil {
      for probe in gate.probes {
        try check(gate.name, probe.map { NDArray([$0]) }) { engine, x in
          x.count == 1
            ? try engine.elementwise(gate, x[0]) : try engine.elementwise(gate, x[0], x[1])
        }
      }
    }
  }

  /// Far from 0, where branches that are not taken overflow.
  @Test func farFromZero() throws {
    for (gate, slope) in [(Gate.leakyRelu, 0.1), (.prelu, 0.2), (.elu, 1.5)] {
      try check(gate.name, [NDArray([800.0, -800]), NDArray([slope])]) {
        try $0.elementwise(gate, $1[0], $1[1])
      }
    }
    for gate in [Gate.selu, .gelu, .geluTanh, .softplus, .sigmoid, .tanh] {
      try check(gate.name, [NDArray([800.0, -800])]) { try $0.elementwise(gate, $1[0]) }
    }
  }

  @Test func tensorGates() throws {
    let (a, b) = (Self.matrix, Self.other)
    try check("sum", [a]) { try $0.sum($1[0], axes: [0], keep: false) }
    try check("mean", [a]) { try $0.mean($1[0], axes: [1], keep: true) }
    try check("cumsum", [a]) { try $0.cumulativeSum($1[0], axis: 1) }
    try check("prod", [a]) { try $0.productOfElements($1[0], axes: [1], keep: false) }
    let zeros = NDArray([0.5, 0, 2.0, 0, 1.1, 0], shape: [2, 3])
    try check("prod with zeros", [zeros]) {
      try $0.productOfElements($1[0], axes: [1], keep: false)
    }
    try check("prod with zeros", [zeros]) {
      try $0.productOfElements($1[0], axes: [0, 1], keep: true)
    }
    try check("max", [a]) { try $0.extreme($1[0], largest: true, axes: [1], keep: false) }
    try check("min", [a]) { try $0.extreme($1[0], largest: false, axes: [0], keep: false) }
    try check("matmul", [a, b]) { try $0.product($1[0], $1[1]) }
    try check("reshape", [a]) { try $0.reshape($1[0], [3, 2]) }
    try check("transpose", [a]) { try $0.transpose($1[0], [1, 0]) }
    try check("broadcast", [b]) { try $0.broadcast($1[0], to: [4, 3, 2]) }
    try check("concatenate", [a, a]) { try $0.concatenate($1, axis: 1) }
    try check("stack", [a, a]) { try $0.stack($1, axis: 1) }
    try check("copy", [a]) { try $0.copy($1[0]) }
    try check("index", [a]) { try $0.select($1[0], Self.region, text: "[:, 1:]") }
    try check("place", [NDArray([1.5, 2, 3, 4], shape: [2, 2])]) {
      try $0.place($1[0], Self.region, text: "[:, 1:]", shape: [2, 3])
    }
    try check("write", [a, NDArray([2.5, -0.3])]) {
      try $0.write($1[1], into: $1[0], Self.region, text: "[:, 1:]")
    }
    try check("where", [a, a]) { engine, x in
      let mask = Tensor(NDArray([1, 0, 1, 1, 0, 0], shape: [2, 3]).asType(.bool))
      return try engine.choose(mask, x[0], x[1])
    }
  }

  @Test func compositions() throws {
    let a = Self.matrix
    let targets = NDArray([1.0, 0, 0.3, 0, 1, 1], shape: [2, 3])
    let (y, one) = (Self.labels, Tensor(1))
    try check("softmax", [a]) { try $0.softmax($1[0], axis: 1) }
    try check("log_softmax", [a]) { try $0.logSoftmax($1[0], axis: 0) }
    try check("maxout", [a, targets]) { try $0.maxout($1) }
    try check("maxout", [a]) { try $0.maxout($1[0], pieces: 3, axis: 1) }
    for reduction in LossReduction.allCases {
      try check("cross_entropy", [a]) { try $0.crossEntropy($1[0], labels: y, reduction) }
      try check("cross_entropy", [a, targets]) {
        try $0.crossEntropy($1[0], probabilities: $1[1], reduction)
      }
      for isSquared in [false, true] {
        try check("hinge", [a]) {
          try $0.hinge($1[0], labels: y, delta: one, isSquared: isSquared, reduction)
        }
        try check("distance", [a, targets]) {
          try $0.distance($1[0], $1[1], isSquared: isSquared, reduction)
        }
      }
      try check("logistic", [a, targets]) {
        try $0.binaryCrossEntropy($1[0], targets: $1[1], reduction)
      }
    }
  }

  /// Weights that differ from element to element.
  private func weighted(_ x: Tensor, _ start: Double, _ engine: Engine) throws -> Tensor {
    let weights = NDArray(
      (0..<x.array.count).map { start + 0.31 * Double($0 % 5) }, shape: x.array.shape)
    let products = try engine.elementwise(.multiply, x, Tensor(weights))
    return try engine.sum(products, axes: Array(0..<x.array.dimensions), keep: false)
  }

  /// Σ weights · (what f sends to its inputs), by gates on the tape.
  private func sent(
    _ engine: Engine, _ tape: Tape, _ leaves: [Tensor],
    _ f: (Engine, [Tensor]) throws -> Tensor
  ) throws -> Tensor {
    let output = try weighted(f(engine, leaves), 0.7, engine)
    var gradients: [Int: Tensor] = [tape.index(output.node): Tensor(1)]
    let paths = engine.differentiablePaths(tape, to: tape.index(output.node))
    for index in (0...tape.index(output.node)).reversed() {
      guard let upstream = gradients[index], paths[index], tape.codes[index] != GateCode.leaf else {
        continue
      }
      let operands = tape.operands(index)
      let parts = try engine.contributions(
        tape, index, upstream, wanted: operands.map { paths[$0] })
      for (operand, part) in zip(operands, parts) {
        guard let part, paths[operand] else { continue }
        gradients[operand] =
          try gradients[operand].map { try engine.elementwise(.add, $0, part) } ?? part
      }
    }
    var total = Tensor(0)
    for leaf in leaves {
      guard let gradient = gradients[tape.index(leaf.node)] else { continue }
      total = try engine.elementwise(.add, total, weighted(gradient, 0.4, engine))
    }
    return total
  }

  func check(
    _ name: String, _ inputs: [NDArray], _ f: (Engine, [Tensor]) throws -> Tensor
  ) throws {
    /// The value of `sent`, and its gradients by the tape.
    func run(_ inputs: [NDArray]) throws -> (Double, [[Double]]) {
      let engine = Engine()
      let tape = try engine.openTape(keepsGroups: true)
      let leaves = inputs.map { input in
        let handle = ArrayHandle(input.copy())
        return Tensor(handle.array, node: engine.makeLeaf(handle))
      }
      let total = try sent(engine, tape, leaves, f)
      guard engine.isTracked(total.node) else {
        return (total.array.scalar.double, inputs.map { $0.doubles.map { _ in 0 } })
      }
      let gradients = try engine.backward(tape, from: tape.index(total.node))
      return (
        total.array.scalar.double,
        leaves.map { leaf in
          gradients.tensor(tape.index(leaf.node), tape)?.array.doubles
            ?? [Double](repeating: 0, count: leaf.array.count)
        }
      )
    }
    let analytic = try run(inputs).1
    for (number, input) in inputs.enumerated() {
      for element in 0..<input.count {
        func at(_ shift: Double) throws -> Double {
          let copies = inputs.map { $0.copy() }
          copies[number].set(element, .float(input.load(at: element).double + shift))
          return try run(copies).0
        }
        let numeric = (try at(1e-5) - at(-1e-5)) / 2e-5
        let found = analytic[number][element]
        let error = abs(found - numeric) / max(1e-2, abs(found), abs(numeric))
        #expect(
          error < 1e-6,
          "\(name), second derivative: input \(number)[\(element)] is \(found), differences say \(numeric)"
        )
      }
    }
  }
}
