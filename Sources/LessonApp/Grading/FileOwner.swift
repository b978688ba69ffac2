import LessonDocument
import LessonOutput

/// Whose file is judged, and so with which numbers of `variants:`.
package struct FileOwner: Hashable, Sendable {
  /// Known by the roster or by the file's name; nil leaves it to what stands in the file.
  package var learner: String?
  /// No copy of the class names a learner.
  package var isNamelessClass: Bool

  package init(learner: String? = nil, isNamelessClass: Bool = false) {
    self.learner = learner
    self.isNamelessClass = isNamelessClass
  }

  /// The learner whose numbers count; nil takes the first of each.
  ///
  /// Who is known decides, or one answer would serve the class: anybody can take `learner:` out of a
  /// copy. Where the whole class had copies without it, and this one still says that its numbers
  /// are the first, they are.
  func learner(of submission: Submission, _ lesson: LessonSource) -> (id: String?, note: String?) {
    let named = submission.learner.flatMap { $0.isEmpty ? nil : $0 }
    guard let learner else { return (named, nil) }
    if named != nil { return (learner, nil) }
    let varied = lesson.exercises.compactMap { exercise in
      exercise.starter.map { (exercise.id, lesson.blocks[$0].options.variants) }
    }.filter { $0.1.contains { $0.values.count > 1 } }
    if varied.isEmpty { return (nil, nil) }
    let hasFirst = varied.allSatisfy { id, variants in
      guard case .block(let block, _)? = submission.code[id] else { return true }
      let first = variants.map {
        BlockOptions.Variant(name: $0.name, values: Array($0.values.prefix(1)))
      }
      return block.options.variants == first
    }
    if isNamelessClass, hasFirst { return (nil, nil) }
    return (learner, "the copy names nobody; judged with `\(learner)`'s numbers")
  }
}
