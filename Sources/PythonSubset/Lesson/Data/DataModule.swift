import Arrays
import Autodiff

/// `lesson.data`: data to train on, whole and in batches.
enum DataModule {
  static var catalogue: [Builtin] { digitSets + pointSets + batching + files }

  /// Names that learners know from other libraries.
  static let refused: Set<String> = Set(insteadOf.keys).union([
    "load_iris", "load_wine", "load_breast_cancer", "load_diabetes", "fetch_openml",
    "make_classification", "make_regression", "make_gaussian_quantiles", "make_swiss_roll",
    "make_s_curve", "WeightedRandomSampler", "OneHotEncoder", "LabelEncoder", "resample",
  ])

  static let insteadOf = [
    "make_moons": "`moons(points=100, noise=0.1)` draws the same points",
    "make_circles": "`circles(points=100, noise=0.1)` draws the same points",
    "make_blobs": "`blobs(points=100, centers=3)` draws the same points",
    "load_digits": "`digits()` gives images and labels, parted for training and testing",
    "train_test_split":
      "`split(X, y, test=0.2)` gives X_train, y_train, X_test, y_test, in this order",
    "DataLoader": "`for xb, yb in batches(X, y, size=32):` goes through the data once",
    "TensorDataset": "`batches(X, y)` takes the arrays themselves",
    "Dataset": "`batches(X, y)` takes the arrays themselves",
    "random_split": "`split(X, y, test=0.2)` draws a test set",
    "to_categorical": "`one_hot(labels, classes)` gives a row of zeros and a one for each",
    "KFold": "`lesson.search.k_fold` parts the examples for cross-validation",
    "StratifiedKFold": "`lesson.search.k_fold` parts the examples for cross-validation",
    "read_csv": "`csv(name)` reads a file that the front matter lists under `data:`",
    "loadtxt": "`csv(name)` reads a file that the front matter lists under `data:`",
    "CIFAR10": "`cifar10()` reads the files of its binary version under `--data DIR`",
    "MNIST": "`mnist()` reads its files under `--data DIR`",
    "StandardScaler": "`lesson.preprocess.Standardize` does this",
  ]

  /// Parameters that scikit-learn and PyTorch call otherwise.
  static let insteadOfParameter: [String: String] = {
    var table = [
      "split.test_size": "`test=` is the share, or the number, of examples to test on",
      "split.stratify": "`lesson.search.k_fold(labels=y)` keeps the shares of the classes",
      "batches.batch_size": "`size=` is the number of examples in a batch",
      "one_hot.num_classes": "`classes=` is the number of classes",
      "blobs.n_features": "`dimensions=` is the number of coordinates of a point",
      "blobs.cluster_std": "`std=` is the standard deviation, one number or one for each center",
      "blobs.center_box": "`box=` holds the lowest and the highest coordinate of a center",
    ]
    for name in ["moons", "circles", "blobs"] {
      table["\(name).n_samples"] = "`points=` is the number of points"
    }
    for name in ["moons", "circles", "blobs", "split", "shuffle"] {
      table["\(name).random_state"] = "`seed=` starts a stream as random_state does"
    }
    return table
  }()

  /// An example that imports the module first.
  static func example(_ code: String) -> String { "from lesson import data\n" + code }

  /// The type that `dtype=` names.
  static func type(_ value: Value?, else fallback: DType, _ session: Session) throws -> DType {
    try value.map { try session.dtype($0) } ?? fallback
  }

  static func array(_ array: NDArray) -> Value { .object(ArrayObject(array)) }
}

extension Session {
  /// Draws from a stream of its own where a seed is given, else from that of np.random.
  func drawing<T>(seed: Value?, _ body: (inout RandomState) throws -> T) throws -> T {
    guard let seed else { return try drawing(body) }
    var state = try NumPyRandom.state(seed, self)
    do {
      return try body(&state)
    } catch let failure as RandomFailure {
      throw PythonError(failure.type, failure.message)
    }
  }
}
