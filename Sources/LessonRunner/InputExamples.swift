import Diagnostics
import LessonDocument
import PythonSubset

/// The inputs that can be edited from a block, and for each an edit that works.
struct InputExamples {
  /// Longer values are shown by one element.
  private static let longest = 40

  /// Names with values of their own, the block's before those above it.
  private(set) var inputs: [(name: String, whole: String, element: String?)] = []

  init(_ lesson: LessonSource, block: Int) {
    for index in stride(from: min(block, lesson.blocks.count - 1), through: 0, by: -1) {
      let source = SourceText(name: "block", text: lesson.blocks[index].code)
      let parsed = Parser.parse(source)
      guard parsed.diagnostics.isEmpty else { continue }
      for statement in parsed.statements {
        for name in statement.boundNames where !inputs.contains(where: { $0.name == name }) {
          guard let value = InputEdit.value(of: name, in: statement),
            let example = Self.example(name, value, source)
          else { continue }
          inputs.append((name, example.whole, example.element))
        }
      }
    }
  }

  var names: String { inputs.prefix(8).map { "`\($0.name)`" }.joined(separator: ", ") }
  var first: String { inputs.first?.whole ?? "x = 3" }

  /// An edit of an input that works; of the first input where the name is none.
  func example(for name: String, element: Bool = false) -> String {
    guard let input = inputs.first(where: { $0.name == name }) else { return first }
    return element ? input.element ?? input.whole : input.whole
  }

  private static func example(_ name: String, _ value: Expression, _ source: SourceText)
    -> (whole: String, element: String?)?
  {
    switch value.kind {
    case .int(let number): return ("\(name) = \(number &+ 1)", nil)
    case .float(let number): return ("\(name) = \(number + 0.5)", nil)
    case .unary(.minus, let inner):
      return example(name, inner, source).map {
        ($0.whole.replacing("= ", with: "= -"), nil)
      }
    case .list(let items), .tuple(let items):
      return list(name, value, items, source, opened: "", closed: "")
    case .call(let callee, let arguments):
      let code = String(source.slice(callee.span))
      if !InputEdit.takesShape(callee), let first = arguments.first,
        case .positional = first.kind
      {
        switch first.value.kind {
        case .list(let items), .tuple(let items):
          let isArray = code.hasSuffix("array")
          return list(
            name, first.value, items, source, opened: isArray ? "" : code + "(",
            closed: isArray ? "" : ")")
        default: break
        }
      }
      // Computed: the same call can be given again, with other numbers.
      let whole = String(source.slice(value.span))
      return ("\(name) = \(whole.contains("\n") ? "[1.0, 2.0]" : "2 * \(whole)")", nil)
    default: return nil
    }
  }

  /// The first number of a list, and the places of it.
  private static func list(
    _ name: String, _ value: Expression, _ items: [Expression], _ source: SourceText,
    opened: String, closed: String
  ) -> (whole: String, element: String?)? {
    var places: [Int] = []
    var current = items
    while let first = current.first {
      places.append(0)
      guard places.count < 8 else { return nil }
      switch first.kind {
      case .list(let inner), .tuple(let inner):
        current = inner
        continue
      default: break
      }
      break
    }
    guard !places.isEmpty, !current.isEmpty else { return ("\(name) = [1.0, 2.0]", nil) }
    let element = "\(name)[\(places.map(String.init).joined(separator: ", "))] = 1.5"
    let text = String(source.slice(value.span))
    guard text.count <= longest, !text.contains("\n") else { return (element, element) }
    return ("\(name) = \(opened)\(text)\(closed)", element)
  }
}

extension Statement {
  /// Names that the statement binds by `=`.
  fileprivate var boundNames: [String] {
    func names(_ e: Expression) -> [String] {
      switch e.kind {
      case .name(let name): [name]
      case .tuple(let items), .list(let items): items.flatMap(names)
      default: []
      }
    }
    switch kind {
    case .assign(let targets, _): return targets.flatMap(names)
    case .annotated(let target, _, _?): return names(target)
    default: return []
    }
  }
}
