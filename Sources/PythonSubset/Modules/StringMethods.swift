import Arrays

enum StringMethods {
  static let names = [
    "upper", "lower", "capitalize", "title", "strip", "lstrip", "rstrip", "split", "rsplit",
    "splitlines", "join", "replace", "startswith", "endswith", "find", "rfind", "index", "count",
    "format", "isdigit", "isalpha", "isalnum", "isspace", "islower", "isupper", "center", "ljust",
    "rjust", "zfill", "swapcase", "partition", "rpartition", "removeprefix", "removesuffix",
    "casefold", "expandtabs", "rindex", "isnumeric", "isdecimal", "istitle", "isidentifier",
    "isascii", "isprintable", "translate", "format_map", "encode", "maketrans",
  ]

  static func method(_ name: String, of string: StringObject) -> Value? {
    guard names.contains(name) else { return nil }
    return makeMethod(name, signature(name)) { bound, session in
      try call(name, string, bound, session)
    }
  }

  private static func signature(_ name: String) -> String {
    switch name {
    case "strip", "lstrip", "rstrip": "chars=None"
    case "split", "rsplit": "sep=None, maxsplit=-1"
    case "splitlines": "keepends=False"
    case "join": "iterable"
    case "replace": "old, new, count=-1"
    case "startswith", "endswith": "prefix, start=None, end=None"
    case "find", "rfind", "index", "rindex", "count": "sub, start=None, end=None"
    case "format": "*args, **kwargs"
    case "center", "ljust", "rjust": "width, fillchar=' '"
    case "zfill": "width"
    case "partition", "rpartition": "sep"
    case "expandtabs": "tabsize=8"
    case "translate": "table"
    case "format_map": "mapping"
    case "encode": "encoding='utf-8', errors='strict'"
    case "maketrans": "x, y=None, z=None"
    case "removeprefix", "removesuffix": "part"
    default: ""
    }
  }

  private static func call(
    _ name: String, _ string: StringObject, _ bound: Bound, _ session: Session
  ) throws -> Value {
    try session.charge(items: string.value.utf8.count * 2)
    let text = string.value
    let scalars = string.scalars
    func words(_ index: Int) throws -> String {
      guard let text = bound[index]?.text else {
        throw PythonError.type(
          "must be str, not \(session.typeName(bound[index] ?? .none))")
      }
      return text
    }
    func make(_ part: some Sequence<Unicode.Scalar>) -> Value {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return .string(String(view))
    }
    func every(_ test: (Unicode.Scalar) -> Bool) -> Value {
      .bool(!scalars.isEmpty && scalars.allSatisfy(test))
    }
    switch name {
    case "upper": return .string(text.uppercased())
    case "lower": return .string(text.lowercased())
    case "capitalize": return .string(text.prefix(1).uppercased() + text.dropFirst().lowercased())
    case "title":
      var result = ""
      var starts = true
      for character in text {
        result += starts ? character.uppercased() : character.lowercased()
        starts = !character.isLetter
      }
      return .string(result)
    case "swapcase":
      return .string(
        text.map { $0.isUppercase ? $0.lowercased() : $0.uppercased() }.joined())
    case "strip", "lstrip", "rstrip":
      let set = bound.given(0)?.text.map { Set($0.unicodeScalars) }
      func drops(_ scalar: Unicode.Scalar) -> Bool {
        set?.contains(scalar) ?? scalar.properties.isWhitespace
      }
      var part = scalars[...]
      if name != "rstrip" { part = part.drop(while: drops) }
      if name != "lstrip" { while let last = part.last, drops(last) { part.removeLast() } }
      return make(part)
    case "split", "rsplit":
      let limit = try bound.given(1).map { try session.size($0) } ?? -1
      return .list(
        try split(text, bound.given(0)?.text, limit, fromEnd: name == "rsplit").map { .string($0) })
    case "splitlines":
      if try bound[0].map({ try session.isTrue($0) }) ?? false {
        var lines: [String] = []
        var line = ""
        for character in text {
          line.append(character)
          if character.isNewline {
            lines.append(line)
            line = ""
          }
        }
        return .list((line.isEmpty ? lines : lines + [line]).map { .string($0) })
      }
      var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
      if lines.last == "" { lines.removeLast() }
      return .list(lines.map { .string($0) })
    case "join":
      let items = try session.items(of: bound[0] ?? .none)
      var parts: [String] = []
      for (number, item) in items.enumerated() {
        guard let part = item.text else {
          throw PythonError.type(
            "sequence item \(number): expected str instance, \(session.typeName(item)) found",
            hint: "`str(…)` turns a value into text")
        }
        parts.append(part)
      }
      try session.chargeMemory(parts.reduce(0) { $0 + $1.utf8.count + text.utf8.count }, times: 1)
      return .string(parts.joined(separator: text))
    case "replace":
      let limit = try bound.given(2).map { try session.size($0) } ?? -1
      return .string(try replace(text, try words(0), try words(1), limit, session))
    case "startswith", "endswith":
      let options = bound[0]?.asObject(TupleObject.self)?.items ?? [bound[0] ?? .none]
      return .bool(
        try options.contains { option in
          guard let part = option.text else {
            throw PythonError.type(
              "\(name) first arg must be str or a tuple of str, not \(session.typeName(option))")
          }
          let range = try resolvedSlice(
            bound.given(1).map { try session.size($0) },
            bound.given(2).map { try session.size($0) }, nil, length: scalars.count)
          let whole = range.start == 0 && range.count == scalars.count
          let (a, b) =
            whole
            ? (Array(text.utf8), Array(part.utf8))
            : (
              Array(
                (make(scalars[range.start..<range.start + range.count]).text ?? "").utf8),
              Array(part.utf8)
            )
          return name == "startswith" ? a.starts(with: b) : a.suffix(b.count).elementsEqual(b)
        })
    case "find", "rfind", "index", "rindex", "count":
      let needle = Array(try words(0).unicodeScalars)
      let range = try resolvedSlice(
        bound.given(1).map { try session.size($0) },
        bound.given(2).map { try session.size($0) }, nil, length: scalars.count)
      let found = places(
        of: needle, in: scalars, range.start..<range.start + range.count,
        most: name == "find" || name == "index" ? 1 : .max, overlap: name != "count")
      switch name {
      case "count": return .int(found.count)
      case "rfind": return .int(found.last ?? -1)
      case "rindex":
        guard let last = found.last else { throw PythonError.value("substring not found") }
        return .int(last)
      case "find": return .int(found.first ?? -1)
      default:
        guard let first = found.first else { throw PythonError.value("substring not found") }
        return .int(first)
      }
    case "format": return .string(try BraceFormat.format(text, bound, session))
    case "isdigit":
      return every { $0.properties.numericType == .decimal || $0.properties.numericType == .digit }
    case "isalpha": return every { $0.properties.isAlphabetic }
    case "isalnum": return every { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    case "isspace": return every { $0.properties.isWhitespace }
    case "islower":
      return .bool(
        scalars.contains { $0.properties.isLowercase }
          && !scalars.contains { $0.properties.isUppercase })
    case "isupper":
      return .bool(
        scalars.contains { $0.properties.isUppercase }
          && !scalars.contains { $0.properties.isLowercase })
    case "center", "ljust", "rjust":
      let width = try session.size(bound[0] ?? .none)
      let fill = bound.given(1)?.text ?? " "
      let room = max(0, width - scalars.count)
      try session.chargeMemory(fill.utf8.count, times: room)
      let left = name == "ljust" ? 0 : name == "rjust" ? room : room / 2 + (room & width & 1)
      return .string(
        String(repeating: fill, count: left) + text + String(repeating: fill, count: room - left))
    case "zfill":
      let room = max(0, try session.size(bound[0] ?? .none) - scalars.count)
      try session.chargeMemory(1, times: room)
      let sign = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.prefix(1)) : ""
      return .string(sign + String(repeating: "0", count: room) + text.dropFirst(sign.count))
    case "partition":
      let parts = try split(text, try words(0), 1, fromEnd: false)
      return .tuple(
        (parts.count == 2 ? [parts[0], try words(0), parts[1]] : [text, "", ""]).map { .string($0) }
      )
    case "rpartition":
      let parts = try split(text, try words(0), 1, fromEnd: true)
      return .tuple(
        (parts.count == 2 ? [parts[0], try words(0), parts[1]] : ["", "", text]).map { .string($0) }
      )
    case "casefold": return .string(text.lowercased().replacing("ß", with: "ss"))
    case "isnumeric": return every { $0.properties.numericType != nil }
    case "isdecimal": return every { $0.properties.numericType == .decimal }
    case "isascii": return .bool(scalars.allSatisfy(\.isASCII))
    case "isprintable":
      return .bool(text.isEmpty || !pythonQuoted(text).contains("\\") || text.contains("\\"))
    case "isidentifier":
      let first = scalars.first.map { $0 == "_" || $0.properties.isXIDStart } ?? false
      return .bool(first && scalars.allSatisfy { $0.properties.isXIDContinue })
    case "istitle":
      var (follows, hasLetter) = (false, false)
      for scalar in scalars {
        if scalar.properties.isUppercase {
          if follows { return .bool(false) }
          (follows, hasLetter) = (true, true)
        } else if scalar.properties.isLowercase {
          if !follows { return .bool(false) }
          hasLetter = true
        } else {
          follows = false
        }
      }
      return .bool(hasLetter)
    case "expandtabs":
      let size = try bound.given(0).map { try session.size($0) } ?? 8
      var result = ""
      var column = 0
      for character in text {
        if character == "\t" {
          let room = size > 0 ? size - column % size : 0
          try session.chargeMemory(1, times: room)
          result += String(repeating: " ", count: room)
          column += room
        } else {
          result.append(character)
          column = character.isNewline ? 0 : column + 1
        }
      }
      return .string(result)
    case "translate":
      var result = ""
      for scalar in scalars {
        let key = Value.int(Int(scalar.value))
        let table = bound[0]?.asObject(DictionaryObject.self)
        guard let found = try table?.get(key, session) else {
          result.unicodeScalars.append(scalar)
          continue
        }
        if let text = found.text {
          result += text
        } else if case .int(let code, _) = found, let other = Unicode.Scalar(UInt32(clamping: code))
        {
          result.unicodeScalars.append(other)
        }
      }
      return .string(result)
    case "maketrans": return try makeTable(bound, session)
    case "format_map":
      guard let mapping = bound[0]?.asObject(DictionaryObject.self) else {
        throw PythonError.refused(
          "`format_map` of something else than a dictionary",
          hint: "give a dict")
      }
      let keywords = mapping.pairs.compactMap { pair in
        pair.key.text.map { (name: $0, value: pair.value) }
      }
      return .string(
        try BraceFormat.format(
          text, Bound(values: [], rest: [], keywords: keywords, function: name), session))
    case "encode":
      throw PythonError.refused("bytes", hint: "`ord` gives the code of a character")
    case "removeprefix":
      let part = try words(0)
      return .string(text.hasPrefix(part) ? String(text.dropFirst(part.count)) : text)
    case "removesuffix":
      let part = try words(0)
      return .string(
        text.hasSuffix(part) && !part.isEmpty ? String(text.dropLast(part.count)) : text)
    default: return .none
    }
  }

  private static func split(_ text: String, _ separator: String?, _ limit: Int, fromEnd: Bool)
    throws
    -> [String]
  {
    guard let separator else {
      var parts = text.split { $0.isWhitespace }.map(String.init)
      if limit >= 0, parts.count > limit + 1 {
        let rest = text.split(maxSplits: limit, omittingEmptySubsequences: true) { $0.isWhitespace }
        parts = rest.map(String.init)
        while let last = parts.last, last.last?.isWhitespace ?? false {
          parts[parts.count - 1] = String(last.dropLast())
        }
      }
      return parts
    }
    if separator.isEmpty { throw PythonError.value("empty separator") }
    let (bytes, needle) = (Array(text.utf8), Array(separator.utf8))
    var cuts = places(of: needle, in: bytes, 0..<bytes.count)
    if limit >= 0 { cuts = fromEnd ? Array(cuts.suffix(limit)) : Array(cuts.prefix(limit)) }
    var parts: [String] = []
    var start = 0
    for cut in cuts {
      parts.append(String(decoding: bytes[start..<cut], as: UTF8.self))
      start = cut + needle.count
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// `str.maketrans`.
  static func makeTable(_ bound: Bound, _ session: Session) throws -> Value {
    let result = DictionaryObject()
    if let mapping = bound[0]?.asObject(DictionaryObject.self) {
      for (key, value) in mapping.pairs {
        let code = key.text?.unicodeScalars.first.map { Value.int(Int($0.value)) } ?? key
        try result.set(code, value, session)
      }
      return .object(result)
    }
    let (from, to) = (bound[0]?.text ?? "", bound.given(1)?.text ?? "")
    if from.unicodeScalars.count != to.unicodeScalars.count {
      throw PythonError.value("the first two maketrans arguments must have equal length")
    }
    for (a, b) in zip(from.unicodeScalars, to.unicodeScalars) {
      try result.set(.int(Int(a.value)), .int(Int(b.value)), session)
    }
    for scalar in (bound.given(2)?.text ?? "").unicodeScalars {
      try result.set(.int(Int(scalar.value)), .none, session)
    }
    return .object(result)
  }

  private static func replace(
    _ text: String, _ old: String, _ new: String, _ limit: Int, _ session: Session
  ) throws -> String {
    if old.isEmpty {
      let scalars = Array(text.unicodeScalars)
      let times = limit < 0 ? scalars.count + 1 : min(limit, scalars.count + 1)
      try session.chargeMemory(new.utf8.count + 1, times: times)
      var result = ""
      for (number, scalar) in scalars.enumerated() {
        if number < times { result += new }
        result.unicodeScalars.append(scalar)
      }
      return times > scalars.count ? result + new : result
    }
    let parts = try split(text, old, limit, fromEnd: false)
    try session.chargeMemory(new.utf8.count + 1, times: parts.count)
    return parts.joined(separator: new)
  }
}

/// `'{} {name:.2f}'.format(…)`.
private enum BraceFormat {
  static func format(_ text: String, _ bound: Bound, _ session: Session) throws -> String {
    var next = 0
    return try run(Array(text.unicodeScalars), bound, session, &next, depth: 0)
  }

  private static func run(
    _ scalars: [Unicode.Scalar], _ bound: Bound, _ session: Session, _ next: inout Int, depth: Int
  ) throws -> String {
    if depth > 2 { throw PythonError.value("Max string recursion exceeded") }
    var result = String.UnicodeScalarView()
    var i = 0
    while i < scalars.count {
      let scalar = scalars[i]
      if scalar == "{" || scalar == "}" {
        if i + 1 < scalars.count, scalars[i + 1] == scalar {
          result.append(scalar)
          i += 2
          continue
        }
        if scalar == "}" {
          throw PythonError.value("Single '}' encountered in format string")
        }
        var end = i + 1
        var level = 1
        while end < scalars.count {
          if scalars[end] == "{" { level += 1 }
          if scalars[end] == "}" {
            level -= 1
            if level == 0 { break }
          }
          end += 1
        }
        guard end < scalars.count else {
          throw PythonError.value("expected '}' before end of string")
        }
        result.append(
          contentsOf: try field(Array(scalars[i + 1..<end]), bound, session, &next, depth: depth)
            .unicodeScalars)
        i = end + 1
      } else {
        result.append(scalar)
        i += 1
      }
    }
    return String(result)
  }

  private static func field(
    _ scalars: [Unicode.Scalar], _ bound: Bound, _ session: Session, _ next: inout Int, depth: Int
  ) throws -> String {
    func text(_ part: ArraySlice<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return String(view)
    }
    let colon = scalars.firstIndex(of: ":") ?? scalars.count
    var head = scalars[..<colon]
    var conversion: Unicode.Scalar?
    if let mark = head.firstIndex(of: "!"), mark + 1 < head.endIndex {
      conversion = head[mark + 1]
      head = head[..<mark]
    }
    let nameEnd = head.firstIndex { $0 == "." || $0 == "[" } ?? head.endIndex
    let name = text(head[..<nameEnd])
    var value: Value
    if name.isEmpty || Int(name) != nil {
      let index = Int(name) ?? next
      if name.isEmpty { next += 1 }
      guard index >= 0, index < bound.rest.count else {
        throw PythonError.index(
          "Replacement index \(index) out of range for positional args tuple")
      }
      value = bound.rest[index]
    } else {
      guard let found = bound.keywords.first(where: { $0.name == name })?.value else {
        throw PythonError("KeyError", pythonQuoted(name))
      }
      value = found
    }
    var rest = head[nameEnd...]
    while let first = rest.first {
      let end: Int
      if first == "." {
        end = rest.dropFirst().firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        value = try session.attribute(value, text(rest[(rest.startIndex + 1)..<end]))
        rest = rest[end...]
      } else {
        guard let close = rest.firstIndex(of: "]") else {
          throw PythonError.value("Missing ']' in format string")
        }
        let key = text(rest[(rest.startIndex + 1)..<close])
        guard case .object(let object) = value else {
          throw PythonError.type("'\(session.typeName(value))' object is not subscriptable")
        }
        value = try object.item(Int(key).map { .int($0) } ?? .string(key), session)
        rest = rest[(close + 1)...]
      }
    }
    if conversion == "r" { value = .string(try session.representation(value)) }
    if conversion == "s" { value = .string(try session.string(value)) }
    let specification =
      colon < scalars.count
      ? try run(Array(scalars[(colon + 1)...]), bound, session, &next, depth: depth + 1) : ""
    return try session.format(value, specification)
  }
}
