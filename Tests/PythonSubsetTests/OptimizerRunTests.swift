import Diagnostics
import Foundation
import Testing

@testable import PythonSubset

/// Optimizers and schedules over 100 steps of a network, beside PyTorch's in float64
/// (`scripts/oracles/record_optimizers.py`).
@Suite struct OptimizerRunTests {
  struct Record: Decodable {
    struct Run: Decodable {
      var losses: [Double]
      var rates: [Double]
      var weights: [Double]
    }
    var torch: String
    var runs: [String: Run]
  }

  static let record: Record? = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/optimizers.json")
    return (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode(Record.self, from: $0)
    }
  }()

  static let optimizers = [
    "SGD": "optim.SGD(p, lr=0.5)", "SGD, weight decay": "optim.SGD(p, lr=0.5, weight_decay=0.01)",
    "momentum": "optim.SGD(p, lr=0.1, momentum=0.9)",
    "nesterov": "optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)",
    "Adagrad": "optim.Adagrad(p, lr=0.1)", "RMSprop": "optim.RMSprop(p, lr=0.01)",
    "Adadelta": "optim.Adadelta(p)", "Adam": "optim.Adam(p, lr=0.05)",
    "Adam, weight decay": "optim.Adam(p, lr=0.05, weight_decay=0.01)",
    "AdamW": "optim.AdamW(p, lr=0.05, weight_decay=0.1)",
  ]
  static let schedules = [
    "StepLR": "optim.StepLR(o, 20, gamma=0.5)", "ExponentialLR": "optim.ExponentialLR(o, 0.97)",
    "CosineAnnealingLR": "optim.CosineAnnealingLR(o, 100, eta_min=0.001)",
    "CyclicLR": "optim.CyclicLR(o, 0.0005, 0.005, step_size_up=7, step_size_down=11)",
    "LambdaLR": "optim.LambdaLR(o, optim.inverse_schedule(0.05))",
    "ReduceLROnPlateau":
      "optim.ReduceLROnPlateau(o, factor=0.5, patience=2, threshold=1e-2, cooldown=3)",
  ]

  private static func program(_ optimizer: String, _ schedule: String?) -> String {
    let step = schedule?.contains("Plateau") == true ? "float(loss)" : ""
    return """
      from lesson import nn, optim, variable
      X = np.sin(np.arange(60.0).reshape(20, 3) * 1.7)
      y = np.arange(20) * 7 % 2
      p = [variable(a) for a in [
          0.5 * np.cos(np.arange(15.0).reshape(3, 5) * 0.9), 0.1 * np.sin(np.arange(5.0)),
          0.5 * np.sin(np.arange(10.0).reshape(5, 2) * 1.3 + 1), np.zeros(2)]]
      o = \(optimizer)
      \(schedule.map { "s = \($0)" } ?? "")
      losses, rates = [], []
      for t in range(100):
          loss = nn.cross_entropy(np.tanh(X @ p[0] + p[1]) @ p[2] + p[3], y)
          o.zero_grad()
          loss.backward()
          rates.append(o.lr)
          o.step()
          \(schedule == nil ? "" : "s.step(\(step))")
          if t % 10 == 9:
              losses.append(float(loss))
      for numbers in [losses, rates[::5], [x for w in p for x in w.data.ravel().tolist()]]:
          print(*numbers)
      """
  }

  @Test(arguments: record?.runs.keys.sorted() ?? []) func agreesWithPyTorch(_ name: String) throws {
    let expected = try #require(Self.record?.runs[name])
    let known = Self.schedules.keys.first { name.hasSuffix(", \($0)") }
    let optimizer = known.map { String(name.dropLast($0.count + 2)) } ?? name
    let code = Self.program(
      try #require(Self.optimizers[optimizer]), known.flatMap { Self.schedules[$0] })
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(SourceText(name: "run", text: code), block: 0)
    #expect(outcome.failures.isEmpty, "\(outcome.failures.first?.error.message ?? "")")
    let lines = outcome.stdout.split(separator: "\n").map { line in
      line.split(separator: " ").map { Double($0) ?? .nan }
    }
    try #require(lines.count == 3)
    for (found, wanted) in zip(lines, [expected.losses, expected.rates, expected.weights]) {
      #expect(found.count == wanted.count)
      let scale = wanted.map(abs).max() ?? 1
      for (a, b) in zip(found, wanted) {
        #expect(abs(a - b) <= 1e-12 * scale, "\(name): \(a), PyTorch has \(b)")
      }
    }
  }

  @Test func everyRunIsRecorded() {
    #expect(Self.record?.runs.count == 40)
    #expect(Self.record?.torch.isEmpty == false)
  }
}
