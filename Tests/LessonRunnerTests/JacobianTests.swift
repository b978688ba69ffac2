import Arrays
import LessonDocument
import LessonOutput
import Testing

@testable import Autodiff
@testable import LessonRunner

/// Jacobians: what is carried is what differences give, and has the structure that is claimed.
@Suite struct JacobianTests {
  private struct Case {
    var name: String
    var operands: [NDArray]
    var build: (Engine, [Tensor]) throws -> Tensor
  }

  private static func numbers(_ shape: [Int], _ seed: Int) -> NDArray {
    let values = (0..<shape.reduce(1, *)).map { place -> Double in
      let step = Double((place * 7 + seed * 3) % 5)
      return 0.35 + 0.13 * step + 0.01 * Double(place)
    }
    return NDArray(values, shape: shape)
  }

  private static var elementwise: [Case] {
    Gate.catalogue.filter { $0.elementwise != nil }.flatMap { gate -> [Case] in
      guard let probe = gate.probes.first else { return [] }
      /// The gate's own probe, a little apart from element to element.
      func near(_ operand: Int, _ shape: [Int]) -> NDArray {
        NDArray(
          (0..<shape.reduce(1, *)).map { probe[operand] * (1 + 0.01 * Double($0)) }, shape: shape)
      }
      if probe.count == 1 {
        return [
          Case(name: gate.name, operands: [near(0, [2, 2])]) { try $0.elementwise(gate, $1[0]) }
        ]
      }
      return [([2, 2], [2, 2]), ([2, 3], [3]), ([2, 1], [2, 3]), ([3], [])].map { x, y in
        Case(name: gate.name, operands: [near(0, x), near(1, y)]) {
          try $0.elementwise(gate, $1[0], $1[1])
        }
      }
    }
  }

  private static func strided(
    _ input: [Int], _ size: [Int], stride: Int = 1, padding: Int = 0
  ) throws -> Windows {
    try Windows(
      input: input, size: size, stride: input.map { _ in stride },
      padding: input.map { _ in padding }, dilation: input.map { _ in 1 }, floor: false,
      .init(function: "conv2d", window: "filter"))
  }

  private static var tensor: [Case] {
    func make(
      _ name: String, _ shapes: [[Int]], _ build: @escaping (Engine, [Tensor]) throws -> Tensor
    ) -> Case {
      Case(name: name, operands: shapes.enumerated().map { numbers($1, $0) }, build: build)
    }
    let columns = Region(shape: [2, 2], strides: [3, 1], offset: 1)
    let picked = Region(shape: [4], strides: [], offset: 0, positions: [0, 2, 2, 0])
    func windows(_ input: [Int], _ size: [Int], padding: Int = 0) throws -> Windows {
      try Windows(
        input: input, size: size, stride: [1, 1], padding: [padding, padding], dilation: [1, 1],
        floor: true, .init(function: "conv2d", window: "filter"))
    }
    return [
      make("conv", [[1, 1, 2, 3], [2, 1, 2, 2], [2]]) {
        try $0.convolution($1[0], $1[1], $1[2], windows([2, 3], [2, 2]))
      },
      make("conv", [[1, 2, 2, 2], [1, 2, 2, 2], [1]]) {
        try $0.convolution($1[0], $1[1], $1[2], windows([2, 2], [2, 2]))
      },
      make("conv", [[1, 1, 1, 2], [1, 1, 1, 2]]) {
        try $0.convolution($1[0], $1[1], nil, windows([1, 2], [1, 2], padding: 1))
      },
      make("conv_transpose", [[1, 1, 1, 2], [1, 1, 2, 2]]) {
        try $0.convolutionInput($1[0], $1[1], windows([2, 3], [2, 2]))
      },
      make("conv_filter", [[1, 1, 2, 3], [1, 2, 1, 2]]) {
        try $0.convolutionFilter($1[0], $1[1], windows([2, 3], [2, 2]))
      },
      make("max_pool", [[1, 1, 3, 3]]) {
        try $0.maxPool($1[0], PoolRegions(windows([3, 3], [2, 2])))
      },
      make("avg_pool", [[1, 1, 3, 3]]) { try $0.averagePool($1[0], windows([3, 3], [2, 2])) },
      make("sum", [[4]]) { try $0.sum($1[0], axes: [0], keep: false) },
      make("sum", [[2, 3]]) { try $0.sum($1[0], axes: [1], keep: true) },
      make("sum", [[3, 1]]) { try $0.sum($1[0], axes: [1], keep: false) },
      make("mean", [[2, 2]]) { try $0.mean($1[0], axes: [0, 1], keep: false) },
      make("mean", [[2, 3]]) { try $0.mean($1[0], axes: [0], keep: false) },
      make("prod", [[3]]) { try $0.productOfElements($1[0], axes: [0], keep: false) },
      make("max", [[4]]) { try $0.extreme($1[0], largest: true, axes: [0], keep: false) },
      make("min", [[2, 3]]) { try $0.extreme($1[0], largest: false, axes: [1], keep: false) },
      make("cumsum", [[4]]) { try $0.cumulativeSum($1[0], axis: 0) },
      make("matmul", [[2, 3], [3, 2]]) { try $0.product($1[0], $1[1]) },
      make("matmul", [[1, 3], [3, 2]]) { try $0.product($1[0], $1[1]) },
      make("matmul", [[2, 3], [3]]) { try $0.product($1[0], $1[1]) },
      make("matmul", [[3], [3, 2]]) { try $0.product($1[0], $1[1]) },
      make("matmul", [[3], [3]]) { try $0.product($1[0], $1[1]) },
      make("matmul", [[2, 2, 1], [1, 2]]) { try $0.product($1[0], $1[1]) },
      make("reshape", [[2, 3]]) { try $0.reshape($1[0], [3, 2]) },
      make("transpose", [[2, 3]]) { try $0.transpose($1[0], [1, 0]) },
      make("broadcast", [[3]]) { try $0.broadcast($1[0], to: [2, 3]) },
      make("broadcast", [[]]) { try $0.broadcast($1[0], to: [3]) },
      make("copy", [[4]]) { try $0.copy($1[0]) },
      make("index", [[2, 3]]) { try $0.select($1[0], columns, text: "[:, 1:]") },
      make("index", [[3]]) { try $0.select($1[0], picked, text: "[[0, 2, 2, 0]]") },
      make("index", [[4]]) { try $0.flip($1[0], 0) },
      make("place", [[2, 2]]) { try $0.place($1[0], columns, text: "[:, 1:]", shape: [2, 3]) },
      make("write", [[2, 3], [2, 2]]) {
        try $0.write($1[1], into: $1[0], columns, text: "[:, 1:]")
      },
      make("write", [[2, 3], [2]]) { try $0.write($1[1], into: $1[0], columns, text: "[:, 1:]") },
      make("concatenate", [[2, 1], [2, 2]]) { try $0.concatenate($1, axis: 1) },
      make("stack", [[3], [3]]) { try $0.stack($1, axis: 0) },
      make("conv", [[1, 1, 3, 2], [2, 1, 2, 2], [2]]) {
        try $0.convolution($1[0], $1[1], $1[2], strided([3, 2], [2, 2]))
      },
      make("conv", [[1, 2, 2, 1], [3, 2, 2, 1]]) {
        try $0.convolution($1[0], $1[1], nil, strided([2, 1], [2, 1]))
      },
      make("conv", [[1, 1, 2, 2], [1, 1, 3, 3], [1]]) {
        try $0.convolution($1[0], $1[1], $1[2], strided([2, 2], [3, 3], padding: 1))
      },
      make("conv", [[2, 1, 4], [1, 1, 2], [1]]) {
        try $0.convolution($1[0], $1[1], $1[2], strided([4], [2], stride: 2))
      },
      make("conv_transpose", [[1, 2, 2, 1], [2, 1, 2, 2]]) {
        try $0.convolutionInput($1[0], $1[1], strided([3, 2], [2, 2]))
      },
      make("conv_filter", [[1, 1, 3, 2], [1, 2, 2, 1]]) {
        try $0.convolutionFilter($1[0], $1[1], strided([3, 2], [2, 2]))
      },
      make("avg_pool", [[1, 1, 2, 2]]) { try $0.averagePool($1[0], strided([2, 2], [2, 2])) },
      make("avg_pool", [[1, 2, 4]]) {
        try $0.averagePool($1[0], strided([4], [2], stride: 2))
      },
      // Windows with several largest numbers have no slope that differences could find.
      Case(name: "max_pool", operands: [NDArray((1...8).map(Double.init), shape: [1, 2, 2, 2])]) {
        try $0.maxPool($1[0], PoolRegions(strided([2, 2], [2, 2])))
      },
      Case(name: "max_pool", operands: [NDArray([3.0, 1, 2, 5], shape: [1, 1, 4])]) {
        try $0.maxPool($1[0], PoolRegions(strided([4], [1])))
      },
      make("where", [[2, 2], [2, 2]]) { engine, x in
        let mask = Tensor(NDArray([1, 0, 0, 1], shape: [2, 2]).asType(.bool))
        return try engine.choose(mask, x[0], x[1])
      },
    ]
  }

  @Test func everyGateOfTheCatalogue() throws {
    var seen: Set<String> = []
    for item in Self.elementwise + Self.tensor {
      let engine = Engine()
      let tape = try engine.openTape()
      let leaves = item.operands.map { operand -> Tensor in
        let handle = ArrayHandle(operand.copy())
        return Tensor(handle.array, node: engine.makeLeaf(handle))
      }
      let output = try item.build(engine, leaves)
      engine.closeTape()
      let index = tape.index(output.node)
      let gate = Gate.catalogue[Int(tape.codes[index])]
      #expect(gate.name == item.name)
      seen.insert(gate.name)
      var jacobians = JacobianEntries(engine, tape)
      let operands = tape.operands(index)
      for (number, operand) in operands.enumerated()
      where tape.codes[operand] == GateCode.leaf {
        let what = "\(item.name) \(item.operands.map(\.shape)) by operand \(number)"
        let structure = JacobianStructure(tape).structure(index, operand: number)
        if output.array.count == 1, tape.array(operand).count == 1 {
          #expect(structure == .scalar, "\(what)")
          continue
        }
        let local = LocalGradient(
          formula: "", value: nil, structure: structure, rows: output.array.count,
          columns: tape.array(operand).count)
        let carried = try #require(
          try jacobians.gate(index, operand: number, local), "\(what)")
        #expect(carried.shape == [local.rows, local.columns])
        let found = try differences(engine, tape, index, number)
        for (a, b) in zip(carried.elements, found) {
          #expect(abs(a - b) <= 1e-6 * max(1, abs(b)), "\(what): \(a), differences \(b)")
        }
        expect(structure, carried.elements, local.rows, local.columns, what)
      }
    }
    // Fused gates stand only where no trace is shown.
    let all = Set(Gate.catalogue.map(\.name)).subtracting([
      "leaf", "constant", "learner", "fused",
    ])
    #expect(all.subtracting(seen) == [])
  }

  /// The Jacobian by central differences, row by row.
  private func differences(_ engine: Engine, _ tape: Tape, _ index: Int, _ number: Int) throws
    -> [Double]
  {
    let inputs = tape.operands(index).map { tape.array($0) }
    let rows = tape.array(index).count
    let columns = inputs[number].count
    var result = [Double](repeating: 0, count: rows * columns)
    for column in 0..<columns {
      func at(_ step: Double) throws -> [Double] {
        var moved = inputs
        let copy = inputs[number].copy()
        copy.set(column, .float(copy.load(at: column).double + step))
        moved[number] = copy
        return try engine.replay(tape, index, moved).doubles
      }
      let (high, low) = (try at(1e-6), try at(-1e-6))
      for row in 0..<rows { result[row * columns + column] = (high[row] - low[row]) / 2e-6 }
    }
    return result
  }

  private func expect(
    _ structure: LocalGradient.Structure, _ entries: [Double], _ rows: Int, _ columns: Int,
    _ what: String
  ) {
    func row(_ row: Int) -> ArraySlice<Double> { entries[row * columns..<(row + 1) * columns] }
    switch structure {
    case .scalar, .unknown: Issue.record("\(what): \(structure)")
    case .full:
      // A step's derivative is 0 whatever its structure.
      #expect(
        entries.allSatisfy { $0 == 0 } || !entries.contains(0) || columns == 1,
        "\(what): \(entries)")
    case .diagonal:
      #expect(rows == columns, "\(what)")
      for (place, entry) in entries.enumerated() where place / columns != place % columns {
        #expect(entry == 0, "\(what): \(entries)")
      }
    case .permutation:
      #expect(rows == columns, "\(what)")
      #expect(entries.allSatisfy { $0 == 0 || $0 == 1 }, "\(what)")
      for line in 0..<rows {
        #expect(row(line).reduce(0, +) == 1, "\(what)")
        #expect((0..<rows).reduce(0.0) { $0 + entries[$1 * columns + line] } == 1, "\(what)")
      }
    case .sparse, .kronecker: #expect(entries.contains(0), "\(what): \(entries)")
    }
  }

  // MARK: In a trace

  private func trace(_ code: String) throws -> Trace {
    let text = "```python\n#| trace: f\n\(code)\n```\n"
    let run = LessonRunner.run(LessonReader.read(text: text, name: "a.md"))
    return try #require(run.blocks.first?.traces.first, "\(run.blocks.first?.error?.message ?? "")")
  }

  @Test func callsHaveJacobians() throws {
    let found = try trace(
      """
      def softmax(z):
          e = np.exp(z - z.max())
          return e / e.sum()
      def squash(z):
          return np.tanh(z) * 2
      z = np.array([1.0, 2.0, 0.5])
      w = np.array([0.3, -1.0, 2.0])
      f = squash(softmax(z)) @ w
      """)
    let softmax = try #require(found.groups.first { $0.name == "softmax" }?.edges.first?.local)
    #expect(softmax.structure == .full && softmax.rows == 3 && softmax.columns == 3)
    let e = [0.23122389762214907, 0.6285317192117624, 0.1402443831660885]
    for row in 0..<3 {
      for column in 0..<3 {
        let expected = e[row] * ((row == column ? 1 : 0) - e[column])
        #expect(abs((softmax.entries?.elements[row * 3 + column] ?? 9) - expected) < 1e-15)
      }
    }
    let squash = try #require(found.groups.first { $0.name == "squash" }?.edges.first?.local)
    #expect(squash.structure == .diagonal)
    #expect(squash.entries?.elements.filter { $0 != 0 }.count == 3)
  }

  @Test func tablesAreTrueAsPrinted() throws {
    let found = try trace(
      """
      x = np.array([0.2, 0.4])
      W = np.array([[0.1, 0.5], [-0.3, 0.8]])
      b = np.array([0.5])
      q = W @ x + b
      f = np.sum(q * q) + q.max()
      """)
    let view = TraceView(found, open: Set(found.groups.map(\.id)))
    var tables = 0
    for wire in view.wires {
      guard let table = JacobianTable(wire, in: view) else { continue }
      tables += 1
      for column in table.columns.indices {
        let sum = zip(table.upstream, table.entries).reduce(0) { $0 + $1.0 * $1.1[column] }
        #expect(abs(sum - table.downstream[column]) < 1e-12, "\(table.title)")
      }
      for equation in table.equations where equation.contains("=") {
        let text = equation.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
        #expect(EquationChecker.check(text) == nil, "\(equation)")
      }
    }
    #expect(tables == 8)
    let bias = try #require(view.wires.first { view.nodes[$0.from].node.name == "b" })
    #expect(bias.edge.shapes == "b was repeated 2 times; its gradient is the sum of all 2")
  }

  @Test func largeOnesAreNeverBuilt() throws {
    let found = try trace("v = np.linspace(-1, 1, 4096)\nf = np.maximum(v, 0).sum()")
    let relu = try #require(found.edges.first { $0.local.rows == 4096 })
    #expect(relu.local.structure == .diagonal && relu.local.columns == 4096)
    #expect(found.edges.allSatisfy { $0.local.entries == nil })
  }

  @Test func shapesTellWhereTheTransposeGoes() throws {
    let found = try trace(
      """
      x = np.ones((4, 3))
      W = np.full((3, 2), 0.5)
      b = np.array([1.0, -1.0])
      u = np.array([0.5, 2.0])
      c = np.ones((4, 1))
      f = ((x @ W + b) * c @ u).sum()
      """)
    let node = try #require(found.nodes.first { $0.shapes != nil })
    #expect(node.shapes == "x (4, 3) · W (3, 2) → (4, 2); dout (4, 2)")
    func shapes(_ name: String) -> String? {
      let id = found.nodes.first { $0.name == name }?.id
      return found.edges.first { $0.from == id }?.shapes
    }
    #expect(shapes("x") == "dx must be (4, 3): dout · Wᵀ")
    #expect(shapes("W") == "dW must be (3, 2): xᵀ · dout")
    #expect(shapes("b") == "b (2,) was repeated over 4 rows; its gradient sums over axis 0")
    #expect(shapes("c") == "c (4, 1) was repeated over 2 columns; its gradient sums over axis 1")
    #expect(shapes("u")?.hasPrefix("du must be (2,): ") == true)
    #expect(shapes("u")?.hasSuffix("ᵀ · dout") == true)
  }
}
