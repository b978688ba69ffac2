import Diagnostics
import LessonDocument
import PythonSubset

/// Live numbers of the prose that name a variant, as one learner sees them.
package enum VariantNumbers {
  /// The exercise whose variants an expression at a line of the file means: the next one below that
  /// has one of its names, else the last above.
  static func exercise(_ expression: String, line: Int, in lesson: LessonSource) -> Exercise? {
    let names = AnswerCode(expression).names
    guard !names.isEmpty else { return nil }
    let known = lesson.exercises.compactMap { exercise -> (line: Int, exercise: Exercise)? in
      guard let starter = exercise.starter,
        lesson.blocks[starter].options.variants.contains(where: { names.contains($0.name) })
      else { return nil }
      return (lesson.blocks[starter].fenceLine, exercise)
    }
    return known.first { $0.line >= line }?.exercise ?? known.last?.exercise
  }

  /// Nil for a number that no variant stands in.
  package static func text(of site: NumberSite, in lesson: LessonSource, learner: String?)
    -> String?
  {
    guard let exercise = exercise(site.expression, line: site.number.line, in: lesson) else {
      return nil
    }
    return BigStack.run {
      let session = Session()
      session.prepare(seed: lesson.frontMatter.seed)
      bind(exercise, lesson, learner, session)
      return LiveNumbers.evaluate(site, session, []).computed
    }
  }

  /// Binds an exercise's variants as names of a session.
  static func bind(
    _ exercise: Exercise, _ lesson: LessonSource, _ learner: String?, _ session: Session
  ) {
    guard let starter = exercise.starter else { return }
    for variant in lesson.blocks[starter].options.variants {
      let value = Variants.value(of: variant, exercise: exercise.id, learner: learner)
      if let bound = try? session.evaluate(value) { session.setGlobal(variant.name, bound) }
    }
  }
}
