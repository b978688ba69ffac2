import Arrays
import Autodiff

/// A running average of parameters: the mean after a burn-in, or one that forgets.
final class AverageObject: Object, TypedObject {
  enum Kind {
    /// w̄ += (w − w̄)/(n + 1) after some updates.
    case mean(burnIn: Int)
    /// w̄ = d·w̄ + (1 − d)·w, from w at the start.
    case exponential(Double)
  }

  private let kind: Kind
  private let variables: [VariableObject]
  private var averages: [NDArray]
  private var kept: [NDArray]?
  private var updates = 0
  private var taken = 0

  init(_ kind: Kind, _ variables: [VariableObject]) {
    self.kind = kind
    self.variables = variables
    averages = variables.map { variable in
      variable.content.asArray?.copy() ?? NDArray([variable.content.number ?? 0], shape: [])
    }
  }

  override var typeName: String { if case .mean = kind { "Average" } else { "EMA" } }
  func ownType(_ session: Session) -> TypeObject? {
    try? session.modules["lesson.optim"]?.attribute(typeName, session)?.asObject(TypeObject.self)
  }
  override var attributeNames: [String] { ["update", "values", "count"] }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "count": return .int(taken)
    case "values":
      return .list(averages.map { session.value(Tensor($0.copy())) })
    case "update":
      return makeMethod(name, "") { [self] _, session in
        try update(session)
        return .none
      }
    case "__enter__":
      return makeMethod(name, "") { [self] _, session in
        if kept == nil { swap(session) }
        return .object(self)
      }
    case "__exit__":
      return makeMethod(name, "*args") { [self] _, session in
        if let kept { put(kept, session) }
        kept = nil
        return .bool(false)
      }
    default: return nil
    }
  }

  private var current: [NDArray] {
    variables.map { $0.content.asArray ?? NDArray([$0.content.number ?? 0], shape: []) }
  }

  private func update(_ session: Session) throws {
    defer { updates += 1 }
    var share: Double
    switch kind {
    case .mean(let burnIn):
      guard updates >= burnIn else { return }
      share = 1 / Double(taken + 1)
    case .exponential(let decay): share = 1 - decay
    }
    taken += 1
    for (index, w) in current.enumerated() {
      try session.charge(elements: w.count * 3)
      let average = averages[index]
      if case .exponential(let decay) = kind {
        let old = try NDArray.binary(.multiply, Operand(average), Tensor(decay).operand)
        let new = try NDArray.binary(.multiply, Operand(w), Tensor(share).operand)
        averages[index] = try NDArray.binary(.add, Operand(old), Operand(new))
      } else if taken == 1 {
        averages[index] = w.copy()
      } else {
        let change = try NDArray.binary(.subtract, Operand(w), Operand(average))
        let part = try NDArray.binary(.multiply, Operand(change), Tensor(share).operand)
        averages[index] = try NDArray.binary(.add, Operand(average), Operand(part))
      }
    }
  }

  /// The network uses the averages until the `with` block ends.
  private func swap(_ session: Session) {
    kept = current.map { $0.copy() }
    put(averages, session)
  }

  private func put(_ arrays: [NDArray], _ session: Session) {
    for (variable, array) in zip(variables, arrays) {
      if variable.content.asArray == nil {
        try? variable.setAttribute("data", .float(array.scalar.double), session)
      } else {
        variable.assign(array.copy(), session)
      }
    }
  }
}

/// The best states of a network during a run, kept in memory.
final class CheckpointsObject: Object, TypedObject {
  private let network: Value
  private let keep: Int
  private let isFalling: Bool
  private var saved: [(score: Double, step: Int, state: Value)] = []
  private var calls = 0

  init(_ network: Value, keep: Int, isFalling: Bool) {
    self.network = network
    self.keep = keep
    self.isFalling = isFalling
  }

  override var typeName: String { "Checkpoints" }
  func ownType(_ session: Session) -> TypeObject? {
    try? session.modules["lesson.optim"]?.attribute(typeName, session)?.asObject(TypeObject.self)
  }
  override var attributeNames: [String] { ["save", "restore", "best", "scores", "states"] }
  override func length(_ session: Session) -> Int { saved.count }
  override func representation(_ session: Session) throws -> String {
    let scores = try saved.map { "\(try session.representation(.float($0.score))) at \($0.step)" }
    return "Checkpoints(\(scores.joined(separator: ", ")))"
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "scores":
      return .list(saved.map { .tuple([.int($0.step), .float($0.score)]) })
    case "states": return .list(saved.map(\.state))
    case "best":
      return saved.first.map { .tuple([.int($0.step), .float($0.score)]) } ?? Value.none
    case "save":
      return makeMethod(name, "score, step=None") { [self] bound, session in
        let score = try session.double(bound[0] ?? .none)
        let step = try bound.given(1).map { try session.integer($0) } ?? calls
        calls += 1
        guard !score.isNaN else { return .bool(false) }
        let place =
          saved.firstIndex { isFalling ? score < $0.score : score > $0.score } ?? saved.count
        guard place < keep else { return .bool(false) }
        saved.insert(
          (score, step, try NetworkMembers.state(network, session)), at: place)
        if saved.count > keep { saved.removeLast() }
        return .bool(true)
      }
    case "restore":
      return makeMethod(name, "rank=0") { [self] bound, session in
        let rank = try bound[0].map { try session.integer($0) } ?? 0
        guard saved.indices.contains(rank) else {
          throw PythonError.index(
            "there is no checkpoint \(rank) of \(saved.count)",
            hint: "they count from 0, the best; `save(score)` keeps one")
        }
        return try NetworkMembers.load(network, saved[rank].state, session)
      }
    default: return nil
    }
  }
}

extension OptimModule {
  static var averages: [Builtin] {
    let start =
      "w = variable(np.array([1.0]))\n"
    let turn = "w.data = np.array([3.0])\naverage.update()\naverage.values"
    var mean = Builtin(
      "Average", "params, burn_in=0",
      "The mean of the parameters over the updates after the first burn_in: update() after each step, `with "
        + "average:` computes with it (Polyak, Juditsky 1992).",
      example(start + "average = optim.Average([w])\naverage.update()\n" + turn)
    ) { bound, session in
      let burnIn = try bound[1].map { try session.integer($0) } ?? 0
      return .object(
        AverageObject(.mean(burnIn: burnIn), try averaged(bound[0] ?? .none, "Average", session)))
    }
    var forgetting = Builtin(
      "EMA", "params, decay=0.999",
      "The exponentially weighted mean of the parameters, starting at their values now: decay·old + "
        + "(1 − decay)·new; `with average:` computes with it.",
      example(start + "average = optim.EMA([w], decay=0.5)\n" + turn)
    ) { bound, session in
      let decay = try bound[1].map { try session.double($0) } ?? 0.999
      guard decay >= 0, decay < 1 else {
        throw PythonError.value("EMA: decay is \(decay)", hint: "from 0 up to, but not, 1")
      }
      return .object(
        AverageObject(.exponential(decay), try averaged(bound[0] ?? .none, "EMA", session)))
    }
    var checkpoints = Builtin(
      "Checkpoints", "model, keep=1, mode=\"min\"",
      "The `keep` best states of a network: save(score) keeps a copy where the score is among the best, "
        + "restore() puts the best back; mode=\"max\" where larger is better.",
      """
      from lesson import nn, optim
      np.random.seed(0)
      model = nn.Linear(1, 1)
      best = optim.Checkpoints(model)
      best.save(0.5)
      best.save(0.7)
      best
      """
    ) { bound, session in
      let keep = try bound[1].map { try session.integer($0) } ?? 1
      let mode = bound[2]?.text ?? "min"
      guard keep > 0, mode == "min" || mode == "max" else {
        throw PythonError.value(
          "Checkpoints: keep=\(keep), mode='\(mode)'",
          hint: "keep at least 1; mode is \"min\" or \"max\"")
      }
      return .object(
        CheckpointsObject(bound[0] ?? .none, keep: keep, isFalling: mode == "min"))
    }
    mean.makesType = true
    forgetting.makesType = true
    checkpoints.makesType = true
    return [mean, forgetting, checkpoints]
  }

  private static func averaged(_ value: Value, _ name: String, _ session: Session) throws
    -> [VariableObject]
  {
    let groups = try ParameterGroups.make(value, [], name, session)
    return groups.flatMap {
      OptimizerObject.items(of: $0).compactMap { $0.asObject(VariableObject.self) }
    }
  }
}
