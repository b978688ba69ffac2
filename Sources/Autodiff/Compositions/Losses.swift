import Arrays

/// How the losses of a batch become one number.
package enum LossReduction: String, Sendable, CaseIterable {
  case mean, sum, none
}

/// Losses made of small gates, recorded as one call that opens. Each adds up over classes or
/// features, one number an example, and averages over the batch.
extension Engine {
  /// −ln of the softmax probability of each example's class.
  package func crossEntropy(_ scores: Tensor, labels: NDArray, _ reduction: LossReduction) throws
    -> Tensor
  {
    let region = try labelled(scores, labels)
    if fuses(scores), scores.array.dtype.isFloat {
      return try fusedCrossEntropy(scores, labels: labels, region, reduction)
    }
    return try grouped("cross_entropy", .crossEntropy(reduction)) {
      let logs = try logProbabilities(scores, scores.array.dimensions - 1)
      let chosen = try select(logs, region, text: region.text)
      return try reduced(elementwise(.negate, chosen), reduction)
    }
  }

  /// −Σ p·ln q of probabilities p that are given and the softmax q of scores.
  package func crossEntropy(
    _ scores: Tensor, probabilities: Tensor, _ reduction: LossReduction
  ) throws -> Tensor {
    try requireSameShape(scores, probabilities, "scores", "probabilities")
    return try grouped("cross_entropy", .crossEntropyOfProbabilities(reduction)) {
      let axis = scores.array.dimensions - 1
      let logs = try logProbabilities(scores, axis)
      let products = try elementwise(.multiply, probabilities, logs)
      return try reduced(
        elementwise(.negate, sum(products, axes: [axis], keep: false)), reduction)
    }
  }

  /// max(0, s_j − s_y + Δ) summed over the wrong classes j; squared if asked for.
  package func hinge(
    _ scores: Tensor, labels: NDArray, delta: Tensor, isSquared: Bool, _ reduction: LossReduction
  ) throws -> Tensor {
    let region = try labelled(scores, labels)
    return try grouped(
      isSquared ? "squared_hinge" : "hinge", .hinge(reduction, isSquared: isSquared)
    ) {
      let scores = try real(scores)
      let axis = scores.array.dimensions - 1
      let chosen = try select(scores, region, text: region.text)
      let distances = try elementwise(.subtract, scores, expand(chosen, at: axis))
      var margins = try elementwise(.relu, elementwise(.add, distances, delta))
      let zero = Tensor(NDArray(scalar: .float(0), margins.array.dtype))
      margins = try write(zero, into: margins, region, text: region.text)
      if isSquared { margins = try elementwise(.multiply, margins, margins) }
      return try reduced(sum(margins, axes: [axis], keep: false), reduction)
    }
  }

  /// −t·ln σ(s) − (1 − t)·ln(1 − σ(s)), as softplus(s) − s·t, which does not overflow.
  package func binaryCrossEntropy(
    _ scores: Tensor, targets: Tensor, _ reduction: LossReduction
  ) throws -> Tensor {
    try requireSameShape(scores, targets, "scores", "targets")
    return try grouped("binary_cross_entropy_with_logits", .logistic(reduction)) {
      let scores = try real(scores)
      let terms = try elementwise(
        .subtract, elementwise(.softplus, scores), elementwise(.multiply, scores, targets))
      return try reduced(summedOverFeatures(terms), reduction)
    }
  }

  /// |prediction − target| or its square, summed over features.
  package func distance(
    _ prediction: Tensor, _ target: Tensor, isSquared: Bool, _ reduction: LossReduction
  ) throws -> Tensor {
    try requireSameShape(prediction, target, "predictions", "targets")
    return try grouped(
      isSquared ? "l2_loss" : "l1_loss", .distance(reduction, isSquared: isSquared)
    ) {
      let difference = try elementwise(.subtract, real(prediction), target)
      let terms =
        isSquared
        ? try elementwise(.multiply, difference, difference)
        : try elementwise(.absolute, difference)
      return try reduced(summedOverFeatures(terms), reduction)
    }
  }

  // MARK: Parts

  func reduced(_ losses: Tensor, _ reduction: LossReduction) throws -> Tensor {
    let axes = Array(0..<losses.array.dimensions)
    if axes.isEmpty || reduction == .none { return losses }
    return reduction == .mean
      ? try mean(losses, axes: axes, keep: false) : try sum(losses, axes: axes, keep: false)
  }

  private func summedOverFeatures(_ terms: Tensor) throws -> Tensor {
    terms.array.dimensions < 2
      ? terms : try sum(terms, axes: Array(1..<terms.array.dimensions), keep: false)
  }

  /// Where in the scores the right classes stand.
  private func labelled(_ scores: Tensor, _ labels: NDArray) throws -> Region {
    let shape = scores.array.shape
    guard shape.count == 1 || shape.count == 2 else {
      throw PythonError.value(
        "scores have shape \(pythonShape(shape))",
        hint: "give a row of class scores for each example, shape (examples, classes)")
    }
    guard labels.dtype.isInteger else {
      throw PythonError.type(
        "labels are \(labels.dtype.name), not whole numbers",
        hint: "a label is the index of the right class; `.astype(int)` makes whole numbers")
    }
    guard labels.shape == Array(shape.dropLast()) else {
      throw PythonError.value(
        "scores of shape \(pythonShape(shape)) need labels of shape "
          + "\(pythonShape(Array(shape.dropLast()))), not \(pythonShape(labels.shape))",
        hint: "one label for each row of scores")
    }
    let classes = shape[shape.count - 1]
    let values = labels.ints
    if let wrong = values.first(where: { $0 < 0 || $0 >= classes }) {
      throw PythonError.index(
        "label \(wrong) is not the index of a class",
        hint: classes == 0
          ? "there are no classes" : "there are \(classes) classes, 0 to \(classes - 1)")
    }
    return Region(
      shape: labels.shape, strides: [], offset: 0,
      positions: values.enumerated().map { $0.offset * classes + $0.element })
  }

  private func requireSameShape(_ x: Tensor, _ y: Tensor, _ a: String, _ b: String) throws {
    guard x.array.shape != y.array.shape else { return }
    throw PythonError.value(
      "\(a) have shape \(pythonShape(x.array.shape)) and \(b) \(pythonShape(y.array.shape))",
      hint: "bring both to one shape: subtracted as they are, they would be broadcast")
  }
}

extension Region {
  /// What a reader would have typed for the right classes of a batch.
  var text: String { shape.isEmpty ? "[label]" : "[range(\(shape[0])), labels]" }
}
