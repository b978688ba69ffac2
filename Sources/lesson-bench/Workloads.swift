/// A block that both sides run as it is.
struct Workload {
  var name: String
  /// How many times as fast as the peer it is meant to be.
  var goal: Double
  /// Run once, outside the measured time.
  var setup = ""
  var code: String
  var needsNumPy = true
  /// A module that the peer needs, other than NumPy.
  var needs: String?
  /// How much more of the work is done here for one turn of the peer's.
  var repeats = 1.0
  /// Our side, where it is not the same code: the seconds it takes.
  var ours: (@Sendable () throws -> Double)?

  static let all: [Workload] = engine + language + arrays + kernels + training

  /// Loops, calls and lists beside CPython.
  static let language: [Workload] = [
    Workload(
      name: "for sum", goal: 4,
      code: """
        def work():
            s = 0
            for i in range(1000000):
                s += i * i
            return s
        work()
        """, needsNumPy: false),
    Workload(
      name: "while sum", goal: 4,
      code: """
        i = 0
        s = 0.0
        while i < 1000000:
            s = s + i * 0.5
            i += 1
        """, needsNumPy: false),
    Workload(
      name: "fib(25)", goal: 1.3,
      code: """
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)
        fib(25)
        """, needsNumPy: false),
    Workload(
      name: "convolution, nested lists", goal: 2.5,
      setup: """
        img = [[(i * 7 + j * 3) % 11 * 0.1 for j in range(120)] for i in range(120)]
        kernel = [[0.1 * (a - b) for b in range(5)] for a in range(5)]
        """,
      code: """
        def convolve(img, k):
            H, W = len(img), len(img[0])
            h, w = len(k), len(k[0])
            out = []
            for i in range(H - h + 1):
                row = []
                for j in range(W - w + 1):
                    s = 0.0
                    for a in range(h):
                        for b in range(w):
                            s += img[i + a][j + b] * k[a][b]
                    row.append(s)
                out.append(row)
            return out
        convolve(img, kernel)
        """, needsNumPy: false),
    Workload(
      name: "loop over small arrays", goal: 3,
      setup: """
        x = np.array([1.0, 2.0, 3.0])
        w = np.array([0.1, -0.2, 0.3])
        """,
      code: """
        for i in range(50000):
            y = np.dot(w, x)
            w = w - 0.001 * y * x
        """),
    Workload(
      name: "two-layer net, 20 hidden units", goal: 3,
      setup: """
        np.random.seed(0)
        X = np.random.randn(8, 4)
        T = np.random.randn(8, 2)
        W1, W2 = np.random.randn(4, 20) * 0.1, np.random.randn(20, 2) * 0.1
        b1, b2 = np.zeros((1, 20)), np.zeros((1, 2))
        """,
      code: """
        for step in range(2000):
            h = np.maximum(0, X @ W1 + b1)
            y = h @ W2 + b2
            dy = (y - T) / 8
            dW2 = h.T @ dy
            db2 = dy.sum(axis=0, keepdims=True)
            dh = dy @ W2.T
            dh[h <= 0] = 0
            dW1 = X.T @ dh
            db1 = dh.sum(axis=0, keepdims=True)
            W1 -= 0.01 * dW1
            b1 -= 0.01 * db1
            W2 -= 0.01 * dW2
            b2 -= 0.01 * db2
        """),
  ]

  /// Elementwise operations and reductions on a million elements beside NumPy, products beside its
  /// BLAS.
  static let arrays: [Workload] = [
    million("x + y"), million("x * 2.0"), million("x * z"), million("x / y"), million("-x"),
    million("x ** 2"), million("x ** 3"), million("x ** 1.5"), million("x ** y"),
    million("np.abs(z)"), million("np.sqrt(x)"), million("np.exp(-x)"), million("np.exp(z)"),
    million("np.log(x)"), million("np.log1p(x)"), million("np.expm1(z)"), million("np.log2(x)"),
    million("np.tanh(x)"), million("np.sin(x)"), million("np.cos(x)"), million("np.tan(x)"),
    million("np.arctan(x)"), million("np.sinh(x)"), million("np.cosh(x)"),
    million("1 / (1 + np.exp(-x))"), million("np.maximum(x, y)"), million("np.maximum(0, z)"),
    million("np.minimum(x, y)"), million("np.clip(z, -0.5, 0.5)"),
    million("np.where(z > 0, x, y)"), million("np.where(b, x, 0.0)"), million("x < y"),
    million("x == y"), million("z > 0"), million("np.sign(z)"), million("np.floor(x)"),
    million("np.isnan(x)"), million("np.square(x)"), million("x.copy()"),
    million("M + M[0]"), million("M * M[:, :1]"), million("M.T + M"),
    million("x.sum()"), million("x.mean()"), million("x.std()"), million("x.var()"),
    million("x.max()"), million("x.min()"), million("x.argmax()"), million("x.argmin()"),
    million("x.cumsum()"), million("x.cumprod()"), million("x.prod()"), million("b.any()"),
    million("b.sum()"), million("x.dot(y)"), million("np.linalg.norm(x)"),
    million("M.sum(axis=0)"), million("M.sum(axis=1)"), million("M.mean(axis=0)"),
    million("M.max(axis=0)"), million("M.max(axis=1)"), million("M.argmax(axis=0)"),
    million("M.argmax(axis=1)"), million("M.std(axis=0)"), million("M.cumsum(axis=0)"),
    million("f + g"), million("f * 2.0"), million("f / g"), million("f ** 2"),
    million("np.sqrt(f)"),
    million("np.exp(f)"), million("np.log(f)"), million("np.tanh(f)"), million("np.sin(f)"),
    million("np.cos(f)"), million("f ** 1.5"), million("np.abs(f)"), million("np.maximum(f, g)"),
    million("np.clip(f, 0.7, 1.2)"), million("np.where(f > g, f, g)"), million("f < g"),
    million("f.sum()"), million("f.mean()"), million("f.std()"), million("f.max()"),
    million("f.argmax()"), million("f.cumsum()"), million("x.astype(np.float32)"),
    million("n + n"), million("n * 3"), million("n.sum()"), million("n // 7"), million("n % 7"),
    scalars("t * t + 1.0"), scalars("np.exp(t)"), scalars("np.tanh(t)"), scalars("t < 0.5"),
    Workload(
      name: "A @ B, 512 × 512", goal: 0.9,
      setup: "A = np.random.rand(512, 512)\nB = np.random.rand(512, 512)",
      code: "for i in range(4):\n    C = A @ B"),
    Workload(
      name: "A @ B, 32 × 32", goal: 1,
      setup: "A = np.random.rand(32, 32)\nB = np.random.rand(32, 32)",
      code: "for i in range(2000):\n    C = A @ B"),
  ]

  private static func million(_ expression: String) -> Workload {
    Workload(
      name: expression, goal: 1,
      setup: """
        np.random.seed(0)
        x = np.random.rand(1000000) + 0.5
        y = np.random.rand(1000000) + 0.5
        z = np.random.randn(1000000)
        b = z > 1
        n = np.arange(1000000)
        M = x.reshape(1000, 1000)
        f = x.astype(np.float32)
        g = y.astype(np.float32)
        """,
      code: "for i in range(20):\n    r = \(expression)")
  }

  /// A NumPy number at a time.
  private static func scalars(_ expression: String) -> Workload {
    Workload(
      name: "scalar " + expression, goal: 1, setup: "t = np.float64(0.25)",
      code: "for i in range(20000):\n    r = \(expression)")
  }
}
