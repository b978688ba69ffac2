extension Gate {
  /// Every gate there is. A gate's code on the tape is its position here; the first ones are those
  /// that `GateCode` names for the fast paths.
  package static let catalogue: [Gate] = [
    leaf, constant, add, subtract, multiply, divide, power, negate, exp, log, squareRoot, tanh,
    sigmoid, relu, maximum, minimum, absolute,
    sin, cos, tan, arctan, sinh, cosh, log1p, expm1, log2, log10,
    arcsin, arccos, arcsinh, arccosh, arctanh, exp2, cubeRoot, erf, erfc, hypot, degrees, radians,
    floor, ceiling, truncate, nearest, sign,
    leakyRelu, prelu, elu, selu, gelu, geluTanh, softplus,
    sum, cumulativeSum, product, mean, largest, smallest, matrixProduct,
    convolution, convolutionInput, convolutionFilter, maxPool, averagePool,
    reshape, transpose, broadcast, copy, index, place, write, concatenate, stack, choose,
    fused, learner,
  ]

  /// An input of the graph.
  package static let leaf = Gate(
    "leaf", symbol: "", .none, sentence: "A leaf keeps the gradient: it is an input of the graph.")

  /// A number that no gradient is wanted for.
  package static let constant = Gate(
    "constant", symbol: "", .none, sentence: "A constant needs no gradient.")

  private static let codes = Dictionary(
    uniqueKeysWithValues: catalogue.enumerated().map { ($0.element.name, UInt8($0.offset)) })

  /// The code of a gate by its name; `leaf` for an unknown one.
  package static func code(named name: String) -> UInt8 { codes[name] ?? GateCode.leaf }

  package static func named(_ name: String) -> Gate? { codes[name].map { catalogue[Int($0)] } }
}

/// Codes of the gates that have a fast path, equal to their positions in the catalogue (a test compares).
package enum GateCode {
  package static let leaf: UInt8 = 0
  package static let constant: UInt8 = 1
  package static let add: UInt8 = 2
  package static let subtract: UInt8 = 3
  package static let multiply: UInt8 = 4
  package static let divide: UInt8 = 5
  package static let power: UInt8 = 6
  package static let negate: UInt8 = 7
  package static let exp: UInt8 = 8
  package static let log: UInt8 = 9
  package static let squareRoot: UInt8 = 10
  package static let tanh: UInt8 = 11
  package static let sigmoid: UInt8 = 12
  package static let relu: UInt8 = 13
  package static let maximum: UInt8 = 14
  package static let minimum: UInt8 = 15
  package static let absolute: UInt8 = 16
}
