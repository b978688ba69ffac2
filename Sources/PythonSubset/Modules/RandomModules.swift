import Arrays
import Autodiff

extension Session {
  /// Runs something on NumPy's stream, with its errors as Python's.
  func drawing<T>(_ body: (inout RandomState) throws -> T) throws -> T {
    noteSeed("np.random")
    do {
      return try body(&random.numpy)
    } catch let failure as RandomFailure {
      throw PythonError(failure.type, failure.message)
    }
  }

  fileprivate func drawingPlain<T>(_ body: (inout PythonRandom) throws -> T) throws -> T {
    noteSeed("random")
    do {
      return try body(&random.python)
    } catch let failure as RandomFailure {
      throw PythonError(failure.type, failure.message)
    }
  }

  private func noteSeed(_ name: String) {
    if !random.isSeeded {
      note("no seed was set: `\(name)` starts from the lesson's own, \(random.seed)")
    }
  }
}

/// `numpy.random`: the legacy stream.
enum NumPyRandom {
  static func filled(
    _ shape: [Int]?, _ session: Session, _ draw: (inout RandomState) throws -> Double
  ) throws -> Value {
    guard let shape else { return .float(try session.drawing { try draw(&$0) }) }
    let count = try NDArray.checkedCount(shape)
    try session.chargeMemory(8, times: count)
    try session.charge(elements: count, times: 64)
    let result = NDArray(uninitialized: shape, .float64)
    let out = result.pointer(Double.self)
    try session.drawing { state in for i in 0..<count { out[i] = try draw(&state) } }
    return .object(ArrayObject(result))
  }

  static func shape(_ value: Value?, _ session: Session) throws -> [Int]? {
    guard let value, !value.isNone else { return nil }
    return try session.shape(value)
  }

  static var catalogue: [Builtin] {
    func sized(_ name: String) -> Builtin {
      Builtin(name, "size=None", "Uniform numbers in [0, 1).", "np.random.\(name)(3)") {
        bound, session in
        try filled(shape(bound[0], session), session) { $0.unit() }
      }
    }
    func located(
      _ name: String, _ first: String, _ second: String, _ summary: String,
      _ draw: @escaping (inout RandomState, Double, Double) throws -> Double
    ) -> Builtin {
      Builtin(name, "\(first), \(second), size=None", summary, "np.random.\(name)(0, 1, 3)") {
        bound, session in
        let low = try bound[0].map { try session.tensor($0).array } ?? NDArray([0.0], shape: [])
        let high = try bound[1].map { try session.tensor($0).array } ?? NDArray([1.0], shape: [])
        let common = try broadcastShape([low.shape, high.shape])
        var target = try shape(bound[2], session)
        if target == nil, !common.isEmpty { target = common }
        let whole = target ?? []
        try session.chargeMemory(24, times: try NDArray.checkedCount(whole))
        let a = try low.broadcastExactly(to: whole).doubles
        let b = try high.broadcastExactly(to: whole).doubles
        var i = 0
        return try filled(target, session) { state in
          defer { i += 1 }
          return try draw(&state, a[min(i, a.count - 1)], b[min(i, b.count - 1)])
        }
      }
    }
    return [
      Builtin("seed", "seed=None", "Starts the stream anew.", "np.random.seed(0)\nnp.random.rand()")
      { bound, session in
        session.random.numpy = try state(bound.given(0) ?? .int(0), session)
        session.random.isSeeded = true
        return .none
      },
      Builtin("rand", "*sizes", "Uniform numbers in [0, 1).", "np.random.rand(2, 2)") {
        bound, session in
        try filled(
          bound.rest.isEmpty ? nil : bound.rest.map { try session.size($0) }, session
        ) { $0.unit() }
      },
      Builtin("randn", "*sizes", "Normal numbers, mean 0 and variance 1.", "np.random.randn(2, 2)")
      { bound, session in
        try filled(
          bound.rest.isEmpty ? nil : bound.rest.map { try session.size($0) }, session
        ) { $0.gaussian() }
      },
      sized("random"), sized("random_sample"), sized("ranf"), sized("sample"),
      Builtin(
        "standard_normal", "size=None", "Normal numbers, mean 0 and variance 1.",
        "np.random.standard_normal(3)"
      ) {
        bound, session in
        try filled(shape(bound[0], session), session) { $0.gaussian() }
      },
      located("normal", "loc=0.0", "scale=1.0", "Normal numbers with a mean and a spread.") {
        try $0.normal($1, $2)
      },
      located("uniform", "low=0.0", "high=1.0", "Uniform numbers between bounds.") {
        try $0.uniform($1, $2)
      },
      Builtin(
        "randint", "low, high=None, size=None, dtype=int",
        "Whole numbers from low up to, not with, high.", "np.random.randint(0, 10, 3)"
      ) {
        bound, session in
        var (low, high) = (0, try session.integer(bound[0] ?? .none))
        if let top = bound.given(1) { (low, high) = (high, try session.integer(top)) }
        guard let shape = try shape(bound[2], session) else {
          return .int(try session.drawing { try $0.integer(low, high) })
        }
        let type = try bound.given(3).map { try session.dtype($0) } ?? .int64
        let count = try NDArray.checkedCount(shape)
        try session.chargeMemory(8, times: count)
        try session.charge(elements: count, times: 64)
        let values = try session.drawing { state in
          try state.integers(low, high, count: count, dtype: type.name)
        }
        return .object(ArrayObject(NDArray(values, shape: shape).asType(type)))
      },
      Builtin(
        "permutation", "x", "A shuffled copy, or the numbers below x shuffled.",
        "np.random.permutation(5)"
      ) {
        bound, session in
        if let count = session.index(bound[0] ?? .none) {
          try session.chargeMemory(8, times: count)
          try session.charge(elements: count, times: 64)
          return .object(
            ArrayObject(NDArray(try session.drawing { $0.permutation(max(0, count)) })))
        }
        if let texts = try StringArrayObject.make(bound[0] ?? .none, session) {
          let order = try session.drawing { $0.permutation(texts.shape[0]) }
          return try StringArrayMembers.permuted(texts, order, session)
        }
        let x = try ArrayFunctions.arrayObject(
          .object(ArrayObject(session.engine.adopt(session.tensor(bound[0] ?? .none)))), session)
        let order = try session.drawing { $0.permutation(x.array.shape.first ?? 0) }
        return try x.item(.object(ArrayObject(NDArray(order))), session)
      },
      Builtin(
        "shuffle", "x", "Shuffles a list or an array's rows in place.",
        "x = [1, 2, 3]\nnp.random.shuffle(x)\nx"
      ) {
        bound, session in
        if let list = bound[0]?.asObject(ListObject.self) {
          try session.charge(items: list.items.count * 16)
          var order = Array(list.items.indices)
          try session.drawing { $0.shuffle(&order) }
          list.items = order.map { list.items[$0] }
        } else if let array = bound[0]?.asObject(ArrayObject.self) {
          var order = Array(0..<(array.array.shape.first ?? 0))
          try session.drawing { $0.shuffle(&order) }
          let shuffled = try array.item(.object(ArrayObject(NDArray(order))), session)
          try session.engine.write(
            session.tensor(shuffled), to: array.handle, Region(array.array), text: "[:]")
        } else if bound[0]?.asObject(StringArrayObject.self) != nil {
          throw StringArrayMembers.noShuffle
        } else {
          throw PythonError.type(
            "'\(session.typeName(bound[0] ?? .none))' object cannot be shuffled")
        }
        return .none
      },
      Builtin(
        "choice", "a, size=None, replace=True, p=None", "Elements drawn at random.",
        "np.random.choice(5, 3)"
      ) {
        bound, session in
        let source = bound[0] ?? .none
        let count: Int
        var array: ArrayObject?
        let texts = try StringArrayObject.make(source, session)
        if let number = session.index(source) {
          if number <= 0 {
            throw PythonError.value("a must be greater than 0 unless no samples are taken")
          }
          count = number
        } else {
          let found = try texts?.codes ?? ArrayFunctions.arrayObject(source, session)
          guard found.array.dimensions == 1 else {
            throw PythonError.value("a must be 1-dimensional")
          }
          array = found
          count = found.array.count
        }
        let shape = try shape(bound[1], session)
        let total = try NDArray.checkedCount(shape ?? [])
        try session.chargeMemory(8, times: max(total, count))
        try session.charge(elements: max(total, count), times: 64)
        let replace = try bound.given(2).map { try session.isTrue($0) } ?? true
        let p = try bound.given(3).map { try session.tensor($0).array.doubles }
        let positions = try session.drawing {
          try $0.choice(of: count, count: total, replace: replace, probabilities: p)
        }
        guard let shape else {
          let first = positions.first ?? 0
          let element = try array?.item(.int(first), session) ?? .int(first)
          return texts?.with(element) ?? element
        }
        let index = Value.object(ArrayObject(NDArray(positions, shape: shape)))
        let drawn = try array?.item(index, session) ?? index
        return texts?.with(drawn) ?? drawn
      },
      Builtin(
        "exponential", "scale=1.0, size=None", "Waiting times.", "np.random.exponential(1.0, 3)"
      ) { bound, session in
        let scale = try bound.given(0).map { try session.double($0) } ?? 1
        return try filled(shape(bound[1], session), session) { try $0.exponential(scale: scale) }
      },
      Builtin(
        "binomial", "n, p, size=None", "Successes in n tries.", "np.random.binomial(10, 0.5, 3)"
      ) { bound, session in
        let n = try session.size(bound[0] ?? .none)
        let p = try session.double(bound[1] ?? .none)
        guard let shape = try shape(bound[2], session) else {
          return .int(try session.drawing { try $0.binomial(n, p) })
        }
        let count = try NDArray.checkedCount(shape)
        try session.chargeMemory(8, times: count)
        try session.charge(elements: count, times: 64)
        let values = try session.drawing { state in
          try (0..<count).map { _ in try state.binomial(n, p) }
        }
        return .object(ArrayObject(NDArray(values, shape: shape)))
      },
    ]
  }
}

/// `random`: Python's own stream.
enum RandomModule {
  static var catalogue: [Builtin] {
    [
      Builtin("seed", "a=None", "Starts the stream anew.", "random.seed(0)\nrandom.random()") {
        bound, session in
        guard let seed = session.index(bound.given(0) ?? .int(0)) else {
          throw PythonError.refused(
            "`random.seed` of something else than an int",
            hint: "give a whole number: random.seed(0)")
        }
        session.random.python = PythonRandom(seed: seed)
        session.random.isSeeded = true
        return .none
      },
      Builtin("random", "", "A uniform number in [0, 1).", "random.random()") { _, session in
        .float(try session.drawingPlain { $0.unit() })
      },
      Builtin("uniform", "a, b", "A uniform number between bounds.", "random.uniform(1, 2)") {
        bound, session in
        let (a, b) = (try session.double(bound[0] ?? .none), try session.double(bound[1] ?? .none))
        return .float(try session.drawingPlain { $0.uniform(a, b) })
      },
      Builtin("gauss", "mu=0.0, sigma=1.0", "A normal number.", "random.gauss(0, 1)") {
        bound, session in
        let mean = try bound.given(0).map { try session.double($0) } ?? 0
        let spread = try bound.given(1).map { try session.double($0) } ?? 1
        return .float(try session.drawingPlain { $0.gaussian(mean, spread) })
      },
      Builtin(
        "randint", "a, b", "A whole number from a to b, both included.", "random.randint(1, 6)"
      ) { bound, session in
        let (a, b) = (
          try session.integer(bound[0] ?? .none), try session.integer(bound[1] ?? .none)
        )
        return .int(try session.drawingPlain { try $0.integer(a, b) })
      },
      Builtin("choice", "seq", "One of the items.", "random.choice([1, 2, 3])") { bound, session in
        let items = try session.items(of: bound[0] ?? .none)
        return items[try session.drawingPlain { try $0.choice(of: items.count) }]
      },
      Builtin("shuffle", "x", "Shuffles a list in place.", "x = [1, 2, 3]\nrandom.shuffle(x)\nx") {
        bound, session in
        guard let list = bound[0]?.asObject(ListObject.self) else {
          throw PythonError.type("random.shuffle takes a list")
        }
        try session.charge(items: list.items.count * 16)
        var order = Array(list.items.indices)
        try session.drawingPlain { $0.shuffle(&order) }
        list.items = order.map { list.items[$0] }
        return .none
      },
      Builtin(
        "sample", "population, k", "Some of the items, none twice.", "random.sample([1, 2, 3], 2)"
      ) { bound, session in
        let items = try session.items(of: bound[0] ?? .none)
        let k = try session.size(bound[1] ?? .none)
        try session.charge(items: k * 4)
        return .list(
          try session.drawingPlain { try $0.sample(of: items.count, k: k) }.map { items[$0] })
      },
      Builtin(
        "choices", "population, weights=None, *, cum_weights=None, k=1",
        "Items drawn at random, any of them again.", "random.choices([1, 2, 3], k=2)"
      ) { bound, session in
        let items = try session.items(of: bound[0] ?? .none)
        let k = try session.size(bound[3] ?? .int(1))
        try session.chargeMemory(16, times: k)
        try session.charge(elements: k, times: 64)
        if bound.given(1) != nil, bound.given(2) != nil {
          throw PythonError.type("Cannot specify both weights and cumulative weights")
        }
        let isCumulative = bound.given(2) != nil
        let weights = try (bound.given(1) ?? bound.given(2)).map { value in
          try session.items(of: value).map { try session.double($0) }
        }
        return .list(
          try session.drawingPlain {
            try $0.choices(of: items.count, weights: weights, cumulative: isCumulative, k: k)
          }.map { items[$0] })
      },
      Builtin(
        "randrange", "start, stop=None, step=1", "A number of a range.", "random.randrange(10)"
      ) { bound, session in
        let first = try session.integer(bound[0] ?? .none)
        let step = try session.integer(bound[2] ?? .int(1))
        guard let stop = bound.given(1) else {
          return .int(try session.drawingPlain { try $0.range(0, first) })
        }
        let end = try session.integer(stop)
        return .int(try session.drawingPlain { try $0.range(first, end, step) })
      },
      Builtin(
        "normalvariate", "mu=0.0, sigma=1.0", "A normal number.", "random.normalvariate(0, 1)"
      ) { bound, session in
        let mean = try bound.given(0).map { try session.double($0) } ?? 0
        let spread = try bound.given(1).map { try session.double($0) } ?? 1
        return .float(try session.drawingPlain { $0.normal(mean, spread) })
      },
      Builtin("getrandbits", "k", "A number of k random bits.", "random.getrandbits(8)") {
        bound, session in
        let k = try session.integer(bound[0] ?? .none)
        if k > 63 { throw PythonError.integersPast64Bits }
        return .int(try session.drawingPlain { try $0.bits(k) })
      },
      Builtin("expovariate", "lambd=1.0", "A waiting time.", "random.expovariate(2.0)") {
        bound, session in
        let rate = try bound.given(0).map { try session.double($0) } ?? 1
        return .float(try session.drawingPlain { try $0.exponential(rate) })
      },
    ]
  }
}
