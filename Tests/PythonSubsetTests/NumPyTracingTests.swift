import Diagnostics
import Testing

@testable import PythonSubset

/// Every function of the NumPy catalogue, called with something that wants a gradient: the gradient is
/// that of central differences, or a note says that the path is lost, or the call is refused by name.
@Suite struct NumPyTracingTests {
  /// Ways to call `F` with a vector `x`, a matrix `m` and a square matrix `s` that want gradients; others are constants.
  static let calls = [
    "F(x)", "F(m)", "F(s)", "F(x, y)", "F(y, x)", "F(x, 2)", "F(2, x)", "F(x, 0.5)", "F(x, 3.5)",
    "F(m, n)", "F(m, 0)", "F(m, 1)", "F(m, axis=1)", "F(s, v)", "F(s, u)", "F(p)", "F(p, q)",
    "F([x, y])", "F([m, n])", "F([s, u, s])", "F(x, [1, 3])", "F(x, 1, 2)", "F(x, 1, 2.5)",
    "F(x, -1, 1)", "F(x > 0, x)", "F(x > 0, x, y)", "F([x > 0], [x])",
    "F([0, 1, 0, 1, 0], [x, y])",
    "F(x, x > 0)", "F(x, x > 0, y)", "F(x, x, x)", "F(x, [-2.0, 0.0, 3.0], [0.0, 1.0, 5.0])",
    "F([0.5], [-1.0, 0.0, 1.0, 2.0, 3.0], x)", "F(x, (5, 1))", "F(x, (2, 5))", "F((2, 5), x[0])",
    "F(x[:3], y[2:])", "F(y[:3], x[2:])", "F(m, [[0], [1]], 1)", "F(m, [[0], [1]], 9.0, 1)",
    "F(m, 0, 1)", "F(x[0], x[1], 4)", "F(x, 1)", "F([0, 1, 2, 3, 4], x, 1)",
    "F('ij,ij->i', m, n)", "F('ij->ji', m)", "F(lambda a: a * a, x)", "F(lambda a: a * a, 0, m)",
    "F(0, 5, x)", "F(x, lambda a: a * 2)", "F([0, 1, 1, 2, 2], x)",
    "F([0, 1, 1, 2, 2], weights=x)", "F(x[0])", "F(x, [0.5, 1.0])", "F(x, 'C')", "F(m, (0, 1))",
    "F(x, y > 0, [7.0, 8.0])", "F((3, 3), x[0], dtype=float)", "F(x, np.float64)", "F(3, x[0])",
    "F(m, 0, -1)", "F(y, y > 0, x)", "F(m, x[0])", "F(0, x)", "F(y, [0, 1], x[:2])",
    "F(x, [0, 1], y[:2])", "F(m)[0]", "F(np.ones((2, 2, 4)) * x[0], 2)", "F(s, 3)",
    "F(x, [x > 0, x < -1], [lambda a: a * a, 2.0])",
  ]

  /// Functions that take no number a gradient could come from, or give none one could go to.
  static let withoutNumbers: Set<String> = [
    "arange", "empty", "eye", "identity", "ones", "zeros", "tri", "indices", "fromfunction",
    "fromstring", "iinfo", "finfo", "dtype", "result_type", "promote_types", "can_cast",
    "set_printoptions", "printoptions", "errstate", "seterr", "geterr", "array2string",
    "array_repr", "array_str", "ndindex", "ix_", "unravel_index", "ravel_multi_index",
    "broadcast_shapes", "tril_indices", "triu_indices", "diag_indices", "mask_indices",
    "isscalar", "issubdtype", "ndenumerate", "min_scalar_type", "lcm", "gcd", "vectorize",
    "iterable", "shares_memory", "may_share_memory", "bitwise_and", "bitwise_or", "bitwise_xor",
    "bitwise_not", "bitwise_count", "left_shift", "right_shift", "invert", "isdtype",
    "bitwise_left_shift", "bitwise_right_shift", "bitwise_invert", "typename", "test",
  ]

  static let names: [String] = BuiltinCatalogue.entries.map(\.name).filter {
    ($0.hasPrefix("np.") && !$0.dropFirst(3).contains(".")) || $0.hasPrefix("np.linalg.")
      || $0.hasPrefix("np.lib.")
  }

  static let start = """
    from lesson import grad
    y = np.array([1.13, -0.52, 0.85, -1.61, 0.37])
    n = np.array([[0.9, 1.7, -0.6], [2.2, -1.4, 0.35]])
    u = np.array([[1.2, -0.3], [0.7, 2.1]])
    v = np.array([1.1, -2.3])
    q = np.array([0.5, 1.5, 3.0])
    a0 = np.array([0.53, -1.27, 2.21, 0.74, -0.41, 1.52, -2.04, 3.23, 0.57, 4.16, -1.09,
                   2.03, 0.54, 0.28, 3.07, 1.54, 2.26, 1.77])
    d = np.sin(np.arange(18) * 2.7 + 1.0)
    def total(r):
        if r is None:
            return 0.0
        if isinstance(r, (tuple, list)):
            return sum([total(part) for part in r])
        y = np.ravel(r)
        return np.sum(y * np.sin(np.arange(y.size) + 1.0))
    def compare(f):
        def g(a):
            x = a[:5] * 1.0
            m = a[5:11].reshape(2, 3) * 1.0
            s = a[11:15].reshape(2, 2) * 1.0
            p = a[15:] * 1.0
            r = f(x, m, s, p, y * 1.0, n * 1.0, u * 1.0, v * 1.0, q * 1.0)
            return total(r) + total(x) * 0.3 + total(m) * 0.3 + 0.1 * a.sum()
        slope = (g(a0 + 1e-6 * d) - g(a0 - 1e-6 * d)) / 2e-6
        if not np.isfinite(slope):
            raise ValueError('no finite slope')
        found = np.sum(grad(g)(a0) * d)
        return bool(abs(found - slope) < 1e-4 * max(1.0, abs(slope)))

    """

  @Test(arguments: names) func function(_ name: String) {
    let short = name.split(separator: ".").last.map(String.init) ?? name
    var worked = 0
    var errors: [String] = []
    let session = Session()
    session.prepare(seed: 0)
    _ = session.run(SourceText(name: "start", text: Self.start), block: 0)
    for (number, pattern) in Self.calls.enumerated() {
      let call = pattern.replacing("F(", with: name + "(")
      let outcome = session.run(
        SourceText(name: "case", text: "compare(lambda x, m, s, p, y, n, u, v, q: \(call))"),
        block: number + 1)
      if let failure = outcome.failures.first {
        errors.append("\(call): \(failure.error.type): \(failure.error.message)")
        continue
      }
      worked += 1
      let isNoted = session.notes.contains { $0.contains("no gradient flows through it") }
      #expect(
        outcome.value == "True" || isNoted, "\(call) loses the gradient and says nothing")
    }
    #expect(
      worked > 0 || Self.withoutNumbers.contains(short),
      "\(name) was never called: \(errors.prefix(60).joined(separator: "\n"))")
  }
}
