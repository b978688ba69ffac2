import Arrays
import Autodiff
import NeuralNetworks

/// `lesson.optim`: optimizers, schedules of the learning rate, averages of weights.
///
/// A family is a list of `Builtin`s in a file of its own and a term of `catalogue`.
enum OptimModule {
  static var catalogue: [Builtin] { optimizers + minimizers + schedules + averages }

  /// Names of other libraries.
  static let refused: Set<String> = [
    "Adamax", "NAdam", "RAdam", "ASGD", "SparseAdam", "Rprop", "Adafactor", "Muon", "Optimizer",
    "Momentum", "Nesterov", "Newton", "lr_scheduler", "swa_utils", "Lookahead", "OneCycleLR",
    "MultiStepLR", "MultiplicativeLR", "PolynomialLR", "CosineAnnealingWarmRestarts", "LinearLR",
    "ConstantLR", "SequentialLR", "ChainedScheduler", "GradientDescent", "AveragedModel",
  ]

  static let hints = [
    "Momentum": "`optim.SGD(params, lr, momentum=0.9)`",
    "Nesterov": "`optim.SGD(params, lr, momentum=0.9, nesterov=True)`",
    "GradientDescent": "`optim.SGD(params, lr)`",
    "Newton": "`optim.minimize(f, x0, method=\"newton\")` takes a function of a few numbers",
    "lr_scheduler":
      "the schedules are in `lesson.optim` itself: optim.StepLR, optim.CosineAnnealingLR …",
    "ASGD": "`optim.Average(params)` keeps the mean of the weights beside any optimizer",
    "AveragedModel": "`optim.Average(params)` or `optim.EMA(params)`",
    "LinearLR": "`optim.warm_up(steps)` multiplies any schedule",
    "MultiplicativeLR": "`optim.LambdaLR(optimizer, f)` multiplies the first rate by f(t)",
    "MultiStepLR": "`optim.LambdaLR(optimizer, lambda t: 0.1 ** sum(t >= k for k in milestones))`",
    "Lookahead": "`with optimizer.look_ahead():` for Nesterov's own form",
  ]

  static func example(_ code: String) -> String {
    "from lesson import optim, variable\n" + code
  }

  private static let start = "w = variable(np.array([1.0, 2.0]))\n"
  private static let turn = "(w * w).sum().backward()\noptimizer.step()\nw"

  /// An optimizer whose rule is made of its numbers.
  private static func optimizer(
    _ name: String, _ signature: String, isDecoupled: Bool = false, _ summary: String,
    _ code: String,
    _ rule: @escaping (DictionaryObject, Session) throws -> UpdateRule
  ) -> Builtin {
    let signature = "params, \(signature)"
    let names = signature.split(separator: ",").map {
      String($0.trimmingSpaces.prefix { $0 != "=" && $0 != "!" })
    }
    let standards = signature.split(separator: ",").map { part -> Value? in
      let text = part.split(separator: "=").dropFirst().first.map(String.init) ?? ""
      switch text {
      case "False": return .bool(false)
      case "True": return .bool(true)
      case "None": return .tuple([.float(0.9), .float(0.999)])
      default: return Double(text).map { .float($0) }
      }
    }
    var entry = Builtin(
      name, signature, summary, example(start + "optimizer = optim.\(name)([w]\(code))\n" + turn)
    ) { bound, session in
      var settings: [(String, Value)] = []
      for index in names.indices.dropFirst() {
        guard let value = bound.given(index) ?? standards[index] else { continue }
        settings.append((names[index], value))
      }
      let groups = try ParameterGroups.make(bound[0] ?? .none, settings, name, session)
      for group in groups {
        _ = try rule(group, session)
        _ = try OptimizerObject.rate(
          group.get(.string("lr"), session) ?? .none, name, session)
        _ = try number(group, "weight_decay", 0..., name, session)
      }
      return .object(OptimizerObject(name, groups: groups, isDecoupled: isDecoupled, rule))
    }
    entry.makesType = true
    return entry
  }

  private static var optimizers: [Builtin] {
    [
      optimizer(
        "SGD", "lr=0.01, momentum=0.0, nesterov=False, weight_decay=0.0, dampening!",
        "w −= lr·g; with momentum μ: v = μv − lr·g, w += v; nesterov=True: w += −μv′ + (1 + μ)v, the "
          + "look-ahead form after x + μv (`with optimizer.look_ahead():` asks for the gradient there). "
          + "weight_decay λ adds λw to g. PyTorch's v is this one divided by −lr.",
        ", lr=0.1, momentum=0.9"
      ) { group, session in
        let mu = try number(group, "momentum", 0..<1, "SGD", session)
        let isNesterov = try group.get(.string("nesterov"), session).map { try session.isTrue($0) }
        guard isNesterov != true || mu > 0 else {
          throw PythonError.value(
            "SGD: nesterov=True without momentum",
            hint: "Nesterov's step looks along the momentum: momentum=0.9")
        }
        return .momentum(mu, isNesterov: isNesterov ?? false)
      },
      optimizer(
        "Adagrad", "lr=0.01, eps=1e-08, weight_decay=0.0, lr_decay!",
        "c += g²; w −= lr·g/(√c + eps): the step shrinks with all gradients so far, and may stall (Duchi, "
          + "Hazan, Singer 2011).", ", lr=0.1"
      ) { group, session in
        .adagrad(epsilon: try number(group, "eps", 0..., "Adagrad", session))
      },
      optimizer(
        "RMSprop", "lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0.0, momentum!, centered!",
        "c = alpha·c + (1 − alpha)·g²; w −= lr·g/(√c + eps): AdaGrad that forgets (Tieleman, Hinton "
          + "2012).", ", lr=0.1"
      ) { group, session in
        .rmsprop(
          alpha: try number(group, "alpha", 0..<1, "RMSprop", session),
          epsilon: try number(group, "eps", 0..., "RMSprop", session))
      },
      optimizer(
        "Adadelta", "lr=1.0, rho=0.9, eps=1e-06, weight_decay=0.0",
        "w −= lr·√(d + eps)/√(c + eps)·g with averages c of g² and d of the squared updates, so that steps "
          + "have the unit of w (Zeiler 2012).", ""
      ) { group, session in
        .adadelta(
          rho: try number(group, "rho", 0..<1, "Adadelta", session),
          epsilon: try number(group, "eps", 0..., "Adadelta", session))
      },
      optimizer(
        "Adam", "lr=0.001, betas=None, eps=1e-08, weight_decay=0.0, bias_correction=True, amsgrad!",
        "m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g²; w −= lr·m̂/(√v̂ + eps), m̂ and v̂ corrected for their "
          + "start at 0; betas=(0.9, 0.999); weight_decay λ adds λw to g (Kingma, Ba 2014).",
        ", lr=0.1"
      ) { try adam($0, "Adam", $1) },
      optimizer(
        "AdamW",
        "lr=0.001, betas=None, eps=1e-08, weight_decay=0.01, bias_correction=True, amsgrad!",
        isDecoupled: true,
        "Adam that shrinks the weights by lr·weight_decay first, apart from the gradient (Loshchilov, "
          + "Hutter 2017, with lr as in PyTorch).", ", lr=0.1"
      ) { try adam($0, "AdamW", $1) },
    ]
  }

  private static func adam(_ group: DictionaryObject, _ name: String, _ session: Session) throws
    -> UpdateRule
  {
    let betas = try session.items(of: group.get(.string("betas"), session) ?? .none)
    guard betas.count == 2 else {
      throw PythonError.value("\(name): betas has \(betas.count) numbers", hint: "(0.9, 0.999)")
    }
    let (one, two) = (try session.double(betas[0]), try session.double(betas[1]))
    guard 0..<1 ~= one, 0..<1 ~= two else {
      throw PythonError.value(
        "\(name): betas is (\(one), \(two))", hint: "each from 0 up to, but not, 1")
    }
    let isCorrected =
      try group.get(.string("bias_correction"), session).map { try session.isTrue($0) } ?? true
    return .adam(
      beta1: one, beta2: two, epsilon: try number(group, "eps", 0..., name, session),
      isCorrected: isCorrected)
  }

  /// A number of a group within a range.
  private static func number(
    _ group: DictionaryObject, _ key: String, _ range: some RangeExpression<Double>, _ name: String,
    _ session: Session
  ) throws -> Double {
    let value = try group.get(.string(key), session) ?? .float(0)
    let number = try session.double(value)
    guard range.contains(number), number.isFinite else {
      throw PythonError.value(
        "\(name): \(key) is \(try session.representation(value))",
        hint: range is Range<Double> ? "from 0 up to, but not, 1" : "0 or more")
    }
    return number
  }
}

/// What `params` of an optimizer may be: a list of variables or arrays, dictionaries with settings of
/// their own, or a network.
enum ParameterGroups {
  static func make(
    _ value: Value, _ settings: [(String, Value)], _ name: String, _ session: Session
  ) throws -> [DictionaryObject] {
    func items(_ value: Value) throws -> [Value] {
      if value.asObject(VariableObject.self) != nil { return [value] }
      if value.asObject(LayerObject.self) != nil || value.asObject(InstanceObject.self) != nil {
        return NetworkTree(value).parameters.map { .object($0.variable) }
      }
      if let array = value.asObject(ArrayObject.self) { return [.object(array)] }
      if let dictionary = value.asObject(DictionaryObject.self) {
        return dictionary.pairs.map(\.value)
      }
      return try session.items(of: value)
    }
    func group(_ parameters: [Value], _ own: DictionaryObject?) throws -> DictionaryObject {
      for (index, parameter) in parameters.enumerated() {
        if parameter.asObject(VariableObject.self) != nil { continue }
        if let array = parameter.asObject(ArrayObject.self)?.array, array.dtype.isFloat { continue }
        throw PythonError.type(
          "\(name): parameter \(index) is \(session.typeName(parameter))",
          hint:
            "parameters are variables (`model.parameters()`, `lesson.variable(…)`) or arrays of "
            + "real numbers")
      }
      guard !parameters.isEmpty else {
        throw PythonError.value(
          "\(name): there are no parameters",
          hint: "a network's are `model.parameters()`; has it layers, set on self?")
      }
      let result = DictionaryObject()
      try result.set(.string("params"), .list(parameters), session)
      for (key, value) in settings { try result.set(.string(key), value, session) }
      for (key, value) in own?.pairs ?? [] where key.text != "params" {
        guard let text = key.text, settings.contains(where: { $0.0 == text }) else {
          throw PythonError.value(
            "\(name): a group of parameters has the key \(try session.representation(key))",
            hint: session.nearest(key.text ?? "", settings.map(\.0))
              ?? "it takes params, " + settings.map(\.0).joined(separator: ", "))
        }
        try result.set(key, value, session)
      }
      return result
    }
    let all = try items(value)
    let dictionaries = all.compactMap { $0.asObject(DictionaryObject.self) }
    guard !dictionaries.isEmpty, dictionaries.count == all.count else {
      return [try group(all, nil)]
    }
    return try dictionaries.map { own in
      guard let parameters = try own.get(.string("params"), session) else {
        throw PythonError.value(
          "\(name): a group of parameters has no 'params'",
          hint: "{'params': layer.parameters(), 'lr': 0.001}")
      }
      return try group(try items(parameters), own)
    }
  }
}
