import Arrays
import Autodiff
import NeuralNetworks

/// What Bayesian search thinks, to look at.
extension SearchModule {
  static var beliefs: [Builtin] {
    [
      Builtin(
        "gaussian_process", "x, y, lengths=None",
        "A Gaussian process through points x (N) or (N, D) with values y (N), which should have mean 0 "
          + "and variance 1: kernel exp(−½d²/length²), jitter 1e-6, the length scale of `lengths` under "
          + "which y is most likely. `.predict(new)` gives mean and standard deviation, `.length`, "
          + "`.log_likelihoods` (Rasmussen, Williams 2006, algorithm 2.1).",
        example(
          "p = search.gaussian_process(np.array([0.0, 0.5, 1.0]), np.array([-1.2, 0.0, 1.2]))\n"
            + "p.length, p.predict(np.array([0.5, 0.75]))[1].round(3)")
      ) { bound, session in
        let points = try rows(bound[0], bound, session)
        let values = try session.tensor(bound[1] ?? .none).array
        guard values.dimensions == 1, values.count == points.count, values.count > 0 else {
          throw PythonError.value(
            "gaussian_process: \(points.count) points and values of shape \(pythonShape(values.shape))",
            hint: "one value for each point")
        }
        guard points.count <= GaussianProcess.mostPoints else {
          throw PythonError(
            "Limit", "gaussian_process: \(points.count) points",
            hint: "it takes up to \(GaussianProcess.mostPoints)")
        }
        let lengths = try lengths(bound.given(2), bound, session)
        try session.charge(
          elements: points.count * points.count * (points.count / 3 + 20) * lengths.count)
        guard let process = GaussianProcess(points, values.doubles, lengths: lengths) else {
          throw PythonError.value(
            "gaussian_process: no length scale gives a covariance that can be factored",
            hint: "are there nan among the points, or too many at one place?")
        }
        return .object(ProcessObject(process))
      },
      Builtin(
        "expected_improvement", "mean, std, best",
        "How far below `best` a value with this mean and standard deviation is expected to lie, 0 where it "
          + "does not: (best − mean)Φ(z) + std·φ(z), z = (best − mean)/std (Jones et al. 1998, ξ = 0).",
        example("search.expected_improvement(np.array([0.0, 1.0]), np.array([1.0, 2.0]), 0.0)")
      ) { bound, session in
        let means = try session.tensor(bound[0] ?? .none).array
        let spreads = try session.tensor(bound[1] ?? .none).array
        let best = try session.double(bound[2] ?? .none)
        guard means.shape == spreads.shape else {
          throw PythonError.value(
            "expected_improvement: mean has shape \(pythonShape(means.shape)), std "
              + pythonShape(spreads.shape), hint: "both have one shape")
        }
        try session.charge(elements: means.count * 16)
        let values = zip(means.doubles, spreads.doubles).map {
          expectedImprovement(mean: $0, deviation: $1, best: best)
        }
        return session.value(Tensor(NDArray(values, shape: means.shape)))
      },
    ]
  }

  /// Points as rows; a vector is a point for each number.
  static func rows(_ value: Value?, _ bound: Bound, _ session: Session) throws -> [[Double]] {
    let array = try session.tensor(value ?? .none).array
    guard [1, 2].contains(array.dimensions) else {
      throw PythonError.value(
        "\(bound.function): points have shape \(pythonShape(array.shape))", hint: "(N) or (N, D)")
    }
    let width = array.dimensions == 1 ? 1 : array.shape[1]
    let values = array.doubles
    return (0..<array.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }
}

/// What `gaussian_process` gives.
final class ProcessObject: Object {
  private let process: GaussianProcess

  init(_ process: GaussianProcess) { self.process = process }

  override var typeName: String { "lesson.search.gaussian_process" }
  override func representation(_ session: Session) -> String {
    "<Gaussian process through \(process.points.count) points, length \(PythonText.repr(process.length))>"
  }
  override var attributeNames: [String] { ["length", "log_likelihoods", "predict"] }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "length": return .float(process.length)
    case "log_likelihoods": return .object(ArrayObject(NDArray(process.logLikelihoods)))
    case "predict":
      return makeMethod(name, "x") { [self] bound, session in
        let points = try SearchModule.rows(bound[0], bound, session)
        let width = process.points.first?.count ?? 0
        guard points.allSatisfy({ $0.count == width }) else {
          throw PythonError.value(
            "predict: the points have \(points.first?.count ?? 0) coordinates",
            hint: "those of the process have \(width)")
        }
        try session.chargeMemory(16, times: points.count)
        try session.charge(
          elements: points.count * process.points.count * (process.points.count + 40))
        let beliefs = points.map { process.belief(at: $0) }
        return .tuple([
          .object(ArrayObject(NDArray(beliefs.map(\.mean)))),
          .object(ArrayObject(NDArray(beliefs.map(\.deviation)))),
        ])
      }
    default: return nil
    }
  }
}
