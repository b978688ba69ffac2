import Diagnostics
import Testing

@testable import PythonSubset

/// Functions of NumPy that are made of gates: gradients against central differences, or a note that
/// the path is lost.
@Suite struct NumPyGradientTests {
  private func run(_ code: String) -> (printed: String, error: String, notes: [String]) {
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(SourceText(name: "case", text: code), block: 0)
    let error = outcome.failures.first?.error
    return (outcome.stdout, error.map { "\($0.type): \($0.message)" } ?? "", session.notes)
  }

  @Test(arguments: [
    "np.cumsum(x)", "np.cumsum(m, axis=0)", "np.cumsum(m, axis=1)", "np.median(x)",
    "np.median(m, axis=1)", "np.percentile(x, 30)", "np.quantile(m, [0.1, 0.6], axis=1)",
    "np.diff(x)", "np.diff(x, n=2)", "np.diff(x, prepend=0)", "np.gradient(x)", "np.roll(x, 2)",
    "np.roll(m, 1, axis=1)", "np.einsum('ij,kj->ik', m, m)", "np.einsum('ii->i', m @ m.T)",
    "np.einsum('...i->...', m)", "np.tensordot(m, m, axes=([1], [1]))", "np.kron(x, [1.0, 2.0])",
    "np.convolve(x, [0.5, 1.0])", "np.convolve(x, [0.5, 1.0, 2.0], 'same')",
    "np.pad(m, 1)", "np.pad(x, 2, 'edge')", "np.pad(x, 2, mode='reflect')", "np.pad(m, 1, 'wrap')",
    "np.tile(x, 2)", "np.repeat(x, 2)", "np.take(m, [0, 2], axis=1)", "np.flip(m)", "np.rot90(m)",
    "np.delete(x, 1)", "np.insert(x, 1, 3.0)", "np.split(x, [2])[1]", "np.trace(m @ m.T)",
    "np.diagonal(m, 1)", "np.tril(m)", "np.triu(m, 1)", "np.sort(x)", "np.where(x > 0, x, 2 * x)",
    "np.clip(x, -1, 1)", "np.take_along_axis(m, np.array([[0], [1]]), axis=1)",
    "np.linalg.norm(x)", "np.linalg.norm(m, axis=1)", "np.linalg.norm(x, 1)",
    "np.linalg.norm(x, 3)", "np.linalg.norm(m, np.inf)", "np.cov(m)", "np.corrcoef(m)",
    "np.average(x, weights=[1, 2, 3, 4, 5])", "np.nanmean(x)", "np.ptp(x)", "np.outer(x, x)",
    "np.add.outer(x, x)", "np.multiply.outer(x, x)", "np.maximum.accumulate(x)",
    "np.logaddexp(x, 0.5)", "np.choose([0, 1, 0, 1, 0], [x, 3 * x])", "np.vander(x, 3)",
    "np.linalg.multi_dot([m, m.T, [1.0, 2.0]])", "np.reshape(m, (3, 2), order='F')",
    "np.cross([1.0, 2.0, 3.0], x[:3])", "np.trapezoid(x)", "np.polyval([1.0, 2.0, 3.0], x)",
    "np.lib.stride_tricks.sliding_window_view(x, 2)", "np.nanvar(x)", "np.extract(x > 0, x)",
    "np.cumprod(x)", "np.cumprod(m, axis=1)", "np.hypot(x, 1.0)", "np.hypot(m[0], m[1])",
    "np.arcsin(x / 4)", "np.arccos(x / 4)", "np.arcsinh(m)", "np.arccosh(m ** 2 + 1.5)",
    "np.arctanh(x / 4)", "np.exp2(x)", "np.cbrt(x)", "np.degrees(x)", "np.deg2rad(m)",
    "np.var(m, axis=0)", "np.std(m, axis=1, ddof=1)", "np.sign(x) * x", "np.floor(x + 0.1) * x",
    "np.rint(m + 0.1) * m", "np.fix(x + 0.1) * x",
  ]) func gradient(_ expression: String) {
    let (printed, error, notes) = run(
      """
      from lesson import grad
      x0 = np.array([0.5, -1.25, 2.0, 0.75, -0.4])
      m0 = np.array([[1.5, -2.0, 3.25], [0.5, 4.0, -1.0]])
      def f(x, m):
          y = np.ravel(\(expression))
          return np.sum(y * np.sin(np.arange(y.size) + 1.0))
      def numeric(g, a):
          d = np.zeros_like(a)
          for i in np.ndindex(*a.shape):
              e = np.zeros_like(a)
              e[i] = 1e-6
              d[i] = (g(a + e) - g(a - e)) / 2e-6
          return d
      gx = grad(lambda x: f(x, m0) + 0 * x.sum())(x0)
      gm = grad(lambda m: f(x0, m) + 0 * m.sum())(m0)
      nx = numeric(lambda x: f(x, m0), x0)
      nm = numeric(lambda m: f(x0, m), m0)
      ok = np.allclose(gx, nx, atol=1e-5) and np.allclose(gm, nm, atol=1e-5)
      print(ok if ok else (gx, nx, gm, nm))
      """)
    #expect(printed == "True\n", "\(expression): \(error) \(notes)")
  }

  @Test(arguments: [
    "np.linalg.inv(m @ m.T)", "np.linalg.det(m @ m.T)", "np.linalg.solve(m @ m.T, [1.0, 2.0])",
    "np.linalg.svd(m)[1]", "np.linalg.eigvalsh(m @ m.T)", "np.linalg.qr(m)[1]",
    "np.interp(x, [-2.0, 3.0], [0.0, 1.0])", "np.arctan2(x, 1.0)",
    "np.unique(x)", "np.meshgrid(x, x)[0]",
    "np.bincount([0, 1, 1, 2, 2], weights=x)", "np.polyfit([0, 1, 2, 3, 4], x, 1)",
    "np.linspace(x[0], x[1], 3)", "np.fmod(x, 2.0)", "np.fmod(2.0, x)", "np.nan_to_num(x)",
  ]) func lostPathIsNoted(_ expression: String) {
    let (_, error, notes) = run(
      """
      from lesson import grad
      x0 = np.array([0.5, -1.25, 2.0, 0.75, -0.4])
      m0 = np.array([[1.5, -2.0, 3.25], [0.5, 4.0, -1.0]])
      def f(x):
          m = x[0] * m0
          return np.sum(\(expression)) + 0 * x.sum()
      grad(f)(x0)
      """)
    #expect(error == "")
    #expect(
      notes.contains { $0.contains("no gradient flows through it") }, "\(expression) \(notes)")
  }
}
