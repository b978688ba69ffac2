import Diagnostics
import LessonOutput

/// A lesson file, read but not run.
package struct LessonSource: Sendable {
  package var source: SourceText
  package var frontMatter: FrontMatter
  /// `.block(i)` indexes `blocks`, `.number(i)` indexes `numbers`.
  package var prose: [Prose]
  /// The executable fences, in order.
  package var blocks: [SourceBlock]
  /// The live numbers, in order.
  package var numbers: [NumberSite]
  /// Exercises in the order of their first parts; recognised, not graded.
  package var exercises: [Exercise]
  /// In the order of the file. Errors are what breaks the lesson.
  package var diagnostics: [Diagnostic]
  /// Where comments stand that are neither parts of exercises nor live numbers: the author's own.
  package var remarks: [Span] = []

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A live number and where it stands.
package struct NumberSite: Sendable, Hashable {
  package var number: LiveNumber
  /// The block that the expression names, as in `neuron:x.grad`.
  package var label: String?
  /// The expression without the label.
  package var expression: String
  /// The bytes of the shown text in the file; of the whole code span for `` `{python} f` ``,
  /// where nothing is to be rewritten.
  package var span: Span
  /// Whether the shown text stands in the file, so that it can be rewritten.
  package var isRewritable: Bool { !number.shown.isEmpty }
}

/// An executable fence.
package struct SourceBlock: Sendable, Hashable {
  package var label: String?
  package var options: BlockOptions
  /// The fence's text, option lines included, with `\n` line endings: line `n` of it is line
  /// `firstLine + n - 1` of the file.
  package var code: String
  package var fenceLine: Int
  package var firstLine: Int
  /// Columns that indentation and quote marks take away: a column of the file is a column of
  /// `code` plus this.
  package var columnOffset: Int
  /// For lines that have another offset than `columnOffset`: by line of `code`, from 1.
  package var unusualOffsets: [Int: Int]
  /// What the block is to an exercise, or nil.
  package var part: CodePart?

  /// The place in the file of a place in the code, both from 1.
  package func location(line: Int, column: Int) -> Location {
    Location(
      line: firstLine + line - 1, column: column + (unusualOffsets[line] ?? columnOffset))
  }
}
