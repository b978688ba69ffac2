/// A backward pass written by hand beside the trace: what each name holds, and what went wrong first.
package struct BackwardReport: Hashable, Sendable, Codable {
  package enum Verdict: String, Sendable, Codable {
    /// Equal up to the last bits.
    case exact
    /// Equal up to rounding.
    case close
    /// Right for the upstream gradients as written, one of which is wrong.
    case follows
    case wrong
    /// Nothing can be said; the row's note says why.
    case unjudged

    package var isRight: Bool { self == .exact || self == .close }
  }

  /// Mistakes that are known by the numbers they give.
  package enum MistakeKind: String, Sendable, Codable, CaseIterable {
    case missingSum = "missing-sum"
    case wrongAxis = "wrong-axis"
    case missingBroadcast = "missing-broadcast"
    case transposed
    case swappedFactors = "swapped-factors"
    case regularisationMissing = "regularisation-missing"
    case regularisationTwice = "regularisation-twice"
    case missingBranch = "missing-branch"
    case branchTwice = "branch-twice"
    case repeatedIndex = "repeated-index"
    case notPlaced = "not-placed"
    case maskMissing = "mask-missing"
    case maskFromGradient = "mask-from-gradient"
    case maskInverted = "mask-inverted"
    case missingMean = "missing-mean"
    case extraMean = "extra-mean"
    case droppedFactor = "dropped-factor"
    case missingUpstream = "missing-upstream"
    case otherOperand = "other-operand"
    case inputForOutput = "input-for-output"
    case flippedSign = "flipped-sign"
    case incompleteUpstream = "incomplete-upstream"
    case otherUpstream = "other-upstream"
    case updatedValue = "updated-value"
    case valueBeforeActivation = "value-before-activation"
    case sharedArray = "shared-array"
    case shape
    case scaled
  }

  /// A name of the learner's.
  package struct Row: Hashable, Sendable, Codable {
    package var name: String
    /// What it is the gradient of.
    package var node: String
    package var verdict: Verdict
    package var shape: [Int]
    package var expectedShape: [Int]
    /// The largest relative error against what is expected; nil where shapes differ.
    package var error: Double?
    /// The element that is farthest off, with both numbers; the index is empty for a number.
    package var place: [Int] = []
    package var yours: Double?
    package var expected: Double?
    /// The gate whose backward step gives this gradient: its formula, and its line in the file.
    package var gate = ""
    package var line: Int?
    /// Wrong names that this one was computed from.
    package var follows: [String] = []
    package var mistake: MistakeKind?
    /// Why, and what to do: sentences with names in backquotes; empty where all is well.
    package var reason = ""
    package var next = ""
    /// What else there is to know.
    package var note = ""

    package init(
      name: String, node: String, verdict: Verdict, shape: [Int], expectedShape: [Int]
    ) {
      self.name = name
      self.node = node
      self.verdict = verdict
      self.shape = shape
      self.expectedShape = expectedShape
    }
  }

  /// What was differentiated.
  package var output: String
  /// In the order of the backward pass: nearest the output first.
  package var rows: [Row]
  /// What else there is to know of the whole; empty for nothing.
  package var note = ""

  package init(output: String, rows: [Row]) {
    self.output = output
    self.rows = rows
  }

  /// The first wrong name in the order of the backward pass, as an index into `rows`.
  package var first: Int? { rows.firstIndex { $0.verdict == .wrong } }
  package var isRight: Bool { rows.allSatisfy(\.verdict.isRight) }

  package var title: String { "Your backward pass beside the trace of \(output)" }

  enum CodingKeys: String, CodingKey { case output, rows, first, right, note }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(output, forKey: .output)
    try container.encode(rows, forKey: .rows)
    try container.encode(first, forKey: .first)
    try container.encode(isRight, forKey: .right)
    try container.encode(note, forKey: .note)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    output = try container.decode(String.self, forKey: .output)
    rows = try container.decode([Row].self, forKey: .rows)
    note = try container.decode(String.self, forKey: .note)
  }
}
