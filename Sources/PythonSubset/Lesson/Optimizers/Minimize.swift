import Arrays
import Autodiff
import NeuralNetworks

/// `optim.minimize`: a function of a few numbers followed downhill, with its path.
extension OptimModule {
  static var minimizers: [Builtin] {
    var limited = Builtin(
      "LBFGS", "params, max_iter=20, history_size=10, tolerance=1e-10",
      "L-BFGS on the whole batch: step(closure) takes up to max_iter steps, each backtracking until Armijo's "
        + "condition (c₁ = 1e-4) holds; closure() zeroes the gradients, calls backward() and returns the loss "
        + "(Liu, Nocedal 1989).",
      example(
        """
        w = variable(np.array([1.0, 2.0]))
        optimizer = optim.LBFGS([w])
        def closure():
            optimizer.zero_grad()
            loss = ((w - 3) ** 2).sum()
            loss.backward()
            return loss
        optimizer.step(closure)
        w
        """)
    ) { bound, session in
      let groups = try ParameterGroups.make(bound[0] ?? .none, [], "LBFGS", session)
      let variables = groups.flatMap {
        OptimizerObject.items(of: $0).compactMap { $0.asObject(VariableObject.self) }
      }
      return .object(
        LBFGSObject(
          variables, most: bound.given(1) == nil ? 20 : try whole(bound, 1, "max_iter", session),
          history: bound.given(2) == nil ? 10 : try whole(bound, 2, "history_size", session),
          tolerance: try real(bound, 3, 1e-10, "tolerance", session)))
    }
    limited.makesType = true
    return [
      limited,
      Builtin(
        "minimize",
        "f, x0, method=\"gd\", lr=None, steps=100, gradient=None, tolerance=None, momentum=0.9, "
          + "history=10",
        "Follows f, which takes an array or number and gives a number, from x0: method \"gd\", \"momentum\", "
          + "\"nesterov\", \"adagrad\", \"rmsprop\", \"adadelta\", \"adam\", \"newton\" (the whole Hessian, no "
          + "rate) or \"lbfgs\". The result has x, fun, path (steps + 1 points), values, steps and message; "
          + "it stops where no element of the gradient is above tolerance (1e-10 for the last two, else 0).",
        example("optim.minimize(lambda w: w ** 2 / 2, 1.0, lr=0.1, steps=3).path")
      ) { try minimize($0, $1) },
    ]
  }

  private static let methods = [
    "gd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "newton", "lbfgs",
  ]

  private static func rule(_ method: String, _ momentum: Double) -> UpdateRule? {
    switch method {
    case "gd": .momentum(0, isNesterov: false)
    case "momentum": .momentum(momentum, isNesterov: false)
    case "nesterov": .momentum(momentum, isNesterov: true)
    case "adagrad": .adagrad(epsilon: 1e-8)
    case "rmsprop": .rmsprop(alpha: 0.99, epsilon: 1e-8)
    case "adadelta": .adadelta(rho: 0.9, epsilon: 1e-6)
    case "adam": .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, isCorrected: true)
    default: nil
    }
  }

  private static func minimize(_ bound: Bound, _ session: Session) throws -> Value {
    guard case .object(let function)? = bound[0] else {
      throw PythonError.type(
        "minimize takes a function first", hint: "minimize(f, x0), not minimize(f(x), x0)")
    }
    let method = bound.given(2)?.text ?? "gd"
    guard methods.contains(method) else {
      throw PythonError.value(
        "minimize: method is '\(method)'",
        hint: session.nearest(method, methods) ?? methods.joined(separator: ", "))
    }
    let momentum = try real(bound, 7, 0.9, "momentum", session)
    guard momentum < 1 else {
      throw PythonError.value("minimize: momentum is \(momentum)", hint: "less than 1")
    }
    let isSecondOrder = method == "newton" || method == "lbfgs"
    if isSecondOrder, bound.given(3) != nil {
      throw PythonError.value(
        "minimize: lr= with method '\(method)'",
        hint: "this method finds its step itself: leave lr out")
    }
    let standard = method == "adadelta" ? 1 : method == "adam" ? 0.001 : 0.01
    let rate = try real(bound, 3, standard, "lr", session)
    let steps = bound.given(4) == nil ? 100 : try whole(bound, 4, "steps", session)
    let tolerance = try real(bound, 6, isSecondOrder ? 1e-10 : 0, "tolerance", session)
    let objective = Objective(function, bound.given(5), session)
    let start = try session.untracked { try session.tensor(bound[1] ?? .none) }.array
    let x = start.cast(to: .float64)
    try session.chargeMemory(max(1, x.count) * 8, times: steps + 1)
    var run = MinimizeRun(shape: x.shape, start: x.doubles)
    try run.follow(
      objective, method, rule(method, momentum), rate: rate, steps: steps, tolerance: tolerance,
      history: bound.given(8) == nil ? 10 : try whole(bound, 8, "history", session))
    return .object(MinimizeResult(method, run))
  }
}

/// A function of the program with its gradient.
private struct Objective {
  let function: Object
  let gradient: Value?
  let session: Session

  init(_ function: Object, _ gradient: Value?, _ session: Session) {
    self.function = function
    self.gradient = gradient
    self.session = session
  }

  private func argument(_ x: [Double], _ shape: [Int]) -> Value {
    shape.isEmpty ? .float(x[0]) : .object(ArrayObject(NDArray(x, shape: shape)))
  }

  private func call(_ x: [Double], _ shape: [Int]) -> (Differentiation.Call, Value) {
    let value = argument(x, shape)
    return (
      Differentiation.Call(
        name: "minimize", function: function, number: 0, arguments: Arguments([value])), value
    )
  }

  private func numbers(_ value: Value) throws -> [Double] {
    try session.untracked { try session.tensor(value) }.array.cast(to: .float64).doubles
  }

  func evaluate(_ x: [Double], _ shape: [Int]) throws -> (value: Double, gradient: [Double]) {
    if let gradient {
      let value = try session.call(.object(function), Arguments([argument(x, shape)]))
      let slope = try numbers(session.call(gradient, Arguments([argument(x, shape)])))
      guard slope.count == x.count else {
        throw PythonError.value(
          "minimize: gradient(x) gives \(slope.count) numbers for \(x.count) of x",
          hint: "a gradient has the shape of x")
      }
      return (try session.untracked { try session.tensor(value) }.array.scalar.double, slope)
    }
    let (call, value) = call(x, shape)
    let found = try Differentiation.gradient(call, value, session)
    return (
      try session.untracked { try session.tensor(found.value) }.array.scalar.double,
      try numbers(found.gradient)
    )
  }

  func hessian(_ x: [Double], _ shape: [Int]) throws -> [Double] {
    let (call, value) = call(x, shape)
    return try numbers(Differentiation.hessian(call, value, session))
  }

  /// H⁻¹·g.
  func solve(_ hessian: [Double], _ gradient: [Double]) throws -> [Double] {
    let n = gradient.count
    guard let solver = try session.modules["numpy.linalg"]?.attribute("solve", session) else {
      return gradient
    }
    return try numbers(
      session.call(
        solver,
        Arguments([
          .object(ArrayObject(NDArray(hessian, shape: [n, n]))),
          .object(ArrayObject(NDArray(gradient, shape: [n]))),
        ])))
  }
}

/// The way downhill.
struct MinimizeRun {
  let shape: [Int]
  private(set) var path: [[Double]]
  private(set) var values: [Double] = []
  private(set) var message = "took all steps"
  private(set) var evaluations = 0
  private(set) var halvings = 0

  init(shape: [Int], start: [Double]) {
    self.shape = shape
    path = [start]
  }

  fileprivate mutating func follow(
    _ objective: Objective, _ method: String, _ rule: UpdateRule?, rate: Double, steps: Int,
    tolerance: Double, history: Int
  ) throws {
    var x = path[0]
    var (value, gradient) = try objective.evaluate(x, shape)
    evaluations = 1
    values = [value]
    var memory = UpdateMemory()
    var limited = LimitedMemoryBFGS(history: history)
    let weights = NDArray(x)
    for _ in 0..<steps {
      guard value.isFinite, gradient.allSatisfy(\.isFinite) else {
        message = "stopped: the value or gradient is not finite"
        return
      }
      if gradient.allSatisfy({ abs($0) <= tolerance }), tolerance > 0 {
        message = "the gradient is within \(tolerance) of 0"
        return
      }
      switch method {
      case "lbfgs":
        let found = try limited.step(x, value, gradient) { try objective.evaluate($0, shape) }
        (evaluations, halvings) = (1 + limited.evaluations, limited.halvings)
        guard found.length > 0 else {
          message = "stopped: no step along the direction goes down"
          return
        }
        (x, value, gradient) = (found.weights, found.value, found.gradient)
      case "newton":
        let change: [Double]
        do { change = try objective.solve(objective.hessian(x, shape), gradient) } catch let
          error as PythonError where error.type == "LinAlgError"
        {
          throw PythonError(
            "LinAlgError", "minimize: the Hessian is singular at \(x.prefix(4).map { Float($0) })",
            hint: "Newton's step needs curvature in every direction; method=\"lbfgs\" does not")
        }
        for i in x.indices { x[i] -= change[i] }
        (value, gradient) = try objective.evaluate(x, shape)
        evaluations += 1
      default:
        try rule?.apply(to: weights, gradient: NDArray(gradient), rate: rate, &memory)
        x = weights.doubles
        (value, gradient) = try objective.evaluate(x, shape)
        evaluations += 1
      }
      path.append(x)
      values.append(value)
    }
  }
}

/// What `minimize` found.
final class MinimizeResult: Object {
  private let method: String
  private let run: MinimizeRun

  init(_ method: String, _ run: MinimizeRun) {
    self.method = method
    self.run = run
  }

  override var typeName: String { "lesson.optim.result" }
  override var attributeNames: [String] {
    ["x", "fun", "path", "values", "steps", "evaluations", "halvings", "message", "method"]
  }

  private func point(_ numbers: [Double]) -> Value {
    run.shape.isEmpty
      ? .float(numbers.first ?? .nan) : .object(ArrayObject(NDArray(numbers, shape: run.shape)))
  }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "x": point(run.path.last ?? [])
    case "fun": .float(run.values.last ?? .nan)
    case "path":
      .object(
        ArrayObject(NDArray(run.path.flatMap { $0 }, shape: [run.path.count] + run.shape)))
    case "values": .object(ArrayObject(NDArray(run.values)))
    case "steps": .int(run.path.count - 1)
    case "evaluations": .int(run.evaluations)
    case "halvings": .int(run.halvings)
    case "message": .string(run.message)
    case "method": .string(method)
    default: nil
    }
  }

  override func representation(_ session: Session) throws -> String {
    "\(method): f = \(try session.representation(.float(run.values.last ?? .nan))) after "
      + "\(run.path.count - 1) steps, \(run.message)\nx = "
      + (try session.string(point(run.path.last ?? [])))
  }
}

/// `optim.LBFGS`.
final class LBFGSObject: Object, TypedObject {
  private let variables: [VariableObject]
  private let most: Int
  private let tolerance: Double
  private var state: LimitedMemoryBFGS
  private(set) var steps = 0

  init(_ variables: [VariableObject], most: Int, history: Int, tolerance: Double) {
    self.variables = variables
    self.most = most
    self.tolerance = tolerance
    state = LimitedMemoryBFGS(history: history)
  }

  override var typeName: String { "LBFGS" }
  func ownType(_ session: Session) -> TypeObject? {
    try? session.modules["lesson.optim"]?.attribute(typeName, session)?.asObject(TypeObject.self)
  }
  override var attributeNames: [String] { ["step", "zero_grad", "steps"] }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "steps": .int(steps)
    case "zero_grad":
      makeMethod(name, "") { [self] _, _ in
        for variable in variables { variable.gradient = .none }
        return .none
      }
    case "step":
      makeMethod(name, "closure") { [self] bound, session in
        try step(bound[0] ?? .none, session)
      }
    default: nil
    }
  }

  private func step(_ closure: Value, _ session: Session) throws -> Value {
    guard case .object = closure else {
      throw PythonError.type(
        "LBFGS.step takes a function that computes the loss again",
        hint: "def closure(): zero_grad, backward, return loss; optimizer.step(closure)")
    }
    func evaluate(_ w: [Double]?) throws -> (value: Double, gradient: [Double]) {
      if let w { put(w, session) }
      let loss = try session.call(closure, Arguments([]))
      let value = try session.double(
        loss.asObject(VariableObject.self)?.content.withNode(0) ?? loss)
      var gradient: [Double] = []
      for variable in variables {
        let own = variable.gradient
        gradient +=
          own.isNone
          ? [Double](repeating: 0, count: variable.count)
          : try session.untracked { try session.tensor(own) }.array.cast(to: .float64).doubles
      }
      return (value, gradient)
    }
    let (first, slope) = try evaluate(nil)
    var (w, value, gradient) = (weights, first, slope)
    for _ in 0..<most {
      guard value.isFinite, gradient.allSatisfy(\.isFinite) else {
        throw PythonError(
          "FloatingPointError", "the loss is \(value) at step \(steps + 1) of LBFGS",
          hint: "start from smaller weights, or look for a logarithm or a division by 0")
      }
      if gradient.allSatisfy({ abs($0) <= tolerance }) { break }
      let found = try state.step(w, value, gradient) { try evaluate($0) }
      guard found.length > 0 else { break }
      (w, value, gradient) = (found.weights, found.value, found.gradient)
      steps += 1
    }
    put(w, session)
    return .float(first)
  }

  private var weights: [Double] {
    variables.flatMap {
      $0.content.asArray?.cast(to: .float64).doubles ?? [$0.content.number ?? 0]
    }
  }

  private func put(_ w: [Double], _ session: Session) {
    var position = 0
    for variable in variables {
      let part = Array(w[position..<min(w.count, position + variable.count)])
      position += variable.count
      if let array = variable.content.asArray {
        variable.assign(NDArray(part, shape: array.shape).cast(to: array.dtype), session)
      } else {
        try? variable.setAttribute("data", .float(part.first ?? 0), session)
      }
    }
  }
}
