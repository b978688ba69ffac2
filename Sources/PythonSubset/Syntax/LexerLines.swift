import Diagnostics

extension Lexer {
  /// Measures a line's indentation without moving: its widths and where its text begins.
  func measureLine() -> (indent: (width: Int, narrow: Int), first: Int) {
    var index = position
    var width = 0
    var narrow = 0
    while true {
      switch byte(index) {
      case 0x20:
        width += 1
        narrow += 1
      case 0x09:
        width = (width / 8 + 1) * 8
        narrow += 1
      case 0x0C:
        width = 0
        narrow = 0
      default:
        return ((width, narrow), index)
      }
      index += 1
    }
  }

  /// Skips blank lines and writes the indentation tokens of the next line that holds something;
  /// false at the end of the text.
  mutating func beginLine() -> Bool {
    while position < bytes.count {
      let lineStart = position
      let (indent, first) = measureLine()
      position = first
      let next = byte(first)
      if first >= bytes.count { return false }
      if isLineBreak(next) || next == UInt8(ascii: "#") {
        skipToLineEnd()
        skipLineBreak()
        continue
      }
      lineIndent = indent.width
      let isIndented = writeIndentation(indent, lineStart, first)
      lineFirstToken = tokens.count
      if !isIndented || readCommand() { continue }
      return true
    }
    return false
  }

  /// False when the indentation was a mistake and the line has been skipped.
  private mutating func writeIndentation(
    _ indent: (width: Int, narrow: Int), _ lineStart: Int, _ first: Int
  ) -> Bool {
    let top = indents[indents.count - 1]
    if indent.width == top.width {
      return indent.narrow == top.narrow || failTabs(lineStart, first)
    }
    if indent.width > top.width {
      if indent.narrow <= top.narrow { return failTabs(lineStart, first) }
      if indents.count >= SyntaxLimits.nesting {
        skipBadLine(
          SyntaxProblem(
            "too many levels of indentation", hint: "move the inner blocks into functions",
            span: Span(lineStart, first), pythonType: "IndentationError"))
        return false
      }
      indents.append(indent)
      append(.indent, lineStart, first)
      return true
    }
    while indents.count > 1, indents[indents.count - 2].width >= indent.width {
      indents.removeLast()
      append(.dedent, first, first)
    }
    let last = indents.count - 1
    if indents[last].width > indent.width {
      // The innermost block goes on at this width, so that the lines after it are read as meant.
      indents[last] = indent
      skipBadLine(
        SyntaxProblem(
          "unindent does not match any outer indentation level",
          hint: "line it up with the block it belongs to", span: Span(first, first + 1),
          pythonType: "IndentationError"))
      return false
    }
    return indents[last].narrow == indent.narrow || failTabs(lineStart, first)
  }

  private mutating func failTabs(_ lineStart: Int, _ first: Int) -> Bool {
    skipBadLine(
      SyntaxProblem(
        "inconsistent use of tabs and spaces in indentation",
        hint: "indent with spaces only", span: Span(lineStart, max(first, lineStart + 1)),
        pythonType: "TabError"))
    return false
  }

  private mutating func skipBadLine(_ problem: SyntaxProblem) {
    fail(problem)
    hasFailed = false
    skipToLineEnd()
    append(.newline, position, position)
    skipLineBreak()
  }

  /// Whether this line, inside brackets, can only be the next statement: the bracket above was
  /// forgotten, and the lines after it are still to be read.
  func beginsStatement() -> Bool {
    let (indent, first) = measureLine()
    let next = byte(first)
    guard indent.width <= lineIndent, isNameByte(next), !isDigit(next) else { return false }
    var end = first
    while isNameByte(byte(end)) { end += 1 }
    if byte(end) == UInt8(ascii: "'") || byte(end) == UInt8(ascii: "\"") { return false }
    switch Token.Kind.keyword(bytes[first..<end]) {
    case .def, .class, .return, .import, .while, .with, .try, .except, .finally, .raise, .pass,
      .break, .continue, .del, .global, .nonlocal, .assert, .elif:
      return true
    case nil:
      // Two operands with nothing between them.
      switch tokens.last?.kind {
      case .name, .integer, .real, .string, .formatEnd, .rightParenthesis, .rightBracket,
        .rightBrace, .true, .false, .some(.none):
        return true
      default: return false
      }
    default: return false
    }
  }

  // MARK: Notebook commands

  /// Drops a notebook command (`%matplotlib inline`, `!pip …`, `name?`) with a note.
  ///
  /// `%time` runs the statement after it, so only the word goes.
  private mutating func readCommand() -> Bool {
    let start = position
    let first = byte(start)
    let percent = UInt8(ascii: "%")
    let isHelp = first != percent && first != UInt8(ascii: "!") && endsWithQuestion(start)
    guard first == percent || first == UInt8(ascii: "!") || isHelp else { return false }
    var end = start
    while true {
      while end < bytes.count, !isLineBreak(bytes[end]) { end += 1 }
      guard end > start, byte(end - 1) == UInt8(ascii: "\\"), end < bytes.count else { break }
      end += byte(end) == 0x0D && byte(end + 1) == 0x0A ? 2 : 1
    }
    let isCell = first == percent && byte(start + 1) == percent
    var wordEnd = start + (isCell ? 2 : 1)
    while isNameByte(byte(wordEnd)) { wordEnd += 1 }
    let word = String(decoding: bytes[start..<min(wordEnd, bytes.count)], as: UTF8.self)
    if word == "%time", byte(wordEnd) == 0x20 {
      note("`%time` is a notebook command; the statement after it runs without it", start, wordEnd)
      position = wordEnd
      while byte(position) == 0x20 || byte(position) == 0x09 { position += 1 }
      return position >= bytes.count || isLineBreak(byte(position))
    }
    if isCell, !["%%time", "%%timeit", "%%capture", "%%prun"].contains(word) {
      fail(
        .refusal(
          "`\(word)` cells", hint: "keep only Python in the block", span: Span(start, wordEnd)))
      hasFailed = false
      append(.newline, bytes.count, bytes.count)
      position = bytes.count
      return true
    }
    let shown = String(decoding: bytes[start..<min(end, start + 60)], as: UTF8.self)
    note("`\(shown)` is a notebook command and was left out", start, end)
    append(.command, start, end)
    append(.newline, end, end)
    position = end
    skipLineBreak()
    return true
  }

  private mutating func note(_ message: String, _ start: Int, _ end: Int) {
    notes.append(SyntaxNote(message, span: Span(start, end)))
  }

  /// Whether a line asks for help: `?name`, `name?` or `name??`.
  private func endsWithQuestion(_ start: Int) -> Bool {
    let question = UInt8(ascii: "?")
    var index = start
    while byte(index) == question { index += 1 }
    let nameStart = index
    while isNameByte(byte(index)) || byte(index) == UInt8(ascii: ".") { index += 1 }
    guard index > nameStart else { return false }
    let nameEnd = index
    while byte(index) == question { index += 1 }
    guard nameStart > start || index > nameEnd else { return false }
    while byte(index) == 0x20 || byte(index) == 0x09 { index += 1 }
    return index >= bytes.count || isLineBreak(byte(index))
  }
}
