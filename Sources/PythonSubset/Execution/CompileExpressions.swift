import Arrays
import Autodiff
import Diagnostics

extension Compiler {
  typealias Evaluate = (Frame) throws -> Value

  func expression(_ e: Expression) -> Evaluate {
    let session = session
    switch e.kind {
    case .name(let name): return load(name, e.focus)
    case .none: return { _ in .none }
    case .ellipsis: return { _ in .ellipsis }
    case .bool(let value): return { _ in .bool(value) }
    case .int(let value): return { _ in .int(value, 0) }
    case .float(let value): return { _ in .float(value, 0) }
    case .string(let text):
      let value = Value.string(text)
      return { _ in value }
    case .formatted(let parts): return formatted(parts, e.span)
    case .list(let items):
      let make = display(items)
      return { .list(try make($0)) }
    case .tuple(let items):
      let make = display(items)
      return { .tuple(try make($0)) }
    case .set(let items):
      let make = display(items)
      let site = session.site(e.span)
      return { frame in
        let result = SetObject()
        let items = try make(frame)
        session.engine.site = site
        for item in items { try result.members.set(item, .none, session) }
        return .object(result)
      }
    case .dictionary(let pairs): return dictionary(pairs)
    case .unary(let operation, let a): return unary(operation, a, e)
    case .binary: return binary(e)
    case .boolean(let isAnd, let items):
      let items = items.map { (value: Eval(expression($0)), site: session.site($0.span)) }
      return { frame in
        var value = Value.none
        for item in items {
          value = try item.value.run(frame)
          if case .bool(let answer) = value {
            if answer != isAnd { return value }
            continue
          }
          session.engine.site = item.site
          if try session.isTrue(value) != isAnd { return value }
        }
        return value
      }
    case .compare(let first, let rest): return comparison(first, rest)
    case .conditional(let test, let then, let otherwise):
      let (test, then, otherwise) = (condition(test), expression(then), expression(otherwise))
      return { try test($0) ? try then($0) : try otherwise($0) }
    case .call(let callee, let arguments): return call(callee, arguments, e)
    case .attribute(let object, let name):
      let object = expression(object)
      let site = session.site(e.focus)
      return { frame in
        let receiver = try object(frame)
        session.engine.site = site
        return try session.attribute(receiver, name)
      }
    case .subscript(let object, let key):
      let site = session.site(e.span)
      if case .slice = key.kind { return subscripted(expression(object), index(key), site) }
      if case .tuple = key.kind { return subscripted(expression(object), index(key), site) }
      let single = Subscript(site: site, session: session, keyIsPlain: key.isPlainKey)
        .make(operand(object), operand(key))
      if case .subscript(let base, let row) = object.kind, case .name = base.kind,
        let row = plainIndex(row), let column = plainIndex(key)
      {
        return DoubleSubscript(row: row, column: column, general: single, session: session)
          .make(operand(base)).run
      }
      return single.run
    case .slice: return index(e)
    case .starred:
      refuse("starred expression here", e.span)
      return { _ in .none }
    case .lambda(let definition): return makeFunction(definition)
    case .comprehension(let comprehension): return self.comprehension(comprehension, e.span)
    case .named(let name, let value):
      let value = expression(value)
      let store = store(to: name)
      return { frame in
        let result = try value(frame)
        try store(frame, result)
        return result
      }
    case .yield, .yieldFrom:
      if let slot = hoisted[ObjectIdentifier(e)] { return { frame in frame[slot] } }
      refuse("`yield` in this place", e.span, hint: "put it on a line of its own, in a function")
      return { _ in .none }
    }
  }

  private func subscripted(
    _ object: @escaping Evaluate, _ key: @escaping Evaluate, _ site: UInt32
  ) -> Evaluate {
    Subscript(site: site, session: session, keyIsPlain: false).make(
      ComputedOperand(evaluate: object), ComputedOperand(evaluate: key)
    ).run
  }

  /// A test's truth, without making a value where it is a comparison.
  func condition(_ e: Expression) -> (Frame) throws -> Bool {
    let session = session
    if case .compare(let first, let rest) = e.kind, rest.count == 1 {
      let (operation, right) = rest[0]
      let site = session.site(first.span.union(right.span))
      return Test(comparison: Comparison(operation, site, session))
        .make(operand(first), operand(right)).run
    }
    let value = expression(e)
    let site = session.site(e.span)
    return { frame in
      let result = try value(frame)
      if case .bool(let answer) = result { return answer }
      session.engine.site = site
      return try session.isTrue(result)
    }
  }

  // MARK: Names

  func load(_ name: String, _ span: Span) -> Evaluate {
    let session = session
    let site = session.site(span)
    switch scope.access(name) {
    case .slot(let slot):
      if scope.frame.kind == .classBody {
        let fallback = loadGlobal(name, site)
        return { frame in frame[slot].isUnbound ? try fallback(frame) : frame[slot] }
      }
      return { frame in
        let value = frame[slot]
        if case .unbound = value {
          session.engine.site = site
          throw PythonError(
            "UnboundLocalError",
            "cannot access local variable '\(name)' where it is not associated with a value",
            hint: "it is assigned somewhere in this function, but not before this line")
        }
        return value
      }
    case .cell(let slot):
      return { frame in
        if case .object(let object) = frame[slot], let cell = object as? CellObject {
          if !cell.value.isUnbound { return cell.value }
        }
        session.engine.site = site
        throw PythonError(
          "NameError",
          "cannot access free variable '\(name)' where it is not associated with a value in enclosing "
            + "scope")
      }
    case .global: return loadGlobal(name, site)
    }
  }

  private func loadGlobal(_ name: String, _ site: UInt32) -> Evaluate {
    let session = session
    let slot = session.globalSlot(name)
    let fallback = session.builtins[name] ?? python2Value(name)
    return { _ in
      let value = session.globals[slot]
      if case .unbound = value {
        if let fallback { return fallback }
        session.engine.site = site
        throw session.undefined(name)
      }
      if let tracer = session.tracer, tracer.isForeign(slot) {
        let leaf = try tracer.readForeign(slot, name, value, session)
        session.globals[slot] = leaf
        return leaf
      }
      return value
    }
  }

  // MARK: Operators

  private func unary(_ operation: UnaryOperator, _ a: Expression, _ e: Expression) -> Evaluate {
    let session = session
    if operation == .not {
      let test = condition(a)
      return { .bool(!(try test($0))) }
    }
    if operation == .minus {
      if case .int(let value) = a.kind, value != Int.min { return { _ in .int(-value, 0) } }
      if case .float(let value) = a.kind { return { _ in .float(-value, 0) } }
    }
    let value = expression(a)
    let site = session.site(e.span)
    return { frame in
      let operand = try value(frame)
      session.engine.site = site
      return try session.unary(operation, operand)
    }
  }

  /// Left-associative chains are unrolled, so that their length costs no native stack here.
  private func binary(_ e: Expression) -> Evaluate {
    var links: [(BinaryOperator, Expression, UInt32)] = []
    var current = e
    var hasOldDivision = false
    while case .binary(let operation, let left, let right) = current.kind {
      links.append((operation, right, session.site(current.span)))
      if isPython2, operation == .divide { hasOldDivision = true }
      current = left
    }
    if links.count <= 64, !hasOldDivision {
      var left = operand(current)
      for (operation, right, site) in links.reversed() {
        let result = Arithmetic(operation: Operation(operation, site, session))
          .make(left, operand(right))
        left = .computed(ComputedOperand(evaluate: result.run))
      }
      if case .computed(let whole) = left { return whole.evaluate }
    }
    let first = expression(current)
    let session = session
    let steps = links.reversed().map { ($0.0, Eval(expression($0.1)), $0.2) }
    return { frame in
      var value = try first(frame)
      for (operation, right, site) in steps {
        let operand = try right.run(frame)
        session.engine.site = site
        if hasOldDivision, operation == .divide { session.warnOldDivision(value, operand) }
        value = try session.binary(operation, value, operand)
      }
      return value
    }
  }

  private func comparison(_ first: Expression, _ rest: [(ComparisonOperator, Expression)])
    -> Evaluate
  {
    let session = session
    if rest.count == 1 {
      let (operation, right) = rest[0]
      let site = session.site(first.span.union(right.span))
      return Comparing(comparison: Comparison(operation, site, session))
        .make(operand(first), operand(right)).run
    }
    let left = expression(first)
    let links = rest.map {
      ($0.0, Eval(expression($0.1)), session.site(first.span.union($0.1.span)))
    }
    return { frame in
      var a = try left(frame)
      var result = Value.bool(true)
      for (operation, right, site) in links {
        let b = try right.run(frame)
        session.engine.site = site
        result = try session.compare(operation, a, b)
        if !(try session.isTrue(result)) { return result }
        a = b
      }
      return result
    }
  }

  // MARK: Displays

  private func display(_ items: [Expression]) -> (Frame) throws -> [Value] {
    let session = session
    let parts: [(Eval, Bool)] = items.map { item in
      if case .starred(let inner) = item.kind { return (Eval(expression(inner)), true) }
      return (Eval(expression(item)), false)
    }
    return { frame in
      var result: [Value] = []
      result.reserveCapacity(parts.count)
      for (part, isStarred) in parts {
        let value = try part.run(frame)
        if isStarred, !value.isIterable {
          throw PythonError.type(
            "Value after * must be an iterable, not \(session.typeName(value))")
        }
        if isStarred { result += try session.items(of: value) } else { result.append(value) }
      }
      return result
    }
  }

  private func dictionary(_ pairs: [(key: Expression?, value: Expression)]) -> Evaluate {
    let session = session
    let parts = pairs.map { pair in
      (
        key: pair.key.map { Eval(expression($0)) }, value: Eval(expression(pair.value)),
        site: session.site(pair.key?.span ?? pair.value.span)
      )
    }
    return { frame in
      let result = DictionaryObject()
      for part in parts {
        if let key = part.key {
          let name = try key.run(frame)
          let value = try part.value.run(frame)
          session.engine.site = part.site
          try result.set(name, value, session)
        } else {
          let value = try part.value.run(frame)
          guard let other = value.asObject(DictionaryObject.self) else {
            throw PythonError.type("'\(session.typeName(value))' object is not a mapping")
          }
          session.engine.site = part.site
          for pair in other.pairs { try result.set(pair.key, pair.value, session) }
        }
      }
      return .object(result)
    }
  }

  /// What stands between brackets; slices become slice objects.
  func index(_ e: Expression) -> Evaluate {
    switch e.kind {
    case .slice(let a, let b, let c):
      let parts = [a, b, c].map { part in part.map { Eval(expression($0)) } }
      return { frame in
        .object(
          SliceObject(
            try parts[0]?.run(frame) ?? .none, try parts[1]?.run(frame) ?? .none,
            try parts[2]?.run(frame) ?? .none))
      }
    case .tuple(let items):
      let parts = items.map { Eval(index($0)) }
      return { frame in .tuple(try parts.map { try $0.run(frame) }) }
    default: return expression(e)
    }
  }

  private func formatted(_ parts: [FormattedPart], _ span: Span) -> Evaluate {
    let session = session
    let site = session.site(span)
    struct Piece {
      var text = ""
      var value: Eval?
      var conversion: Character?
      var format: Eval?
    }
    let pieces: [Piece] = parts.map { part in
      switch part {
      case .text(let text): return Piece(text: text)
      case .value(let value, let conversion, let format, let debug):
        return Piece(
          text: debug ?? "", value: Eval(expression(value)),
          conversion: conversion ?? (debug != nil && format.isEmpty ? "r" : nil),
          format: format.isEmpty ? nil : Eval(formatted(format, span)))
      }
    }
    return { frame in
      var result = ""
      for piece in pieces {
        result += piece.text
        guard let source = piece.value else { continue }
        var value = try source.run(frame)
        let format = try piece.format?.run(frame).text ?? ""
        session.engine.site = site
        switch piece.conversion {
        case "r": value = .string(try session.representation(value))
        case "a": value = .string(Builtins.asciiOnly(try session.representation(value)))
        case "s": value = .string(try session.string(value))
        default: break
        }
        result += try session.format(value, format)
      }
      return .string(result)
    }
  }
}
