import Diagnostics
import PythonSubset

/// Which names a piece of code binds where.
enum LoopNames {
  /// Top-level names that a loop's body assigns with `=`.
  static func assigned(in source: SourceText) -> Set<String> {
    var names: Set<String> = []
    walk(Parser.parse(source).statements, isInLoop: false, &names)
    return names
  }

  /// Depth is that of nested blocks, which the parser bounds.
  private static func walk(
    _ statements: [Statement], isInLoop: Bool, _ names: inout Set<String>
  ) {
    for statement in statements {
      switch statement.kind {
      case .assign(let targets, _) where isInLoop:
        for target in targets { collect(target, &names) }
      case .forLoop(_, _, let body, let otherwise), .whileLoop(_, let body, let otherwise):
        walk(body, isInLoop: true, &names)
        walk(otherwise, isInLoop: isInLoop, &names)
      case .conditional(let branches, let otherwise):
        for branch in branches { walk(branch.body, isInLoop: isInLoop, &names) }
        walk(otherwise, isInLoop: isInLoop, &names)
      case .withBlock(_, let body): walk(body, isInLoop: isInLoop, &names)
      case .tryBlock(let body, let handlers, let otherwise, let finally):
        for part in [body] + handlers.map(\.body) + [otherwise, finally] {
          walk(part, isInLoop: isInLoop, &names)
        }
      default: break
      }
    }
  }

  private static func collect(_ target: Expression, _ names: inout Set<String>) {
    switch target.kind {
    case .name(let name): names.insert(name)
    case .tuple(let items), .list(let items): for item in items { collect(item, &names) }
    case .starred(let inner): collect(inner, &names)
    default: break
    }
  }

  /// The names that a function returns, where its last `return` gives a name or a tuple of names.
  static func returned(by function: String, at offset: Int, in source: SourceText) -> [String]? {
    func find(_ statements: [Statement]) -> [String]? {
      for statement in statements {
        switch statement.kind {
        case .function(let definition)
        where definition.name == function && statement.span.start <= offset
          && offset <= statement.span.end:
          return names(definition.body)
        case .conditional(let branches, let otherwise):
          for part in branches.map(\.body) + [otherwise] {
            if let found = find(part) { return found }
          }
        default: break
        }
      }
      return nil
    }
    return find(Parser.parse(source).statements)
  }

  private static func names(_ body: [Statement]) -> [String]? {
    for statement in body.reversed() {
      guard case .returnValue(let value?) = statement.kind else { continue }
      switch value.kind {
      case .name(let name): return [name]
      case .tuple(let items), .list(let items):
        return items.map { item in
          if case .name(let name) = item.kind { name } else { "" }
        }
      default: return nil
      }
    }
    return nil
  }
}
