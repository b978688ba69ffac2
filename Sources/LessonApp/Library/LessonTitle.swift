import LessonDocument
import LessonOutput
import Rendering

/// The title a lesson goes by in lists: its front matter's, else its first heading.
enum LessonTitle {
  /// - Parameter unicode: false leaves formulas as TeX source.
  static func title(of lesson: LessonSource, unicode: Bool = true) -> String {
    if let title = lesson.frontMatter.title, !title.isEmpty { return title }
    for case .heading(_, _, let content) in lesson.prose { return text(content, unicode) }
    return ""
  }

  private static func text(_ inlines: [Inline], _ unicode: Bool) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .softBreak, .lineBreak: " "
      case .emphasis(let content), .strong(let content), .link(_, _, let content):
        text(content, unicode)
      case .image(_, _, let alternative): alternative
      case .math(let tex), .displayMath(let tex): unicode ? MathText.inline(tex) : tex
      case .number, .html, .footnote: ""
      }
    }.joined()
  }
}
