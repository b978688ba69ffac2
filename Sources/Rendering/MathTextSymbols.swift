/// What TeX's names are in Unicode.
enum MathTextSymbols {
  /// How a sign behaves in a formula; decides the spaces around it.
  enum Role {
    case ordinary, function, binary, relation, opening, closing, punctuation, fraction
  }

  static let names: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ϱ",
    "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "partial": "∂", "nabla": "∇", "infty": "∞", "ell": "ℓ", "hbar": "ℏ",
    "emptyset": "∅", "varnothing": "∅", "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬",
    "top": "⊤", "bot": "⊥", "prime": "′", "angle": "∠", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "ldots": "…", "dots": "…", "dotsc": "…", "dotsb": "⋯", "cdots": "⋯", "vdots": "⋮",
    "ddots": "⋱", "degree": "°", "circ": "∘", "%": "%", "$": "$", "#": "#", "&": "&", "_": "_",
    "backslash": "\\", "square": "□", "checkmark": "✓", "dagger": "†", "star": "⋆",
    "imath": "ı", "jmath": "ȷ",
  ]

  static let functions: Set<String> = [
    "log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "sup", "inf",
    "lim", "det", "dim", "ker", "deg", "gcd", "arg", "Pr", "sec", "csc", "cot", "arcsin",
    "arccos", "arctan", "limsup", "liminf",
  ]

  /// Large operators, set like functions.
  static let operators: [String: String] = [
    "sum": "∑", "prod": "∏", "int": "∫", "oint": "∮", "bigcup": "⋃", "bigcap": "⋂",
    "bigoplus": "⨁", "iint": "∬",
  ]

  static let binaries: [String: String] = [
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "odot": "⊙", "oplus": "⊕",
    "otimes": "⊗", "ast": "∗", "cup": "∪", "cap": "∩", "setminus": "∖", "wedge": "∧",
    "land": "∧", "vee": "∨", "lor": "∨", "bullet": "•",
  ]

  static let relations: [String: String] = [
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃", "cong": "≅",
    "propto": "∝", "ll": "≪", "gg": "≫", "lt": "<", "gt": ">", "to": "→", "rightarrow": "→",
    "longrightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔",
    "Rightarrow": "⇒", "Longrightarrow": "⇒", "implies": "⇒", "Leftarrow": "⇐",
    "Leftrightarrow": "⇔", "iff": "⇔", "mapsto": "↦", "in": "∈", "notin": "∉", "ni": "∋",
    "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "mid": "|", "parallel": "∥",
    "perp": "⊥", "coloneqq": "≔", "triangleq": "≜", "doteq": "≐", "uparrow": "↑",
    "downarrow": "↓", "nearrow": "↗", "searrow": "↘", "therefore": "∴", "because": "∵",
  ]

  static let openers: [String: String] = [
    "{": "{", "lbrace": "{", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈", "lvert": "|",
    "lVert": "‖", "lbrack": "[",
  ]

  static let closers: [String: String] = [
    "}": "}", "rbrace": "}", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉", "rvert": "|",
    "rVert": "‖", "rbrack": "]",
  ]

  /// Combining marks that go onto one letter.
  static let accents: [String: String] = [
    "hat": "\u{302}", "widehat": "\u{302}", "bar": "\u{304}", "overline": "\u{304}",
    "tilde": "\u{303}", "widetilde": "\u{303}", "vec": "\u{20D7}", "dot": "\u{307}",
    "ddot": "\u{308}", "check": "\u{30C}", "acute": "\u{301}", "grave": "\u{300}",
    "breve": "\u{306}", "underline": "\u{332}",
  ]

  /// What an accent is called where it can't stand on one letter.
  static let accentWords: [String: String] = [
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "vec": "vec",
  ]

  static let superscripts: [Character: Character] = table(
    "0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤′*∗",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ′**")

  static let subscripts: [Character: Character] = table(
    "0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")

  private static func table(_ plain: String, _ raised: String) -> [Character: Character] {
    Dictionary(zip(plain, raised), uniquingKeysWith: { first, _ in first })
  }

  /// Blackboard bold capitals; other letters stay as they are.
  static let blackboard: [Character: Character] = table("CHNPQRZE1", "ℂℍℕℙℚℝℤ𝔼𝟙")
}
