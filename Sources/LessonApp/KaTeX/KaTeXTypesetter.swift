import Synchronization

/// Typesets the formulas of a command's pages by KaTeX; finds and loads it at the first formula.
final class KaTeXTypesetter: Sendable {
  private let state: Mutex<KaTeXState>

  init(_ places: KaTeXPlaces) {
    state = Mutex(KaTeXState(places: places))
  }

  /// Starts a page: its limits are its own.
  func startPage() { state.withLock { $0.startPage() } }

  /// The formula as markup; nil where it has to be shown as text.
  func markup(_ tex: String, display: Bool) -> String? {
    state.withLock { $0.markup(Formula(tex: tex, display: display)) }
  }

  /// The style for a page with these formulas.
  func style(_ formulas: [String]) -> String {
    state.withLock { state in
      guard let package = state.package else { return "" }
      let style = state.style ?? KaTeXStyle(package)
      state.style = style
      return style.text(formulas)
    }
  }

  /// The page's formulas that are shown as text though KaTeX is there.
  var problems: [FormulaProblem] { state.withLock { $0.problems } }

  /// Why nothing is typeset, once a formula asked for it.
  var obstacle: KaTeXObstacle? { state.withLock { $0.obstacle } }

  /// Keeps the new formulas for the next command.
  func save() { state.withLock { $0.formulas?.save() } }
}
