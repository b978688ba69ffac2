/// What a trace says about a wrong answer, without giving the right one away.
package struct PredictionMiss {
  private let prediction: Prediction
  private let trace: Trace?
  private let node: TraceNode?

  package init(_ prediction: Prediction, in block: BlockRun) {
    self.prediction = prediction
    let trace = prediction.trace.flatMap {
      block.traces.indices.contains($0) ? block.traces[$0] : nil
    }
    self.trace = trace
    node = prediction.node.flatMap { id in trace?.nodes.first { $0.id == id } }
  }

  /// One sentence on a wrong answer: the mistake that gives it, where one is known.
  package func sentence(on answer: PredictionAnswer) -> String {
    switch answer.reading {
    case .unreadable(let expected): return expected + "."
    case .shape(let shape): return self.shape(shape)
    case .sign: return sign()
    case .numbers: return "Not all of these numbers hold."
    case .number(let value, let tolerance): return number(value, tolerance)
    }
  }

  // MARK: Shapes and signs

  private func shape(_ shape: [Int]) -> String {
    guard let truth = prediction.answer?.shape else { return "That is not its shape." }
    if shape.count > 1, shape == truth.reversed() {
      return "The two sizes are right, in the other order."
    }
    if shape.reduce(1, *) == truth.reduce(1, *) {
      return "The count of numbers is right, their arrangement is not."
    }
    if shape.count != truth.count {
      return "It has \(truth.count) \(truth.count == 1 ? "axis" : "axes"), not \(shape.count)."
    }
    return prediction.isGradient
      ? "A gradient has the shape of what it belongs to." : "Look at the sizes that enter the gate."
  }

  private func sign() -> String {
    guard let trace, let node, prediction.isGradient else {
      return "Look at the signs of the numbers that enter."
    }
    let edges = trace.edges.filter { $0.from == node.id }
    if edges.count > 1 { return "\(edges.count) branches come back here, and they add up." }
    if let edge = edges.first, let upstream = edge.upstream.number,
      let local = edge.local.value?.number
    {
      return "What arrives from upstream is \(Self.word(upstream)), the local gradient "
        + "\(edge.local.formula.isEmpty ? "" : edge.local.formula + " ")is \(Self.word(local))."
    }
    return "Multiply the signs along the way from \(trace.output) back to it."
  }

  private static func word(_ value: Double) -> String {
    value > 0 ? "positive" : value < 0 ? "negative" : "0"
  }

  // MARK: Numbers

  private func number(_ value: Double, _ tolerance: Double) -> String {
    guard let truth = prediction.answer?.number else { return "That is not it." }
    func equals(_ other: Double?) -> Bool {
      guard let other, other != 0 || value == 0 else { return false }
      return abs(value - other) <= tolerance * (1 + 1e-9)
    }
    if let known = prediction.isGradient ? gradientMistake(equals) : valueMistake(equals) {
      return known
    }
    if truth != 0, equals(-truth) { return "The size is right, the sign is not." }
    if truth == 0 {
      return "Nothing that is nudged there changes \(trace?.output ?? "the result")."
    }
    let miss: String
    if value == 0 {
      miss = "It is not 0: nudging it changes \(trace?.output ?? "the result")."
    } else if (value > 0) != (truth > 0) {
      miss = "The sign is the other one, and the size is not right either."
    } else {
      miss =
        "The sign is right, but the size is too \(abs(value) > abs(truth) ? "large" : "small")."
    }
    return way.map { "\(miss) \($0)" } ?? miss
  }

  /// The way to the number, without the numbers on it.
  private var way: String? {
    guard let trace, let node else { return nil }
    if !prediction.isGradient {
      return node.formula.isEmpty ? nil : "It is \(node.formula)."
    }
    let edges = trace.edges.filter { $0.from == node.id }
    guard let edge = edges.first else { return nil }
    if edges.count > 1 {
      return "\(prediction.baseName) is used \(edges.count) times: what comes back along each way "
        + "is added."
    }
    return "\(prediction.baseName) goes into \(gate(edge.to)): take the gradient that arrives "
      + "there, times the gate's local gradient."
  }

  private func valueMistake(_ equals: (Double?) -> Bool) -> String? {
    guard let trace, let node else { return nil }
    if equals(node.gradient?.number) {
      return "That is the gradient of \(prediction.name); asked is its value."
    }
    return trace.nodes.first { $0.id != node.id && $0.name != nil && equals($0.value.number) }
      .map { "That is the value of \($0.name ?? "")." }
  }

  private func gradientMistake(_ equals: (Double?) -> Bool) -> String? {
    guard let trace, let node else { return nil }
    let edges = trace.edges.filter { $0.from == node.id }
    let truth = prediction.answer?.number
    if truth.map({ $0 != 0 && equals(-$0) }) ?? false {
      return "The size is right, the sign is not: follow the signs of the local gradients."
    }
    if edges.count > 1 {
      if let edge = edges.first(where: { equals($0.downstream.number) }) {
        return "That is what comes back through \(gate(edge.to)) alone; \(prediction.name) is used "
          + "\(edges.count) times, and at a fork the branches add up."
      }
      let product = edges.compactMap(\.downstream.number).reduce(1, *)
      if equals(product) { return "The branches are multiplied; at a fork they add up." }
    }
    if edges.count == 1, let edge = edges.first {
      let upstream = edge.upstream.number
      let local = edge.local.value?.number
      let consumer = trace.nodes.first { $0.id == edge.to }
      if equals(local), upstream != 1 {
        return "That is the local gradient of \(gate(edge.to)): it is still to be multiplied by "
          + "what comes from upstream."
      }
      if consumer?.gate == "multiply", let upstream, let own = node.value.number,
        equals(upstream * own)
      {
        return "That multiplies by \(prediction.baseName) itself; a multiply gate hands each input "
          + "the gradient times the other input."
      }
      if equals(upstream), local != 1 {
        return "That is what reaches \(gate(edge.to)) from upstream: it is still to be multiplied "
          + "by the gate's local gradient."
      }
      if let upstream, let local, equals(upstream + local) {
        return "Upstream and local gradient are added; the chain rule multiplies them."
      }
      if consumer.map({ ["maximum", "relu", "minimum", "max", "min"].contains($0.gate) }) ?? false {
        return local == 0
          ? "A \(consumer?.label ?? "max") gate sends nothing to an input that did not win."
          : "A \(consumer?.label ?? "max") gate hands all of the gradient to the winner."
      }
    }
    if equals(node.value.number) {
      return "That is the value of \(prediction.baseName); asked is its gradient."
    }
    if let other = trace.nodes.first(where: {
      $0.id != node.id && $0.name != nil && equals($0.gradient?.number)
    }) {
      return "That is the gradient of \(other.name ?? "")."
    }
    return nil
  }

  private func gate(_ id: Int) -> String {
    guard let node = trace?.nodes.first(where: { $0.id == id }) else { return "that gate" }
    return "the \(node.label) gate" + (node.name.map { " of \($0)" } ?? "")
  }
}

extension Prediction {
  /// The name without `.grad`.
  var baseName: String {
    name.firstRange(of: ".grad").map { String(name[..<$0.lowerBound]) } ?? name
  }
}
