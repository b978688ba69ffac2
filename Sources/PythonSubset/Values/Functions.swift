import Arrays
import Autodiff

package typealias Frame = UnsafeMutablePointer<Value>

/// What a compiled function needs at run time.
package final class FunctionCode {
  package struct Parameter {
    package var name: String
    package var kind: PythonSubset.Parameter.Kind
    package var slot: Int
    package var hasDefault: Bool
  }

  package let name: String
  /// The name with those of the classes and functions around it, as errors give it.
  @exclusivity(unchecked)
  package var qualifiedName: String
  /// Where the session lists it, for tracebacks.
  @exclusivity(unchecked)
  package var index: UInt32 = 0
  @exclusivity(unchecked)
  package var parameters: [Parameter] = []
  /// Slots of a frame; slot 0 holds the returned value.
  @exclusivity(unchecked)
  package var slotCount = 1
  /// Local slots that inner functions capture: each starts as a fresh cell.
  @exclusivity(unchecked)
  package var cellSlots: [Int] = []
  /// Slots that receive the cells captured from outside, in order.
  @exclusivity(unchecked)
  package var freeSlots: [Int] = []
  @exclusivity(unchecked)
  package var body: Code = Code { _ in .next }
  /// The instructions of a function that yields; empty for others.
  @exclusivity(unchecked)
  var program: [GeneratorInstruction] = []
  /// The short way in, for functions of positional parameters without defaults or captured names.
  @exclusivity(unchecked)
  package var routine: Routine?
  @exclusivity(unchecked)
  package var site: UInt32 = 0

  package init(name: String) {
    self.name = name
    qualifiedName = name
  }
}

/// What the short way into a function needs. The session lists the function's code, and with it this,
/// as long as it lives: a call need not hold the function.
package final class Routine {
  let body: Code
  /// Arguments it takes.
  let count: Int
  let slotCount: Int
  /// Of the function's code in the session's list.
  let index: UInt32

  init(_ code: FunctionCode) {
    body = code.body
    count = code.parameters.count
    slotCount = code.slotCount
    index = code.index
  }
}

/// A boxed closure: stored bare in arrays or optionals, closures grow thunks.
package struct Code {
  package let run: (Frame) throws -> Flow
  package init(_ run: @escaping (Frame) throws -> Flow) { self.run = run }
}

package struct Eval {
  package let run: (Frame) throws -> Value
  package init(_ run: @escaping (Frame) throws -> Value) { self.run = run }
}

package enum Flow { case next, breakLoop, continueLoop, returned }

/// A variable that closures share.
package final class CellObject: Object {
  @exclusivity(unchecked)
  package var value: Value = .unbound
  deinit { DeepRelease.empty(&value, .unbound) }
  override package var typeName: String { "cell" }
}

/// A function of the language.
package final class FunctionObject: Object {
  package let code: FunctionCode
  /// The short way in, where there is one.
  let routine: Unmanaged<Routine>?
  @exclusivity(unchecked)
  package private(set) var defaults: [Value]
  package let cells: [CellObject]
  @exclusivity(unchecked)
  package var attributes: [String: Value] = [:]

  package init(code: FunctionCode, defaults: [Value], cells: [CellObject]) {
    self.code = code
    routine = code.routine.map { Unmanaged.passUnretained($0) }
    self.defaults = defaults
    self.cells = cells
  }

  deinit {
    if !defaults.isEmpty { DeepRelease.empty(&defaults, []) }
    if !attributes.isEmpty { DeepRelease.empty(&attributes, [:]) }
  }

  /// The short way in, for as many arguments.
  @inline(__always)
  func routine(_ count: Int) -> Unmanaged<Routine>? {
    guard let routine, routine._withUnsafeGuaranteedRef({ $0.count == count }) else { return nil }
    return routine
  }

  override package var typeName: String { "function" }
  override package func representation(_ session: Session) -> String {
    "<function \(attributes["__qualname__"]?.text ?? code.qualifiedName) at 0x7f0000000000>"
  }
  override package func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "__name__": attributes[name] ?? .string(code.name)
    case "__qualname__": attributes[name] ?? .string(code.qualifiedName)
    case "__module__": attributes[name] ?? .string("__main__")
    case "__defaults__": defaults.isEmpty ? Value.none : .tuple(defaults)
    case "__doc__": attributes[name] ?? .none
    case "__call__": .object(self)
    default: attributes[name]
    }
  }
  override package func setAttribute(_ name: String, _ value: Value, _ session: Session) {
    attributes[name] = value
  }
  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    if session.bareValues > 0, let tape = session.engine.tape {
      VariableList.of(tape).isPinned = true
    }
    return try session.call(self, arguments)
  }
}

/// A method with its object.
package final class BoundMethod: Object {
  package let receiver: Value
  package var function: Object { held.unsafelyUnwrapped }
  /// Nil only while it is let go.
  @exclusivity(unchecked)
  private var held: Object?

  package init(_ receiver: Value, _ function: Object) {
    self.receiver = receiver
    held = function
  }

  deinit { if !(held is FunctionObject) { DeepRelease.empty(&held, nil) } }

  override package var typeName: String { "method" }
  override package func representation(_ session: Session) throws -> String {
    let name =
      (function as? FunctionObject)?.code.qualifiedName
      ?? "\(session.typeName(receiver)).method"
    return "<bound method \(name) of "
      + (try session.representation(receiver)) + ">"
  }
  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "__self__": receiver
    case "__func__": .object(function)
    default: try session.forwarding { try function.attribute(name, session) }
    }
  }
  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    var arguments = arguments
    arguments.positional.insert(receiver, at: 0)
    return try session.forward(arguments, to: function)
  }
}

/// A function that the program itself provides.
package final class BuiltinFunction: Object {
  package let name: String
  package let signature: Signature
  /// Functions of the function, such as `np.add.at`.
  @exclusivity(unchecked)
  var members: [String: Value] = [:]
  @exclusivity(unchecked)
  private var body: (Bound, Session) throws -> Value
  /// Whether it works on numbers and arrays, so that it gets a variable's value, not the variable.
  @exclusivity(unchecked)
  package var computes = false
  /// Whether it is a derivative, such as `grad(f)`: of what is no variable it gives no variable.
  @exclusivity(unchecked)
  var isDerivative = false
  /// A short way for two positional arguments while nothing is traced.
  @exclusivity(unchecked)
  var quick: ((Value, Value) -> Value?)?
  @exclusivity(unchecked)
  private var parameters: BuiltinParameters?

  package init(
    _ name: String, _ signature: Signature, _ body: @escaping (Bound, Session) throws -> Value
  ) {
    self.name = name
    self.signature = signature
    self.body = body
  }

  deinit { DeepRelease.empty(&body) }

  override package var typeName: String { "builtin_function_or_method" }
  override package func representation(_ session: Session) -> String {
    "<built-in function \(name)>"
  }
  override package func attribute(_ attribute: String, _ session: Session) -> Value? {
    attribute == "__name__" ? .string(name) : members[attribute]
  }
  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.step()
    try session.enter()
    defer { session.leave() }
    let parameters = parameters ?? session.parameters(signature.source)
    self.parameters = parameters
    // Whatever it does to an array, it looks at the elements.
    try session.charge(arguments: arguments.positional)
    let result = try body(parameters.bind(arguments, to: name, session), session)
    if case .object(let object) = result, let array = object as? ArrayObject {
      session.count(elements: array.array.count)
    }
    return result
  }
}

/// The parameters of a built-in function, read from text such as `x, axis=None, *, out!`.
///
/// A `!` marks a parameter that NumPy or CPython has and this language refuses by name. The text is
/// read once a session, when the first call needs it.
package struct Signature: Sendable {
  let source: String

  package init(_ text: String) { source = text }

  func bind(_ arguments: Arguments, to function: String, _ session: Session) throws -> Bound {
    try session.parameters(source).bind(arguments, to: function, session)
  }
}

/// A signature that has been read.
final class BuiltinParameters {
  struct Slot {
    var name: String
    var isRequired: Bool
    var isRefused: Bool
    var isKeywordOnly: Bool
    var isPositionalOnly: Bool
  }

  let text: String
  /// The signature without what is refused.
  private var offered: String {
    source.split(separator: ",").map(\.trimmingSpaces).filter { !$0.contains("!") }
      .joined(separator: ", ")
  }
  private let source: String
  private let slots: [Slot]
  private let star: Bool
  private let doubleStar: Bool
  /// How many arguments may come without a name.
  private let positional: Int
  /// So many arguments without names need no look at the parameters one by one.
  private let plainCounts: ClosedRange<Int>?

  init(_ source: String) {
    self.source = source
    text = source.replacing("!", with: "")
    var slots: [Slot] = []
    var star = false
    var doubleStar = false
    var keywordOnly = false
    for part in source.split(separator: ",") {
      let item = part.trimmingSpaces
      if item == "/" {
        for i in slots.indices { slots[i].isPositionalOnly = true }
      } else if item == "*" {
        keywordOnly = true
      } else if item.hasPrefix("**") {
        doubleStar = true
      } else if item.hasPrefix("*") {
        star = true
        keywordOnly = true
      } else if !item.isEmpty {
        let name = item.prefix { $0 != "=" && $0 != "!" }
        slots.append(
          Slot(
            name: String(name), isRequired: !item.contains("=") && !item.contains("!"),
            isRefused: item.contains("!"), isKeywordOnly: keywordOnly, isPositionalOnly: false))
      }
    }
    self.slots = slots
    self.star = star
    self.doubleStar = doubleStar
    positional = slots.count { !$0.isKeywordOnly }
    let required = (slots.lastIndex { $0.isRequired } ?? -1) + 1
    let free = min(slots.firstIndex { $0.isRefused } ?? positional, positional)
    plainCounts = required <= free ? required...free : nil
  }

  func bind(_ arguments: Arguments, to function: String, _ session: Session) throws -> Bound {
    if arguments.keywords.isEmpty, let plainCounts,
      plainCounts.contains(arguments.positional.count)
    {
      return Bound(positional: arguments.positional, function: function)
    }
    return try bindAll(arguments, to: function, session)
  }

  private func bindAll(_ arguments: Arguments, to function: String, _ session: Session) throws
    -> Bound
  {
    var values = [Value?](repeating: nil, count: slots.count)
    var rest: [Value] = []
    for (i, value) in arguments.positional.enumerated() {
      if i < positional {
        values[i] = value
      } else if star {
        rest.append(value)
      } else {
        let most = "\(positional) positional argument\(positional == 1 ? "" : "s")"
        throw PythonError.type(
          "\(function)() takes at most \(most) (\(arguments.positional.count) given)",
          hint: "its signature: \(function)(\(text))")
      }
    }
    var more: [(name: String, value: Value)] = []
    for (name, value) in arguments.keywords {
      if let i = slots.firstIndex(where: { $0.name == name && !$0.isPositionalOnly }) {
        if values[i] != nil {
          throw PythonError.type("\(function)() got multiple values for argument '\(name)'")
        }
        values[i] = value
      } else if doubleStar {
        more.append((name, value))
      } else {
        throw PythonError.type(
          "\(function)() got an unexpected keyword argument '\(name)'",
          hint: session.nearest(name, slots.filter { !$0.isRefused }.map(\.name))
            ?? "its signature: \(function)(\(text))")
      }
    }
    for (i, slot) in slots.enumerated() {
      if slot.isRefused, let given = values[i], !given.isNone {
        throw PythonError.refused(
          "`\(slot.name)=` of \(function)",
          hint: LessonSubmodule.insteadOfParameter["\(function).\(slot.name)"]
            ?? "what there is: \(function)(\(offered))")
      }
      if slot.isRequired, values[i] == nil {
        throw PythonError.type(
          "\(function)() missing required argument: '\(slot.name)'",
          hint: "its signature: \(function)(\(text))")
      }
    }
    return Bound(values: values, rest: rest, keywords: more, function: function)
  }
}

extension StringProtocol {
  var trimmingSpaces: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// A call's arguments, in the order of the signature.
package struct Bound {
  private let positional: [Value]
  /// In place of `positional` where some are named or left out between.
  private let values: [Value?]
  package let rest: [Value]
  package let keywords: [(name: String, value: Value)]
  package let function: String

  init(positional: [Value], function: String) {
    self.positional = positional
    values = []
    rest = []
    keywords = []
    self.function = function
  }

  init(
    values: [Value?], rest: [Value], keywords: [(name: String, value: Value)], function: String
  ) {
    positional = []
    self.values = values
    self.rest = rest
    self.keywords = keywords
    self.function = function
  }

  /// The arguments after the first, such as those of a method after its object.
  func dropFirst() -> Bound {
    Bound(
      values: values.isEmpty ? positional.dropFirst().map { $0 } : Array(values.dropFirst()),
      rest: rest, keywords: keywords, function: function)
  }

  /// The arguments of the signature's parameters, without those that were left out.
  var given: [Value] { values.isEmpty ? positional : values.compactMap { $0 } }

  /// The argument, or nil where it was left out.
  package subscript(_ index: Int) -> Value? {
    if index < positional.count { return positional[index] }
    return index < values.count ? values[index] : nil
  }

  /// The argument, or nil where it was left out or is None.
  package func given(_ index: Int) -> Value? {
    guard let value = self[index], !value.isNone else { return nil }
    return value
  }
}
