import LessonOutput

/// Source code behind a bar, with light colours for Python.
extension TerminalContext {
  private static let keywords: Set<String> = [
    "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "False", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "None",
    "nonlocal", "not", "or", "pass", "raise", "return", "True", "try", "while", "with", "yield",
  ]

  private static let pythonNames: Set<String> = ["python", "py", "python3", "{python}"]

  /// Longer code has no colours: it is no code that people read.
  private static let longestColoured = 200_000

  /// - Parameter marked: lines, from 0, that stand out: where a stepper is.
  func code(_ source: String, language: String, width: Int, marked: ClosedRange<Int>? = nil)
    -> [StyledLine]
  {
    var text = source
    while text.last == "\n" { text.removeLast() }
    let isPython =
      text.utf8.count <= Self.longestColoured && Self.pythonNames.contains(language.lowercased())
    let lines = isPython ? python(text) : plain(text)
    return lines.enumerated().flatMap { number, line in
      let isMarked = marked?.contains(number) ?? false
      return fitted(line, width: width - 2, hang: 4).map {
        $0.prefixed(sign(isMarked ? "▸ " : "│ "), isMarked ? .strong : .dim)
      }
    }
  }

  private func plain(_ text: String) -> [StyledLine] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var clean = StyledLine()
      clean.append(self.text(expanded(line)).text, .plain)
      return clean
    }
  }

  /// Tabs as far as the next multiple of four; a carriage return is dropped.
  func expanded(_ line: some StringProtocol) -> String {
    var result = ""
    var column = 0
    for character in line where character != "\r" {
      if character == "\t" {
        let space = 4 - column % 4
        result += String(repeating: " ", count: space)
        column += space
      } else {
        result.append(character)
        column += DisplayWidth.of(character)
      }
    }
    return result
  }

  /// Keywords, strings, numbers and comments; a string may run over lines.
  private func python(_ source: String) -> [StyledLine] {
    var lines: [StyledLine] = []
    var open: String?
    for raw in source.split(separator: "\n", omittingEmptySubsequences: false) {
      let characters = text(expanded(raw)).characters
      var line = StyledLine()
      var index = 0
      func matches(_ mark: String, at place: Int) -> Bool {
        place + mark.count <= characters.count
          && String(characters[place..<place + mark.count]) == mark
      }
      while index < characters.count {
        if let mark = open {
          var end = index
          while end < characters.count, !matches(mark, at: end) {
            end += characters[end] == "\\" ? 2 : 1
          }
          end = min(characters.count, end)
          let closes = matches(mark, at: end)
          if closes {
            end += mark.count
            open = nil
          }
          line.append(String(characters[index..<end]), .string)
          index = end
          continue
        }
        let character = characters[index]
        var end = index + 1
        var style = TextStyle.plain
        if character == "#" {
          end = characters.count
          style = .dim
        } else if character == "\"" || character == "'" {
          let triple = String(repeating: character, count: 3)
          open = matches(triple, at: index) ? triple : String(character)
          end = index + (open?.count ?? 1)
          style = .string
        } else if character.isLetter || character == "_" {
          while end < characters.count,
            characters[end].isLetter || characters[end].isNumber || characters[end] == "_"
          { end += 1 }
          if Self.keywords.contains(String(characters[index..<end])) { style = .keyword }
        } else if character.isNumber {
          while end < characters.count,
            characters[end].isLetter || characters[end].isNumber || characters[end] == "."
          { end += 1 }
          style = .number
        }
        line.append(String(characters[index..<end]), style)
        index = end
      }
      // Only triple quotes go on in the next line.
      if open?.count == 1 { open = nil }
      lines.append(line)
    }
    return lines
  }
}
