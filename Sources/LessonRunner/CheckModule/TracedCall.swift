import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// A function that was called once with its inputs on a tape of its own.
struct TracedCall {
  let tape: Tape
  let tracer: Tracer
  let output: Int
  let outputName: String
  let gradients: TapeGradients
  let index: NodeIndex
  /// Names of the function's parameters that were inputs.
  let parameters: [String]
  /// Where the function gives an array, the gradient that comes from above: its sum with the output
  /// is what was differentiated.
  let upstream: Value?

  /// - Throws: what the function raises; or where its result is no number or array made of inputs.
  init(_ forward: Object, _ inputs: [Value], _ session: Session) throws {
    let engine = session.engine
    let outerTape = engine.tape
    let outerTracer = session.tracer
    let tape = try engine.openTape(keepsGroups: true)
    let tracer = Tracer(tape: tape, candidates: [], chosen: [], foreign: [])
    tracer.recordsLocals = true
    session.tracer = tracer
    defer {
      engine.closeTape()
      engine.tape = outerTape
      session.tracer = outerTracer
    }
    let names = Self.parameters(of: forward, inputs.count)
    let copies = try zip(names, inputs).map { name, input in
      try tracer.input(name, try CheckModule.copy(input, session), session)
    }
    let result = try forward.call(Arguments(copies), session)
    let title = (forward as? FunctionObject)?.code.name ?? "forward"
    var last = try session.tensor(result)
    guard engine.isTracked(last.node) else {
      throw PythonError.type(
        "\(title)() gave \(session.typeName(result)) that is not made of its arguments",
        hint: "the forward pass computes its result from `at=` by NumPy's functions")
    }
    var upstream: Value?
    if last.array.count != 1 {
      let seed = Self.seed(last.array.shape)
      upstream = .object(ArrayObject(seed.copy()))
      let product = try engine.elementwise(.multiply, last, Tensor(seed))
      last = try engine.sum(product, axes: Array(0..<product.array.dimensions), keep: false)
    }
    self.tape = tape
    self.tracer = tracer
    output = tape.index(last.node)
    outputName = title == "<lambda>" ? "forward" : title
    self.upstream = upstream
    parameters = names
    gradients = try session.untracked { try engine.backward(tape, from: tape.index(last.node)) }
    index = NodeIndex(
      tape: tape, tracer: tracer, output: output, outputName: outputName, gradients: gradients)
  }

  private static func parameters(of forward: Object, _ count: Int) -> [String] {
    let names = (forward as? FunctionObject)?.code.parameters.map(\.name) ?? []
    return (0..<count).map { $0 < names.count ? names[$0] : "x\($0)" }
  }

  /// Numbers from −1 to 1 that differ and are none of them 0 or 1, so that no mistake hides.
  private static func seed(_ shape: [Int]) -> NDArray {
    let count = shape.reduce(1, *)
    let golden = 0.618_033_988_749_894_9
    let values = (0..<count).map { position -> Double in
      let x = (Double(position) + 1) * golden
      return (2 * (x - x.rounded(.down)) - 1) * 0.9 + 0.01
    }
    return NDArray(values, shape: shape)
  }

  func comparison(_ session: Session, line: @escaping (UInt32) -> Int?) throws
    -> BackwardComparison
  {
    let builder = try TraceBuilder(
      session: session, tape: tape, tracer: tracer, output: output, outputName: outputName,
      depth: nil, isFull: false, line: line)
    return BackwardComparison(
      engine: session.engine, tape: tape, output: output, outputName: outputName,
      gradients: gradients,
      words: NodeWords(
        name: { builder.name($0) }, formula: { builder.formula($0) },
        line: { line(tape.sites[$0]) }))
  }
}

extension CheckModule {
  /// Central differences as a second opinion on the engine's own gradient.
  func addDifferences(
    _ report: inout BackwardReport, _ forward: Object, _ inputs: [Value], _ traced: TracedCall,
    _ session: Session
  ) throws {
    guard traced.upstream == nil,
      let lesson = session.modules["lesson"],
      case .object(let check)? = try lesson.attribute("gradient_check", session)
    else { return }
    var largest = 0.0
    var compared = false
    for (place, name) in traced.parameters.enumerated() {
      guard report.rows.contains(where: { $0.node == name }),
        inputs[place].number != nil || inputs[place].asObject(ArrayObject.self) != nil
      else { continue }
      let found = try check.call(
        Arguments(
          [.object(forward)] + (try inputs.map { try Self.copy($0, session) }),
          keywords: [("argnums", .int(place))]), session)
      guard case .object(let object) = found,
        let error = try object.attribute("relative_error", session)?.number
      else { continue }
      compared = true
      largest = max(largest, error)
    }
    guard compared else { return }
    let text = NumberText.short(largest, digits: 2)
    report.note =
      largest <= 1e-6
      ? "Central differences agree with the trace: largest relative error \(text)."
      : "Central differences are \(text) from the trace at worst: a kink, or a very steep place."
  }
}
