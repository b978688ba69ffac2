/// The syntax of live numbers: the number before the comment and what the comment says.
enum LiveNumberSyntax {
  struct Expression: Equatable {
    /// The block that is meant, or nil.
    var label: String?
    var expression: String
    var format: String
    /// As written, without the format.
    var written: String
  }

  /// Longer comments are no live numbers.
  static let longestExpression = 200
  /// Longer numbers are not looked for.
  static let longestNumber = 60

  /// `f`, `f:.3f`, `x.grad`, `W.grad[0, 1]`, `neuron:x.grad:.2e`, `loss / 10:.3f`; nil for other comments.
  ///
  /// - Parameter labels: the lesson's labels, which tell `neuron:f` from the format `f`.
  static func parse(_ text: String, labels: Set<String>) -> Expression? {
    let trimmed = OptionValue.trimmed(text)
    guard !trimmed.isEmpty, trimmed.utf8.count <= longestExpression else { return nil }
    var pieces = [""]
    var depth = 0
    for scalar in trimmed.unicodeScalars {
      if scalar == "[" { depth += 1 }
      if scalar == "]" { depth -= 1 }
      if scalar == ":", depth == 0, pieces.count < 3 {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].unicodeScalars.append(scalar)
      }
    }
    let labelled = pieces.count > 1 && labels.contains(pieces[0])
    if pieces.count == 2, !labelled || !isExpression(pieces[1]), isExpression(pieces[0]),
      isFormat(pieces[1])
    {
      return Expression(
        label: nil, expression: pieces[0], format: pieces[1], written: pieces[0])
    }
    if pieces.count == 1, isExpression(trimmed) {
      return Expression(label: nil, expression: trimmed, format: "", written: trimmed)
    }
    guard pieces.count >= 2, OptionValue.isIdentifier(pieces[0]), isExpression(pieces[1]),
      pieces.count == 2 || isFormat(pieces[2])
    else { return nil }
    return Expression(
      label: pieces[0], expression: pieces[1], format: pieces.count == 3 ? pieces[2] : "",
      written: pieces[0] + ":" + pieces[1])
  }

  static func isExpression(_ text: String) -> Bool { isPath(text) || isArithmetic(text) }

  /// Names, numbers and brackets with operators or commas between them, such as `pow(n, 2) / 10`: what
  /// no remark reads like.
  static func isArithmetic(_ text: String) -> Bool {
    var (depth, operators) = (0, 0)
    var hasName = false
    var wantsOperand = true
    var last: UInt8 = 0
    func isLetter(_ byte: UInt8?) -> Bool {
      guard let byte else { return false }
      return byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
    }
    var bytes = Array(text.utf8)[...]
    func isWord(_ byte: UInt8) -> Bool {
      isWordByte(byte) || byte == UInt8(ascii: ".")
    }
    while let byte = bytes.first {
      if isWord(byte) {
        guard wantsOperand else { return false }
        let word = bytes.prefix(while: isWord)
        hasName = hasName || word.contains { isLetter($0) }
        last = word.last ?? 0
        bytes = bytes.dropFirst(word.count)
        wantsOperand = false
        continue
      }
      bytes = bytes.dropFirst()
      // A key in a subscript is an operand.
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        guard depth > 0, wantsOperand, let end = bytes.firstIndex(of: byte) else { return false }
        bytes = bytes[(end + 1)...]
        wantsOperand = false
        continue
      }
      // `to-do` is a remark.
      if byte == UInt8(ascii: "-"), isLetter(last), isLetter(bytes.first) { return false }
      last = byte
      switch byte {
      case UInt8(ascii: " "): continue
      case UInt8(ascii: "("), UInt8(ascii: "["):
        depth += 1
        // A call or a subscript; brackets around a remark are none.
        if !wantsOperand { operators += 1 }
        wantsOperand = true
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        depth -= 1
        guard depth >= 0 else { return false }
        wantsOperand = false
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        operators += 1
        wantsOperand = true
      case UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "@"):
        if wantsOperand, byte != UInt8(ascii: "*"), byte != UInt8(ascii: "/") { return false }
        operators += 1
        wantsOperand = true
      case UInt8(ascii: ","):
        guard depth > 0, !wantsOperand else { return false }
        wantsOperand = true
      default: return false
      }
    }
    return depth == 0 && operators > 0 && hasName && !wantsOperand
  }

  /// A name with attributes, subscripts of integers and calls without arguments such as
  /// `W.grad[0, 1]` or `x.mean()`.
  static func isPath(_ text: String) -> Bool {
    var rest = Substring(text)
    while true {
      let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "(" }
      guard OptionValue.isName(name) else { return false }
      rest = rest.dropFirst(name.count)
      while rest.first == "[" || rest.first == "(" {
        let open = rest.first
        guard let close = rest.firstIndex(of: open == "[" ? "]" : ")") else { return false }
        let inner = rest[rest.index(after: rest.startIndex)..<close]
        guard open == "(" ? inner.isEmpty : isSubscript(inner)
        else { return false }
        rest = rest[rest.index(after: close)...]
      }
      if rest.isEmpty { return true }
      guard rest.first == "." else { return false }
      rest = rest.dropFirst()
    }
  }

  /// Integers, slices and quoted keys between commas: `0, 1`, `1:3`, `'adam', 'plateau'`.
  private static func isSubscript(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
        let item = OptionValue.trimmed(String(part))
        return isQuoted(item)
          || item.unicodeScalars.allSatisfy { "0123456789 :-".unicodeScalars.contains($0) }
      }
  }

  /// `'key'` or `"key"` without brackets or quotes inside.
  private static func isQuoted(_ text: String) -> Bool {
    guard let quote = text.first, quote == "'" || quote == "\"", text.count > 2, text.last == quote
    else { return false }
    return !text.dropFirst().dropLast().contains { "'\"[](),".contains($0) }
  }

  /// A format specification as in Python: `[sign][#][0][width][,_][.digits][type]`.
  static func isFormat(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    func skip(_ set: String) {
      if let byte = bytes.first, set.utf8.contains(byte) { bytes = bytes.dropFirst() }
    }
    func digits() -> Bool {
      let count = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
      bytes = bytes.dropFirst(count)
      return count > 0
    }
    if bytes.isEmpty { return false }
    if bytes.count > 1, "<>=^".utf8.contains(bytes[bytes.startIndex + 1]) {
      bytes = bytes.dropFirst()
    }
    skip("<>=^")
    skip("+- ")
    skip("#")
    _ = digits()
    skip(",_")
    if bytes.first == UInt8(ascii: ".") {
      bytes = bytes.dropFirst()
      guard digits() else { return false }
    }
    skip("bcdeEfFgGnosxX%")
    return bytes.isEmpty
  }

  /// Where the number starts that ends right before `end`; nil if there is none.
  ///
  /// - Parameter limit: the number may not start before it.
  static func numberStart(_ bytes: [UInt8], before end: Int, limit: Int) -> Int? {
    let lowest = max(limit, end - longestNumber, 0)
    var index = end
    if index > lowest, bytes[index - 1] == UInt8(ascii: "%") { index -= 1 }
    func digit(_ at: Int) -> Bool { at >= lowest && bytes[at] >= 0x30 && bytes[at] <= 0x39 }
    func skipDigits() -> Int {
      let start = index
      while digit(index - 1) { index -= 1 }
      return start - index
    }
    // The digits at the end may be an exponent, a fraction or the whole number.
    let whole = index
    if skipDigits() > 0, let afterSign = beforeExponentMark(bytes, index, lowest) {
      index = afterSign
      if !mantissa() { index = whole }
    } else {
      index = whole
    }
    func mantissa() -> Bool {
      var group = skipDigits()
      guard group > 0 else { return false }
      if index > lowest, bytes[index - 1] == UInt8(ascii: "."), digit(index - 2) {
        index -= 1
        group = skipDigits()
      } else if index > lowest, bytes[index - 1] == UInt8(ascii: ".") {
        index -= 1
        return true
      }
      while group == 3, index > lowest, digit(index - 2),
        bytes[index - 1] == UInt8(ascii: ",") || bytes[index - 1] == UInt8(ascii: "_")
      {
        index -= 1
        group = skipDigits()
      }
      return true
    }
    if index == whole {
      // `3.` with nothing behind the point is a number as well.
      if index > lowest, bytes[index - 1] == UInt8(ascii: "."), digit(index - 2) { index -= 1 }
      guard mantissa() else { return nil }
    }
    if index > lowest, isWordByte(bytes[index - 1]) { return nil }
    return withSign(bytes, index, lowest)
  }

  /// Before `e`, `e-`, `e+` or `e−` that ends at `end`.
  private static func beforeExponentMark(_ bytes: [UInt8], _ end: Int, _ lowest: Int) -> Int? {
    let index = withSign(bytes, end, lowest, always: true)
    guard index > lowest, bytes[index - 1] | 0x20 == UInt8(ascii: "e") else { return nil }
    return index - 1
  }

  /// Takes a sign in, unless it stands between two operands.
  private static func withSign(
    _ bytes: [UInt8], _ index: Int, _ lowest: Int, always: Bool = false
  ) -> Int {
    var start = index
    if index - 3 >= lowest, bytes[index - 3] == 0xE2, bytes[index - 2] == 0x88,
      bytes[index - 1] == 0x92
    {
      start = index - 3
    } else if index > lowest, bytes[index - 1] == 0x2D || bytes[index - 1] == 0x2B {
      start = index - 1
    }
    if start == index || always { return start }
    if start > lowest {
      let before = bytes[start - 1]
      if isWordByte(before) || before == UInt8(ascii: ")") || before == UInt8(ascii: "]") {
        return index
      }
    }
    return start
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
