import Arrays
import Autodiff
import NeuralNetworks

/// Made data: points of a plane in classes that are easy, or not so easy, to part.
extension DataModule {
  static var pointSets: [Builtin] {
    [
      Builtin(
        "spiral", "points=100, classes=3, noise=0.2, seed=None",
        "X (classes·points, 2) and y: arms that wind around the origin, `points` of each class, turned "
          + "by normal noise in radians. Without a seed it draws from np.random, as the course page does "
          + "(CS231n, Neural Networks Case Study).",
        example("X, y = data.spiral(points=2, seed=0)\nX, y")
      ) { try spiral($0, $1) },
      Builtin(
        "moons", "points=100, noise=None, shuffle=True, seed=None, n_samples!, random_state!",
        "X (points, 2) and y: two half circles that reach into each other, with normal noise of this "
          + "standard deviation; the points of scikit-learn's make_moons, without a seed drawn from "
          + "np.random.", example("X, y = data.moons(points=4, noise=0.1, seed=0)\nX, y")
      ) { bound, session in
        let (count, noise, isShuffled) = try common(bound, session)
        return try points(bound[3], count * 2, session) {
          try .moons(count: count, noise: noise, isShuffled: isShuffled, &$0)
        }
      },
      Builtin(
        "circles",
        "points=100, noise=None, factor=0.8, shuffle=True, seed=None, n_samples!, random_state!",
        "X (points, 2) and y: a circle of radius `factor`, class 1, within one of radius 1, with normal "
          + "noise of this standard deviation; the points of scikit-learn's make_circles, without a seed "
          + "drawn from np.random.",
        example("X, y = data.circles(points=4, noise=0.1, seed=0)\nX, y")
      ) { bound, session in
        let (count, noise, isShuffled) = try common(bound, session, shuffle: 3)
        let factor = try bound.given(2).map { try session.double($0) } ?? 0.8
        guard factor >= 0, factor <= 1 else {
          throw PythonError.value(
            "circles: factor= is \(try session.representation(bound[2] ?? .none))",
            hint: "it is the inner radius, from 0 to 1")
        }
        return try points(bound[4], count * 2, session) {
          try .circles(
            count: count, noise: noise, factor: factor, isShuffled: isShuffled, &$0)
        }
      },
      Builtin(
        "blobs",
        "points=100, centers=3, dimensions=2, std=1.0, box=None, shuffle=True, seed=None, "
          + "n_samples!, n_features!, cluster_std!, center_box!, random_state!",
        "X (points, dimensions) and y: normal clouds around centers, which are drawn from box=(-10, 10), or given "
          + "as rows; `std` is one number or one for each center; the points of scikit-learn's make_blobs, "
          + "without a seed drawn from np.random.",
        example("X, y = data.blobs(points=4, centers=2, seed=0)\nX, y")
      ) { try blobs($0, $1) },
    ]
  }

  private static func count(
    _ value: Value?, _ word: String, else fallback: Int, _ bound: Bound, _ session: Session
  ) throws -> Int {
    guard let value else { return fallback }
    let count = try session.size(value)
    guard count >= 1 else {
      throw PythonError.value(
        "\(bound.function): \(word)= is \(count)", hint: "there must be at least one")
    }
    return count
  }

  private static func deviation(_ value: Value?, _ word: String, _ bound: Bound, _ session: Session)
    throws -> Double?
  {
    guard let value else { return nil }
    let noise = try session.double(value)
    guard noise >= 0 else {
      throw PythonError.value(
        "\(bound.function): \(word)= is \(try session.representation(value))",
        hint: "it is a standard deviation: 0 or more")
    }
    return abs(noise)
  }

  private static func common(_ bound: Bound, _ session: Session, shuffle: Int = 2) throws -> (
    count: Int, noise: Double?, isShuffled: Bool
  ) {
    (
      try count(bound[0], "points", else: 100, bound, session),
      try deviation(bound.given(1), "noise", bound, session),
      try bound[shuffle].map { try session.isTrue($0) } ?? true
    )
  }

  /// Runs on the stream that the seed names.
  private static func points(
    _ seed: Value?, _ numbers: Int, _ session: Session,
    _ body: (inout RandomState) throws -> LabelledPoints
  ) throws -> Value {
    try session.chargeMemory(48, times: numbers)
    try session.charge(elements: numbers * 16)
    let seed = seed.flatMap { $0.isNone ? nil : $0 }
    let made = try session.drawing(seed: seed, body)
    return .tuple([array(made.points), array(made.labels)])
  }

  private static func spiral(_ bound: Bound, _ session: Session) throws -> Value {
    let perClass = try count(bound[0], "points", else: 100, bound, session)
    let classes = try count(bound[1], "classes", else: 3, bound, session)
    let noise = try bound[2].map { try session.double($0) } ?? 0.2
    let total = try NDArray.checkedCount([classes, perClass, 2])
    return try points(bound[3], total, session) {
      try .spiral(pointsPerClass: perClass, classes: classes, noise: noise, &$0)
    }
  }

  private static func blobs(_ bound: Bound, _ session: Session) throws -> Value {
    let total = try count(bound[0], "points", else: 100, bound, session)
    var dimensions = try count(bound[2], "dimensions", else: 2, bound, session)
    let centers: LabelledPoints.Centers
    let number: Int
    if let given = bound.given(1), session.index(given) == nil {
      let rows = try session.tensor(given).array
      guard rows.dimensions == 2, rows.count > 0 else {
        throw PythonError.value(
          "blobs: centers= has shape \(pythonShape(rows.shape))",
          hint: "a number of centers, or a row of coordinates for each: (centers, dimensions)")
      }
      (number, dimensions) = (rows.shape[0], rows.shape[1])
      let values = rows.doubles
      centers = .given((0..<number).map { Array(values[$0 * dimensions..<($0 + 1) * dimensions]) })
    } else {
      number = try count(bound.given(1), "centers", else: 3, bound, session)
      let box = try bound.given(4).map { try session.tensor($0).array.doubles } ?? [-10, 10]
      guard box.count == 2, box[0] <= box[1] else {
        throw PythonError.value(
          "blobs: box= is \(try session.representation(bound[4] ?? .none))",
          hint: "it holds the lowest and the highest coordinate of a center: (-10, 10)")
      }
      _ = try NDArray.checkedCount([number, dimensions])
      centers = .drawn(count: number, dimensions: dimensions, low: box[0], high: box[1])
    }
    try session.chargeMemory(48, times: NDArray.checkedCount([number, dimensions]))
    let given = try bound.given(3).map { try session.tensor($0).array.doubles } ?? [1]
    let spreads =
      given.count == 1 ? [Double](repeating: given[0], count: number) : given
    guard spreads.count == number, !spreads.contains(where: { !($0 >= 0) }) else {
      throw PythonError.value(
        "blobs: std= is \(try session.representation(bound[3] ?? .none)) for \(number) centers",
        hint: "it is one standard deviation, 0 or more, or one for each center")
    }
    let isShuffled = try bound[5].map { try session.isTrue($0) } ?? true
    return try points(bound[6], NDArray.checkedCount([total, dimensions]), session) {
      try .blobs(
        count: total, centers, deviations: spreads.map(abs), isShuffled: isShuffled, &$0)
    }
  }
}
