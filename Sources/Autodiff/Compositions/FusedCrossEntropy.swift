import Arrays

/// The cross-entropy of labels as one gate. Operand: the scores.
struct FusedCrossEntropy: FusedFunction, @unchecked Sendable {
  let reduction: LossReduction
  /// Where the right classes stand.
  let region: Region
  let labels: NDArray
  /// e^(score − largest) and their sums along the classes; never written.
  let powers: NDArray
  let totals: NDArray

  var name: String { "cross_entropy" }

  func forward(_ engine: Engine, _ operands: [Tensor]) throws -> Tensor {
    try engine.crossEntropy(operands[0], labels: labels, reduction)
  }

  func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let (engine, scores) = (visit.engine, visit.operands[0])
    let axis = scores.array.dimensions - 1
    // What reaches each example's logarithm of the right probability.
    let share: Tensor
    if reduction == .mean, axis > 0 {
      let count = Tensor(Double(max(1, scores.array.shape[0])))
      share = try engine.elementwise(.divide, visit.upstream, count)
    } else {
      share = visit.upstream
    }
    if !engine.isTracing,
      let sent = try powers.classGradient(share.array, totals: totals, at: region.positions ?? [])
    {
      return [Tensor(sent)]
    }
    // The same by gates: −share where the label stands, and softmax times the share.
    let spread = try engine.broadcast(share, to: region.shape)
    let chosen = try engine.place(
      engine.elementwise(.negate, spread), region, text: "[labels]", shape: scores.array.shape)
    let shares = try engine.sum(
      engine.elementwise(.negate, chosen), axes: [axis], keep: true)
    let powers = try engine.elementwise(.exp, engine.shifted(scores, axis))
    let total = try engine.sum(powers, axes: [axis], keep: true)
    let scaled = try engine.elementwise(
      .multiply, shares, engine.elementwise(.divide, Tensor(1), total))
    return [
      try engine.elementwise(.add, chosen, engine.elementwise(.multiply, scaled, powers))
    ]
  }
}

extension NDArray {
  /// share·(1/total)·e^s for each class, less the share at the right one; nil for other types and layouts.
  ///
  /// - Parameter share: one number, or one for each row.
  fileprivate func classGradient(_ share: NDArray, totals: NDArray, at positions: [Int]) throws
    -> NDArray?
  {
    let classes = shape[shape.count - 1]
    let rows = positions.count
    guard dtype.isFloat, share.dtype == dtype, isContiguous, totals.isContiguous,
      share.isContiguous, share.count == 1 || share.count == rows, count == rows * classes
    else { return nil }
    let result = NDArray(uninitialized: shape, dtype)
    func run<T: BinaryFloatingPoint>(_: T.Type) {
      let (powers, sums, parts) = (pointer(T.self), totals.pointer(T.self), share.pointer(T.self))
      let out = result.pointer(T.self)
      for row in 0..<rows {
        let part = parts[share.count == 1 ? 0 : row]
        let scale = part * (1 / sums[row])
        for place in row * classes..<(row + 1) * classes { out[place] = scale * powers[place] }
        let right = positions[row]
        out[right] = -part + out[right]
      }
    }
    dtype == .float32 ? run(Float.self) : run(Double.self)
    return result
  }
}

extension Engine {
  func fusedCrossEntropy(
    _ scores: Tensor, labels: NDArray, _ region: Region, _ reduction: LossReduction
  ) throws -> Tensor {
    let axis = scores.array.dimensions - 1
    let (value, powers, totals) = try unrecorded {
      let lowered = try shifted(scores, axis)
      let powers = try elementwise(.exp, lowered)
      let totals = try sum(powers, axes: [axis], keep: true)
      let logs = try elementwise(.subtract, lowered, elementwise(.log, totals))
      let chosen = try select(logs, region, text: region.text)
      return (try reduced(elementwise(.negate, chosen), reduction), powers.array, totals.array)
    }
    return record(
      Gate.code(named: "fused"), [scores], value.array, kind: value.kind,
      attribute: .fused(
        FusedCrossEntropy(
          reduction: reduction, region: region, labels: labels, powers: powers, totals: totals)))
  }
}
