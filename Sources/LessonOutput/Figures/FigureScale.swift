#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How an axis maps values to places.
package struct FigureScale: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable { case linear, log, symlog, logit }
  package var kind: Kind
  package var base = 10.0
  /// Within ± this, a symmetric logarithmic scale is linear.
  package var threshold = 2.0
  /// Decades that the linear part of a symmetric scale is as long as.
  package var linearScale = 1.0

  package init(_ kind: Kind, base: Double = 10, threshold: Double = 2) {
    self.kind = kind
    self.base = base
    self.threshold = threshold
  }

  package static let linear = FigureScale(.linear)

  /// Far below what can be shown: where a logarithmic axis puts what has no logarithm.
  private static let below = -1000.0

  package func transformed(_ value: Double) -> Double {
    switch kind {
    case .linear: return value
    case .log: return value > 0 ? log10(value) / log10(base) : value.isNaN ? .nan : Self.below
    case .logit: return value > 0 && value < 1 ? log10(value / (1 - value)) : .nan
    case .symlog:
      let adjusted = linearScale / (1 - 1 / base)
      let size = abs(value)
      if size <= threshold { return value * adjusted }
      let far = threshold * (adjusted + log10(size / threshold) / log10(base))
      return value < 0 ? -far : far
    }
  }

  package func inverse(_ place: Double) -> Double {
    switch kind {
    case .linear: return place
    case .log: return pow(base, place)
    case .logit: return 1 / (1 + pow(10, -place))
    case .symlog:
      let adjusted = linearScale / (1 - 1 / base)
      let size = abs(place)
      if size <= threshold * adjusted { return place / adjusted }
      let far = threshold * pow(base, size / threshold - adjusted)
      return place < 0 ? -far : far
    }
  }
}
