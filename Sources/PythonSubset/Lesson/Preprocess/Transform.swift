import Arrays
import Autodiff
import NeuralNetworks

/// A transform of `lesson.preprocess`: what it is, and, once fitted, its statistics.
///
/// The statistics are constants: gradients flow through what is transformed, not through them.
final class Transform: Object {
  private enum Kind {
    case scaling(Scaling.Kind, StatisticsScope)
    case axes(count: Int?, epsilon: Double?)
  }

  private let name: String
  private let kind: Kind
  var range = (low: 0.0, high: 1.0)
  private var scaling: Scaling?
  private var axes: PrincipalAxes?
  /// Of one example of the data it was fitted to.
  private var shape: [Int] = []

  private init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  static func scaling(_ name: String, _ kind: Scaling.Kind, _ scope: StatisticsScope) -> Transform {
    Transform(name, .scaling(kind, scope))
  }

  /// - Parameter epsilon: what whitening adds to variances; nil only turns.
  static func axes(_ name: String, _ count: Int?, epsilon: Double?) -> Transform {
    Transform(name, .axes(count: count, epsilon: epsilon))
  }

  override var typeName: String { "lesson.preprocess.\(name)" }
  override func representation(_ session: Session) -> String {
    switch kind {
    case .scaling(_, let scope): "\(name)(per='\(scope.rawValue)')"
    case .axes(let count, _): "\(name)(\(count.map { "components=\($0)" } ?? ""))"
    }
  }

  // MARK: Names

  private static let methods = ["fit", "transform", "fit_transform", "inverse_transform"]
  override var attributeNames: [String] { Self.methods + statisticNames }

  private var statisticNames: [String] {
    switch kind {
    case .scaling(.center, _): ["mean"]
    case .scaling(.standardize, _): ["mean", "std"]
    case .scaling(.minimumMaximum, _): ["minimum", "maximum"]
    case .axes: ["mean", "vectors", "variances", "shares"]
    }
  }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    switch attribute {
    case "fit":
      return makeMethod(attribute, "x") { [self] bound, session in
        try fit(bound[0] ?? .none, session)
        return .object(self)
      }
    case "transform":
      return makeMethod(attribute, "x") { [self] bound, session in
        try transformed(bound[0] ?? .none, session)
      }
    case "fit_transform":
      return makeMethod(attribute, "x") { [self] bound, session in
        try fit(bound[0] ?? .none, session)
        return try transformed(bound[0] ?? .none, session)
      }
    case "inverse_transform":
      return makeMethod(attribute, "z") { [self] bound, session in
        try restored(bound[0] ?? .none, session)
      }
    default:
      guard statisticNames.contains(attribute) else { return nil }
      return try statistic(attribute)
    }
  }

  private func statistic(_ attribute: String) throws -> Value {
    func one(_ array: NDArray) -> Value {
      switch kind {
      case .scaling(_, .all): .scalar(NumPyScalar(array.scalar, .float64))
      case .scaling(_, .channel): .object(ArrayObject(NDArray(array.doubles)))
      default:
        .object(ArrayObject(NDArray(array.doubles, shape: Array(array.shape.dropFirst()))))
      }
    }
    if let scaling {
      switch attribute {
      case "std": return one(scaling.divisor)
      case "maximum":
        return one(try .binary(.add, Operand(scaling.offset), Operand(scaling.divisor)))
      default: return one(scaling.offset)
      }
    }
    guard let axes else { throw notFitted(attribute) }
    switch attribute {
    case "mean": return .object(ArrayObject(axes.mean.copy()))
    case "vectors": return .object(ArrayObject(axes.vectors.copy()))
    case "variances": return .object(ArrayObject(axes.variances.copy()))
    default:
      return .object(
        ArrayObject(NDArray(axes.variances.doubles.map { $0 / (axes.total > 0 ? axes.total : 1) })))
    }
  }

  private func notFitted(_ what: String) -> PythonError {
    PythonError.value(
      "\(name): `\(what)` before `fit`",
      hint: "`.fit(X_train)` first: all data takes the statistics of the training data")
  }

  // MARK: Fitting

  func fit(_ value: Value, _ session: Session) throws {
    let x = try session.tensor(value)
    session.lost(x.node, "\(name)'s statistics")
    let given = x.array.shape
    guard let examples = given.first, examples > 0 else {
      throw PythonError.value(
        "\(name): x has shape \(pythonShape(given))",
        hint: "axis 0 holds the examples, at least one")
    }
    try session.charge(elements: x.array.count * 8)
    switch kind {
    case .scaling(let kind, let scope):
      if scope == .channel, given.count < 2 {
        throw PythonError.value(
          "\(name): x has shape \(pythonShape(given))", hint: "axis 1 holds the channels")
      }
      guard x.array.count > 0 else {
        throw PythonError.value(
          "\(name): x has shape \(pythonShape(given))", hint: "there are no numbers in it")
      }
      scaling = try Scaling(kind, of: x.array, per: scope)
    case .axes(let count, _):
      let features = x.array.count / examples
      guard given.count >= 2, features > 0 else {
        throw PythonError.value(
          "\(name): x has shape \(pythonShape(given))", hint: "examples by features: (N, D)")
      }
      guard features <= PrincipalAxes.mostFeatures else {
        throw PythonError(
          "Limit", "\(name): the examples have \(grouped(features)) features",
          hint: "it takes up to \(grouped(PrincipalAxes.mostFeatures)): pool or crop images first")
      }
      if let count, count > features {
        throw PythonError.value(
          "\(name): components= is \(count), the examples have \(features) features",
          hint: "there are as many axes as features")
      }
      try session.charge(elements: features * features * (features * 24 + examples))
      let rows = x.array.contiguous
      axes = try PrincipalAxes(
        of: rows.view(as: [examples, features]) ?? rows, count: count ?? features)
    }
    shape = Array(given.dropFirst())
  }

  // MARK: Applying

  /// A statistic in the type that the data computes in.
  private func constant(_ array: NDArray, for x: Tensor) -> Tensor {
    Tensor(x.array.dtype == .float32 ? array.asType(.float32) : array)
  }

  private func checked(_ value: Value, _ expected: [Int], _ session: Session) throws -> Tensor {
    let x = try session.tensor(value)
    try session.charge(elements: x.array.count * 4)
    var fits =
      x.array.dimensions == expected.count + 1 && x.array.shape.dropFirst() == expected[...]
    if case .scaling(_, let scope) = kind {
      if scope == .all { fits = true }
      if scope == .channel {
        fits =
          x.array.dimensions >= 2 && x.array.shape[1] == expected.first
          && x.array.dimensions == expected.count + 1
      }
    }
    guard fits else {
      let wanted = (["N"] + expected.map(String.init)).joined(separator: ", ")
      throw PythonError.value(
        "\(name): the array has shape \(pythonShape(x.array.shape))",
        hint: "it was fitted to examples of shape (\(wanted))")
    }
    return x
  }

  func transformed(_ value: Value, _ session: Session) throws -> Value {
    let engine = session.engine
    if let scaling {
      let x = try checked(value, shape, session)
      var y = try engine.elementwise(.subtract, x, offset(scaling, x))
      if case .scaling(.center, _) = kind { return session.value(y) }
      y = try engine.elementwise(.divide, y, divisor(scaling, x))
      if range != (0, 1) {
        y = try engine.elementwise(.multiply, y, number(range.high - range.low, y))
        y = try engine.elementwise(.add, y, number(range.low, y))
      }
      return session.value(y)
    }
    guard let axes else { throw notFitted("transform") }
    let x = try checked(value, shape, session)
    let features = axes.mean.count
    try session.charge(elements: x.array.count * axes.vectors.shape[1] / 4)
    let flat =
      x.array.dimensions == 2 ? x : try engine.reshape(x, [x.array.shape[0], features])
    let centered = try engine.elementwise(.subtract, flat, constant(axes.mean, for: x))
    let turned = try engine.product(centered, constant(axes.vectors, for: x))
    guard case .axes(_, let epsilon?) = kind else { return session.value(turned) }
    return session.value(
      try engine.elementwise(
        .divide, turned, constant(axes.deviations(epsilon: epsilon), for: x)))
  }

  private func restored(_ value: Value, _ session: Session) throws -> Value {
    let engine = session.engine
    if let scaling {
      var z = try checked(value, shape, session)
      if range != (0, 1) {
        z = try engine.elementwise(.subtract, z, number(range.low, z))
        z = try engine.elementwise(.divide, z, number(range.high - range.low, z))
      }
      if case .scaling(.center, _) = kind {
      } else {
        z = try engine.elementwise(.multiply, z, divisor(scaling, z))
      }
      return session.value(try engine.elementwise(.add, z, offset(scaling, z)))
    }
    guard let axes else { throw notFitted("inverse_transform") }
    var z = try checked(value, [axes.vectors.shape[1]], session)
    try session.charge(elements: z.array.count * axes.mean.count / 4)
    if case .axes(_, let epsilon?) = kind {
      z = try engine.elementwise(
        .multiply, z, constant(axes.deviations(epsilon: epsilon), for: z))
    }
    let back = try engine.transpose(constant(axes.vectors, for: z), [1, 0])
    let x = try engine.elementwise(
      .add, engine.product(z, back), constant(axes.mean, for: z))
    return session.value(
      shape.count == 1 ? x : try engine.reshape(x, [z.array.shape[0]] + shape))
  }

  private func offset(_ scaling: Scaling, _ x: Tensor) -> Tensor { fitted(scaling.offset, x) }
  private func divisor(_ scaling: Scaling, _ x: Tensor) -> Tensor { fitted(scaling.divisor, x) }

  /// Statistics of all numbers apply to arrays of any shape.
  private func fitted(_ statistics: NDArray, _ x: Tensor) -> Tensor {
    guard case .scaling(_, .all) = kind else { return constant(statistics, for: x) }
    return constant(statistics.view(as: []) ?? statistics, for: x)
  }

  private func number(_ value: Double, _ x: Tensor) -> Tensor {
    constant(NDArray([value], shape: []), for: x)
  }
}
