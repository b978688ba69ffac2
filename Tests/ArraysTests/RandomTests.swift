import Foundation
import Testing

@testable import Arrays

/// Compares with what NumPy and CPython drew: `scripts/oracles/record_random.py`.
@Suite struct RandomTests {
  private static func lines() throws -> [[String]] {
    let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/random.txt")
    let path = ProcessInfo.processInfo.environment["RECORDED_RANDOM"] ?? sample.path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private enum Stream {
    case none
    case numpy(RandomState)
    case python(PythonRandom)
  }

  /// Every stream from its seed to its end, value by value and to the bit.
  @Test func streams() throws {
    var stream = Stream.none
    var seed = ""
    var wrong: [String] = []
    var compared = 0
    for line in try Self.lines() {
      let arguments = line[1].split(separator: " ").map(String.init)
      if line[0] == "numpy" || line[0] == "python" {
        seed = line[0] + " " + line[1]
        let numbers = line[1].split(separator: ",").map { Int($0)! }
        if line[0] == "python" {
          stream = .python(PythonRandom(seed: numbers[0]))
        } else if numbers.count > 1 {
          stream = .numpy(try RandomState(seeds: numbers))
        } else {
          stream = .numpy(try RandomState(seed: numbers[0]))
        }
        continue
      }
      let expected = line[2].split(separator: " ").map(String.init)
      let drawn: [String]
      switch stream {
      case .numpy(var state):
        drawn = try Self.draw(&state, line[0], arguments, expected.count)
        stream = .numpy(state)
      case .python(var state):
        drawn = try Self.draw(&state, line[0], arguments, expected.count)
        stream = .python(state)
      case .none: drawn = []
      }
      compared += expected.count
      if drawn != expected { wrong.append("\(seed): \(line[0...1]) \(drawn.prefix(4))") }
    }
    #expect(compared > 3000)
    #expect(wrong.count == 0, "\(wrong.prefix(20).joined(separator: "\n"))")
  }

  private static func texts(_ values: [Int]) -> [String] { values.map { String($0) } }
  private static func texts(_ values: [Double]) -> [String] { values.map { PythonText.repr($0) } }

  private static func draw(
    _ r: inout RandomState, _ name: String, _ arguments: [String], _ count: Int
  ) throws -> [String] {
    let x = arguments.map { Double($0) ?? .nan }
    let n = arguments.map { Int($0) ?? 0 }
    func floats(_ body: () throws -> Double) rethrows -> [String] {
      texts(try (0..<count).map { _ in try body() })
    }
    func integers(_ body: () throws -> Int) rethrows -> [String] {
      texts(try (0..<count).map { _ in try body() })
    }
    switch name {
    case "random_sample": return floats { r.unit() }
    case "randn": return floats { r.gaussian() }
    case "normal": return try floats { try r.normal(x[0], x[1]) }
    case "uniform": return try floats { try r.uniform(x[0], x[1]) }
    case "randint" where arguments.count == 3:
      return texts(try r.integers(n[0], n[1], count: count, dtype: arguments[2]))
    case "randint": return try integers { try r.integer(n[0], n[1]) }
    case "permutation": return texts(r.permutation(n[0]))
    case "shuffle":
      var values = Array(0..<n[0])
      r.shuffle(&values)
      return texts(values)
    case "choice":
      return texts(
        try r.choice(
          of: n[0], count: n[1], replace: n[2] == 1,
          probabilities: x.count > 3 ? Array(x[3...]) : nil))
    case "exponential": return try floats { try r.exponential(scale: x[0]) }
    case "gamma": return try floats { try r.gamma(shape: x[0], scale: x[1]) }
    case "beta": return try floats { try r.beta(x[0], x[1]) }
    case "chisquare": return try floats { try r.chiSquare(x[0]) }
    case "standard_t": return try floats { try r.studentT(x[0]) }
    case "standard_cauchy": return floats { r.cauchy() }
    case "lognormal": return try floats { try r.logNormal(x[0], x[1]) }
    case "laplace": return try floats { try r.laplace(x[0], x[1]) }
    case "gumbel": return try floats { try r.gumbel(x[0], x[1]) }
    case "logistic": return try floats { try r.logistic(x[0], x[1]) }
    case "rayleigh": return try floats { try r.rayleigh(x[0]) }
    case "pareto": return try floats { try r.pareto(x[0]) }
    case "weibull": return try floats { try r.weibull(x[0]) }
    case "power": return try floats { try r.power(x[0]) }
    case "triangular": return try floats { try r.triangular(x[0], x[1], x[2]) }
    case "dirichlet": return texts(try r.dirichlet(x))
    case "binomial": return try integers { try r.binomial(n[0], x[1]) }
    case "poisson": return try integers { try r.poisson(x[0]) }
    case "geometric": return try integers { try r.geometric(x[0]) }
    case "multinomial": return texts(try r.multinomial(n[0], Array(x[1...])))
    case "state": return state(r.twister)
    default: return []
    }
  }

  private static func state(_ twister: MersenneTwister) -> [String] {
    texts([twister.position, twister.key.reduce(0) { $0 + Int($1) }])
  }

  private static func draw(
    _ r: inout PythonRandom, _ name: String, _ arguments: [String], _ count: Int
  ) throws -> [String] {
    let x = arguments.map { Double($0) ?? .nan }
    let n = arguments.map { Int($0) ?? 0 }
    func floats(_ body: () throws -> Double) rethrows -> [String] {
      texts(try (0..<count).map { _ in try body() })
    }
    func integers(_ body: () throws -> Int) rethrows -> [String] {
      texts(try (0..<count).map { _ in try body() })
    }
    switch name {
    case "random": return floats { r.unit() }
    case "uniform": return floats { r.uniform(x[0], x[1]) }
    case "gauss": return floats { r.gaussian(x[0], x[1]) }
    case "normalvariate": return floats { r.normal(x[0], x[1]) }
    case "randint": return try integers { try r.integer(n[0], n[1]) }
    case "randrange": return try integers { try r.range(n[0], n[1], n[2]) }
    case "getrandbits": return try integers { try r.bits(n[0]) }
    case "choice": return try integers { try r.choice(of: n[0]) }
    case "choices":
      return texts(
        try r.choices(of: n[0], weights: x.count > 2 ? Array(x[2...]) : nil, k: n[1]))
    case "sample": return texts(try r.sample(of: n[0], k: n[1]))
    case "shuffle":
      var values = Array(0..<n[0])
      r.shuffle(&values)
      return texts(values)
    case "expovariate": return try floats { try r.exponential(x[0]) }
    case "state": return state(r.twister)
    default: return []
    }
  }

  /// Messages as NumPy 2.4 and CPython 3.11 give them.
  @Test func failures() throws {
    func message(_ body: () throws -> Any) -> String {
      do {
        return "\(try body())"
      } catch let failure as RandomFailure {
        return failure.type == "ValueError"
          ? failure.message : failure.type + ": " + failure.message
      } catch {
        return "\(error)"
      }
    }
    var r = try RandomState(seed: 0)
    #expect(message { try RandomState(seed: -1) } == "Seed must be between 0 and 2**32 - 1")
    #expect(message { try r.integer(5, 5) } == "low >= high")
    #expect(message { try r.integer(0, 0) } == "high <= 0")
    #expect(
      message { try r.integers(0, 300, count: 1, dtype: "uint8") }
        == "high is out of bounds for uint8")
    #expect(message { try r.integers(0, Int.min, count: 1) } == "high <= 0")
    #expect(message { try r.normal(0, -1) } == "scale < 0")
    #expect(message { try r.binomial(1, .nan) } == "p < 0, p > 1 or p is NaN")
    #expect(message { try r.poisson(1e19) } == "lam value too large")
    #expect(
      message { try r.uniform(0, .infinity) } == "OverflowError: Range exceeds valid bounds")
    #expect(
      message { try r.choice(of: 2, count: 3, replace: false) }
        == "Cannot take a larger sample than population when 'replace=False'")
    #expect(
      message { try r.choice(of: 2, count: 1, probabilities: [0.5, 0.4]) }
        == "probabilities do not sum to 1")
    #expect(
      message { try r.choice(of: 2, count: 2, replace: false, probabilities: [1, 0]) }
        == "Fewer non-zero entries in p than size")
    var p = PythonRandom(seed: 0)
    #expect(message { try p.integer(5, 4) } == "empty range for randrange() (5, 5, 0)")
    #expect(message { try p.range(3, 3) } == "empty range for randrange() (3, 3, 0)")
    #expect(
      message { try p.choice(of: 0) } == "IndexError: Cannot choose from an empty sequence")
    #expect(message { try p.sample(of: 3, k: 4) } == "Sample larger than population or is negative")
  }

  /// Extreme parameters neither trap nor hang.
  @Test func extremes() throws {
    var r = try RandomState(seed: 3)
    #expect(try r.gamma(shape: .nan).isNaN)
    #expect(try r.normal(.nan, 1).isNaN)
    #expect((0...1).contains(try r.beta(1e-300, 1e-300)))
    #expect(try r.geometric(1e-300) == Int.max)
    #expect(try r.binomial(Int.max, 0.5) > 0)
    #expect(try r.binomial(Int.max, 1e-20) >= 0)
    #expect(try r.poisson(9e18) > 0)
    #expect(try r.integers(Int.min, Int.max, count: 3).count == 3)
    #expect(try r.choice(of: 0, count: 0) == [])
    var p = PythonRandom(seed: Int.min)
    #expect(try p.integer(Int.min, Int.max) != p.integer(Int.min, Int.max))
    #expect(try p.range(Int.max, Int.min, -1) <= Int.max)
    #expect(try p.choices(of: 3, k: -1) == [])
  }
}
