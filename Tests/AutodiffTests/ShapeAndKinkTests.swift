import Arrays
import Testing

@testable import Autodiff

/// Gates at their kinks, in float32, broadcast, of one element and of none.
@Suite struct ShapeAndKinkTests {
  func gradients(
    _ inputs: [NDArray], _ f: (Engine, [Tensor]) throws -> Tensor
  ) throws -> (value: NDArray, gradients: [NDArray]) {
    let engine = Engine()
    let tape = try engine.openTape(keepsGroups: true)
    let leaves = inputs.map { input in
      let handle = ArrayHandle(input.copy())
      return Tensor(handle.array, node: engine.makeLeaf(handle))
    }
    let value = try f(engine, leaves)
    let total = try engine.sum(
      value, axes: Array(0..<value.array.dimensions), keep: false)
    let found = try engine.backward(tape, from: tape.index(total.node))
    return (
      value.array,
      zip(leaves, inputs).map {
        found.tensor(tape.index($0.node), tape)?.array ?? NDArray(zeros: $1.shape, $1.dtype)
      }
    )
  }

  static func apply(_ gate: Gate, _ engine: Engine, _ x: [Tensor]) throws -> Tensor {
    try x.count == 1 ? engine.elementwise(gate, x[0]) : engine.elementwise(gate, x[0], x[1])
  }

  @Test func slopesAtKinksAreThoseThatAreFixed() throws {
    let zero = NDArray([0.0])
    func slope(_ gate: Gate, _ second: Double? = nil) throws -> Double {
      try gradients([zero]) { engine, x in
        try Self.apply(gate, engine, x + (second.map { [Tensor($0)] } ?? []))
      }.gradients[0].doubles[0]
    }
    #expect(try slope(.relu) == 0)
    #expect(try slope(.absolute) == 0)
    #expect(try slope(.leakyRelu, 0.1) == 0.1)
    #expect(try slope(.prelu, 0.25) == 0.25)
    #expect(try slope(.elu, 1.5) == 1.5)
    #expect(try slope(.selu) == 1.7580993408473766)
    #expect(try slope(.sign) == 0)
    #expect(try slope(.maximum, 0) == 0)
    #expect(try slope(.softplus) == 0.5)
    let learned = try gradients([zero, NDArray([0.25])]) {
      try $0.elementwise(.prelu, $1[0], $1[1])
    }
    #expect(learned.gradients[1].doubles == [0])
  }

  @Test func lossesAtTiesAndKinks() throws {
    let scores = NDArray([1.0, 0, 2], shape: [1, 3])
    for isSquared in [false, true] {
      // Class 1 stands just at the margin, class 2 is above it.
      let (value, sent) = try gradients([scores]) {
        try $0.hinge(
          $1[0], labels: NDArray([0]), delta: Tensor(1), isSquared: isSquared, .mean)
      }
      #expect(value.doubles == [isSquared ? 4 : 2])
      #expect(sent[0].doubles == (isSquared ? [-4, 0, 4] : [-1, 0, 1]))
    }
    let tied = try gradients([NDArray([1.0, 1, 0]), NDArray([1.0, 2, -1]), NDArray([1.0, 2, 3])]) {
      try $0.maxout($1)
    }
    let third = 1.0 / 3
    let expected: [[Double]] = [[third, 0, 0], [third, 0.5, 0], [third, 0.5, 1]]
    #expect(tied.gradients.map(\.doubles) == expected)
    let same = NDArray([1.0, 2], shape: [1, 2])
    let distance = try gradients([same, same]) {
      try $0.distance($1[0], $1[1], isSquared: false, .mean)
    }
    #expect(distance.gradients.map(\.doubles) == [[0, 0], [0, 0]])
  }

  @Test func largeScoresDoNotOverflow() throws {
    let scores = NDArray([1000.0, 0, -1000], shape: [1, 3])
    let right = try gradients([scores]) {
      try $0.crossEntropy($1[0], labels: NDArray([0]), .mean)
    }
    #expect(right.value.doubles == [0])
    #expect(right.gradients[0].doubles == [0, 0, 0])
    let wrong = try gradients([scores]) {
      try $0.crossEntropy($1[0], labels: NDArray([2]), .mean)
    }
    #expect(wrong.value.doubles == [2000])
    #expect(wrong.gradients[0].doubles == [1, 0, -1])
    let logistic = try gradients([NDArray([1000.0, -1000])]) {
      try $0.binaryCrossEntropy($1[0], targets: Tensor(NDArray([0.0, 1])), .sum)
    }
    #expect(logistic.value.doubles == [2000])
    #expect(logistic.gradients[0].doubles == [1, -1])
  }

  @Test func singlePrecisionAgrees() throws {
    for gate in Gate.catalogue where gate.elementwise != nil {
      for probe in gate.probes {
        let exact = try gradients(probe.map { NDArray([$0]) }) { try Self.apply(gate, $0, $1) }
        let single = try gradients(probe.map { NDArray([$0]).asType(.float32) }) {
          try Self.apply(gate, $0, $1)
        }
        #expect(single.value.dtype == .float32, "\(gate.name)")
        for (a, b) in zip([exact.value] + exact.gradients, [single.value] + single.gradients) {
          let (x, y) = (a.doubles[0], b.doubles[0])
          #expect(abs(x - y) <= 2e-5 * max(1, abs(x)), "\(gate.name) at \(probe): \(x), \(y)")
        }
      }
    }
  }

  @Test func numbersAreArraysOfNoAxes() throws {
    for gate in Gate.catalogue where gate.elementwise != nil {
      for probe in gate.probes {
        let engine = Engine()
        let tape = try engine.openTape(keepsGroups: true)
        let leaves = probe.map {
          Tensor(NDArray(scalar: .float($0), .float64), node: engine.leaf($0, .float), kind: .float)
        }
        let output = try Self.apply(gate, engine, leaves)
        let found = try engine.backward(tape, from: tape.index(output.node))
        let arrays = try gradients(probe.map { NDArray([$0]) }) { try Self.apply(gate, $0, $1) }
        #expect(output.array.dimensions == 0)
        for (leaf, array) in zip(leaves, arrays.gradients) {
          let (x, y) = (found.number(tape.index(leaf.node)), array.doubles[0])
          #expect(abs(x - y) <= 1e-14 * max(1, abs(y)), "\(gate.name) at \(probe): \(x), \(y)")
        }
      }
    }
  }

  @Test func emptyAndSingleShapes() throws {
    for gate in Gate.catalogue where gate.elementwise != nil {
      guard let probe = gate.probes.first else { continue }
      for shape in [[0], [2, 0], [1], [1, 1, 1]] {
        let count = shape.reduce(1, *)
        let found = try gradients(
          probe.map { NDArray([Double](repeating: $0, count: count), shape: shape) }
        ) { try Self.apply(gate, $0, $1) }
        #expect(found.value.shape == shape, "\(gate.name)")
        for part in found.gradients { #expect(part.shape == shape, "\(gate.name)") }
      }
    }
    for shape in [[0, 3], [1, 1], [2, 1]] {
      let x = NDArray([Double](repeating: 0.5, count: shape.reduce(1, *)), shape: shape)
      let labels = NDArray([Int](repeating: 0, count: shape[0]))
      let results = [
        try gradients([x]) { try $0.softmax($1[0], axis: 1) },
        try gradients([x]) { try $0.crossEntropy($1[0], labels: labels, .sum) },
        try gradients([x]) {
          try $0.hinge($1[0], labels: labels, delta: Tensor(1), isSquared: false, .sum)
        },
        try gradients([x]) { try $0.cumulativeSum($1[0], axis: 0) },
        try gradients([x, x]) { try $0.distance($1[0], $1[1], isSquared: true, .sum) },
      ]
      for result in results { #expect(result.gradients[0].shape == shape) }
    }
  }

  @Test func gatesOfTwoBroadcast() throws {
    let checks = GradientCheckTests()
    let matrix = NDArray([0.5, -1.2, 2.0, 0.3, 1.1, -0.4], shape: [2, 3])
    let row = NDArray([1.5, 0.7, 0.9])
    let column = NDArray([0.8, 1.3], shape: [2, 1])
    for gate in [Gate.leakyRelu, .prelu, .elu, .hypot, .minimum] {
      try checks.check("\(gate.name) row", [matrix, row]) { try $0.elementwise(gate, $1[0], $1[1]) }
      try checks.check("\(gate.name) column", [row, column]) {
        try $0.elementwise(gate, $1[0], $1[1])
      }
    }
  }

  @Test func wrongLabelsAndShapesAreExplained() throws {
    let engine = Engine()
    let scores = Tensor(NDArray([1.0, 2, 3, 4], shape: [2, 2]))
    func message(_ body: () throws -> Tensor) -> String {
      do {
        _ = try body()
        return "no error"
      } catch {
        return (error as? PythonError)?.message ?? "\(error)"
      }
    }
    #expect(
      message { try engine.crossEntropy(scores, labels: NDArray([0, 2]), .mean) }
        == "label 2 is not the index of a class")
    #expect(
      message { try engine.crossEntropy(scores, labels: NDArray([0, -1]), .mean) }
        == "label -1 is not the index of a class")
    #expect(
      message { try engine.crossEntropy(scores, labels: NDArray([0, 1, 1]), .mean) }
        == "scores of shape (2, 2) need labels of shape (2,), not (3,)")
    #expect(
      message { try engine.crossEntropy(scores, labels: NDArray([0.0, 1]), .mean) }
        == "labels are float64, not whole numbers")
    #expect(
      message {
        try engine.distance(
          Tensor(NDArray([1.0, 2], shape: [2, 1])), Tensor(NDArray([1.0, 2])), isSquared: true,
          .mean)
      } == "predictions have shape (2, 1) and targets (2,)")
    #expect(
      message { try engine.softmax(Tensor(NDArray(zeros: [2, 0], .float64)), axis: 1) }
        == "softmax over axis 1, which has no elements")
  }
}
