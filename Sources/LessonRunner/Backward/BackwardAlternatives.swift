import Arrays
import Autodiff

/// Other numbers that are right as well.
extension BackwardExplanation {
  func matches(
    _ item: Judged, _ expected: NDArray, _ terms: [Double]?
  ) -> Bool {
    GradientShape.agree(item.claim.value.shape, expected.shape)
      && GradientMatch(item.claim.value.doubles, expected.doubles, terms: terms, tolerance).isRight
  }

  /// The limit that a gradient was clipped to, as against exploding ones; nil where it was not.
  func clipped(
    _ item: Judged, _ expected: NDArray, _ terms: [Double]?
  ) -> Double? {
    guard expected.count >= 4, GradientShape.agree(item.claim.value.shape, expected.shape) else {
      return nil
    }
    let (yours, whole) = (item.claim.value.doubles, expected.doubles)
    let limit = yours.map(abs).max() ?? 0
    let cut = whole.map { min(max($0, -limit), limit) }
    // A limit that somebody typed, which leaves most of the elements alone.
    guard limit > 0, limit * 1000 == (limit * 1000).rounded(),
      whole.count(where: { abs($0) > limit }) * 2 <= whole.count,
      GradientMatch(yours, cut, terms: terms, tolerance).isRight
    else { return nil }
    return limit
  }

  /// What the rules give where some of the wrong gradients were not the ones that were used: of few
  /// suspects, every choice.
  func mixtures(
    _ region: BackwardRegion, _ suspects: [(node: Int, truth: NDArray)]
  ) -> [NDArray] {
    guard (2...4).contains(suspects.count) else { return [] }
    return (1..<(1 << suspects.count) - 1).compactMap { choice in
      var mixed = given
      for (bit, suspect) in suspects.enumerated() where choice >> bit & 1 == 1 {
        mixed[suspect.node] = suspect.truth
      }
      return try? region.gradient(given: mixed)
    }
  }

  /// Another subgradient where two sides tie is as right as the engine's.
  func cornerNote(
    _ region: BackwardRegion, _ item: Judged, _ terms: [Double]?
  ) -> String? {
    typealias Side = CornerChoice.Side
    let ties = Ties(region)
    guard ties.hasAny else { return nil }
    for corner in ties.corner ? Side.allCases : [.defined] {
      for pair in ties.pair ? Side.allCases : [.defined] {
        for reduction in ties.reduction ? Side.allCases : [.defined] {
          var rule = ChangedRule(engine: comparison.engine, tape: tape)
          rule.corners.corner = corner
          rule.corners.pair = pair
          rule.corners.reduction = reduction
          if rule.corners.isDefined { continue }
          if let other = try? region.gradient(given: given, rule: rule),
            matches(item, other, terms)
          {
            return "right: where two sides tie it takes another subgradient than the trace"
          }
        }
      }
    }
    return nil
  }
}

/// Which kinds of ties the values of a region's gates have.
private struct Ties {
  var corner = false
  var pair = false
  var reduction = false
  var hasAny: Bool { corner || pair || reduction }

  init(_ region: BackwardRegion) {
    let tape = region.graph.tape
    for gate in region.gates {
      let operands = tape.operands(gate)
      let kind = Gate.catalogue[Int(tape.codes[gate])]
      switch kind.name {
      case "maximum", "minimum":
        let (x, y) = (tape.array(operands[0]), tape.array(operands[1]))
        if let equal = try? NDArray.binary(.equal, Operand(x), Operand(y)),
          equal.doubles.contains(1)
        {
          pair = true
        }
      case "max", "min": reduction = true
      default:
        if kind.kinks != nil, kind.elementwise != nil, tape.array(operands[0]).doubles.contains(0) {
          corner = true
        }
      }
    }
  }
}
