import Arrays

/// Which numbers share a mean and a scale.
package enum StatisticsScope: String, CaseIterable, Sendable {
  /// Each column of (N, D), each pixel of (N, C, H, W): statistics over axis 0. On images the mean
  /// image (AlexNet).
  case feature
  /// Each channel, axis 1: statistics over all other axes (VGG, ResNet).
  case channel
  /// All numbers together.
  case all

  func axes(of shape: [Int]) -> [Int] {
    switch self {
    case .feature: [0]
    case .channel: shape.indices.filter { $0 != 1 }
    case .all: Array(shape.indices)
    }
  }
}

/// What is taken off and what is divided by: (x − offset) / divisor. Both are of one example's
/// shape, or 1 along axes that share a number.
package struct Scaling {
  package enum Kind: Sendable {
    /// Mean 0.
    case center
    /// Mean 0 and variance 1, of the examples themselves (divided by N).
    case standardize
    /// From 0 to 1.
    case minimumMaximum
  }

  package let offset: NDArray
  package let divisor: NDArray

  /// The statistics of examples, in float64.
  ///
  /// A number that is the same in all examples is not divided; so is one that differs by rounding only, as
  /// scikit-learn decides it.
  ///
  /// - Parameter x: at least one example; for `.channel` at least two axes.
  package init(_ kind: Kind, of x: NDArray, per scope: StatisticsScope) throws {
    let x = x.asType(.float64)
    let axes = scope.axes(of: x.shape)
    switch kind {
    case .center, .standardize:
      offset = try x.mean(axes: axes, keep: true)
      let ones = try NDArray.binary(.multiply, Operand(offset), Operand(NDArray([0.0], shape: [])))
      divisor = try .binary(.add, Operand(ones), Operand(NDArray([1.0], shape: [])))
      if kind == .standardize {
        let count = Double(axes.reduce(1) { $0 * x.shape[$1] })
        let variance = try x.variance(axes: axes, keep: true).doubles
        let means = offset.doubles
        for (place, value) in variance.enumerated() {
          let rounding = count * means[place] * 0x1p-52
          let isConstant = value <= count * 0x1p-52 * value + rounding * rounding
          divisor.set(place, .float(isConstant ? 1 : value.squareRoot()))
        }
      }
    case .minimumMaximum:
      offset = try x.reduced(.minimum, axes: axes, keep: true)
      let largest = try x.reduced(.maximum, axes: axes, keep: true)
      divisor = try .binary(.subtract, Operand(largest), Operand(offset))
      for (place, range) in divisor.doubles.enumerated() where range == 0 {
        divisor.set(place, .float(1))
      }
    }
  }
}
