import Arrays
import Autodiff

/// `np.random.default_rng(seed)`.
final class GeneratorBox: Object {
  private var generator: RandomGenerator

  init(_ seed: SeedSequence) { generator = RandomGenerator(seed) }

  override var typeName: String { "numpy.random._generator.Generator" }
  override func representation(_ session: Session) -> String { "Generator(PCG64)" }
  override func string(_ session: Session) -> String { "Generator(PCG64)" }

  static let names = [
    "random", "standard_normal", "normal", "uniform", "integers", "choice", "permutation",
    "shuffle",
  ]
  static let refused: Set<String> = [
    "beta", "binomial", "bit_generator", "bytes", "chisquare", "dirichlet", "exponential", "f",
    "gamma", "geometric", "gumbel", "hypergeometric", "laplace", "logistic", "lognormal",
    "logseries", "multinomial", "multivariate_hypergeometric", "multivariate_normal",
    "negative_binomial", "noncentral_chisquare", "noncentral_f", "pareto", "permuted", "poisson",
    "power", "rayleigh", "spawn", "standard_cauchy", "standard_exponential", "standard_gamma",
    "standard_t", "triangular", "vonmises", "wald", "weibull", "zipf",
  ]
  override var attributeNames: [String] { Self.names }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    if Self.refused.contains(name) {
      throw PythonError.refused(
        "`\(name)` of `default_rng`", hint: "there are \(Self.names.joined(separator: ", "))")
    }
    switch name {
    case "random":
      return makeMethod(name, "size=None, dtype!, out!") { [self] bound, session in
        try filled(NumPyRandom.shape(bound[0], session), session) { $0.unit() }
      }
    case "standard_normal":
      return makeMethod(name, "size=None, dtype!, out!") { [self] bound, session in
        try filled(NumPyRandom.shape(bound[0], session), session) { $0.gaussian() }
      }
    case "normal":
      return makeMethod(name, "loc=0.0, scale=1.0, size=None") { [self] bound, session in
        try located(bound, session) { state, mean, deviation in
          if deviation < 0 || (deviation == 0 && deviation.sign == .minus) {
            throw PythonError.value("scale < 0")
          }
          return mean + deviation * state.gaussian()
        }
      }
    case "uniform":
      return makeMethod(name, "low=0.0, high=1.0, size=None") { [self] bound, session in
        try located(bound, session) { state, low, high in
          let range = high - low
          if !range.isFinite {
            throw PythonError("OverflowError", "high - low range exceeds valid bounds")
          }
          if range < 0 { throw PythonError.value("low > high") }
          return low + range * state.unit()
        }
      }
    case "integers":
      return makeMethod(name, "low, high=None, size=None, dtype=None, endpoint=False") {
        [self] bound, session in try integers(bound, session)
      }
    case "choice":
      return makeMethod(name, "a, size=None, replace=True, p=None, axis=0, shuffle=True") {
        [self] bound, session in try choice(bound, session)
      }
    case "permutation":
      return makeMethod(name, "x, axis=0") { [self] bound, session in
        if let count = session.index(bound[0] ?? .none) {
          try session.chargeMemory(8, times: count)
          try session.charge(elements: count, times: 64)
          return .object(ArrayObject(NDArray(generator.permutation(count))))
        }
        let texts = try StringArrayObject.make(bound[0] ?? .none, session)
        let x = try texts?.codes ?? ArrayFunctions.arrayObject(bound[0] ?? .none, session)
        let axis = try NumPy.axis(bound[1] ?? .int(0), x.array.dimensions, session)
        try session.charge(elements: x.array.count)
        let order = generator.permutation(x.array.shape[axis])
        let permuted = try NumPy.taking(x, order, axis: axis, session)
        return texts?.with(permuted) ?? permuted
      }
    case "shuffle":
      return makeMethod(name, "x, axis=0") { [self] bound, session in
        try shuffle(bound, session)
        return .none
      }
    default: return nil
    }
  }

  private func filled(
    _ shape: [Int]?, _ session: Session, _ draw: (inout RandomGenerator) throws -> Double
  ) throws -> Value {
    guard let shape else { return .float(try draw(&generator)) }
    let count = try NDArray.checkedCount(shape)
    try session.chargeMemory(8, times: count)
    try session.charge(elements: count, times: 64)
    let result = NDArray(uninitialized: shape, .float64)
    let out = result.pointer(Double.self)
    for i in 0..<count { out[i] = try draw(&generator) }
    return .object(ArrayObject(result))
  }

  /// Draws of two parameters that may be arrays.
  private func located(
    _ bound: Bound, _ session: Session,
    _ draw: (inout RandomGenerator, Double, Double) throws -> Double
  ) throws -> Value {
    let low = try bound[0].map { try session.tensor($0).array } ?? NDArray([0.0], shape: [])
    let high = try bound[1].map { try session.tensor($0).array } ?? NDArray([1.0], shape: [])
    let common = try broadcastShape([low.shape, high.shape])
    var target = try NumPyRandom.shape(bound[2], session)
    if target == nil, !common.isEmpty { target = common }
    let whole = target ?? []
    try session.chargeMemory(8, times: try NDArray.checkedCount(whole))
    try session.charge(elements: try NDArray.checkedCount(whole), times: 64)
    let a = try low.broadcastExactly(to: whole).doubles
    let b = try high.broadcastExactly(to: whole).doubles
    var i = 0
    return try filled(target, session) { state in
      defer { i += 1 }
      return try draw(&state, a[min(i, a.count - 1)], b[min(i, b.count - 1)])
    }
  }

  private func integers(_ bound: Bound, _ session: Session) throws -> Value {
    let type = try bound.given(3).map { try session.dtype($0) } ?? .int64
    if type.isFloat {
      throw PythonError.type("Unsupported dtype dtype('\(type.name)') for integers")
    }
    if type == .uint64 {
      throw PythonError.refused(
        "`dtype=uint64` of integers", hint: "`.astype(np.uint64)` afterwards")
    }
    for place in 0..<2 where bound[place]?.asObject(ArrayObject.self)?.array.dimensions ?? 0 > 0 {
      throw PythonError.refused(
        "arrays as bounds of `integers`",
        hint: "draw for one pair of bounds at a time")
    }
    func limit(_ value: Value) throws -> Int {
      if let number = value.number, number != number.rounded(.towardZero) {
        return try session.integer(.int(Int(exactly: number.rounded(.down)) ?? 0))
      }
      return try session.integer(
        value.number.flatMap { Int(exactly: $0) }.map { .int($0) } ?? value)
    }
    var low = 0
    var high = try limit(bound[0] ?? .none)
    if let given = bound.given(1) { (low, high) = (high, try limit(given)) }
    let isClosed = try ArrayFunctions.flag(bound[4], session)
    if isClosed ? low > high : low >= high {
      throw PythonError.value(
        bound.given(1) == nil && low == 0
          ? "high <= 0" : isClosed ? "low > high" : "low >= high")
    }
    if !isClosed { high -= 1 }
    if low < type.range.lowerBound {
      throw PythonError.value("low is out of bounds for \(type.name)")
    }
    if high > type.range.upperBound {
      throw PythonError.value("high is out of bounds for \(type.name)")
    }
    let width = type == .bool ? 1 : type.size * 8
    func draw(_ count: Int) -> [Int] {
      if width <= 16 {
        return generator.narrow(low, range: high - low, bits: width, count: count)
      }
      return (0..<count).map { _ in generator.integer(low, through: high) }
    }
    guard let shape = try NumPyRandom.shape(bound[2], session) else {
      let value = draw(1)[0]
      return .scalar(NumPyScalar(type == .bool ? .bool(value != 0) : .int(value), type))
    }
    let count = try NDArray.checkedCount(shape)
    try session.chargeMemory(8, times: count)
    try session.charge(elements: count, times: 64)
    let values = draw(count)
    return .object(ArrayObject(NDArray(values, shape: shape).asType(type)))
  }

  private func choice(_ bound: Bound, _ session: Session) throws -> Value {
    let source = bound[0] ?? .none
    var items: ArrayObject?
    let texts = try StringArrayObject.make(source, session)
    let population: Int
    var axis = 0
    if let count = session.index(source) {
      if count < 0 {
        throw PythonError.value("a must be a positive integer unless no samples are taken")
      }
      population = count
    } else {
      let found = try texts?.codes ?? ArrayFunctions.arrayObject(source, session)
      if found.array.dimensions == 0 {
        throw PythonError.value("a must be a sequence or an integer, not <class 'numpy.ndarray'>")
      }
      axis = try NumPy.axis(bound[4] ?? .int(0), found.array.dimensions, session)
      items = found
      population = found.array.shape[axis]
    }
    let shape = try NumPyRandom.shape(bound[1], session)
    let count = try NDArray.checkedCount(shape ?? [])
    try session.chargeMemory(16, times: max(count, population))
    try session.charge(elements: max(count, population), times: 64)
    if population == 0, count > 0 {
      throw PythonError.value("a cannot be empty unless no samples are taken")
    }
    let replace = try bound.given(2).map { try session.isTrue($0) } ?? true
    let shuffled = try bound.given(5).map { try session.isTrue($0) } ?? true
    if !replace, count > population {
      throw PythonError.value(
        "Cannot take a larger sample than population when replace is False")
    }
    let positions: [Int]
    if let weights = try bound.given(3).map({ try session.tensor($0).array.doubles }) {
      if weights.count != population { throw PythonError.value("a and p must have same size") }
      if weights.contains(where: \.isNaN) { throw PythonError.value("Probabilities contain NaN") }
      if weights.contains(where: { $0 < 0 }) {
        throw PythonError.value("Probabilities are not non-negative")
      }
      let total = NDArray(weights).doubles.reduce(0, +)
      if abs(total - 1) > 0x1p-26 {
        throw PythonError.value(
          "Probabilities do not sum to 1. See Notes section of docstring for more information.")
      }
      if !replace, weights.count(where: { $0 > 0 }) < count {
        throw PythonError.value("Fewer non-zero entries in p than size")
      }
      positions = generator.weighted(count, weights, replace: replace)
    } else if replace {
      positions = (0..<count).map { _ in generator.integer(0, through: population - 1) }
    } else {
      positions = generator.distinct(count, of: population, shuffled: shuffled)
    }
    guard let shape else {
      let first = positions.first ?? 0
      guard let items else { return .scalar(NumPyScalar(.int(first), .int64)) }
      let element = try ArrayFunctions.item(items, first, axis: axis, session)
      return texts?.with(element) ?? element
    }
    let index = Value.object(ArrayObject(NDArray(positions, shape: shape)))
    guard let items else { return index }
    let whole = Value.object(SliceObject(.none, .none, .none))
    let drawn = try items.item(
      .tuple((0..<items.array.dimensions).map { $0 == axis ? index : whole }), session)
    return texts?.with(drawn) ?? drawn
  }

  private func shuffle(_ bound: Bound, _ session: Session) throws {
    if let list = bound[0]?.asObject(ListObject.self) {
      try session.charge(items: list.items.count * 16)
      generator.shuffle(&list.items)
      return
    }
    if bound[0]?.asObject(StringArrayObject.self) != nil { throw StringArrayMembers.noShuffle }
    guard let x = bound[0]?.asObject(ArrayObject.self) else {
      throw PythonError.type("'\(session.typeName(bound[0] ?? .none))' object cannot be shuffled")
    }
    let axis = try NumPy.axis(bound[1] ?? .int(0), x.array.dimensions, session)
    try session.charge(elements: x.array.count)
    let shuffled = try NumPy.taking(
      x, generator.permutation(x.array.shape[axis]), axis: axis, session)
    try session.engine.write(
      session.tensor(shuffled), to: x.handle, Region(x.array), text: "[:]")
  }
}

extension ArrayFunctions {
  /// One entry along an axis.
  static func item(_ x: ArrayObject, _ index: Int, axis: Int, _ session: Session) throws -> Value {
    let whole = Value.object(SliceObject(.none, .none, .none))
    return try x.item(
      .tuple((0..<x.array.dimensions).map { $0 == axis ? .int(index) : whole }), session)
  }
}

/// `np.random.RandomState(seed)`: the functions of `np.random` on a stream of their own.
final class RandomStateBox: Object {
  private var state: RandomState
  init(_ state: RandomState) { self.state = state }

  override var typeName: String { "numpy.random.mtrand.RandomState" }
  override func representation(_ session: Session) -> String { "RandomState(MT19937)" }
  override var attributeNames: [String] { Array(RandomStateBox.functions.keys) }

  private static let functions = Dictionary(
    (NumPyRandom.catalogue + NumPyRandom.distributions).filter { !$0.isConstructor }
      .map { ($0.name, $0.signature) }, uniquingKeysWith: { first, _ in first })

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    guard RandomStateBox.functions[name] != nil,
      let function = try session.modules["numpy.random"]?.attribute(name, session)
    else { return nil }
    return makeMethod(name, "*args, **kwargs") { [self] bound, session in
      let outer = session.random
      session.random.numpy = state
      session.random.isSeeded = true
      defer {
        state = session.random.numpy
        session.random = outer
      }
      return try session.call(function, Arguments(bound.rest, keywords: bound.keywords))
    }
  }
}

extension Builtin {
  fileprivate var isConstructor: Bool { name == "default_rng" || name == "RandomState" }
}
