import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// A new value for an input, put into the lesson's code in place of the old one.
///
/// The lesson is then run again as it would be had the author written the value: no other number
/// is touched, and lines keep their numbers.
package enum InputEdit {
  package struct Problem: Error, Hashable, Sendable {
    package var message: String
    package var hint: String?
  }

  /// What was typed: `x = 3`, `w[0] = -1`, `W = np.ones((2, 3))`.
  package struct Request: Hashable, Sendable {
    package var name: String
    /// Places in nested lists: `w[0]` has one.
    package var element: [Int]
    package var value: String
  }

  /// The lesson with the new value, and the index of the block that has changed.
  ///
  /// - Parameters:
  ///   - text: `name = value`, in ASCII or full width.
  ///   - block: the block whose trace is looked at; the name is looked for there, then above it.
  package static func apply(_ text: String, to lesson: LessonSource, block: Int) throws(Problem)
    -> (lesson: LessonSource, block: Int)
  {
    guard !lesson.blocks.isEmpty else { throw Problem(message: "the lesson has no code") }
    let examples = InputExamples(lesson, block: block)
    let request = try request(text, examples)
    for index in stride(from: min(block, lesson.blocks.count - 1), through: 0, by: -1) {
      let source = SourceText(name: "block", text: lesson.blocks[index].code)
      let parsed = Parser.parse(source)
      guard parsed.diagnostics.isEmpty,
        let bound = parsed.statements.last(where: { value(of: request.name, in: $0) != nil }),
        let value = value(of: request.name, in: bound)
      else { continue }
      var place = try element(request, in: value, source, examples)
      var text = request.value
      if request.element.isEmpty {
        (place, text) = NewValue.fitting(text, in: value, source)
      }
      var edited = lesson
      // What took several lines leaves their ends behind, so that later lines keep their numbers.
      let lines = source.slice(place.span).utf8.count { $0 == 0x0A }
      var bytes = Array(source.bytes[..<place.span.start])
      bytes += Array(text.utf8)
      bytes += source.bytes[place.span.end...]
      if lines > 0 {
        let end =
          bytes[(place.span.start + text.utf8.count)...]
          .firstIndex(of: 0x0A) ?? bytes.count
        bytes.insert(contentsOf: [UInt8](repeating: 0x0A, count: lines), at: end)
      }
      edited.blocks[index].code = String(decoding: bytes, as: UTF8.self)
      return (edited, index)
    }
    throw Problem(
      message: "no `\(request.name) = …` stands in this block or above it",
      hint: examples.inputs.isEmpty
        ? "an input is a name with a value of its own, such as `x = 3`"
        : "inputs here: \(examples.names); for example `\(examples.first)`")
  }

  private static func request(_ text: String, _ examples: InputExamples) throws(Problem)
    -> Request
  {
    let text = text.foldedWidth
    let named = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let example =
      "type a name, `=`, and a number, a list or an expression: "
      + "`\(examples.example(for: String(named)))`"
    guard let sign = text.firstIndex(of: "=") else {
      throw Problem(message: "there is no `=` in `\(text.trimmingSpaces)`", hint: example)
    }
    let target = String(text[..<sign]).trimmingSpaces
    let value = NewValue.code(String(text[text.index(after: sign)...]).trimmingSpaces)
    if value.isEmpty { throw Problem(message: "there is no value after `=`", hint: example) }
    let parsedTarget = Parser.parse(SourceText(name: "input", text: target))
    guard parsedTarget.diagnostics.isEmpty, parsedTarget.statements.count == 1,
      case .expression(let e) = parsedTarget.statements[0].kind,
      let (name, element) = place(e)
    else { throw Problem(message: "`\(target)` is not the name of an input", hint: example) }
    let parsed = Parser.parse(SourceText(name: "value", text: value))
    if let problem = parsed.diagnostics.first {
      throw Problem(message: "`\(value)` is not a value: \(problem.message)", hint: example)
    }
    guard parsed.statements.count == 1, case .expression(let e) = parsed.statements[0].kind else {
      throw Problem(message: "`\(value)` is not a value", hint: example)
    }
    // Among other values a bare `1, 2` would be two of them.
    var isBare = false
    if case .tuple = e.kind { isBare = !value.hasPrefix("(") }
    return Request(name: name, element: element, value: isBare ? "(\(value))" : value)
  }

  /// `w[0][1]` and `w[0, 1]` as a name and places.
  private static func place(_ e: Expression) -> (name: String, element: [Int])? {
    switch e.kind {
    case .name(let name): return (name, [])
    case .subscript(let base, let key):
      guard let (name, before) = place(base) else { return nil }
      let keys: [Expression]
      if case .tuple(let items) = key.kind { keys = items } else { keys = [key] }
      let numbers = keys.map(integer)
      if numbers.contains(nil) { return nil }
      return (name, before + numbers.compactMap { $0 })
    default: return nil
    }
  }

  private static func integer(_ e: Expression) -> Int? {
    switch e.kind {
    case .int(let value): return value
    case .unary(.minus, let inner): return integer(inner).map { 0 &- $0 }
    default: return nil
    }
  }

  /// What a statement at the top of a block binds a name to.
  static func value(of name: String, in statement: Statement) -> Expression? {
    func match(_ target: Expression, _ value: Expression) -> Expression? {
      switch target.kind {
      case .name(let found): return found == name ? value : nil
      case .tuple(let targets), .list(let targets):
        let values: [Expression]
        switch value.kind {
        case .tuple(let items), .list(let items): values = items
        default: return nil
        }
        guard values.count == targets.count else { return nil }
        for (target, value) in zip(targets, values) {
          if let found = match(target, value) { return found }
        }
        return nil
      default: return nil
      }
    }
    switch statement.kind {
    case .assign(let targets, let value):
      for target in targets { if let found = match(target, value) { return found } }
      return nil
    case .annotated(let target, _, let value?): return match(target, value)
    default: return nil
    }
  }

  /// Whether a call's list says how large the array is, not what is in it.
  static func takesShape(_ callee: Expression) -> Bool {
    guard case .attribute(_, let name) = callee.kind else { return false }
    return [
      "zeros", "ones", "empty", "full", "random", "random_sample", "normal", "uniform", "randint",
      "eye", "arange", "linspace", "randn", "rand", "standard_normal", "integers",
    ].contains(name)
  }

  /// The literal that an element is written as, in lists and in `np.array([…])`.
  private static func element(
    _ request: Request, in value: Expression, _ source: SourceText, _ examples: InputExamples
  ) throws(Problem) -> Expression {
    var current = value
    for (depth, number) in request.element.enumerated() {
      if case .call(let callee, let arguments) = current.kind, depth == 0,
        !takesShape(callee), let first = arguments.first,
        case .positional = first.kind
      {
        current = first.value
      }
      let items: [Expression]
      switch current.kind {
      case .list(let found), .tuple(let found): items = found
      default:
        if depth == 0, value.isNumber {
          throw Problem(
            message: "`\(request.name)` is one number, `\(source.slice(current.span))`: it has no "
              + "elements",
            hint: "give it a new value: `\(examples.example(for: request.name))`")
        }
        throw Problem(
          message: depth > 0
            ? "`\(request.name)` has no list at place \(depth + 1): "
              + "`\(source.slice(current.span))` is one value"
            : "`\(request.name)` is computed by `\(source.slice(value.span))`: its elements are "
              + "not written out, so one alone can't be replaced",
          hint: (depth > 0 ? "one that is there: " : "all of it can be given: ")
            + "`\(examples.example(for: request.name))`")
      }
      let index = number < 0 ? number + items.count : number
      guard items.indices.contains(index) else {
        throw Problem(
          message: "`\(request.name)` has no element \(number): there are \(items.count)",
          hint: items.isEmpty
            ? nil
            : "they count from 0 to \(items.count - 1): "
              + "`\(examples.example(for: request.name, element: true))`")
      }
      current = items[index]
    }
    return current
  }
}

extension Expression {
  /// A number as it is written, with its sign.
  fileprivate var isNumber: Bool {
    switch kind {
    case .int, .float: true
    case .unary(.minus, let inner): inner.isNumber
    default: false
    }
  }
}
