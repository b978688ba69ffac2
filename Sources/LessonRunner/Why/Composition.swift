import Autodiff
import LessonOutput

/// A number of a graph: the value or the gradient of one element of a node.
struct NumberKey: Hashable {
  /// Index on the tape.
  var node: Int
  /// Row-major; 0 for a number.
  var element: Int
  var isGradient: Bool

  init(_ node: Int, _ element: Int, isGradient: Bool = false) {
    self.node = node
    self.element = element
    self.isGradient = isGradient
  }
}

/// A summand, or a factor of a long product: a formula over other numbers.
struct Term {
  /// What `.operand(n)` stands for.
  enum Source {
    case number(NumberKey)
    case constant(Double, integer: Bool)
  }

  var expression: ScalarExpression
  var sources: [Source]
  var value: Double
  /// What it is where it stands beside others: without a factor of 1.
  var short: ScalarExpression?

  init(_ expression: ScalarExpression, _ sources: [Source], _ value: Double) {
    self.expression = expression
    self.sources = sources
    self.value = value
  }

  /// A number as it is.
  init(_ key: NumberKey, _ value: Double) { self.init(.operand(0), [.number(key)], value) }
}

/// How one number is made of others.
struct Composition {
  enum Form {
    case sum
    /// The sum divided by this count.
    case mean(Int)
    case product
    case largest, smallest

    /// Whether its terms are added up.
    var adds: Bool {
      switch self {
      case .sum, .mean: true
      case .product, .largest, .smallest: false
      }
    }
  }

  var form = Form.sum
  var terms: [Term] = []
  /// Terms that are not shown: their sum, and how many.
  var rest: (value: Double, count: Int)?
  var kind = DerivationStep.Kind.computed
  var reason = ""
  /// The gate on the tape that this happens in; nil where there are several or none.
  var gate: Int?

  /// The numbers it is made of, in the order in which they are written, each once.
  var numbers: [NumberKey] {
    var seen: Set<NumberKey> = []
    var result: [NumberKey] = []
    for term in terms {
      for operand in term.expression.operands where operand < term.sources.count {
        if case .number(let key) = term.sources[operand], seen.insert(key).inserted {
          result.append(key)
        }
      }
    }
    return result
  }
}

/// Keeps few of many terms: all up to eight, or as many as are asked for, else the largest three and
/// the sum of the rest.
struct TermCollector {
  static let longest = 8
  /// As many where everything is asked for.
  static let longestInFull = 400
  static let shownOfLong = 3

  /// So many are all kept.
  let most: Int

  init(most: Int = longest) { self.most = most }

  private(set) var count = 0
  private var first: [Term] = []
  private var largest: [Term] = []
  private var rest = 0.0

  mutating func add(_ value: Double, _ term: () -> Term) {
    count += 1
    if first.count < most { first.append(term()) }
    if largest.count < Self.shownOfLong {
      largest.append(term())
      return
    }
    let weights = largest.map { Self.weight($0.value) }
    guard let least = weights.indices.min(by: { weights[$0] < weights[$1] }),
      Self.weight(value) > weights[least]
    else {
      rest += value
      return
    }
    rest += largest[least].value
    largest.remove(at: least)
    largest.append(term())
  }

  private static func weight(_ value: Double) -> Double {
    value.isNaN ? .infinity : abs(value)
  }

  /// Puts the terms into a composition; unit factors go where there are several terms.
  func fill(_ composition: inout Composition) {
    if count <= most {
      composition.terms = first
    } else {
      composition.terms = largest.sorted { Self.weight($0.value) > Self.weight($1.value) }
      composition.rest = (rest, count - largest.count)
    }
    guard composition.terms.count > 1 else { return }
    for index in composition.terms.indices {
      if let short = composition.terms[index].short { composition.terms[index].expression = short }
    }
  }
}
