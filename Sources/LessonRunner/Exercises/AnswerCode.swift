import Diagnostics
import PythonSubset

/// What can be read off an answer without running it: its gaps, the names it binds, what it uses.
package struct AnswerCode {
  package let source: SourceText
  /// Lines of the code, from 1, that hold a gap.
  package private(set) var gaps: [Int] = []
  /// Top-level names that it binds, without those it imports.
  package private(set) var bound: Set<String> = []
  /// Names and attributes with their bases (`np.dot`), keywords, operators.
  package private(set) var used: Set<String> = []
  /// Names alone, wherever they stand.
  package private(set) var names: Set<String> = []
  /// Names of parameters.
  package private(set) var parameters: Set<String> = []
  package private(set) var parses = true

  package init(_ code: String, name: String = "answer") {
    source = SourceText(name: name, text: code)
    let parsed = Parser.parse(source)
    parses = parsed.diagnostics.isEmpty
    guard parses else {
      findGapsInText(code)
      return
    }
    var imported: Set<String> = []
    var gapOffsets: [Int] = []
    var words: Set<String> = []
    var plain: Set<String> = []
    var given: Set<String> = []
    let origins = Self.origins(parsed.statements)
    SyntaxWalk(
      onStatement: { statement in
        words.formUnion(Self.keywords(statement))
        if case .function(let definition) = statement.kind {
          given.formUnion(definition.parameters.map(\.name))
        }
        switch statement.kind {
        case .expression(let value), .assign(_, let value), .returnValue(let value?),
          .annotated(_, _, let value?), .augmented(_, _, let value):
          if case .ellipsis = value.kind { gapOffsets.append(value.span.start) }
        case .importModules(let modules):
          for module in modules {
            imported.insert(module.alias ?? String(module.name.prefix { $0 != "." }))
          }
        case .importFrom(_, let list): for item in list { imported.insert(item.alias ?? item.name) }
        default: break
        }
      },
      onExpression: { expression in
        if case .name(let name) = expression.kind {
          plain.insert(name)
          if Self.isGap(name) { gapOffsets.append(expression.span.start) }
        }
        if case .attribute(_, let name) = expression.kind, Self.isGap(name) {
          gapOffsets.append(expression.span.start)
        }
        words.formUnion(Self.words(expression))
        words.formUnion(Self.paths(expression, origins))
      }
    ).walk(parsed.statements)
    used = words
    names = plain
    parameters = given
    let lines = Set(gapOffsets.map { source.location(at: $0).line })
    gaps = lines.sorted()
    bound = topLevelNames(parsed.statements).subtracting(imported)
  }

  /// `____`: three underscores or more, nothing else.
  static func isGap(_ name: String) -> Bool {
    name.utf8.count >= 3 && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") }
  }

  private mutating func findGapsInText(_ code: String) {
    for (index, line) in code.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.prefix(while: { $0 != "#" }).contains("____") {
      gaps.append(index + 1)
    }
  }

  private static func keywords(_ statement: Statement) -> [String] {
    switch statement.kind {
    case .conditional: ["if"]
    case .whileLoop: ["while"]
    case .forLoop: ["for"]
    case .function(let definition): ["def", definition.name]
    case .classDefinition(let definition): ["class", definition.name]
    case .returnValue: ["return"]
    case .importModules(let modules): ["import"] + modules.map(\.name)
    case .importFrom(let module, let names): ["import", module] + names.map(\.name)
    case .global: ["global"]
    case .nonlocal: ["nonlocal"]
    case .delete: ["del"]
    case .assertion: ["assert"]
    case .raise: ["raise"]
    case .tryBlock: ["try"]
    case .withBlock: ["with"]
    case .augmented(_, let operation, _): [operation.rawValue + "=", operation.rawValue]
    default: []
    }
  }

  private static func words(_ expression: Expression) -> [String] {
    switch expression.kind {
    case .name(let name): return [name]
    case .attribute(_, let name): return [name, "." + name]
    case .binary(let operation, _, _): return [operation.rawValue]
    case .unary(let operation, _): return operation == .not ? ["not"] : []
    case .boolean(let isAnd, _): return [isAnd ? "and" : "or"]
    case .compare(_, let rest): return rest.map(\.0.rawValue)
    case .lambda: return ["lambda"]
    case .comprehension: return ["for"]
    case .conditional: return ["if"]
    case .yield, .yieldFrom: return ["yield"]
    default: return []
    }
  }

  // MARK: Paths

  /// Where names come from that are imported or bound to an imported one: `from numpy import dot as
  /// d` makes `d` stand for `numpy.dot`.
  private static func origins(_ statements: [Statement]) -> [String: String] {
    var origins = ["np": "numpy", "numpy": "numpy"]
    SyntaxWalk(onStatement: { statement in
      switch statement.kind {
      case .importModules(let modules):
        for module in modules {
          if let alias = module.alias { origins[alias] = module.name }
        }
      case .importFrom(let module, let list):
        for item in list { origins[item.alias ?? item.name] = "\(module).\(item.name)" }
        if list.isEmpty { origins[star] = module }
      case .assign(let targets, let value):
        guard let path = path(value), let known = resolved(path, origins) else { return }
        for target in targets {
          if case .name(let name) = target.kind, name != path { origins[name] = known }
        }
      default: break
      }
    }).walk(statements)
    if origins[star] != nil {
      for name in topLevelNames(statements) where origins[name] == nil { origins[name] = name }
    }
    return origins
  }

  /// The module of `from numpy import *`.
  private static let star = "*"

  /// A path with its first name replaced by what that stands for; nil where it stands for itself.
  private static func resolved(_ path: String, _ origins: [String: String]) -> String? {
    let first = path.prefix { $0 != "." }
    if let known = origins[String(first)] { return known + path.dropFirst(first.count) }
    return origins[star].map { "\($0).\(path)" }
  }

  /// What a name, an attribute or `getattr` with a literal names: as it is written, and from its
  /// module, NumPy's also under `np`.
  private static func paths(_ expression: Expression, _ origins: [String: String]) -> [String] {
    guard let path = path(expression) else { return [] }
    guard let full = resolved(path, origins) else { return [path] }
    let short = full.hasPrefix("numpy.") ? ["np." + full.dropFirst(6)] : []
    return [path, full] + short
  }

  /// `np.linalg.norm` of names and attributes alone.
  private static func path(_ expression: Expression) -> String? {
    switch expression.kind {
    case .name(let name): name
    case .attribute(let base, let name): path(base).map { $0 + "." + name }
    case .call(let function, let arguments):
      if case .name("getattr") = function.kind, arguments.count >= 2,
        case .string(let name) = arguments[1].value.kind
      {
        path(arguments[0].value).map { $0 + "." + name }
      } else {
        nil
      }
    default: nil
    }
  }
}
