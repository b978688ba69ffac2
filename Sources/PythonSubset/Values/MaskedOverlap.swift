import Arrays

/// `x[mask] = y` where `y` is a part of `x`: NumPy reads some elements after it has overwritten
/// them. Where that would change the result, it is refused.
enum MaskedOverlap {
  static func check(_ source: NDArray, _ targets: [Int], _ shape: [Int]) throws {
    guard let count = shape.first, shape.count == 1, source.dimensions <= 1 else { return }
    let step = source.shape.first.map { $0 == 1 ? 0 : source.strides[0] } ?? 0
    guard targets.count == count else { return }
    var written: Set<Int> = []
    for (number, target) in targets.enumerated() {
      let (from, overflow) = number.multipliedReportingOverflow(by: step)
      let place = source.offset &+ from
      if overflow { return }
      if written.contains(place), place != target {
        throw PythonError.refused(
          "assignment to `x[mask]` of a part of x that it overwrites on the way",
          hint: "copy the part first: `x[mask] = y.copy()`")
      }
      // An element that is written with itself stays as it is.
      if place != target { written.insert(target) }
    }
  }
}
