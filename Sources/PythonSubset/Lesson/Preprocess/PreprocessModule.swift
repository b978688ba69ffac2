import Arrays
import Autodiff
import NeuralNetworks

/// `lesson.preprocess`: data made easier to learn from, with statistics of the training data.
enum PreprocessModule {
  static var catalogue: [Builtin] { functions + transforms }

  static let refused: Set<String> = Set(insteadOf.keys).union([
    "RobustScaler", "PowerTransformer", "QuantileTransformer", "KernelPCA", "TruncatedSVD",
    "FastICA", "PolynomialFeatures", "Binarizer", "Pipeline", "make_pipeline", "TSNE", "ZCA", "zca",
  ])

  static let insteadOf = [
    "StandardScaler":
      "`Standardize().fit(X_train)`, then `.transform(X)`, or `standardize(X)` for one array",
    "MinMaxScaler": "`MinMax().fit(X_train)`, then `.transform(X)`, or `minmax(X)` for one array",
    "scale": "`standardize(X)` does this", "minmax_scale": "`minmax(X)` does this",
    "MaxAbsScaler": "`X / np.abs(X_train).max(axis=0)`",
    "Normalizer": "`X / np.linalg.norm(X, axis=1, keepdims=True)`",
    "normalize": "`X / np.linalg.norm(X, axis=1, keepdims=True)`",
    "Normalize": "`Standardize(per=\"channel\").fit(X_train)`",
    "Whitening": "`Whiten()` does this", "OneHotEncoder": "`lesson.data.one_hot` does this",
  ]

  static let insteadOfParameter: [String: String] = {
    var table: [String: String] = [:]
    for name in ["pca", "PCA", "whiten", "Whiten"] {
      table["\(name).n_components"] = "`components=` is the number of axes to keep"
    }
    table["PCA.whiten"] = "`Whiten(components)` is PCA with each axis divided by its spread"
    table["MinMax.feature_range"] = "`low=` and `high=` are the ends of the range"
    return table
  }()

  private static func example(_ code: String) -> String {
    "from lesson import preprocess\n" + code
  }

  private static let column = "x = np.array([[1.0, 10.0], [2.0, 10.0], [3.0, 40.0]])\n"
  private static let cloud =
    "x = np.array([[2.0, 1.0], [-2.0, -1.0], [1.0, -2.0], [-1.0, 2.0], [4.0, 2.0], [-4.0, -2.0]])\n"

  private static let scope =
    " per=\"feature\" takes each column, of images each pixel (the mean image); \"channel\" each "
    + "channel of (N, C, H, W); \"all\" all numbers together."

  private static var functions: [Builtin] {
    func entry(
      _ name: String, _ signature: String, _ summary: String, _ code: String,
      _ make: @escaping (Bound, Session) throws -> Transform
    ) -> Builtin {
      Builtin(name, signature, summary, example(code)) { bound, session in
        let transform = try make(bound, session)
        let x = bound[0] ?? .none
        try transform.fit(x, session)
        return try transform.transformed(x, session)
      }
    }
    return [
      entry(
        "center", "x, per=\"feature\"",
        "x less its mean over the examples, axis 0." + scope,
        column + "preprocess.center(x)"
      ) { .scaling("Center", .center, try per($0, 1, $1)) },
      entry(
        "standardize", "x, per=\"feature\"",
        "x with mean 0 and standard deviation 1 over the examples; what is constant becomes 0."
          + scope, column + "preprocess.standardize(x)"
      ) { .scaling("Standardize", .standardize, try per($0, 1, $1)) },
      entry(
        "minmax", "x, low=0.0, high=1.0, per=\"feature\"",
        "x moved and scaled to reach from low to high over the examples." + scope,
        column + "preprocess.minmax(x)"
      ) { try minimumMaximum($0, 1, $1) },
      entry(
        "pca", "x, components=None, n_components!",
        "The examples (N, …) about their mean along the axes of their covariance (divided by N), those "
          + "of largest variance first: (N, components). Each axis has its largest component positive.",
        cloud + "preprocess.pca(x, 1).ravel().round(2)"
      ) { .axes("PCA", try components($0, 1, $1), epsilon: nil) },
      entry(
        "whiten", "x, components=None, epsilon=1e-05, n_components!",
        "`pca` with each axis divided by √(variance + epsilon): the covariance becomes the identity.",
        cloud + "z = preprocess.whiten(x)\n(z.T @ z / 6).round(3)"
      ) { .axes("Whiten", try components($0, 1, $1), epsilon: try epsilon($0, 2, $1)) },
    ]
  }

  private static var transforms: [Builtin] {
    let methods =
      " `.fit(X_train)` keeps the statistics, `.transform(X)` applies them to any data, "
      + "`.fit_transform(X)` does both, `.inverse_transform(Z)` goes back."
    func entry(
      _ name: String, _ signature: String, _ summary: String, _ code: String,
      _ make: @escaping (Bound, Session) throws -> Transform
    ) -> Builtin {
      Builtin(name, signature, summary + methods, example(code)) { .object(try make($0, $1)) }
    }
    return [
      entry(
        "Center", "per=\"feature\"", "`center` with the mean of the training data, `.mean`.",
        column + "c = preprocess.Center().fit(x)\nc.transform(np.array([[0.0, 0.0]]))"
      ) { .scaling("Center", .center, try per($0, 0, $1)) },
      entry(
        "Standardize", "per=\"feature\"",
        "`standardize` with `.mean` and `.std` of the training data.",
        column + "s = preprocess.Standardize().fit(x)\ns.transform(np.array([[2.0, 20.0]]))"
      ) { .scaling("Standardize", .standardize, try per($0, 0, $1)) },
      entry(
        "MinMax", "low=0.0, high=1.0, per=\"feature\", feature_range!",
        "`minmax` with `.minimum` and `.maximum` of the training data.",
        column + "m = preprocess.MinMax().fit(x)\nm.transform(np.array([[4.0, 25.0]]))"
      ) { try minimumMaximum($0, 0, $1) },
      entry(
        "PCA", "components=None, n_components!, whiten!",
        "`pca` with `.mean`, `.vectors` (D, components), `.variances` and `.shares` of the variance of "
          + "the training data.", cloud + "p = preprocess.PCA(1).fit(x)\np.vectors, p.shares"
      ) { .axes("PCA", try components($0, 0, $1), epsilon: nil) },
      entry(
        "Whiten", "components=None, epsilon=1e-05, n_components!",
        "`whiten` with the axes of the training data, as in `PCA`.",
        cloud + "w = preprocess.Whiten().fit(x)\nw.transform(x[:1]).round(3)"
      ) { .axes("Whiten", try components($0, 0, $1), epsilon: try epsilon($0, 1, $1)) },
    ]
  }

  // MARK: Arguments

  private static func per(_ bound: Bound, _ place: Int, _ session: Session) throws
    -> StatisticsScope
  {
    guard let value = bound[place] else { return .feature }
    if let scope = StatisticsScope(rawValue: value.text ?? "") { return scope }
    throw PythonError.value(
      "\(bound.function): per= is \(try session.representation(value))",
      hint: "it is \"feature\", \"channel\" or \"all\"")
  }

  private static func minimumMaximum(_ bound: Bound, _ first: Int, _ session: Session) throws
    -> Transform
  {
    let low = try bound[first].map { try session.double($0) } ?? 0
    let high = try bound[first + 1].map { try session.double($0) } ?? 1
    guard low < high, (high - low).isFinite else {
      throw PythonError.value(
        "\(bound.function): low= is \(low) and high= is \(high)", hint: "low is less than high")
    }
    let transform = Transform.scaling(
      "MinMax", .minimumMaximum, try per(bound, first + 2, session))
    transform.range = (low, high)
    return transform
  }

  private static func components(_ bound: Bound, _ place: Int, _ session: Session) throws -> Int? {
    guard let value = bound.given(place) else { return nil }
    let count = try session.size(value)
    guard count >= 1 else {
      throw PythonError.value(
        "\(bound.function): components= is \(count)", hint: "it is the number of axes to keep")
    }
    return count
  }

  private static func epsilon(_ bound: Bound, _ place: Int, _ session: Session) throws -> Double {
    guard let value = bound[place] else { return 1e-5 }
    let epsilon = try session.double(value)
    guard epsilon >= 0 else {
      throw PythonError.value(
        "\(bound.function): epsilon= is \(epsilon)",
        hint: "0 or more; it keeps axes without variance from being blown up")
    }
    return epsilon
  }
}
