/// What a function made of small gates does to a gradient as a whole: what a reader sees of it closed.
///
/// In the formulas `dout` is the upstream gradient, N the number of examples. Tests compute them.
package struct GroupRule: Hashable, Sendable {
  package var formula: String
  package var sentence: String

  package init(_ formula: String, _ sentence: String) {
    self.formula = formula
    self.sentence = sentence
  }

  package static let softmax = GroupRule(
    "dx = p·(dout − Σ p·dout)",
    "A softmax compares: a score gets its probability times how far its gradient lies above the "
      + "average of all, weighted by probability.")
  package static let logSoftmax = GroupRule(
    "dx = dout − p·Σ dout",
    "Every score loses its probability's share of the whole gradient.")
  package static let maxout = GroupRule(
    "dx = dout at the largest piece, else 0",
    "Maxout routes its gradient to the winner; ties share it equally.")
  package static let dropout = GroupRule(
    "dx = dout·mask, a mask of 0 and 1/keep",
    "Dropout stops the gradient where it stopped the value, and scales the rest alike.")
  package static let dropConnect = GroupRule(
    "dx = dout·(W∘mask)ᵀ, dW = (xᵀ·dout)∘mask, a mask of 0 and 1/keep",
    "A dropped connection passes no gradient and gets none.")
  package static let batchNorm = GroupRule(
    "dx = γ/σ·(dout − mean(dout) − x̂·mean(dout·x̂)), dγ = Σ dout·x̂, dβ = Σ dout",
    "x̂ is x with mean 0 and variance 1 over the batch, σ = √(variance + ε): what would move the "
      + "mean or the spread of the batch is taken out of the gradient, channel by channel.")
  package static let batchNormAtTest = GroupRule(
    "dx = γ/σ·dout, dγ = Σ dout·x̂, dβ = Σ dout",
    "With a fixed mean and spread each example stands alone: the gradient is only scaled.")
  package static let layerNorm = GroupRule(
    "dx = (g − mean(g) − x̂·mean(g·x̂))/σ with g = dout·γ, dγ = Σ dout·x̂, dβ = Σ dout",
    "As in batch norm, but the means are over the features of one example: no other example "
      + "takes part.")

  /// `/N` where losses are averaged over the batch.
  private static func share(_ reduction: LossReduction, _ top: String, isSum: Bool) -> String {
    switch reduction {
    case .mean: isSum ? "dout·(\(top))/N" : "dout·\(top)/N"
    case .sum, .none: isSum ? "dout·(\(top))" : "dout·\(top)"
    }
  }

  package static func crossEntropy(_ reduction: LossReduction) -> GroupRule {
    GroupRule(
      "dscores = " + share(reduction, "p − y", isSum: true),
      "p are the softmax probabilities, y is 1 for the right class and 0 elsewhere: each class gets "
        + "by how much it was believed too likely.")
  }

  package static func crossEntropyOfProbabilities(_ reduction: LossReduction) -> GroupRule {
    GroupRule(
      "dscores = " + share(reduction, "q·Σp − p", isSum: true),
      "q are the softmax probabilities, p those that are given: the gradient is 0 where they agree."
    )
  }

  package static func hinge(_ reduction: LossReduction, isSquared: Bool) -> GroupRule {
    GroupRule(
      "dsⱼ = " + share(reduction, isSquared ? "2·marginⱼ" : "1(marginⱼ > 0)", isSum: false)
        + " for wrong classes j, ds_y = −Σⱼ dsⱼ",
      "A wrong class whose score comes nearer than the margin is pushed down, the right class up by "
        + "all of them together.")
  }

  package static func logistic(_ reduction: LossReduction) -> GroupRule {
    GroupRule(
      "dscores = " + share(reduction, "σ(s) − t", isSum: true),
      "Each class gets its probability less its target.")
  }

  package static func distance(_ reduction: LossReduction, isSquared: Bool) -> GroupRule {
    GroupRule(
      "dprediction = "
        + share(
          reduction, isSquared ? "2·(prediction − target)" : "sign(prediction − target)",
          isSum: false),
      isSquared
        ? "The gradient grows with the error: outliers pull hardest."
        : "The gradient knows only the side of the error, not its size.")
  }
}
