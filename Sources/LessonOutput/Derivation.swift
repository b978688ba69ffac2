/// The answer to `why`: where one number comes from, as a tree of true equations down to the leaves.
///
/// The tree is kept flat, in the order in which it is read: a step stands after the step that uses
/// it. A number that several steps use is derived once, under the one that is
/// nearest to the question.
package struct Derivation: Hashable, Sendable, Codable {
  /// Version of this format: fields are added, never changed.
  package var format = 1
  /// As it was asked.
  package var question: String
  /// What is differentiated, as the code names it; nil where no gradient is asked for.
  package var output: String?
  /// The block whose numbers these are: index into the run's blocks, its label, line of its fence.
  package var block: Int
  package var label: String?
  package var line: Int
  /// `steps[0]` is the number that was asked for.
  package var steps: [DerivationStep]
  /// Numbers behind these that are not listed.
  package var hidden = 0
  /// There are more than `hidden`; they were not all counted.
  package var hidesMore = false
  /// Remarks, such as other blocks that have the name.
  package var notes: [String] = []

  package init(question: String, block: Int, line: Int, steps: [DerivationStep]) {
    self.question = question
    self.block = block
    self.line = line
    self.steps = steps
  }

  /// The number that was asked for.
  package var value: Picture { steps.first?.value ?? Picture(.nan) }
}

/// One number and the arithmetic that gives it.
package struct DerivationStep: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable {
    /// An input of the graph.
    case leaf
    /// A number that no input has a part in.
    case constant
    /// The gradient of the output with respect to itself.
    case seed
    /// What a gate gives, or what gates send back.
    case computed
  }

  /// Index in `Derivation.steps`.
  package var id: Int
  /// The step under which it is derived; nil for the first.
  package var parent: Int?
  package var kind: Kind
  /// `q`, `h[2, 3]`, `W.grad[0, 1]`, `gate 4.grad`.
  package var name: String
  package var isGradient: Bool
  package var value: Picture
  /// The right side in names: `q.grad·y`, `x[0] + b`. Empty for leaves.
  package var formula: String
  /// The arithmetic, true as printed: `−4 = 1 × (−4)`. Empty for leaves.
  package var equation: String
  /// Why this arithmetic: `∂f/∂q = z`, what the gate does, `input`.
  package var reason: String
  /// The call it happens in: `sigmoid`.
  package var call: String?
  /// Line in the file.
  package var line: Int?
  /// Name of the gate in the catalogue; for a gradient the gate that sends it, if it is one.
  package var gate: String
  /// `TraceNode.id` of the node whose value or gradient this is, where the trace lists it.
  package var node: Int?
  /// Which element of the node: one index an axis; empty for a number.
  package var element: [Int]
  /// The steps that derive the numbers in the equation. One whose parent is another step stands
  /// there, above or below.
  package var children: [Int]
  /// Numbers in the equation that are not listed.
  package var omitted: Int

  package init(
    id: Int, parent: Int?, kind: Kind, name: String, isGradient: Bool, value: Picture,
    formula: String = "", equation: String = "", reason: String = "", call: String? = nil,
    line: Int? = nil, gate: String, node: Int? = nil, element: [Int] = [], children: [Int] = [],
    omitted: Int = 0
  ) {
    self.id = id
    self.parent = parent
    self.kind = kind
    self.name = name
    self.isGradient = isGradient
    self.value = value
    self.formula = formula
    self.equation = equation
    self.reason = reason
    self.call = call
    self.line = line
    self.gate = gate
    self.node = node
    self.element = element
    self.children = children
    self.omitted = omitted
  }
}

/// Why a question has no answer, and what to ask instead.
package struct QuestionProblem: Error, Hashable, Sendable {
  package enum Kind: Sendable {
    /// The question cannot be read.
    case malformed
    /// It can be read, but the run has no such number.
    case unanswered
    /// The number is there, but no gradient reaches it.
    case withoutGradient
  }

  package var kind: Kind
  package var message: String
  /// The next move.
  package var hint: String?

  package init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }
}
