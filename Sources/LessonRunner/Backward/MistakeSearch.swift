import Arrays
import Autodiff
import LessonOutput

/// Looks for the known mistake that gives a learner's number: the region above the name is run
/// backward with one thing done differently, and what comes out is compared.
///
/// Where several mistakes give the same number, the first by `rank` is told; of one rank, the one
/// nearest the name. The order goes from what hardly anything else can give to what many can:
///
/// 0–2 another shape: right numbers in it, a missing sum or broadcast, a wrong axis, a transpose
/// 2 regularisation left out or twice
/// 3 an index taken twice, elements that were not taken, all of it transposed
/// 4 a branch of a fork left out, factors of a product in the wrong order
/// 5–6 a mask left out, from the gradient or of the other side; a mean's 1/n left out
/// 7–8 a factor or a square left out, the other operand, input for output
/// 9–11 a sign where the rule has one; a 1/n too many, a local gradient alone; any other sign
/// 12–15 only where none of these fits: a branch twice, other upstream gradients, values of another
///   time, one array with two names, a plain multiple
struct MistakeSearch {
  /// Elements that are computed in search of one name's mistake, and of all names' of a report;
  /// every gate costs as many as `costOfGate` besides.
  static let budgetOfName = 40_000_000
  static let budgetOfReport = 200_000_000
  static let costOfGate = 300
  /// Occurrences of one gate in the code, as in the turns of a loop, that are also tried one by one.
  static let maximumSingles = 6

  let graph: BackwardGraph
  let words: NodeWords
  let tolerance: GradientMatch.Tolerance
  /// The learner's gradients by node.
  var given: [Int: NDArray]
  let updated: [Int: NDArray]
  /// The learner's names by node.
  let names: [Int: String]
  private var left = Self.budgetOfReport
  private var budget = 0

  init(
    graph: BackwardGraph, words: NodeWords, tolerance: GradientMatch.Tolerance,
    given: [Int: NDArray], updated: [Int: NDArray], names: [Int: String]
  ) {
    self.graph = graph
    self.words = words
    self.tolerance = tolerance
    self.given = given
    self.updated = updated
    self.names = names
  }

  struct Target {
    var node: Int
    var name: String
    var value: NDArray
    /// What the rules give from the learner's own gradients above.
    var right: NDArray?
    var terms: [Double]?
    var array: ObjectIdentifier?
    var others: [BackwardComparison.Judged]
  }

  struct Finding {
    var kind: BackwardReport.MistakeKind
    /// The gate that it happened at, where it is one.
    var gate: Int?
    var reason: String
    var next: String
    /// Smaller comes first.
    var rank: Int
    /// Gates between it and the name.
    var distance: Int
  }

  typealias Wire = BackwardRegion.Wire

  /// Wires that the same code made: a mistake in a loop's body is made in every turn.
  struct WireGroup {
    var site: UInt32
    var code: UInt8
    var operand: Int
    var wires: [Wire]
  }

  mutating func find(_ target: Target, _ region: BackwardRegion) -> Finding? {
    budget = min(Self.budgetOfName, left)
    left -= budget
    defer { left += max(0, budget) }
    var found = [reshaped(target), turned(target)].compactMap { $0 }
    for branch in branches(region) {
      for change in [RuleChange.drop, .double] where gives(target, region, branch.wires, change) {
        if let finding = finding(change, branch: branch, target, region) { found.append(finding) }
      }
    }
    let isNegated = isNegated(target)
    let groups = groups(region)
    for group in groups {
      for change in changes(group, region) {
        // A sign that may have been lost anywhere is told as that.
        if change == .negate, isNegated, !isNegative(at: group.wires[0]) { continue }
        if gives(target, region, group.wires, change),
          let finding = finding(change, group.wires[0], target, region)
        {
          found.append(finding)
        }
      }
    }
    if found.isEmpty { found = singles(target, region, groups) }
    if found.isEmpty { found = [upstream(target, region)].compactMap { $0 } }
    if found.isEmpty { found = [stale(target, region)].compactMap { $0 } }
    if found.isEmpty { found = [beforeActivation(target, region)].compactMap { $0 } }
    if found.isEmpty { found = [shared(target)].compactMap { $0 } }
    if found.isEmpty { found = [multiple(target, region)].compactMap { $0 } }
    return found.min { ($0.rank, $0.distance) < ($1.rank, $1.distance) }
  }

  /// Of a gate that the code makes several times, one that went wrong alone.
  private mutating func singles(
    _ target: Target, _ region: BackwardRegion, _ groups: [WireGroup]
  ) -> [Finding] {
    var found: [Finding] = []
    for group in groups where (2...Self.maximumSingles).contains(group.wires.count) {
      for change in changes(group, region) where change != .negate {
        for wire in group.wires where gives(target, region, [wire], change) {
          if let finding = finding(change, wire, target, region) { found.append(finding) }
        }
      }
    }
    return found
  }

  /// Whether the learner's number comes out where something is done differently at some wires.
  private mutating func gives(
    _ target: Target, _ region: BackwardRegion, _ wires: [Wire], _ change: RuleChange
  ) -> Bool {
    guard pay(region) else { return false }
    let changes = Dictionary(wires.map { ($0, change) }, uniquingKeysWith: { first, _ in first })
    guard let value = try? region.gradient(given: given, changes: changes) else { return false }
    return fits(target, value, isLoose: change.changesShape)
  }

  /// Whether another backward pass through the region is within the budget.
  mutating func pay(_ region: BackwardRegion) -> Bool {
    budget -= region.gates.reduce(0) { sum, gate in
      sum + Self.costOfGate + graph.tape.shape(gate).reduce(1, *)
    }
    return budget >= 0
  }

  /// Whether a mistake gives the learner's number.
  func fits(_ target: Target, _ value: NDArray, isLoose: Bool = false) -> Bool {
    let shapes = (target.value.shape, value.shape)
    guard
      isLoose
        ? GradientShape.agreeLoosely(shapes.0, shapes.1) : GradientShape.agree(shapes.0, shapes.1)
    else { return false }
    let values = value.doubles
    // Nothing at all comes of many mistakes.
    guard values.contains(where: { $0 != 0 }) else { return false }
    // Of another shape, no element's terms are known: the largest stand for all.
    let terms = target.terms.map { terms in
      terms.count == values.count
        ? terms : [Double](repeating: terms.max() ?? 0, count: values.count)
    }
    return GradientMatch(target.value.doubles, values, terms: terms, tolerance).isRight
  }
}

extension RuleChange {
  /// What comes out has another shape than the operand: then axes of length 1 don't count.
  var changesShape: Bool {
    switch self {
    case .keepCopies, .sumOverOtherAxes, .sumOverAllAxes, .keepReduced, .transposeResult,
      .omitTranspose, .exchangeFactors, .exchangeFactorsOmitTranspose, .keepShape:
      true
    default: false
    }
  }
}
