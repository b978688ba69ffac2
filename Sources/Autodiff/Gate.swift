import Arrays

/// One kind of operation on the tape: forward, backward, and what a reader should know of it.
///
/// Each gate has a file in `Gates/` and a line in `Gate.catalogue`.
package struct Gate: Sendable {
  package var name: String
  /// What is drawn in the gate's box.
  package var symbol: String
  package var rule: Rule
  /// What the gate does to a gradient, in a sentence.
  package var sentence: String
  /// What blocks call it: `*`, `np.multiply`.
  package var blockNames: [String]
  /// Where the rule is stated.
  package var source: String
  /// Where the derivative is not defined, and what is taken there.
  package var kinks: String?
  /// Operands at which the gradient check is run: one list an operand set.
  package var probes: [[Double]]

  package enum Rule: Sendable {
    case elementwise(ElementwiseRule)
    case tensor(any TensorRule.Type)
    /// A leaf or a constant: nothing flows on.
    case none
  }

  package init(
    _ name: String, symbol: String, _ rule: Rule, sentence: String, blockNames: [String] = [],
    source: String = "", kinks: String? = nil, probes: [[Double]] = []
  ) {
    self.name = name
    self.symbol = symbol
    self.rule = rule
    self.sentence = sentence
    self.blockNames = blockNames
    self.source = source
    self.kinks = kinks
    self.probes = probes
  }

  /// Whether the backward pass looks at the operands' values; where it needs their shapes alone, the
  /// tape keeps no copy of them.
  package var usesValues: Bool {
    if case .tensor(let rule) = rule { rule.usesValues } else { true }
  }

  package var elementwise: ElementwiseRule? {
    if case .elementwise(let rule) = rule { rule } else { nil }
  }
}

/// A rule that treats every element alike, stated as scalar formulas.
package struct ElementwiseRule: Sendable {
  package var forward: ScalarExpression
  /// The derivative with respect to each operand.
  package var locals: [ScalarExpression]
  package var kernel: Kernel

  /// The array loop that computes `forward`.
  package enum Kernel: Sendable {
    case unary(FloatFunction)
    case binary(BinaryOperation)
    case negate, absolute, relu
    /// The formula itself, step by step over whole arrays.
    case formula
  }

  package init(_ forward: ScalarExpression, locals: [ScalarExpression], kernel: Kernel) {
    self.forward = forward
    self.locals = locals
    self.kernel = kernel
  }
}

/// What a tensor gate knows when the gradient comes back.
package struct GateVisit {
  package let engine: Engine
  /// The gradient of the output with respect to this gate's output.
  package var upstream: Tensor
  package var operands: [Tensor]
  package var output: Tensor
  package var attribute: Attribute
  /// Operands that want a gradient.
  package var wanted: [Bool]
}

/// A gate whose backward pass is composed of other gates, so that it can itself be differentiated.
package protocol TensorRule: Sendable {
  /// The gate computed on other operands; nil for an attribute that is not the gate's.
  ///
  /// - Parameter shape: of the output when the gate was recorded.
  static func forward(
    _ engine: Engine, _ operands: [Tensor], _ attribute: Attribute, shape: [Int]
  ) throws -> Tensor?
  /// The gradient for each operand, in its shape; nil where none flows.
  static func backward(_ visit: GateVisit) throws -> [Tensor?]
  /// The local gradient in words or symbols: `xᵀ · upstream`.
  static func localText(operand: Int, names: [String], attribute: Attribute) -> String
  /// What the gate computed, in names: `W · x`.
  static func formula(names: [String], attribute: Attribute) -> String
  /// What stands in its box.
  static func label(attribute: Attribute) -> String?
  /// Whether `backward` reads values of operands or output, not only their shapes.
  static var usesValues: Bool { get }
}

extension TensorRule {
  package static var usesValues: Bool { false }
  package static func label(attribute: Attribute) -> String? { nil }
}

/// What a gate was told besides its operands.
package indirect enum Attribute {
  case none
  /// Reduced axes of the operand's shape, and whether they were kept as 1.
  case axes([Int], keep: Bool)
  case permutation([Int])
  case shape([Int])
  /// A strided part of the operand's memory, with what the reader typed: `[1:3]`.
  case region(Region, text: String)
  case axis(Int)
  /// Scalar parameters such as a slope.
  case number(Double)
  /// Where the windows of a convolution or an average lie.
  case windows(Windows)
  /// What each place of a max-pooling sees, and which element of the operand is the largest there.
  case pool(PoolRegions, winners: PoolWinners)
  /// A composition that is computed in one go.
  case fused(any FusedFunction)
  /// A call of a gate that the program defines.
  case learner(any LearnerGate)
}

/// Which elements of a row-major base a view or a selection takes, in order.
package struct Region: Sendable {
  package var shape: [Int]
  package var strides: [Int]
  package var offset: Int
  /// Explicit positions, where no strides can say it.
  package var positions: [Int]?

  package init(shape: [Int], strides: [Int], offset: Int, positions: [Int]? = nil) {
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.positions = positions
  }

  package init(_ view: NDArray) {
    self.init(shape: view.shape, strides: view.strides, offset: view.offset)
  }

  /// This part of a row-major base; shares the base's memory where strides can say it.
  package func view(of base: NDArray) -> NDArray {
    if let positions {
      return base.gathered(positions, shape: shape)
    }
    return NDArray(
      cell: base.cell, dtype: base.dtype, shape: shape, strides: strides,
      offset: base.offset + offset)
  }
}

/// A value in the engine: an array (0-d for numbers) and its node; 0 if untracked.
package struct Tensor {
  package var array: NDArray
  package var node: UInt32
  package var kind: NumberKind

  package init(_ array: NDArray, node: UInt32 = 0, kind: NumberKind = .array) {
    self.array = array
    self.node = node
    self.kind = kind
  }

  package init(_ value: Double) {
    self.init(NDArray(scalar: .float(value), .float64), kind: .float)
  }

  package var operand: Operand {
    Operand(array, isWeak: kind == .int || kind == .float || kind == .bool)
  }
}

/// What Python calls a value.
package enum NumberKind: UInt8, Sendable {
  /// Python's own numbers, weak in promotion.
  case bool, int, float
  /// A NumPy scalar such as `np.float64(0.5)`.
  case scalar
  case array
}
