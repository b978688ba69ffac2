import Arrays
import Autodiff

/// `nn.Monitor`: what a run of training did, step by step, and a figure of it.
final class MonitorObject: Object, TypedObject {
  /// Numbers of one layer or parameter over time.
  private struct Series {
    var steps: [Double] = []
    var values: [Double] = []
  }

  private let tree: NetworkTree
  private let optimizer: OptimizerObject?
  private let every: Int
  private var steps = 0
  /// `loss`, `accuracy` and whatever else a step was given, in the order of their first step.
  private var scalars: [(name: String, series: Series)] = []
  private var ratios: [String: Series] = [:]
  private var gradients: [String: Series] = [:]
  private var means: [String: Series] = [:]
  private var spreads: [String: Series] = [:]
  private var dead: [String: Series] = [:]
  /// What layers gave since the last step.
  private var seen: [(path: String, mean: Double, spread: Double, dead: Double?)] = []

  init(_ network: Value, _ optimizer: OptimizerObject?, every: Int) {
    tree = NetworkTree(network)
    self.optimizer = optimizer
    self.every = every
  }

  override var typeName: String { "Monitor" }
  func ownType(_ session: Session) -> TypeObject? {
    try? session.modules["lesson.nn"]?.attribute("Monitor", session)?.asObject(TypeObject.self)
  }

  private static let tables = [
    "update_ratios", "gradient_stds", "activation_means", "activation_stds", "dead_units",
  ]

  override var attributeNames: [String] {
    ["step", "plot", "summary", "steps"] + scalars.map(\.name) + Self.tables
  }

  override func representation(_ session: Session) -> String { "Monitor(\(lastNumbers))" }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "steps": return .int(steps)
    case "step":
      return makeMethod(name, "loss, accuracy=None, **numbers") { [self] bound, session in
        try step(bound, session)
        return .none
      }
    case "plot":
      return makeMethod(name, "") { [self] _, session in try MonitorFigure(self).draw(session) }
    case "summary": return makeMethod(name, "") { [self] _, _ in .string(summary) }
    case "update_ratios": return try table(ratios, session)
    case "gradient_stds": return try table(gradients, session)
    case "activation_means": return try table(means, session)
    case "activation_stds": return try table(spreads, session)
    case "dead_units": return try table(dead, session)
    default:
      guard let series = scalars.first(where: { $0.name == name })?.series else { return nil }
      return .object(ArrayObject(NDArray(series.values)))
    }
  }

  /// Times and numbers by name: for the figure.
  func series(_ name: String) -> [(name: String, steps: [Double], values: [Double])] {
    let found: [String: Series]
    switch name {
    case "update_ratios": found = ratios
    case "gradient_stds": found = gradients
    case "activation_stds": found = spreads
    case "dead_units": found = dead
    default: return scalars.map { ($0.name, $0.series.steps, $0.series.values) }
    }
    let order = tree.parameters.map(\.path) + tree.layers.map(\.path)
    return order.compactMap { path in
      found[path].map { (path, $0.steps, $0.values) }
    }
  }

  var isAccuracyKnown: Bool { scalars.contains { $0.name == "accuracy" } }

  /// What a curve is called: of a layer its path and kind.
  func label(_ path: String) -> String {
    tree.layers.first { $0.path == path }.map { "\(path) \($0.layer.kind)" } ?? path
  }

  /// Whether a parameter has two axes or more: biases start at 0, where ratios say little.
  func isWeight(_ path: String) -> Bool {
    tree.parameters.first { $0.path == path }.map { $0.variable.shape.count > 1 } ?? true
  }

  private func table(_ found: [String: Series], _ session: Session) throws -> Value {
    let result = DictionaryObject()
    let order = tree.parameters.map(\.path) + tree.layers.map(\.path)
    for path in order {
      guard let series = found[path] else { continue }
      try result.set(
        .string(path), .object(ArrayObject(NDArray(series.values))), session)
    }
    return .object(result)
  }

  // MARK: Watching

  /// Watches the layers from now on.
  func attach() {
    optimizer?.isWatched = true
    for (path, layer) in tree.layers { (layer.monitor, layer.monitorPath) = (self, path) }
  }

  /// Whether the numbers of layers are taken at the step that is under way.
  private var isDue: Bool { steps % every == 0 }

  /// Takes in what a layer gave, at the steps that are kept.
  func note(_ path: String, _ layer: LayerObject, _ result: Value) {
    guard isDue, layer.isTraining, layer.children.isEmpty, let array = result.asArray,
      array.count > 0
    else { return }
    let values = array.doubles
    let mean = values.reduce(0, +) / Double(values.count)
    let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    seen.removeAll { $0.path == path }
    seen.append(
      (path, mean, spread.squareRoot(), layer.kind == "ReLU" ? Self.deadShare(array) : nil))
  }

  /// Of the units (axis 1), how many gave 0 for every example and place.
  private static func deadShare(_ array: NDArray) -> Double? {
    guard array.dimensions >= 2, array.shape[1] > 0 else { return nil }
    let units = array.shape[1]
    let places = array.shape.dropFirst(2).reduce(1, *)
    var isAlive = [Bool](repeating: false, count: units)
    for (index, value) in array.doubles.enumerated() where value > 0 {
      isAlive[index / max(1, places) % units] = true
    }
    return Double(isAlive.count { !$0 }) / Double(units)
  }

  private static func add(
    _ value: Double, at step: Int, to table: inout [String: Series], _ key: String
  ) {
    table[key, default: Series()].steps.append(Double(step))
    table[key, default: Series()].values.append(value)
  }

  private func step(_ bound: Bound, _ session: Session) throws {
    var given: [(String, Value)] = [("loss", bound[0] ?? .none)]
    if let accuracy = bound.given(1) { given.append(("accuracy", accuracy)) }
    given += bound.keywords.map { ($0.name, $0.value) }
    for (name, value) in given {
      let plain = value.asObject(VariableObject.self)?.content ?? value
      let number = try session.double(plain.withNode(0))
      if let place = scalars.firstIndex(where: { $0.name == name }) {
        scalars[place].series.steps.append(Double(steps))
        scalars[place].series.values.append(number)
      } else {
        guard !Self.tables.contains(name), scalars.count < 32 else {
          throw PythonError.value("Monitor.step: `\(name)` cannot be recorded under this name")
        }
        scalars.append((name, Series(steps: [Double(steps)], values: [number])))
      }
    }
    if isDue {
      for (path, mean, spread, share) in seen {
        Self.add(mean, at: steps, to: &means, path)
        Self.add(spread, at: steps, to: &spreads, path)
        if let share { Self.add(share, at: steps, to: &dead, path) }
      }
      for (path, variable) in tree.parameters {
        if let ratio = optimizer?.ratios.first(where: { $0.variable === variable })?.ratio,
          ratio.isFinite
        {
          Self.add(ratio, at: steps, to: &ratios, path)
        }
        if let gradient = variable.gradient.asArray, gradient.count > 0 {
          let values = gradient.doubles
          let mean = values.reduce(0, +) / Double(values.count)
          let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
          Self.add(spread.squareRoot(), at: steps, to: &gradients, path)
        }
      }
    }
    seen = []
    steps += 1
  }

  /// The last numbers as a table.
  private var summary: String {
    var lines = [lastNumbers]
    func part(_ title: String, _ table: [String: Series]) {
      let order = tree.parameters.map(\.path) + tree.layers.map(\.path)
      let rows = order.compactMap { path in
        table[path]?.values.last.map { "  \(path)  \(Float($0))" }
      }
      if !rows.isEmpty { lines.append(title) }
      lines += rows
    }
    part("update ratio (about 1e-3 is usual)", ratios)
    part("standard deviation of gradients", gradients)
    part("standard deviation of activations", spreads)
    part("share of dead units", dead)
    return lines.joined(separator: "\n")
  }

  /// `90 steps: loss 0.34`.
  private var lastNumbers: String {
    let last = scalars.compactMap { item in
      item.series.values.last.map { "\(item.name) \(Float($0))" }
    }
    return "\(steps) steps" + (last.isEmpty ? "" : ": " + last.joined(separator: ", "))
  }
}

/// The figure of a monitor, drawn by `plt`.
private struct MonitorFigure {
  private let monitor: MonitorObject

  init(_ monitor: MonitorObject) { self.monitor = monitor }

  func draw(_ session: Session) throws -> Value {
    guard let plt = session.modules["matplotlib.pyplot"] else { return .none }
    func call(
      _ target: Value, _ name: String, _ arguments: [Value], _ keywords: [(String, Value)] = []
    )
      throws -> Value
    {
      try session.call(
        session.attribute(target, name),
        Arguments(arguments, keywords: keywords.map { (name: $0.0, value: $0.1) }))
    }
    func array(_ numbers: [Double]) -> Value { .object(ArrayObject(NDArray(numbers))) }
    let panels: [(title: String, name: String, isLogarithmic: Bool)] = [
      (monitor.isAccuracyKnown ? "loss and accuracy" : "loss", "", false),
      ("update ratio", "update_ratios", true),
      ("std of activations", "activation_stds", false),
      ("std of gradients", "gradient_stds", true), ("dead units", "dead_units", false),
    ].filter { !monitor.series($0.1).isEmpty }
    let columns = min(2, max(1, panels.count))
    let rows = (panels.count + columns - 1) / columns
    let figure = try call(
      .object(plt), "figure", [],
      [("figsize", .tuple([.float(5 * Double(columns)), .float(3.2 * Double(max(1, rows)))]))])
    for (index, panel) in panels.enumerated() {
      let axes = try call(
        .object(plt), "subplot", [.int(rows), .int(columns), .int(index + 1)])
      for (name, steps, values) in monitor.series(panel.name)
      where panel.name != "update_ratios" || monitor.isWeight(name) {
        _ = try call(
          axes, "plot", [array(steps), array(values)], [("label", .string(monitor.label(name)))])
      }
      if panel.isLogarithmic { _ = try call(axes, "set_yscale", [.string("log")]) }
      if panel.name == "update_ratios" {
        _ = try call(
          axes, "axhline", [.float(1e-3)],
          [("color", .string("gray")), ("linestyle", .string("--")), ("linewidth", .float(1))])
      }
      _ = try call(axes, "set_title", [.string(panel.title)])
      _ = try call(axes, "set_xlabel", [.string("step")])
      _ = try call(axes, "legend", [], [("fontsize", .string("small"))])
    }
    _ = try call(.object(plt), "tight_layout", [])
    return figure
  }
}

extension NeuralNetworkModule {
  static var watching: [Builtin] {
    var entry = Builtin(
      "Monitor", "model, optimizer=None, every=10",
      "Watches a run: step(loss, accuracy=None, …) after each optimizer.step() keeps the numbers; every "
        + "`every` steps also each parameter's update ratio ‖Δw‖/‖w‖ and gradient spread, each layer's "
        + "activations and the share of ReLU units that are 0 on every row. plot() draws it, summary() "
        + "prints the last numbers.",
      """
      from lesson import nn, optim
      np.random.seed(0)
      model = nn.Linear(2, 1)
      optimizer = optim.SGD(model.parameters(), lr=0.1)
      monitor = nn.Monitor(model, optimizer)
      for step in range(3):
          loss = nn.l2_loss(model(np.ones((4, 2))), np.zeros((4, 1)))
          optimizer.zero_grad()
          loss.backward()
          optimizer.step()
          monitor.step(loss)
      monitor
      """
    ) { bound, session in
      let every = try bound[2].map { try session.integer($0) } ?? 10
      guard every > 0 else {
        throw PythonError.value("Monitor: every is \(every)", hint: "1 or more")
      }
      let optimizer = bound.given(1)
      if let optimizer, optimizer.asObject(OptimizerObject.self) == nil {
        throw PythonError.type(
          "Monitor: optimizer is \(session.typeName(optimizer))",
          hint: "nn.Monitor(model, optimizer) with one of lesson.optim")
      }
      let monitor = MonitorObject(
        bound[0] ?? .none, optimizer?.asObject(OptimizerObject.self), every: every)
      monitor.attach()
      return .object(monitor)
    }
    entry.makesType = true
    return [entry]
  }
}
