/// What the YAML at the top of a lesson says.
package struct FrontMatter: Sendable, Hashable {
  package var title: String?
  /// BCP 47 language of the prose.
  package var language: String?
  package var description: String?
  package var authors: [String] = []
  package var prerequisites: [String] = []
  package var seed = 0
  package var stepLimit: Int?
  /// In bytes.
  package var memoryLimit: Int?
  /// `float32` or `float64`, or nil.
  package var dtype: String?
  /// Files beside the lesson that blocks may read.
  package var data: [String] = []
  /// Only `{python}` fences run, as in Quarto.
  package var runsBracesOnly = false
  package var format = 1
  /// In a learner's copy: the lesson's name, a hash of the author's file, and the learner.
  package var lessonID: String?
  package var version: String?
  package var learner: String?

  /// Whether the file is a copy that a learner works in.
  package var isCopy: Bool { lessonID != nil && version != nil }

  /// Every key there is.
  package static let keys = [
    "title", "lang", "description", "authors", "prerequisites", "seed", "limits", "dtype", "data",
    "run", "format", "lesson", "version", "learner",
  ]

  package init() {}
}
