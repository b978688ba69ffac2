import Arrays
import Autodiff
import NeuralNetworks

/// A schedule of the learning rate: called with t it gives what the rate is multiplied by.
final class ScheduleObject: Object {
  let schedule: Schedule
  let text: String

  init(_ schedule: Schedule, _ text: String) {
    self.schedule = schedule
    self.text = text
  }

  override var typeName: String { "lesson.optim.schedule" }
  override func representation(_ session: Session) -> String { text }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    guard let t = arguments.positional.first, arguments.positional.count == 1,
      arguments.keywords.isEmpty
    else { throw PythonError.type("a schedule takes one number, the step or epoch t") }
    if t.asObject(ArrayObject.self) == nil, t.asObject(SequenceObject.self) == nil,
      t.asObject(RangeObject.self) == nil
    {
      return .float(schedule.multiplier(try ScheduleObject.time(t, session)))
    }
    let times = try session.items(of: t).map { try ScheduleObject.time($0, session) }
    return .object(ArrayObject(NDArray(times.map { schedule.multiplier($0) })))
  }

  private static func time(_ value: Value, _ session: Session) throws -> Int {
    let t = try session.integer(value)
    guard t >= 0 else {
      throw PythonError.value("a schedule at t = \(t)", hint: "steps and epochs count from 0")
    }
    return t
  }

  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard operation == .multiply, let second = other.asObject(ScheduleObject.self) else {
      return nil
    }
    return .object(
      ScheduleObject(.product(schedule, second.schedule), "\(text) * \(second.text)"))
  }
}

/// What sets an optimizer's rate as time goes by: `scheduler.step()` after each epoch or step.
final class SchedulerObject: Object, TypedObject {
  enum Plan {
    case schedule(Schedule)
    case function(Value)
    case plateau(Plateau, least: Double)
  }

  private let kind: String
  private let optimizer: OptimizerObject
  private let bases: [Double]
  private var plan: Plan
  private var t = 0
  private var watched: Double?

  init(_ kind: String, _ optimizer: OptimizerObject, _ plan: Plan, _ session: Session) throws {
    self.kind = kind
    self.optimizer = optimizer
    self.plan = plan
    bases = try optimizer.groups.map {
      try OptimizerObject.rate($0.get(.string("lr"), session) ?? .none, kind, session)
    }
    super.init()
    try apply(session)
  }

  override var typeName: String { kind }
  func ownType(_ session: Session) -> TypeObject? {
    try? session.modules["lesson.optim"]?.attribute(kind, session)?.asObject(TypeObject.self)
  }
  override var attributeNames: [String] { ["step", "get_last_lr", "last_epoch", "optimizer"] }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "optimizer": return .object(optimizer)
    case "last_epoch": return .int(t)
    case "get_last_lr":
      return makeMethod(name, "") { [self] _, session in
        .list(try optimizer.groups.map { try $0.get(.string("lr"), session) ?? .none })
      }
    case "step":
      return makeMethod(name, "metric=None") { [self] bound, session in
        t += 1
        if case .plateau = plan {
          guard let metric = bound.given(0) else {
            throw PythonError.type(
              "\(kind).step needs the watched number", hint: "scheduler.step(validation_loss)")
          }
          watched = try session.double(metric)
        }
        try apply(session)
        return .none
      }
    default: return nil
    }
  }

  private func apply(_ session: Session) throws {
    switch plan {
    case .schedule(let schedule): try set(schedule.multiplier(t), session)
    case .function(let function):
      let value = try session.call(function, Arguments([.int(t)]))
      try set(try session.double(value), session)
    case .plateau(var plateau, let least):
      guard let watched else { return }
      self.watched = nil
      let isDue = plateau.isDue(watched)
      plan = .plateau(plateau, least: least)
      guard isDue else { return }
      for group in optimizer.groups {
        let rate = try session.double(group.get(.string("lr"), session) ?? .float(0))
        try group.set(.string("lr"), .float(max(rate * plateau.factor, least)), session)
      }
    }
  }

  private func set(_ multiplier: Double, _ session: Session) throws {
    for (group, base) in zip(optimizer.groups, bases) {
      let rate = base * multiplier
      guard rate.isFinite, rate >= 0 else {
        throw PythonError.value(
          "\(kind): the learning rate becomes \(rate) at t = \(t)",
          hint: "a schedule gives finite numbers, 0 or more")
      }
      try group.set(.string("lr"), .float(rate), session)
    }
  }
}

extension OptimModule {
  static var schedules: [Builtin] {
    func schedule(
      _ name: String, _ signature: String, _ summary: String, _ call: String,
      _ make: @escaping (Bound, Session) throws -> Schedule
    ) -> Builtin {
      Builtin(
        name, signature,
        summary + " Called with t it gives what the rate is multiplied by; schedules "
          + "multiply each other.", example("optim.\(name)(\(call))(np.arange(4))")
      ) { bound, session in
        let text = try NeuralNetworkModule.argumentText(signature, bound, session)
        return .object(ScheduleObject(try make(bound, session), "\(name)(\(text))"))
      }
    }
    return [
      schedule(
        "step_schedule", "every, gamma=0.1",
        "gamma^⌊t/every⌋: the rate drops at once, as ResNet's.", "2, 0.5"
      ) { .step(every: try whole($0, 0, "every", $1), gamma: try real($0, 1, 0.1, "gamma", $1)) },
      schedule("exponential_schedule", "k", "e^(−k·t).", "0.1") {
        .exponential(try real($0, 0, 0, "k", $1))
      },
      schedule("inverse_schedule", "k", "1/(1 + k·t).", "0.5") {
        .inverse(try real($0, 0, 0, "k", $1))
      },
      schedule(
        "cosine_schedule", "steps",
        "½(1 + cos(π·t/steps)), 0 after `steps` (Loshchilov, Hutter 2016).", "3"
      ) { .cosine(over: try whole($0, 0, "steps", $1), low: 0) },
      schedule(
        "cyclic_schedule", "half, low=0.1, high=1.0",
        "A triangle from low up to high in `half` steps and down in as many (Smith 2015).", "2"
      ) { bound, session in
        let half = try whole(bound, 0, "half", session)
        return .cyclic(
          low: try real(bound, 1, 0.1, "low", session),
          high: try real(bound, 2, 1, "high", session), rise: half, fall: half)
      },
      schedule(
        "warm_up", "steps", "(t + 1)/steps, at most 1: the first steps are short.", "4"
      ) { .warmUp(try whole($0, 0, "steps", $1)) },
    ] + schedulers
  }

  private static func scheduler(
    _ name: String, _ signature: String, _ summary: String, _ call: String,
    _ plan: @escaping (Bound, OptimizerObject, Session) throws -> SchedulerObject.Plan
  ) -> Builtin {
    let metric = name == "ReduceLROnPlateau" ? "0.5" : ""
    var entry = Builtin(
      name, "optimizer, \(signature)", summary,
      example(
        "optimizer = optim.SGD([variable(1.0)], lr=0.1)\nscheduler = optim.\(name)(optimizer, \(call))\n"
          + "scheduler.step(\(metric))\noptimizer.lr")
    ) { bound, session in
      guard let optimizer = bound[0]?.asObject(OptimizerObject.self) else {
        throw PythonError.type(
          "\(name) takes an optimizer first, not \(session.typeName(bound[0] ?? .none))",
          hint: "\(name)(optimizer, \(call))")
      }
      return .object(
        try SchedulerObject(name, optimizer, try plan(bound, optimizer, session), session))
    }
    entry.makesType = true
    return entry
  }

  private static var schedulers: [Builtin] {
    [
      scheduler(
        "StepLR", "step_size, gamma=0.1",
        "Multiplies the rate by gamma every step_size calls of step().", "step_size=1, gamma=0.5"
      ) { bound, _, session in
        .schedule(
          .step(
            every: try whole(bound, 1, "step_size", session),
            gamma: try real(bound, 2, 0.1, "gamma", session)))
      },
      scheduler(
        "ExponentialLR", "gamma",
        "Multiplies the rate by gamma at each step: lr·gamma^t.", "gamma=0.9"
      ) { bound, _, session in
        .schedule(.powers(of: try real(bound, 1, 0, "gamma", session)))
      },
      scheduler(
        "CosineAnnealingLR", "T_max, eta_min=0.0",
        "From the rate down to eta_min along half a cosine of T_max steps, and there it stays (PyTorch's "
          + "rises again).", "T_max=2"
      ) { bound, optimizer, session in
        let low = try real(bound, 2, 0, "eta_min", session)
        let base = try optimizer.rate(session)
        return .schedule(
          .cosine(
            over: try whole(bound, 1, "T_max", session), low: base > 0 ? low / base : 0))
      },
      scheduler(
        "CyclicLR", "base_lr, max_lr, step_size_up=2000, step_size_down=None",
        "A triangle between base_lr and max_lr (Smith 2015).", "0.1, 0.5, step_size_up=2"
      ) { bound, optimizer, session in
        let rise = bound.given(3) == nil ? 2000 : try whole(bound, 3, "step_size_up", session)
        let fall = bound.given(4) == nil ? rise : try whole(bound, 4, "step_size_down", session)
        let low = try real(bound, 1, 0, "base_lr", session)
        let high = try real(bound, 2, 0, "max_lr", session)
        guard low > 0 else {
          throw PythonError.value("CyclicLR: base_lr is \(low)", hint: "more than 0")
        }
        for group in optimizer.groups {
          try group.set(.string("lr"), .float(low), session)
        }
        return .schedule(.cyclic(low: 1, high: high / low, rise: rise, fall: fall))
      },
      scheduler(
        "LambdaLR", "lr_lambda",
        "The rate is the first one times lr_lambda(t): a function or a schedule such as "
          + "optim.warm_up(100) * optim.cosine_schedule(1000).", "lambda t: 1 / (1 + t)"
      ) { bound, _, _ in
        let function = bound[1] ?? .none
        if let known = function.asObject(ScheduleObject.self) { return .schedule(known.schedule) }
        return .function(function)
      },
      scheduler(
        "ReduceLROnPlateau",
        "mode=\"min\", factor=0.1, patience=10, threshold=0.0001, cooldown=0, min_lr=0.0",
        "Multiplies the rate by factor when step(metric) has seen more than `patience` numbers in a row "
          + "that are no better.", "patience=0"
      ) { bound, _, session in
        let mode = bound.given(1)?.text ?? "min"
        guard mode == "min" || mode == "max" else {
          throw PythonError.value(
            "ReduceLROnPlateau: mode is '\(mode)'", hint: "\"min\" for a loss, \"max\" for accuracy"
          )
        }
        let factor = try real(bound, 2, 0.1, "factor", session)
        guard factor < 1 else {
          throw PythonError.value(
            "ReduceLROnPlateau: factor is \(factor)", hint: "less than 1: the rate falls")
        }
        return .plateau(
          Plateau(
            factor: factor,
            patience: bound.given(3) == nil ? 10 : try session.integer(bound[3] ?? .none),
            threshold: try real(bound, 4, 1e-4, "threshold", session),
            cooldown: bound.given(5) == nil ? 0 : try session.integer(bound[5] ?? .none),
            isFalling: mode == "min"), least: try real(bound, 6, 0, "min_lr", session))
      },
    ]
  }

  static func whole(_ bound: Bound, _ index: Int, _ word: String, _ session: Session) throws -> Int
  {
    let value = try session.integer(bound[index] ?? .none)
    guard value > 0, value < 1 << 40 else {
      throw PythonError.value(
        "\(bound.function): \(word) is \(value)", hint: "a whole number, 1 or more")
    }
    return value
  }

  static func real(
    _ bound: Bound, _ index: Int, _ standard: Double, _ word: String, _ session: Session
  ) throws -> Double {
    guard let given = bound.given(index) else { return standard }
    let value = try session.double(given)
    guard value >= 0, value.isFinite else {
      throw PythonError.value("\(bound.function): \(word) is \(value)", hint: "0 or more, finite")
    }
    return value
  }
}
