import LessonOutput

/// The links of a lesson's prose, and what they lead to.
enum LessonLinks {
  /// The destinations, in order.
  static func links(in prose: [Prose]) -> [String] {
    var collector = Collector()
    collector.collect(prose)
    return collector.links
  }

  /// The addresses of the pictures, in order.
  static func pictures(in prose: [Prose]) -> [String] {
    var collector = Collector()
    collector.collect(prose)
    return collector.pictures
  }

  /// The TeX of the math, in order.
  static func formulas(in prose: [Prose]) -> [String] {
    var collector = Collector()
    collector.collect(prose)
    return collector.formulas
  }

  /// `guide/first.md#start` → `guide/first.md`; nil where it is no link to a lesson's file.
  static func lessonFile(_ destination: String) -> String? {
    let path = String(destination.prefix { $0 != "#" && $0 != "?" })
    if FilePath.isLesson(path), !path.hasPrefix("/"), !path.contains(":") {
      return percentDecoded(path)
    }
    return nil
  }

  /// What follows `#`, or nil.
  static func anchor(_ destination: String) -> String? {
    destination.firstIndex(of: "#").map {
      percentDecoded(String(destination[destination.index(after: $0)...]))
    }
  }

  static func percentDecoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = hexadecimal(bytes[index + 1]), let low = hexadecimal(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Everything in a lesson that a link may lead to.
  static func anchors(_ run: LessonRun) -> Set<String> {
    anchors(in: run.prose).union(run.blocks.compactMap(\.label))
  }

  /// The headings' ids.
  static func anchors(in prose: [Prose]) -> Set<String> {
    var collector = Collector()
    collector.collect(prose)
    return collector.anchors
  }

  /// Recursion is bounded by `Prose.maximumDepth`.
  private struct Collector {
    var links: [String] = []
    var anchors: Set<String> = []
    var pictures: [String] = []
    var formulas: [String] = []

    mutating func collect(_ prose: [Prose]) {
      for item in prose {
        switch item {
        case .heading(_, let id, let content):
          anchors.insert(id)
          collect(content)
        case .paragraph(let content): collect(content)
        case .quote(let content): collect(content)
        case .list(let list): for item in list.items { collect(item) }
        case .table(let table): for cell in table.header + table.rows.joined() { collect(cell) }
        case .details(let summary, _, let content):
          collect(summary)
          collect(content)
        case .part(let part): collect(part.content)
        case .footnotes(let notes): for note in notes { collect(note.content) }
        case .math(let tex): formulas.append(tex)
        case .code, .block, .html, .rule: break
        }
      }
    }

    mutating func collect(_ inlines: [Inline]) {
      for inline in inlines {
        switch inline {
        case .link(let destination, _, let content):
          links.append(destination)
          collect(content)
        case .emphasis(let content), .strong(let content): collect(content)
        case .image(let source, _, _): pictures.append(source)
        case .math(let tex), .displayMath(let tex): formulas.append(tex)
        case .text, .softBreak, .lineBreak, .code, .number, .html, .footnote: break
        }
      }
    }
  }
}
