import Autodiff
import Testing

/// The public face of the engine.
@Suite struct LibraryTests {
  @Test func threeNumbersOfEachWire() throws {
    let graph = Graph()
    let (x, y, z) = (graph.variable(-2), graph.variable(5), graph.variable(-4))
    let f = (x + y) * z
    let gradients = try graph.gradients(of: f)
    #expect(f.value == -12)
    #expect([x, y, z].map { gradients[$0] } == [-4, -4, 3])
    let steps = try graph.backwardSteps(of: f)
    #expect(steps.map(\.gate.name) == ["multiply", "add"])
    #expect(steps[0].wires.map(\.local) == [-4, 3])
    for step in steps {
      for wire in step.wires {
        #expect(wire.downstream.elements[0] == step.upstream.elements[0] * (wire.local ?? .nan))
      }
    }
  }

  /// Each function and operator of numbers against central differences.
  @Test func numbersAgainstDifferences() throws {
    let functions: [(String, (Variable) throws -> Variable)] = [
      ("+", { $0 + 2 }), ("2 +", { 2 + $0 }), ("−", { $0 - 2 }), ("2 −", { 2 - $0 }),
      ("×", { $0 * 3 }), ("3 ×", { 3 * $0 }), ("/", { $0 / 3 }), ("3 /", { 3 / $0 }),
      ("negative", { -$0 }), ("power", { $0.power(2.5) }), ("exp", { $0.exponential }),
      ("log", { $0.logarithm }), ("sqrt", { $0.squareRoot }), ("tanh", { $0.tanh }),
      ("sigmoid", { $0.sigmoid }), ("relu", { $0.relu }), ("abs", { $0.absoluteValue }),
      ("softplus", { try $0.applying("softplus") }), ("twice", { $0 * $0 + $0 / $0 }),
      ("max", { try max($0, $0 * 0.5) }), ("min", { try min($0, $0 * 0.5) }),
    ]
    for (name, function) in functions {
      func value(_ at: Double) throws -> Double { try function(Graph().variable(at)).value }
      let graph = Graph()
      let x = graph.variable(0.7)
      let found = try graph.gradients(of: function(x))[x]
      let numeric = (try value(0.7 + 1e-5) - value(0.7 - 1e-5)) / 2e-5
      #expect(abs(found - numeric) <= 1e-8 * max(1, abs(numeric)), "\(name): \(found), \(numeric)")
    }
  }

  @Test func arrays() throws {
    let graph = Graph()
    let x = try graph.variable([1, -2, 3, 4, 5, 6], shape: [2, 3])
    let b = try graph.variable([0.5, 1, 1.5], shape: [3])
    let mask = try graph.constant([1, 0], shape: [2, 1])
    let y = try ((x + b) * mask).applying("relu")
    #expect(y.shape == [2, 3])
    #expect(y.value.description == "[[1.5 0.  4.5]\n [0.  0.  0. ]]")
    let total = try (y * 2).mean([0]).sum()
    let gradients = try graph.gradients(of: total)
    #expect(gradients[x] == (try ArrayValue([1, 0, 1, 0, 0, 0], shape: [2, 3])))
    #expect(gradients[b].elements == [1, 0, 1])
    let z = try x.transposed().matmul(x).reshaped([9])
    let seeded = try graph.gradients(of: z, upstream: [1, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(seeded[x].elements == [2, 0, 0, 8, 0, 0])
    #expect(seeded[b].elements == [0, 0, 0])
    #expect(try graph.backwardSteps(of: total).allSatisfy { $0.upstream.shape == $0.value.shape })
  }

  @Test func refusalsSayWhatFits() throws {
    let graph = Graph()
    let x = try graph.variable([1, 2, 3, 4], shape: [2, 2])
    let three = try graph.variable([1, 2, 3], shape: [3])
    let cases: [() throws -> Any] = [
      { try graph.variable([1, 2, 3], shape: [2, 2]) }, { try graph.variable([], shape: [-1]) },
      { try x + three }, { try x.matmul(three) }, { try graph.gradients(of: x) },
      { try graph.gradients(of: x, upstream: [1]) }, { try graph.backwardSteps(of: x) },
      { try x.sum([2]) }, { try x.sum([0, 0]) }, { try x.transposed([0]) },
      { try x.reshaped([3]) }, { try x.applying("matmul") },
      { try graph.variable(1).applying("nothing") },
    ]
    for (number, body) in cases.enumerated() {
      #expect(throws: GraphError.self, "case \(number)") { _ = try body() }
      do { _ = try body() } catch let error as GraphError {
        #expect(!error.message.isEmpty && error.hint != nil, "case \(number): \(error)")
      }
    }
  }

  /// What an output does not depend on has no gradient; a constant as output has none at all.
  @Test func nothingFlowsWhereNothingLeads() throws {
    let graph = Graph()
    let (x, y) = (graph.variable(2), graph.variable(3))
    #expect(try graph.gradients(of: x * 2)[y] == 0)
    let constant = try graph.constant([1], shape: [1])
    #expect(try graph.gradients(of: constant)[x] == 0)
    #expect(try graph.backwardSteps(of: constant).isEmpty)
  }

  @Test func aGraphIsUsedAgain() throws {
    let graph = Graph()
    var w = 1.0
    for _ in 0..<1000 {
      graph.removeAll()
      let x = graph.variable(w)
      let loss = x * x / 2
      w -= 0.1 * (try graph.gradients(of: loss)[x])
      #expect(graph.count == 4)
    }
    #expect(w < 1e-40)
  }
}
