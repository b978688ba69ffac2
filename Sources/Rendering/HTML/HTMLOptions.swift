/// What a page needs to be told besides the lesson.
package struct HTMLOptions: Sendable {
  /// Shows scored keys, which a learner's page leaves out.
  package var isForInstructor = false
  /// Numbers the lines of executed code as in the lesson's file.
  package var showsLineNumbers = false
  /// The data of a picture as a `data:` URI, by its address in the lesson; nil where there is none.
  package var image: @Sendable (String) -> String? = { _ in nil }
  /// TeX source as readable text; a display formula may have several lines.
  package var mathText: @Sendable (_ tex: String, _ display: Bool) -> String = { tex, display in
    display ? MathText.lines(tex).joined(separator: "\n") : MathText.inline(tex)
  }
  /// Shows formulas as their TeX source.
  package var showsMathSource = false
  /// A formula typeset as markup, which is inserted as it stands; nil where it cannot be, and
  /// `mathText` is shown. Only a typesetter of our own may be given here.
  package var typesetMath: @Sendable (_ tex: String, _ display: Bool) -> String? = { _, _ in nil }
  /// The style that a page needs for these typeset formulas.
  package var typesetStyle: @Sendable (_ formulas: [String]) -> String = { _ in "" }

  package init() {}
}
