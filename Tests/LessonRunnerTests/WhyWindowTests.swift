import Arrays
import Autodiff
import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Convolutions and poolings taken apart: random elements of values and gradients are the sums of
/// their terms, which name the right places.
@Suite struct WhyWindowTests {
  private static func block(stride: Int, padding: Int, dilation: Int) -> String {
    """
    from lesson import nn
    np.random.seed(11)
    x = np.random.randn(4, 16, 9, 9)
    w = np.random.randn(32, 16, 3, 3)
    b = np.random.randn(32)
    y = nn.conv2d(x, w, b, stride=\(stride), padding=\(padding), dilation=\(dilation))
    u = np.random.randn(*y.shape)
    f = (y * u).sum()
    """
  }

  /// Where the elements of a term stand, by what they belong to.
  private struct Meeting {
    var x: [Int]?
    var w: [Int]?
    var y: [Int]?
    var b: [Int]?
  }

  /// 250 elements of each of four arrays a block, a thousand of each in all.
  @Test(arguments: [(1, 1, 1), (2, 1, 1), (1, 0, 1), (2, 2, 2)])
  func randomElements(stride: Int, padding: Int, dilation: Int) throws {
    let (graph, _) = try WhyTests.graph(
      Self.block(stride: stride, padding: padding, dilation: dilation))
    let node = try #require(
      graph.builder.visible.indices.first { graph.builder.gate($0).name == "conv" })
    let operands = graph.tape.operands(node)
    let shapes = operands.map { graph.shape($0) } + [graph.shape(node)]
    let places = shapes[3][2]
    /// Whether a window at a place sees a position with one of its elements, along one axis.
    func meets(_ place: Int, _ element: Int, _ position: Int) -> Bool {
      place * stride - padding + element * dilation == position
    }
    /// The meetings of one axis that have one thing in common.
    func count(_ isMeant: (_ place: Int, _ element: Int, _ position: Int) -> Bool) -> Int {
      var count = 0
      for place in 0..<places {
        for element in 0..<3 {
          for position in 0..<9 where meets(place, element, position) {
            if isMeant(place, element, position) { count += 1 }
          }
        }
      }
      return count
    }
    func meeting(_ term: Term) throws -> Meeting {
      var result = Meeting()
      for source in term.sources {
        guard case .number(let key) = source else { continue }
        let at = ElementIndex.coordinates(key.element, graph.shape(key.node))
        switch key.node {
        case operands[0]: result.x = at
        case operands[1]: result.w = at
        case operands[2]: result.b = at
        case node: result.y = at
        default: Issue.record("a number of node \(key.node)")
        }
        #expect(key.isGradient == (key.node == node))
      }
      return result
    }
    var random = RandomState(word: 5)
    for target in 0..<4 {
      let owner = target == 3 ? node : operands[target]
      for _ in 0..<250 {
        let element = try random.integer(0, shapes[target].reduce(1, *))
        let key = NumberKey(owner, element, isGradient: target < 3)
        let at = ElementIndex.coordinates(element, shapes[target])
        let composition = try addsUp(graph, key)
        let terms = composition.terms.count + (composition.rest?.count ?? 0)
        switch target {
        case 0:
          let axes = (0..<2).map { axis in count { _, _, position in position == at[axis + 2] } }
          #expect(terms == 32 * axes[0] * axes[1])
        case 1:
          let axes = (0..<2).map { axis in count { _, element, _ in element == at[axis + 2] } }
          #expect(terms == 4 * axes[0] * axes[1])
        case 2: #expect(terms == 4 * places * places)
        default:
          let axes = (0..<2).map { axis in count { place, _, _ in place == at[axis + 2] } }
          #expect(terms == 16 * axes[0] * axes[1] + 1)
        }
        for term in composition.terms {
          var found = try meeting(term)
          switch target {
          case 0: found.x = at
          case 1: found.w = at
          case 2:
            #expect(found.y?[1] == at[0] && found.x == nil && found.w == nil)
            continue
          default: found.y = at
          }
          if let b = found.b {
            #expect(target == 3 && b == [at[1]] && found.x == nil && found.w == nil)
            continue
          }
          let (x, w, y) = (
            try #require(found.x), try #require(found.w), try #require(found.y)
          )
          #expect(x[0] == y[0] && w[0] == y[1] && w[1] == x[1])
          #expect(meets(y[2], w[2], x[2]) && meets(y[3], w[3], x[3]))
        }
      }
    }
  }

  /// The terms are what their formulas give, and add up to the number.
  private func addsUp(_ graph: NumberGraph, _ key: NumberKey) throws -> Composition {
    let name = graph.names.text(key)
    let composition =
      key.isGradient ? graph.gradientComposition(key) : graph.valueComposition(key)
    for term in composition.terms {
      let value = term.expression.evaluate(
        term.sources.map { graph.number($0) }, output: .nan)
      #expect(value == term.value, "\(name)")
    }
    let found = composition.terms.reduce(composition.rest?.value ?? 0) { $0 + $1.value }
    let number = graph.number(key)
    let size = composition.terms.map { abs($0.value) }.max() ?? 0
    #expect(
      abs(found - number) <= 1e-12 * max(abs(number), size),
      "\(name) = \(number), its terms add up to \(found)")
    #expect(!composition.reason.isEmpty)
    return composition
  }

  // MARK: Words

  private func derivation(_ code: String, _ question: String) throws -> DerivationStep {
    let kept = LessonRunner.keep(
      LessonReader.read(text: "```python\n#| trace: f\n\(code)\n```\n", name: "why.md"))
    return try #require(try kept.why(question).get().steps.first)
  }

  private static let small = """
    from lesson import nn
    np.random.seed(1)
    x = np.arange(72.0).reshape(2, 1, 6, 6) % 7
    w = np.arange(18.0).reshape(2, 1, 3, 3) / 4 - 1
    b = np.array([0.5, -0.25])
    y = nn.conv2d(x, w, b, stride=2, padding=1, floor=True)
    q = np.array([1.0, 5.0, 5.0, 2.0]).reshape(1, 1, 2, 2)
    m = nn.max_pool2d(q, 2)
    a = nn.avg_pool2d(x, 3, padding=1, floor=True)
    f = (y * y).sum() + m.sum() + (a * a).sum()
    """

  @Test func windowsAreDescribed() throws {
    let value = try derivation(Self.small, "y[0, 1, 0, 2]")
    #expect(
      value.reason
        == "rows −1 to 1, columns 3 to 5 of x[0] times filter w[1], plus b[1]; 3 of its 9 numbers "
        + "lie in the padding and count 0")
    #expect(value.formula.hasSuffix("+ b[1]"))
    let filter = try derivation(Self.small, "w.grad[1, 0, 0, 2]")
    #expect(
      filter.reason
        == "Σ over n and i, j: y.grad[n, 1, i, j] × x[n, 0, 2·i − 1, 2·j + 1]; 2 examples × 9 "
        + "places, 12 of them outside of the padding")
    let bias = try derivation(Self.small, "b.grad[1]")
    #expect(bias.reason == "added at every place of y[n, 1]: 2 examples × 9 places")
    let winner = try derivation(Self.small, "m[0, 0, 0, 0]")
    #expect(
      winner.reason
        == "the largest of 4: rows 0 to 1, columns 0 to 1 of q[0, 0]; q[0, 0, 0, 1] wins, the first "
        + "of 2 that tie")
    #expect(winner.equation == "5 = max(1, 5, 5, 2)")
    #expect(
      try derivation(Self.small, "q.grad[0, 0, 1, 0]").reason
        == "in 1 window, but not the largest there: nothing comes back")
    #expect(
      try derivation(Self.small, "q.grad[0, 0, 0, 1]").reason
        == "the largest of its window: the whole gradient comes back")
    let mean = try derivation(Self.small, "a[1, 0, 0, 1]")
    #expect(
      mean.reason
        == "the mean of rows −1 to 1, columns 2 to 4 of x[1, 0]; 3 of its 9 numbers lie in the "
        + "padding and count 0")
    #expect(mean.formula.hasSuffix(")/9"))
  }

  @Test func normalizationsNameTheirSteps() throws {
    let code = """
      from lesson import nn
      x = np.array([[1.0, 2.0], [3.0, 5.0]])
      g = np.array([1.0, 2.0])
      c = np.zeros(2)
      y = nn.batch_norm(x, g, c)
      f = (y ** 3).sum()
      """
    let mean = try derivation(code, "batch_norm.mean[0, 1]")
    #expect(mean.equation == "3.500 = (2 + 5)/2" || mean.equation == "3.5 = (2 + 5)/2")
    #expect(try derivation(code, "batch_norm.x_hat.grad[0, 0]").call == "batch_norm")
  }
}
