/// Networks with right backward passes, as course notes write them.
enum Networks {
  static let twoLayers = """
    X = np.array([[0.5, -1.2, 0.3], [1.1, 0.4, -0.7], [-0.6, 0.9, 1.3], [0.2, -0.3, 0.8]])
    y = np.array([0, 2, 1, 2])
    W1 = np.array([[0.3, -0.5, 0.8, 0.1], [-0.4, 0.6, 0.2, -0.9], [0.7, 0.2, -0.3, 0.5]])
    b1 = np.array([[0.1, -0.2, 0.05, 0.3]])
    W2 = np.array([[0.4, -0.6, 0.1], [-0.2, 0.5, 0.9], [0.8, -0.1, -0.7], [0.3, 0.2, -0.4]])
    b2 = np.array([[0.1, 0.0, -0.1]])
    reg = 0.1
    N = 4
    pre = X @ W1 + b1
    hidden = np.maximum(0, pre)
    scores = hidden @ W2 + b2
    counts = np.exp(scores)
    total = counts.sum(axis=1, keepdims=True)
    probs = counts / total
    data_loss = -np.log(probs[range(N), y]).sum() / N
    loss = data_loss + 0.5 * reg * np.sum(W1 * W1) + 0.5 * reg * np.sum(W2 * W2)
    """

  static let twoLayersBackward = """
    dprobs = np.zeros_like(probs)
    dprobs[range(N), y] = -1 / probs[range(N), y] / N
    dcounts = dprobs / total
    dtotal = (-dprobs * counts / total ** 2).sum(axis=1, keepdims=True)
    dcounts += dtotal
    dscores = dcounts * counts
    db2 = dscores.sum(axis=0, keepdims=True)
    dW2 = hidden.T @ dscores + reg * W2
    dhidden = dscores @ W2.T
    dpre = dhidden * (pre > 0)
    db1 = dpre.sum(axis=0, keepdims=True)
    dW1 = X.T @ dpre + reg * W1
    """

  static let batchNorm = """
    x = np.array([[0.5, -1.2, 0.3], [1.1, 0.4, -0.7], [-0.6, 0.9, 1.3], [0.2, -0.3, 0.8]])
    gain = np.array([1.2, 0.8, -0.5])
    bias = np.array([0.1, -0.2, 0.3])
    W = np.array([[0.4, -0.6], [-0.2, 0.5], [0.8, -0.1]])
    target = np.array([[0.3, -0.2], [0.5, 0.1], [-0.4, 0.7], [0.9, -0.8]])
    n = 4
    mean = x.sum(axis=0) / n
    diff = x - mean
    var = (diff ** 2).sum(axis=0) * (1 / (n - 1))
    inv = (var + 1e-5) ** -0.5
    raw = diff * inv
    out = gain * raw + bias
    mask = np.array([[2.0, 0.0, 2.0], [2.0, 2.0, 0.0], [0.0, 2.0, 2.0], [2.0, 2.0, 2.0]])
    mask = mask > 0
    keep = mask * 2.0
    dropped = out * keep
    h = np.tanh(dropped)
    y = h @ W
    e = y - target
    loss = np.mean(e * e)
    """

  static let batchNormBackward = """
    de = 2 * e / e.size
    dy = de
    dW = h.T @ dy
    dh = dy @ W.T
    ddropped = (1 - h ** 2) * dh
    dout = ddropped * keep
    dgain = (dout * raw).sum(axis=0)
    dbias = dout.sum(axis=0)
    draw = dout * gain
    dinv = (draw * diff).sum(axis=0)
    ddiff = draw * inv
    dvar = -0.5 * (var + 1e-5) ** -1.5 * dinv
    ddiff = ddiff + 2 * diff * dvar / (n - 1)
    dmean = -ddiff.sum(axis=0)
    dx = ddiff + dmean / n
    """

  /// The sigmoid neuron of numbers, with the course's lists.
  static let neuron = """
    w = [2.0, -3.0, -1.5]
    x = [-1.0, -2.0]
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-dot))
    loss = f * f + 0.05 * w[0] ** 2 - 0.3 * dot
    """

  static let neuronBackward = """
    df = 2 * f
    ddot = (1 - f) * f * df - 0.3
    dx = [w[0] * ddot, w[1] * ddot]
    dw = [x[0] * ddot + 0.1 * w[0], x[1] * ddot, 1.0 * ddot]
    """

  /// Three steps of a recurrent net, the loop's body traced turn by turn.
  static let recurrent = """
    Wx = np.array([[0.5, -0.3], [0.2, 0.8], [-0.6, 0.1]])
    Wh = np.array([[0.4, -0.7], [0.3, 0.5]])
    Wy = np.array([[0.6, -0.2, 0.9], [-0.5, 0.7, 0.3]])
    bh = np.array([0.1, -0.1])
    xs = np.array([[1.0, -0.4, 0.2], [0.3, 0.9, -0.8], [-0.5, 0.6, 0.7]])
    ts = np.array([[0.2, 0.4, -0.3], [0.9, -0.6, 0.1], [-0.2, 0.5, 0.8]])
    hs = [np.zeros(2)]
    ys = []
    loss = 0.0
    for t in range(3):
        hs.append(np.tanh(xs[t] @ Wx + hs[t] @ Wh + bh))
        ys.append(hs[-1] @ Wy)
        loss = loss + 0.5 * np.sum((ys[t] - ts[t]) ** 2)
    """

  static let recurrentBackward = """
    dWx, dWh, dWy = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(Wy)
    dbh = np.zeros_like(bh)
    dnext = np.zeros(2)
    for t in reversed(range(3)):
        dy = ys[t] - ts[t]
        dWy += np.outer(hs[t + 1], dy)
        dh = dy @ Wy.T + dnext
        draw = (1 - hs[t + 1] ** 2) * dh
        dbh += draw
        dWx += np.outer(xs[t], draw)
        dWh += np.outer(hs[t], draw)
        dnext = draw @ Wh.T
    """

  static let ridge = """
    X = np.array([[0.5, -1.2, 0.3], [1.1, 0.4, -0.7], [-0.6, 0.9, 1.3], [0.2, -0.3, 0.8]])
    t = np.array([[0.7], [-0.4], [1.1], [0.3]])
    w = np.array([[0.5], [-0.3], [0.9]])
    b = 0.2
    lam = 0.05
    pred = X @ w + b
    err = pred - t
    data = np.mean(err ** 2)
    loss = data + lam * np.sum(w ** 2)
    """

  static let ridgeBackward = """
    derr = 2 * err / 4
    dpred = derr.copy()
    dw = X.T @ dpred + 2 * lam * w
    db = dpred.sum()
    dlam = np.sum(w ** 2)
    dX = dpred @ w.T
    """

  /// A convolution by indices, ReLU, max over places, hinge loss.
  static let convolution = """
    x = np.array([[0.5, -1.2, 0.3, 1.1, 0.4], [-0.7, -0.6, 0.9, 1.3, 0.2], [0.8, 0.1, -0.4, -0.9, 0.6]])
    places = np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4]])
    k = np.array([[0.6, -0.4], [0.3, 0.8], [-0.5, 0.2]])
    c = np.array([0.1, -0.05])
    V = np.array([[0.7, -0.3, 0.2], [-0.6, 0.5, 0.4]])
    y = np.array([2, 0, 1])
    strength = 0.1
    columns = x[:, places]
    maps = columns @ k + c
    active = np.maximum(0, maps)
    pooled = active.max(axis=1)
    scores = pooled @ V
    right = scores[np.arange(3), y].reshape(3, 1)
    margins = np.maximum(0, scores - right + 1)
    data = (margins.sum() - 3) / 3
    loss = data + strength * np.sum(k * k)
    """

  static let convolutionBackward = """
    dmargins = np.ones_like(margins) / 3
    dpassed = dmargins * (margins > 0)
    dright = -dpassed.sum(axis=1, keepdims=True)
    dscores = dpassed.copy()
    dscores[np.arange(3), y] += dright.ravel()
    dpooled = dscores @ V.T
    dV = pooled.T @ dscores
    winners = active == active.max(axis=1, keepdims=True)
    dactive = winners / winners.sum(axis=1, keepdims=True) * dpooled[:, None, :]
    dmaps = dactive * (maps > 0)
    dc = dmaps.sum(axis=(0, 1))
    dk = np.einsum('npi,npj->ij', columns, dmaps) + 2 * strength * k
    dcolumns = dmaps @ k.T
    dx = np.zeros_like(x)
    for n in range(3):
        for p in range(3):
            dx[n, places[p]] += dcolumns[n, p]
    """
}
