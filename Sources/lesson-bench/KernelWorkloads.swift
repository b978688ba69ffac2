import Arrays
import NeuralNetworks

/// Convolution, pooling, batch norm, products and Adam beside PyTorch and NumPy's BLAS.
extension Workload {
  static let kernels: [Workload] =
    [
      convolution("3×3, 16→32, 32²", 1.2, 1.1, [64, 16, 32, 32], 3, padding: 1),
      convolution("3×3, 3→16, 32²", 1, 1, [64, 3, 32, 16], 3, padding: 1),
      convolution("3×3, 1→8, 8²", 1, 1, [32, 1, 8, 8], 3, padding: 1, turns: 100),
      convolution("3×3, 32→64, 8²", 1, 1, [64, 32, 8, 64], 3, padding: 1),
      convolution("3×3, 128→128, 4²", 1, 1, [64, 128, 4, 128], 3, padding: 1),
      convolution("3×3 stride 2, 16→32", 1, 1, [64, 16, 32, 32], 3, stride: 2, padding: 1),
      convolution("3×3 dilation 2, 16→32", 1, 1, [64, 16, 32, 32], 3, padding: 2, dilation: 2),
      convolution("1×1, 64→64, 16²", 1, 1, [64, 64, 16, 64], 1),
      convolution("5×5, 16→32, 28²", 1, 1, [64, 16, 28, 32], 5, padding: 2),
      convolution("7×7 stride 2, 3→64, 224²", 1, 1, [2, 3, 224, 64], 7, stride: 2, padding: 3),
      convolution("float64 3×3, 16→32, 32²", 1, 1, [64, 16, 32, 32], 3, padding: 1, "float64"),
      convolution("float64 1×1, 64→64, 16²", 1, 1, [64, 64, 16, 64], 1, "float64"),
    ].flatMap { $0 } + [
      bothWays(
        "max-pool 2×2 both ways", 8, "nn.max_pool2d(x, 2)", "F.max_pool2d(x, 2)",
        output: "16, 16"),
      bothWays(
        "average pool 2×2 both ways", 1, "nn.avg_pool2d(x, 2)", "F.avg_pool2d(x, 2)",
        output: "16, 16"),
      bothWays(
        "batch norm both ways", 2, "nn.batch_norm(x, g, s)",
        "F.batch_norm(x, None, None, g, s, training=True, eps=1e-5)", output: "32, 32"),
    ] + products + updates

  /// Forward alone, and with both gradients. `sizes`: examples, channels, side, filters.
  private static func convolution(
    _ name: String, _ goal: Double, _ goalBothWays: Double, _ sizes: [Int], _ window: Int,
    stride: Int = 1, padding: Int = 0, dilation: Int = 1, _ type: String = "float32",
    turns: Int = 5
  ) -> [Workload] {
    let options = "stride=\(stride), padding=\(padding), dilation=\(dilation)"
    let side = (sizes[2] + 2 * padding - dilation * (window - 1) - 1) / stride + 1
    let data = """
      r = np.random.RandomState(6)
      x = r.randn(\(sizes[0]), \(sizes[1]), \(sizes[2]), \(sizes[2])).astype(np.\(type))
      w = r.randn(\(sizes[3]), \(sizes[1]), \(window), \(window)).astype(np.\(type)) * 0.1
      w = w.astype(np.\(type))
      b = np.zeros(\(sizes[3]), np.\(type))
      u = r.randn(\(sizes[0]), \(sizes[3]), \(side), \(side)).astype(np.\(type))
      """
    let ours = "import lesson.nn as nn\nfrom lesson import variable\n" + data
    let theirs =
      "import numpy as np\n" + torch + data + "\nx, w, b, u = map(torch.from_numpy, (x, w, b, u))\n"
    let loop = "for i in range(\(turns)):\n    work()"
    let warm = "\nwork()\nwork()\n"
    return [
      beside(
        "conv \(name)", goal: goal,
        setup: ours + "\ndef work():\n    return nn.conv2d(x, w, b, \(options), floor=True)" + warm,
        code: loop,
        peerSetup: theirs + """
          def work():
              with torch.no_grad():
                  return F.conv2d(x, w, b, \(options))
          """ + warm, peerCode: loop, needs: "torch"),
      beside(
        "conv \(name), both ways", goal: goalBothWays,
        setup: ours + """

          x, w, b = variable(x), variable(w), variable(b)
          def work():
              y = nn.conv2d(x, w, b, \(options), floor=True)
              x.grad = w.grad = b.grad = None
              y.backward(u)
          """ + warm, code: loop,
        peerSetup: theirs + """
          for a in (x, w, b):
              a.requires_grad_()
          def work():
              return torch.autograd.grad(F.conv2d(x, w, b, \(options)), (x, w, b), u)
          """ + warm, peerCode: loop, needs: "torch"),
    ]
  }

  /// A function of 64×16×32×32 numbers with its gradients.
  private static func bothWays(
    _ name: String, _ goal: Double, _ ours: String, _ theirs: String, output: String
  ) -> Workload {
    let data = """
      r = np.random.RandomState(6)
      x = r.randn(64, 16, 32, 32).astype(np.float32)
      g, s = np.ones(16, np.float32), np.zeros(16, np.float32)
      u = r.randn(64, 16, \(output)).astype(np.float32)

      """
    let isNorm = name.hasPrefix("batch")
    let loop = "for i in range(10):\n    work()"
    return beside(
      name, goal: goal,
      setup: "import lesson.nn as nn\nfrom lesson import variable\n" + data + """
        x, g, s = variable(x), variable(g), variable(s)
        def work():
            y = \(ours)
            x.grad = g.grad = s.grad = None
            y.backward(u)
        work()
        work()
        """, code: loop,
      peerSetup: "import numpy as np\n" + torch + data + """
        x, g, s, u = map(torch.from_numpy, (x, g, s, u))
        for a in (x, g, s):
            a.requires_grad_()
        def work():
            return torch.autograd.grad(\(theirs), (x\(isNorm ? ", g, s" : ""),), u)
        work()
        work()
        """, peerCode: loop, needs: "torch")
  }

  // MARK: Products

  private static let products: [Workload] = [
    product(512, "float32", 0.9, turns: 8), product(512, "float64", 0.9, turns: 4),
    product(1024, "float32", 0.9, turns: 2), product(1024, "float64", 0.9, turns: 1),
    product(128, "float32", 1, turns: 200), product(64, "float32", 1, turns: 1000),
    product(16, "float64", 1, turns: 5000),
    product("(300, 2) @ (2, 100) float64", [300, 2, 100], "float64", 1, turns: 2000),
    product("(300, 100) @ (100, 3) float64", [300, 100, 3], "float64", 1, turns: 2000),
    product("(64, 2048) @ (2048, 10) float32", [64, 2048, 10], "float32", 1, turns: 500),
  ]

  private static func product(_ side: Int, _ type: String, _ goal: Double, turns: Int) -> Workload {
    product("A @ B, \(side)², \(type)", [side, side, side], type, goal, turns: turns)
  }

  private static func product(
    _ name: String, _ sizes: [Int], _ type: String, _ goal: Double, turns: Int
  ) -> Workload {
    Workload(
      name: name, goal: goal,
      setup: """
        A = np.random.rand(\(sizes[0]), \(sizes[1])).astype(np.\(type))
        B = np.random.rand(\(sizes[1]), \(sizes[2])).astype(np.\(type))
        C = A @ B
        """, code: "for i in range(\(turns)):\n    C = A @ B")
  }

  // MARK: Optimizers

  private static let updates: [Workload] = [
    adam("Adam, 10⁷ float32, beside fused", goal: 0.95, isFused: true),
    adam("Adam, 10⁷ float32, beside default", goal: 8, isFused: false),
  ]

  private static func adam(_ name: String, goal: Double, isFused: Bool) -> Workload {
    Workload(
      name: name, goal: goal,
      setup: "import numpy as np\n" + torch + """
        r = np.random.RandomState(7)
        g = torch.from_numpy((r.randn(10000000) * 0.1).astype(np.float32))
        p = torch.from_numpy(r.randn(10000000).astype(np.float32)).requires_grad_()
        p.grad = g
        optimizer = torch.optim.Adam([p], lr=1e-3, fused=\(isFused ? "True" : "False, foreach=False"))
        optimizer.step()
        optimizer.step()
        """, code: "for i in range(10):\n    optimizer.step()", needs: "torch",
      ours: {
        let count = 10_000_000
        let arrays = (0..<4).map { _ in NDArray(zeros: [count], .float32) }
        for index in 0..<count { arrays[1].pointer(Float.self)[index] = Float(index % 64) * 0.01 }
        func step(_ turn: Int) throws {
          try UpdateKernel.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: turn).apply(
            to: arrays[0], gradient: arrays[1], memory: [arrays[2], arrays[3]], rate: 1e-3)
        }
        try step(1)
        let start = ContinuousClock.now
        for turn in 2...11 { try step(turn) }
        return (ContinuousClock.now - start).seconds
      })
  }
}
