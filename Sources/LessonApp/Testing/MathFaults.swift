/// What keeps TeX from being read as math: braces and commands that lack their other half.
///
/// It knows nothing of single commands' meanings beyond how many arguments the common ones take;
/// KaTeX says more where it is installed.
enum MathFaults {
  private static let arguments: [String: Int] = [
    "frac": 2, "dfrac": 2, "tfrac": 2, "cfrac": 2, "binom": 2, "sqrt": 1, "text": 1, "mathrm": 1,
    "mathbf": 1, "mathbb": 1, "mathcal": 1, "hat": 1, "bar": 1, "vec": 1, "overline": 1,
    "underline": 1, "operatorname": 1, "boldsymbol": 1,
  ]

  private enum Token: Equatable {
    case command(String), open, close, script(Character), other
  }

  /// The first fault, or nil.
  static func find(_ tex: String) -> String? {
    let tokens = tokens(tex)
    if tex.last == "\\", !tex.hasSuffix("\\\\") { return "it ends in a lone `\\`" }
    var depth = 0
    var lefts = 0
    var environments: [Int] = []
    for (index, token) in tokens.enumerated() {
      switch token {
      case .open: depth += 1
      case .close:
        depth -= 1
        if depth < 0 { return "a `}` closes nothing" }
      case .command("left"): lefts += 1
      case .command("right"):
        lefts -= 1
        if lefts < 0 { return "a `\\right` has no `\\left`" }
      case .command("begin"): environments.append(index)
      case .command("end"):
        if environments.popLast() == nil { return "an `\\end` has no `\\begin`" }
      case .command, .script, .other: break
      }
    }
    if depth > 0 { return depth == 1 ? "a `{` is not closed" : "\(depth) `{` are not closed" }
    if lefts > 0 { return "a `\\left` has no `\\right`" }
    if !environments.isEmpty { return "a `\\begin` has no `\\end`" }
    for (index, token) in tokens.enumerated() {
      switch token {
      case .script(let sign):
        if !hasArgument(tokens, index + 1) { return "nothing follows `\(sign)`" }
      case .command(let name):
        guard let count = arguments[name] else { continue }
        var place = index + 1
        for number in 0..<count {
          guard hasArgument(tokens, place) else {
            return "`\\\(name)` has \(number) of its \(count) "
              + (count == 1 ? "argument" : "arguments")
          }
          place = afterArgument(tokens, place)
        }
      default: break
      }
    }
    return nil
  }

  private static func hasArgument(_ tokens: [Token], _ index: Int) -> Bool {
    tokens.indices.contains(index) && tokens[index] != .close
  }

  private static func afterArgument(_ tokens: [Token], _ index: Int) -> Int {
    guard tokens[index] == .open else { return index + 1 }
    var depth = 0
    for place in index..<tokens.count {
      if tokens[place] == .open { depth += 1 }
      if tokens[place] == .close { depth -= 1 }
      if depth == 0 { return place + 1 }
    }
    return tokens.count
  }

  /// Without spaces and comments; `\{` is a sign like others.
  private static func tokens(_ tex: String) -> [Token] {
    var tokens: [Token] = []
    var rest = tex[...]
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        let name = rest.prefix { $0.isLetter && $0.isASCII }
        if name.isEmpty {
          if rest.popFirst() != nil { tokens.append(.other) }
        } else {
          rest = rest.dropFirst(name.count)
          tokens.append(.command(String(name)))
        }
      case "{": tokens.append(.open)
      case "}": tokens.append(.close)
      case "^", "_": tokens.append(.script(character))
      case "%": rest = rest.drop { $0 != "\n" }
      default: if !character.isWhitespace { tokens.append(.other) }
      }
    }
    return tokens
  }
}
