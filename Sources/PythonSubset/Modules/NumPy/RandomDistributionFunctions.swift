import Arrays
import Autodiff

extension NumPyRandom {
  /// The rarer distributions of the legacy stream, and the makers of other streams.
  static var distributions: [Builtin] {
    func real(
      _ name: String, _ signature: String, _ summary: String, _ defaults: [Double],
      _ arguments: String, _ draw: @escaping (inout RandomState, [Double]) throws -> Double
    ) -> Builtin {
      Builtin(
        name, signature + (signature.isEmpty ? "" : ", ") + "size=None", summary,
        "np.random.\(name)(\(arguments)size=3)"
      ) { bound, session in
        let parameters = try defaults.indices.map { place in
          try scalar(bound[place], name, session) ?? defaults[place]
        }
        return try filled(shape(bound[defaults.count], session), session) {
          try draw(&$0, parameters)
        }
      }
    }
    func whole(
      _ name: String, _ signature: String, _ summary: String, _ defaults: [Double],
      _ arguments: String, _ draw: @escaping (inout RandomState, [Double]) throws -> Int
    ) -> Builtin {
      Builtin(
        name, signature + ", size=None", summary, "np.random.\(name)(\(arguments)size=3)"
      ) { bound, session in
        let parameters = try defaults.indices.map { place in
          try scalar(bound[place], name, session) ?? defaults[place]
        }
        guard let shape = try shape(bound[defaults.count], session) else {
          return .int(try session.drawing { try draw(&$0, parameters) })
        }
        let count = try NDArray.checkedCount(shape)
        try session.chargeMemory(8, times: count)
        try session.charge(elements: count, times: 1024)
        let values = try session.drawing { state in
          try (0..<count).map { _ in try draw(&state, parameters) }
        }
        return .object(ArrayObject(NDArray(values, shape: shape)))
      }
    }
    return [
      real("beta", "a, b", "Beta numbers.", [1, 1], "2, 3, ") { try $0.beta($1[0], $1[1]) },
      real("gamma", "shape, scale=1.0", "Gamma numbers.", [1, 1], "2, ") {
        try $0.gamma(shape: $1[0], scale: $1[1])
      },
      real("chisquare", "df", "Chi-square numbers.", [1], "3, ") { try $0.chiSquare($1[0]) },
      real("standard_t", "df", "Student's t.", [1], "4, ") { try $0.studentT($1[0]) },
      real("standard_cauchy", "", "Cauchy numbers.", [], "") { state, _ in state.cauchy() },
      real("lognormal", "mean=0.0, sigma=1.0", "Numbers whose logarithms are normal.", [0, 1], "") {
        try $0.logNormal($1[0], $1[1])
      },
      real("laplace", "loc=0.0, scale=1.0", "Laplace numbers.", [0, 1], "") {
        try $0.laplace($1[0], $1[1])
      },
      real("gumbel", "loc=0.0, scale=1.0", "Gumbel numbers.", [0, 1], "") {
        try $0.gumbel($1[0], $1[1])
      },
      real("logistic", "loc=0.0, scale=1.0", "Logistic numbers.", [0, 1], "") {
        try $0.logistic($1[0], $1[1])
      },
      real("rayleigh", "scale=1.0", "Rayleigh numbers.", [1], "") { try $0.rayleigh($1[0]) },
      real("pareto", "a", "Pareto numbers.", [1], "3, ") { try $0.pareto($1[0]) },
      real("weibull", "a", "Weibull numbers.", [1], "1.5, ") { try $0.weibull($1[0]) },
      real("power", "a", "Numbers with a density that is a power.", [1], "2, ") {
        try $0.power($1[0])
      },
      real("triangular", "left, mode, right", "Triangular numbers.", [0, 0, 1], "0, 1, 2, ") {
        try $0.triangular($1[0], $1[1], $1[2])
      },
      whole("poisson", "lam=1.0", "Counts of rare events.", [1], "4.0, ") { try $0.poisson($1[0]) },
      whole("geometric", "p", "Tries up to the first success.", [0.5], "0.3, ") {
        try $0.geometric($1[0])
      },
      Builtin(
        "multinomial", "n, pvals, size=None", "How often each outcome occurs in n tries.",
        "np.random.multinomial(20, [0.2, 0.3, 0.5])"
      ) { bound, session in
        let n = try session.size(bound[0] ?? .none)
        let p = try session.tensor(bound[1] ?? .none).array.doubles
        let shape = try shape(bound[2], session)
        let count = try NDArray.checkedCount((shape ?? []) + [p.count])
        try session.chargeMemory(8, times: count)
        try session.charge(elements: count, times: 1024)
        let rows = p.isEmpty ? 0 : count / p.count
        let values = try session.drawing { state in
          try (0..<rows).flatMap { _ in try state.multinomial(n, p) }
        }
        return .object(ArrayObject(NDArray(values, shape: (shape ?? []) + [p.count])))
      },
      Builtin(
        "dirichlet", "alpha, size=None", "Shares that add up to 1.",
        "np.random.dirichlet([1.0, 2.0, 0.5])"
      ) { bound, session in
        let alpha = try session.tensor(bound[0] ?? .none).array.doubles
        let shape = try shape(bound[1], session)
        let count = try NDArray.checkedCount((shape ?? []) + [alpha.count])
        try session.chargeMemory(8, times: count)
        try session.charge(elements: count, times: 1024)
        let rows = alpha.isEmpty ? 0 : count / alpha.count
        let values = try session.drawing { state in
          try (0..<rows).flatMap { _ in try state.dirichlet(alpha) }
        }
        return .object(ArrayObject(NDArray(values, shape: (shape ?? []) + [alpha.count])))
      },
      Builtin(
        "get_state", "legacy=True", "The stream's state, for `set_state`.",
        "state = np.random.get_state()\nnp.random.set_state(state)"
      ) { bound, session in
        guard try bound.given(0).map({ try session.isTrue($0) }) ?? true else {
          throw PythonError.refused(
            "`legacy=False` of get_state",
            hint: "leave it out")
        }
        let state = session.random.numpy
        return .tuple([
          .string("MT19937"),
          .object(ArrayObject(NDArray(state.twister.key.map(Int.init)).asType(.uint32))),
          .int(state.twister.position), .int(state.cachedGaussian == nil ? 0 : 1),
          .float(state.cachedGaussian ?? 0),
        ])
      },
      Builtin(
        "set_state", "state", "Goes back to a state that `get_state` gave.",
        "state = np.random.get_state()\nnp.random.set_state(state)"
      ) { bound, session in
        let parts = try session.items(of: bound[0] ?? .none)
        guard parts.count == 3 || parts.count == 5, parts[0].text == "MT19937",
          let twister = MersenneTwister(
            key: try session.tensor(parts[1]).array.ints.map { UInt32(truncatingIfNeeded: $0) },
            position: try session.integer(parts[2]))
        else { throw PythonError.value("set_state can only be used with legacy MT19937 state") }
        var state = RandomState(word: 0)
        state.twister = twister
        if parts.count == 5, try session.isTrue(parts[3]) {
          state.cachedGaussian = try session.double(parts[4])
        }
        session.random.numpy = state
        session.random.isSeeded = true
        return .none
      },
      Builtin(
        "default_rng", "seed=None", "A generator with a stream of its own (PCG64).",
        "rng = np.random.default_rng(0)\nrng.normal(size=3)"
      ) { bound, session in
        if let known = bound[0]?.asObject(GeneratorBox.self) { return .object(known) }
        guard let seed = bound.given(0) else {
          session.note(
            "`default_rng()` without a seed starts from the lesson's own, \(session.random.seed), "
              + "and each call from another one that follows")
          let seed = UInt(max(0, session.random.seed))
          let turn = UInt(max(0, session.random.unseeded)) & 0xFFFF_FFFF
          session.random.unseeded &+= 1
          return .object(
            GeneratorBox(
              turn == 0
                ? SeedSequence(seed)
                : SeedSequence(words: [seed & 0xFFFF_FFFF, seed >> 32, turn])))
        }
        if let number = session.index(seed) {
          guard let word = UInt(exactly: number) else {
            throw PythonError.value("expected non-negative integer")
          }
          return .object(GeneratorBox(SeedSequence(word)))
        }
        guard let words = seed.asObject(SequenceObject.self)?.items else {
          throw PythonError.refused(
            "`default_rng` of \(session.typeName(seed))",
            hint: "give a whole number: np.random.default_rng(0)")
        }
        let entropy = try words.flatMap { word -> [UInt] in
          guard let value = UInt(exactly: try session.integer(word)) else {
            throw PythonError.value("expected non-negative integer")
          }
          return value > 0xFFFF_FFFF ? [value & 0xFFFF_FFFF, value >> 32] : [value]
        }
        return .object(GeneratorBox(SeedSequence(words: entropy)))
      },
      Builtin(
        "RandomState", "seed=None", "A stream of its own with the functions of np.random.",
        "np.random.RandomState(0).rand(2)"
      ) { bound, session in
        guard let seed = bound.given(0) else {
          session.note(
            "`RandomState()` without a seed starts from the lesson's own, \(session.random.seed)")
          return .object(
            RandomStateBox(RandomState(word: UInt32(truncatingIfNeeded: session.random.seed))))
        }
        return .object(RandomStateBox(try state(seed, session)))
      },
    ]
  }

  /// The legacy stream that a seed starts.
  static func state(_ seed: Value, _ session: Session) throws -> RandomState {
    do {
      if let words = seed.asObject(SequenceObject.self)?.items {
        return try RandomState(seeds: try words.map { try session.integer($0) })
      }
      return try RandomState(seed: try session.integer(seed))
    } catch let failure as RandomFailure {
      throw PythonError(failure.type, failure.message)
    }
  }

  private static func scalar(_ value: Value?, _ name: String, _ session: Session) throws -> Double?
  {
    guard let value, !value.isNone else { return nil }
    if value.number == nil {
      throw PythonError.refused(
        "`np.random.\(name)` of arrays of parameters",
        hint: "draw for one pair of parameters at a time")
    }
    return try session.double(value)
  }
}
