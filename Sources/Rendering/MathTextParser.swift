/// Reads TeX math into pieces that know what spaces they want around them.
struct MathTextParser {
  typealias Role = MathTextSymbols.Role

  struct Piece {
    var text: String
    var role: Role
    /// One letter, number or bracketed group, so that it needs no brackets in a fraction.
    var isAtom = true
  }

  private enum Token: Equatable {
    case command(String)
    case character(Character)
    case open, close, raise, lower, ampersand, newline
  }

  private var tokens: [Token] = []
  private var position = 0

  init(_ tex: String) {
    let characters = Array(tex)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      index += 1
      switch character {
      case "{": tokens.append(.open)
      case "}": tokens.append(.close)
      case "^": tokens.append(.raise)
      case "_": tokens.append(.lower)
      case "&": tokens.append(.ampersand)
      case "%":
        while index < characters.count, !characters[index].isNewline { index += 1 }
      case "\\":
        guard index < characters.count else { break }
        if isLetter(characters[index]) {
          var name = ""
          while index < characters.count, isLetter(characters[index]) {
            name.append(characters[index])
            index += 1
          }
          tokens.append(.command(name))
        } else {
          let next = characters[index]
          index += 1
          tokens.append(next == "\\" ? .newline : .command(String(next)))
        }
      default: tokens.append(.character(character.isWhitespace ? " " : character))
      }
    }
  }

  private func isLetter(_ character: Character) -> Bool {
    character.isASCII && character.isLetter
  }

  // MARK: Rows and lists

  /// Rows of cells up to `\end{…}`, or to the end of the source.
  mutating func rows(depth: Int, until environment: String?) -> [[[Piece]]] {
    var rows: [[[Piece]]] = [[[]]]
    while position < tokens.count {
      switch tokens[position] {
      case .ampersand:
        position += 1
        rows[rows.count - 1].append([])
      case .newline:
        position += 1
        skipOptional()
        rows.append([[]])
      case .command("end"):
        position += 1
        let name = argumentText()
        if environment != nil { return rows }
        _ = name
      case .command("begin"):
        position += 1
        let name = argumentText()
        // The outermost alignment gives the rows themselves.
        if depth == 0, environment == nil, Self.alignments.contains(name),
          rows.count == 1, rows[0].count == 1, rows[0][0].isEmpty
        {
          let inner = self.rows(depth: depth + 1, until: name)
          rows = inner
        } else {
          append(self.environment(name, depth: depth + 1), to: &rows)
        }
      case .close:
        position += 1
      default:
        var last = rows[rows.count - 1].removeLast()
        atom(into: &last, depth: depth)
        rows[rows.count - 1].append(last)
      }
    }
    return rows
  }

  private func append(_ piece: Piece, to rows: inout [[[Piece]]]) {
    rows[rows.count - 1][rows[rows.count - 1].count - 1].append(piece)
  }

  private static let alignments: Set<String> = [
    "aligned", "align", "align*", "gather", "gather*", "gathered", "split", "equation",
    "equation*", "eqnarray", "alignedat", "multline",
  ]

  /// `\\[2pt]`: the length is not shown.
  private mutating func skipOptional() {
    guard position < tokens.count, tokens[position] == .character("[") else { return }
    if let end = tokens[position...].prefix(12).firstIndex(of: .character("]")) {
      position = end + 1
    }
  }

  private mutating func environment(_ name: String, depth: Int) -> Piece {
    if name == "array" || name == "alignedat" { _ = argumentText() }
    guard depth <= MathText.maximumDepth else { return Piece(text: "…", role: .ordinary) }
    let rows = rows(depth: depth, until: name).filter { row in row.contains { !$0.isEmpty } }
    let texts = rows.map { row in row.map { Self.join($0) } }
    switch name {
    case "cases":
      let inner = texts.map { $0.joined(separator: "  ") }.joined(separator: ";  ")
      return Piece(text: "{ " + inner + " }", role: .ordinary)
    case "matrix", "smallmatrix", "bmatrix", "pmatrix", "vmatrix", "Vmatrix", "Bmatrix", "array":
      let inner = texts.map { $0.joined(separator: " ") }.joined(separator: "; ")
      let brackets: (String, String) =
        switch name {
        case "pmatrix": ("(", ")")
        case "vmatrix": ("|", "|")
        case "Vmatrix": ("‖", "‖")
        case "array": ("", "")
        default: ("[", "]")
        }
      return Piece(text: brackets.0 + inner + brackets.1, role: .ordinary)
    default:
      let inner = texts.map { $0.joined(separator: " ") }.joined(separator: "; ")
      return Piece(text: inner, role: .ordinary, isAtom: false)
    }
  }

  /// The pieces of one argument: a group in braces or a single atom.
  private mutating func argument(depth: Int) -> [Piece] {
    skipSpaces()
    guard position < tokens.count else { return [] }
    var pieces: [Piece] = []
    if tokens[position] == .open {
      position += 1
      group(into: &pieces, depth: depth + 1)
    } else if case .character(let character) = tokens[position] {
      position += 1
      pieces.append(Self.sign(character))
    } else if ![.close, .raise, .lower, .ampersand, .newline].contains(tokens[position]) {
      single(into: &pieces, depth: depth + 1)
    }
    return pieces
  }

  private mutating func group(into pieces: inout [Piece], depth: Int) {
    if depth > MathText.maximumDepth {
      pieces.append(Piece(text: rawGroup(), role: .ordinary))
      return
    }
    while position < tokens.count, tokens[position] != .close {
      if tokens[position] == .ampersand || tokens[position] == .newline {
        position += 1
        pieces.append(Piece(text: ";", role: .punctuation))
      } else {
        atom(into: &pieces, depth: depth)
      }
    }
    position += 1
  }

  /// The source up to the brace that closes the group.
  private mutating func rawGroup() -> String {
    var open = 1
    var text = ""
    while position < tokens.count {
      let token = tokens[position]
      position += 1
      if token == .open { open += 1 }
      if token == .close { open -= 1 }
      if open == 0 { break }
      switch token {
      case .command(let name): text += "\\" + name
      case .character(let character): text.append(character)
      case .open: text += "{"
      case .close: text += "}"
      case .raise: text += "^"
      case .lower: text += "_"
      case .ampersand: text += "&"
      case .newline: text += " "
      }
    }
    return text
  }

  /// An argument as it is written, for `\text{…}` and names of environments.
  private mutating func argumentText() -> String {
    skipSpaces()
    guard position < tokens.count else { return "" }
    if tokens[position] == .open {
      position += 1
      return rawGroup()
    }
    if case .character(let character) = tokens[position] {
      position += 1
      return String(character)
    }
    return ""
  }

  private mutating func skipSpaces() {
    while position < tokens.count, tokens[position] == .character(" ") { position += 1 }
  }

  // MARK: Atoms

  /// One atom with the scripts that follow it.
  private mutating func atom(into pieces: inout [Piece], depth: Int) {
    let count = pieces.count
    single(into: &pieces, depth: depth)
    guard pieces.count > count || !pieces.isEmpty else { return }
    while true {
      let start = position
      skipSpaces()
      guard position < tokens.count, tokens[position] == .raise || tokens[position] == .lower
      else {
        position = start
        return
      }
      let isRaised = tokens[position] == .raise
      position += 1
      let script = Self.join(argument(depth: depth), isTight: true)
      guard !script.isEmpty, let last = pieces.indices.last else { continue }
      if !pieces[last].isAtom, pieces[last].role == .ordinary {
        pieces[last].text = "(" + pieces[last].text + ")"
        pieces[last].isAtom = true
      }
      pieces[last].text += Self.script(script, isRaised: isRaised)
    }
  }

  static func script(_ text: String, isRaised: Bool) -> String {
    let table = isRaised ? MathTextSymbols.superscripts : MathTextSymbols.subscripts
    let small = text.compactMap { table[$0] }
    if small.count == text.count { return String(small) }
    let mark = isRaised ? "^" : "_"
    let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
    return text.count == 1 || isBracketed ? mark + text : mark + "(" + text + ")"
  }

  private mutating func single(into pieces: inout [Piece], depth: Int) {
    guard position < tokens.count else { return }
    let token = tokens[position]
    position += 1
    switch token {
    case .character(" "), .close, .ampersand, .newline: break
    case .raise, .lower:
      // A script without a base stands on nothing.
      position -= 1
      pieces.append(Piece(text: "", role: .ordinary))
    case .character("'"):
      if let last = pieces.indices.last {
        pieces[last].text += "′"
      } else {
        pieces.append(Piece(text: "′", role: .ordinary))
      }
    case .character(let character):
      var piece = Self.sign(character)
      if character.isASCII, character.isNumber {
        while position < tokens.count, case .character(let next) = tokens[position],
          next.isASCII && next.isNumber || next == "." && isDigit(position + 1)
        {
          piece.text.append(next)
          position += 1
        }
      }
      pieces.append(piece)
    case .open:
      var inner: [Piece] = []
      group(into: &inner, depth: depth + 1)
      if inner.count == 1 {
        pieces += inner
      } else if !inner.isEmpty {
        pieces.append(Piece(text: Self.join(inner), role: .ordinary, isAtom: false))
      }
    case .command(let name) where depth > MathText.maximumDepth:
      pieces.append(Piece(text: name, role: .function))
    case .command(let name): command(name, into: &pieces, depth: depth)
    }
  }

  private func isDigit(_ index: Int) -> Bool {
    guard index < tokens.count, case .character(let next) = tokens[index] else { return false }
    return next.isASCII && next.isNumber
  }

  static func sign(_ character: Character) -> Piece {
    switch character {
    case "-": Piece(text: "−", role: .binary)
    case "+", "*", "/":
      Piece(text: String(character), role: character == "/" ? .ordinary : .binary)
    case "=", "<", ">", ":": Piece(text: String(character), role: .relation)
    case "(", "[": Piece(text: String(character), role: .opening)
    case ")", "]": Piece(text: String(character), role: .closing)
    case ",", ";": Piece(text: String(character), role: .punctuation)
    case "~": Piece(text: " ", role: .ordinary)
    default: Piece(text: String(character), role: .ordinary)
    }
  }

  private mutating func command(_ name: String, into pieces: inout [Piece], depth: Int) {
    func add(_ text: String, _ role: Role = .ordinary, isAtom: Bool = true) {
      pieces.append(Piece(text: text, role: role, isAtom: isAtom))
    }
    if let text = MathTextSymbols.names[name] {
      add(text)
    } else if let text = MathTextSymbols.binaries[name] {
      add(text, .binary)
    } else if let text = MathTextSymbols.relations[name] {
      add(text, .relation)
    } else if let text = MathTextSymbols.operators[name] {
      add(text, .function)
    } else if MathTextSymbols.functions.contains(name) {
      add(name, .function)
    } else if let text = MathTextSymbols.openers[name] {
      add(text, .opening)
    } else if let text = MathTextSymbols.closers[name] {
      add(text, .closing)
    } else if let mark = MathTextSymbols.accents[name] {
      let text = Self.join(argument(depth: depth))
      if text.count == 1 {
        add(text + mark)
      } else {
        add((MathTextSymbols.accentWords[name] ?? name) + "(" + text + ")")
      }
    } else {
      structure(name, into: &pieces, depth: depth)
    }
  }

  private mutating func structure(_ name: String, into pieces: inout [Piece], depth: Int) {
    func add(_ text: String, _ role: Role = .ordinary, isAtom: Bool = true) {
      pieces.append(Piece(text: text, role: role, isAtom: isAtom))
    }
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac":
      let top = argument(depth: depth)
      let bottom = argument(depth: depth)
      add(Self.over(top) + "/" + Self.under(bottom), .fraction, isAtom: false)
    case "binom":
      let (top, bottom) = (Self.join(argument(depth: depth)), Self.join(argument(depth: depth)))
      add("C(\(top), \(bottom))")
    case "sqrt":
      var index = ""
      skipSpaces()
      if position < tokens.count, tokens[position] == .character("[") {
        position += 1
        while position < tokens.count, tokens[position] != .character("]") {
          if case .character(let character) = tokens[position] { index.append(character) }
          position += 1
        }
        position += 1
      }
      let inner = argument(depth: depth)
      let text = Self.join(inner)
      let isShort = text.count == 1 || inner.count == 1 && text.allSatisfy(\.isNumber)
      let root =
        index == "3"
        ? "∛"
        : index.isEmpty || index == "2"
          ? "√"
          : Self.script(
            index, isRaised: true) + "√"
      add(isShort ? root + text : root + "(" + text + ")")
    case "text", "textrm", "textbf", "textit", "mbox", "texttt", "textsf":
      add(argumentText())
    case "operatorname", "mathop":
      if position < tokens.count, tokens[position] == .character("*") { position += 1 }
      add(Self.join(argument(depth: depth), isTight: true), .function)
    case "mathbb":
      let text = Self.join(argument(depth: depth))
      add(String(text.map { MathTextSymbols.blackboard[$0] ?? $0 }))
    case "mathbf", "mathrm", "mathit", "mathsf", "mathtt", "mathcal", "mathscr", "mathfrak",
      "boldsymbol", "bm", "pmb", "boxed", "displaystyle", "textstyle", "rm", "bf", "limits",
      "nolimits", "mathstrut":
      if position < tokens.count, tokens[position] == .open || name.hasPrefix("math") {
        let inner = argument(depth: depth)
        if inner.count == 1 {
          pieces += inner
        } else if !inner.isEmpty {
          let isWord = inner.allSatisfy { $0.role == .ordinary && $0.text.count == 1 }
          add(Self.join(inner), isAtom: isWord)
        }
      }
    case "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "Bigg", "middle":
      delimiter(name, into: &pieces, depth: depth)
    case "underbrace", "overbrace", "underset", "overset", "stackrel":
      let first = argument(depth: depth)
      if name.hasSuffix("brace") {
        pieces += first
      } else {
        let note = Self.join(first, isTight: true)
        pieces += argument(depth: depth)
        if let last = pieces.indices.last {
          pieces[last].text += Self.script(note, isRaised: name != "underset")
        }
      }
    case "xrightarrow":
      add(
        "→" + Self.script(Self.join(argument(depth: depth), isTight: true), isRaised: true),
        .relation)
    case "color", "textcolor", "tag", "label", "phantom", "hspace", "vspace":
      let text = argumentText()
      if name == "tag" { add("  (\(text))") }
    case "begin":
      let environmentName = argumentText()
      pieces.append(environment(environmentName, depth: depth + 1))
    case "end":
      _ = argumentText()
    case "not":
      let next = Self.join(argument(depth: depth))
      add(next == "=" ? "≠" : next == "∈" ? "∉" : next + "\u{338}", .relation)
    case "|": add("‖", .ordinary)
    case "quad", "qquad": add(name == "quad" ? "  " : "    ")
    case ",", ":", ";", " ": add(" ")
    case "!", "-", "/": break
    default: add(name, .function)
    }
  }

  /// `\left(`, `\right.`: the bracket itself; a dot is none.
  private mutating func delimiter(_ name: String, into pieces: inout [Piece], depth: Int) {
    skipSpaces()
    guard position < tokens.count else { return }
    let isLeft = name.hasSuffix("l") && name != "left" || name == "left"
    switch tokens[position] {
    case .character("."):
      position += 1
    case .character("|"):
      position += 1
      pieces.append(Piece(text: "|", role: isLeft ? .opening : .closing))
    case .command("|"):
      position += 1
      pieces.append(Piece(text: "‖", role: isLeft ? .opening : .closing))
    case .character, .command:
      single(into: &pieces, depth: depth + 1)
    default: break
    }
  }
}
