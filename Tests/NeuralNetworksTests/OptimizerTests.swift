import Autodiff
import NeuralNetworks
import Testing

/// The optimizers as Swift programs import them.
@Suite struct OptimizerTests {
  /// w²/2 from 1, three steps.
  private func path(_ method: Optimizer.Method) throws -> [Double] {
    var weights = [try ArrayValue([1], shape: [1])]
    var optimizer = Optimizer(method, learningRate: 0.1)
    return try (0..<3).map { _ in
      let graph = Graph()
      let w = try graph.variable(weights[0].elements, shape: [1])
      let gradients = try graph.gradients(of: (w * w).sum())
      let half = try ArrayValue(gradients[w].elements.map { $0 / 2 }, shape: [1])
      try optimizer.step(&weights, gradients: [half])
      return weights[0].elements[0]
    }
  }

  @Test func threeStepsFromOne() throws {
    let expected: [(Optimizer.Method, [Double])] = [
      (.gradientDescent, [0.9, 0.81, 0.729]), (.momentum(0.9), [0.9, 0.72, 0.486]),
      (.nesterov(0.9), [0.81, 0.5751, 0.327321]),
      (.adam(), [0.900000001, 0.800412230, 0.701586275]),
    ]
    for (method, numbers) in expected {
      for (found, wanted) in zip(try path(method), numbers) {
        #expect(abs(found - wanted) < 1e-9, "\(method)")
      }
    }
  }

  @Test func shapesMustFit() throws {
    var weights = [try ArrayValue([1, 2], shape: [2])]
    var optimizer = Optimizer(.adam(), learningRate: 0.1)
    #expect(throws: GraphError.self) { try optimizer.step(&weights, gradients: []) }
    #expect(throws: GraphError.self) {
      try optimizer.step(&weights, gradients: [ArrayValue([1], shape: [1])])
    }
    #expect(weights[0].elements == [1, 2])
    #expect(optimizer.steps == 0)
  }

  @Test func schedulesMultiply() {
    let schedule = LearningRateSchedule.warmUp(steps: 4) * .step(every: 10, gamma: 0.5)
    #expect(schedule.multiplier(at: 0) == 0.25)
    #expect(schedule.multiplier(at: 9) == 1)
    #expect(schedule.multiplier(at: 25) == 0.25)
    #expect(LearningRateSchedule.cosine(steps: 10).multiplier(at: 10) == 0)
  }
}
