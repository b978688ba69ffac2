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
    SyntaxWalk(
      onStatement: { statement in
        words.formUnion(Self.keywords(statement))
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
      }
    ).walk(parsed.statements)
    used = words
    names = plain
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
    case .attribute(_, let name):
      var words = [name, "." + name]
      if let path = path(expression) { words.append(path) }
      return words
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

  /// `np.linalg.norm` of names and attributes alone.
  private static func path(_ expression: Expression) -> String? {
    switch expression.kind {
    case .name(let name): name
    case .attribute(let base, let name): path(base).map { $0 + "." + name }
    default: nil
    }
  }
}
