/// The elements of an array in row-major order, as much as printing needs to know of them.
package enum ArrayElements {
  case float64([Double])
  case float32([Float])
  /// Integers of any width.
  case integer([Int])
  /// Those of uint64, which may lie past Int.
  case unsigned([UInt])
  case bool([Bool])
  /// Elements that are printed as they are: strings and objects, by their `repr`.
  case words([String])

  package var count: Int {
    switch self {
    case .float64(let values): values.count
    case .float32(let values): values.count
    case .integer(let values): values.count
    case .unsigned(let values): values.count
    case .bool(let values): values.count
    case .words(let values): values.count
    }
  }
}

/// What `np.set_printoptions` changes.
package struct ArrayTextOptions: Hashable, Sendable {
  /// How many digits after the point.
  package enum FloatMode: String, Hashable, Sendable {
    case fixed, unique, maxprec
    case maxprecEqual = "maxprec_equal"
  }

  package var precision = 8
  /// Arrays with more elements are summarised.
  package var threshold = 1000
  /// Elements shown at each end of a summarised axis.
  package var edgeItems = 3
  package var lineWidth = 75
  /// No exponents for small numbers.
  package var suppress = false
  package var floatMode = FloatMode.maxprec

  package init() {}
}
