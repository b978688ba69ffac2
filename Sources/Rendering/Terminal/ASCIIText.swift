/// Signs of formulas and drawings for terminals without Unicode.
enum ASCIIText {
  /// The text with every sign we know replaced; letters of other scripts stay.
  static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var result = ""
    var script: Character?
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let character = Character(scalar)
      if let plain = raised[character] {
        if script != "^" {
          // 1.2×10⁻⁷ is 1.2e-7.
          if result.hasSuffix("*10") {
            result.removeLast(3)
            result += "e"
          } else {
            result += "^"
          }
        }
        result.append(plain)
        script = "^"
        continue
      }
      if let plain = lowered[character] {
        if script != "_" { result += "_" }
        result.append(plain)
        script = "_"
        continue
      }
      script = nil
      // 2×3 is a shape, 3 × 4 a product, 1.2×10⁻⁷ a power of ten.
      if character == "×", index + 1 < scalars.count,
        result.last.map({ $0.isASCII && $0.isNumber }) ?? false,
        ("0"..."9").contains(scalars[index + 1]),
        !(index + 3 < scalars.count && raised[Character(scalars[index + 3])] != nil)
      {
        result += "x"
        continue
      }
      if let word = combining[scalar.value] {
        result += word
      } else if let name = signs[character] {
        result += name
      } else if let name = letters[character] {
        // Two names side by side would read as one.
        if result.last.map({ $0.isLetter && $0.isASCII }) ?? false { result += " " }
        result += name
        let next = index + 1 < scalars.count ? Character(scalars[index + 1]) : " "
        if next.isLetter, signs[next] == nil { result += " " }
      } else {
        result.append(character)
      }
    }
    return result
  }

  private static let combining: [UInt32: String] = [
    0x302: "_hat", 0x304: "_bar", 0x303: "_tilde", 0x20D7: "_vec", 0x307: "_dot", 0x332: "",
    0xFE0F: "", 0x308: "_ddot",
  ]

  private static let raised: [Character: Character] = Dictionary(
    zip(
      "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
      "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW"),
    uniquingKeysWith: { first, _ in first })

  private static let lowered: [Character: Character] = Dictionary(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx"),
    uniquingKeysWith: { first, _ in first })

  private static let letters: [Character: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda",
    "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "∇": "grad",
    "∑": "sum", "∏": "prod", "∫": "int", "∀": "forall", "∃": "exists", "ℓ": "l", "ℝ": "R",
    "ℕ": "N", "ℤ": "Z", "𝔼": "E", "ℂ": "C", "ℙ": "P", "∞": "inf",
  ]

  private static let signs: [Character: String] = [
    "−": "-", "×": "*", "·": "*", "∂": "d", "′": "'", "″": "''", "‴": "'''", "√": "sqrt",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~=", "→": "->", "←": "<-", "⇒": "=>", "⇐": "<=",
    "⇔": "<=>", "↔": "<->", "↦": "|->", "∈": " in ", "∉": " not in ", "±": "+-", "∓": "-+",
    "÷": "/", "⊙": "(.)", "⊗": "(x)", "⊕": "(+)", "∗": "*", "∘": "o", "‖": "||", "∥": "||",
    "∼": "~", "∝": "~", "≡": "==", "⊤": "T", "…": "...", "⋯": "...", "–": "-", "—": "--",
    "“": "\"", "”": "\"", "‘": "'", "’": "'", "•": "*", "°": "deg", "≪": "<<", "≫": ">>",
    "│": "|", "─": "-", "┼": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+", "┤": "+",
    "┬": "+", "┴": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+", "▌": "|", "✓": "ok",
    "✗": "x", "☐": "[ ]", "☑": "[x]", "⟨": "<", "⟩": ">", "⌊": "floor(", "⌋": ")", "∅": "{}",
    "∪": "|", "∩": "&", "⋅": "*", "\u{A0}": " ", "⟦": "[", "⟧": "]", "▸": ">", "◂": "<",
    "●": "o", "↑": "^", "↓": "v", "━": "=", "═": "=",
  ]
}
