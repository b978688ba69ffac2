import Arrays
import Foundation
import Testing

@testable import Autodiff

@Suite struct CatalogueTests {
  @Test func fastPathCodesAreCataloguePositions() {
    let codes: [(UInt8, String)] = [
      (GateCode.leaf, "leaf"), (GateCode.constant, "constant"), (GateCode.add, "add"),
      (GateCode.subtract, "subtract"), (GateCode.multiply, "multiply"),
      (GateCode.divide, "divide"), (GateCode.power, "power"), (GateCode.negate, "negate"),
      (GateCode.exp, "exp"), (GateCode.log, "log"), (GateCode.squareRoot, "sqrt"),
      (GateCode.tanh, "tanh"), (GateCode.sigmoid, "sigmoid"), (GateCode.relu, "relu"),
      (GateCode.maximum, "maximum"), (GateCode.minimum, "minimum"), (GateCode.absolute, "abs"),
    ]
    for (code, name) in codes {
      #expect(Gate.catalogue[Int(code)].name == name)
      #expect(Gate.code(named: name) == code)
    }
  }

  @Test func namesAreUniqueAndEveryGateIsExplained() {
    #expect(Set(Gate.catalogue.map(\.name)).count == Gate.catalogue.count)
    for gate in Gate.catalogue {
      #expect(gate.sentence.hasSuffix("."), "\(gate.name) has no sentence")
      if gate.elementwise != nil { #expect(!gate.probes.isEmpty, "\(gate.name) has no probes") }
    }
  }

  @Test func everyGateInTheFolderIsInTheCatalogue() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Autodiff/Gates").standardized
    var declared = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      declared += text.components(separatedBy: "package static let ").count - 1
    }
    // leaf and constant are declared beside the catalogue itself.
    #expect(declared + 2 == Gate.catalogue.count, "add the new gate's line to Gate.catalogue")
  }

  /// The array loops compute what the scalar rules say.
  @Test func kernelsAgreeWithRules() throws {
    let engine = Engine()
    for gate in Gate.catalogue {
      guard let rule = gate.elementwise else { continue }
      for probe in gate.probes {
        let expected = rule.forward.evaluate(probe, output: 0)
        let x = Tensor(NDArray([probe[0], probe[0]]))
        let result =
          probe.count == 1
          ? try engine.elementwise(gate, x)
          : try engine.elementwise(gate, x, Tensor(NDArray([probe[1]])))
        for value in result.array.doubles {
          #expect(
            abs(value - expected) <= 1e-12 * max(1, abs(expected)), "\(gate.name) at \(probe)")
        }
      }
    }
  }
}

/// Gradients against central differences, for numbers and arrays alike.
@Suite struct GradientCheckTests {
  static let step = 1e-5
  static let tolerance = 1e-7

  /// d(sum(weights · f(x)))/dx for each input, by the tape and by differences.
  func check(
    _ name: String, _ inputs: [NDArray],
    _ f: (Engine, [Tensor]) throws -> Tensor
  ) throws {
    func loss(_ engine: Engine, _ values: [Tensor]) throws -> Tensor {
      let result = try f(engine, values)
      let weights = NDArray(
        (0..<result.array.count).map { 0.7 + 0.31 * Double($0 % 5) }, shape: result.array.shape)
      let weighted = try engine.elementwise(.multiply, result, Tensor(weights))
      return try engine.sum(weighted, axes: Array(0..<weighted.array.dimensions), keep: false)
    }
    let engine = Engine()
    let tape = try engine.openTape(keepsGroups: true)
    var leaves: [Tensor] = []
    for input in inputs {
      let handle = ArrayHandle(input.copy())
      leaves.append(Tensor(handle.array, node: engine.makeLeaf(handle)))
    }
    let output = try loss(engine, leaves)
    let gradients = try engine.backward(tape, from: tape.index(output.node))
    let plain = Engine()
    for (number, input) in inputs.enumerated() {
      let analytic =
        gradients.tensor(tape.index(leaves[number].node), tape)?.array.doubles
        ?? [Double](repeating: 0, count: input.count)
      for element in 0..<input.count {
        func at(_ shift: Double) throws -> Double {
          let copies = inputs.map { Tensor($0.copy()) }
          let old = copies[number].array.load(at: element).double
          copies[number].array.set(element, .float(old + shift))
          return try loss(plain, copies).array.scalar.double
        }
        let numeric = (try at(Self.step) - at(-Self.step)) / (2 * Self.step)
        let error =
          abs(analytic[element] - numeric) / max(1e-3, abs(analytic[element]), abs(numeric))
        #expect(
          error < Self.tolerance,
          "\(name): input \(number)[\(element)] is \(analytic[element]), differences say \(numeric)"
        )
      }
    }
  }

  @Test func elementwiseGatesAtTheirProbes() throws {
    for gate in Gate.catalogue {
      guard gate.elementwise != nil else { continue }
      for probe in gate.probes {
        try check(gate.name, probe.map { NDArray([$0]) }) { engine, x in
          x.count == 1
            ? try engine.elementwise(gate, x[0]) : try engine.elementwise(gate, x[0], x[1])
        }
      }
    }
  }

  @Test func broadcastOperandsSumTheirGradients() throws {
    let matrix = NDArray([0.5, -1.2, 2.0, 0.3, 1.1, -0.4], shape: [2, 3])
    let row = NDArray([1.5, -0.7, 0.9])
    let column = NDArray([0.8, -1.3], shape: [2, 1])
    for gate in [Gate.add, .subtract, .multiply, .divide, .maximum] {
      try check("\(gate.name) row", [matrix, row]) { try $0.elementwise(gate, $1[0], $1[1]) }
      try check("\(gate.name) column", [column, matrix]) { try $0.elementwise(gate, $1[0], $1[1]) }
    }
  }

  @Test func tensorGates() throws {
    let a = NDArray([0.5, -1.2, 2.0, 0.3, 1.1, -0.4], shape: [2, 3])
    let b = NDArray([0.2, 0.7, -0.5, 1.4, 0.9, -1.1], shape: [3, 2])
    let v = NDArray([0.6, -0.2, 1.3])
    try check("sum axis 0", [a]) { try $0.sum($1[0], axes: [0], keep: false) }
    try check("sum axis 1 kept", [a]) { try $0.sum($1[0], axes: [1], keep: true) }
    try check("prod axis 0", [a]) { try $0.productOfElements($1[0], axes: [0], keep: false) }
    try check("prod with a zero", [NDArray([2.0, 0, 3])]) {
      try $0.productOfElements($1[0], axes: [0], keep: false)
    }
    try check("mean", [a]) { try $0.mean($1[0], axes: [0, 1], keep: false) }
    try check("max axis 1", [a]) { try $0.extreme($1[0], largest: true, axes: [1], keep: false) }
    try check("min", [a]) { try $0.extreme($1[0], largest: false, axes: [0, 1], keep: false) }
    try check("matmul", [a, b]) { try $0.product($1[0], $1[1]) }
    try check("matmul vector", [a, v]) { try $0.product($1[0], $1[1]) }
    try check("vector matmul", [v, b]) { try $0.product($1[0], $1[1]) }
    try check("inner", [v, v]) { try $0.product($1[0], $1[1]) }
    try check("reshape", [a]) { try $0.reshape($1[0], [3, 2]) }
    try check("transpose", [a]) { try $0.transpose($1[0], [1, 0]) }
    try check("broadcast", [v]) { try $0.broadcast($1[0], to: [4, 3]) }
    try check("concatenate", [a, a]) { try $0.concatenate($1, axis: 1) }
    try check("stack", [v, v, v]) { try $0.stack($1, axis: 1) }
    try check("where", [a, a]) { engine, x in
      let mask = Tensor(NDArray([1, 0, 1, 1, 0, 0], shape: [2, 3]).asType(.bool))
      return try engine.choose(mask, x[0], x[1])
    }
    let region = Region(shape: [2, 2], strides: [3, 1], offset: 1)
    try check("index", [a]) { try $0.select($1[0], region, text: "[:, 1:]") }
    try check("write", [a, NDArray([2.5, -0.3])]) {
      try $0.write($1[1], into: $1[0], region, text: "[:, 1:]")
    }
    let batch = NDArray((0..<12).map { Double($0) * 0.3 - 1.5 }, shape: [2, 2, 3])
    try check("batched matmul", [batch, b]) { try $0.product($1[0], $1[1]) }
  }

  @Test func repeatedPositionsAddUpAndLastWriteWins() throws {
    let x = NDArray([1.0, 2, 3])
    let picked = Region(shape: [4], strides: [], offset: 0, positions: [0, 2, 2, 0])
    try check("gather", [x]) { try $0.select($1[0], picked, text: "[[0, 2, 2, 0]]") }
    try check("scatter", [x, NDArray([5.0, 6, 7, 8])]) {
      try $0.write($1[1], into: $1[0], picked, text: "[[0, 2, 2, 0]]")
    }
  }

  @Test func tiesFollowTheDefinitions() throws {
    func gradients(_ build: (Engine, Tensor, Tensor) throws -> Tensor, constant: Bool) throws
      -> [Double]
    {
      let engine = Engine()
      let tape = try engine.openTape(keepsGroups: true)
      let x = ArrayHandle(NDArray([2.0, 1.0]))
      let y = ArrayHandle(NDArray([2.0, 3.0]))
      let a = Tensor(x.array, node: engine.makeLeaf(x))
      let b = Tensor(y.array, node: constant ? 0 : engine.makeLeaf(y))
      let total = try engine.sum(build(engine, a, b), axes: [0], keep: false)
      let result = try engine.backward(tape, from: tape.index(total.node))
      return result.tensor(tape.index(a.node), tape)?.array.doubles ?? []
    }
    #expect(try gradients({ try $0.elementwise(.maximum, $1, $2) }, constant: false) == [0.5, 0])
    #expect(try gradients({ try $0.elementwise(.maximum, $1, $2) }, constant: true) == [0, 0])
  }

  /// The flat lists of steps give the very numbers of the formulas, and fit into their stack.
  @Test func programsAreTheFormulas() {
    let values = [-2.5, -1, -0.0, 0, 1e-300, 0.5, 1, 3, .infinity, -.infinity, .nan]
    let programs = ScalarPrograms.catalogue
    for (code, gate) in Gate.catalogue.enumerated() {
      guard let rule = gate.elementwise else { continue }
      let entry = programs.entry(UInt8(code))
      for (formula, place) in zip(rule.locals, [entry.locals.0, entry.locals.1]) {
        #expect(programs.depth(place) <= ScalarPrograms.depth, "\(gate.name)")
        for x in values {
          for y in values {
            let expected = formula.evaluate([x, y], output: 0.25)
            let found = programs.evaluate(place, x, y, output: 0.25)
            #expect(
              found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN,
              "\(gate.name) at \(x), \(y): \(found), not \(expected)")
          }
        }
      }
    }
  }

  @Test func aMillionGatesRunWithoutRecursion() throws {
    let engine = Engine()
    let tape = try engine.openTape(keepsGroups: true)
    var node = engine.leaf(1, .float)
    let first = node
    var value = 1.0
    for _ in 0..<1_000_000 {
      value += 1e-6
      node = engine.number(
        GateCode.add, value - 1e-6, .float, node, 1e-6, .float, 0, result: value, .float)
    }
    let gradients = try engine.backward(tape, from: tape.index(node))
    #expect(tape.count == 1_000_002)
    #expect(gradients.number(tape.index(first)) == 1)
  }
}
