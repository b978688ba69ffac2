import LessonOutput

/// Inline text: styles, math as Unicode, live numbers, links.
extension TerminalContext {
  /// Longer addresses are not shown beside their text.
  private static let longestAddress = 40

  func inline(_ content: [Inline], _ style: TextStyle = .plain) -> StyledText {
    var result = StyledText()
    for item in content { append(item, style, to: &result) }
    return result
  }

  private func append(_ item: Inline, _ style: TextStyle, to result: inout StyledText) {
    switch item {
    case .text(let text): result.append(sign(text), style)
    case .softBreak:
      // Between ideographs a line end of the source is not a space.
      if let last = result.characters.last, DisplayWidth.of(last) == 2 { break }
      result.append(" ", style)
    case .lineBreak: result.append("\n", style)
    case .code(let code): result.append(sign(code), .code)
    case .emphasis(let content):
      result.append(inline(content, style == .plain ? .emphasis : style))
    case .strong(let content):
      result.append(inline(content, style == .plain ? .strong : style))
    case .link(let destination, _, let content):
      let text = inline(content, .link)
      result.append(text)
      let isExternal = destination.hasPrefix("http://") || destination.hasPrefix("https://")
      if isExternal, destination.utf8.count <= Self.longestAddress, text.text != destination {
        result.append(" (\(destination))", .dim)
      }
    case .image(_, _, let alternative):
      result.append(sign("[image: \(alternative.isEmpty ? "no description" : alternative)]"), .dim)
    case .math(let tex), .displayMath(let tex):
      let formula = sign(MathText.inline(tex))
      if DisplayWidth.of(formula) <= 30 {
        result.appendUnbroken(formula, style == .plain ? .emphasis : style)
      } else {
        result.append(formula, style == .plain ? .emphasis : style)
      }
    case .number(let index):
      guard run.numbers.indices.contains(index) else { break }
      let number = run.numbers[index]
      result.append(sign(number.text), number.isGradient ? .gradient : .strong)
    case .html(let html): result.append(sign(HTMLStripping.text(of: html)), style)
    case .footnote(let number, _):
      result.append("[\(number)]", .dim)
    }
  }
}

/// The text of raw HTML, for those who can't see the rest.
enum HTMLStripping {
  static func text(of html: String) -> String {
    var result = ""
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      result += entities(rest[..<start])
      rest = rest[start...]
      if rest.hasPrefix("<!--") {
        rest = skip(rest, past: "-->")
        continue
      }
      guard let end = rest.firstIndex(of: ">") else { return result + entities(rest) }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = String(
        tag.lowercased().drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      switch name {
      case "br", "p", "div", "li", "tr", "hr", "figure", "figcaption", "h1", "h2", "h3", "h4",
        "table", "ul", "ol", "blockquote", "pre":
        if !result.isEmpty, result.last != "\n" { result += "\n" }
      case "img": result += "[image: \(attribute("alt", of: tag) ?? "no description")]"
      case "script", "style": rest = skip(rest, past: "</\(name)>")
      case "td", "th": if !result.isEmpty, result.last != "\n" { result += "  " }
      default: break
      }
    }
    return result + entities(rest)
  }

  private static func skip(_ text: Substring, past mark: String) -> Substring {
    var rest = text
    while !rest.isEmpty {
      if rest.lowercased().hasPrefix(mark) { return rest.dropFirst(mark.count) }
      guard let next = rest.dropFirst().firstIndex(of: mark.first ?? ">") else { return "" }
      rest = rest[next...]
    }
    return rest
  }

  private static func attribute(_ name: String, of tag: Substring) -> String? {
    var rest = tag
    while let space = rest.firstIndex(where: \.isWhitespace) {
      rest = rest[space...].drop(while: \.isWhitespace)
      guard rest.lowercased().hasPrefix(name + "=") else { continue }
      let value = rest.dropFirst(name.count + 1)
      guard let quote = value.first, quote == "\"" || quote == "'" else {
        return String(value.prefix { !$0.isWhitespace })
      }
      return String(entities(value.dropFirst().prefix { $0 != quote }))
    }
    return nil
  }

  private static let names: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "nbsp": " ", "#39": "'", "times": "×",
    "minus": "−", "ndash": "–", "mdash": "—", "hellip": "…",
  ]

  private static func entities(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    var result = ""
    var rest = text
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      let name = rest.dropFirst().prefix(8).prefix { $0 != ";" }
      if rest.dropFirst(name.count + 1).first == ";", let sign = names[String(name)] {
        result += sign
        rest = rest.dropFirst(name.count + 2)
      } else {
        result += "&"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }
}
