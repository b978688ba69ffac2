import Arrays
import Autodiff
import NeuralNetworks

/// `lesson.search`: finding hyperparameters by trying them.
enum SearchModule {
  static var catalogue: [Builtin] { searches + ranges + beliefs + [folds] }

  /// More trials than this hardly come from a plan.
  static let mostTrials = 10_000

  static let refused: Set<String> = Set(insteadOf.keys).union([
    "HalvingGridSearchCV", "HalvingRandomSearchCV", "Hyperband", "hyperband", "fmin", "tpe", "hp",
    "create_study", "GaussianProcessRegressor", "LeaveOneOut", "GroupKFold", "TimeSeriesSplit",
    "learning_curve", "validation_curve", "normal", "log_normal",
  ])

  static let insteadOf = [
    "GridSearchCV": "`grid(f, space)` calls f for every combination",
    "ParameterGrid": "`grid(f, space)` calls f for every combination",
    "RandomizedSearchCV": "`random(f, space, trials=20)` draws the parameters",
    "ParameterSampler": "`random(f, space, trials=20)` draws the parameters",
    "BayesSearchCV": "`bayesian(f, space, trials=20)` tries what is expected to improve most",
    "gp_minimize": "`bayesian(f, space, trials=20)` tries what is expected to improve most",
    "KFold": "`k_fold(len(X), k=5, shuffle=True)` gives pairs of indices",
    "StratifiedKFold": "`k_fold(len(X), k=5, labels=y)` keeps the shares of the classes",
    "cross_val_score":
      "`[score(X[train], y[train], X[test], y[test]) for train, test in k_fold(len(X))]`",
    "cross_validate":
      "`[score(X[train], y[train], X[test], y[test]) for train, test in k_fold(len(X))]`",
    "train_test_split": "`lesson.data.split(X, y, test=0.2)` does this",
    "loguniform": "`log_uniform(low, high)` draws logarithms uniformly",
    "randint": "`integers(low, high)` draws whole numbers below high",
  ]

  static let insteadOfParameter: [String: String] = {
    var table: [String: String] = [:]
    for name in ["random", "bayesian"] {
      table["\(name).n_iter"] = "`trials=` is the number of calls"
    }
    for name in ["random", "bayesian", "coarse_to_fine", "k_fold"] {
      table["\(name).random_state"] = "`seed=` starts the search's stream"
    }
    table["k_fold.n_splits"] = "`k=` is the number of parts"
    return table
  }()

  static func example(_ code: String) -> String { "from lesson import search\n" + code }

  private static let bowl = "def loss(lr, size):\n    return (np.log10(lr) + 2) ** 2 + size / 10\n"
  private static let space =
    "space = {'lr': search.log_uniform(1e-5, 1.0), 'size': search.integers(1, 5)}\n"
  private static let common =
    " f is called with each of the space's names as a keyword and gives a number, the less the better, "
    + "unless maximize=True. A call that raises or gives nan or inf is kept with its reason. The result "
    + "has `.best`, `.trials`, `.top(k)`, `.notes`; it prints as a leaderboard."

  private static var searches: [Builtin] {
    [
      Builtin(
        "grid", "f, space, points=3, maximize=False",
        "Calls f for every combination of the space's values: of a list each, of a range the middles of "
          + "`points` equal cells." + common,
        example(bowl + "print(search.grid(loss, {'lr': [0.001, 0.01, 0.1], 'size': [1, 2]}))")
      ) { bound, session in
        let search = try Search(bound, session, maximize: 3)
        let points = try count(bound[2], "points", else: 3, bound, session)
        let plan = try PlannedSearch.grid(search.space.axes, points: points, most: mostTrials)
        return try search.run(plan, isGrid: true, session)
      },
      Builtin(
        "random", "f, space, trials=20, seed=None, maximize=False, n_iter!, random_state!",
        "Calls f with parameters drawn at random (Bergstra, Bengio 2012), all of them before the first "
          + "call; without a seed np.random gives one." + common,
        example(bowl + space + "print(search.random(loss, space, trials=4, seed=0))")
      ) { bound, session in
        let search = try Search(bound, session, maximize: 4)
        let trials = try count(bound[2], "trials", else: 20, bound, session)
        var state = try stream(bound.given(3), session)
        return try search.run(
          PlannedSearch.random(search.space.axes, trials: trials, &state), session)
      },
      Builtin(
        "coarse_to_fine",
        "f, space, rounds=3, trials=9, shrink=0.3, seed=None, maximize=False, random_state!",
        "Rounds of random trials: each looks around the best so far, at `shrink` of the range before; "
          + "where the best lies in the outer tenth, the range moves beyond that end instead, and `.notes` "
          + "says so." + common,
        example(
          bowl + space + "r = search.coarse_to_fine(loss, space, seed=0)\nr.best.value < 0.2")
      ) { bound, session in
        let search = try Search(bound, session, maximize: 6)
        let rounds = try count(bound[2], "rounds", else: 3, bound, session)
        let trials = try count(bound[3], "trials", else: 9, bound, session)
        guard rounds.multipliedReportingOverflow(by: trials).partialValue <= mostTrials else {
          throw tooMany("coarse_to_fine")
        }
        let shrink = try bound[4].map { try session.double($0) } ?? 0.3
        guard shrink > 0, shrink < 1 else {
          throw PythonError.value(
            "coarse_to_fine: shrink= is \(shrink)",
            hint: "it is the part of a range that the next round looks at: between 0 and 1")
        }
        let state = try stream(bound.given(5), session)
        return try search.run(
          CoarseToFine(search.space.axes, rounds: rounds, trials: trials, shrink: shrink, state),
          session)
      },
      Builtin(
        "bayesian",
        "f, space, trials=20, initial=5, lengths=None, seed=None, maximize=False, n_iter!, "
          + "random_state!",
        "`initial` random calls, then each time the point with the largest expected improvement under a "
          + "`gaussian_process` of all calls so far; places along each range count from 0 to 1, failed "
          + "calls as the worst." + common,
        example(bowl + space + "search.bayesian(loss, space, trials=12, seed=0).best.value < 0.3")
      ) { bound, session in
        let search = try Search(bound, session, maximize: 6)
        let trials = try count(bound[2], "trials", else: 20, bound, session)
        guard trials <= GaussianProcess.mostPoints else {
          throw PythonError(
            "Limit", "bayesian: trials= is \(trials)",
            hint: "it takes up to \(GaussianProcess.mostPoints); `random` takes more")
        }
        let initial = try count(bound[3], "initial", else: 5, bound, session)
        let lengths = try lengths(bound.given(4), bound, session)
        let state = try stream(bound.given(5), session)
        return try search.run(
          BayesianSearch(
            search.space.axes, trials: trials, initial: initial, lengths: lengths, state),
          work: { $0 * $0 * ($0 * lengths.count / 3 + BayesianSearch.candidates) }, session)
      },
    ]
  }

  private static var folds: Builtin {
    Builtin(
      "k_fold", "examples, k=5, shuffle=False, labels=None, seed=None, n_splits!, random_state!",
      "A list of k pairs of index arrays (train, test): each example is in one test part. `examples` is "
        + "their number or an array of them; labels= keeps the shares of the classes. The parts of "
        + "scikit-learn's KFold and StratifiedKFold; a seed shuffles too.",
      example("for train, test in search.k_fold(6, k=3):\n    print(train, test)")
    ) { bound, session in
      let given = bound[0] ?? .none
      let examples = try session.index(given) ?? Rows.count(of: given, "k_fold", session)
      let k = try count(bound[1], "k", else: 5, bound, session)
      guard k >= 2, k <= examples else {
        throw PythonError.value(
          "k_fold: k= is \(k) for \(examples) examples", hint: "from 2 up to the number of examples"
        )
      }
      try session.chargeMemory(8 * k, times: examples)
      let isShuffled = try bound[2].map { try session.isTrue($0) } ?? false || bound.given(4) != nil
      var state: RandomState?
      if isShuffled { state = try stream(bound.given(4), session, draws: true) }
      var parts: [[Int]]
      if let labels = try bound.given(3).map({ try NumPy.plainArray($0, session) }) {
        guard labels.count == examples, !labels.dtype.isFloat else {
          throw PythonError.value(
            "k_fold: labels= has shape \(pythonShape(labels.shape)) and type \(labels.dtype.name)",
            hint: "a whole number or a text for each of the \(examples) examples")
        }
        parts = Folds.stratified(labels.ints, k: k, &state)
      } else {
        parts = Folds.plain(examples, k: k, &state)
      }
      if isShuffled, bound.given(4) == nil, let state { session.random.numpy = state }
      return .list(
        parts.map { test in
          let isTest = Set(test)
          let train = (0..<examples).filter { !isTest.contains($0) }
          return .tuple([
            .object(ArrayObject(NDArray(train))), .object(ArrayObject(NDArray(test))),
          ])
        })
    }
  }

  // MARK: Arguments

  static func count(
    _ value: Value?, _ word: String, else fallback: Int, _ bound: Bound, _ session: Session
  ) throws -> Int {
    guard let value else { return fallback }
    let count = try session.size(value)
    guard count >= 1 else {
      throw PythonError.value("\(bound.function): \(word)= is \(count)", hint: "at least one")
    }
    guard count <= mostTrials else { throw tooMany(bound.function) }
    return count
  }

  private static func tooMany(_ name: String) -> PythonError {
    PythonError(
      "Limit", "\(name) makes at most \(grouped(mostTrials)) trials",
      hint: "fewer trials, or several searches")
  }

  static func lengths(_ value: Value?, _ bound: Bound, _ session: Session) throws -> [Double] {
    guard let value else { return GaussianProcess.lengths }
    let lengths = try session.tensor(value).array.doubles
    guard !lengths.isEmpty, lengths.count <= 100, lengths.allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw PythonError.value(
        "\(bound.function): lengths= is \(try session.representation(value))",
        hint: "length scales to compare, above 0")
    }
    return lengths
  }

  /// A stream of the search's own: of the seed, else of one that np.random draws, so that what f draws
  /// changes nothing.
  ///
  /// - Parameter draws: the stream of np.random itself where there is no seed.
  private static func stream(_ seed: Value?, _ session: Session, draws: Bool = false) throws
    -> RandomState
  {
    if let seed { return try NumPyRandom.state(seed, session) }
    if draws { return try session.drawing { $0 } }
    return RandomState(word: try session.drawing { $0.twister.word() })
  }
}
