/// Steps of training from a block beside PyTorch and NumPy.
extension Workload {
  static let training: [Workload] = [
    step(
      "ConvNet step, 64×3×32×32", goal: 2.5, turns: 10,
      data: """
        r = np.random.RandomState(2)
        x = r.randn(64, 3, 32, 32).astype(np.float32)
        y = r.randint(0, 10, 64)
        r = np.random.RandomState(3)
        start = [(r.randn(16, 3, 3, 3) * np.sqrt(2 / 27)).astype(np.float32), np.zeros(16, np.float32),
                 (r.randn(32, 16, 3, 3) * np.sqrt(2 / 144)).astype(np.float32), np.zeros(32, np.float32),
                 (r.randn(2048, 10) * np.sqrt(2 / 2048)).astype(np.float32), np.zeros(10, np.float32)]
        rate = 1e-3
        """,
      ours: """
        def network(p, x):
            h = nn.max_pool2d(nn.relu(nn.conv2d(x, p[0], p[1], padding=1)), 2)
            h = nn.max_pool2d(nn.relu(nn.conv2d(h, p[2], p[3], padding=1)), 2)
            return h.reshape(64, 2048) @ p[4] + p[5]
        """,
      theirs: """
        def network(p, x):
            h = F.max_pool2d(F.relu(F.conv2d(x, p[0], p[1], padding=1)), 2)
            h = F.max_pool2d(F.relu(F.conv2d(h, p[2], p[3], padding=1)), 2)
            return h.flatten(1) @ p[4] + p[5]
        """),
    step(
      "digits ConvNet step, 32×1×8×8", goal: 6, turns: 200,
      data: """
        r = np.random.RandomState(4)
        x = r.rand(32, 1, 8, 8).astype(np.float32)
        y = r.randint(0, 10, 32)
        r = np.random.RandomState(5)
        start = [(r.randn(8, 1, 3, 3) * np.sqrt(2 / 9)).astype(np.float32), np.zeros(8, np.float32),
                 (r.randn(128, 10) * np.sqrt(2 / 128)).astype(np.float32), np.zeros(10, np.float32)]
        rate = 3e-3
        """,
      ours: """
        def network(p, x):
            h = nn.max_pool2d(nn.relu(nn.conv2d(x, p[0], p[1], padding=1)), 2)
            return h.reshape(32, 128) @ p[2] + p[3]
        """,
      theirs: """
        def network(p, x):
            h = F.max_pool2d(F.relu(F.conv2d(x, p[0], p[1], padding=1)), 2)
            return h.flatten(1) @ p[2] + p[3]
        """),
    beside(
      "spiral net, 300 points, variables", goal: 5,
      setup: spiral + """

        import lesson.nn as nn, lesson.optim as optim
        from lesson import variable
        W, b, W2, b2 = variable(W), variable(b), variable(W2), variable(b2)
        optimizer = optim.SGD([W, b, W2, b2], lr=1.0)
        def step():
            scores = nn.relu(X @ W + b) @ W2 + b2
            loss = nn.cross_entropy(scores, y) + 0.5 * 1e-3 * ((W * W).sum() + (W2 * W2).sum())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        for i in range(20):
            step()
        """,
      code: "for i in range(500):\n    step()",
      peerSetup: "import numpy as np\n" + torch + spiral
        + """

        X, y = torch.from_numpy(X), torch.from_numpy(y)
        p = [torch.from_numpy(a).requires_grad_() for a in (W, b, W2, b2)]
        def step():
            scores = F.relu(X @ p[0] + p[1]) @ p[2] + p[3]
            loss = F.cross_entropy(scores, y) + 0.5 * 1e-3 * ((p[0] * p[0]).sum() + (p[2] * p[2]).sum())
            g = torch.autograd.grad(loss, p)
            with torch.no_grad():
                for a, d in zip(p, g):
                    a -= 1.0 * d
        for i in range(20):
            step()
        """, peerCode: "for i in range(500):\n    step()", needs: "torch"),
    Workload(
      name: "spiral net, NumPy by hand", goal: 3, setup: spiral,
      code: """
        n = X.shape[0]
        for i in range(500):
            h = np.maximum(0, np.dot(X, W) + b)
            scores = np.dot(h, W2) + b2
            e = np.exp(scores)
            p = e / np.sum(e, axis=1, keepdims=True)
            loss = np.sum(-np.log(p[range(n), y])) / n
            loss += 0.5 * 1e-3 * np.sum(W * W) + 0.5 * 1e-3 * np.sum(W2 * W2)
            d = p
            d[range(n), y] -= 1
            d /= n
            dW2 = np.dot(h.T, d)
            db2 = np.sum(d, axis=0, keepdims=True)
            dh = np.dot(d, W2.T)
            dh[h <= 0] = 0
            dW = np.dot(X.T, dh)
            db = np.sum(dh, axis=0, keepdims=True)
            dW2 += 1e-3 * W2
            dW += 1e-3 * W
            W += -1.0 * dW
            b += -1.0 * db
            W2 += -1.0 * dW2
            b2 += -1.0 * db2
        """),
  ]

  static let torch = """
    import os, torch
    import torch.nn.functional as F
    torch.set_num_threads(int(os.environ['OMP_NUM_THREADS']))

    """

  private static let spiral = """
    r = np.random.RandomState(0)
    N, K = 100, 3
    X, y = np.zeros((N * K, 2)), np.zeros(N * K, dtype=int)
    for j in range(K):
        rows = range(N * j, N * (j + 1))
        radius = np.linspace(0.0, 1, N)
        angle = np.linspace(j * 4, (j + 1) * 4, N) + r.randn(N) * 0.2
        X[rows] = np.c_[radius * np.sin(angle), radius * np.cos(angle)]
        y[rows] = j
    r = np.random.RandomState(1)
    W, b = 0.01 * r.randn(2, 100), np.zeros((1, 100))
    W2, b2 = 0.01 * r.randn(100, 3), np.zeros((1, 3))
    """

  /// A step of Adam on the cross-entropy of a network that both sides define.
  private static func step(
    _ name: String, goal: Double, turns: Int, data: String, ours: String, theirs: String
  ) -> Workload {
    beside(
      name, goal: goal,
      setup: """
        import lesson.nn as nn, lesson.optim as optim
        from lesson import variable
        \(data)
        \(ours)
        p = [variable(a) for a in start]
        optimizer = optim.Adam(p, lr=rate)
        def step():
            loss = nn.cross_entropy(network(p, x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return loss
        for i in range(5):
            step()
        """, code: "for i in range(\(turns)):\n    step()",
      peerSetup: """
        import numpy as np
        \(torch)
        \(data)
        \(theirs)
        x, y = torch.from_numpy(x), torch.from_numpy(y)
        p = [torch.from_numpy(a).requires_grad_() for a in start]
        optimizer = torch.optim.Adam(p, lr=rate)
        def step():
            optimizer.zero_grad()
            loss = F.cross_entropy(network(p, x), y)
            loss.backward()
            optimizer.step()
            return loss
        for i in range(5):
            step()
        """, peerCode: "for i in range(\(turns)):\n    step()", needs: "torch")
  }

  /// Different code on both sides.
  static func beside(
    _ name: String, goal: Double, setup: String, code: String, peerSetup: String,
    peerCode: String, needs: String?, repeats: Double = 1
  ) -> Workload {
    Workload(
      name: name, goal: goal, setup: peerSetup, code: peerCode, needs: needs, repeats: repeats,
      ours: {
        try LessonBench.seconds(Workload(name: name, goal: goal, setup: setup, code: code)).get()
      })
  }
}
