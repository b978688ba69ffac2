import Arrays
import Autodiff
import Diagnostics
import PythonSubset

/// The engine itself beside micrograd and PyTorch: scalar gates, forward and backward.
extension Workload {
  static let gates = 999_999
  /// What the peers compute, whose time grows in proportion.
  static let peerGates = 99_999
  private static let share = Double(gates) / Double(peerGates)

  static let engine: [Workload] = [
    Workload(
      name: "10⁶ gates + ×, engine", goal: 500, setup: Peers.micrograd, code: Peers.plainGraph,
      needs: "micrograd", repeats: share, ours: { try timed { _ = try recordedGraph(gates) } }),
    Workload(
      name: "10⁶ gates + ×, library", goal: 100, setup: Peers.micrograd, code: Peers.plainGraph,
      needs: "micrograd", repeats: share, ours: { try timed { _ = try plainGraph(gates) } }),
    Workload(
      name: "10⁶ gates any, engine", goal: 250, setup: Peers.micrograd, code: Peers.anyGraph,
      needs: "micrograd", repeats: share, ours: { try timed { _ = try anyGraph(gates) } }),
    Workload(
      name: "10⁶ gates + ×, traced block", goal: 50, setup: Peers.micrograd,
      code: Peers.plainGraph, needs: "micrograd", repeats: share, ours: { try traced(loop(gates)) }),
    Workload(
      name: "10⁶ gates + ×, variables", goal: 1, setup: Peers.micrograd, code: Peers.plainGraph,
      needs: "micrograd", repeats: share, ours: { try block(variableGraph) }),
    Workload(
      name: "sigmoid neuron, engine", goal: 50, setup: Peers.micrograd, code: Peers.neuron,
      needs: "micrograd", repeats: 100, ours: { try timed { try recordedNeurons(100_000) } }),
    Workload(
      name: "sigmoid neuron, library", goal: 20, setup: Peers.micrograd, code: Peers.neuron,
      needs: "micrograd", repeats: 100, ours: { try timed { try neurons(100_000) } }),
    Workload(
      name: "sigmoid neuron, traced block", goal: 10, setup: Peers.micrograd, code: Peers.neuron,
      needs: "micrograd", repeats: 10, ours: { try traced(neuronSum, of: "total") }),
    Workload(
      name: "sigmoid neuron, variables", goal: 1, setup: Peers.micrograd, code: Peers.neuron,
      needs: "micrograd", ours: { try block(variableNeuron) }),
    Workload(
      name: "10⁶ gates + ×, PyTorch", goal: 500, setup: Peers.torch, code: Peers.plainGraph,
      needs: "torch", repeats: share, ours: { try timed { _ = try recordedGraph(gates) } }),
    Workload(
      name: "sigmoid neuron, PyTorch", goal: 50, setup: Peers.torch, code: Peers.neuron,
      needs: "torch", repeats: 100, ours: { try timed { try recordedNeurons(100_000) } }),
  ]

  private static func timed(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start).seconds
  }

  // MARK: With the engine

  /// A recurrence of sums and products, recorded as the interpreter records it, and its gradient.
  @inline(never)
  static func recordedGraph(_ gates: Int) throws -> Double {
    let engine = Engine()
    let tape = try engine.openTape(keepsGroups: true)
    let (first, b, c) = (
      engine.leaf(0.9, .float), engine.leaf(0.5, .float), engine.leaf(0.5, .float)
    )
    var (previous, h) = ((0.9, first), (0.9, first))
    for turn in 0..<gates / 3 {
      engine.site = UInt32(truncatingIfNeeded: turn & 1)
      let x = h.0 * 0.5
      let left = engine.number(
        GateCode.multiply, h.0, .float, h.1, 0.5, .float, b, result: x, .float)
      let y = previous.0 * 0.5
      let right = engine.number(
        GateCode.multiply, previous.0, .float, previous.1, 0.5, .float, c, result: y, .float)
      previous = h
      h.0 = x + y
      h.1 = engine.number(
        GateCode.add, x, .float, left, y, .float, right, result: h.0, .float)
    }
    return try engine.backward(tape, from: tape.index(h.1)).number(tape.index(b))
  }

  /// A tape for each neuron, as a traced block has one.
  static func recordedNeurons(_ count: Int) throws {
    for _ in 0..<count {
      let engine = Engine()
      let tape = try engine.openTape(keepsGroups: true)
      func gate(_ code: UInt8, _ x: (Double, UInt32), _ y: (Double, UInt32), _ result: Double)
        -> (Double, UInt32)
      {
        let node = engine.number(
          code, x.0, .float, x.1, y.0, .float, y.1, result: result, .float)
        return (result, node)
      }
      func leaf(_ value: Double) -> (Double, UInt32) { (value, engine.leaf(value, .float)) }
      func product(_ x: (Double, UInt32), _ y: (Double, UInt32)) -> (Double, UInt32) {
        gate(GateCode.multiply, x, y, x.0 * y.0)
      }
      func sum(_ x: (Double, UInt32), _ y: (Double, UInt32)) -> (Double, UInt32) {
        gate(GateCode.add, x, y, x.0 + y.0)
      }
      let (w0, w1, w2, x0, x1) = (leaf(2), leaf(-3), leaf(-3), leaf(-1), leaf(-2))
      let z = sum(sum(product(w0, x0), product(w1, x1)), w2)
      let negative = (
        -z.0, engine.number(GateCode.negate, z.1, result: -z.0, .float)
      )
      let e = FloatFunction.exp(negative.0)
      let power = (e, engine.number(GateCode.exp, negative.1, result: e, .float))
      let bottom = sum((1, 0), power)
      let f = gate(GateCode.divide, (1, 0), bottom, 1 / bottom.0)
      let gradients = try engine.backward(tape, from: tape.index(f.1))
      guard gradients.number(tape.index(x0.1)) > 0.39 else { return }
    }
  }

  // MARK: With the library

  /// The same recurrence with operators.
  @inline(never)
  static func plainGraph(_ gates: Int) throws -> [Double] {
    let graph = Graph()
    let (x, b, c) = (graph.variable(0.9), graph.variable(0.5), graph.variable(0.5))
    var (previous, h) = (x, x)
    for _ in 0..<gates / 3 { (previous, h) = (h, h * b + previous * c) }
    let gradients = try graph.gradients(of: h)
    return [gradients[x], gradients[b], gradients[c]]
  }

  /// The same with gates that have no short way of their own.
  @inline(never)
  static func anyGraph(_ gates: Int) throws -> [Double] {
    let graph = Graph()
    let (x, b, c) = (graph.variable(0.9), graph.variable(0.5), graph.variable(0.5))
    var (previous, h) = (x, x)
    for _ in 0..<gates / 3 { (previous, h) = (h, (h * b).relu + previous.power(0.5)) }
    let gradients = try graph.gradients(of: h)
    return [gradients[x], gradients[b], gradients[c]]
  }

  static func neurons(_ count: Int) throws {
    let graph = Graph()
    for _ in 0..<count {
      graph.removeAll()
      let w = (graph.variable(2), graph.variable(-3), graph.variable(-3))
      let x = (graph.variable(-1), graph.variable(-2))
      let f = 1 / (1 + (-(w.0 * x.0 + w.1 * x.1 + w.2)).exponential)
      let gradients = try graph.gradients(of: f)
      guard gradients[x.0] > 0.39 else { return }
    }
  }

  // MARK: In blocks

  static func loop(_ gates: Int) -> String {
    """
    p, h = x, x
    for i in range(\(gates / 3)):
        p, h = h, h * b + p * c
    """
  }

  private static let variableGraph = """
    from lesson import variable
    x, b, c = variable(0.9), variable(0.5), variable(0.5)
    \(loop(gates))
    h.backward()
    """

  private static let neuronSum = """
    w = [2.0, -3.0, -3.0]
    y = [-1.0, -2.0]
    total = 0.0
    for i in range(10000):
        total = total + 1 / (1 + math.exp(-(w[0] * y[0] + w[1] * y[1] + w[2])))
    """

  private static let variableNeuron = """
    from lesson import variable
    import math
    for i in range(1000):
        w = [variable(2.0), variable(-3.0), variable(-3.0)]
        x = [variable(-1.0), variable(-2.0)]
        f = 1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
        f.backward()
    """

  private static func block(_ code: String) throws -> Double {
    try LessonBench.seconds(Workload(name: "block", goal: 0, code: code)).get()
  }

  /// A block whose graph is kept for a trace, and its backward pass.
  private static func traced(_ code: String, of output: String = "h") throws -> Double {
    let start = "import math\nx, b, c = 0.9, 0.5, 0.5\n"
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 100_000_000_000
    return try timed {
      let outcome = session.run(
        SourceText(name: "traced", text: start + code), block: 0, trace: TraceRequest(outputs: []))
      guard outcome.failures.isEmpty, let tape = outcome.tape,
        let node = outcome.tracer?.lastNode(output)
      else { throw LessonBench.Failure(message: "the block failed") }
      _ = try session.engine.backward(tape, from: tape.index(node))
    }
  }
}

/// What the peers run.
private enum Peers {
  static let micrograd = """
    import sys, math
    sys.setrecursionlimit(10**8)
    from micrograd.engine import Value
    def exp(a):
        out = Value(math.exp(a.data), (a,), 'exp')
        def backward():
            a.grad += out.data * out.grad
        out._backward = backward
        return out
    def relu(a):
        return a.relu()
    """

  static let torch = """
    import torch
    torch.set_num_threads(1)
    def Value(x):
        return torch.tensor(x, dtype=torch.float64, requires_grad=True)
    exp, relu = torch.exp, torch.relu
    """

  static let plainGraph = """
    x, b, c = Value(0.9), Value(0.5), Value(0.5)
    \(Workload.loop(Workload.peerGates))
    h.backward()
    """

  static let anyGraph = """
    x, b, c = Value(0.9), Value(0.5), Value(0.5)
    p, h = x, x
    for i in range(\(Workload.peerGates / 3)):
        p, h = h, relu(h * b) + p ** 0.5
    h.backward()
    """

  static let neuron = """
    for i in range(1000):
        w = [Value(2.0), Value(-3.0), Value(-3.0)]
        x = [Value(-1.0), Value(-2.0)]
        f = 1 / (1 + exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
        f.backward()
    """
}
