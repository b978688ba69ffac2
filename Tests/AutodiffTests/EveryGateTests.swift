import Arrays
import Testing

@testable import Autodiff

/// What holds of every gate in the catalogue: gradients by differences, once and twice; both real
/// types; broadcast, empty and one-element shapes; ties.
@Suite struct EveryGateTests {
  private let first = GradientCheckTests()
  private let second = SecondDerivativeTests()
  private let shapes = ShapeAndKinkTests()

  @Test func everyTensorGateIsUsed() {
    let used = Set(TensorGateUse.all.map(\.gate))
    // What a learner's class computes is up to the class.
    for gate in Gate.catalogue where gate.name != "learner" {
      if case .tensor = gate.rule { #expect(used.contains(gate.name), "no use of \(gate.name)") }
    }
  }

  @Test(arguments: TensorGateUse.all) func gradients(_ use: TensorGateUse) throws {
    try first.check(use.testDescription, use.operands, use.function(use.shapes))
    try second.check(use.testDescription, use.operands, use.function(use.shapes))
  }

  @Test(arguments: TensorGateUse.all) func singlePrecision(_ use: TensorGateUse) throws {
    let exact = try shapes.gradients(use.operands, use.function(use.shapes))
    let single = try shapes.gradients(
      use.operands.map { $0.asType(.float32) }, use.function(use.shapes))
    compare(use.testDescription, exact, single)
  }

  private func compare(
    _ name: String, _ exact: (value: NDArray, gradients: [NDArray]),
    _ single: (value: NDArray, gradients: [NDArray])
  ) {
    for (a, b) in zip([exact.value] + exact.gradients, [single.value] + single.gradients) {
      #expect(b.dtype == .float32 && a.shape == b.shape, "\(name)")
      let size = max(1, a.doubles.map(abs).max() ?? 0)
      for (x, y) in zip(a.doubles, b.doubles) {
        #expect(abs(x - y) <= 2e-5 * size, "\(name): \(x), \(y)")
      }
    }
  }

  @Test(arguments: TensorGateUse.all) func oneElementAndNone(_ use: TensorGateUse) throws {
    for operandShapes in [use.single, use.empty] {
      let inputs = operandShapes.enumerated().map {
        TensorGateUse.numbers($0.element, seed: $0.offset)
      }
      for type in [DType.float64, .float32] {
        let found = try shapes.gradients(
          inputs.map { $0.asType(type) }, use.function(operandShapes))
        #expect(found.gradients.map(\.shape) == operandShapes, "\(use.testDescription)")
        #expect(found.value.dtype == type, "\(use.testDescription)")
      }
      try first.check(use.testDescription, inputs, use.function(operandShapes))
    }
  }

  /// Operands around each probe, so that no two elements are alike.
  private func spread(_ probe: Double, _ shape: [Int]) -> NDArray {
    let count = shape.reduce(1, *)
    return NDArray((0..<count).map { probe * (1 + 0.011 * Double($0)) }, shape: shape)
  }

  @Test func everyGateOfTwoBroadcasts() throws {
    let pairs = [
      ([2, 3], [3]), ([2, 1], [2, 3]), ([1, 3], [2, 1]), ([2, 3], [1]), ([0, 3], [3]),
    ]
    for gate in Gate.catalogue where gate.elementwise?.locals.count == 2 {
      for probe in gate.probes {
        for (a, b) in pairs {
          let operands = [spread(probe[0], a), spread(probe[1], b)]
          let name = "\(gate.name) of \(a) and \(b) at \(probe)"
          let whole = try shapes.gradients(operands) { try $0.elementwise(gate, $1[0], $1[1]) }
          #expect(whole.gradients.map(\.shape) == [a, b], "\(name)")
          try first.check(name, operands) { try $0.elementwise(gate, $1[0], $1[1]) }
          try second.check(name, operands) { try $0.elementwise(gate, $1[0], $1[1]) }
          let single = try shapes.gradients(operands.map { $0.asType(.float32) }) {
            try $0.elementwise(gate, $1[0], $1[1])
          }
          compare(name, whole, single)
        }
      }
    }
  }

  @Test func tiesOfFoldsAndWindows() throws {
    let same = NDArray([2.0, 2, 1, 2], shape: [1, 1, 2, 2])
    func sent(_ function: (Engine, [Tensor]) throws -> Tensor) throws -> [[Double]] {
      try [DType.float64, .float32].map {
        try shapes.gradients([same.asType($0)], function).gradients[0].doubles
      }
    }
    let third = 1.0 / 3
    let shared = try sent { try $0.extreme($1[0], largest: true, axes: [2, 3], keep: false) }
    for (found, share) in zip(shared[0], [third, third, 0, third]) { #expect(found == share) }
    #expect(
      try sent { try $0.extreme($1[0], largest: false, axes: [2, 3], keep: false) }
        == [[0, 0, 1, 0], [0, 0, 1, 0]])
    let windows = try TensorGateUse.windows([2, 2], [2, 2])
    #expect(
      try sent { try $0.maxPool($1[0], PoolRegions(windows)) }
        == [[1, 0, 0, 0], [1, 0, 0, 0]])
  }

  /// A NaN is the largest of its window, and the first of several gets the gradient.
  @Test func notANumberWinsItsWindow() throws {
    let x = NDArray([1.0, .nan, 3, .nan], shape: [1, 1, 2, 2])
    let found = try shapes.gradients([x]) {
      try $0.maxPool($1[0], PoolRegions(TensorGateUse.windows([2, 2], [2, 2])))
    }
    #expect(found.value.doubles[0].isNaN)
    #expect(found.gradients[0].doubles == [0, 1, 0, 0])
  }

  /// Which way a max-pooling went is part of a run's branches.
  @Test func winnersAreBranches() throws {
    func branches(_ values: [Double]) throws -> Int {
      let engine = Engine()
      let tape = try engine.openTape()
      let handle = ArrayHandle(NDArray(values, shape: [1, 1, 2, 2]))
      let x = Tensor(handle.array, node: engine.makeLeaf(handle))
      let y = try engine.maxPool(x, PoolRegions(TensorGateUse.windows([2, 2], [2, 2])))
      return engine.branches(tape, to: tape.index(y.node))
    }
    #expect(try branches([1, 2, 0, 0]) == branches([1, 3, 0, 0]))
    #expect(try branches([1, 2, 0, 0]) != branches([3, 2, 0, 0]))
  }
}
