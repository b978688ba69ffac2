import Arrays
import Autodiff

extension NeuralNetworkModule {
  static var losses: [Builtin] {
    let scores = "scores = np.array([[2.0, 1.0, 0.5], [0.0, 3.0, 1.0]])\n"
    return [
      Builtin(
        "cross_entropy", "scores, labels, reduction=\"mean\"",
        "−ln of the softmax probability of the right class, averaged over the batch; labels are "
          + "indices of classes, or probabilities in the shape of the scores.",
        example(scores + "nn.cross_entropy(scores, np.array([0, 1]))")
      ) { bound, session in
        let (s, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        try session.charge(elements: s.array.count * 8)
        let reduction = try self.reduction(bound[2], session)
        if y.array.dtype.isFloat, y.array.dimensions > 0, y.array.dimensions == s.array.dimensions {
          return session.value(
            try session.engine.crossEntropy(s, probabilities: y, reduction))
        }
        noteLabels(y, of: "cross_entropy", session)
        return session.value(try session.engine.crossEntropy(s, labels: y.array, reduction))
      },
      margin("hinge", isSquared: false, "max(0, sⱼ − s_y + delta)", scores),
      margin("squared_hinge", isSquared: true, "max(0, sⱼ − s_y + delta)²", scores),
      pair(
        "binary_cross_entropy_with_logits", "scores, targets",
        "The logistic loss of each class, summed over the classes of an example, averaged over "
          + "the batch.", "[[2.0, -1.0], [0.5, 1.0]]", "[[1, 0], [0, 1]]"
      ) { try $0.binaryCrossEntropy($1, targets: $2, $3) },
      pair(
        "l1_loss", "predictions, targets",
        "|prediction − target| summed over the features of an example, averaged over the batch.",
        "[[2.0, -1.0], [0.5, 1.0]]", "[[1.0, 0.0], [0.0, 1.0]]"
      ) { try $0.distance($1, $2, isSquared: false, $3) },
      pair(
        "l2_loss", "predictions, targets",
        "(prediction − target)² summed over the features of an example, averaged over the batch; "
          + "there is no ½.", "[[2.0, -1.0], [0.5, 1.0]]", "[[1.0, 0.0], [0.0, 1.0]]"
      ) { try $0.distance($1, $2, isSquared: true, $3) },
    ]
  }

  /// Whole numbers are names of classes: nobody expects a gradient of them.
  private static func noteLabels(_ labels: Tensor, of name: String, _ session: Session) {
    if labels.array.dtype.isFloat { session.lost(labels.node, "labels of \(name)") }
  }

  private static func margin(
    _ name: String, isSquared: Bool, _ formula: String, _ scores: String
  ) -> Builtin {
    Builtin(
      name, "scores, labels, delta=1.0, reduction=\"mean\"",
      "\(formula) summed over the wrong classes j, averaged over the batch.",
      example(scores + "nn.\(name)(scores, np.array([0, 1]))")
    ) { bound, session in
      let (s, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
      try session.charge(elements: s.array.count * 6)
      noteLabels(y, of: name, session)
      let delta = try bound.given(2).map { try session.tensor($0) } ?? Tensor(1)
      guard delta.array.dimensions == 0 else {
        throw PythonError.type("delta= is one number, the same for all classes")
      }
      return session.value(
        try session.engine.hinge(
          s, labels: y.array, delta: delta, isSquared: isSquared, reduction(bound[3], session)))
    }
  }

  private static func pair(
    _ name: String, _ names: String, _ summary: String, _ first: String, _ second: String,
    _ body: @escaping (Engine, Tensor, Tensor, LossReduction) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, "\(names), reduction=\"mean\"", summary,
      example("nn.\(name)(np.array(\(first)), np.array(\(second)))")
    ) { bound, session in
      let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
      try session.charge(elements: x.array.count * 6)
      return session.value(try body(session.engine, x, y, reduction(bound[2], session)))
    }
  }

  private static func reduction(_ value: Value?, _ session: Session) throws -> LossReduction {
    guard let value else { return .mean }
    if let text = value.text, let known = LossReduction(rawValue: text) { return known }
    throw PythonError.value(
      "reduction= is \"mean\", \"sum\" or \"none\", not \(try session.representation(value))")
  }
}
