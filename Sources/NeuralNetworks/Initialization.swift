import Arrays

/// Scales of random starting weights: how far they spread so that signals keep their size from
/// layer to layer.
package enum Initialization: String, CaseIterable, Sendable {
  /// √(2/fan_in), for layers with ReLU (He, Zhang, Ren, Sun 2015).
  case kaiming
  /// √(2/(fan_in + fan_out)), for tanh and sigmoid (Glorot, Bengio 2010).
  case xavier
  /// √(1/fan_in) (LeCun, Bottou, Orr, Müller 1998).
  case lecun

  /// The standard deviation of the weights of one layer.
  package func deviation(fanIn: Int, fanOut: Int) -> Double {
    switch self {
    case .kaiming: (2 / Double(max(1, fanIn))).squareRoot()
    case .xavier: (2 / Double(max(1, fanIn + fanOut))).squareRoot()
    case .lecun: (1 / Double(max(1, fanIn))).squareRoot()
    }
  }

  /// How many numbers meet in one unit and how many units one number reaches, for weights of a
  /// shape: (in, out) of a linear layer, as in `x @ W`; (filters, channels, rows, columns) of a convolution.
  package static func fans(of shape: [Int]) -> (fanIn: Int, fanOut: Int) {
    guard shape.count > 1 else { return (shape.first ?? 1, shape.first ?? 1) }
    if shape.count == 2 { return (shape[0], shape[1]) }
    let window = shape.dropFirst(2).reduce(1, &*)
    return (shape[1] &* window, shape[0] &* window)
  }
}
