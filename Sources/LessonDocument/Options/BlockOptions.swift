/// The options of an executable block, from its `#|` lines.
package struct BlockOptions: Sendable, Hashable {
  package enum Trace: Sendable, Hashable {
    case none
    /// `trace: true`: the last top-level name that is bound to a tracked scalar.
    case auto(Bool)
    case names([String])
  }

  package enum Reveal: String, Sendable, Hashable, CaseIterable {
    case never
    case afterPass = "after-pass"
    case afterThreeTries = "after-3-tries"
    case always
  }

  /// `n in 2, 3, 5`: the values that a learner's number is drawn from, as written.
  package struct Variant: Sendable, Hashable {
    package var name: String
    package var values: [String]

    package init(name: String, values: [String]) {
      self.name = name
      self.values = values
    }
  }

  package var label: String?
  package var trace = Trace.none
  /// Nil: the default leaves.
  package var leaves: [String]?
  /// Of `graph`, `table`, `steps`; empty: all that fit.
  package var view: [String] = []
  package var depth: Int?
  package var zoom: String?
  package var gradientCheck = false
  /// The trace, by its output, that names such as `dW` of this block are compared with.
  package var compare = Trace.none
  package var predict: String?
  package var points: Double?

  package var eval = true
  package var echo = true
  package var output = true
  package var include = true
  package var codeFold = false
  package var error = false
  package var figAlt: String?
  package var figCap: String?

  package var seed: Int?
  package var steps: Int?
  /// In bytes.
  package var memory: Int?

  package var exercise: String?
  package var solution = false
  package var reveal = Reveal.afterPass
  package var check: String?
  package var hidden = false
  package var fail: String?
  package var wrong: String?
  package var says: String?
  package var setup = false
  package var needs: [String] = []
  package var allOrNothing = false
  package var variants: [Variant] = []
  package var objects = false
  /// Names that checks take from the answer; empty: those that solution and starter bind.
  package var defines: [String] = []
  /// What an answer must give gradients of; empty: what the solution gives them of.
  package var gradients: [String] = []
  /// In a learner's copy: messages of wrong answers, sealed, and how many checks are not in it.
  package var known: [String] = []
  package var hiddenChecks: Int?
  /// In a learner's copy: what tells whether the code is as it was handed out.
  package var handedOut: String?

  /// The keys that were given, each with the line of its `#|` line in the block, from 1.
  package var given: [String: Int] = [:]

  package init() {}
}
