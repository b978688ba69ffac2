import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Backward passes written by hand, right and wrong, beside the trace.
@Suite struct BackwardReportTests {
  /// The report on `backward`, in a block of its own after the traced `forward`.
  static func report(_ forward: String, _ backward: String, output: String = "loss") throws
    -> BackwardReport
  {
    let lesson = LessonReader.read(
      text: "```python\n#| trace: \(output)\nimport numpy as np\n\(forward)\n```\n\n"
        + "```python\n#| compare: true\n\(backward)\n```\n", name: "t.md")
    let run = LessonRunner.run(lesson)
    return try #require(
      run.blocks[1].reports.first?.backward,
      "\(run.blocks[1].notes) \(run.blocks.compactMap(\.error))")
  }

  @Test func aRightPassIsRight() throws {
    let report = try Self.report(Networks.twoLayers, Networks.twoLayersBackward)
    #expect(report.isRight)
    #expect(report.first == nil)
    #expect(
      report.rows.map(\.name) == [
        "dprobs", "dtotal", "dcounts", "dscores", "db2", "dhidden", "dW2", "dpre", "db1", "dW1",
      ])
    #expect(report.explanation == ["All 10 are right."])
  }

  @Test func theClassicFusedPassIsRight() throws {
    let report = try Self.report(
      Networks.twoLayers,
      """
      dscores = probs.copy()
      dscores[range(N), y] -= 1
      dscores /= N
      dW2 = hidden.T @ dscores
      db2 = np.sum(dscores, axis=0, keepdims=True)
      dhidden = np.dot(dscores, W2.T)
      dhidden[hidden <= 0] = 0
      dW1 = np.dot(X.T, dhidden)
      db1 = np.sum(dhidden, axis=0, keepdims=True)
      dW2 += reg * W2
      dW1 += reg * W1
      """)
    #expect(report.isRight, "\(report.lines(width: 100))")
    let hidden = try #require(report.rows.first { $0.name == "dhidden" })
    #expect(hidden.note.contains("`pre`"))
  }

  /// The softmax that forgets to add up the copies of its total.
  @Test func aMissingSumIsToldAtItsGate() throws {
    let report = try Self.report(
      Networks.twoLayers,
      Networks.twoLayersBackward.replacing(
        ".sum(axis=1, keepdims=True)\ndcounts", with: "\ndcounts"))
    let row = report.rows[try #require(report.first)]
    #expect(row.name == "dtotal")
    #expect(row.shape == [4, 3])
    #expect(row.expectedShape == [4, 1])
    #expect(row.mistake == .missingSum)
    #expect(row.gate == "probs = counts/total")
    #expect(row.line == 17)
    #expect(
      row.reason
        == "A sum is missing: `total` has shape (4, 1) and was broadcast along axis 1 to (4, 3); "
        + "every copy sends gradient back, and they add.")
    #expect(row.next == "`.sum(axis=1, keepdims=True)`.")
    #expect(report.rows.filter { $0.verdict == .wrong }.count == 1)
  }

  @Test func whatFollowsFromAWrongNameIsNotAccused() throws {
    let report = try Self.report(
      Networks.twoLayers,
      Networks.twoLayersBackward.replacing("y] / N\n", with: "y]\n"))
    #expect(report.rows.filter { $0.verdict == .wrong }.map(\.name) == ["dprobs"])
    #expect(report.rows[0].mistake == .missingMean)
    let follows = report.rows.filter { $0.verdict == .follows }
    #expect(follows.count == report.rows.count - 1)
    #expect(follows.first?.follows == ["dprobs"])
  }

  /// Mistakes on a network: what is replaced by what, and the name, the kind and the gate told.
  struct Slip: CustomTestStringConvertible, Sendable {
    var old: String
    var new: String
    var name: String
    var kind: BackwardReport.MistakeKind
    var gate: String

    init(
      _ old: String, _ new: String, _ name: String, _ kind: BackwardReport.MistakeKind,
      _ gate: String
    ) {
      (self.old, self.new, self.name, self.kind, self.gate) = (old, new, name, kind, gate)
    }

    var testDescription: String { "\(kind.rawValue): \(new)" }
  }

  static func expect(_ slip: Slip, _ forward: String, _ backward: String) throws {
    #expect(backward.contains(slip.old), "\(slip.old)")
    let report = try report(forward, backward.replacing(slip.old, with: slip.new))
    let place = try #require(report.first, "\(report.lines(width: 100))")
    let row = report.rows[place]
    #expect(row.name == slip.name, "\(report.lines(width: 100))")
    #expect(row.mistake == slip.kind, "\(report.lines(width: 100))")
    #expect(row.gate == slip.gate)
    #expect(!row.reason.isEmpty && !row.next.isEmpty)
    #expect(report.rows.filter { $0.verdict == .wrong }.count == 1, "\(report.lines(width: 100))")
  }

  @Test(arguments: [
    Slip(
      "dscores.sum(axis=0, keepdims=True)", "dscores", "db2", .missingSum,
      "scores = (hidden · W2) + b2"),
    Slip("dpre.sum(axis=0, keepdims=True)", "dpre", "db1", .missingSum, "pre = (X · W1) + b1"),
    Slip(
      "dpre.sum(axis=0, keepdims=True)", "dpre.sum(axis=1)", "db1", .wrongAxis,
      "pre = (X · W1) + b1"),
    Slip(
      "dcounts += dtotal", "dcounts = np.zeros_like(counts) + dtotal", "dcounts", .missingBranch,
      "probs = counts/total"),
    Slip("\ndcounts += dtotal", "", "dcounts", .missingBranch, "total = Σ counts over axis 1"),
    Slip("y] / N\n", "y]\n", "dprobs", .missingMean, "data_loss = (−(Σ ln(…)))/N"),
    Slip("(pre > 0)", "1", "dpre", .maskMissing, "hidden = max(0, pre)"),
    Slip("(pre > 0)", "(dhidden > 0)", "dpre", .maskFromGradient, "hidden = max(0, pre)"),
    Slip("X.T @ dpre + reg * W1", "X.T @ dpre", "dW1", .regularisationMissing, "W1·W1"),
    Slip(
      "X.T @ dpre + reg * W1", "X.T @ dpre + 2 * reg * W1", "dW1", .regularisationTwice, "W1·W1"),
    Slip(
      "hidden.T @ dscores + reg * W2", "hidden.T @ dscores", "dW2", .regularisationMissing, "W2·W2"),
    Slip(
      "-dprobs * counts / total ** 2", "dprobs * counts / total ** 2", "dtotal", .flippedSign,
      "probs = counts/total"),
    Slip(
      "-dprobs * counts / total ** 2", "-dprobs * counts", "dtotal", .droppedFactor,
      "probs = counts/total"),
    Slip(
      "-dprobs * counts / total ** 2", "-dprobs / total ** 2", "dtotal", .droppedFactor,
      "probs = counts/total"),
    Slip(
      "dscores = dcounts * counts", "dscores = dcounts * scores", "dscores", .inputForOutput,
      "counts = e^scores"),
    Slip(
      "dscores = dcounts * counts", "dscores = dcounts", "dscores", .droppedFactor,
      "counts = e^scores"),
    Slip(
      "hidden.T @ dscores + reg * W2", "(hidden.T @ dscores).T + reg * W2.T", "dW2", .transposed,
      "hidden · W2"),
    Slip("X.T @ dpre + reg * W1", "X.T @ dhidden + reg * W1", "dW1", .otherUpstream, "X · W1"),
    Slip(
      "dhidden = dscores @ W2.T", "W2 = W2 - 0.1 * dW2\ndhidden = dscores @ W2.T", "dhidden",
      .updatedValue,
      "hidden · W2"),
    Slip(
      "hidden.T @ dscores", "pre.T @ dscores", "dW2", .valueBeforeActivation, "hidden · W2"),
  ])
  func slipsInTwoLayers(_ slip: Slip) throws {
    try Self.expect(slip, Networks.twoLayers, Networks.twoLayersBackward)
  }

  @Test func batchNormBySmallGatesIsRight() throws {
    let report = try Self.report(Networks.batchNorm, Networks.batchNormBackward)
    #expect(report.isRight, "\(report.lines(width: 100))")
    #expect(report.rows.count == 14)
  }

  @Test(arguments: [
    Slip("(dout * raw).sum(axis=0)", "dout * raw", "dgain", .missingSum, "gain·raw"),
    Slip(
      "(draw * diff).sum(axis=0)", "(draw * diff).sum(axis=1)", "dinv", .wrongAxis, "raw = diff·inv"
    ),
    Slip("ddiff = ddiff + 2", "ddiff = 2", "ddiff", .missingBranch, "raw = diff·inv"),
    Slip(
      "dx = ddiff + dmean / n", "dx = np.ones_like(x) * dmean / n", "dx", .missingBranch,
      "diff = x − mean"),
    Slip("+ dmean / n", "+ dmean", "dx", .missingMean, "mean = (Σ x over axis 0)/n"),
    Slip("2 * e / e.size", "2 * e", "de", .missingMean, "loss = mean(e·e)"),
    Slip("2 * e / e.size", "2 * e / e.size / e.size", "de", .extraMean, "loss = mean(e·e)"),
    Slip("2 * e / e.size", "e / e.size", "de", .droppedFactor, "e·e"),
    Slip("2 * diff * dvar", "diff * dvar", "ddiff", .droppedFactor, "diff²"),
    Slip("(1 - h ** 2) * dh", "dh", "ddropped", .droppedFactor, "h = tanh(dropped)"),
    Slip(
      "(1 - h ** 2) * dh", "(1 - dropped ** 2) * dh", "ddropped", .inputForOutput,
      "h = tanh(dropped)"),
    Slip("ddropped * keep", "1 * ddropped", "dout", .maskMissing, "dropped = out·keep"),
    Slip("-ddiff.sum(axis=0)", "ddiff.sum(axis=0)", "dmean", .flippedSign, "diff = x − mean"),
    Slip(
      "-0.5 * (var + 1e-5) ** -1.5", "0.5 * (var + 1e-5) ** -1.5", "dvar", .flippedSign,
      "inv = (var + 1×10⁻⁵)^−0.5"),
    Slip(
      "-0.5 * (var + 1e-5) ** -1.5", "(var + 1e-5) ** -1.5", "dvar", .droppedFactor,
      "inv = (var + 1×10⁻⁵)^−0.5"),
    Slip("h.T @ dy", "dy.T @ h", "dW", .transposed, "y = h · W"),
    Slip("draw = dout * gain", "draw = dout * raw", "draw", .otherOperand, "gain·raw"),
    Slip(
      "dx = ddiff + dmean / n", "dx = draw * inv + dmean / n", "dx", .incompleteUpstream,
      "diff = x − mean"),
    Slip(
      "dx = ddiff + dmean / n", "dx = ddiff\ndx += dmean / n", "ddiff", .sharedArray,
      "diff²"),
  ])
  func slipsInBatchNorm(_ slip: Slip) throws {
    try Self.expect(slip, Networks.batchNorm, Networks.batchNormBackward)
  }

  @Test(arguments: [
    Slip("df = 2 * f", "df = f", "df", .droppedFactor, "f·f"),
    Slip("df = 2 * f", "df = -2 * f", "df", .flippedSign, "f·f"),
    Slip("* df - 0.3", "* df", "ddot", .missingBranch, "0.3·dot"),
    Slip("(1 - f) * f * df - 0.3", "-0.3", "ddot", .missingBranch, "−dot"),
    Slip(
      "(1 - f) * f * df - 0.3", "(1 - f) * f * df + 0.3", "ddot", .flippedSign,
      "loss = (f·f + 0.05·w[0]²) − 0.3·dot"),
    Slip("(1 - f) * f * df - 0.3", "-(1 - f) * f * df - 0.3", "ddot", .flippedSign, "−dot"),
    Slip("w[1] * ddot]", "-w[1] * ddot]", "dx[1]", .flippedSign, "w[1]·x[1]"),
    Slip("w[1] * ddot]", "x[1] * ddot]", "dx[1]", .otherOperand, "w[1]·x[1]"),
    Slip("+ 0.1 * w[0]", "", "dw[0]", .missingBranch, "w[0]²"),
    Slip("+ 0.1 * w[0]", "+ 0.05 * w[0]", "dw[0]", .droppedFactor, "w[0]²"),
  ])
  func slipsInANeuron(_ slip: Slip) throws {
    try Self.expect(slip, Networks.neuron, Networks.neuronBackward)
  }

  @Test func aRecurrentPassIsRight() throws {
    let report = try Self.report(Networks.recurrent, Networks.recurrentBackward)
    #expect(report.isRight, "\(report.lines(width: 100))")
    #expect(Set(report.rows.map(\.name)) == ["dWx", "dWh", "dWy", "dbh"])
  }

  @Test(arguments: [
    Slip("dWy += np", "dWy = np", "dWy", .missingBranch, "hs[-1] · Wy"),
    Slip("dWx += np", "dWx = np", "dWx", .missingBranch, "xs[0] · Wx"),
    Slip("dbh += draw", "dbh = draw", "dbh", .missingBranch, ""),
  ])
  func loopsThatKeepOnlyTheLastTurn(_ slip: Slip) throws {
    let report = try Self.report(
      Networks.recurrent, Networks.recurrentBackward.replacing(slip.old, with: slip.new))
    let row = report.rows[try #require(report.first, "\(report.lines(width: 100))")]
    #expect(row.name == slip.name)
    #expect(row.mistake == slip.kind, "\(report.lines(width: 100))")
    #expect(row.reason.contains("+="))
  }

  /// A fork in the loop's body, forgotten in every turn.
  @Test func aForkInALoop() throws {
    let report = try Self.report(
      Networks.recurrent, Networks.recurrentBackward.replacing(" + dnext", with: ""))
    let wrong = report.rows.filter { $0.verdict == .wrong }
    #expect(wrong.map(\.name) == ["dbh", "dWh", "dWx"])
    #expect(wrong.allSatisfy { $0.mistake == .missingBranch }, "\(wrong)")
    #expect(wrong.allSatisfy { $0.gate.contains("Wh") }, "\(wrong.map(\.gate))")
  }

  @Test func anIndexTakenTwiceAndElementsNotTaken() throws {
    let forward = """
      table = np.array([[0.5, -1.0], [0.3, 0.8], [-0.4, 0.6], [1.2, 0.1]])
      rows = np.array([2, 0, 2])
      vectors = table[rows]
      scores = vectors @ np.array([[0.5, -0.2, 0.7], [0.1, 0.9, -0.3]])
      picked = scores[np.arange(3), np.array([1, 0, 2])]
      loss = (picked ** 2).sum()
      """
    let backward = """
      dpicked = 2 * picked
      dscores = np.zeros_like(scores)
      dscores[np.arange(3), [1, 0, 2]] = dpicked
      dvectors = dscores @ np.array([[0.5, -0.2, 0.7], [0.1, 0.9, -0.3]]).T
      dtable = np.zeros_like(table)
      np.add.at(dtable, rows, dvectors)
      """
    #expect(try Self.report(forward, backward).isRight)
    try Self.expect(
      Slip(
        "np.add.at(dtable, rows, dvectors)", "dtable[rows] += dvectors", "dtable", .repeatedIndex,
        "vectors = table[[2 0 2]]"), forward, backward)
    try Self.expect(
      Slip(
        "dscores[np.arange(3), [1, 0, 2]] = dpicked", "dscores += dpicked[:, None]", "dscores",
        .notPlaced, "picked = scores[[0 1 2], [1 0 2]]"), forward, backward)
  }

  @Test(arguments: [
    Slip("2 * err / 4", "2 * err", "derr", .missingMean, "data = mean(err²)"),
    Slip("2 * err / 4", "err / 4", "derr", .droppedFactor, "err²"),
    Slip("2 * err / 4", "2 * err / 16", "derr", .extraMean, "data = mean(err²)"),
    Slip("2 * err / 4", "-2 * err / 4", "derr", .flippedSign, "err²"),
    Slip("+ 2 * lam * w", "", "dw", .regularisationMissing, "w²"),
    Slip("+ 2 * lam * w", "+ 4 * lam * w", "dw", .regularisationTwice, "w²"),
    Slip("+ 2 * lam * w", "+ lam * w", "dw", .droppedFactor, "w²"),
    Slip("+ 2 * lam * w", "+ 2 * w", "dw", .droppedFactor, "lam·(Σ w²)"),
    Slip("dpred.sum()", "dpred", "db", .missingSum, "pred = (X · w) + b"),
    Slip("dX = dpred @ w.T", "dX = w @ dpred.T", "dX", .transposed, "X · w"),
    Slip("dX = dpred @ w.T", "w = w - 0.3 * dw\ndX = dpred @ w.T", "dX", .updatedValue, "X · w"),
    Slip("dpred = derr.copy()", "dpred = -derr", "dpred", .flippedSign, "err = pred − t"),
  ])
  func slipsInRidgeRegression(_ slip: Slip) throws {
    try Self.expect(slip, Networks.ridge, Networks.ridgeBackward)
  }

  @Test func aConvolutionByIndicesIsRight() throws {
    let report = try Self.report(Networks.convolution, Networks.convolutionBackward)
    #expect(report.isRight, "\(report.lines(width: 100))")
  }

  @Test(arguments: [
    Slip("dmaps.sum(axis=(0, 1))", "dmaps", "dc", .missingSum, "maps = (columns · k) + c"),
    Slip("dpassed.sum(axis=1, keepdims=True)", "dpassed", "dright", .missingSum, "scores − right"),
    Slip("dright = -dpassed", "dright = dpassed", "dright", .flippedSign, "scores − right"),
    Slip(
      "dscores[np.arange(3), y] += dright.ravel()\n", "", "dscores", .missingBranch,
      "scores[[0 1 2], [2 0 1]]"),
    Slip("dactive * (maps > 0)", "1 * dactive", "dmaps", .maskMissing, "active = max(0, maps)"),
    Slip(
      "dactive * (maps > 0)", "dactive * (dactive > 0)", "dmaps", .maskFromGradient,
      "active = max(0, maps)"),
    Slip(
      "winners / winners.sum(axis=1, keepdims=True) * dpooled[:, None, :]",
      "np.ones_like(active) * dpooled[:, None, :]", "dactive", .maskMissing,
      "pooled = max(active) over axis 1"),
    Slip(
      "np.ones_like(margins) / 3", "np.ones_like(margins)", "dmargins", .missingMean,
      "data = ((Σ margins) − 3)/3"),
    Slip(" + 2 * strength * k", "", "dk", .regularisationMissing, "k·k"),
    Slip(" + 2 * strength * k", " + 4 * strength * k", "dk", .regularisationTwice, "k·k"),
    Slip(
      "dV = pooled.T @ dscores", "dV = dscores.T @ pooled", "dV", .transposed, "scores = pooled · V"
    ),
    Slip(
      "dx[n, places[p]] += dcolumns[n, p]", "dx[n, places[p]] = dcolumns[n, p]", "dx",
      .repeatedIndex, "columns = x[:, indices]"),
  ])
  func slipsInAConvolution(_ slip: Slip) throws {
    try Self.expect(slip, Networks.convolution, Networks.convolutionBackward)
  }

  @Test func gradientsThatAreClippedAreRight() throws {
    let report = try Self.report(
      Networks.twoLayers, Networks.twoLayersBackward + "\nnp.clip(dW1, -0.25, 0.25, out=dW1)")
    #expect(report.isRight, "\(report.lines(width: 100))")
    #expect(report.rows.last?.note == "right, and clipped to ±0.25")
  }

  @Test func aLocalGradientAlone() throws {
    try Self.expect(
      Slip(
        "(1 - h ** 2) * dh", "1 - h ** 2", "ddropped", .missingUpstream, "h = tanh(dropped)"),
      Networks.batchNorm, Networks.batchNormBackward)
    try Self.expect(
      Slip("(1 - f) * f * df - 0.3", "(1 - f) * f - 0.3", "ddot", .missingUpstream, "−dot"),
      Networks.neuron, Networks.neuronBackward)
  }
}
