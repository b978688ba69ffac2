/// How a page shows formulas.
package enum MathMode: String, Sendable, CaseIterable {
  /// Typeset by KaTeX.
  case katex
  /// As Unicode text, with the source as title.
  case unicode
  /// As TeX source.
  case source
}
