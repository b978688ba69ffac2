import LessonOutput
import Testing

@testable import LessonRunner

/// What holds of every derivation: it is true as printed, it is the tape's own number, its steps are
/// made of their children's numbers, and it ends at leaves.
struct DerivationCheck {
  let derivation: Derivation
  let graph: NumberGraph

  init(_ derivation: Derivation, _ graph: NumberGraph) {
    self.derivation = derivation
    self.graph = graph
  }

  func holds(for key: NumberKey) throws {
    let what = derivation.steps.first?.name ?? ""
    let found = try #require(derivation.value.number)
    #expect(found.bitPattern == tapeNumber(key).bitPattern, "\(what)")
    for step in derivation.steps {
      #expect(step.omitted == 0 || derivation.hidden > 0, "\(what): \(step.name)")
      #expect(step.children.allSatisfy { derivation.steps.indices.contains($0) })
      guard step.kind == .computed else {
        #expect(step.children.isEmpty && step.equation.isEmpty && !step.reason.isEmpty)
        continue
      }
      let problem = EquationChecker.check(step.equation)
      #expect(problem == nil, "\(what): \(step.equation): \(problem ?? "")")
      #expect(!step.formula.isEmpty, "\(what): \(step.name)")
      // What the rounding leaves is small, so `≈` hides no mistake.
      let value = try #require(step.value.number)
      let sum = try #require(recomputed(step))
      #expect(
        abs(sum.value - value) <= 1e-9 * max(sum.size, 1e-12),
        "\(what): \(step.name) = \(value), its arithmetic gives \(sum.value)")
    }
    // Each number once, under a step above it that uses it.
    let places = derivation.steps.map(\.name)
    #expect(
      Set(places).count == places.count,
      "\(what): one name for two numbers: \(Dictionary(grouping: places, by: { $0 }).filter { $0.value.count > 1 }.keys)"
    )
    for step in derivation.steps.dropFirst() {
      let parent = try #require(step.parent)
      #expect(parent < step.id && derivation.steps[parent].children.contains(step.id))
    }
  }

  /// The gradient pass's own number, an element of its array.
  private func tapeNumber(_ key: NumberKey) -> Double {
    let origin = graph.origin(key)
    let array =
      key.isGradient
      ? graph.builder.gradients.tensor(origin.node, graph.tape)?.array
      : graph.tape.array(key.node)
    return array?.doubles[key.isGradient ? origin.element : key.element] ?? .nan
  }

  /// A step's number from its children's, and the size of the largest part.
  private func recomputed(_ step: DerivationStep) -> (value: Double, size: Double)? {
    let node = graph.builder.numbers.first { $0.value == step.node }?.key
    guard let node else { return (step.value.number ?? .nan, 1) }
    let element = ElementIndex.position(step.element, graph.shape(node))
    let key = NumberKey(node, element, isGradient: step.isGradient)
    let composition =
      key.isGradient ? graph.gradientComposition(key) : graph.valueComposition(key)
    // The children are the numbers of the arithmetic, and have their values.
    let numbers = composition.numbers
    let children = step.children.map { derivation.steps[$0] }
    guard numbers.count == children.count + step.omitted else { return nil }
    for (number, child) in zip(numbers, children)
    where step.omitted == 0
      && child.value.number?.bitPattern != graph.number(number).bitPattern
    {
      return nil
    }
    let values = composition.terms.map { term in
      term.expression.evaluate(term.sources.map { graph.number($0) }, output: .nan)
    }
    let rest = composition.rest?.value
    let size = (values + [rest ?? 0]).map(abs).max() ?? 0
    switch composition.form {
    case .sum: return (values.reduce(0, +) + (rest ?? 0), size)
    case .mean(let count): return ((values.reduce(0, +) + (rest ?? 0)) / Double(count), size)
    case .product: return (values.reduce(1, *) * (rest ?? 1), size)
    case .largest: return (values.max() ?? .nan, size)
    case .smallest: return (values.min() ?? .nan, size)
    }
  }
}
