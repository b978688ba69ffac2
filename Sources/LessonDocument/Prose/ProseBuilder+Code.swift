import Diagnostics
import LessonOutput

/// Which fences run.
enum Executable {
  /// - Parameter info: the fence's info string.
  static func isExecutable(_ info: String, bracesOnly: Bool) -> Bool {
    let text = info.lowercased()
    if text.hasPrefix("{python") {
      let next = text.utf8.dropFirst(7).first
      return text.utf8.contains(UInt8(ascii: "}"))
        && (next == UInt8(ascii: "}") || next == 0x20 || next == UInt8(ascii: ","))
    }
    let word = text.prefix { $0 != " " && $0 != "\t" }
    return !bracesOnly && ["python", "py", "python3"].contains(word)
  }

  static func language(_ info: String) -> String {
    String(info.prefix { $0 != " " && $0 != "\t" })
  }
}

extension ProseBuilder {
  mutating func code(
    _ node: MarkdownTree.Node, info: String, text: String, _ page: Page
  ) -> [Prose] {
    let isExecutable = Executable.isExecutable(info, bracesOnly: runsBracesOnly)
    guard page.kind == .document else {
      if isExecutable {
        diagnostics.add(
          .warning, "A code block in this HTML does not run.",
          hint: "Leave an empty line after the HTML tags: Markdown starts again there.",
          line: page.linesAbove)
      }
      return [.code(language: Executable.language(info), text: text.withLineFeeds)]
    }
    let fenceLine = node.startLine + page.linesAbove
    let isFenced = checkFence(node, text, fenceLine, page)
    guard isExecutable, isFenced, !isInAnswer else {
      return [.code(language: Executable.language(info), text: text.withLineFeeds)]
    }
    return addBlocks(text.withLineFeeds, fenceLine: fenceLine)
  }

  /// One block, or several where the closing fence of one is missing and the next one opens in it.
  private mutating func addBlocks(_ text: String, fenceLine: Int) -> [Prose] {
    let lines = text.textLines
    var start = 0
    var added: [Prose] = []
    for (index, line) in lines.enumerated() where index >= start && isOpening(line) {
      guard lines.indices.contains(index + 1), lines[index + 1].hasPrefix("#|") else { continue }
      let (first, next) = (fenceLine + start, fenceLine + index + 1)
      diagnostics.add(
        .error,
        "The block that starts in line \(first) is never closed: line \(next) opens the next.",
        hint: "Put a line ``` below the code of the first.", line: first)
      addBlock(code: lines[start..<index].map { $0 + "\n" }.joined(), fenceLine: first)
      added.append(.block(blocks.count - 1))
      start = index + 1
    }
    let rest = lines[start...].joined(separator: "\n")
    addBlock(code: added.isEmpty ? text : rest, fenceLine: fenceLine + start)
    return added + [.block(blocks.count - 1)]
  }

  /// Whether a line of code is the opening fence of a block that runs.
  private func isOpening(_ line: Substring) -> Bool {
    guard let mark = line.first, mark == "`" || mark == "~" else { return false }
    let info = line.drop { $0 == mark }
    return line.count - info.count >= 3
      && Executable.isExecutable(String(info).trimmingSpaces, bracesOnly: runsBracesOnly)
  }

  /// Whether a code block is fenced; warns if the fence is never closed.
  private mutating func checkFence(
    _ node: MarkdownTree.Node, _ text: String, _ line: Int, _ page: Page
  ) -> Bool {
    guard line <= source.lineCount else { return false }
    let start = source.lineStarts[line - 1] + max(0, node.startColumn - 1)
    guard start < source.bytes.count else { return false }
    let mark = source.bytes[start]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return false }
    var length = 0
    while start + length < source.bytes.count, source.bytes[start + length] == mark { length += 1 }
    guard length >= 3 else { return false }
    let lastLine = min(source.lineCount, node.endLine + page.linesAbove)
    let last = diagnostics.span(ofLine: lastLine)
    var tail = source.bytes[last.start..<last.end]
    while let first = tail.first, first != mark, first == UInt8(ascii: ">") || first <= 0x20 {
      tail = tail.dropFirst()
    }
    let codeLines = text.withLineFeeds.utf8.count { $0 == 0x0A }
    let isClosed =
      lastLine > line && codeLines < lastLine - line
      && tail.count >= length && tail.allSatisfy { $0 == mark }
    if !isClosed {
      diagnostics.add(
        .warning, "This code block is never closed: it goes on to the end.",
        hint:
          "Put a line \(String(repeating: mark == 0x60 ? "`" : "~", count: min(length, 20))) below.",
        at: Span(start, diagnostics.span(ofLine: line).end))
    }
    return true
  }

  private mutating func addBlock(code: String, fenceLine: Int) {
    let reader = OptionReader(code: code)
    var block = SourceBlock(
      label: reader.options.label, options: reader.options, code: code, fenceLine: fenceLine,
      firstLine: fenceLine + 1, columnOffset: 0, unusualOffsets: [:], part: nil)
    setOffsets(&block)
    for problem in reader.problems {
      diagnostics.add(
        problem.severity, problem.message,
        hint: isCopy ? CopyAdvice.hint(problem.hint) : problem.hint,
        at: span(block, line: problem.line, columns: problem.columns))
    }
    if let label = block.label {
      if let first = labelLines[label] {
        diagnostics.add(
          .error, "The label `\(label)` stands on two blocks.",
          hint: "Choose another; the first is in line \(first).", at: keySpan(block, "label"))
      } else {
        labelLines[label] = fenceLine
      }
    }
    block.part = part(of: block)
    blocks.append(block)
  }

  /// Compares the code with the file's lines to see what containers took away.
  private func setOffsets(_ block: inout SourceBlock) {
    var counts: [Int: Int] = [:]
    forEachOffset(of: block) { _, offset in counts[offset, default: 0] += 1 }
    guard let usual = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key else {
      return
    }
    block.columnOffset = usual
    if counts.count == 1 { return }
    var unusual: [Int: Int] = [:]
    forEachOffset(of: block) { line, offset in if offset != usual { unusual[line] = offset } }
    block.unusualOffsets = unusual
  }

  /// Gives the lines of the code that are not empty, from 1, and how much was taken from each.
  private func forEachOffset(of block: SourceBlock, _ use: (_ line: Int, _ offset: Int) -> Void) {
    var number = 0
    for line in block.code.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let fileLine = block.firstLine + number - 1
      guard fileLine <= source.lineCount, !line.isEmpty else { continue }
      let start = source.lineStarts[fileLine - 1]
      var end = fileLine < source.lineCount ? source.lineStarts[fileLine] : source.bytes.count
      while end > start, source.bytes[end - 1] == 0x0A || source.bytes[end - 1] == 0x0D { end -= 1 }
      use(number, max(0, end - start - line.count))
    }
  }

  /// The bytes of columns of a line of the code.
  func span(_ block: SourceBlock, line: Int, columns: Range<Int>) -> Span {
    let fileLine = min(source.lineCount, block.firstLine + line - 1)
    let start =
      source.lineStarts[fileLine - 1] + (block.unusualOffsets[line] ?? block.columnOffset)
    return Span(
      min(source.bytes.count, start + columns.lowerBound),
      min(source.bytes.count, start + columns.upperBound))
  }

  /// The line of a block's option.
  func keySpan(_ block: SourceBlock, _ key: String) -> Span {
    let line = block.options.given[key] ?? 1
    return diagnostics.span(ofLine: block.firstLine + line - 1)
  }

  private mutating func part(of block: SourceBlock) -> CodePart? {
    let options = block.options
    let marks = ["solution", "check", "wrong", "setup"].filter { key in
      key == "solution"
        ? options.solution : key == "setup" ? options.setup : options.given[key] != nil
    }
    if marks.count > 1 {
      diagnostics.add(
        .error, "This block is \(marks.map { "`\($0)`" }.joined(separator: " and ")) at once.",
        hint: "Make a block of each.", at: keySpan(block, marks[1]))
    }
    guard let kind = options.partKind else { return nil }
    if let id = options.exercise { currentExercise = id }
    if kind != .setup, currentExercise == nil {
      diagnostics.add(
        .error, "This \(kind.rawValue) belongs to no exercise.",
        hint: isCopy
          ? CopyAdvice.restore : "Add `#| exercise: name`, or move the block below a starter.",
        at: keySpan(block, kind.rawValue))
      return nil
    }
    return CodePart(kind: kind, exercise: currentExercise)
  }
}
