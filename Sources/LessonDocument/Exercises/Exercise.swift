import LessonOutput

/// What an executable block is to an exercise.
package struct CodePart: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case starter, solution, check, wrong, setup
  }

  package var kind: Kind
  /// The exercise's id; nil for a set-up that serves every exercise.
  package var exercise: String?
}

/// The parts that share an id.
package struct Exercise: Sendable, Hashable {
  package var id: String
  /// Text of the nearest heading above the first part.
  package var heading: String?
  /// The prose from the nearest heading, or from the exercise before, to the first part.
  package var prompt: [Prose] = []
  /// Indices into `LessonSource.blocks`.
  package var starter: Int?
  package var solutions: [Int] = []
  package var checks: [Int] = []
  package var wrongAnswers: [Int] = []
  package var setups: [Int] = []
  package var hints: [ProsePart] = []
  package var choices: [ProsePart] = []
  package var answers: [ProsePart] = []

  package init(id: String) { self.id = id }
}
